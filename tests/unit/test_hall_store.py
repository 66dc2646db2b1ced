"""The office's day in the table: each clause of each condition alone, what items keep, and what an operation costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from antrean.aws.table import Table
from antrean.base.clock import FixedClock
from antrean.bookings.model import Booking, CheckIn
from antrean.bookings.operation import Services
from antrean.changes import book
from antrean.hall import counters, door, items
from antrean.hall.counters import Officer
from antrean.hall.door import Arrival
from antrean.hall.model import Call, Counter, Day, LastOperation, Operation, Party, PartyRef, Visitor
from antrean.hall.store import Hall, Mark, OperationRefused
from antrean.offices.model import Look
from antrean.tickets import qr
from instruments.dynamodb.meter import Meter
from instruments.stand_in import stand_in
from tests.support.hall import kinds, mark_arrived, put_party, staffed
from tests.support.wishes import KEY, NAME_WITHIN_BUDGET, asked, named
from tests.unit.conftest import SLOT

NINE = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)
BOGOR = Day("bogor", date(2026, 12, 8))
SECOND = timedelta(seconds=1)
PARTY = Party(
    day=BOGOR,
    party_id="PARTY",
    prefix="A",
    session="morning",
    window_from="09:01",
    service="renewal",
    lane="booked",
    state="waiting",
    late=False,
    arrived_at=NINE,
    admitted_by="door",
    people=(Visitor(0, 7, "Siti", "0001", "self", here=True), Visitor(2, 9, "Ayu", "0002", "child", here=False)),
)
COUNTER = Counter(BOGOR, 1, "ani", version=1)
_OFFICER = "o" * 36
"""As long as the ids of Cognito."""
ARRIVED = CheckIn(NINE, "bogor", "door")


@pytest.fixture
def hall(services: Services) -> Hall:
    """The office's day."""
    return staffed(services).hall


@pytest.fixture
def made(services: Services, siti: str) -> Booking:
    """A booking of Siti and one child."""
    return book.book(services, siti, asked(2), KEY)


def operation(name: str = "FIRST", at: datetime = NINE) -> Operation:
    """Something that is done."""
    return Operation(name, "BODY", "next", at, "ani", "PARTY", 1, "ibu hamil")


def refused(hall: Hall, *given: Any, **more: Any) -> OperationRefused:
    """How doing something is refused, of which nothing is written."""
    before = (hall.parties(BOGOR), hall.counters.of_day(BOGOR))
    with pytest.raises(OperationRefused) as caught:
        hall.do(BOGOR, *given, **more)
    assert (hall.parties(BOGOR), hall.counters.of_day(BOGOR)) == before
    return caught.value


# ------------------------------------------------------------------------------------------- clauses


def test_each_operation_once(services: Services, hall: Hall) -> None:
    """A second one of the same name does nothing, whatever else it is about; the refusal brings the first along."""
    hall.do(BOGOR, operation())
    again = refused(hall, operation(at=NINE + SECOND), [(None, PARTY)], COUNTER)
    assert (again.done, again.parties, again.counter, again.booking) == (operation(), frozenset(), False, False)
    assert kinds(services, BOGOR) == ["next"]


def test_one_arrival_for_each_booking(hall: Hall) -> None:
    """A party that is there is not replaced by one that is said to be new."""
    hall.do(BOGOR, operation(), [(None, PARTY)])
    again = refused(hall, operation("SECOND"), [(None, PARTY._replace(lane="priority"))])
    assert (again.done, again.parties) == (None, frozenset({"PARTY"}))


def test_a_party_not_changed_since_it_was_read(hall: Hall) -> None:
    """Of two that read the same version one changes it; one that reads the present version does."""
    hall.do(BOGOR, operation(), [(None, PARTY)])
    called = PARTY.called(1, NINE)
    hall.do(BOGOR, operation("SECOND"), [(PARTY, called)])
    late = refused(hall, operation("THIRD"), [(PARTY, PARTY.called(2, NINE))])
    assert (late.done, late.parties, late.counter) == (None, frozenset({"PARTY"}), False)
    hall.do(BOGOR, operation("FOURTH"), [(called, called.changed("served"))])
    found = hall.party(BOGOR, "PARTY")
    assert found
    assert (found.state, found.version) == ("served", 3)


def test_nobody_has_opened_it_before(hall: Hall) -> None:
    """Of two that open a new counter one gets it."""
    hall.do(BOGOR, operation(), counter=COUNTER)
    late = refused(hall, operation("SECOND"), counter=COUNTER._replace(officer="budi"))
    assert (late.done, late.parties, late.counter, late.booking) == (None, frozenset(), True, False)


def test_a_counter_not_changed_since_it_was_read(hall: Hall) -> None:
    """Of two presses that read the same version one is done; one that reads the present version is."""
    hall.do(BOGOR, operation(), counter=COUNTER)
    hall.do(BOGOR, operation("SECOND"), counter=COUNTER._replace(party_id="PARTY", version=2))
    late = refused(hall, operation("THIRD"), counter=COUNTER._replace(party_id="OTHER", version=2))
    assert (late.counter, late.parties) == (True, frozenset())
    hall.do(BOGOR, operation("FOURTH"), counter=COUNTER._replace(version=3))
    assert hall.counters.get(BOGOR, 1).party_id is None


def test_the_arrival_that_is_undone(services: Services, hall: Hall, made: Booking) -> None:
    """A mark of another second or another officer stays; its own is taken away, all of it."""
    mark_arrived(services, made, ARRIVED)
    for other in (ARRIVED._replace(at=NINE + SECOND), ARRIVED._replace(officer="other")):
        late = refused(hall, operation(), mark=Mark(made, other, undone=True))
        assert (late.booking, late.parties, late.counter) == (True, frozenset(), False)
        assert services.store.bookings.get(made.booking_id) == made._replace(check_in=ARRIVED)
    hall.do(BOGOR, operation(), mark=Mark(made, ARRIVED, undone=True))
    assert services.store.bookings.get(made.booking_id) == made


def test_an_arrival_that_the_booking_refuses_makes_no_party(services: Services, hall: Hall, made: Booking) -> None:
    """All of it or nothing: no party, no mark of the operation, no line of the trail and no look."""
    mark_arrived(services, made, ARRIVED)
    look = Look("bogor", "door", NINE, "party", 2, made.account_id)
    refusal = refused(hall, operation(), [(None, PARTY)], mark=Mark(made, ARRIVED), look=look)
    assert (refusal.booking, refusal.done) == (True, None)
    assert hall.operation(BOGOR, "FIRST") is None
    assert kinds(services, BOGOR) == []
    table = services.store._table  # noqa: SLF001 - nobody reads looks yet
    assert [*table.query(f"SEEN#{made.account_id}", "2026", "2027", consistent=True)] == []


# ------------------------------------------------------------------------------------------- items


@pytest.mark.parametrize(
    "party",
    [
        PARTY,
        PARTY._replace(late=True, lane="bap", state="called", counter=12, called_at=NINE, calls=2, version=4),
        PARTY._replace(state="served", counter=1, called_at=NINE, calls=1, ended_at=NINE + SECOND, version=3),
    ],
    ids=["waiting", "called", "served"],
)
def test_a_party_is_read_as_it_was_written(services: Services, hall: Hall, party: Party) -> None:
    """Every value of it; a thousandth of a second is kept."""
    party = party._replace(arrived_at=NINE + timedelta(milliseconds=123))
    put_party(staffed(services), party)
    assert hall.party(BOGOR, "PARTY") == party


@pytest.mark.parametrize(
    "last",
    [
        None,
        LastOperation("next", NINE, PartyRef("A", 3), PartyRef("B", 2), "booked", "parked"),
        LastOperation("finish", NINE, PartyRef("A", 3), None, "priority", "called"),
        LastOperation("next", NINE, None, PartyRef("B", 2), "bap", "waiting"),
    ],
)
def test_a_counter_is_read_as_it_was_written(hall: Hall, last: LastOperation | None) -> None:
    """Every value of it, with what it can undo; one that nobody opened is a new one."""
    assert hall.counters.get(BOGOR, 7) == Counter(BOGOR, 7)
    counter = Counter(
        BOGOR, 7, "ani", ("booked", "bap"), "B", "A-007", 3, (Call("A-007", NINE), Call("A-001", NINE)), NINE, last, 1
    )
    hall.do(BOGOR, operation(), counter=counter)
    assert hall.counters.get(BOGOR, 7) == counter
    closed = Counter(BOGOR, 7, calls=3, touched_at=NINE, version=2)
    hall.do(BOGOR, operation("SECOND"), counter=closed)
    assert hall.counters.of_day(BOGOR) == [closed]


def test_an_operation_is_read_as_it_was_written(hall: Hall) -> None:
    """With and without what it is about."""
    plain = Operation("PLAIN", "BODY", "open", NINE, "ani")
    hall.do(BOGOR, operation())
    hall.do(BOGOR, plain)
    assert [hall.operation(BOGOR, name) for name in ("FIRST", "PLAIN", "OTHER")] == [operation(), plain, None]
    found = [hall.counter_and_operation(BOGOR, 3, name) for name in ("FIRST", "OTHER")]
    assert found == [(Counter(BOGOR, 3), operation()), (Counter(BOGOR, 3), None)]


def test_the_trail_names_nobody(services: Services, hall: Hall) -> None:
    """Who did what to which party, where and why, and when; no name and no digit of a NIK."""
    hall.do(BOGOR, operation(), [(None, PARTY)])
    table = services.store._table  # noqa: SLF001 - no rule reads the trail
    [line] = table.query("DAY#bogor#2026-12-08", "E#", "E#~", consistent=True)
    told = {name: value for name, value in line.items() if name not in {"pk", "sk", "v", "expires_at"}}
    assert told == {"kind": "next", "by": "ani", "party": "PARTY", "counter": 1, "reason": "ibu hamil"} | {
        "became": {"PARTY": PARTY.state}
    }
    assert line["sk"] == f"E#{int(NINE.timestamp() * 1000):013d}#FIRST"


def test_offices_and_days_are_apart(hall: Hall) -> None:
    """A party or a counter of another office, or another day, is not there."""
    hall.do(BOGOR, operation(), [(None, PARTY)], COUNTER)
    for day in (Day("depok", BOGOR.date), Day("bogor", date(2026, 12, 9))):
        assert (hall.parties(day), hall.counters.of_day(day), hall.operation(day, "FIRST")) == ([], [], None)
    assert (hall.parties(BOGOR), hall.counters.of_day(BOGOR)) == ([PARTY], [COUNTER])


@pytest.mark.parametrize(
    ("expires_at", "kept_days"),
    [
        (lambda: items.party_item(PARTY)["expires_at"], 30),
        (lambda: items.operation_item(BOGOR, operation())["expires_at"], 2),
        (lambda: items.event_item(BOGOR, operation())["expires_at"], 366),
    ],
    ids=["party", "operation", "trail"],
)
def test_what_was_written_goes_by_itself(expires_at: Callable[[], int], kept_days: int) -> None:
    """Names after 30 days, retries after two, the trail after a year."""
    assert expires_at() == int((NINE + timedelta(days=kept_days)).timestamp())


def test_a_counter_goes_by_itself() -> None:
    """30 days after its day, by the clock of any zone."""
    gone = datetime(2026, 12, 9, tzinfo=UTC) + timedelta(days=30)
    assert items.counter_item(COUNTER)["expires_at"] == int(gone.timestamp())


def test_something_was_done_since(hall: Hall) -> None:
    """From the instant on, to the thousandth; before it nothing counts."""
    hall.do(BOGOR, operation(at=NINE))
    assert hall.changed_since(BOGOR, NINE)
    assert not hall.changed_since(BOGOR, NINE + timedelta(milliseconds=1))


# ------------------------------------------------------------------------------------------- what it costs


def test_what_an_arrival_costs(metered: Services, siti: str, meter: Meter, clock: FixedClock) -> None:
    """Booking, operation and party are read, then one transaction of five items; of five people as of one."""
    made = book.book(metered, siti, named(asked(5), NAME_WITHIN_BUDGET), KEY)
    clock.instant = NINE
    meter.bill.clear()
    door.arrive(staffed(metered), _OFFICER, SLOT.office_id, Arrival(qr.payload(made.booking_id), early=True), "k")
    assert meter.bill.calls == ["get_item", "transact_get_items", "get_item", "transact_write_items"]
    assert (meter.bill.reads, meter.bill.writes) == (4, 10)


@pytest.mark.parametrize(("waiting", "reads"), [(1, 4), (60, 7)])
def test_what_calling_the_next_costs(services: Services, meter: Meter, waiting: int, reads: float) -> None:
    """Counter and operation, who is there, and all parties, of whom twenty are a unit; then five items are written."""
    hall = staffed(replace(services, clock=FixedClock(NINE)))
    for number in range(waiting + 1):
        people = (Visitor(0, number + 1, "S" * NAME_WITHIN_BUDGET, "0001", "self", here=True),)
        put_party(hall, PARTY._replace(party_id=f"P{number:015d}", people=people))
    officer = Officer(_OFFICER, BOGOR, 1)
    counters.open_counter(hall, officer, ())
    counters.call_next(hall, officer, "first")
    metered = Hall(Table(stand_in(meter), "antrean"), hall.bookings, hall.hall._looks)  # noqa: SLF001 - the same table
    meter.bill.clear()
    desk = counters.call_next(hall._replace(hall=metered), officer, "k")
    assert desk.party
    assert meter.bill.calls == ["batch_get_item", "get_item", "query", "transact_write_items"]
    assert (meter.bill.reads, meter.bill.writes) == (reads, 10)


def test_what_opening_and_finishing_cost(services: Services, meter: Meter, clock: FixedClock) -> None:
    """Opening is a read and three items; finishing reads counter, operation and party, and writes four items."""
    clock.instant = NINE
    hall = staffed(services)
    put_party(hall, PARTY)
    metered = hall._replace(hall=Hall(Table(stand_in(meter), "antrean"), hall.bookings, hall.hall._looks))  # noqa: SLF001 - the same table
    officer = Officer(_OFFICER, BOGOR, 1)
    costs: list[tuple[Callable[[], Any], list[str], float]] = [
        (lambda: counters.open_counter(metered, officer, ()), ["get_item", "transact_write_items"], 6),
        (lambda: counters.call_next(metered, officer, "1"), ["batch_get_item", "query", "transact_write_items"], 8),
        (lambda: counters.finish(metered, officer, "2"), ["batch_get_item", "get_item", "transact_write_items"], 8),
    ]
    for press, calls, units in costs:
        meter.bill.clear()
        press()
        assert (meter.bill.calls, meter.bill.writes) == (calls, units)
