"""Mailboxes that take no mail: those that do not exist, and those whose owners want none from us.

Whoever goes on mailing them is taken for a sender of spam, and then nobody's mail arrives (AWS: "Handling bounces and
complaints"). A mailbox is kept as a keyed hash of its address, never as the address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from antrean.policy.notices import MAILBOX_FORGOTTEN

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from antrean.aws.table import Key, Table
    from antrean.base.ids import Pepper

Reason = Literal["bounced", "complained"]


def mailbox_key(name: str) -> Key:
    """Key of a mailbox that takes no mail, by its keyed hash. The stored word is that of the first release."""
    return f"MAILBOX#{name}", "SUPPRESSED"


class Mailboxes:
    """Which mailboxes take no mail. Every method raises `Busy` where the table does not answer."""

    def __init__(self, table: Table, pepper: Pepper) -> None:
        """Use `table`; the `pepper` makes the names of mailboxes."""
        self._table = table
        self._pepper = pepper

    def is_unreachable(self, email: str) -> bool:
        """Tell whether the mailbox of an address takes no mail."""
        return self._table.get(mailbox_key(self._pepper.mailbox(email))) is not None

    def unreachable_of(self, emails: Collection[str]) -> set[str]:
        """Return those of many addresses whose mailboxes take no mail; one call for each hundred."""
        keys = {email: mailbox_key(self._pepper.mailbox(email)) for email in emails}
        found = self._table.get_many([*keys.values()])
        return {email for email, key in keys.items() if key in found}

    def note_unreachable(self, email: str, reason: Reason, now: datetime) -> None:
        """Note that the mailbox of an address takes no mail for `MAILBOX_FORGOTTEN`; a later report begins it anew."""
        pk, sk = mailbox_key(self._pepper.mailbox(email))
        expires_at = int((now + MAILBOX_FORGOTTEN).timestamp())
        self._table.put({"pk": pk, "sk": sk, "v": 1, "reason": reason, "expires_at": expires_at})
