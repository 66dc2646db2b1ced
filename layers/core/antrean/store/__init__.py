"""The store: everything that speaks DynamoDB. Rules get a `Store` and never see a key or an expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean import keys
from antrean.bookings.store import Bookings, as_booking, as_holding
from antrean.offices.store import Offices
from antrean.people.store import Accounts, as_account
from antrean.slots.store import Quotas, as_quota

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antrean.aws.table import Table
    from antrean.bookings.model import Booking, Holding
    from antrean.people.model import Account
    from antrean.slots.model import Quota, Slot


class Store:
    """The table by its nouns, and the one read that begins every change of a booking."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table
        self.accounts = Accounts(table)
        self.offices = Offices(table)
        self.quotas = Quotas(table)
        self.bookings = Bookings(table, self.accounts, self.quotas)

    def read_for_change(self, account_id: str, booking_id: str) -> tuple[Account | None, Booking | None]:
        """Read in one call the account and the booking that a change of the booking is decided on."""
        account_key, booking_key = keys.account(account_id), keys.booking(booking_id)
        items = self._table.get_many([account_key, booking_key])
        return as_account(items.get(account_key)), as_booking(items.get(booking_key))

    def read_settled(self, slot: Slot, booking_ids: Sequence[str]) -> tuple[Quota | None, list[Holding | None]]:
        """Read a slot's quota and what bookings hold, none of them half-way through a transaction; may raise `Busy`."""
        quota_key, booking_keys = keys.quota(slot), [keys.booking(booking_id) for booking_id in booking_ids]
        items = self._table.transact_get([quota_key, *booking_keys])
        quota = items.get(quota_key)
        return as_quota(quota) if quota else None, [as_holding(items.get(key)) for key in booking_keys]
