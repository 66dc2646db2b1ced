"""Counters in tests: two officers, a supervisor, and parties that wait for them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from antrean.base.clock import FixedClock
from antrean.bookings.operation import Services
from antrean.hall import counters
from antrean.hall.counters import Officer
from antrean.hall.door import Staffed
from antrean.hall.model import Counter, Day, Desk, Party, Visitor
from antrean.offices.model import Lane
from tests.support.hall import put_party, staffed

NINE = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)
BOGOR = Day("bogor", date(2026, 12, 8))
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
ANI = Officer("ani", BOGOR, 1)
BUDI = Officer("budi", BOGOR, 2)
BOSS = Officer("boss", BOGOR, 1, supervises=True)


def two_counters(services: Services, clock: FixedClock) -> Staffed:
    """What the counters work with, at nine o'clock, with two open counters and nobody who waits."""
    clock.instant = NINE
    hall = staffed(services)
    for officer in (ANI, BUDI):
        counters.open_counter(hall, officer, ())
    return hall


def waits(hall: Staffed, number: int, lane: Lane = "booked") -> Party:
    """Let a party of one person wait."""
    people = (Visitor(0, number, "Siti", "0001", "self", here=True),)
    party = Party(
        BOGOR, f"PARTY{number:011d}", "A", "morning", "09:00", "new", lane, "waiting", late=False,
        arrived_at=NINE - MINUTE, admitted_by="door", people=people,
    )  # fmt: skip
    put_party(hall, party)
    return party


def now(hall: Staffed, party: Party) -> Party:
    """A party as it is now."""
    found = hall.hall.party(BOGOR, party.party_id)
    assert found
    return found


def there(hall: Staffed, officer: Officer = ANI) -> Counter:
    """A counter as it is now."""
    return hall.hall.counters.get(BOGOR, officer.counter)


def labels(desk: Desk) -> str | None:
    """Who is at a desk."""
    return desk.party.label if desk.party else None
