"""For citizens: sign up, confirm the sign-up, choose a new password, and see the profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean import wiring
from antrean.base.errors import Code, Refused
from antrean.http.answer import Answer
from antrean.http.route import Api, Caller
from antrean.login.renewing import renew
from antrean.login.sessions import check_session
from antrean.people.forms import (
    Confirmation,
    ConfirmationSentView,
    PasswordRequest,
    ProfileChange,
    ProfileView,
    SignUp,
    profile_view,
)

if TYPE_CHECKING:
    from antrean.people.model import Account

api = Api()
handler = api.handle


@api.route(
    "POST",
    "/accounts",
    "signUp",
    "Sign up; the same answer whether or not the NIK or the e-mail address has an account",
    status=202,
    answer=ConfirmationSentView,
    body=SignUp,
    problems=(Code.NIK_MISMATCH_UNCONFIRMED,),
)
def sign_up(body: SignUp) -> Answer:
    """Have a code mailed to the new mailbox, or tell the owner of the account."""
    return _sent(wiring.registrar().sign_up(body))


@api.route(
    "POST",
    "/accounts/confirm",
    "confirmSignUp",
    "Confirm a sign-up with the mailed code and the secret of its answer, and choose the password",
    status=204,
    answer=None,
    body=Confirmation,
    problems=(Code.ACCOUNT_EXISTS, Code.NIK_TAKEN, Code.LIMIT_REACHED),
)
def confirm(body: Confirmation) -> Answer:
    """Confirm, and make the account and the user that logs in to it."""
    wiring.registrar().confirm(body.secret, body.code, body.password)
    return Answer(None, 204)


@api.route(
    "POST",
    "/accounts/password",
    "requestNewPassword",
    "Have a code mailed to choose a new password with; the same answer whether or not the address has an account",
    status=202,
    answer=ConfirmationSentView,
    body=PasswordRequest,
)
def request_password(body: PasswordRequest) -> Answer:
    """Have a code mailed to the account of the address, or the news that it has none."""
    return _sent(wiring.registrar().logins.ask_for_password(body.email, body.language))


@api.route(
    "POST",
    "/accounts/password/confirm",
    "setNewPassword",
    "Choose a new password with the mailed code and the secret of its answer; every log-in of the account ends",
    status=204,
    answer=None,
    body=Confirmation,
)
def set_password(body: Confirmation) -> Answer:
    """Set the password."""
    wiring.registrar().logins.set_password(body.secret, body.code, body.password)
    return Answer(None, 204)


@api.route(
    "GET",
    "/me",
    "getProfile",
    "Your profile, the NIK masked",
    auth="citizen",
    answer=ProfileView,
    problems=(Code.FORBIDDEN,),
)
def me(caller: Caller) -> Answer:
    """Answer the caller's profile, completing a confirmation that was cut short, and bring it to what is kept now."""
    registrar = wiring.registrar()
    account = registrar.activate(caller.account_id)
    check_session(account, caller.logged_in_at)
    return _answer(renew(wiring.renewals(), registrar.nik_keys(), account) if account else None)


@api.route(
    "PATCH",
    "/me",
    "changeProfile",
    "Change in which language you are written to, whether you are reminded of visits, and whether over WhatsApp too",
    auth="citizen",
    answer=ProfileView,
    body=ProfileChange,
    problems=(Code.FORBIDDEN,),
)
def change(caller: Caller, body: ProfileChange) -> Answer:
    """Change what the body names, and answer the profile."""
    accounts = wiring.registrar().accounts
    check_session(accounts.get(caller.account_id), caller.logged_in_at)
    return _answer(
        accounts.change_settings(caller.account_id, body.language, reminders=body.reminders, whatsapp=body.whatsapp)
    )


def _sent(secret: str) -> Answer:
    return Answer({"status": "confirmation_sent", "secret": secret}, 202)


def _answer(account: Account | None) -> Answer:
    if not account:
        raise Refused(Code.FORBIDDEN, "Your registration is not complete. Register again with the same e-mail address.")
    mailbox_works = not wiring.mailboxes().is_unreachable(account.email)
    view = profile_view(
        account, wiring.CLOCK.now(), mailbox_works=mailbox_works, whatsapp_available=wiring.has_whatsapp()
    )
    return Answer(view)
