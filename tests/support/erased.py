"""Somebody who is to be erased, and what must not be found of them afterwards."""

from __future__ import annotations

from datetime import UTC, datetime

from antrean.aws.table import Table
from antrean.base.clock import FixedClock
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import book
from instruments.replay.people import nik, sign_up_of
from tests.support.hall import arrived
from tests.support.household import keep
from tests.support.own_account import UNDO, Closings, traces
from tests.support.wishes import KEY, asked
from tests.unit.conftest import NOW, register

NAME, MAIL = "Ayu Lestari Widodo", "ayu@contoh.id"
LATER = datetime(2026, 12, 9, 3, 0, tzinfo=UTC)
"""The morning after the day of the slots."""


class Life:
    """Ayu booked with a child and came; Budi booked Ayu too, on another day; both days are over, and Ayu closed."""

    def __init__(self, services: Services, clock: FixedClock) -> None:
        """Live it."""
        self.services, self.clock = services, clock
        self.closings = Closings(services, clock)
        self.key = services.nik_keys().key(nik(1))
        sign_up = sign_up_of("ayu", nik(1), services.nik_keys(), NAME)
        services.store.accounts.register(sign_up, NOW, services.pepper.mailbox(MAIL))
        self.closings.has_user("ayu")
        self.budi = register(services, "budi", nik(902))
        self.with_ayu = self._book_as_child(services)
        for holder, serial in (("ayu", 5), ("budi", 1), ("budi", 6)):
            account = services.store.accounts.get(holder)
            assert account
            keep(services, account, serial, full_name=NAME if serial == 1 else f"Anak {serial}")
        clock.instant = LATER
        self.closings.close("ayu")
        clock.instant = LATER + UNDO

    def _book_as_child(self, services: Services) -> Booking:
        """Budi books Ayu, by her NIK and under her name, and they come."""
        request = asked(2)
        child = request.applicants[1].model_copy(update={"full_name": NAME})
        made = book.book(
            services, self.budi, request.model_copy(update={"applicants": (request.applicants[0], child)}), KEY
        )
        self.clock.instant = datetime(2026, 12, 8, 3, 0, tzinfo=UTC)
        arrived(services, made)
        return made

    @property
    def table(self) -> Table:
        """The table."""
        return self.services.store._table  # noqa: SLF001 - what has no store in it

    def words(self) -> tuple[str, ...]:
        """What must not be found of Ayu."""
        return NAME, MAIL, self.key, nik(1), self.services.pepper.mailbox(MAIL)

    def found(self) -> list[str]:
        """What the table holds of Ayu; the guard of the day that is over has gone by itself."""
        return traces(self.services, *self.words())
