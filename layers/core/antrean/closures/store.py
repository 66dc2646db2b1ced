"""Closures in the table: one item for each, and a list of those at which there is something to do.

The list is a partition of its own, with an entry for each closure that says when there is something to do next. So the
run of every minute reads one partition, and of the closures of years only those that it works at.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from antrean.aws.table import ConditionFailed, TransactionRefused, every
from antrean.base.errors import Busy
from antrean.closures.model import Closure
from antrean.policy.offices import CLOSURE_KEPT
from antrean.slots.model import Slot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antrean.aws.attributes import Item
    from antrean.aws.table import Action, Key, Table
    from antrean.bookings.stores import Store
    from antrean.closures.model import ClosureState
    from antrean.waiting.store import Waiting

NEW_CLOSURE_CONDITIONS = {"one closure for each request": "attribute_not_exists(pk)"}
READ_CONDITIONS = {
    # A run that was paused must not bring a closure back to where it was when it looked.
    "in the state that was read": "#state = :was",
    # Nor shut a slot that another run left out of it meanwhile, which nobody would open again.
    "with the slots that were read": "slots = :slots",
}
"""What holds of a closure that stands as it was read."""
SEND_CONDITIONS = {
    "the letters are let go once": "attribute_not_exists(sent_at)",
    "not once it opens again": "#state IN (:displacing, :displaced)",
}
LISTED_CONDITIONS = {"only what is listed": "attribute_exists(pk)"}
_ENTRIES = "CLOSURES"
_PREFIX = "CLOSURE#"


def closure_key(closure_id: str) -> Key:
    """Key of a closure."""
    return f"{_PREFIX}{closure_id}", "CLOSURE"


class Closures:
    """Reads and conditional writes of closures."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def waiting(self, store: Store) -> Waiting:
        """Return the waiting list of the same table, whose offers closures take back."""
        from antrean.waiting.store import Waiting  # noqa: PLC0415 - who only reads closures need not load it

        return Waiting(self._table, store)

    def get(self, closure_id: str) -> Closure | None:
        """Read a closure, strongly consistent; None where there is none."""
        item = self._table.get(closure_key(closure_id))
        return as_closure(item) if item else None

    def due(self, now: datetime) -> list[str]:
        """Return the ids of the closures at which there is something to do now."""
        found = self._table.query(
            _ENTRIES, "0", "~", only="due_at <= :now", values={":now": _seconds(now)}, consistent=True
        )
        return [entry["sk"] for entry in found]

    def of_office(self, office_id: str) -> list[Closure]:
        """Read the closures of an office, strongly consistent, in no order.

        Entries that were written before they named their office are looked up for every office.
        """
        found = self._table.query(
            _ENTRIES,
            "0",
            "~",
            only="(office = :office OR attribute_not_exists(office))",
            values={":office": office_id},
            consistent=True,
        )
        items = self._table.get_many([closure_key(entry["sk"]) for entry in found])
        return [closure for closure in map(as_closure, items.values()) if closure.office_id == office_id]

    def begin(self, closure: Closure) -> Closure:
        """Write a closure that is new; return the one that stands there then, whoever wrote it. Raises `Busy`."""
        try:
            self._table.transact(self.begin_actions(closure))
        except TransactionRefused as refusal:
            if made := refusal.failures.get(0):
                return as_closure(made)
            # It was refused for one that is not shown. Nothing was written, so nothing may be answered.
            raise Busy from refusal
        return closure

    def begin_actions(self, closure: Closure) -> list[Action]:
        """Return the actions that write a new closure, so that it may begin with the slot that it closes."""
        pk, sk = closure_key(closure.closure_id)
        expires_at = _seconds(closure.lapses_at + CLOSURE_KEPT)
        entry = {"pk": _ENTRIES, "sk": closure.closure_id, "v": 1, "due_at": _seconds(closure.created_at)}
        entry |= {"office": closure.office_id}
        return [
            self._table.put_action(
                {"pk": pk, "sk": sk, "v": 1, **_item(closure), "expires_at": expires_at}, every(NEW_CLOSURE_CONDITIONS)
            ),
            self._table.put_action({**entry, "expires_at": expires_at}),
        ]

    def as_read_action(self, closure: Closure) -> Action:
        """Return the action that refuses a transaction unless the closure stands as it was read."""
        return self._change_action(closure, "SET #state = :was", {})

    def leave_out(self, closure: Closure, slot: Slot, still: Sequence[Action]) -> Closure | None:
        """Take a slot out of a closure that cannot shut it; None where the closure does not stand as it was read.

        `still` refuses it unless the slot is as it was when that was found.
        """
        rest = closure._replace(slots=tuple(each for each in closure.slots if each != slot))
        left_out = self._change_action(closure, "SET slots = :rest", {":rest": _stored(rest.slots)})
        try:
            self._table.transact([left_out, *still])
        except TransactionRefused:
            return None
        return rest

    def advance(
        self, closure: Closure, state: ClosureState, due_at: datetime | None, operator: str | None = None
    ) -> Closure | None:
        """Bring a closure as it was read to a state, with when there is something to do next; None: nothing, ever.

        The `operator` is who opens it again. Returns it as it is then, None where it did not stand as it was read.
        """
        new = closure._replace(state=state, reopened_by=operator or closure.reopened_by)
        by: Item = {":by": operator} if operator else {}
        moved = self._change_action(
            closure, "SET #state = :state" + (", reopened_by = :by" if by else ""), {":state": state, **by}
        )
        listed = self._table.update_action(
            (_ENTRIES, closure.closure_id),
            "SET due_at = :due" if due_at else "REMOVE due_at",
            every(LISTED_CONDITIONS),
            values={":due": _seconds(due_at)} if due_at else None,
            old_item=False,
        )
        try:
            self._table.transact([moved, listed])
        except TransactionRefused:
            return None
        return new

    def send(self, closure: Closure, operator: str, now: datetime) -> bool:
        """Let the letters of a closure go, and tell whether that was written: once, and only while it is closed."""
        try:
            self._table.update(
                closure_key(closure.closure_id),
                "SET sent_at = :now, sent_by = :by",
                every(SEND_CONDITIONS),
                values={
                    ":now": _seconds(now),
                    ":by": operator,
                    ":displacing": "displacing",
                    ":displaced": "displaced",
                },
                names={"#state": "state"},
                old_item=False,
            )
        except ConditionFailed:
            return False
        return True

    def _change_action(self, closure: Closure, expression: str, values: Item) -> Action:
        """Return the action that changes a closure which stands as it was read."""
        return self._table.update_action(
            closure_key(closure.closure_id),
            expression,
            every(READ_CONDITIONS),
            values={":was": closure.state, ":slots": _stored(closure.slots), **values},
            names={"#state": "state"},
            old_item=False,
        )


def _item(closure: Closure) -> Item:
    """Return what is stored of a closure, without its key."""
    item: Item = {
        "office": closure.office_id,
        "first": closure.first.isoformat(),
        "last": closure.last.isoformat(),
        "slots": _stored(closure.slots),
        "reason": closure.reason,
        "operator": closure.operator,
        "created_at": _seconds(closure.created_at),
        "lapses_at": _seconds(closure.lapses_at),
        "state": closure.state,
    }
    if closure.session:
        item["session"] = closure.session
    if closure.sent_at:
        item["sent_at"] = _seconds(closure.sent_at)
    if closure.sent_by:
        item["sent_by"] = closure.sent_by
    if closure.reopened_by:
        item["reopened_by"] = closure.reopened_by
    return item


def as_closure(item: Item) -> Closure:
    """Return the closure that an item holds."""
    sent_at = item.get("sent_at")
    return Closure(
        closure_id=item["pk"].removeprefix(_PREFIX),
        office_id=item["office"],
        first=date.fromisoformat(item["first"]),
        last=date.fromisoformat(item["last"]),
        session=item.get("session"),
        slots=_slots(item["office"], item["slots"]),
        reason=item["reason"],
        operator=item["operator"],
        created_at=_instant(item["created_at"]),
        lapses_at=_instant(item["lapses_at"]),
        state=item["state"],
        sent_at=_instant(sent_at) if sent_at else None,
        sent_by=item.get("sent_by"),
        reopened_by=item.get("reopened_by"),
    )


def _stored(slots: Sequence[Slot]) -> list[str]:
    return [f"{slot.date.isoformat()}#{slot.session}" for slot in slots]


def _slots(office_id: str, stored: Sequence[str]) -> tuple[Slot, ...]:
    parts = (each.split("#") for each in stored)
    return tuple(Slot(office_id, date.fromisoformat(day), session) for day, session in parts)


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())
