"""One citizen, one NIK, one mailbox, one account: sign-up and its confirmation.

Nothing is held by a sign-up: it waits under a keyed hash of its own secret (`proofs/codes`), beside any number of
others for the same NIK and the same mailbox. The confirmation brings the mailed code, that secret, and only now a
password. So nobody can choose the password of an account before its mailbox is proved, and nobody can stand in
another's way.

Then two things are written, and the function may die in between or be run twice at the same time:

1. `Accounts.register` gives the account its NIK, its mailbox and its profile in one transaction, or nothing. Of
   sign-ups for one NIK or one mailbox the first that is proved wins, and all others learn so. 2. `Logins.give` makes
   the user of the pool that logs in to it.

The confirmation may be repeated with the same secret and code, which name the same account. Where nobody repeats it,
an account without a user is left, which holds its mailbox: another sign-up of that mailbox, once proved, or a new
password, gives it a user. That is also how an account gets a user whose holder has deleted it at Cognito.

None of the answers to a sign-up shows a stranger who has an account, and each makes the same calls in the same order. A
confirmation tells whoever has proved a mailbox what stands in the way.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, NoReturn
from zoneinfo import ZoneInfo

from antrean.base.errors import Busy, Code, Refused, invalid
from antrean.base.policy import OWNER_NOTICE_PAUSE, WITHDRAWN_KEPT
from antrean.messages.letters import account_exists, already_registered, code_letter
from antrean.messages.port import NotSent
from antrean.people import nik as nik_rules
from antrean.people.items import as_pending, person_of
from antrean.people.model import PendingSignUp
from antrean.people.store import MailboxTaken, NikTaken
from antrean.proofs.code import written

if TYPE_CHECKING:
    from collections.abc import Callable

    from antrean.base.clock import Clock
    from antrean.base.ids import Pepper
    from antrean.base.nik_keys import NikKeys
    from antrean.login.logins import Logins
    from antrean.messages.port import Message, Messenger
    from antrean.people.forms import SignUp
    from antrean.people.model import Account
    from antrean.people.store import Accounts
    from antrean.proofs.codes import Codes

_LOG = logging.getLogger(__name__)

_EASTERNMOST = ZoneInfo("Asia/Jayapura")


@dataclass(frozen=True, slots=True)
class Registrar:
    """Registers citizens: in the table, in the pool of users, and by mail to those who are registered already."""

    accounts: Accounts
    logins: Logins
    codes: Codes
    mail: Messenger
    pepper: Pepper
    nik_keys: Callable[[], NikKeys]
    """Returns the keys of NIKs; raises `Busy`."""
    clock: Clock
    site_url: str = ""
    """Where the site is that letters lead to; empty where nobody told."""

    def sign_up(self, request: SignUp) -> str:
        """Have a code mailed to a mailbox, or the news that it has an account, and return the secret to confirm with.

        Whether the NIK has an account is not looked at. Raises `Refused` (`nik_mismatch_unconfirmed`,
        `validation_failed`) and `Busy`, after which the same request may be sent again.
        """
        _check_birth_date(self.clock, request)
        newest, *before = self.nik_keys().of(request.nik)
        pending = PendingSignUp(
            account_id="",
            full_name=request.full_name,
            birth_year=request.birth_date.year,
            email=request.email,
            phone=request.phone,
            nik_key=newest,
            nik_last4=nik_rules.last4(request.nik),
            nik_before=tuple(before),
            language=request.language,
        )
        registered = self.logins.account_of(request.email) is not None

        def letter(code: str) -> Message:
            if registered:
                return already_registered(request.language, self.site_url)
            return code_letter("sign_up", written(code), request.language, self.site_url)

        return self.codes.ask("SIGNUP", request.email, person_of(pending), letter)

    def confirm(self, secret: str, code: str, password: str) -> None:
        """Prove the mailbox with the mailed code, and make the account, which logs in with `password`.

        May be repeated. Raises `Refused`: `validation_failed` of `code` or `password`, `account_exists` where the
        mailbox has one, `nik_taken` where the NIK has one, `limit_reached` where the mailbox asked for several NIKs
        that day; and `Busy`.
        """
        with self.codes.proved("SIGNUP", secret, code) as kept:
            self._confirm(self._hashed_again(as_pending(kept, self.pepper.account_id(secret))), password)

    def _confirm(self, pending: PendingSignUp, password: str) -> None:
        """Make the account of a sign-up whose mailbox is proved, as `confirm` does."""
        mailbox = self.logins.mailbox(pending.email)
        self._count_nik(mailbox, pending)
        if self.logins.make_room(pending.account_id, pending.email):
            _refuse_second_account()
        try:
            is_new = self.accounts.register(pending, self.clock.now(), mailbox)
        except MailboxTaken as taken:
            holder = self.accounts.get(taken.account_id)
            if not holder:
                # It was erased, and its mailbox is to follow; the repeat of this request makes the account.
                self.accounts.inherit_mailbox(mailbox, taken.account_id, pending.account_id)
                raise Busy from taken
            self._give_back(holder, pending, password)
        except NikTaken:
            self._meet_owner(pending, mailbox, password)
        else:
            if is_new:
                self.logins.give(pending.account_id, pending.email, password)
            else:
                # It was confirmed before, and the password may be another one now.
                self.logins.renew(pending.account_id, pending.email, password)

    def activate(self, account_id: str) -> Account | None:
        """Return an account, completing a sign-up of an earlier release that was confirmed and then cut short.

        None if the user never signed up through us, or if somebody else registered the NIK first: such a user can never
        book, and the next sign-up of the mailbox replaces it. It may be repeated and may run twice at the same time.
        """
        account = self.accounts.get(account_id)
        if account:
            return account
        pending = self.accounts.get_sign_up(account_id)
        if pending:
            try:
                self.accounts.register(self._hashed_again(pending), self.clock.now())
            except NikTaken:
                self._tell_owner(self.accounts.owner_of(*pending.nik_keys))
                # Withdrawn, so that later requests of this user do not try again and mail the owner each time.
                return self.accounts.withdraw_sign_up(account_id, self.clock.now() + WITHDRAWN_KEPT)
        # Read again even where no sign-up was found: a twin of this call may have registered it between the reads.
        return self.accounts.get(account_id)

    def _hashed_again(self, pending: PendingSignUp) -> PendingSignUp:
        """Return a sign-up with the keyed hashes of its NIK under all versions that are live now."""
        newest, *before = self.nik_keys().again(pending.nik_keys)
        return replace(pending, nik_key=newest, nik_before=tuple(before))

    def _count_nik(self, mailbox: str, pending: PendingSignUp) -> None:
        """Count that a mailbox asks for a NIK, before anybody knows whether it is free; raises `Refused`.

        By the oldest live version of its key, which every account has too: a new version asks for nobody anew.
        """
        today = self.clock.now().astimezone(UTC).date()
        if not self.accounts.ask_for_nik(mailbox, pending.nik_keys[-1], today):
            raise Refused(
                Code.LIMIT_REACHED,
                "You asked for several NIKs that have an account. Try again tomorrow.",
                rule="refusals",
                until=datetime.combine(today + timedelta(days=1), time(), UTC),
            )

    def _meet_owner(self, pending: PendingSignUp, mailbox: str, password: str) -> None:
        """Tell whose NIK it is already; or give the account a user again, where this mailbox is that account's own."""
        owner_id = self.accounts.owner_of(*pending.nik_keys)
        owner = self.accounts.get(owner_id) if owner_id else None
        if owner and self.logins.mailbox(owner.email) == mailbox:
            # An account of an earlier release, which holds its mailbox by its user alone, and the user is gone.
            _refuse_erasing(owner)
            self.accounts.hold_mailbox(mailbox, owner.account_id)
            self._give_back(owner, pending, password)
            return
        self._tell_owner(owner_id)
        raise Refused(
            Code.NIK_TAKEN,
            "This NIK has an account with another e-mail address. Log in with that address. If you never registered, "
            "ask at an immigration office, and bring your identity card.",
        )

    def _give_back(self, holder: Account, pending: PendingSignUp, password: str) -> None:
        """Give an account that this mailbox holds a user again, if it has none; raises `Refused` if it has one."""
        _refuse_erasing(holder)
        user = self.logins.identity.find(holder.email)
        if user and user.account_id == holder.account_id:
            _refuse_second_account()
        self.logins.renew(holder.account_id, holder.email, password)
        if not set(holder.nik_keys).intersection(pending.nik_keys):
            _refuse_second_account()

    def _tell_owner(self, account_id: str | None) -> None:
        """Tell an owner that somebody tried to sign up with their NIK, at most once an hour."""
        account = self.accounts.get(account_id) if account_id else None
        if not account or not self.accounts.may_notify(account.account_id, self.clock.now(), OWNER_NOTICE_PAUSE):
            return
        letter = account_exists(account.full_name, account.language, self.site_url)
        try:
            self.mail.send(account.email, letter)
        except NotSent as failure:
            # Whoever signs up is answered all the same: it is the owner's mailbox that fails, and not theirs.
            _LOG.warning("the owner of an account could not be told of a sign-up: %s", failure)


def _refuse_second_account() -> NoReturn:
    raise Refused(
        Code.ACCOUNT_EXISTS,
        "This mailbox has an account already. Log in; if you have forgotten its password, choose a new one.",
    )


def _refuse_erasing(account: Account) -> None:
    """Refuse whoever could only get a user for an account that is being erased."""
    if account.erasing:
        raise Refused(
            Code.ACCOUNT_EXISTS,
            "This mailbox has an account that is being erased. Register again once that is done, which takes until the "
            "day after a booking that lists you.",
        )


def _check_birth_date(clock: Clock, request: SignUp) -> None:
    # Of the offices' time zones this one is ahead of the others, so nobody is born after its date.
    if request.birth_date > clock.now().astimezone(_EASTERNMOST).date():
        raise invalid("birth_date", "must not be in the future")
    nik = nik_rules.parse(request.nik)
    if nik_rules.mismatch(nik, request.birth_date) and not request.nik_mismatch_confirmed:
        raise Refused(
            Code.NIK_MISMATCH_UNCONFIRMED,
            "The NIK and the birth date do not agree. If the NIK is right, confirm it: a NIK is for life.",
        )
