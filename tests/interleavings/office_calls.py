"""Random calls of the stores of offices and of their closures, in no order that makes sense."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from typing import get_args

from antrean.bookings.stores import Store
from antrean.closures.model import Closure, ClosureState
from antrean.closures.store import Closures
from antrean.offices.model import Details
from antrean.slots.model import Quota, Slot
from tests.interleavings.mix import CLOSES_AT, DAY, NOON, OFFICE, SLOTS

CLOSURES = ("C" * 16, "C" * 16, "Z" * 16)


class OfficeCalls(ABC):
    """The part of somebody who calls the store at random that is about offices."""

    _store: Store
    _rng: random.Random

    @property
    def _store_of_closures(self) -> Closures:
        return Closures(self._store._table)  # noqa: SLF001 - they are no part of it

    @abstractmethod
    def _now(self) -> datetime:
        """Some instant."""

    @abstractmethod
    def _slot(self) -> Slot:
        """Some slot."""

    @abstractmethod
    def _quota(self) -> Quota | None:
        """A quota as it is, or as it was at an earlier look."""

    def _closures_begin(self) -> None:
        self._store_of_closures.begin(self._closure())

    def _closures_advance(self) -> None:
        state = self._rng.choice(get_args(ClosureState))
        self._store_of_closures.advance(self._closure(), state, self._rng.choice([None, NOON]))

    def _closures_leave_out(self) -> None:
        quota = self._quota()
        still = [self._store.quotas.unchanged_action(quota)] if quota and self._rng.random() < 0.5 else []
        self._store_of_closures.leave_out(self._closure(), self._slot(), still)

    def _closures_send(self) -> None:
        self._store_of_closures.send(self._closure(), "operator", self._now())

    def _closures_waiting(self) -> None:
        self._store_of_closures.waiting(self._store).due(self._now())

    def _closures_get(self) -> None:
        self._store_of_closures.get(self._closure().closure_id)

    def _closures_of_office(self) -> None:
        self._store_of_closures.of_office(self._rng.choice([OFFICE.office_id, "surabaya"]))

    def _closures_due(self) -> None:
        self._store_of_closures.due(self._now())

    def _closure(self) -> Closure:
        lapses_at, state = CLOSES_AT + timedelta(days=30), self._rng.choice(get_args(ClosureState))
        closure_id, slots = self._rng.choice(CLOSURES), (self._slot(),)
        return Closure(closure_id, "bogor", DAY, DAY, None, slots, "padam", "operator", NOON, lapses_at, state)

    def _offices_add_if_absent(self) -> None:
        self._store.offices.add_if_absent(OFFICE)

    def _offices_change(self) -> None:
        old = self._store.offices.get(OFFICE.office_id)
        if old:
            read = old._replace(version=self._rng.choice([old.version, 0]))
            details = Details(hours=self._rng.choice(["", "08.00-16.00"]))
            new = read._replace(details=details, version=read.version + 1, last_change="CHANGE")
            self._store.offices.change(read, new, "operator", "uji", self._now())

    def _offices_get(self) -> None:
        self._store.offices.get(self._rng.choice([OFFICE.office_id, "surabaya"]))

    def _offices_all(self) -> None:
        self._store.offices.all()

    def _bookings_displaced_by(self) -> None:
        self._store.bookings.displaced_by(self._rng.choice(CLOSURES), self._rng.choice([None, *SLOTS]))

    def _bookings_of_day(self) -> None:
        self._store.bookings.of_day(OFFICE.office_id, DAY)
