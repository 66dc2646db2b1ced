"""What an office's day costs: calls that follow one another, and units, of what the door and the counters do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from antrean.aws.table import Table
from antrean.base.clock import FixedClock
from antrean.bookings.operation import Services
from antrean.changes import book
from antrean.hall import counters, door
from antrean.hall.board import board
from antrean.hall.counters import Officer
from antrean.hall.door import Arrival, Staffed
from antrean.hall.model import Day, Party, Visitor
from antrean.hall.store import Hall
from antrean.offices.store import Looks
from antrean.tickets import qr
from instruments.dynamodb.meter import Meter
from instruments.replay.calls import Recorder
from instruments.stand_in import stand_in
from tests.support.hall import put_party, staffed
from tests.support.wishes import KEY, asked
from tests.unit.conftest import OFFICE

NINE = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)
BOGOR = Day("bogor", date(2026, 12, 8))
ANI = Officer("ani", BOGOR, 1)
COUNTERS = 20
ONE_PARTY = ["batch_get_item", "get_item", "transact_write_items"]
"""Counter and operation, the party that is there, and the transaction."""


@pytest.fixture
def hall(metered: Services, clock: FixedClock) -> Staffed:
    """The day of an office, metered; it is nine o'clock."""
    clock.instant = NINE
    return staffed(metered)


def waits(hall: Staffed, number: int) -> Party:
    """Let a party of two people wait."""
    people = tuple(Visitor(place, number, "Siti Rahayu", "0001", "self", here=True) for place in range(2))
    party = Party(
        BOGOR, f"PARTY{number:011d}", "A", "morning", "09:00", "new", "booked", "waiting", late=False,
        arrived_at=NINE - timedelta(minutes=1), admitted_by="door", people=people,
    )  # fmt: skip
    put_party(hall, party)
    return party


@pytest.mark.parametrize("people", [1, 5])
def test_an_arrival(metered: Services, siti: str, clock: FixedClock, meter: Meter, people: int) -> None:
    """Four calls; ten write units for party, booking, operation, trail and the record of a look, however many come."""
    made = book.book(metered, siti, asked(people), KEY)
    clock.instant = NINE
    hall = staffed(metered)
    meter.bill.clear()
    door.arrive(hall, "officer", "bogor", Arrival(qr.payload(made.booking_id), early=True), KEY)
    assert meter.bill.calls == ["get_item", "transact_get_items", "get_item", "transact_write_items"]
    assert (meter.bill.reads, meter.bill.writes) == (4, 10)
    meter.bill.clear()
    door.arrive(hall, "officer", "bogor", Arrival(qr.payload(made.booking_id), early=True), KEY)
    assert (len(meter.bill), meter.bill.writes) == (3, 0)


def test_one_key_for_each_citizen(hall: Staffed, meter: Meter) -> None:
    """F2 serves one and calls the next in one transaction: four calls, ten write units; the first one is eight."""
    for number in (1, 2, 3):
        waits(hall, number)
    counters.open_counter(hall, ANI, ())
    meter.bill.clear()
    counters.call_next(hall, ANI, "first")
    assert meter.bill.calls == ["batch_get_item", "query", "transact_write_items"]
    assert (meter.bill.reads, meter.bill.writes) == (3, 8)
    for key in ("second", "third"):
        meter.bill.clear()
        counters.call_next(hall, ANI, key)
        assert meter.bill.calls == ["batch_get_item", "get_item", "query", "transact_write_items"]
        assert (meter.bill.reads, meter.bill.writes) == (4, 10)


def test_what_else_a_counter_does(hall: Staffed, clock: FixedClock, meter: Meter) -> None:
    """Each is three calls and eight write units; the same key again is two calls, or one, and writes nothing."""
    waits(hall, 1)
    counters.open_counter(hall, ANI, ())
    counters.call_next(hall, ANI, "first")
    deeds: list[Callable[[str], object]] = [
        lambda key: counters.park(hall, ANI, key),
        lambda key: counters.undo(hall, ANI, key),
        lambda key: counters.transfer(hall, ANI, key, "priority"),
        lambda key: counters.undo(hall, ANI, key),
        lambda key: counters.finish(hall, ANI, key),
        lambda key: counters.undo(hall, ANI, key),
        lambda key: counters.recall(hall, ANI, key),
        lambda key: counters.note_absent(hall, ANI, key),
    ]
    for number, deed in enumerate(deeds):
        if number == len(deeds) - 1:
            clock.instant += timedelta(minutes=4)
        meter.bill.clear()
        deed(f"deed-{number}")
        assert (meter.bill.calls, meter.bill.writes) == (ONE_PARTY, 8), number
        meter.bill.clear()
        deed(f"deed-{number}")
        assert len(meter.bill) <= 2
        assert meter.bill.writes == 0


def test_a_board(hall: Staffed, meter: Meter) -> None:
    """One call, which reads counters alone: a read unit for a few, and three for twenty that have called all day."""
    for number in range(1, 1 + COUNTERS * 7):
        waits(hall, number)
    for number in range(1, 1 + COUNTERS):
        officer = at(number)
        counters.open_counter(hall, officer, ())
        for turn in range(7):
            counters.call_next(hall, officer, f"turn-{turn}")
        if number in {3, COUNTERS}:
            meter.bill.clear()
            shown = board(hall.hall.counters, OFFICE, NINE)
            assert (len(shown.counters), len(shown.last)) == (number, 6)
            assert (meter.bill.calls, meter.bill.reads) == (["query"], 1 if number == 3 else 3)


def test_the_last_of_twenty_counters(services: Services, recorder: Recorder, clock: FixedClock) -> None:
    """Who has read the queue before nineteen others called tries each party in turn, and gets the twentieth.

    So many transactions are the price of an order that nobody jumps; each costs a read of the party that was lost.
    """
    clock.instant = NINE
    meter = Meter(recorder)
    quick = staffed(services)
    for number in range(1, 1 + COUNTERS):
        waits(quick, number)
        counters.open_counter(quick, at(number), ())
    slow = Staffed(_hall(services, meter), services.store.bookings, clock)
    recorder.reset()

    def overtake(number: int) -> None:
        if recorder.calls[number] == "transact_write_items":
            recorder.reset()
            for other in range(1, COUNTERS):
                counters.call_next(quick, at(other), "next")

    recorder.before = overtake
    found = counters.call_next(slow, at(COUNTERS), "next")
    assert found.party
    assert found.party.label == f"A-{COUNTERS:03d}"
    tries = meter.bill.calls.count("transact_write_items")
    assert (tries, meter.bill.calls.count("get_item")) == (COUNTERS, COUNTERS - 1)


def at(number: int) -> Officer:
    """An officer at a counter of this number."""
    return Officer(f"officer-{number}", BOGOR, number)


def _hall(services: Services, meter: Meter) -> Hall:
    table = Table(stand_in(meter), services.store.quotas._table.name)  # noqa: SLF001 - the table of this test
    return Hall(table, services.store.bookings, Looks(table))
