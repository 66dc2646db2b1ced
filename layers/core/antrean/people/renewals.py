"""Accounts on their way to a newer key of NIKs, and what else a profile of before holds too much of, in the table."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from antrean.aws.table import ConditionFailed, Table, TransactionRefused, every
from antrean.people.items import BIRTH_DATE, MOVED_TO, NIK_BEFORE, account_key, registration_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antrean.people.model import Account

LEFT_CONDITIONS = {
    # At a counter a NIK may be given to another account, which then has the registration.
    "still the registration of this account": "account_id = :account",
    # A counter may raise its level or promise it meanwhile. The copy would then hold the old values.
    "not changed since it was read": "(version = :version OR (:version = :never AND attribute_not_exists(version)))",
}
TAKEN_CONDITIONS = {
    "over nobody else's registration": "(attribute_not_exists(pk) OR account_id = :account)",
}
RENEWED_CONDITIONS = {
    # Of two requests at once one moves it, and one that was paused moves it nowhere back.
    "from the keyed hash that was read": "nik_key = :read",
    # The eraser has read under which keyed hash the registration is that it deletes.
    "not while it is being erased": "attribute_not_exists(erasing)",
}
YEAR_CONDITIONS = {"only for a profile that has a whole birth date": "attribute_exists(birth_date)"}
FORGET_CONDITIONS = {
    # Whoever registers the NIK anew, after its account was erased, may have another registration there.
    "what tells where the registration stands": "moved_to = :read",
}


class Renewals:
    """Conditional writes that bring accounts to the newest key of NIKs, one account at a time."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def move(self, account: Account, nik_keys: Sequence[str]) -> bool:
        """Bring an account and its registration to the first of the keyed hashes of its NIK, in one transaction.

        The others, of live versions too, are kept with it. Where the registration stood, it is told where it stands
        now, so that whoever knows the old keyed hash alone still finds it. Tells whether that was written.
        """
        registration = self._table.get(registration_key(account.nik_key))
        if registration is None:
            return False
        (pk, sk), own = registration_key(nik_keys[0]), {":account": account.account_id}
        actions = [
            self._table.update_action(
                registration_key(account.nik_key),
                f"SET {MOVED_TO} = :new",
                every(LEFT_CONDITIONS),
                values={":new": nik_keys[0], ":version": registration.get("version", 0), ":never": 0, **own},
            ),
            self._table.put_action({**registration, "pk": pk, "sk": sk}, every(TAKEN_CONDITIONS), own),
            self._table.update_action(
                account_key(account.account_id),
                f"SET nik_key = :new, {NIK_BEFORE} = :before",
                every(RENEWED_CONDITIONS),
                values={":new": nik_keys[0], ":before": list(nik_keys[1:]), ":read": account.nik_key},
            ),
        ]
        return self._table.try_transact(actions)

    def keep_live(self, account: Account, nik_keys: Sequence[str]) -> None:
        """Let a profile that is under the newest key keep only those keyed hashes of its NIK that are live."""
        with suppress(ConditionFailed):
            self._table.update(
                account_key(account.account_id),
                f"SET {NIK_BEFORE} = :before",
                every(RENEWED_CONDITIONS),
                values={":before": list(nik_keys[1:]), ":read": account.nik_key},
                old_item=False,
            )

    def keep_year(self, account: Account) -> None:
        """Let a profile that has a whole birth date keep the year alone."""
        with suppress(ConditionFailed):
            self._table.update(
                account_key(account.account_id),
                f"SET birth_year = :year REMOVE {BIRTH_DATE}",
                every(YEAR_CONDITIONS),
                values={":year": account.birth_year},
                old_item=False,
            )

    def forget(self, nik_key: str, moved_to: str) -> None:
        """Delete what tells that a registration does not stand under `nik_key` any more, but under `moved_to`."""
        with suppress(TransactionRefused):
            self._table.transact(
                [self._table.delete_action(registration_key(nik_key), every(FORGET_CONDITIONS), {":read": moved_to})]
            )
