"""The rules of one's own account taken out: sessions, who looked, closing and erasing."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_PEOPLE_NUMBERS: Final = f"{_ROOM}/policy/people.py"
_SESSIONS: Final = f"{_ROOM}/login/sessions.py"
_OPERATION: Final = f"{_ROOM}/bookings/operation.py"
_ACCOUNTS: Final = "functions/citizen/accounts/app.py"
_OWN: Final = "functions/citizen/own_account/app.py"
_TEMPLATE: Final = "template.yaml"
_ROOM_OF_IT: Final = f"{_ROOM}/account"
_CLOSING: Final = f"{_ROOM_OF_IT}/closing.py"
_ERASE: Final = f"{_ROOM_OF_IT}/erase.py"
_STORE: Final = f"{_ROOM_OF_IT}/store.py"
_LOGINS: Final = f"{_ROOM}/login/logins.py"
_SIGN_UP: Final = f"{_ROOM}/login/sign_up.py"
_SEEN: Final = f"{_ROOM_OF_IT}/seen.py"
_ENDED: Final = "ended_session_is_good_for_nothing"
_OTHER: Final = "session_is_of_the_accounts_address"

MUTANTS: Final[tuple[Mutant, ...]] = (
    Mutant(_ENDED, _SESSIONS, "began <= ended_at", "began < ended_at"),
    Mutant(
        _ENDED,
        _SESSIONS,
        "began is None or began <= ended_at",
        "began and began <= ended_at",
    ),
    Mutant(_ENDED, _OPERATION, "    check_session(found.account, services.login_session)\n", ""),
    Mutant(_ENDED, _OPERATION, "    check_session(account, services.login_session)\n", ""),
    Mutant(_ENDED, _ACCOUNTS, "    check_begun(account, session)\n", ""),
    Mutant(
        _ENDED,
        _ACCOUNTS,
        "    check_session(account, wiring.login_session_of(caller))\n    return _complete",
        "    return _complete",
    ),
    Mutant(_ENDED, _OWN, "    registered(asking(services, caller.account_id))\n", ""),
    Mutant(_ENDED, f"{_ROOM}/wiring.py", "replace(services(), login_session=login_session_of(caller))", "services()"),
    Mutant(
        _OTHER,
        _SESSIONS,
        "    check_begun(account, session)\n    check_address(account, session)\n",
        "    check_begun(account, session)\n",
    ),
    Mutant(_OTHER, _SESSIONS, "session.email != account.email", "session.email not in {account.email, ''}"),
    Mutant(_OTHER, _ACCOUNTS, "    check_address(account, session)\n", ""),
    Mutant(
        "sessions_end_at_the_pool_first",
        _SESSIONS,
        "    identity.sign_out(user)\n    accounts.end_sessions(account_id, clock.now())\n",
        "    accounts.end_sessions(account_id, clock.now())\n    identity.sign_out(user)\n",
    ),
    Mutant("sessions_end_at_the_pool_first", _SESSIONS, "    identity.sign_out(user)\n", ""),
    Mutant("tokens_live_a_day", _TEMPLATE, "      IdTokenValidity: 24\n", "      IdTokenValidity: 1\n"),
    Mutant("tokens_live_a_day", _TEMPLATE, "      IdTokenValidity: 10\n", "      IdTokenValidity: 60\n"),
    Mutant(
        "names_leave_a_record",
        "functions/staff/counters/app.py",
        '    wiring_staff.daily_looks().record(office, caller.account_id, day.date, "counter")\n',
        "",
    ),
    Mutant(
        "names_leave_a_record",
        "functions/staff/door/app.py",
        '    wiring_staff.daily_looks().record(office, caller.account_id, day, "queue")\n',
        "",
    ),
    Mutant("people_see_who_looked", f"{_ROOM}/closures/calls.py", "    looks.record_all([", "    list(["),
    Mutant("people_see_who_looked", _SEEN, "        found += looks.of_office(booking.slot.office_id, day)\n", ""),
    Mutant("people_see_who_looked", _SEEN, 'each.what == f"party {booking.booking_id}"', "each"),
    Mutant("people_see_who_looked", _SEEN, "own + services.store.bookings.get_many([guard.booking_id])", "own"),
    Mutant("export_has_everything", f"{_ROOM_OF_IT}/export.py", "listings_of(services, account_id)", "[]"),
    Mutant("closing_asks_for_the_password", _CLOSING, "if not identity.knows(email, password):", "if not email:"),
    Mutant(
        "closing_waits_14_days",
        _PEOPLE_NUMBERS,
        "CLOSING_UNDO = timedelta(days=14)",
        "CLOSING_UNDO = timedelta(days=13)",
    ),
    Mutant("closing_waits_14_days", _CLOSING, "    if account.closes_at:\n        return account\n", ""),
    Mutant("closing_waits_14_days", _CLOSING, "    if account.erasing:\n", "    if not account:\n"),
    Mutant(
        "closing_and_bookings_exclude_each_other", _CLOSING, "if account.active_booking_at(now):", "if not account:"
    ),
    Mutant(
        "closing_and_bookings_exclude_each_other", f"{_ROOM}/changes/book.py", "        refuse_closing(account)\n", ""
    ),
    Mutant(
        "closing_asks_for_the_password",
        f"{_ROOM}/proofs/fields.py",
        "        min_length=1,\n        max_length=LONGEST_PASSWORD",
        "        min_length=10,\n        max_length=LONGEST_PASSWORD",
    ),
    Mutant(
        "sessions_end_at_the_pool_first", f"{_ROOM}/http/route.py", 'return self.token["sub"]', "return self.account_id"
    ),
    Mutant("erased_is_gone", _ERASE, "        self._identity.delete(erasure.user)\n", ""),
    Mutant("erased_is_gone", _ERASE, "        delete_own(self._identity, erasure.account_id, account.email)\n", ""),
    Mutant(
        "erased_is_gone",
        f"{_ROOM}/login/identity.py",
        "    if user and user.account_id == account_id:\n",
        "    if user:\n",
    ),
    Mutant(
        "erased_is_gone",
        _CLOSING,
        "CLOSING_UNDO, account_id, user, mailbox)",
        "CLOSING_UNDO, account_id, email, mailbox)",
    ),
    Mutant("erased_is_gone", _STORE, 'item.get("mailbox") in mailboxes or nik_keys', "nik_keys"),
    Mutant("erased_is_gone", _STORE, "in mailboxes or nik_keys & _niks_in(item) or", "in mailboxes or"),
    Mutant("erased_is_gone", _STORE, '{*item.get("niks", ()), ', "{"),
    Mutant(
        "erased_is_gone",
        _STORE,
        '            self._delete((item["pk"], item["sk"]))\n        freed',
        "            pass\n        freed",
    ),
    Mutant("erased_is_gone", _ERASE, "                    self._erasures.free_mailbox(erasure)\n", ""),
    Mutant("erased_is_gone", _ERASE, "                    self._erasures.clear(erasure)\n", ""),
    Mutant("erased_is_gone", _STORE, " or _waits_for(item) in account_ids:", ":"),
    Mutant(
        "mailbox_of_the_erased_is_free",
        _SIGN_UP,
        "                self.accounts.inherit_mailbox(mailbox, taken.account_id, pending.account_id)\n",
        "",
    ),
    Mutant("mailbox_of_the_erased_is_free", _ERASE, "                    self._erasures.free_mailbox(erasure)\n", ""),
    Mutant("who_is_erased_gets_no_user", _LOGINS, "if not account or account.erasing:", "if not account:"),
    Mutant("who_is_erased_gets_no_user", _LOGINS, "if found is None or found.erasing or", "if found is None or"),
    Mutant(
        "who_is_erased_gets_no_user",
        _LOGINS,
        "if found is None or found.erasing or",
        "if found and found.erasing or found and",
    ),
    Mutant("who_is_erased_gets_no_user", _LOGINS, "            delete_own(self.identity, account_id, email)\n", ""),
    Mutant("who_is_erased_gets_no_user", _SIGN_UP, "        _refuse_erasing(holder)\n", ""),
    Mutant("who_is_erased_gets_no_user", _SIGN_UP, "            _refuse_erasing(owner)\n", ""),
    Mutant(
        "new_password_ends_sessions",
        _LOGINS,
        "        self.renew(account.account_id, account.email, password)\n",
        "        self.give(account.account_id, account.email, password)\n",
    ),
    Mutant(
        "new_password_ends_sessions",
        _LOGINS,
        "        self.give(account_id, email, password)\n"
        "        ended_at = self.clock.now()\n"
        "        found = self.accounts.end_sessions(account_id, ended_at)\n",
        "        ended_at = self.clock.now()\n"
        "        found = self.accounts.end_sessions(account_id, ended_at)\n"
        "        self.give(account_id, email, password)\n",
    ),
    Mutant("new_password_ends_sessions", _LOGINS, "        self.wait(1 - ended_at.microsecond / 1_000_000)\n", ""),
    Mutant("new_password_ends_sessions", _LOGINS, "1 - ended_at.microsecond / 1_000_000", "1"),
    Mutant("new_password_ends_sessions", _SIGN_UP, "            if is_new:\n", "            if pending:\n"),
    Mutant("new_password_ends_sessions", _SIGN_UP, "            if is_new:\n", "            if not pending:\n"),
    Mutant(
        "new_password_ends_sessions",
        _SIGN_UP,
        "        self.logins.renew(holder.account_id",
        "        self.logins.give(holder.account_id",
    ),
    Mutant("old_gate_is_busy", f"{_ROOM}/aws/calls.py", '        "UserLambdaValidationException",\n', ""),
    Mutant("erased_is_gone", _STORE, "everybody or _nik_keys(each) & set(nik_keys)", "everybody"),
    Mutant("erased_is_gone", _STORE, "everybody or _nik_keys(each) & set(nik_keys)", "_nik_keys(each) & set(nik_keys)"),
    Mutant(
        "erased_is_gone",
        _STORE,
        "                self._delete(party)\n",
        "",
    ),
    Mutant(
        "erased_is_gone",
        _STORE,
        '":people": people, ":read": found["revision"], ":next": found["revision"] + 1}',
        '":people": people, ":read": found["revision"], ":next": found["revision"]}',
    ),
    Mutant("eraser_dies_anywhere", _ERASE, "            self._erasures.renew(erasure, job)\n", ""),
    Mutant("eraser_dies_anywhere", _ERASE, "self._erasures.forget(erasure)", "self._erasures.end(erasure)"),
    Mutant("eraser_dies_anywhere", _ERASE, "            if following is None:\n", "            if following:\n"),
    Mutant(
        "eraser_dies_anywhere",
        _ERASE,
        "                    self._erasures.free_mailbox(erasure)\n                    self._erasures.end(erasure)\n",
        "                    self._erasures.end(erasure)\n                    self._erasures.free_mailbox(erasure)\n",
    ),
    Mutant("table_is_read_only_for_somebody", _ERASE, "            if not gone:\n                return None\n", ""),
    Mutant("listed_people_are_erased_later", _ERASE, "job, now - _A_DAY)", "job, now)"),
)
