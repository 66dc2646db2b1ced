"""The audit records in the table of what administrators do with the staff."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from antrean.aws.table import ConditionFailed, Table, every
from antrean.base.ids import operation_name
from antrean.offices.store import AUDIT_CONDITIONS, audit_key

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.aws.attributes import Item
    from antrean.staff.model import Wanted

_STAFF = "STAFF"
"""Stands in the key where other records have the id of an office; ids of offices have no capitals."""


class Trail:
    """The audit records, each written before the pool is called, and never changed."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def record(  # noqa: PLR0913 - who, what, whom, before, after, why and when
        self,
        administrator: str,
        action: str,
        username: str,
        before: Wanted | None,
        after: Wanted,
        reason: str,
        now: datetime,
    ) -> None:
        """Record what is about to be done; raises `Busy` where that cannot be done now, and then nothing is."""
        pk, sk = audit_key(_STAFF, now, operation_name("staff", administrator, action, username))
        item: Item = {
            "pk": pk,
            "sk": sk,
            "v": 1,
            "operator": administrator,
            "action": action,
            "username": username,
            "reason": reason,
            "after": _state(after),
        }
        # The same at the same instant, after a lost answer, has its record.
        with suppress(ConditionFailed):
            self._table.put(item | ({"before": _state(before)} if before else {}), every(AUDIT_CONDITIONS))


def _state(state: Wanted) -> Item:
    return {
        "name": state.name,
        "email": state.email,
        "groups": sorted(state.groups),
        "offices": sorted(state.offices),
        "enabled": state.enabled,
    }
