"""A day of all offices on a virtual clock, and one hour of many arrivals in the largest: 400 at 20 counters at most."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import date

import pytest

from antrean.base.errors import Refused
from antrean.hall import lists
from antrean.hall.lists import DailyLooks
from antrean.offices.directory import packaged
from antrean.offices.model import Office
from antrean.offices.store import Looks
from antrean.slots.store import Quotas
from tests.interleavings.hall_controls import no_mark_of_the_operation
from tests.interleavings.hall_day import OfficeDay
from tests.interleavings.hall_referee import broken
from tests.support import proof

_DAY = date(2026, 12, 8)
"""A Tuesday that is no holiday."""
_LARGEST = "jakarta-selatan"
_RUSH, _COUNTERS = proof.size(150, 400), proof.size(8, 20)
"""How many arrive in an hour, and at how many counters; in the short form about as many for each."""
_OFFICES = proof.size(3, 126)
_MOST_AT_A_COUNTER = 15
"""How many booked people an ordinary office has for each of its counters."""


def played(office: Office, seats: dict[str, int], open_counters: int, seed: int) -> OfficeDay:
    """Play an office's day, and look at everything that must be true of it at its end."""
    day = OfficeDay(office, _DAY, seats, open_counters, seed)
    day.play()
    tally, parties = day.tally, day.parties()
    assert broken(day.beginning, day.table.history) == []
    # Nobody is lost: everybody who was booked stayed away, was served, or was absent in the end.
    states = Counter(party.state for party in parties)
    assert states.keys() <= {"served", "absent"}
    assert states.total() + tally.stayed_away == tally.booked == sum(seats.values())
    assert {party.party_id for party in parties} <= {made.booking_id for made in day.bookings}
    # Everybody was called once, and once more for each time that they waited, or were sent away, again.
    again = Counter(
        key[1].removeprefix("P#")
        for change in day.table.history
        for key, (old, new) in change.items()
        if key[1].startswith("P#") and old and new and old["state"]["S"] in {"called", "absent"}
        if new["state"]["S"] in {"waiting", "parked"}
    )
    assert day.calls() == Counter(party.party_id for party in parties) + again
    # What was acknowledged stands in the trail, once each, and nothing else does.
    trail = [sk for pk, sk in day.table.items if pk.startswith("DAY#") and sk.startswith("E#")]
    assert len(trail) == tally.asked
    # The list of the day counts the same.
    staffed = day.quiet()
    table = staffed.hall._table  # noqa: SLF001 - the same table
    found = lists.day_list(staffed, Quotas(table), DailyLooks(Looks(table)), "officer", office, _DAY.isoformat())
    counted = {each.session.session: each for each in found.sessions}
    assert {name: each.expected + each.arrived for name, each in counted.items()} == seats
    assert sum(each.expected for each in found.sessions) == tally.stayed_away
    assert sum(each.served for each in found.sessions) == states["served"]
    assert sum(each.absent for each in found.sessions) == states["absent"]
    assert all(each.waiting == each.called == 0 for each in found.sessions)
    return day


@pytest.mark.slow
def test_one_hour_of_arrivals() -> None:
    """The largest office in its worst hour: nothing is lost, nobody is called twice, and the numbers add up."""
    office = next(each for each in packaged() if each.office_id == _LARGEST)
    day = played(
        office, {"morning": _RUSH, "afternoon": office.weekly["afternoon"][_DAY.weekday()]}, _COUNTERS, proof.SEED
    )
    tally = day.tally
    assert min(day.client.lost, tally.came_back, tally.told_early, tally.stayed_away) > 0
    proof.found(
        proof.Engine.MEMORY,
        f"{_RUSH} arrivals in an hour at {_COUNTERS} counters: {day.calls().total()} calls of {len(day.parties())}"
        f" parties, {tally.came_back} came back, {day.client.lost} answers lost; everybody was served or absent",
    )


@pytest.mark.slow
def test_a_day_of_the_offices() -> None:
    """Each with the quotas that it has by default."""
    parties = calls = lost = 0
    for number, office in enumerate(sorted(packaged(), key=lambda each: each.office_id)[:_OFFICES]):
        seats = {session: pattern[_DAY.weekday()] for session, pattern in office.weekly.items()}
        open_counters = max(2, sum(seats.values()) // _MOST_AT_A_COUNTER)
        day = played(office, seats, open_counters, proof.SEED * 1_000 + number)
        parties, calls, lost = parties + len(day.parties()), calls + day.calls().total(), lost + day.client.lost
    proof.found(
        proof.Engine.MEMORY,
        f"a day of {_OFFICES} offices: {parties} parties, {calls} calls, {lost} answers lost; all served or absent",
    )


@pytest.mark.slow
def test_a_day_without_marks_of_operations_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: where a repetition is not known, something is done twice within an ordinary day."""
    no_mark_of_the_operation(monkeypatch)
    office = next(each for each in packaged() if each.office_id == "bogor")
    day = OfficeDay(office, _DAY, {"morning": 60}, 4, 0)
    # What is done twice soon meets a party or a counter that is not as the page believes.
    with suppress(Refused):
        day.play()
    assert any("was done twice" in problem for problem in broken(day.beginning, day.table.history))
