"""The rules of another address and another password taken out."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_ADDRESSES: Final = f"{_ROOM}/login/addresses.py"
_LOGINS: Final = f"{_ROOM}/login/logins.py"
_SIGN_UP: Final = f"{_ROOM}/login/sign_up.py"
_STORE: Final = f"{_ROOM}/login/store.py"
_BOOKING_NUMBERS: Final = f"{_ROOM}/policy/bookings.py"
_OFFICE_NUMBERS: Final = f"{_ROOM}/policy/offices.py"
_PEOPLE_NUMBERS: Final = f"{_ROOM}/policy/people.py"
_IDS: Final = f"{_ROOM}/base/ids.py"
_LETTERS: Final = f"{_ROOM}/notices/letters.py"
_EVENTS: Final = f"{_ROOM}/notices/events.py"
_APP: Final = "functions/citizen/accounts/app.py"
_DEVICES: Final = f"{_ROOM}/login/devices.py"
_CONSENTS: Final = f"{_ROOM}/login/consents.py"
_IDLE: Final = f"{_ROOM}/account/idle.py"
_UNDONE: Final = "address_is_undone_for_7_days"
_FOLLOWS: Final = "user_follows_the_address"
_ENDS: Final = "new_address_ends_sessions"

MUTANTS: Final[tuple[Mutant, ...]] = (
    Mutant("new_address_is_proved", _ADDRESSES, "if email == account.email:", "if not email:"),
    Mutant(
        "new_address_is_proved",
        _ADDRESSES,
        'self.logins.codes.proved("EMAIL", secret, code)',
        'self.logins.codes.proved("RESET", secret, code)',
    ),
    Mutant(
        "new_address_asks_for_the_password",
        _ADDRESSES,
        "if not logins.identity.knows(session.email, password):",
        "if not password:",
    ),
    Mutant("new_address_tells_nothing", _ADDRESSES, "            if taken:\n", "            if not account:\n"),
    Mutant(
        "new_address_tells_nothing",
        _ADDRESSES,
        "        holder = logins.account_of(email)\n",
        "        holder = logins.accounts.get(logins.accounts.of_mailbox(logins.mailbox(email)) or email)\n",
    ),
    Mutant(
        "new_address_is_nobodys",
        _ADDRESSES,
        "        if logins.make_room(change.account_id, change.after):\n            _refuse_taken()\n",
        "",
    ),
    Mutant(
        "new_address_is_nobodys",
        _ADDRESSES,
        "        except MailboxTaken:\n            _refuse_taken()\n",
        "        except MailboxTaken:\n            made = True\n",
    ),
    Mutant(_ENDS, _STORE, '"SET email = :after, tokens_valid_after = :now"', '"SET email = :after, was = :now"'),
    Mutant(_ENDS, _ADDRESSES, "            self.logins.identity.sign_out(change.user)\n", ""),
    Mutant(_ENDS, _ADDRESSES, "        self.logins.let_pass(now)\n", ""),
    Mutant(_ENDS, _LOGINS, "if email and email != account.email:", "if not account:"),
    Mutant(_ENDS, _LOGINS, "found.erasing or found.email != email:", "found.erasing:"),
    Mutant(_FOLLOWS, _ADDRESSES, "            self.logins.follow(change.account_id)\n", ""),
    Mutant(_FOLLOWS, _LOGINS, "        self.follow(account.account_id)\n", ""),
    Mutant(_FOLLOWS, _LOGINS, "and self.changes.get(account_id) == change:", "and change:"),
    Mutant(_FOLLOWS, _APP, "        registrar.logins.follow(account.account_id)\n", "        pass\n"),
    Mutant(_UNDONE, _PEOPLE_NUMBERS, "ADDRESS_UNDO = timedelta(days=7)", "ADDRESS_UNDO = timedelta(days=6)"),
    Mutant(_UNDONE, _PEOPLE_NUMBERS, "ADDRESS_UNDO = timedelta(days=7)", "ADDRESS_UNDO = timedelta(days=8)"),
    Mutant(_UNDONE, _ADDRESSES, "or logins.clock.now() >= change.until", "or not change.until"),
    Mutant(_UNDONE, _IDS, 'self._mac("undo", account_id, change)', 'self._mac("undo", account_id)'),
    Mutant(_UNDONE, _IDS, 'self._mac("undo", account_id, change)', 'self._mac("undo", change)'),
    Mutant(
        _UNDONE,
        _ADDRESSES,
        "        delete_own(logins.identity, account_id, change.after)\n",
        "",
    ),
    Mutant(
        _UNDONE,
        _ADDRESSES,
        "        logins.renew(account_id, change.before, password)\n",
        "        logins.give(account_id, change.before, password)\n",
    ),
    Mutant(_UNDONE, _STORE, "tokens_valid_after = :now REMOVE closes_at", "tokens_valid_after = :now"),
    Mutant(_UNDONE, _LETTERS, "or change.undone != undone:", "or not change:"),
    Mutant(_UNDONE, _LETTERS, "change.after if undone else change.before", "change.after"),
    Mutant(_UNDONE, _EVENTS, "old.name == new.name and old.undone == new.undone", "old.name == new.name"),
    Mutant("one_change_in_7_days", _ADDRESSES, "if last and logins.clock.now() < last.until:", "if not account:"),
    Mutant(
        "one_change_in_7_days",
        _ADDRESSES,
        "found.name == change.name and not found.undone",
        "found.name == change.name",
    ),
    Mutant("one_change_in_7_days", _STORE, 'item["expires_at"] = until', 'item["v"] = 1'),
    Mutant(
        "one_change_in_7_days",
        _SIGN_UP,
        "if self.logins.mailbox(holder.email) != mailbox:",
        "if not holder:",
    ),
    Mutant(
        "mailbox_of_two_accounts_stays",
        _ADDRESSES,
        'before if holder in (None, change.account_id) else ""',
        "before",
    ),
    Mutant("closing_keeps_its_address", _ADDRESSES, "    if account.closes_at:\n", "    if not account:\n"),
    Mutant(
        "password_is_changed_with_the_old_one",
        _LOGINS,
        "if not self.identity.knows(session.email, old) and not self.identity.knows(session.email, new):",
        "if not self.identity.knows(session.email, old):",
    ),
    Mutant(
        "password_is_changed_with_the_old_one",
        _LOGINS,
        "if not self.identity.knows(session.email, old) and not self.identity.knows(session.email, new):",
        "if not old:",
    ),
    Mutant(
        "password_is_changed_with_the_old_one",
        _LOGINS,
        "        self.accounts.end_sessions(account.account_id, ended_at)\n",
        "",
    ),
    Mutant("new_device_is_told", _DEVICES, "told=bool(known) and news", "told=news"),
    Mutant("new_device_is_told", _DEVICES, "if own and self.records.use_device(own, now):", "if not own:"),
    Mutant("new_device_is_told", _EVENTS, "if new is None or not new.told or", "if new is None or"),
    Mutant(
        "device_is_known_for_a_year",
        _PEOPLE_NUMBERS,
        "DEVICE_KEPT = timedelta(days=366)",
        "DEVICE_KEPT = timedelta(days=365)",
    ),
    Mutant(
        "device_is_known_for_a_year",
        _PEOPLE_NUMBERS,
        "DEVICE_KEPT = timedelta(days=366)",
        "DEVICE_KEPT = timedelta(days=367)",
    ),
    Mutant("device_is_known_for_a_year", _PEOPLE_NUMBERS, "MOST_DEVICES = 20", "MOST_DEVICES = 19"),
    Mutant("device_is_known_for_a_year", _PEOPLE_NUMBERS, "MOST_DEVICES = 20", "MOST_DEVICES = 21"),
    Mutant(
        "device_is_known_for_a_year",
        _DEVICES,
        "key=lambda each: each.last_at",
        "key=lambda each: -each.last_at.timestamp()",
    ),
    Mutant(
        "device_is_known_for_a_year", _STORE, 'if item["expires_at"] > int(now.timestamp())', 'if item["expires_at"]'
    ),
    Mutant("three_new_devices_a_day_are_told", _PEOPLE_NUMBERS, "MOST_DEVICE_NEWS = 3", "MOST_DEVICE_NEWS = 4"),
    Mutant("three_new_devices_a_day_are_told", _PEOPLE_NUMBERS, "MOST_DEVICE_NEWS = 3", "MOST_DEVICE_NEWS = 2"),
    Mutant(
        "three_new_devices_a_day_are_told", _DEVICES, "device.told and now - device.first_at < _A_DAY", "device.told"
    ),
    Mutant("device_is_a_keyed_hash", _IDS, 'self._mac("device", account_id, mark)', 'self._mac("device", mark)'),
    Mutant("device_is_a_keyed_hash", _DEVICES, "name = self.pepper.device_name(account_id, mark)", "name = mark"),
    Mutant("consents_are_recorded", _CONSENTS, "if _is_new(each, found.get(each.kind))", ""),
    Mutant("consents_are_recorded", _CONSENTS, "        return consent.given\n", "        return True\n"),
    Mutant("consents_are_recorded", _STORE, "if failure.item != item:", "if not item:"),
    Mutant(
        "consents_are_recorded",
        _SIGN_UP,
        "        consents.note(self.records, pending.account_id, now, pending.notice_version, {})\n",
        "",
    ),
    Mutant(
        "notice_versions_are_known", f"{_ROOM}/people/forms.py", "if value not in NOTICE_VERSIONS:", "if not value:"
    ),
    Mutant(
        "names_go_90_days_after_the_visit",
        _BOOKING_NUMBERS,
        "BOOKING_KEPT = timedelta(days=90)",
        "BOOKING_KEPT = timedelta(days=91)",
    ),
    Mutant(
        "names_go_90_days_after_the_visit",
        _OFFICE_NUMBERS,
        "PARTY_KEPT = timedelta(days=30)",
        "PARTY_KEPT = timedelta(days=91)",
    ),
    Mutant(
        "idle_accounts_are_warned_and_erased",
        _PEOPLE_NUMBERS,
        "IDLE = timedelta(days=731)",
        "IDLE = timedelta(days=670)",
    ),
    Mutant(
        "idle_accounts_are_warned_and_erased",
        _PEOPLE_NUMBERS,
        "IDLE_WARNING = timedelta(days=30)",
        "IDLE_WARNING = timedelta(days=29)",
    ),
    Mutant(
        "idle_accounts_are_warned_and_erased", _IDLE, "self.records.look_in(account_id, month_of(next_look))", "pass"
    ),
    Mutant(
        "idle_accounts_are_warned_and_erased",
        _EVENTS,
        'begun.append(("idle_warned", new.closes_at))',
        "pass",
    ),
    Mutant("idle_accounts_are_warned_and_erased", _EVENTS, "if new.idle and new.closes_at", "if new.closes_at"),
    Mutant("idle_accounts_are_warned_and_erased", _EVENTS, "and old.closes_at != new.closes_at", ""),
    Mutant(
        "idle_accounts_are_warned_and_erased",
        f"{_ROOM}/people/model.py",
        "(self.used_at, self.active_until, *booked)",
        "(self.used_at,)",
    ),
    Mutant(
        "any_use_keeps_an_idle_account",
        f"{_ROOM}/login/uses.py",
        "if account.idle or account.used_at is None",
        "if account.used_at is None",
    ),
    Mutant(
        "any_use_keeps_an_idle_account",
        f"{_ROOM}/login/uses.py",
        "(records.use(noted, now) or noted) if noted.idle else noted",
        "noted",
    ),
    Mutant("any_use_keeps_an_idle_account", _STORE, "if account.idle and account.closes_at:", "if account.closes_at:"),
    Mutant(
        "use_is_noted_once_a_day", _PEOPLE_NUMBERS, "USE_NOTED = timedelta(days=1)", "USE_NOTED = timedelta(hours=25)"
    ),
    Mutant(
        "use_is_noted_once_a_day", _PEOPLE_NUMBERS, "USE_NOTED = timedelta(days=1)", "USE_NOTED = timedelta(hours=23)"
    ),
)
