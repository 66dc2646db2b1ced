"""Random calls of the store of an office's day, in no order that makes sense."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from datetime import timedelta

from antrean.bookings.model import Booking, CheckIn
from antrean.bookings.stores import Store
from antrean.hall.model import Counter, Day, Operation, Party, Visitor
from antrean.hall.store import Hall, Mark
from antrean.offices.model import Look
from antrean.offices.store import Looks
from tests.interleavings.mix import DAY, NOON, OFFICE

_DAY = Day(OFFICE.office_id, DAY)
_NAMES = ("ONE", "TWO", "THREE")
_PARTIES = ("P" * 16, "Q" * 16)
_SECOND = timedelta(seconds=1)


class HallCalls(ABC):
    """The part of somebody who calls the store at random that is about an office's day."""

    def __init__(self, store: Store, rng: random.Random) -> None:
        """Begin without any party or counter."""
        self._store, self._rng = store, rng
        self._hall = Hall(store._table, store.bookings, Looks(store._table))  # noqa: SLF001 - it is no part of it
        self._seen_parties: list[Party | None] = [None]
        self._seen_counters: list[Counter] = [Counter(_DAY, 1)]

    @abstractmethod
    def _booking(self) -> Booking | None:
        """A booking as it is, or as it was at an earlier look."""

    def _hall_do(self) -> None:
        """Do some operation on parties and a counter as they are, or as they were at an earlier look."""
        old = self._rng.choice(self._seen_parties[-3:])
        number = self._seen_counters[-1].number if self._rng.random() < 0.7 else 1
        counters = [each for each in self._seen_counters[-4:] if each.number == number] or [Counter(_DAY, number)]
        counter = self._rng.choice(counters)
        at = NOON + self._rng.randint(0, 9) * _SECOND
        operation = Operation(f"{self._rng.choice(_NAMES)}{self._rng.randint(0, 30)}", "BODY", "next", at, "officer")
        look = Look(OFFICE.office_id, "officer", at, "party", 1, self._rng.choice(["ani", None]))
        self._hall.do(
            _DAY,
            operation,
            [(old, self._next_of(old))] if self._rng.random() < 0.7 else [],
            counter._replace(version=counter.version + 1, officer="officer") if self._rng.random() < 0.7 else None,
            self._mark() if self._rng.random() < 0.5 else None,
            look=look if self._rng.random() < 0.3 else None,
        )

    def _mark(self) -> Mark | None:
        """The mark of an arrival at a booking, or that this one, or another, is undone."""
        booking = self._booking()
        if booking is None:
            return None
        check_in = CheckIn(NOON, OFFICE.office_id, self._rng.choice(["officer", "other"]))
        if booking.check_in and self._rng.random() < 0.7:
            return Mark(booking, self._rng.choice([booking.check_in, check_in]), undone=True)
        return Mark(booking, check_in, undone=self._rng.random() < 0.1)

    def _next_of(self, old: Party | None) -> Party:
        if old:
            return old._replace(version=old.version + 1, calls=old.calls + 1)
        people = (Visitor(0, 1, "Siti", "0001", "self", here=True),)
        chosen = self._rng.choice(_PARTIES)
        return Party(
            _DAY, chosen, "A", "morning", "09:01", "new", "booked", "waiting", late=False, arrived_at=NOON,
            admitted_by="officer", people=people,
        )  # fmt: skip

    # those that only read

    def _hall_party(self) -> None:
        self._seen_parties.append(self._hall.party(_DAY, self._rng.choice(_PARTIES)))

    def _hall_parties(self) -> None:
        self._seen_parties += self._hall.parties(_DAY)

    def _hall_operation(self) -> None:
        self._hall.operation(_DAY, f"{self._rng.choice(_NAMES)}1")

    def _hall_counter_and_operation(self) -> None:
        counter, _ = self._hall.counter_and_operation(_DAY, self._rng.choice([1, 2]), f"{self._rng.choice(_NAMES)}2")
        self._seen_counters.append(counter)

    def _hall_changed_since(self) -> None:
        self._hall.changed_since(_DAY, NOON + self._rng.randint(0, 9) * _SECOND)

    def _hall_overtakings(self) -> None:
        self._hall.overtakings(_DAY)

    def _counters_get(self) -> None:
        self._seen_counters.append(self._hall.counters.get(_DAY, self._rng.choice([1, 2])))

    def _counters_of_day(self) -> None:
        self._seen_counters += self._hall.counters.of_day(_DAY)
