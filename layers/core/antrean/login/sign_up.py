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
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, NoReturn

from antrean.base.days import end_of_day
from antrean.base.errors import Busy, Code, Refused
from antrean.login import consents
from antrean.login.addresses import Addresses
from antrean.login.devices import LoginNotes
from antrean.login.uses import month_of
from antrean.messages.letters import account_exists, already_registered, code_letter
from antrean.messages.port import NotSent
from antrean.people import nik as nik_rules
from antrean.people.birth import check_birth
from antrean.people.items import as_pending, person_of
from antrean.people.model import PendingSignUp, is_of
from antrean.people.store import MailboxTaken, NikTaken
from antrean.policy.people import IDLE, OWNER_NOTICE_PAUSE, WITHDRAWN_KEPT
from antrean.proofs.code import written
from antrean.registry import winning

if TYPE_CHECKING:
    from collections.abc import Callable

    from antrean.base.clock import Clock
    from antrean.base.ids import Pepper
    from antrean.base.nik_keys import NikKeys
    from antrean.login.logins import Logins
    from antrean.login.store import Records
    from antrean.messages.port import Message, Messenger
    from antrean.people.forms import SignUp
    from antrean.people.model import Account, Registration
    from antrean.people.store import Accounts
    from antrean.proofs.codes import Codes
    from antrean.registry.checks import Checks
    from antrean.registry.store import Levels

_LOG = logging.getLogger(__name__)


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
    records: Records
    site_url: str = ""
    """Where the site is that letters lead to; empty where nobody told."""
    checks: Checks | None = None
    """What puts questions for the registry into the queue; None where the deployment has no registry."""
    levels: Levels | None = None
    """How sure identities are; None where nobody takes a NIK from anybody."""

    @property
    def login_notes(self) -> LoginNotes:
        """What notes from which devices accounts log in."""
        return LoginNotes(self.records, self.pepper, self.clock)

    @property
    def addresses(self) -> Addresses:
        """What changes the addresses of accounts."""
        return Addresses(self.logins)

    def sign_up(self, request: SignUp) -> str:
        """Have a code mailed to a mailbox, or the news that it has an account, and return the secret to confirm with.

        Whether the NIK has an account is not looked at. Raises `Refused` (`nik_mismatch_unconfirmed`,
        `validation_failed`) and `Busy`, after which the same request may be sent again.
        """
        check_birth(request.birth_date, request.nik, self.clock.now(), confirmed=request.nik_mismatch_confirmed)
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
            notice_version=request.notice_version or "",
        )
        registered = self.logins.account_of(request.email) is not None

        def letter(code: str) -> Message:
            if registered:
                return already_registered(request.language, self.site_url)
            return code_letter("sign_up", written(code), request.language, self.site_url)

        kept = {**person_of(pending), "notice_version": pending.notice_version}
        secret = self.codes.ask("SIGNUP", request.email, kept, letter)
        if self.checks:
            self.checks.begin(secret, request.nik, request.full_name, request.birth_date)
        return secret

    def confirm(self, secret: str, code: str, password: str) -> None:
        """Prove the mailbox with the mailed code, and make the account, which logs in with `password`.

        May be repeated. Raises `Refused`: `validation_failed` of `code` or `password`, `account_exists` where the
        mailbox has one, `nik_taken` where the NIK has one, `limit_reached` where the mailbox asked for several NIKs
        that day; and `Busy`.
        """
        with self.codes.proved("SIGNUP", secret, code) as kept:
            self._confirm(self._hashed_again(as_pending(kept, self.pepper.account_id(secret))), secret, password)

    def _confirm(self, pending: PendingSignUp, secret: str, password: str) -> None:
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
            if self.logins.mailbox(holder.email) != mailbox:
                # The account changed its address and can still undo that, so it holds both mailboxes.
                _refuse_second_account()
            self._give_back(holder, pending, password)
        except NikTaken:
            self._meet_owner(pending, mailbox, secret, password)
        else:
            self._note(pending)
            if self.checks:
                self.checks.settle(secret, pending.account_id, pending.nik_keys)
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
        return pending._replace(nik_key=newest, nik_before=tuple(before))

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
                until=end_of_day(today, UTC),
            )

    def _meet_owner(self, pending: PendingSignUp, mailbox: str, secret: str, password: str) -> None:
        """Tell the owner of the NIK of this sign-up, and refuse it, unless it wins the NIK.

        Where this mailbox is that of the owner's account, that account gets a user again.
        """
        found = self.accounts.registration(*pending.nik_keys)
        owner_id = found.account_id if found else None
        owner = self.accounts.get(owner_id) if owner_id else None
        if owner and self.logins.mailbox(owner.email) == mailbox:
            # An account of an earlier release, which holds its mailbox by its user alone, and the user is gone.
            _refuse_erasing(owner)
            self.accounts.hold_mailbox(mailbox, owner.account_id)
            self._give_back(owner, pending, password)
            return
        if found and self._take_over(found, owner, pending, mailbox, secret):
            self._note(pending)
            self.logins.give(pending.account_id, pending.email, password)
            return
        self._tell_owner(owner_id)
        raise Refused(
            Code.NIK_TAKEN,
            "This NIK has an account with another e-mail address. Log in with that address. If you never registered, "
            "ask at an immigration office, and bring your identity card.",
        )

    def _note(self, pending: PendingSignUp) -> None:
        """Note of an account that was just made when to look whether it is idle, and what its holder agreed to."""
        now = self.clock.now()
        self.records.look_in(pending.account_id, month_of(now + IDLE))
        consents.note(self.records, pending.account_id, now, pending.notice_version, {})

    def _take_over(
        self, found: Registration, owner: Account | None, pending: PendingSignUp, mailbox: str, secret: str
    ) -> bool:
        """Give the NIK to this sign-up, if it proves more than its holder, and tell whether it did.

        Whoever loses it is told by the change of their profile. Raises `Busy` where somebody was quicker, after which
        the same request may be sent again.
        """
        if not self.levels:
            return False
        level = winning.level_of(found, mailbox, self.levels.of_waiting(self.pepper.secret_name(secret)))
        now = self.clock.now()
        if not winning.wins(level, found, owner, now):
            return False
        if not self.levels.take_over(found, owner, pending, mailbox, level, now):
            raise Busy
        return True

    def _give_back(self, holder: Account, pending: PendingSignUp, password: str) -> None:
        """Give an account that this mailbox holds a user again, if it has none; raises `Refused` if it has one."""
        _refuse_erasing(holder)
        user = self.logins.identity.find(holder.email)
        if user and user.account_id == holder.account_id:
            _refuse_second_account()
        self.logins.renew(holder.account_id, holder.email, password)
        if not is_of(holder, pending.nik_keys):
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
