"""The rules of one's own account taken out: sessions, who looked, closing and erasing."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_SESSIONS: Final = f"{_ROOM}/people/sessions.py"
_OPERATION: Final = f"{_ROOM}/bookings/operation.py"
_ACCOUNTS: Final = "functions/citizen/accounts/app.py"
_OWN: Final = "functions/citizen/own_account/app.py"
_TEMPLATE: Final = "template.yaml"
_ROOM_OF_IT: Final = f"{_ROOM}/account"
_CLOSING: Final = f"{_ROOM_OF_IT}/closing.py"
_ERASE: Final = f"{_ROOM_OF_IT}/erase.py"
_STORE: Final = f"{_ROOM_OF_IT}/store.py"
_SEEN: Final = f"{_ROOM_OF_IT}/seen.py"
_ENDED: Final = "ended_session_is_good_for_nothing"

MUTANTS: Final[tuple[Mutant, ...]] = (
    Mutant(_ENDED, _SESSIONS, "logged_in_at <= ended_at", "logged_in_at < ended_at"),
    Mutant(
        _ENDED,
        _SESSIONS,
        "logged_in_at is None or logged_in_at <= ended_at",
        "logged_in_at and logged_in_at <= ended_at",
    ),
    Mutant(_ENDED, _OPERATION, "    check_session(found[0], services.logged_in_at)\n", ""),
    Mutant(_ENDED, _OPERATION, "    check_session(account, services.logged_in_at)\n", ""),
    Mutant(_ENDED, _ACCOUNTS, "    check_session(account, caller.logged_in_at)\n", ""),
    Mutant(_ENDED, _ACCOUNTS, "    check_session(accounts.get(caller.account_id), caller.logged_in_at)\n", ""),
    Mutant(_ENDED, _OWN, "    registered(asking(services, caller.account_id))\n", ""),
    Mutant(_ENDED, f"{_ROOM}/wiring.py", "replace(services(), logged_in_at=caller.logged_in_at)", "services()"),
    Mutant(
        "sessions_end_at_the_pool_first",
        _SESSIONS,
        "    identity.sign_out(account_id)\n    accounts.end_sessions(account_id, clock.now())\n",
        "    accounts.end_sessions(account_id, clock.now())\n    identity.sign_out(account_id)\n",
    ),
    Mutant("sessions_end_at_the_pool_first", _SESSIONS, "    identity.sign_out(account_id)\n", ""),
    Mutant("tokens_live_a_day", _TEMPLATE, "      IdTokenValidity: 24\n", "      IdTokenValidity: 1\n"),
    Mutant("tokens_live_a_day", _TEMPLATE, "      IdTokenValidity: 10\n", "      IdTokenValidity: 60\n"),
    Mutant(
        "names_leave_a_record",
        "functions/staff/counters/app.py",
        '    wiring.daily_looks().record(office, caller.account_id, day.date, "counter")\n',
        "",
    ),
    Mutant(
        "names_leave_a_record",
        "functions/staff/door/app.py",
        '    wiring.daily_looks().record(office, caller.account_id, day, "queue")\n',
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
        f"{_ROOM}/base/policy.py",
        "CLOSING_UNDO = timedelta(days=14)",
        "CLOSING_UNDO = timedelta(days=13)",
    ),
    Mutant("closing_waits_14_days", _CLOSING, "    if account.closes_at:\n        return account\n", ""),
    Mutant("closing_waits_14_days", _CLOSING, "    if account.erasing:\n", "    if not account:\n"),
    Mutant(
        "closing_and_bookings_exclude_each_other", _CLOSING, "if account.active_booking_at(now):", "if not account:"
    ),
    Mutant(
        "closing_and_bookings_exclude_each_other", f"{_ROOM}/changes/book.py", "        _refuse_closing(account)\n", ""
    ),
    Mutant("erased_is_gone", _ERASE, "        self._identity.delete(erasure.account_id)\n", ""),
    Mutant("erased_is_gone", _STORE, "everybody or _nik_key(each) in nik_keys", "everybody"),
    Mutant("erased_is_gone", _STORE, "everybody or _nik_key(each) in nik_keys", "_nik_key(each) in nik_keys"),
    Mutant(
        "erased_is_gone",
        _STORE,
        "                self._table.transact([self._table.delete_action(party, *_ANYTHING)])\n",
        "",
    ),
    Mutant("erased_is_gone", _STORE, ', ":next": found["revision"] + 1}', ', ":next": found["revision"]}'),
    Mutant("eraser_dies_anywhere", _ERASE, "            self._erasures.renew(erasure, job)\n", ""),
    Mutant("eraser_dies_anywhere", _ERASE, "            if following is None:\n", "            if following:\n"),
    Mutant("table_is_read_only_for_somebody", _ERASE, "            if not gone:\n                return None\n", ""),
    Mutant("listed_people_are_erased_later", _ERASE, "job, now - _A_DAY)", "job, now)"),
)
