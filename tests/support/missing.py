"""Visits to which nobody came: who booked for one day in Bogor, whom the office received, and what decides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from antrean.changes import book
from antrean.misses.answers import Answers
from antrean.misses.decide import Deciding
from antrean.misses.store import Misses
from antrean.offices.store import Looks
from antrean.slots.model import Quota, Slot
from instruments.replay.people import nik
from tests.support.hall import MORNING, arrived
from tests.support.wishes import asked
from tests.unit.conftest import DAY, OFFICE, SLOT, register

if TYPE_CHECKING:
    from datetime import date

    from antrean.base.clock import FixedClock
    from antrean.bookings.model import Booking
    from antrean.bookings.operation import Services
    from antrean.misses.model import Miss
    from antrean.people.model import Account

DECIDED = datetime(2026, 12, 10, 17, 0, tzinfo=UTC)
"""48 hours after the end of 8 December in Bogor."""


class Missing:
    """The days of an office to which some people do not come."""

    def __init__(self, services: Services, clock: FixedClock) -> None:
        """Work on the table and the clock of the rules of bookings."""
        self.services, self.store, self.clock = services, services.store, clock
        table = services.store._table  # noqa: SLF001 - misses are no part of the store of bookings
        self.misses, self.looks = Misses(table), Looks(table)
        self.deciding, self.answers = Deciding(self.store, self.misses, clock), self.answers_of(services)

    def register(self) -> Missing:
        """Register Siti, who does not come, and Budi, who does."""
        for serial, account_id in enumerate(("siti", "budi"), 901):
            register(self.services, account_id, nik(serial))
        return self

    @staticmethod
    def answers_of(services: Services) -> Answers:
        """What takes misses back, on the table and the clock of the rules of bookings."""
        table = services.store._table  # noqa: SLF001 - as above
        accounts, bookings = services.store.accounts, services.store.bookings
        return Answers(Misses(table), accounts, bookings, Looks(table), services.clock)

    def books(
        self, account_id: str = "siti", people: int = 1, slot: Slot = SLOT, key: str = "k", start: int = 1
    ) -> Booking:
        """Book for the account's owner and some family."""
        return book.book(self.services, account_id, asked(people, slot, start), key)

    def comes(self, made: Booking, at: datetime = MORNING) -> None:
        """Let the people of a booking arrive."""
        self.clock.instant = at
        arrived(self.services, made, key=made.booking_id)

    def decides(self, day: date = DAY, at: datetime | None = None) -> int:
        """Decide the misses of a day, 48 hours after it."""
        self.clock.instant = at or DECIDED + (day - DAY)
        return self.deciding.decide(OFFICE, day)

    def publish(self, slot: Slot) -> None:
        """Publish a slot of five seats, unless it is there."""
        closes = datetime(slot.date.year, slot.date.month, slot.date.day, tzinfo=UTC) - timedelta(hours=7)
        opened = datetime(2026, 11, 8, 1, 0, tzinfo=UTC)
        self.store.quotas.publish(Quota(slot, 5, 5, 1, opened, closes, "open", 1))

    def misses_on(self, day: date = DAY, people: int = 1, *, decide: bool = True) -> Booking:
        """Let Siti miss a day on which Budi came."""
        slot = Slot("bogor", day, "morning")
        self.publish(slot)
        self.clock.instant = max(self.clock.instant, MORNING + (day - DAY) - timedelta(days=2))
        missed = self.books(slot=slot, key=f"k-{day}", people=people)
        other = self.books("budi", slot=slot, key=f"b-{day}", start=20)
        self.comes(other, MORNING + (day - DAY))
        assert not decide or self.decides(day) == 1
        return missed

    def siti(self) -> Account:
        """Siti's account as it is."""
        account = self.store.accounts.get("siti")
        assert account
        return account

    def of_siti(self) -> list[Miss]:
        """The misses of Siti."""
        return self.misses.of_account("siti", self.clock.now())
