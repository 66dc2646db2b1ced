"""Guards in the table: for each person who is booked one item, which no second booking can take."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from antrean.aws.table import Table, every

if TYPE_CHECKING:
    from antrean.aws.attributes import Item
    from antrean.aws.table import Action, Key

TAKE_GUARD_CONDITIONS = {
    "one active booking for each NIK, until the end of its day": "(attribute_not_exists(pk) OR held_until <= :now)",
}
OWN_GUARD_CONDITIONS = {"only the guard of this booking": "booking_id = :booking"}
SUPERSEDE_CONDITIONS = {"only the guard of the booking that was read": "booking_id = :superseded"}
_NIK_PREFIX = "NIK#"


class Guard(NamedTuple):
    """What keeps a person from other bookings: the booking that has the person, until `held_until`."""

    booking_id: str
    held_until: datetime


def guard_key(nik_key: str) -> Key:
    """Key of the guard that holds a NIK to one active booking."""
    return f"{_NIK_PREFIX}{nik_key}", "ACTIVE"


def as_guard(item: Item | None) -> Guard | None:
    """Return the guard that an item holds, or None for no item."""
    return Guard(item["booking_id"], datetime.fromtimestamp(item["held_until"], UTC)) if item else None


class Guards:
    """The writes of guards, each an action of the transaction that changes their booking."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def take(self, nik_key: str, booking_id: str, until: datetime, now: datetime) -> Action:
        """Return the action that guards a NIK for a booking, until `until`."""
        return self._table.put_action(
            _item(nik_key, booking_id, until), every(TAKE_GUARD_CONDITIONS), {":now": int(now.timestamp())}
        )

    def supersede(self, nik_key: str, booking_id: str, until: datetime, superseded_id: str) -> Action:
        """Return the action that takes the guard of a NIK over from the booking `superseded_id`."""
        return self._table.put_action(
            _item(nik_key, booking_id, until), every(SUPERSEDE_CONDITIONS), {":superseded": superseded_id}
        )

    def move(self, nik_key: str, booking_id: str, until: datetime) -> Action:
        """Return the action that guards a NIK for the same booking until another instant, `until`."""
        return self._table.update_action(
            guard_key(nik_key),
            "SET held_until = :until, expires_at = :until",
            every(OWN_GUARD_CONDITIONS),
            values={":until": int(until.timestamp()), ":booking": booking_id},
        )

    def drop(self, nik_key: str, booking_id: str) -> Action:
        """Return the action that ends the guard of a NIK by a booking."""
        return self._table.delete_action(guard_key(nik_key), every(OWN_GUARD_CONDITIONS), {":booking": booking_id})


def _item(nik_key: str, booking_id: str, until: datetime) -> Item:
    pk, sk = guard_key(nik_key)
    end = int(until.timestamp())
    # DynamoDB removes the guard some time after `expires_at`, when it no longer guards anything.
    return {"pk": pk, "sk": sk, "v": 1, "booking_id": booking_id, "held_until": end, "expires_at": end}
