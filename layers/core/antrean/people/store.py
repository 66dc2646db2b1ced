"""Accounts in the table: sign-ups that wait, registrations of a NIK, and profiles."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from antrean.aws.table import ConditionFailed, TransactionRefused, every
from antrean.people.items import (
    PROFILE_FORM,
    account_key,
    as_account,
    as_limits,
    as_pending,
    as_registration,
    mailbox_item,
    profile_item,
    registration_item,
    registration_key,
    sign_up_key,
)
from antrean.people.mailboxes import MAILBOX_CONDITIONS, HeldMailboxes
from antrean.policy.bookings import LISTED_BOOKINGS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime, timedelta

    from antrean.aws.attributes import Item
    from antrean.aws.table import Action, Key
    from antrean.people.limits import Limits
    from antrean.people.model import Account, Language, PendingSignUp, Registration

REGISTRATION_CONDITIONS = {
    # The first confirmed sign-up gets the NIK, and may repeat its write.
    "one account for each NIK": "(attribute_not_exists(pk) OR account_id = :account)",
}
PROFILE_CONDITIONS = {
    # A repeated write must not replace a profile that has bookings already.
    "never over a profile that is there": "attribute_not_exists(pk)",
}
REGISTERED_SIGN_UP_CONDITIONS = {
    # What `withdraw_sign_up` writes has no NIK; what waits has it under the oldest live version of the key.
    "not after it was withdrawn": "(attribute_not_exists(pk) OR nik_key = :nik)",
}
SETTINGS_CONDITIONS = {
    # Who has not confirmed yet has no profile, and settings alone must not make one.
    "only for an account that is there": "attribute_exists(pk)",
}
NOTICE_CONDITIONS = {
    "only for an account that is there": "attribute_exists(pk)",
    # A stranger who tries the same NIK again and again must not fill the owner's mailbox.
    "not too soon after the last": "(attribute_not_exists(notified_at) OR notified_at <= :before)",
}
BEGIN_ACTIVE_CONDITIONS = {
    "only for an account that is there": "attribute_exists(pk)",
    "one active booking for each account, until the end of its day": (
        "(attribute_not_exists(active_until) OR active_until <= :now)"
    ),
    # Whoever is erased in the meantime would come to the office with a booking that nobody can cancel.
    "not while the account is being closed": "attribute_not_exists(closes_at)",
    # A miss may be decided while a request is on its way.
    "not while misses stop its bookings": "(attribute_not_exists(frozen_until) OR frozen_until <= :now)",
}
UPGRADE_PROFILE_CONDITIONS = {
    # The list is written anew in the other form, and must lose no booking that another request listed meanwhile.
    "the list as it was read": "(attribute_not_exists(booking_ids) OR booking_ids = :read)",
    "not after another request upgraded it": "attribute_not_exists(listed)",
}
LIMITS_CONDITIONS = {
    # Staff delete a profile by hand where a stranger registered the NIK; this must not make it anew, of limits alone.
    "only for an account that is there": "attribute_exists(pk)",
    # Or requests side by side would each find the limits as if it were alone, and count once for all of them.
    "no other request of the account was counted meanwhile": "(attribute_not_exists(limits) OR limits = :counted)",
    "no other joining of the account was counted meanwhile": "(attribute_not_exists(joins) OR joins = :joined)",
}
_KEEP_LIMITS = "limits = :limits, joins = :joins"
END_SESSIONS_CONDITIONS = {
    # Who has no profile has no sessions to end, and this must not make one.
    "only for an account that is there": "attribute_exists(pk)",
    # A request that was paused must not let sessions in again that a later one ended.
    "never earlier than it was": "(attribute_not_exists(tokens_valid_after) OR tokens_valid_after < :now)",
}
NOTE_CONDITIONS = {"only for an account that is there": "attribute_exists(pk)"}
MOVED_BY_CHOICE_CONDITIONS = {
    # As for a new booking: whoever may not book must not choose another day for what is booked.
    "not while misses stop its bookings": "(attribute_not_exists(frozen_until) OR frozen_until <= :now)",
}
OWN_BOOKING_CONDITIONS = {"only while this booking is the active one": "active_booking = :booking"}


_THIRD = 2
"""The place of the mailbox in the transaction of a registration."""


class NikTaken(Exception):  # noqa: N818 - the expected outcome of a lost race
    """Another account has this NIK."""


class MailboxTaken(Exception):  # noqa: N818 - the expected outcome of a lost race
    """Another account, `account_id`, has this mailbox."""

    def __init__(self, account_id: str) -> None:
        """Keep whose it is."""
        super().__init__("another account has this mailbox")
        self.account_id = account_id


class Accounts(HeldMailboxes):
    """Reads and conditional writes of accounts, the mailboxes that they hold included."""

    def get(self, account_id: str) -> Account | None:
        """Read a profile, strongly consistent; None where there is none."""
        return as_account(self._table.get(account_key(account_id)))

    def get_many(self, account_ids: Collection[str]) -> dict[str, Account]:
        """Read profiles by account, strongly consistent; one call for each hundred, absent ones are left out."""
        items = self._table.get_many([account_key(account_id) for account_id in account_ids])
        return {account.account_id: account for account in map(as_account, items.values()) if account}

    def owner_of(self, *nik_keys: str) -> str | None:
        """Return the id of the account that has this NIK, or None."""
        registration = self.registration(*nik_keys)
        return registration.account_id if registration else None

    def registration(self, *nik_keys: str) -> Registration | None:
        """Read to which account a NIK belongs, by its keyed hashes, strongly consistent; None where it has none."""
        return self.standing(as_registration(self._table.get(registration_key(each))) for each in nik_keys)

    def standing(self, found: Iterable[Registration | None]) -> Registration | None:
        """Return the registration itself out of those of one NIK that are found under its keyed hashes."""
        moved_to = None
        for each in filter(None, found):
            if not each.moved_to:
                return each
            moved_to = each.moved_to
        # It has moved: to a key that the caller did not ask for, or after the caller read that key. Look there.
        return self.registration(moved_to) if moved_to else None

    def withdraw_sign_up(self, account_id: str, expires_at: datetime) -> Account | None:
        """Bar every later registration of an account, and return its profile if it was registered before."""
        pk, sk = sign_up_key(account_id)
        self._table.put({"pk": pk, "sk": sk, "v": 1, "withdrawn": True, "expires_at": int(expires_at.timestamp())})
        # The mark is written before the profile is read. It refuses every later `register`, so where no profile is
        # found now there will never be one.
        return self.get(account_id)

    def get_sign_up(self, account_id: str) -> PendingSignUp | None:
        """Return a sign-up of an earlier release that waits, or None."""
        item = self._table.get(sign_up_key(account_id))
        if not item or "withdrawn" in item:
            return None
        return as_pending(item, account_id)

    def register(self, pending: PendingSignUp, now: datetime, mailbox: str = "") -> bool:
        """Give the account its NIK, its profile and its `mailbox` at `now` in one transaction. May be repeated.

        The NIK is held under every live version of its key; the registration itself stands under the newest one.
        Raises `NikTaken` and `MailboxTaken`, of which the second comes first. Where it was done before, nothing is
        written and nothing raised, and it returns False. Without a mailbox it is a sign-up of an earlier release, which
        waits in an item of its own; where that was withdrawn, nothing is written either.
        """
        sign_up, own = sign_up_key(pending.account_id), {":account": pending.account_id}
        newest, *before = pending.nik_keys
        registered = registration_item(pending.account_id, newest, now)
        profile = profile_item(pending, now)
        moved = [registration_item(pending.account_id, each, now, newest) for each in before]
        try:
            self._table.transact(
                [
                    self._table.put_action(registered, every(REGISTRATION_CONDITIONS), own),
                    self._table.put_action(
                        profile,
                        every(PROFILE_CONDITIONS),
                    ),
                    self._table.put_action(mailbox_item(mailbox, pending.account_id), every(MAILBOX_CONDITIONS), own)
                    if mailbox
                    else self._table.delete_action(
                        sign_up, every(REGISTERED_SIGN_UP_CONDITIONS), {":nik": pending.nik_keys[-1]}
                    ),
                    *(self._table.put_action(each, every(REGISTRATION_CONDITIONS), own) for each in moved),
                ]
            )
        except TransactionRefused as refusal:
            if mailbox and (holder := refusal.failures.get(_THIRD)):
                raise MailboxTaken(holder["account_id"]) from refusal
            if 0 in refusal.failures or max(refusal.failures) > _THIRD:
                raise NikTaken from refusal
            return False
        return True

    def change_settings(
        self,
        account_id: str,
        language: Language | None = None,
        phone: str | None = None,
        *,
        reminders: bool | None = None,
        whatsapp: bool | None = None,
    ) -> Account | None:
        """Change how the holder is reached, None for what stays, and return the account; None where there is none.

        Of two changes side by side the later one wins, setting by setting.
        """
        given: Item = {"language": language, "phone": phone, "reminders": reminders, "whatsapp": whatsapp}
        settings = {name: value for name, value in given.items() if value is not None}
        if not settings:
            return self.get(account_id)
        try:
            item = self._table.update(
                account_key(account_id),
                "SET " + ", ".join(f"#{name} = :{name}" for name in settings),
                every(SETTINGS_CONDITIONS),
                values={f":{name}": value for name, value in settings.items()},
                names={f"#{name}": name for name in settings},
                returns="ALL_NEW",
            )
        except ConditionFailed:
            return None
        return as_account(item)

    def may_notify(self, account_id: str, now: datetime, pause: timedelta) -> bool:
        """Record that the owner is mailed now; False, without a record, if the last mail is less than `pause` ago."""
        seconds = int(now.timestamp())
        try:
            self._table.update(
                account_key(account_id),
                "SET notified_at = :now",
                every(NOTICE_CONDITIONS),
                values={":now": seconds, ":before": seconds - int(pause.total_seconds())},
            )
        except ConditionFailed:
            return False
        return True

    def end_sessions(self, account_id: str, now: datetime) -> Account | None:
        """End every session of an account that began until `now`, unless a later end did, and return the account."""
        try:
            item = self._table.update(
                account_key(account_id),
                "SET tokens_valid_after = :now",
                every(END_SESSIONS_CONDITIONS),
                values={":now": int(now.timestamp())},
                returns="ALL_NEW",
            )
        except ConditionFailed as failure:
            return as_account(failure.item)
        return as_account(item)

    def save_limits(self, account: Account, limits: Limits) -> bool:
        """Keep what the account did, and tell whether it was kept: not if another of its requests was counted."""
        try:
            self._table.update(*_counting(account), values=_counted(account, limits), old_item=False)
        except ConditionFailed:
            return False
        return True

    def note_self_guarded(self, account_id: str) -> None:
        """Note that another account has booked the owner's NIK, so that the next booking looks before it claims."""
        with suppress(ConditionFailed):
            self._table.update(
                account_key(account_id),
                "SET self_guarded = :true",
                every(NOTE_CONDITIONS),
                values={":true": True},
                old_item=False,
            )

    def limits_action(self, account: Account, limits: Limits) -> Action:
        """Return the action that keeps what the account did."""
        return self._table.update_action(*_counting(account), values=_counted(account, limits))

    def begin_active_action(
        self,
        account: Account,
        booking_id: str,
        until: datetime,
        now: datetime,
        limits: Limits | None = None,
    ) -> Action:
        """Return the action that makes a booking, made now, the account's active one, until `until`, and lists it.

        With `limits` that are not those that were read, they are kept too.
        """
        # Milliseconds, so that who cancels and books again within a second still sees the newest first.
        made = int(now.timestamp() * 1000)
        values: Item = {":booking": booking_id, ":until": int(until.timestamp()), ":now": int(now.timestamp())}
        names: dict[str, str] = {}
        change = "SET active_booking = :booking, active_until = :until"
        conditions: Mapping[str, str] = BEGIN_ACTIVE_CONDITIONS
        if limits and limits is not account.limits:
            change += f", {_KEEP_LIMITS}"
            conditions = {**conditions, **LIMITS_CONDITIONS}
            values |= _counted(account, limits)
        removed = ["self_guarded"] if account.self_guarded else []
        kept, forgotten = account.booking_ids[: LISTED_BOOKINGS - 1], account.booking_ids[LISTED_BOOKINGS - 1 :]
        if account.form == 1:
            change += ", listed = :listed, v = :form"
            removed.append("booking_ids")
            conditions = {**conditions, **UPGRADE_PROFILE_CONDITIONS}
            values[":listed"] = {each: account.listed[each] for each in kept} | {booking_id: made}
            values[":form"] = PROFILE_FORM
            # A set cannot be empty, so where nothing was listed `:read` is a set that no profile has.
            values[":read"] = {f"{at}#{each}" for each, at in account.listed.items()} or {"nothing"}
        else:
            change += ", listed.#new = :made"
            names["#new"], values[":made"] = booking_id, made
            names |= {f"#old{index}": each for index, each in enumerate(forgotten)}
            removed += [f"listed.#old{index}" for index in range(len(forgotten))]
        if removed:
            change += f" REMOVE {', '.join(removed)}"
        return self._table.update_action(
            account_key(account.account_id), change, every(conditions), values=values, names=names
        )

    def move_action(
        self, account_id: str, booking_id: str, until: datetime, chosen_at: datetime | None = None
    ) -> Action:
        """Return the action that keeps the account's active booking active until another instant, `until`.

        With `chosen_at` the account moves it then by its own choice, and not while its misses stop bookings.
        """
        conditions: Mapping[str, str] = OWN_BOOKING_CONDITIONS
        values: Item = {":until": int(until.timestamp()), ":booking": booking_id}
        if chosen_at:
            conditions = {**conditions, **MOVED_BY_CHOICE_CONDITIONS}
            values[":now"] = int(chosen_at.timestamp())
        return self._table.update_action(
            account_key(account_id), "SET active_until = :until", every(conditions), values=values
        )

    def end_active_action(
        self, account_id: str, booking_id: str, account: Account | None = None, limits: Limits | None = None
    ) -> Action:
        """Return the action that leaves the account without an active booking.

        With `account` as it was read it keeps `limits` too, which count that the account cancelled by itself.
        """
        change, conditions = "", dict(OWN_BOOKING_CONDITIONS)
        values: Item = {":booking": booking_id}
        if account and limits:
            change = f"SET {_KEEP_LIMITS} "
            conditions |= LIMITS_CONDITIONS
            values |= _counted(account, limits)
        return self._table.update_action(
            account_key(account_id),
            f"{change}REMOVE active_booking, active_until",
            every(conditions),
            values=values,
        )


def _counting(account: Account) -> tuple[Key, str, str]:
    """Return the write that keeps what an account did: its key, the change and the condition."""
    return account_key(account.account_id), f"SET {_KEEP_LIMITS}", every(LIMITS_CONDITIONS)


def _counted(account: Account, limits: Limits) -> Item:
    """Return the values of `LIMITS_CONDITIONS` and of what they guard: the limits, and those that were read."""
    return {
        ":limits": as_limits(limits),
        ":counted": as_limits(account.limits),
        ":joins": list(limits.joins),
        ":joined": list(account.limits.joins),
    }
