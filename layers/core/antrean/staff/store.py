"""What the table knows of the managing of staff: audit records, requests that were begun, and who logged in when."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from antrean.aws.table import ConditionFailed, Table, every
from antrean.base.days import rfc3339
from antrean.offices.store import AUDIT_CONDITIONS, audit_key
from antrean.policy.offices import OPERATION_KEPT
from antrean.staff.model import Operation, Wanted

if TYPE_CHECKING:
    from antrean.aws.attributes import Item
    from antrean.aws.table import Key
    from antrean.staff.model import Record

BEGIN_CONDITIONS = {
    # A request that comes twice at once has one record, and one state that it began from.
    "each request once": "attribute_not_exists(pk)",
}
FINISH_CONDITIONS = {
    # Without it the update would write a mark that never expires.
    "a request that is still known": "attribute_exists(pk)",
}
LOGIN_CONDITIONS = {
    # Two devices may log in at once, and their requests come in any order.
    "never an earlier login over a later one": "(attribute_not_exists(pk) OR last_at < :at)",
}
_STAFF = "STAFF"
"""The partition; and what stands in the key of an audit record, where others have the id of an office, which has no
capitals."""
_OPERATION_PREFIX = "O#"
_LOGIN_PREFIX = "LOGIN#"


def operation_key(name: str) -> Key:
    """Key of the mark of a request that was begun."""
    return _STAFF, f"{_OPERATION_PREFIX}{name}"


def login_key(staff_id: str) -> Key:
    """Key of when somebody of the staff logged in last."""
    return _STAFF, f"{_LOGIN_PREFIX}{staff_id}"


class Trail:
    """The audit records and marks of requests, each written before the pool is called. Records are never changed."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def operation(self, name: str) -> Operation | None:
        """Read the mark of a request, strongly consistent; None where it was not begun in the last two days."""
        item = self._table.get(operation_key(name))
        if item is None:
            return None
        before = _state(item["before"]) if "before" in item else None
        return Operation(name, item["fingerprint"], before, done=item["done"])

    def begin(self, operation: Operation, record: Record, now: datetime) -> bool:
        """Write what is about to be done, with its mark, and tell whether this call has written it.

        It has not where the same request was begun already. Raises `Busy` where nothing can be written now, and then
        nothing may be done.
        """
        before = {"before": operation.before.plain()} if operation.before else {}
        mark_pk, mark_sk = operation_key(operation.name)
        mark: Item = {
            "pk": mark_pk,
            "sk": mark_sk,
            "v": 1,
            "fingerprint": operation.fingerprint,
            "done": False,
            "expires_at": int((now + OPERATION_KEPT).timestamp()),
        }
        pk, sk = audit_key(_STAFF, now, operation.name)
        audit: Item = {
            "pk": pk,
            "sk": sk,
            "v": 1,
            "operator": record.administrator,
            "action": record.action,
            "username": record.username,
            "reason": record.reason,
            "after": record.after.plain(),
        }
        return self._table.try_transact(
            [
                self._table.put_action(mark | before, every(BEGIN_CONDITIONS)),
                self._table.put_action(audit | before, every(AUDIT_CONDITIONS)),
            ]
        )

    def finish(self, name: str) -> None:
        """Mark a request as done: its retries change nothing from now on."""
        with suppress(ConditionFailed):
            self._table.update(
                operation_key(name), "SET done = :done", every(FINISH_CONDITIONS), values={":done": True}
            )


class Logins:
    """When each of the staff logged in last."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def note(self, staff_id: str, now: datetime) -> None:
        """Note that somebody has just logged in; may be repeated."""
        pk, sk = login_key(staff_id)
        item: Item = {"pk": pk, "sk": sk, "v": 1, "last_at": rfc3339(now)}
        with suppress(ConditionFailed):
            self._table.put(item, every(LOGIN_CONDITIONS), {":at": item["last_at"]})

    def all(self) -> dict[str, datetime]:
        """Return when each of the staff logged in last, by id; who never did is left out."""
        found = self._table.query(_STAFF, _LOGIN_PREFIX, f"{_LOGIN_PREFIX}~")
        return {item["sk"].removeprefix(_LOGIN_PREFIX): datetime.fromisoformat(item["last_at"]) for item in found}


def _state(stored: Item) -> Wanted:
    """Return a state that is stored, without what a later release knows of it besides."""
    return Wanted(
        name=stored["name"],
        email=stored["email"],
        groups=frozenset(stored["groups"]),
        offices=frozenset(stored["offices"]),
        enabled=stored["enabled"],
    )
