"""The rule of who is called next, by examples: within a lane, between lanes, and what a lane has no claim to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from antrean.hall.model import Day, Party, PartyState, Visitor
from antrean.hall.order import in_order
from antrean.offices.model import Lane
from antrean.policy.offices import LANE_RATIO

TEN = datetime(2026, 12, 8, 3, 0, tzinfo=UTC)
LANES: dict[str, Lane] = {"b": "booked", "p": "priority", "l": "bap", "x": "express"}


def party(number: int, lane: Lane = "booked", *, afternoon: bool = False, late: bool = False) -> Party:
    """A party that waits, of one person with this number."""
    return Party(
        day=Day("bogor", date(2026, 12, 8)),
        party_id=f"{lane}-{'B' if afternoon else 'A'}-{number:03d}",
        prefix="B" if afternoon else "A",
        session="afternoon" if afternoon else "morning",
        window_from="13:00" if afternoon else "09:00",
        service="new",
        lane=lane,
        state="waiting",
        late=late,
        arrived_at=TEN,
        admitted_by="officer",
        people=(Visitor(0, number, "Siti", "0001", "self", here=True),),
    )


def called(lanes: str) -> list[Party]:
    """Parties that were called one after the other, in these lanes, and served."""
    return [
        party(900 + number, LANES[each]).called(1, TEN + timedelta(seconds=number))._replace(state="served")
        for number, each in enumerate(lanes)
    ]


def waiting(lanes: str) -> list[Party]:
    """Parties that wait in these lanes."""
    return [party(number, LANES[each]) for number, each in enumerate(lanes, 1)]


def lanes_of(parties: Sequence[Party]) -> str:
    """The lanes in which parties are called, from the next one on."""
    letters = {lane: letter for letter, lane in LANES.items()}
    return "".join(letters[each.lane] for each in in_order(parties, LANE_RATIO))


def test_earlier_sessions_first_then_who_was_in_time_then_by_number() -> None:
    """Whoever came late is behind those of the session who did not, and before the next session."""
    first, second, late, next_session = party(2), party(9), party(1, late=True), party(1, afternoon=True)
    late_there = party(2, afternoon=True, late=True)
    shuffled = [late_there, late, second, next_session, first]
    assert [*in_order(shuffled, LANE_RATIO)] == [first, second, late, next_session, late_there]


def test_when_they_arrived_does_not_matter() -> None:
    """Who comes in time waits at the place of the booked number, whoever was at the door before."""
    early, number_one = party(2)._replace(arrived_at=TEN - timedelta(hours=1)), party(1)
    assert [*in_order([early, number_one], LANE_RATIO)] == [number_one, early]


def test_the_number_is_of_who_is_here() -> None:
    """A family whose first person has not come is called by the first one who is here."""
    people = (Visitor(0, 1, "Siti", "0001", "self", here=False), Visitor(1, 5, "Ayu", "0002", "child", here=True))
    family, between = party(1)._replace(people=people), party(3)
    assert [*in_order([family, between], LANE_RATIO)] == [between, family]


def test_only_who_waits_is_called() -> None:
    """Whoever is at a counter, was sent to fetch something, did not come, was served or undone is not in the order."""
    states: tuple[PartyState, ...] = ("called", "parked", "absent", "served", "undone")
    others = [party(number).changed(state) for number, state in enumerate(states, 1)]
    assert [*in_order([*others, party(6)], LANE_RATIO)] == [party(6)]


@pytest.mark.parametrize(
    ("before", "here", "then"),
    [
        # nobody waits in another lane: by number
        ("", "bbbb", "bbbb"),
        ("", "pppp", "pppp"),
        # three with a number from home for one of another lane
        ("", "bbbbbbbbpp", "bbbpbbbpbb"),
        ("", "bbbbbbll", "bbblbbbl"),
        ("b", "bbbbp", "bbpbb"),
        ("bb", "bbbp", "bpbb"),
        ("bbb", "bbp", "pbb"),
        ("bbbp", "bbbp", "bbbp"),
        # one each of the others
        ("", "bbbbbbpplx", "bbbplxbbbp"),
        ("", "plx", "plx"),
        ("p", "plx", "lxp"),
        ("l", "pplx", "pxlp"),
        # a lane that had nobody for a while has no claim to the calls of before: it is not called twice in a row
        ("bbbbbbbbbbbb", "bbbbbbpp", "pbbbpbbb"),
        ("pppp", "bbbbp", "bbbpb"),
        # lanes in which nobody waits do not count
        ("xxlxl", "bbbp", "bbbp"),
        ("bxbxbx", "bp", "pb"),
    ],
)
def test_each_lane_has_its_share(before: str, here: str, then: str) -> None:
    """Of six calls three are of booked numbers (b), one each of priority (p), BAP (l) and express (x)."""
    assert lanes_of([*called(before), *waiting(here)]) == then


def test_a_lane_without_a_share_comes_last() -> None:
    """An office that gives a lane no share calls its people when nobody else waits, in the lanes' own order."""
    ratio: dict[Lane, int] = {"booked": 3, "priority": 1}
    people = [party(1, "express"), party(2, "bap"), party(3), party(4, "priority")]
    found = [each.lane for each in in_order(people, ratio)]
    assert found == ["booked", "priority", "bap", "express"]


def test_the_ratio_of_the_offices() -> None:
    """Three, and one each; where shares are equal, the lane that is named first."""
    assert [*LANE_RATIO.items()] == [("booked", 3), ("priority", 1), ("bap", 1), ("express", 1)]


def test_the_order_is_the_same_for_everybody() -> None:
    """However the parties come from the table, and also where a number stands twice in a day."""
    first, second = party(1), party(1)._replace(party_id="booked-A-001-again")
    assert [*in_order([second, first], LANE_RATIO)] == [*in_order([first, second], LANE_RATIO)] == [first, second]
