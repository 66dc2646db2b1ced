"""Households in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.aws.table import Table, every
from antrean.household.items import as_household, household_item, household_key
from antrean.people.items import account_key

if TYPE_CHECKING:
    from antrean.people.model import Household

KEEP_CONDITIONS = {
    # A request that was paused must not bring back who was removed since, nor lose who was added.
    "not changed since it was read": "(attribute_not_exists(revision) OR revision = :read)",
}
HOLDER_CONDITIONS = {
    # The eraser deletes both in one transaction, and nobody would find a household that is written after it.
    "only for an account that is there": "attribute_exists(pk)",
}


class Households:
    """Reads and conditional writes of households."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def get(self, account_id: str) -> Household:
        """Read the household of an account, strongly consistent; nobody where none was ever kept."""
        return as_household(self._table.get(household_key(account_id)))

    def keep(self, account_id: str, old: Household, new: Household) -> bool:
        """Write a household in place of `old` as it was read, and tell whether it was written."""
        item = household_item(account_id, new._replace(revision=old.revision + 1))
        actions = [
            self._table.put_action(item, every(KEEP_CONDITIONS), {":read": old.revision}),
            self._table.check_action(account_key(account_id), every(HOLDER_CONDITIONS)),
        ]
        return self._table.try_transact(actions)
