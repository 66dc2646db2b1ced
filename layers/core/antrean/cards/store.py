"""What officers did with accounts, in the table: one transaction with the record of it, and a mark that it was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.aws.table import Table, every
from antrean.offices.store import AUDIT_CONDITIONS, audit_key
from antrean.people.items import BIRTH_DATE, account_key, mailbox_account_key, mailbox_item, registration_key
from antrean.people.mailboxes import MAILBOX_CONDITIONS
from antrean.policy.offices import OPERATION_KEPT
from antrean.registry.store import PROFILE_OF_NIK_CONDITIONS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from antrean.aws.attributes import Item
    from antrean.aws.table import Action, Key
    from antrean.cards.model import Card, Officer
    from antrean.people.model import Account

MARK_CONDITIONS = {
    # A request that comes twice at once is done once, and has one record.
    "each request once": "attribute_not_exists(pk)",
}
OLD_MAILBOX_CONDITIONS = {
    # Somebody else may have got it since the account was read.
    "only the mailbox of this account": "(attribute_not_exists(pk) OR account_id = :account)",
}
OLD_NIK_CONDITIONS = {
    # The NIK that an account had by mistake may be another's by now.
    "only the registration of this account": "(attribute_not_exists(pk) OR account_id = :account)",
}
GIVEN_CONDITIONS = {
    # The mailbox of whoever showed the card would be another account's by then.
    "with the address that was read": "email = :email",
    # The NIK would be free again once the account is erased.
    "not while it is being closed": "attribute_not_exists(closes_at)",
}
RECOVERED_CONDITIONS = {
    "only the profile of this NIK": "nik_key = :nik",
    # Whoever has the account may change its address at this moment, and the mailbox to be freed is another one then.
    "from the address that was read": "email = :before",
    # The eraser frees the mailbox that the account had when it was closed.
    "nothing was erased yet": "attribute_not_exists(erasing)",
}


def mark_key(name: str) -> Key:
    """Key of the mark that a request was done."""
    return "CARDS", f"O#{name}"


class Cards:
    """The writes of what officers do with accounts."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def done(self, name: str) -> str | None:
        """Return the fingerprint of a request that was done in the last two days; None where it was not."""
        item = self._table.get(mark_key(name))
        return item["fingerprint"] if item else None

    def write(self, actions: Sequence[Action]) -> bool:
        """Do what was prepared, all or nothing; tell whether it was done: not where anything was changed meanwhile."""
        return self._table.try_transact(actions)

    def record_actions(  # noqa: PLR0913 - what a record says
        self, name: str, fingerprint: str, officer: Officer, card: Card, accounts: Sequence[str], now: datetime
    ) -> list[Action]:
        """Return the actions that record a deed: who did it, where, why and to which accounts, without any name."""
        mark_pk, mark_sk = mark_key(name)
        pk, sk = audit_key(officer.office.office_id, now, name)
        mark: Item = {
            "pk": mark_pk,
            "sk": mark_sk,
            "v": 1,
            "fingerprint": fingerprint,
            "expires_at": int((now + OPERATION_KEPT).timestamp()),
        }
        audit: Item = {
            "pk": pk,
            "sk": sk,
            "v": 1,
            "operator": officer.staff_id,
            "reason": card.reason,
            "card": card.deed,
            "accounts": list(accounts),
        }
        return [
            self._table.put_action(mark, every(MARK_CONDITIONS)),
            self._table.put_action(audit, every(AUDIT_CONDITIONS)),
        ]

    def profile_action(self, account: Account, changes: Item) -> Action:
        """Return the action that changes a profile, if its NIK is still the one that was read."""
        return self._profile_action(account, changes, every(PROFILE_OF_NIK_CONDITIONS), {})

    def given_action(self, account: Account, changes: Item) -> Action:
        """Return the action that gives a profile another NIK, if it is still that of the mailbox."""
        condition = every({**PROFILE_OF_NIK_CONDITIONS, **GIVEN_CONDITIONS})
        return self._profile_action(account, changes, condition, {":email": account.email})

    def recovered_action(self, account: Account, email: str, changes: Item, now: datetime) -> Action:
        """Return the action that gives a profile another address, ends its sessions, and keeps it if it was closed.

        Whoever had the account in hand may have closed it.
        """
        changes = {
            **changes,
            "email": email,
            "former_email": account.email,
            "tokens_valid_after": int(now.timestamp()),
            "closes_at": None,
            "idle": None,
        }
        return self._profile_action(account, changes, every(RECOVERED_CONDITIONS), {":before": account.email})

    def _profile_action(self, account: Account, changes: Item, condition: str, values: Item) -> Action:
        """Return the action that changes a profile; what `changes` have as None is taken out of it."""
        if "birth_year" in changes:
            # Where a release of before kept a whole birth date, the year of that date is shown, and not `birth_year`.
            changes = {**changes, BIRTH_DATE: None}
        given = {name: value for name, value in changes.items() if value is not None}
        removed = ", ".join(f"#{name}" for name in changes if name not in given)
        return self._table.update_action(
            account_key(account.account_id),
            "SET " + ", ".join(f"#{name} = :{name}" for name in given) + (f" REMOVE {removed}" if removed else ""),
            condition,
            values={**{f":{name}": value for name, value in given.items()}, **values, ":nik": account.nik_key},
            names={f"#{name}": name for name in changes},
        )

    def hold_mailbox_action(self, mailbox: str, account_id: str) -> Action:
        """Return the action that gives an account a mailbox that no other account has."""
        return self._table.put_action(
            mailbox_item(mailbox, account_id), every(MAILBOX_CONDITIONS), {":account": account_id}
        )

    def free_mailbox_action(self, mailbox: str, account_id: str) -> Action:
        """Return the action that takes an account a mailbox."""
        return self._table.delete_action(
            mailbox_account_key(mailbox), every(OLD_MAILBOX_CONDITIONS), {":account": account_id}
        )

    def free_nik_action(self, nik_key: str, account_id: str) -> Action:
        """Return the action that takes an account a NIK that was never its holder's."""
        return self._table.delete_action(registration_key(nik_key), every(OLD_NIK_CONDITIONS), {":account": account_id})
