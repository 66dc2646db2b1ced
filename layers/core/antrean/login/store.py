"""Changes of accounts' e-mail addresses in the table: profile, mailboxes and the change itself go together.

The change is an item of its own beside the profile, so that bookings, which read and write the profile, pay nothing for
it, and it goes by itself once it can no longer be undone. Until then the account holds both mailboxes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.aws.table import Table, TransactionRefused, every
from antrean.people.items import (
    account_key,
    address_change_item,
    address_change_key,
    as_address_change,
    mailbox_account_key,
)
from antrean.people.store import MAILBOX_CONDITIONS, MailboxTaken

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.aws.attributes import Item
    from antrean.aws.table import Action
    from antrean.people.model import AddressChange

CHANGE_CONDITIONS = {
    # Of two changes at once, and of one that was paused, only one begins from the address that the account has.
    "from the address that was read": "email = :read",
    # Whoever lost the account's sessions, or its password, must not get it with a code that was mailed before.
    "not after the session that asked was ended": (
        "(attribute_not_exists(tokens_valid_after) OR tokens_valid_after < :began)"
    ),
    # The eraser frees the mailbox that the account had when it was closed.
    "not while the account is being closed": "attribute_not_exists(closes_at)",
}
NEW_CHANGE_CONDITIONS = {
    # A second change would leave the first mailbox without its way back.
    "not while another change can be undone": "(attribute_not_exists(pk) OR expires_at <= :now)",
}
UNDO_CONDITIONS = {
    "to the address that the change gave": "email = :after",
    # What is erased comes back for nobody.
    "nothing was erased yet": "attribute_not_exists(erasing)",
}
UNDONE_CONDITIONS = {
    # An undo that was paused must not undo a later change.
    "only the change that was read": "#name = :name AND attribute_not_exists(undone)",
}
LEFT_CONDITIONS = {
    # It may be another account's by now, if this one lost it by hand.
    "only a mailbox of this account": "(attribute_not_exists(pk) OR account_id = :account)",
}
_THIRD = 2
"""The place of the mailbox that the account gets, in the transaction of a change."""


class AddressChanges:
    """Reads and conditional writes of changes of addresses. Every method raises `Busy` where the table fails."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def get(self, account_id: str) -> AddressChange | None:
        """Read the newest change of an account's address, strongly consistent; None where none can be undone."""
        return as_address_change(self._table.get(address_change_key(account_id)))

    def make(self, change: AddressChange, mailboxes: tuple[str, str], began: datetime | None) -> bool:
        """Change an address, and end all sessions of the account, in one transaction; tell whether it was written.

        `mailboxes` are the names of the old and of the new one; the old one is held until the change cannot be undone
        any more, unless its name is empty. `began` is when the session that asked began. Raises `MailboxTaken` for the
        new one.
        """
        before, after = mailboxes
        now = int(change.made_at.timestamp())
        actions = [
            self._table.update_action(
                account_key(change.account_id),
                "SET email = :after, tokens_valid_after = :now",
                every(CHANGE_CONDITIONS),
                values={
                    ":read": change.before,
                    ":after": change.after,
                    ":now": now,
                    ":began": int(began.timestamp()) if began else 0,
                },
            ),
            self._table.put_action(address_change_item(change), every(NEW_CHANGE_CONDITIONS), {":now": now}),
            self._held(after, change.account_id),
        ]
        if before not in ("", after):
            actions.append(self._held(before, change.account_id, int(change.until.timestamp())))
        try:
            self._table.transact(actions)
        except TransactionRefused as refusal:
            if holder := refusal.failures.get(_THIRD):
                raise MailboxTaken(holder["account_id"]) from refusal
            return False
        return True

    def undo(self, change: AddressChange, mailboxes: tuple[str, str], now: datetime) -> bool:
        """Give an account its old address back, end all its sessions and keep it; tell whether it was written.

        `mailboxes` are the names of the old one, which it holds again unless that is empty, and of the one that it had
        since, which is free then.
        """
        before, after = mailboxes
        actions = [
            self._table.update_action(
                account_key(change.account_id),
                "SET email = :before, tokens_valid_after = :now REMOVE closes_at",
                every(UNDO_CONDITIONS),
                values={":before": change.before, ":after": change.after, ":now": int(now.timestamp())},
            ),
            self._table.update_action(
                address_change_key(change.account_id),
                "SET undone = :true",
                every(UNDONE_CONDITIONS),
                values={":true": True, ":name": change.name},
                names={"#name": "name"},
            ),
        ]
        if before:
            actions.append(self._held(before, change.account_id))
        if before != after:
            left = every(LEFT_CONDITIONS), {":account": change.account_id}
            actions.append(self._table.delete_action(mailbox_account_key(after), *left))
        try:
            self._table.transact(actions)
        except TransactionRefused:
            return False
        return True

    def _held(self, mailbox: str, account_id: str, until: int | None = None) -> Action:
        """Return the action that gives an account a mailbox, for good or until an instant (Unix time)."""
        pk, sk = mailbox_account_key(mailbox)
        item: Item = {"pk": pk, "sk": sk, "v": 1, "account_id": account_id}
        if until:
            item["expires_at"] = until
        return self._table.put_action(item, every(MAILBOX_CONDITIONS), {":account": account_id})
