"""Mailed codes in the table: what waits for a code, and which code a mailbox has in this hour."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from antrean.aws.table import ConditionFailed, every
from antrean.policy.people import CODE_MAILS, CODE_TRIES

if TYPE_CHECKING:
    from antrean.aws.attributes import Item
    from antrean.aws.table import Key, Table

Purpose = Literal["SIGNUP", "RESET", "EMAIL"]
"""What a code is for: to begin an account, to set a new password, to change the address. Each has codes of its own."""
HOURS = "CODE#"
"""What the sort keys of a mailbox's hours begin with."""
WAITING = "WAITING"
"""The sort key of what waits for a code."""
HOUR_CONDITIONS = {
    # Two requests that both begin an hour would mail two codes, of which only one would be told to later ones.
    "no other request began an hour meanwhile": "(attribute_not_exists(pk) OR begun_at = :read)",
}
MAIL_CONDITIONS = {
    "in the hour that was read": "begun_at = :begun",
    # A stranger who asks again and again must not fill the mailbox.
    "no more mails than an hour has": "mails < :most",
}
UNSENT_CONDITIONS = {"in the hour that was read": "begun_at = :begun"}
WAITING_CONDITIONS = {
    # What waits is never replaced by another request, whoever sends it.
    "never over what waits already": "attribute_not_exists(pk)",
}
TRY_CONDITIONS = {
    # What is not there has no tries either, so that no try makes an item.
    "no more tries than a code has": "tries < :most",
    "until it expires": "expires_at > :now",
}

GIVE_BACK_CONDITIONS = {
    # What expired meanwhile must not be made anew, of tries alone.
    "only a try that was counted": "tries > :none",
}


class Hour(NamedTuple):
    """The hour in which the requests of a mailbox share a code: when it began, and what its code is made from."""

    begun_at: int
    seed: str


def waiting_key(purpose: Purpose, name: str) -> Key:
    """Key of what waits for a code, by the keyed hash of its secret."""
    return f"{purpose}#{name}", WAITING


def hour_key(purpose: Purpose, mailbox: str) -> Key:
    """Key of the hour in which the requests of a mailbox share a code, by the keyed hash of its canonical address."""
    return f"MAILBOX#{mailbox}", f"{HOURS}{purpose}"


class WaitingCodes:
    """Reads and conditional writes of what waits for mailed codes."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def hour(self, purpose: Purpose, mailbox: str) -> Hour | None:
        """Return the hour of a mailbox that began last, over or not; None where there is none."""
        item = self._table.get(hour_key(purpose, mailbox))
        return Hour(item["begun_at"], item["seed"]) if item else None

    def begin_hour(self, purpose: Purpose, mailbox: str, hour: Hour, read: Hour | None, expires_at: int) -> bool:
        """Begin an hour, with its first mail, in place of the one that was `read`; False where another was quicker."""
        pk, sk = hour_key(purpose, mailbox)
        item: Item = {"pk": pk, "sk": sk, "v": 1, **hour._asdict(), "mails": 1, "expires_at": expires_at}
        try:
            self._table.put(item, every(HOUR_CONDITIONS), {":read": read.begun_at if read else 0})
        except ConditionFailed:
            return False
        return True

    def count_mail(self, purpose: Purpose, mailbox: str, hour: Hour) -> bool | None:
        """Count one more mail of an hour, and tell whether it may be sent; None where the hour is another by now."""
        try:
            self._table.update(
                hour_key(purpose, mailbox),
                "SET mails = mails + :one",
                every(MAIL_CONDITIONS),
                values={":one": 1, ":begun": hour.begun_at, ":most": CODE_MAILS},
            )
        except ConditionFailed as failure:
            return False if failure.item and failure.item["begun_at"] == hour.begun_at else None
        return True

    def uncount_mail(self, purpose: Purpose, mailbox: str, hour: Hour) -> None:
        """Count one mail of an hour less, because it was surely not sent."""
        with suppress(ConditionFailed):
            self._table.update(
                hour_key(purpose, mailbox),
                "SET mails = mails - :one",
                every(UNSENT_CONDITIONS),
                values={":one": 1, ":begun": hour.begun_at},
                old_item=False,
            )

    def wait(  # noqa: PLR0913 - what is kept of it
        self, purpose: Purpose, name: str, mailbox: str, code_mark: str, kept: Item, expires_at: int
    ) -> None:
        """Keep what waits for a code of a mailbox, for which no try was made yet; once more after a lost answer."""
        pk, sk = waiting_key(purpose, name)
        item: Item = {
            "pk": pk,
            "sk": sk,
            "v": 1,
            "mailbox": mailbox,
            "code": code_mark,
            "tries": 0,
            "expires_at": expires_at,
            "kept": kept,
        }
        try:
            self._table.put(item, every(WAITING_CONDITIONS))
        except ConditionFailed as failure:
            # Botocore repeats a write whose answer was lost; then this very request waits there already.
            if not failure.item or failure.item["code"] != code_mark:
                raise

    def count_try(self, purpose: Purpose, name: str, now: int) -> dict[str, Any] | None:
        """Count one more try, and return the item that waits; None where none waits, or it has no try left."""
        try:
            return self._table.update(
                waiting_key(purpose, name),
                "SET tries = tries + :one",
                every(TRY_CONDITIONS),
                values={":one": 1, ":most": CODE_TRIES, ":now": now},
                returns="ALL_NEW",
                old_item=False,
            )
        except ConditionFailed:
            return None

    def give_try_back(self, purpose: Purpose, name: str) -> None:
        """Count one try less, of a code that was right."""
        with suppress(ConditionFailed):
            self._table.update(
                waiting_key(purpose, name),
                "SET tries = tries - :one",
                every(GIVE_BACK_CONDITIONS),
                values={":one": 1, ":none": 0},
                old_item=False,
            )
