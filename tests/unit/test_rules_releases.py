"""Releases of kept seats: the days and minutes of an office, and what is told of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from antrean.base.clock import FixedClock
from antrean.bookings.operation import Services
from antrean.bookings.sweep import sweep
from antrean.changes import book, cancel
from antrean.slots import releases
from antrean.slots.model import Quota, Slot
from antrean.slots.releases import draw_days, minute_of, releases_of, seed_of
from antrean.turns.store import secret_key
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.calls import Recorder
from tests.support.wishes import KEY, asked
from tests.unit.conftest import NOW, OFFICE, SLOT

SECRET = bytes(range(32))
SEED = seed_of(SECRET, "bogor")
TODAY = date(2026, 12, 1)
"""The day of `NOW`, a week before that of `SLOT`."""
SECOND = timedelta(seconds=1)


@pytest.fixture
def table() -> MemoryTable:
    """The items, to look behind the store."""
    return MemoryTable()


@pytest.fixture
def recorder(table: MemoryTable) -> Recorder:
    """A client of the table in memory, in place of moto."""
    return Recorder(MemoryClient(table))


def quota_of(services: Services, slot: Slot = SLOT) -> Quota:
    """A slot's quota, as it is."""
    quota = services.store.quotas.get(slot)
    assert quota
    return quota


def drawn_at(hour: int, slot: Slot = SLOT) -> datetime:
    """The drawn minute of an hour of today, office time."""
    return datetime(2026, 12, 1, hour, minute_of(SEED, slot, hour), tzinfo=OFFICE.zone)


def give_back(services: Services, people: int = 1, key: str = KEY) -> None:
    """Book somebody's seats and give them back."""
    made = book.book(services, "siti", asked(people), key)
    cancel.cancel(services, "siti", made.booking_id)


def swept(services: Services, clock: FixedClock, instant: datetime) -> int:
    """Run the sweeper at an instant, and return of how many slots it released the kept seats."""
    clock.instant = instant.astimezone(UTC)
    return sweep(services.store, clock, [OFFICE]).released


def kept(**changed: object) -> Quota:
    """A quota that has kept a seat since 05:30, office time."""
    half_past_five = datetime(2026, 12, 1, 5, 30, tzinfo=OFFICE.zone)
    quota = Quota(SLOT, 5, 4, 2, NOW, NOW, "open", 1, seats_kept=1, kept_at=half_past_five)
    return quota._replace(**changed)  # type: ignore[arg-type]


def test_the_day_of_the_office_counts(services: Services, siti: str, clock: FixedClock) -> None:
    """From 06:00 in Jakarta on, when UTC is still on the day before, the seed is that of the office's day."""
    del siti
    services.store.release_secrets.add_if_absent(TODAY + timedelta(days=1), SECRET)
    give_back(services)
    at = drawn_at(6) + timedelta(days=1)
    assert at.astimezone(UTC).date() == TODAY
    assert swept(services, clock, at - SECOND) == 0
    assert swept(services, clock, at) == 1


def test_a_late_sweep_notes_the_minute_that_was_drawn(services: Services, siti: str, clock: FixedClock) -> None:
    """A sweeper that did not run at the minute releases by the end of the hour what was kept before that minute."""
    del siti
    services.store.release_secrets.add_if_absent(TODAY, SECRET)
    give_back(services)
    at = drawn_at(11)
    assert swept(services, clock, at.replace(minute=59, second=59)) == 1
    assert quota_of(services).released_at == at


def test_where_nothing_can_be_claimed_nothing_is_asked(services: Services, recorder: Recorder) -> None:
    """A closed slot, and one whose day has begun, keep their seats, and no write is tried; an open one is released."""
    end = drawn_at(11).replace(minute=59)
    recorder.reset()
    for quota in (kept(state="closed"), kept(slot=SLOT._replace(date=TODAY))):
        assert not releases.release(services.store.quotas, SEED, OFFICE, quota, end)
    assert recorder.calls == []
    releases.release(services.store.quotas, SEED, OFFICE, kept(), end)
    assert recorder.calls == ["update_item"]


def test_days_are_drawn_four_days_ahead(services: Services, table: MemoryTable, clock: FixedClock) -> None:
    """Today and the next four days get a secret of 32 bytes each, once; it is kept for 366 days after its day."""
    secrets = iter(bytes([number]) * 32 for number in range(9))
    draw = {32: secrets.__next__}
    assert draw_days(services.store.release_secrets, clock, lambda size: draw[size]()) == 5
    assert draw_days(services.store.release_secrets, clock) == 0
    kept_secrets = [services.store.release_secrets.get(TODAY + timedelta(days=number)) for number in range(6)]
    assert kept_secrets == [bytes([number]) * 32 for number in range(5)] + [None]
    clock.instant += timedelta(days=1)
    assert draw_days(services.store.release_secrets, clock) == 1
    expiry = int(datetime(2027, 12, 2, tzinfo=UTC).timestamp())
    assert table.items[secret_key(TODAY)]["expires_at"] == {"N": str(expiry)}


def test_minutes_are_told_of_every_slot_that_could_keep_seats(services: Services, clock: FixedClock) -> None:
    """Those are the slots from the next day to the last that was published, 34 days later, in both sessions."""
    services.store.release_secrets.add_if_absent(TODAY, SECRET)
    clock.instant += timedelta(days=1)
    found = releases_of(services.store.release_secrets, clock, OFFICE, TODAY).minutes
    assert found
    days = {TODAY + timedelta(days=number) for number in range(1, 35)}
    assert found.keys() == {Slot("bogor", day, session) for day in days for session in ("morning", "afternoon")}
