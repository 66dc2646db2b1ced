"""The rules of one's own account taken out: sessions."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_SESSIONS: Final = f"{_ROOM}/people/sessions.py"
_OPERATION: Final = f"{_ROOM}/bookings/operation.py"
_ACCOUNTS: Final = "functions/citizen/accounts/app.py"
_OWN: Final = "functions/citizen/own_account/app.py"
_TEMPLATE: Final = "template.yaml"
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
)
