"""Which account holds a mailbox, and for which NIKs a mailbox asked, in the table.

A mailbox is named by the keyed hash of its canonical address. One account holds it, so that nobody has two.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

from antrean.aws.table import ConditionFailed, Table, every
from antrean.people.items import asked_niks_key, mailbox_account_key, mailbox_item
from antrean.policy.people import MOST_ASKED_NIKS

MAILBOX_CONDITIONS = {
    # The first sign-up of a mailbox that is proved gets it, and may repeat its write.
    "one account for each mailbox": "(attribute_not_exists(pk) OR account_id = :account)",
}
INHERIT_CONDITIONS = {
    # Whoever was told that the account is gone may be paused while somebody else gets the mailbox.
    "only from the account that is gone": "account_id = :gone",
}
ASKED_NIK_CONDITIONS = {
    # Whoever proves one mailbox again and again would learn of any number of NIKs whether they have an account.
    "no more NIKs than a mailbox may try": "(attribute_not_exists(niks) OR contains(niks, :nik) OR size(niks) < :most)",
}


class HeldMailboxes:
    """Reads and conditional writes of the mailboxes that accounts hold."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def of_mailbox(self, mailbox: str) -> str | None:
        """Return the id of the account that has a mailbox, or None. `mailbox` is the keyed hash of its address."""
        item = self._table.get(mailbox_account_key(mailbox))
        return item["account_id"] if item else None

    def hold_mailbox(self, mailbox: str, account_id: str) -> None:
        """Give an account the mailbox that it was found by, unless another account has it."""
        with suppress(ConditionFailed):
            self._table.put(mailbox_item(mailbox, account_id), every(MAILBOX_CONDITIONS), {":account": account_id})

    def inherit_mailbox(self, mailbox: str, gone: str, account_id: str) -> None:
        """Give an account the mailbox that another one still has which is `gone`, unless somebody did meanwhile."""
        with suppress(ConditionFailed):
            self._table.put(mailbox_item(mailbox, account_id), every(INHERIT_CONDITIONS), {":gone": gone})

    def ask_for_nik(self, mailbox: str, nik_key: str, day: date) -> bool:
        """Count that a proved mailbox asks for a NIK on a day (UTC); False, uncounted, where it asked for others."""
        try:
            self._table.update(
                asked_niks_key(mailbox, day),
                "SET v = :form, expires_at = :end ADD niks :niks",
                every(ASKED_NIK_CONDITIONS),
                values={
                    ":form": 1,
                    ":niks": {nik_key},
                    ":nik": nik_key,
                    ":most": MOST_ASKED_NIKS,
                    ":end": int(datetime.combine(day + timedelta(days=2), time(), UTC).timestamp()),
                },
                old_item=False,
            )
        except ConditionFailed:
            return False
        return True
