"""The textbook's way to book: read the quota, then write quota, booking, guards and profile in one transaction.

A transaction returns nothing, so the queue number has to be read first, and the transaction carries it as a condition:
when another booking was quicker, everything begins again. It never oversells; the measurements ask what that costs.
Rules, items and calls are the product's own, only the protocol is another.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from antrean.aws.table import TransactionRefused
from antrean.base.ids import BOOKING_ID_LENGTH
from antrean.bookings.items import as_booking, booking_key
from antrean.bookings.operation import Services
from antrean.bookings.store import Bookings
from antrean.bookings.stores import Found, Store
from antrean.changes import book
from antrean.guards.store import as_guard, guard_key
from antrean.people.items import account_key, as_account
from antrean.slots.full_slots import FullSlots
from antrean.slots.items import as_quota, quota_key
from antrean.slots.model import Claim, Quota, Slot
from antrean.slots.store import ClaimRefused, Quotas

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from antrean.aws.table import Table
    from antrean.bookings.forms import NewBooking
    from antrean.bookings.model import Booking, Superseded
    from antrean.people.limits import Limits
    from antrean.people.model import Account
    from antrean.turns.model import Turns

FIRST_PAUSE = 0.02
LONGEST_PAUSE = 0.4
"""Seconds before a transaction is tried again, with full jitter: as the product pauses where it must."""


class _Late(Exception):  # noqa: N818 - the expected outcome of a lost race
    """Another booking took the queue number that was read."""


class Textbook:
    """Books in one slot by single transactions; `conflicts` counts the transactions that came too late."""

    def __init__(
        self,
        services: Services,
        table: Table,
        slot: Slot,
        jitter: random.Random,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Work as `services` do, on the same table, but by the textbook's protocol; `sleep` is replaced in tests."""
        store = _Store(table, slot)
        self._services = Services(
            store, services.pepper, services.nik_keys, services.clock, FullSlots(services.clock), services.directory
        )
        self._jitter = jitter
        self._sleep = sleep
        self._counting = threading.Lock()
        self.conflicts = 0

    def book(self, account_id: str, request: NewBooking, key: str) -> Booking:
        """Book, with as many tries as it takes; raises `Refused`."""
        longest = FIRST_PAUSE
        while True:
            try:
                return book.book(self._services, account_id, request, key)
            except _Late:
                with self._counting:
                    self.conflicts += 1
                self._sleep(longest * self._jitter.random())
                longest = min(LONGEST_PAUSE, longest * 2)


class _Store(Store):
    """A store that reads the quota together with profile and booking, and writes all three in one transaction."""

    def __init__(self, table: Table, slot: Slot) -> None:
        super().__init__(table)
        self._slot = slot
        self._read = threading.local()
        self.quotas = _Quotas(table, self._read)
        self.bookings = _Bookings(table, self.accounts, self.quotas)

    def read_for_change(
        self,
        account_id: str,
        booking_id: str,
        nik_keys: Sequence[str] = (),
        *,
        household: bool = False,  # noqa: ARG002 - nobody is booked by an id here
        slot: Slot | None = None,  # noqa: ARG002 - the quota is read in any case, for the transaction alone
    ) -> Found:
        account, made, quota = account_key(account_id), booking_key(booking_id), quota_key(self._slot)
        guards = {nik_key: guard_key(nik_key) for nik_key in nik_keys}
        found = self._table.get_many([account, made, quota, *guards.values()])
        self._read.quota = as_quota(found[quota])
        held = {nik_key: guard for nik_key, key in guards.items() if (guard := as_guard(found.get(key)))}
        return Found(as_account(found.get(account)), as_booking(found.get(made)), held, None)


class _Quotas(Quotas):
    """Claims are made from the quota that was read, and nothing is written; so there is nothing to settle."""

    def __init__(self, table: Table, read: threading.local) -> None:
        super().__init__(table)
        self._read = read

    def claim(  # noqa: PLR0913 - as it is called
        self,
        slot: Slot,
        claim_id: str,
        n: int,
        now: datetime,
        spare: int = 0,
        judged: Turns | None = None,  # noqa: ARG002 - nobody has to wait for a turn here
    ) -> Claim:
        quota: Quota = self._read.quota
        if quota.seats_left < n + spare or quota.state != "open" or not quota.opens_at <= now < quota.closes_at:
            raise ClaimRefused(quota)
        return Claim(slot, claim_id, claim_id[:BOOKING_ID_LENGTH], quota.next_number, n, int(now.timestamp()))

    def settle(self, claim: Claim, *, give_back: bool) -> None:
        pass


class _Bookings(Bookings):
    def commit_new(  # noqa: PLR0913 - as it is called
        self,
        booking: Booking,
        claim: Claim,
        account: Account,
        now: datetime,
        limits: Limits | None = None,
        superseded: Superseded | None = None,
    ) -> None:
        take_seats = self._table.update_action(
            quota_key(claim.slot),
            "SET seats_left = seats_left - :n, next_number = next_number + :n",
            # The number that was read must still be the next one, and there must be seats.
            "next_number = :first AND seats_left >= :n",
            values={":n": claim.n, ":first": claim.first},
        )
        try:
            self._table.transact(
                [
                    take_seats,
                    self.write_action(booking, None, None),
                    *(
                        self._guard(key, booking, now, superseded)
                        for each in booking.applicants
                        for key in each.nik_keys
                    ),
                    self._accounts.begin_active_action(account, booking.booking_id, booking.until, now, limits),
                ]
            )
        except TransactionRefused as refusal:
            if refusal.failures.keys() == {0}:
                raise _Late from refusal
            raise
