"""Probing: one account asks for NIK after NIK, to learn from the answers who has a booking.

Half of the NIKs are free, and half were booked by others elsewhere. A prober learns of a NIK whatever tells it from one
of the other half: an answer that none of the other half gets, letter by letter.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import partial
from typing import NamedTuple

import pytest

from antrean.policy.bookings import MOST_OTHERS, MOST_REFUSALS
from antrean.policy.system import FULL_SLOT_MEMORY
from tests.attacks import left_out
from tests.attacks.city import AFTERNOON, HOUR, MINUTE, MORNING, City, Said
from tests.attacks.conftest import Cities

HALF = 20
BURSTS = 12
"""How often 40 requests are sent side by side: more often than the counters can be raised."""
REFUSED = "nik_already_booked"


class Probe:
    """A prober in front of a slot, and whom to ask for."""

    def __init__(self, city: City, *, full: bool = False, adding: bool = False, members: bool = False) -> None:
        """Let the prober ask by bookings, or by additions to a booking (`adding`), in an open or a `full` slot.

        A full slot is one of an office without turns, where only the claim of an addition finds out that it is full.

        With `members` everybody is in the prober's household, and asked for by their ids.
        """
        self.city = city
        self.free, self.booked = city.strangers(HALF)
        self.prober = city.account("prober")
        if members:
            self.prober = self.prober.keeping([*self.free, *self.booked])
        self.booking_id = self.prober.book(with_self=True).body["booking_id"] if adding else None
        if full:
            city.has_no_turns()
        while full and city.quota().seats_left:
            assert city.account("other").book(with_self=True).code == "done"
        city.wait(MINUTE)

    def ask(self, *serials: int, key: str | None = None) -> Said:
        """Ask for people."""
        if self.booking_id:
            return self.prober.add(self.booking_id, *serials, key=key)
        return self.prober.book(*serials, key=key)

    @property
    def mixed(self) -> list[int]:
        """Everybody, one free and one booked in turn."""
        return [serial for pair in zip(self.free, self.booked, strict=True) for serial in pair]


class Learnt(NamedTuple):
    """Of whom the prober knows now: who is free, and who has a booking."""

    free: set[int]
    booked: set[int]


def learn(probe: Probe, answers: Sequence[tuple[int, Hashable]]) -> Learnt:
    """Return what answers tell: each that only people of one half got."""
    free = {said for serial, said in answers if serial in probe.free}
    booked = {said for serial, said in answers if serial in probe.booked}
    only_free, only_booked = free - booked, booked - free
    return Learnt(
        {serial for serial, said in answers if said in only_free},
        {serial for serial, said in answers if said in only_booked},
    )


def in_a_row(probe: Probe, order: Sequence[int]) -> Learnt:
    """Ask for one after the other, each with a key of its own."""
    answers = []
    for serial in order:
        probe.city.skip(1.5 * FULL_SLOT_MEMORY)
        answers.append((serial, probe.ask(serial)))
    return learn(probe, [(serial, _anonymous(said)) for serial, said in answers])


def side_by_side(probe: Probe, bursts: int) -> Learnt:
    """Ask for all of them at once, so that each request finds the account as if it were alone; and again."""
    free, booked = set[int](), set[int]()
    for _ in range(bursts):
        requests = [partial(probe.ask, serial) for serial in probe.mixed]
        found = learn(probe, [*zip(probe.mixed, map(_anonymous, probe.city.at_once(requests)), strict=True)])
        free |= found.free
        booked |= found.booked
        probe.city.skip(1.5 * FULL_SLOT_MEMORY)
    return Learnt(free, booked)


def _anonymous(said: Said) -> Said:
    """Leave out of a success whose it is: every booking has another id."""
    return said._replace(text="") if said.code == "done" else said


WAYS = [
    pytest.param({}, id="book, open"),
    pytest.param({"members": True}, id="book members, open"),
    pytest.param({"adding": True}, id="add, open"),
    pytest.param({"adding": True, "full": True}, id="add, full"),
]


@pytest.mark.parametrize("way", WAYS)
def test_one_after_the_other(cities: Cities, monkeypatch: pytest.MonkeyPatch, way: dict[str, bool]) -> None:
    """Without limits a prober learns of all 20 who are booked; with them of three, and of eight people altogether."""
    with monkeypatch.context() as patch:
        left_out.refusals_are_limited(patch)
        probe = Probe(cities(seats=40), **way)
        assert len(in_a_row(probe, probe.booked + probe.free).booked) == HALF
    for order in ("free first", "booked first", "in turn"):
        probe = Probe(cities(seats=40), **way)
        orders = {"free first": probe.free + probe.booked, "booked first": probe.booked + probe.free}
        _little(in_a_row(probe, orders.get(order, probe.mixed)))
        probe.city.check_seats()


@pytest.mark.parametrize("way", WAYS)
def test_forty_at_once(cities: Cities, monkeypatch: pytest.MonkeyPatch, way: dict[str, bool]) -> None:
    """Counted after the answer, or whatever was counted meanwhile, 40 requests tell of all; else as few as in a row."""
    for rule in (left_out.counted_before_the_answer, left_out.counted_as_read):
        with monkeypatch.context() as patch:
            rule(patch)
            assert len(side_by_side(Probe(cities(seats=60), **way), 1).booked) == HALF
    probe = Probe(cities(seats=60), **way)
    _little(side_by_side(probe, BURSTS))
    probe.city.check_seats()


@pytest.mark.parametrize("way", WAYS)
def test_the_time_of_an_answer_tells_nothing(
    cities: Cities, monkeypatch: pytest.MonkeyPatch, way: dict[str, bool]
) -> None:
    """Who is busy is busy after the same calls; where strangers are not counted first, the calls tell of all."""

    def with_their_time(probe: Probe) -> Learnt:
        answers = probe.city.worked_at_once([partial(probe.ask, serial) for serial in probe.mixed])
        seen = [(_anonymous(said), calls) for said, calls in answers]
        return learn(probe, [*zip(probe.mixed, seen, strict=True)])

    with monkeypatch.context() as patch:
        left_out.strangers_are_counted_first(patch)
        assert len(with_their_time(Probe(cities(seats=60), **way)).booked) == HALF
    _little(with_their_time(Probe(cities(seats=60), **way)))


@pytest.mark.parametrize("adding", [False, True])
def test_a_full_slot_tells_nothing(cities: Cities, monkeypatch: pytest.MonkeyPatch, *, adding: bool) -> None:
    """Too few seats are said before anybody is looked at, whatever is counted; also of additions, where turns are."""
    left_out.refusals_are_limited(monkeypatch)
    left_out.strangers_are_counted_first(monkeypatch)
    probe = Probe(city := cities(seats=40), adding=adding)
    while city.quota().seats_left:
        assert city.account("other").book(with_self=True).code == "done"
    assert in_a_row(probe, probe.mixed) == (set(), set())
    assert side_by_side(probe, 1) == (set(), set())


def _little(learnt: Learnt) -> None:
    """Hold what a prober may learn: of three who are booked in a day, and of eight people in a quarter."""
    assert len(learnt.booked) <= MOST_REFUSALS
    assert len(learnt.free | learnt.booked) <= MOST_OTHERS


def test_a_day_later_it_is_three_again_and_in_a_quarter_eight(cities: Cities) -> None:
    """Patience wins little: eight people are all of whom an account can ask in 90 days."""
    probe = Probe(cities(seats=40))
    refused = []
    for serial in probe.booked:
        refused.append(probe.ask(serial).code == REFUSED)
        probe.city.skip(9 * HOUR)  # never four in a day
    assert refused.count(True) == MOST_OTHERS


def test_retries_and_other_bodies_under_one_key(cities: Cities) -> None:
    """A retry tells nothing new and counts once; another body under the same key counts like any other request."""
    probe = Probe(cities())
    key = probe.city.key()
    first, *others = probe.booked
    assert {probe.ask(first, key=key).code for _ in range(50)} == {REFUSED}
    codes = [probe.ask(serial, key=key).code for serial in others]
    assert codes == [REFUSED] * (MOST_REFUSALS - 1) + ["limit_reached"] * (HALF - MOST_REFUSALS)
    assert probe.ask(first, key=key).code == "limit_reached"


def test_a_household_is_refused_as_one(cities: Cities, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of four strangers nobody learns which are booked; without the rule their places in the request tell."""

    def ask(city: City) -> Said:
        probe = Probe(city)
        return probe.ask(probe.free[0], probe.booked[0], probe.free[1], probe.booked[1])

    with monkeypatch.context() as patch:
        left_out.strangers_are_not_named(patch)
        assert ask(cities()).body["applicants"] == [1, 3]
    said = ask(cities())
    assert said.code == REFUSED
    assert "applicants" not in said.body


def test_other_slots_and_bookings_do_not_begin_anew(cities: Cities) -> None:
    """Books, additions, and slots that are open, full or closed have one counter."""
    probe = Probe(cities(), adding=True)
    booking_id = probe.booking_id
    assert booking_id
    first, second, third, fourth, *_ = probe.booked
    assert probe.ask(first).code == REFUSED
    assert probe.prober.move(booking_id, AFTERNOON).code == "done"
    assert probe.ask(second).code == REFUSED
    assert probe.prober.cancel(booking_id).code == "done"
    assert probe.prober.book(third, slot=MORNING).code == REFUSED
    assert probe.prober.book(fourth, slot=MORNING).code == "limit_reached"
    assert probe.prober.book(with_self=True).code == "done", "the prober alone may book"


def test_one_key_for_forty_bodies_at_once(cities: Cities) -> None:
    """Of forty bodies under one key one is done, and who comes too late hears nothing of the people in the others."""
    for way in ({"adding": False}, {"adding": True}):
        probe = Probe(cities(seats=60), **way)
        key = probe.city.key()
        answers = probe.city.at_once([partial(probe.ask, serial, key=key) for serial in probe.mixed])
        _little(learn(probe, [*zip(probe.mixed, map(_anonymous, answers), strict=True)]))


def test_the_last_seat_tells_nothing(cities: Cities) -> None:
    """Forty at once, under one key or several, of whom one takes the last seat of the slot, or of the household."""
    for one_key in (True, False):
        probe = Probe(city := cities(seats=40))
        while city.quota().seats_left > 1:
            assert city.account("other").book(with_self=True).code == "done"
        key = city.key() if one_key else None
        answers = city.at_once([partial(probe.ask, serial, key=key) for serial in probe.mixed])
        _little(learn(probe, [*zip(probe.mixed, map(_anonymous, answers), strict=True)]))


def test_another_change_of_the_booking_tells_nothing(cities: Cities) -> None:
    """One of the requests adds somebody whom the account booked before, which counts for nothing, and comes first."""
    probe = Probe(city := cities(seats=60), adding=True)
    assert probe.booking_id
    known = [city.nobody() for _ in range(4)]
    assert probe.ask(*known).code == "done"
    assert probe.prober.take_out(probe.booking_id, 4).code == "done"
    requests = [partial(probe.ask, known[3]), *(partial(probe.ask, serial) for serial in probe.mixed)]
    _, *answers = city.at_once(requests)
    _little(learn(probe, [*zip(probe.mixed, map(_anonymous, answers), strict=True)]))


def test_somebody_who_is_booked_by_another_account_asks_no_more(cities: Cities) -> None:
    """Who is refused because an accomplice has booked them is counted for the people whom they name with it."""
    probe = Probe(city := cities(seats=60))
    accomplice = city.account("accomplice")
    assert accomplice.book(probe.prober.serial).code == "done"
    _little(learn(probe, [(serial, probe.prober.book(serial, with_self=True)) for serial in probe.free + probe.booked]))
    probe = Probe(city := cities(seats=60))
    assert city.account("accomplice").book(probe.prober.serial).code == "done"
    answers = city.at_once([partial(probe.prober.book, serial, with_self=True) for serial in probe.mixed])
    _little(learn(probe, [*zip(probe.mixed, answers, strict=True)]))
