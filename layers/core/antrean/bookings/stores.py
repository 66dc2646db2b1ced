"""The stores of all kinds of items, and the reads of several kinds at once with which changes begin."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from antrean.bookings.items import BY_DAY, as_booking, as_holding, booking_key
from antrean.bookings.store import Bookings
from antrean.guards.store import as_guard, guard_key
from antrean.household.items import as_household, household_key
from antrean.offices.store import Offices
from antrean.people.items import account_key, as_account, as_registration, registration_key
from antrean.people.store import Accounts
from antrean.slots.items import as_quota, quota_key
from antrean.slots.store import Quotas
from antrean.turns.store import ReleaseSecrets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antrean.aws.table import Table
    from antrean.bookings.model import Booking, Holding
    from antrean.guards.store import Guard
    from antrean.jobs.store import Jobs
    from antrean.login.store import Records
    from antrean.people.model import Account, Registration
    from antrean.slots.model import Quota, Slot


class Found(NamedTuple):
    """What a change of a booking is decided on. It was read in one call, and not at one instant."""

    account: Account | None
    booking: Booking | None
    guards: dict[str, Guard]
    """By NIK key."""
    quota: Quota | None
    """Of the slot in which seats are wanted, where it was asked for."""


class Store:
    """The stores of all kinds of items, and the reads of several kinds at once."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table
        self.accounts = Accounts(table)
        self.offices = Offices(table)
        self.quotas = Quotas(table)
        self.release_secrets = ReleaseSecrets(table)
        self.bookings = Bookings(table, self.accounts, self.quotas)

    @cached_property
    def jobs(self) -> Jobs:
        """The jobs of the table."""
        # No request asks for them, so no function that answers one loads them at its cold start.
        from antrean.jobs.store import Jobs  # noqa: PLC0415

        return Jobs(self._table)

    @cached_property
    def records(self) -> Records:
        """What is kept beside the profiles of the table."""
        from antrean.login.store import Records  # noqa: PLC0415 - as above

        return Records(self._table)

    def lists_every_booking(self) -> bool:
        """Tell whether the index `by_day` lists the bookings of earlier releases too, whose keys a job adds once."""
        return self.jobs.is_done(BY_DAY)

    def read_for_change(
        self,
        account_id: str,
        booking_id: str,
        nik_keys: Sequence[str] = (),
        *,
        household: bool = False,
        slot: Slot | None = None,
    ) -> Found:
        """Read in one call what a change of a booking is decided on.

        That is the account, with its `household` where it is asked for, the booking, what guards the people of
        `nik_keys`, and the quota of a `slot`.
        """
        profile, booking, members = account_key(account_id), booking_key(booking_id), household_key(account_id)
        guards = {nik_key: guard_key(nik_key) for nik_key in nik_keys}
        asked = [*([members] if household else []), *([quota_key(slot)] if slot else [])]
        items = self._table.get_many([profile, booking, *asked, *guards.values()])
        found = {nik_key: guard for nik_key, key in guards.items() if (guard := as_guard(items.get(key)))}
        account = as_account(items.get(profile))
        if account and household:
            account = account._replace(household=as_household(items.get(members)))
        quota = items.get(quota_key(slot)) if slot else None
        return Found(account, as_booking(items.get(booking)), found, as_quota(quota) if quota else None)

    def guard_and_registration(self, *nik_keys: str) -> tuple[Guard | None, Registration | None]:
        """Read in one call what guards a NIK, and whose it is; `nik_keys` are its keyed hashes, the newest first.

        A registration that has moved to the key of a newer version since costs a second call.
        """
        guards, registrations = [guard_key(each) for each in nik_keys], [registration_key(each) for each in nik_keys]
        items = self._table.get_many([*guards, *registrations])
        found = [guard for key in guards if (guard := as_guard(items.get(key)))]
        registered = self.accounts.standing(as_registration(items.get(key)) for key in registrations)
        # One that is over may be there still, under a key that the one that counts does not have.
        return max(found, key=lambda guard: guard.held_until, default=None), registered

    def read_settled(self, slot: Slot, booking_ids: Sequence[str]) -> tuple[Quota | None, list[Holding | None]]:
        """Read a slot's quota and what bookings hold, none of them half-way through a transaction; may raise `Busy`."""
        bookings = [booking_key(booking_id) for booking_id in booking_ids]
        items = self._table.transact_get([quota_key(slot), *bookings])
        quota = items.get(quota_key(slot))
        return as_quota(quota) if quota else None, [as_holding(items.get(key)) for key in bookings]
