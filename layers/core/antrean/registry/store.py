"""How sure the identity of an account is, in the table: its level, on the registration of its NIK and in its profile.

The registration is the truth, with a version that grows with each change. The profile has the level too, in the same
transaction, because a booking reads the profile and no registration.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from antrean.aws.table import ConditionFailed, Table, TransactionRefused, every
from antrean.base.errors import Busy
from antrean.people.items import (
    PROFILE_FORM,
    account_key,
    mailbox_item,
    person_of,
    registration_item,
    registration_key,
)
from antrean.people.mailboxes import MAILBOX_CONDITIONS
from antrean.people.model import LOST, deed_done
from antrean.people.store import PROFILE_CONDITIONS, Accounts
from antrean.policy.people import REGISTRY_LEVEL
from antrean.policy.system import OPERATION_ATTEMPTS
from antrean.proofs.store import waiting_key
from antrean.registry.winning import keys_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from antrean.aws.table import Action
    from antrean.people.model import Account, PendingSignUp, Registration, Verdict

LEVEL_CONDITIONS = {
    # A check that was paused must not raise whoever has the NIK by then.
    "only the registration of this account": "account_id = :account",
    # Nor may it undo what a counter has decided since.
    "not changed since it was read": "(version = :read OR (:read = :never AND attribute_not_exists(version)))",
    # Its copy under a newer version of the key would stay as it was.
    "where it stands": "attribute_not_exists(moved_to)",
}
NOTE_CONDITIONS = {
    # Somebody else may have registered the NIK anew, after the account was erased.
    "over nobody else's registration": "(attribute_not_exists(pk) OR account_id = :account)",
}
PROFILE_OF_NIK_CONDITIONS = {
    # The account may have been erased meanwhile, or have another NIK.
    "only the profile of this NIK": "nik_key = :nik",
}
WARN_CONDITIONS = {
    "only the profile of this NIK": "nik_key = :nik",
    # Of two checks the one that was answered first may be written last.
    "never over a match": "(attribute_not_exists(#level) OR #level < :matched)",
}
WAITING_CONDITIONS = {
    # It expires after a day, and this must not make it anew.
    "only for what waits still": "attribute_exists(pk)",
}
CHECKED_CONDITIONS = {
    "only for an account that is there": "attribute_exists(pk)",
    # Or requests side by side would count as one.
    "no other check was counted meanwhile": "(attribute_not_exists(checked) OR checked = :read)",
}


class Levels:
    """Reads and conditional writes of how sure the identity of accounts is, and of whose a NIK is."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table
        self._accounts = Accounts(table)

    def note_waiting(self, name: str, verdict: Verdict) -> None:
        """Keep a verdict with a sign-up that waits for its code, if it still does; `name` is that of its secret."""
        with suppress(ConditionFailed):
            self._table.update(
                waiting_key("SIGNUP", name),
                "SET registry = :verdict",
                every(WAITING_CONDITIONS),
                values={":verdict": verdict},
                old_item=False,
            )

    def of_waiting(self, name: str) -> Verdict | None:
        """Return the verdict that was kept with a sign-up, None where there is none yet."""
        item = self._table.get(waiting_key("SIGNUP", name))
        return item.get("registry") if item else None

    def note(self, account_id: str, nik_keys: Sequence[str], verdict: Verdict) -> None:
        """Note what the registry said of an account: a match raises it to `REGISTRY_LEVEL`, all else is a warning.

        `nik_keys` are the keyed hashes of the NIK. Nothing is noted where the NIK does not belong to the account, or
        not yet. Raises `Busy` where others change it all the time. It may be repeated.
        """
        for _ in range(OPERATION_ATTEMPTS):
            found = self._accounts.registration(*nik_keys)
            if found is None or found.account_id != account_id:
                return
            if self._raise(found) if verdict == "match" else self._warn(found, verdict):
                return
        raise Busy

    def count_check(self, account: Account, day: date, checks: int) -> bool:
        """Count that an account asks for a check, the `checks`-th of a day; False where another request counted."""
        try:
            self._table.update(
                account_key(account.account_id),
                "SET checked = :next",
                every(CHECKED_CONDITIONS),
                values={":next": f"{day.isoformat()}#{checks}", ":read": account.checked},
                old_item=False,
            )
        except ConditionFailed:
            return False
        return True

    def take_over(  # noqa: PLR0913 - who gets it, from whom
        self,
        found: Registration,
        holder: Account | None,
        pending: PendingSignUp,
        mailbox: str,
        level: int,
        now: datetime,
    ) -> bool:
        """Give the NIK of a sign-up to the account that it makes, in place of its `holder`; tell if it was written.

        The holder's account stays, without a NIK. One transaction: it is not written where the registration is another
        by now, the mailbox has an account, or the holder has lost the NIK already.
        """
        newest, *before = keys_at(found, pending.nik_keys)
        owner = pending._replace(nik_key=newest, nik_before=tuple(before))
        profile_pk, profile_sk = account_key(pending.account_id)
        profile = {"pk": profile_pk, "sk": profile_sk, "v": PROFILE_FORM, **person_of(owner)}
        actions = [
            *self.handing_actions(found, level, pending.account_id, pending.nik_keys, now),
            self._table.put_action({**profile, "listed": {}, "level": level}, every(PROFILE_CONDITIONS)),
            self._table.put_action(
                mailbox_item(mailbox, pending.account_id), every(MAILBOX_CONDITIONS), {":account": pending.account_id}
            ),
        ]
        if holder:
            actions.append(self.losing_action(holder, now))
        return self._table.try_transact(actions)

    def handing_actions(
        self, found: Registration, level: int, account_id: str, nik_keys: Sequence[str], now: datetime
    ) -> list[Action]:
        """Return the actions that give a NIK to another account: its registration, and what tells where that stands.

        `nik_keys` are the keyed hashes of the NIK under all live versions. The registration stays where it stands, and
        under each older one it is told whose the NIK is now.
        """
        registered_at, own = found.registered_at or now, {":account": found.account_id}
        _, *before = keys_at(found, nik_keys)
        notes = [registration_item(account_id, each, registered_at, found.nik_key) for each in before]
        return [
            self.registration_action(found, level, account_id),
            *(self._table.put_action(each, every(NOTE_CONDITIONS), own) for each in notes),
        ]

    def registration_action(self, found: Registration, level: int, account_id: str = "", promised: str = "") -> Action:
        """Return the action that changes a registration as it was read, where it stands: level, account, or promise.

        Since when the NIK is registered stays: whoever has it now outranks bookings that were made since then.
        """
        kept = ", promised = :promised" if promised else " REMOVE promised"
        return self._table.update_action(
            registration_key(found.nik_key),
            f"SET #level = :level, version = :next, account_id = :new{kept}",
            every(LEVEL_CONDITIONS),
            values={
                ":level": level,
                ":next": found.version + 1,
                ":read": found.version,
                ":never": 0,
                ":account": found.account_id,
                ":new": account_id or found.account_id,
                **({":promised": promised} if promised else {}),
            },
            names={"#level": "level"},
        )

    def losing_action(self, holder: Account, now: datetime) -> Action:
        """Return the action that takes an account its NIK, of which its holder is told."""
        return self._table.update_action(
            account_key(holder.account_id),
            "SET nik_key = :lost, nik_last4 = :none, #level = :zero, last_deed = :deed REMOVE registry, nik_before",
            every(PROFILE_OF_NIK_CONDITIONS),
            values={
                ":lost": f"{LOST}{holder.account_id}",
                ":none": "",
                ":zero": 0,
                ":deed": deed_done("lost", now),
                ":nik": holder.nik_key,
            },
            names={"#level": "level"},
        )

    def _warn(self, found: Registration, verdict: Verdict) -> bool:
        """Write a warning, and tell whether it is settled: not where the profile has another NIK key by now."""
        try:
            self._table.update(
                account_key(found.account_id),
                "SET registry = :verdict",
                every(WARN_CONDITIONS),
                values={":verdict": verdict, ":nik": found.nik_key, ":matched": REGISTRY_LEVEL},
                names={"#level": "level"},
            )
        except ConditionFailed as failure:
            return not failure.item or failure.item.get("nik_key") == found.nik_key
        return True

    def _raise(self, found: Registration) -> bool:
        """Write a match, and tell whether it was written; a level that is higher already stays."""
        level = max(found.level, REGISTRY_LEVEL)
        try:
            self._table.transact(
                [
                    self.registration_action(found, level, promised=found.promised),
                    self._table.update_action(
                        account_key(found.account_id),
                        "SET #level = :level, registry = :match",
                        every(PROFILE_OF_NIK_CONDITIONS),
                        values={":level": level, ":match": "match", ":nik": found.nik_key},
                        names={"#level": "level"},
                    ),
                ]
            )
        except TransactionRefused as refusal:
            # A profile that is gone is never raised, however often it is tried.
            return 0 not in refusal.failures
        return True
