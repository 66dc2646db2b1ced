"""One citizen, one NIK, one account: sign-up, confirmation, and the activation that completes what a crash cut short.

A sign-up writes to Cognito (mailbox and password) and to the table (NIK and person), and a crash may follow any step.
Three rules keep both in agreement:

- A user without a profile holds nothing: it cannot book and has no NIK. So the next sign-up of the same mailbox
  replaces such a user, and repeating a sign-up succeeds wherever it was cut short.
- Only `Accounts.register` gives a NIK to an account: one transaction writes the NIK and the profile and ends the
  sign-up, or writes nothing. Where a crash came before it, `activate` repeats it, which the confirmation, the next
  sign-up and `GET /me` call.
- We delete a user only after its sign-up was marked as withdrawn and no profile was found then. The mark refuses
  every later registration, so no NIK comes to belong to a user whom we deleted.

None of the answers shows a stranger who has an account; the owner is told by mail.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from antrean.base.errors import Busy, Code, Refused, invalid
from antrean.base.policy import OWNER_NOTICE_PAUSE, SIGN_UP_LIFE, SIGN_UP_PROOF_LIFE
from antrean.messages.letters import account_exists
from antrean.messages.port import NotSent
from antrean.people import nik as nik_rules
from antrean.people.identity import EmailRefused, EmailTaken, PasswordRefused
from antrean.people.model import PendingSignUp
from antrean.people.store import NikTaken

if TYPE_CHECKING:
    from antrean.base.clock import Clock
    from antrean.base.ids import Pepper
    from antrean.messages.port import Messenger
    from antrean.people.forms import SignUp
    from antrean.people.identity import Identity, User
    from antrean.people.model import Account
    from antrean.people.store import Accounts

_LOG = logging.getLogger(__name__)

_EASTERNMOST = ZoneInfo("Asia/Jayapura")


@dataclass(frozen=True, slots=True)
class Registrar:
    """Registers citizens: in the table, in the pool of users, and by mail to those who are registered already."""

    accounts: Accounts
    identity: Identity
    mail: Messenger
    pepper: Pepper
    clock: Clock
    site_url: str = ""
    """Where the site is that letters lead to; empty where nobody told."""

    def sign_up(self, request: SignUp) -> None:
        """Begin an account: its mailbox gets a code, or the owner of the NIK or the e-mail address gets a mail.

        Returns the same in each of these cases. Raises `Refused` (`nik_mismatch_unconfirmed`,
        `validation_failed`) and `Busy`, after which the same request may be sent again.
        """
        _check_birth_date(self.clock, request)
        nik_key = self.pepper.nik_key(request.nik)
        owner_id = self.accounts.owner_of(nik_key)
        if owner_id:
            self._tell_owner(owner_id)
            return
        try:
            account_id = self._new_user(request)
        except EmailRefused:
            # The client is not told: the pool is asked only for a free NIK, so this would show which NIKs are free.
            _LOG.warning("the user pool refused an e-mail address that our form accepts")
            return
        if account_id:
            # The user is made first because its id is the key of the sign-up. A crash in between leaves a user without
            # a sign-up, which holds nothing even when the mailed code is used, and which the repeat replaces.
            self.accounts.put_sign_up(
                PendingSignUp(
                    account_id=account_id,
                    full_name=request.full_name,
                    birth_date=request.birth_date,
                    email=request.email,
                    phone=request.phone,
                    nik_key=nik_key,
                    nik_last4=nik_rules.last4(request.nik),
                    expires_at=self.clock.now() + SIGN_UP_LIFE,
                    language=request.language,
                )
            )

    def confirm(self, email: str, code: str) -> None:
        """Prove the mailbox with the mailed code and give the account its NIK and profile.

        Raises `Refused` (`validation_failed` of `code`), the same for a wrong, used or expired code and for an
        e-mail address that nobody has or that somebody has confirmed, and `Busy`.
        """
        accepted = self.identity.confirm(email, code)
        # The user is looked up even where Cognito refused the code, so that the repeat of a confirmation that a crash
        # cut short still leads to the activation. That repeat is refused all the same: Cognito does not check the code
        # of a confirmed user, so a success would show anybody with any code who has an account. The refusal tells the
        # person to log in.
        user = self.identity.find(email)
        confirmed = user is not None and user.confirmed
        if user and confirmed:
            # The answer is the same where this returns None: the NIK was taken meanwhile, or no sign-up waits.
            self.activate(user.account_id)
        if not (accepted and confirmed):
            raise invalid(
                "code",
                "is wrong, has expired or was used before. Use the code of our newest mail; after several wrong "
                "codes wait an hour. If you have confirmed your account already, log in",
            )

    def activate(self, account_id: str) -> Account | None:
        """Return the account of a confirmed user, completing its sign-up if that has not happened yet.

        None if the user never signed up through us, or if somebody else, who then gets a mail, registered the NIK
        first: such a user can never book. It may be repeated and may run twice at the same time. Raises `Busy`.
        """
        account = self.accounts.get(account_id)
        if account:
            return account
        pending = self.accounts.get_sign_up(account_id)
        if pending:
            try:
                self.accounts.register(pending, self.clock.now())
            except NikTaken:
                owner_id = self.accounts.owner_of(pending.nik_key)
                if owner_id:
                    self._tell_owner(owner_id)
                # Withdrawn, so that later requests of this user do not try again and mail the owner each time.
                return self.accounts.withdraw_sign_up(account_id, self.clock.now() + SIGN_UP_LIFE)
        # Read again even where no sign-up was found: a twin of this call may have registered it between the reads.
        return self.accounts.get(account_id)

    def _new_user(self, request: SignUp) -> str | None:
        """Return the account id of a new user with this mailbox and password; None if an account has the mailbox.

        The password of an earlier unconfirmed user is never kept: nobody proved that mailbox, so a stranger may have
        set the password and could log in once the mailbox's owner confirms.
        """
        with suppress(EmailTaken):
            return self._sign_up_user(request)
        user = self.identity.find(request.email)
        if user:
            account = self._account_of(user)
            if account:
                self._tell_owner(account.account_id)
                return None
            # A crash after this leaves the mailbox free, so the repeat signs up as if for the first time.
            self.identity.delete(user.account_id)
        try:
            return self._sign_up_user(request)
        except EmailTaken:
            # Somebody signs up with the same mailbox at this very moment.
            raise Busy from None

    def _sign_up_user(self, request: SignUp) -> str:
        proof_until = int((self.clock.now() + SIGN_UP_PROOF_LIFE).timestamp())
        proof = self.pepper.sign_up_proof(request.email, proof_until)
        try:
            return self.identity.sign_up(request.email, request.password, proof)
        except PasswordRefused:
            raise invalid("password", "is not accepted; choose another one") from None

    def _account_of(self, user: User) -> Account | None:
        """Return the account of a user; None means that the user will never have one, so that it may be deleted."""
        account = self.activate(user.account_id) if user.confirmed else None
        # A user that was found unconfirmed may be registered right now, so its sign-up is withdrawn before the look.
        return account or self.accounts.withdraw_sign_up(user.account_id, self.clock.now() + SIGN_UP_LIFE)

    def _tell_owner(self, account_id: str) -> None:
        """Tell an owner that somebody tried to sign up with their NIK or e-mail address, at most once an hour."""
        account = self.accounts.get(account_id)
        if not account or not self.accounts.may_notify(account_id, self.clock.now(), OWNER_NOTICE_PAUSE):
            return
        letter = account_exists(account.full_name, account.language, self.site_url)
        try:
            self.mail.send(account.email, letter)
        except NotSent as failure:
            # The answer must stay the same, or it would show that there is an account.
            _LOG.warning("the owner of an account could not be told of a sign-up: %s", failure)


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
