"""Misses in the table: each change is one transaction with the profile, which says until when bookings are stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.aws.table import every
from antrean.bookings.items import booking_key
from antrean.bookings.parts import status_for
from antrean.bookings.store import UNCHANGED_CONDITIONS
from antrean.misses.items import appeal_item, appeal_key, appeals_of, as_miss, miss_item
from antrean.offices.store import AUDIT_CONDITIONS, audit_key
from antrean.people.items import MISSES, account_key, miss_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from antrean.aws.attributes import Item
    from antrean.aws.table import Action, Table
    from antrean.bookings.model import Booking
    from antrean.misses.model import Miss
    from antrean.people.model import Account

COUNT_CONDITIONS = {
    # The eraser may have taken the account away, and this must not make a profile of a date alone.
    "only for an account that is there": "attribute_exists(pk)",
    # Until when bookings are stopped follows from all misses together; and whoever excuses, appeals and answers at once
    # must not undo another's doing.
    "no miss was decided or changed meanwhile": "(attribute_not_exists(misses) OR misses = :read)",
}


class Misses:
    """Reads and conditional writes of misses."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def of_account(self, account_id: str, now: datetime) -> list[Miss]:
        """Read the misses of an account that count still, the oldest first, strongly consistent."""
        pk, _ = account_key(account_id)
        found = map(as_miss, self._table.query(pk, MISSES, f"{MISSES}~", consistent=True))
        # The table deletes what has expired some days late.
        kept = [each for each in found if each and now < each.counts_until]
        return sorted(kept, key=lambda each: (each.slot.date, each.booking_id))

    def get(self, account_id: str, booking_id: str) -> Miss | None:
        """Read the miss of a booking, strongly consistent; None where it was not missed."""
        return as_miss(self._table.get(miss_key(account_id, booking_id)))

    def waiting(self, office_id: str) -> list[Miss]:
        """Read the misses of an office with an appeal that waits, the longest waiting first."""
        listed = list(self._table.query(appeals_of(office_id), "0", "~", consistent=True))
        items = self._table.get_many([miss_key(item["account"], item["sk"]) for item in listed])
        found = [miss for miss in map(as_miss, items.values()) if miss and miss.is_appealed]
        return sorted(found, key=lambda each: (each.appeal.at if each.appeal else each.decided_at, each.booking_id))

    def decide(self, booking: Booking, miss: Miss, account: Account, until: datetime | None) -> bool:
        """Write that a booking was missed: in the booking, in the profile, and as an item of its own beside that.

        Tells whether it was written. Nothing is if the booking was changed since it was read, such as by an arrival
        that was noted late, or if another miss of the account was decided or changed since.
        """
        decided = int(miss.decided_at.timestamp())
        mark = self._table.update_action(
            booking_key(booking.booking_id),
            # At its next revision: neither a second run nor a door that was paused for days writes over it.
            "SET missed_at = :at, revision = revision + :one",
            every(UNCHANGED_CONDITIONS),
            values={":at": decided, ":one": 1, ":read": booking.revision, ":was": status_for(booking, {"counter"})},
            names={"#status": "status"},
            old_item=False,
        )
        made = self._table.put_action(miss_item(miss))
        return self._table.try_transact([mark, made, self._count_action(account, until)])

    def change(
        self, old: Miss, new: Miss, account: Account, until: datetime | None, also: Sequence[Action] = ()
    ) -> bool:
        """Write a miss as it was changed, and until when bookings are stopped; tell whether that was written.

        It is not where any miss of the account was changed since the profile was read, which is read first. `also` are
        actions that are written with it. An appeal begins or ends to wait as the miss says.
        """
        actions = [
            self._table.put_action(miss_item(new)),
            self._count_action(account, until),
            *also,
        ]
        if new.is_appealed and not old.is_appealed:
            actions.append(self._table.put_action(appeal_item(new)))
        if old.is_appealed and not new.is_appealed:
            actions.append(self._table.delete_action(appeal_key(old.slot.office_id, old.booking_id)))
        return self._table.try_transact(actions)

    def record_action(self, miss: Miss, deed: str, staff: str, reason: str, now: datetime) -> Action:
        """Return the action that records what somebody of the staff did about a miss, and why; no name is in it."""
        pk, sk = audit_key(miss.slot.office_id, now, f"{miss.booking_id}-{deed}")
        audit: Item = {
            "pk": pk,
            "sk": sk,
            "v": 1,
            "operator": staff,
            "reason": reason,
            "miss": deed,
            "booking": miss.booking_id,
            "accounts": [miss.account_id],
        }
        return self._table.put_action(audit, every(AUDIT_CONDITIONS))

    def _count_action(self, account: Account, until: datetime | None) -> Action:
        """Return the action that writes into the profile until when bookings are stopped; None for not at all."""
        values: Item = {":read": account.misses, ":next": account.misses + 1}
        change = "SET misses = :next"
        if until:
            change, values = f"{change}, frozen_until = :until", {**values, ":until": int(until.timestamp())}
        else:
            change += " REMOVE frozen_until"
        return self._table.update_action(
            account_key(account.account_id), change, every(COUNT_CONDITIONS), values=values, old_item=False
        )
