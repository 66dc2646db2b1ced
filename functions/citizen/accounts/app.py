"""For citizens: sign up, confirm it, see the profile, and change what one logs in with and how one is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean import wiring
from antrean.base.errors import Code, Refused
from antrean.household import members
from antrean.household.forms import HouseholdView, MemberChange, NewMember, household_view
from antrean.http.answer import Answer
from antrean.http.route import Api, Caller
from antrean.login import consents
from antrean.login.renewing import renew
from antrean.login.sessions import check_address, check_begun, check_session
from antrean.login.uses import used
from antrean.people.forms import (
    AddressConfirmation,
    AddressUndo,
    Confirmation,
    ConfirmationSentView,
    NewAddress,
    NewPassword,
    NotedLogin,
    PasswordRequest,
    ProfileChange,
    ProfileView,
    SignUp,
    profile_view,
)

if TYPE_CHECKING:
    from antrean.people.model import Account, ConsentKind, Household

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
    "POST",
    "/me/password",
    "changePassword",
    "Change your password; every log-in of the account ends, so log in with the new one after it",
    auth="citizen",
    status=204,
    answer=None,
    body=NewPassword,
    problems=(Code.FORBIDDEN,),
)
def change_password(caller: Caller, body: NewPassword) -> Answer:
    """Change the password of the caller's user."""
    logins = wiring.registrar().logins
    logins.change_password(_own(caller), wiring.login_session_of(caller), body.old_password, body.new_password)
    return Answer(None, 204)


@api.route(
    "POST",
    "/me/logins",
    "noteDevice",
    "Say after a log-in from which device it came; you are mailed once where that is a new one",
    auth="citizen",
    status=204,
    answer=None,
    body=NotedLogin,
    problems=(Code.FORBIDDEN,),
)
def note_login(caller: Caller, body: NotedLogin) -> Answer:
    """Note the device of the caller."""
    wiring.registrar().login_notes.note(_own(caller).account_id, body.device)
    return Answer(None, 204)


@api.route(
    "POST",
    "/me/email",
    "requestNewAddress",
    "Have a code mailed to a new e-mail address; the same answer whether or not that has an account",
    auth="citizen",
    status=202,
    answer=ConfirmationSentView,
    body=NewAddress,
    problems=(Code.FORBIDDEN, Code.LIMIT_REACHED),
)
def request_address(caller: Caller, body: NewAddress) -> Answer:
    """Have a code mailed to the new mailbox, or the news that it has an account."""
    addresses, session = wiring.registrar().addresses, wiring.login_session_of(caller)
    return _sent(addresses.ask(_own(caller), session, body.email, body.password))


@api.route(
    "POST",
    "/accounts/email/confirm",
    "confirmNewAddress",
    "Make a new e-mail address yours with its mailed code and the secret; every log-in of the account ends",
    status=204,
    answer=None,
    body=AddressConfirmation,
    problems=(Code.ACCOUNT_EXISTS, Code.FORBIDDEN),
)
def confirm_address(body: AddressConfirmation) -> Answer:
    """Change the address, without a log-in: a repeat would have none any more."""
    wiring.registrar().addresses.confirm(body.secret, body.code)
    return Answer(None, 204)


@api.route(
    "POST",
    "/accounts/email/undo",
    "undoNewAddress",
    "Take back a change of the e-mail address, as the mail to the old one allows for 7 days, with a new password",
    status=204,
    answer=None,
    body=AddressUndo,
)
def undo_address(body: AddressUndo) -> Answer:
    """Give the account its old address back."""
    wiring.registrar().addresses.undo(body.secret, body.password)
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
    account, session = registrar.activate(caller.account_id), wiring.login_session_of(caller)
    check_begun(account, session)
    if account is None:
        return _answer(None)
    if session.email != account.email:
        # A change of the address may have died before the user of the pool followed: then the next log-in is good.
        registrar.logins.follow(account.account_id)
    check_address(account, session)
    account = used(registrar.records, account, wiring.CLOCK.now())
    return _answer(renew(wiring.renewals(), registrar.nik_keys(), account))


@api.route(
    "PATCH",
    "/me",
    "changeProfile",
    "Change your telephone number, the language of letters, reminders, and what you agree to",
    auth="citizen",
    answer=ProfileView,
    body=ProfileChange,
    problems=(Code.FORBIDDEN,),
)
def change(caller: Caller, body: ProfileChange) -> Answer:
    """Change what the body names, and answer the profile."""
    account, registrar = _own(caller), wiring.registrar()
    choices: dict[ConsentKind, bool | None] = {"children": body.children, "whatsapp": body.whatsapp}
    consents.note(registrar.records, account.account_id, wiring.CLOCK.now(), body.notice_version, choices)
    return _answer(
        registrar.accounts.change_settings(
            caller.account_id, body.language, body.phone, reminders=body.reminders, whatsapp=body.whatsapp
        )
    )


@api.route(
    "GET",
    "/me/household",
    "getHousehold",
    "Whom you book again and again, as you have had them kept",
    auth="citizen",
    answer=HouseholdView,
    problems=(Code.FORBIDDEN,),
)
def household(caller: Caller) -> Answer:
    """Show the household."""
    account = _own(caller)
    return _kept(account, wiring.households().get(account.account_id))


@api.route(
    "POST",
    "/me/household",
    "addMember",
    "Keep a person in your household; the answer does not depend on what is known of the NIK",
    auth="citizen",
    answer=HouseholdView,
    body=NewMember,
    idempotent=True,
    problems=(Code.FORBIDDEN, Code.NIK_MISMATCH_UNCONFIRMED, Code.AGE_UNCONFIRMED, Code.HOUSEHOLD_FULL),
)
def add_member(caller: Caller, body: NewMember, key: str) -> Answer:
    """Add a member, or answer again that it was done with this key."""
    account, now = _own(caller), wiring.CLOCK.now()
    return _kept(
        account, members.add(wiring.households(), wiring.pepper(), wiring.nik_keys()(), account, body, key, now)
    )


@api.route(
    "PATCH",
    "/me/household/{member_id}",
    "changeMember",
    "Change name or relation of a member of your household; for another NIK add another member",
    auth="citizen",
    answer=HouseholdView,
    body=MemberChange,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND),
)
def change_member(caller: Caller, member_id: str, body: MemberChange) -> Answer:
    """Change what the body names."""
    account = _own(caller)
    return _kept(
        account,
        members.change(wiring.households(), wiring.pepper(), wiring.nik_keys()(), account.account_id, member_id, body),
    )


@api.route(
    "DELETE",
    "/me/household/{member_id}",
    "removeMember",
    "Forget a member of your household; bookings stay as they are",
    auth="citizen",
    answer=HouseholdView,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND),
)
def remove_member(caller: Caller, member_id: str) -> Answer:
    """Forget a member, or answer that it was done."""
    account = _own(caller)
    return _kept(
        account,
        members.remove(wiring.households(), wiring.pepper(), wiring.nik_keys()(), account.account_id, member_id),
    )


def _kept(account: Account, kept: Household) -> Answer:
    return Answer(household_view(kept, account.account_id, wiring.pepper()))


def _sent(secret: str) -> Answer:
    return Answer({"status": "confirmation_sent", "secret": secret}, 202)


def _own(caller: Caller) -> Account:
    account = wiring.registrar().accounts.get(caller.account_id)
    check_session(account, wiring.login_session_of(caller))
    return _complete(account)


def _complete(account: Account | None) -> Account:
    if not account:
        raise Refused(Code.FORBIDDEN, "Your registration is not complete. Register again with the same e-mail address.")
    return account


def _answer(found: Account | None) -> Answer:
    account = _complete(found)
    mailbox_works = not wiring.mailboxes().is_unreachable(account.email)
    agreed = consents.newest(wiring.registrar().records.consents_of(account.account_id))
    view = profile_view(
        account,
        wiring.CLOCK.now(),
        agreed,
        mailbox_works=mailbox_works,
        whatsapp_available=wiring.has_whatsapp(),
        family_level=wiring.family_level(),
    )
    return Answer(view)
