"""For citizens: what they may do with their account itself, beside changing how they are written to."""

from __future__ import annotations

from antrean import wiring, wiring_misses
from antrean.account import closing, export, seen
from antrean.account.forms import (
    AccountExportView,
    ClosedAccount,
    ClosingView,
    SeenView,
    closing_view,
    export_view,
    seen_view,
)
from antrean.base.errors import Code, Refused
from antrean.bookings.operation import asking, registered
from antrean.http.answer import Answer
from antrean.http.route import Api, Caller
from antrean.login.sessions import end_all
from antrean.misses.forms import MissesView, MissView, NewAppeal, miss_view, misses_view
from antrean.people.forms import CheckedPerson, CheckView

api = Api()
handler = api.handle


@api.route(
    "POST",
    "/me/sessions/end",
    "endSessions",
    "End all sessions of your account, this one too: whoever is logged in anywhere has to log in again",
    auth="citizen",
    status=204,
    answer=None,
    problems=(Code.FORBIDDEN,),
)
def end_sessions(caller: Caller) -> Answer:
    """End every session that began until now."""
    accounts, services = wiring.store().accounts, wiring.services_for(caller)
    registered(asking(services, caller.account_id))
    end_all(accounts, wiring.identity(), wiring.CLOCK, caller.account_id, caller.user)
    return Answer(None, 204)


@api.route(
    "GET",
    "/me/seen",
    "listLooks",
    "Who of the staff has seen your data in the last year: in which role, where, when and why",
    auth="citizen",
    answer=SeenView,
    problems=(Code.FORBIDDEN,),
)
def looks(caller: Caller) -> Answer:
    """List the looks at the caller's data."""
    found = seen.seen(wiring.services_for(caller), wiring.looks(), caller.account_id)
    return Answer({"seen": seen_view(found)})


@api.route(
    "GET",
    "/me/export",
    "exportAccount",
    "Everything that is kept of you, at once",
    auth="citizen",
    answer=AccountExportView,
    problems=(Code.FORBIDDEN,),
)
def everything(caller: Caller) -> Answer:
    """Hand over everything, to be kept as a file."""
    services, answers = wiring.services_for(caller), wiring_misses.answers()
    waiting = wiring.waiting()
    known = export.export(services, wiring.looks(), wiring.households(), waiting, answers, caller.account_id)
    mailbox_works = not wiring.mailboxes().is_unreachable(known.account.email)
    view = export_view(
        known,
        wiring.pepper(),
        mailbox_works=mailbox_works,
        whatsapp_available=wiring.has_whatsapp(),
        family_level=wiring.family_level(),
    )
    return Answer(view, headers={"Content-Disposition": 'attachment; filename="antrean-paspor.json"'})


@api.route(
    "POST",
    "/me/close",
    "closeAccount",
    "Close your account: it is erased after 14 days, in which you may reopen it",
    auth="citizen",
    answer=ClosingView,
    body=ClosedAccount,
    problems=(Code.FORBIDDEN, Code.BOOKING_EXISTS),
)
def close(caller: Caller, body: ClosedAccount) -> Answer:
    """Close, or answer again when the account will be erased."""
    account = closing.close(
        wiring.services_for(caller),
        wiring.erasures(),
        wiring.identity(),
        caller.account_id,
        caller.user,
        caller.token.get("email", ""),
        body.password,
    )
    return Answer(closing_view(account))


@api.route(
    "POST",
    "/me/reopen",
    "reopenAccount",
    "Keep the account that you have closed",
    auth="citizen",
    answer=ClosingView,
    problems=(Code.FORBIDDEN, Code.TOO_LATE),
)
def reopen(caller: Caller) -> Answer:
    """Reopen, or answer that the account is not being closed."""
    account = closing.reopen(wiring.services_for(caller), wiring.erasures(), caller.account_id)
    return Answer(closing_view(account))


@api.route(
    "GET",
    "/me/misses",
    "listMisses",
    "Visits that you missed in the last year, and until when they stop new bookings",
    auth="citizen",
    answer=MissesView,
    problems=(Code.FORBIDDEN,),
)
def misses(caller: Caller) -> Answer:
    """List the caller's misses."""
    account = registered(asking(wiring.services_for(caller), caller.account_id))
    return Answer(misses_view(wiring_misses.answers().of_account(account)))


@api.route(
    "POST",
    "/me/misses/{booking_id}/excuse",
    "excuseMiss",
    "Have a visit that you missed not counted, once in a year and without a reason",
    auth="citizen",
    answer=MissView,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND, Code.TOO_LATE, Code.LIMIT_REACHED),
)
def excuse(caller: Caller, booking_id: str) -> Answer:
    """Excuse it, or answer again that it does not count."""
    registered(asking(wiring.services_for(caller), caller.account_id))
    return Answer(miss_view(wiring_misses.answers().excuse(caller.account_id, booking_id)))


@api.route(
    "POST",
    "/me/misses/{booking_id}/appeal",
    "appealMiss",
    "Say why a visit should not count as missed; a person of the office reads it within 72 hours",
    auth="citizen",
    answer=MissView,
    body=NewAppeal,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND, Code.TOO_LATE),
)
def appeal(caller: Caller, booking_id: str, body: NewAppeal) -> Answer:
    """Let it be read, or answer again what was said."""
    registered(asking(wiring.services_for(caller), caller.account_id))
    return Answer(miss_view(wiring_misses.answers().appeal(caller.account_id, booking_id, body.text)))


@api.route(
    "POST",
    "/me/check",
    "checkIdentity",
    "Have your NIK, name and birth date checked with the civil registry; your profile tells what it said",
    auth="citizen",
    status=202,
    answer=CheckView,
    body=CheckedPerson,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND, Code.LIMIT_REACHED),
)
def check(caller: Caller, body: CheckedPerson) -> Answer:
    """Put the question into the queue."""
    account = registered(asking(wiring.services_for(caller), caller.account_id))
    checks = wiring.checks()
    if checks is None:
        raise Refused(Code.NOT_FOUND, "Nobody is asked about identities here.")
    checks.ask(account, body.nik, body.birth_date, wiring.CLOCK)
    return Answer({"status": "checking"}, 202)
