"""Changes of accounts' e-mail addresses in the table, devices that log in, records of consents, and the last use.

With a change of an address profile, mailboxes and the change itself go together. It is an item of its own beside the
profile, so that bookings, which read and write the profile, pay nothing for it, and it goes by itself once it can no
longer be undone. Until then the account holds both mailboxes.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from antrean.aws.table import ConditionFailed, Table, TransactionRefused, every
from antrean.base.errors import Busy
from antrean.people.items import (
    CONSENTS,
    DEVICES,
    PROFILE,
    account_key,
    account_of,
    address_change_item,
    address_change_key,
    as_account,
    as_address_change,
    as_device,
    consent_key,
    device_key,
    idle_key,
    mailbox_account_key,
)
from antrean.people.mailboxes import MAILBOX_CONDITIONS
from antrean.people.model import Consent
from antrean.people.store import MailboxTaken
from antrean.policy.people import DEVICE_KEPT
from antrean.policy.system import JOB_PAGE

if TYPE_CHECKING:
    from collections.abc import Collection

    from antrean.aws.attributes import Item
    from antrean.aws.table import Action, Key
    from antrean.people.model import Account, AddressChange, Device

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
NEW_DEVICE_CONDITIONS = {
    # Of two requests of one device at once the first says whether its holder is told.
    "never over a device that is known": "(attribute_not_exists(pk) OR expires_at <= :now)",
}
KNOWN_DEVICE_CONDITIONS = {
    # A device that was forgotten meanwhile is a new one, and must not come back without that being told.
    "only a device that is known": "attribute_exists(pk)",
}
FORGOTTEN_DEVICE_CONDITIONS = {
    # It logged in again after it was read.
    "not used since it was read": "last_at = :read",
}
CONSENT_CONDITIONS = {
    # What was agreed to is never written anew, or it would prove nothing.
    "never over a record that is there": "attribute_not_exists(pk)",
}
USE_CONDITIONS = {"only for an account that is there": "attribute_exists(pk)"}
KEEP_CONDITIONS = {
    # A use that was paused must not reopen what the holder has closed since.
    "the closing that was read": "closes_at = :read",
    "only what was closed because it was idle": "attribute_exists(idle)",
    "nothing was erased yet": "attribute_not_exists(erasing)",
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
                "SET email = :before, tokens_valid_after = :now REMOVE closes_at, idle",
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
        return self._table.try_transact(actions)

    def _held(self, mailbox: str, account_id: str, until: int | None = None) -> Action:
        """Return the action that gives an account a mailbox, for good or until an instant (Unix time)."""
        pk, sk = mailbox_account_key(mailbox)
        item: Item = {"pk": pk, "sk": sk, "v": 1, "account_id": account_id}
        if until:
            item["expires_at"] = until
        return self._table.put_action(item, every(MAILBOX_CONDITIONS), {":account": account_id})


class Records:
    """Reads and conditional writes of devices, consents and uses. Every method raises `Busy` where the table fails."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def devices_of(self, account_id: str, now: datetime) -> list[Device]:
        """Read the devices of an account that are known at `now`, strongly consistent."""
        pk, _ = account_key(account_id)
        items = self._table.query(pk, DEVICES, f"{DEVICES}~", consistent=True)
        return [as_device(item) for item in items if item["expires_at"] > int(now.timestamp())]

    def add_device(self, device: Device) -> None:
        """Keep a device that was not known, unless another request did so just now."""
        pk, sk = device_key(device.account_id, device.name)
        now = int(device.first_at.timestamp())
        item = {"pk": pk, "sk": sk, "v": 1, "first_at": now, "last_at": now, "told": device.told}
        expires_at = int((device.first_at + DEVICE_KEPT).timestamp())
        with suppress(ConditionFailed):
            self._table.put({**item, "expires_at": expires_at}, every(NEW_DEVICE_CONDITIONS), {":now": now})

    def use_device(self, device: Device, now: datetime) -> bool:
        """Note that a known device logged in; False where it is not known any more."""
        try:
            self._table.update(
                device_key(device.account_id, device.name),
                "SET last_at = :now, expires_at = :end",
                every(KNOWN_DEVICE_CONDITIONS),
                values={":now": int(now.timestamp()), ":end": int((now + DEVICE_KEPT).timestamp())},
                old_item=False,
            )
        except ConditionFailed:
            return False
        return True

    def forget_device(self, device: Device) -> None:
        """Forget a device, unless it logged in since it was read."""
        key = device_key(device.account_id, device.name)
        values = {":read": int(device.last_at.timestamp())}
        with suppress(TransactionRefused):
            self._table.transact([self._table.delete_action(key, every(FORGOTTEN_DEVICE_CONDITIONS), values)])

    def consents_of(self, account_id: str) -> list[Consent]:
        """Read all records of an account, those of one kind in the order of time, strongly consistent."""
        pk, _ = account_key(account_id)
        items = self._table.query(pk, CONSENTS, f"{CONSENTS}~", consistent=True)
        return [
            Consent(item["kind"], item["given"], datetime.fromtimestamp(item["at"], UTC), item.get("version", ""))
            for item in items
        ]

    def add_consents(self, account_id: str, consents: Collection[Consent]) -> None:
        """Keep records of consents; raises `Busy` where the same second has another one of the kind, which stands.

        Whoever agrees and takes it back at once repeats the second request a second later.
        """
        for each in consents:
            pk, sk = consent_key(account_id, each)
            item = {"pk": pk, "sk": sk, "v": 1, "kind": each.kind, "given": each.given}
            item |= {"at": int(each.at.timestamp())} | ({"version": each.version} if each.version else {})
            try:
                self._table.put(item, every(CONSENT_CONDITIONS))
            except ConditionFailed as failure:
                if failure.item != item:
                    raise Busy from failure

    def use(self, account: Account, now: datetime) -> Account | None:
        """Note that an account is in use. If it was about to be closed because it was idle, that is called off.

        Returns the account afterwards; None if it is gone or being erased.
        """
        key, values = account_key(account.account_id), {":now": int(now.timestamp())}
        try:
            if account.idle and account.closes_at:
                item = self._table.update(
                    key,
                    "SET used_at = :now REMOVE closes_at, idle",
                    every(KEEP_CONDITIONS),
                    values={**values, ":read": int(account.closes_at.timestamp())},
                    returns="ALL_NEW",
                )
            else:
                change = "SET used_at = :now"
                item = self._table.update(key, change, every(USE_CONDITIONS), values=values, returns="ALL_NEW")
        except ConditionFailed as failure:
            return as_account(failure.item)
        return as_account(item)

    def look_in(self, account_id: str, month: str) -> None:
        """Let somebody look in a month whether an account is idle; once more makes no difference."""
        pk, sk = idle_key(account_id, month)
        self._table.put({"pk": pk, "sk": sk, "v": 1})

    def looked_at_in(self, month: str) -> list[str]:
        """Return which accounts are to be looked at in a month, strongly consistent."""
        pk, _ = idle_key("", month)
        return [item["sk"] for item in self._table.query(pk, "0", "~", consistent=True)]

    def looked(self, account_id: str, month: str) -> None:
        """Delete the entry of an account that was looked at."""
        self._table.transact([self._table.delete_action(idle_key(account_id, month))])

    def list_page(self, after: Key | None, month: str) -> Key | None:
        """Let somebody look in a month at the accounts of a page of the table; return the key after which to go on.

        This is a step of a job: it may be done twice, and it lists accounts of earlier releases, which no use lists.
        """
        page, following = self._table.scan_page(("pk", "sk"), "#sk = :profile", {":profile": PROFILE}, after, JOB_PAGE)
        for item in page:
            self.look_in(account_of(item), month)
        return following
