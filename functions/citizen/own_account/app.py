"""For citizens: what they may do with their account itself, beside changing how they are written to."""

from __future__ import annotations

from antrean import wiring
from antrean.account import closing, export, seen
from antrean.account.forms import ClosedAccount, ClosingView, ExportView, SeenView, closing_view, export_view, seen_view
from antrean.base.errors import Code, Refused
from antrean.bookings.operation import asking, registered
from antrean.http.answer import Answer
from antrean.http.route import Api, Caller
from antrean.login.sessions import end_all
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
    answer=ExportView,
    problems=(Code.FORBIDDEN,),
)
def everything(caller: Caller) -> Answer:
    """Hand over everything, to be kept as a file."""
    known = export.export(
        wiring.services_for(caller), wiring.looks(), wiring.households(), wiring.waiting(), caller.account_id
    )
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
