"""The office's day in tests: what the door and the counters work with, and people who have arrived."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from antrean.aws.attributes import Item
from antrean.base.clock import FixedClock
from antrean.bookings.model import Booking, CheckIn
from antrean.bookings.operation import Services
from antrean.changes import book
from antrean.hall import counters, door
from antrean.hall.counters import Officer
from antrean.hall.door import Arrival, Staffed
from antrean.hall.items import EVENT_PREFIX, day_partition, party_item
from antrean.hall.model import Day, Party
from antrean.hall.store import Hall
from antrean.offices.store import Looks
from antrean.tickets import qr
from tests.support.wishes import KEY, asked

MORNING = datetime(2026, 12, 8, 2, 10, tzinfo=UTC)
"""Ten past nine in Bogor on the day of a booking."""
BOGOR = Day("bogor", MORNING.date())


def staffed(services: Services) -> Staffed:
    """What the door and the counters work with, on the table and the clock of the rules of bookings."""
    table = services.store._table  # noqa: SLF001 - the day of an office is no part of the store of bookings
    hall = Hall(table, services.store.bookings, Looks(table))
    return Staffed(hall, services.store.bookings, services.clock)


def expected(services: Services, account_id: str, clock: FixedClock) -> Booking:
    """Book for the account's owner and one child for 8 December in Bogor, and let the clock stand on that morning."""
    made = book.book(services, account_id, asked(2), KEY)
    clock.instant = MORNING
    return made


def arrived(
    services: Services, made: Booking, officer: str = "officer", office: str | None = None, key: str = "arrives"
) -> Party:
    """Scan the code of a booking at the door of an office, its own if no other is named, at any hour of its day."""
    arrival = Arrival(qr.payload(made.booking_id), early=True)
    return door.arrive(staffed(services), officer, office or made.slot.office_id, arrival, key)


def mark_arrived(services: Services, made: Booking, check_in: CheckIn) -> None:
    """Write the mark of an arrival at a booking and nothing else, as if its party stood in the table too."""
    bookings = services.store.bookings
    bookings._table.transact([bookings.check_in_action(made, check_in)])  # noqa: SLF001 - one part of an arrival


def trail(services: Services, day: Day) -> list[Item]:
    """What was done on a day, in order, as the trail tells it."""
    table = services.store._table  # noqa: SLF001 - no rule reads the trail yet
    return [*table.query(day_partition(day), EVENT_PREFIX, f"{EVENT_PREFIX}~", consistent=True)]


def kinds(services: Services, day: Day) -> list[str]:
    """The kinds of what was done on a day, sorted: what is done in one instant has no order in the trail."""
    return sorted(event["kind"] for event in trail(services, day))


def put_party(staffed: Staffed, party: Party) -> None:
    """Let a party be there, as if its people had arrived."""
    staffed.hall._table.put(party_item(party))  # noqa: SLF001 - nobody writes one without a booking but tests


def scans(at_door: Staffed, made: Booking, key: str = "arrives", office: str = "bogor", **how: Any) -> Party:
    """Scan the code of a booking, in a certain way."""
    return door.arrive(at_door, "officer", office, Arrival(qr.payload(made.booking_id), **how), key)


def at_counter(at_door: Staffed) -> Officer:
    """An officer who has opened a counter."""
    officer = Officer("petugas", BOGOR, 1)
    counters.open_counter(at_door, officer, ())
    return officer
