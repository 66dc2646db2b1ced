"""Log-ins: whose account an address is, its user of the pool, and a new password for who has proved the mailbox.

An account holds its mailbox by an item in the table, in the canonical form of its address. Accounts of earlier releases
have no such item and are found by their user of the pool; they get it with the next new password.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from antrean.base.errors import Busy, invalid
from antrean.login.identity import EmailTaken, PasswordRefused, delete_own
from antrean.messages.letters import code_letter, no_account
from antrean.policy.people import SIGN_UP_PROOF_LIFE, WITHDRAWN_KEPT
from antrean.policy.system import OPERATION_ATTEMPTS
from antrean.proofs.code import written
from antrean.proofs.mailbox import canonical

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from antrean.base.clock import Clock
    from antrean.base.ids import Pepper
    from antrean.login.identity import Identity
    from antrean.login.sessions import LoginSession
    from antrean.login.store import AddressChanges
    from antrean.messages.port import Message
    from antrean.people.model import Account, AddressChange, Language
    from antrean.people.store import Accounts
    from antrean.proofs.codes import Codes

_NOBODY = "nobody"
"""What is looked for where no account was found, so that each address costs the same calls. No account has this id."""


@dataclass(frozen=True, slots=True)
class Logins:
    """Finds accounts by their addresses and gives them users of the pool. Every method may raise `Busy`."""

    accounts: Accounts
    changes: AddressChanges
    identity: Identity
    codes: Codes
    pepper: Pepper
    clock: Clock
    site_url: str = ""
    """Where the site is that letters lead to; empty where nobody told."""
    wait: Callable[[float], None] = time.sleep
    """What waits so many seconds."""

    def mailbox(self, email: str) -> str:
        """Return the name of a mailbox in keys, the same for all its addresses."""
        return self.pepper.mailbox(canonical(email))

    def account_of(self, email: str) -> Account | None:
        """Return the account of an address, or None; the same calls are made for every address.

        The account that logs in with the very address comes first. Earlier releases gave several accounts to one
        mailbox, each with a tag of its own in the address, and at most one of them holds the mailbox.
        """
        holder = self.accounts.of_mailbox(self.mailbox(email)) or _NOBODY
        user = self.identity.find(email)
        own = user.account_id if user else _NOBODY
        found = self.accounts.get_many([own, holder])
        return found.get(own) or found.get(holder)

    def ask_for_password(self, email: str, language: Language) -> str:
        """Have a code for a new password mailed to the account of an address, and return the secret to use it with.

        Who has no account gets a mail that says so. It is written to the address of the account, however another one of
        the same mailbox was typed.
        """
        account = self.account_of(email)

        def letter(code: str) -> Message:
            if not account:
                return no_account(language, self.site_url)
            return code_letter("reset", written(code), language, self.site_url)

        address = account.email if account else email
        kept = {"account_id": account.account_id if account else _NOBODY, "email": address}
        return self.codes.ask("RESET", address, kept, letter)

    def set_password(self, secret: str, code: str, password: str) -> None:
        """Give an account a new password, for the mailed code, and end its sessions; may be repeated.

        Where its user is gone, it gets another one. Raises `Refused` (`validation_failed`).
        """
        with self.codes.proved("RESET", secret, code) as kept:
            self._set_password(kept["account_id"], kept.get("email"), password)

    def _set_password(self, account_id: str, email: str | None, password: str) -> None:
        """Give the account whose mailbox `email` is proved a new password, as `set_password` does."""
        account = self.accounts.get(account_id)
        if not account or account.erasing:
            # It was closed meanwhile. Nobody gets here who has none: no mail held that code.
            raise invalid("code", "is for an account that is no longer there")
        if email and email != account.email:
            raise invalid("code", "was mailed to an address that the account no longer has")
        self.follow(account.account_id)
        self.renew(account.account_id, account.email, password)
        self.accounts.hold_mailbox(self.mailbox(account.email), account.account_id)

    def renew(self, account_id: str, email: str, password: str) -> None:
        """Give an account that was there already another password as `give` does, and end all its sessions.

        The sessions are ended second, so that whoever knows the old password cannot log in again in between. Raises
        `Busy` too where the account was erased meanwhile, or has another address by now, and leaves it no user with
        this one then.
        """
        self.give(account_id, email, password)
        ended_at = self.clock.now()
        found = self.accounts.end_sessions(account_id, ended_at)
        if found is None or found.erasing or found.email != email:
            delete_own(self.identity, account_id, email)
            raise Busy
        self.let_pass(ended_at)

    def change_password(self, account: Account, session: LoginSession, old: str, new: str) -> None:
        """Give the user of a session another password, and end all sessions of the account.

        The new password is taken in place of the old one too: then this is the repeat of a request that died before it
        had ended the sessions. Raises `Refused`: `validation_failed` of `old_password` or `new_password`.
        """
        if not self.identity.knows(session.email, old) and not self.identity.knows(session.email, new):
            raise invalid("old_password", "is wrong")
        try:
            self.identity.set_password(session.user, new)
        except PasswordRefused:
            raise invalid("new_password", "is not accepted; choose another one") from None
        ended_at = self.clock.now()
        self.accounts.end_sessions(account.account_id, ended_at)
        self.let_pass(ended_at)

    def let_pass(self, ended_at: datetime) -> None:
        """Return once the second is over in which sessions ended: a log-in of that very second is ended too."""
        self.wait(1 - ended_at.microsecond / 1_000_000)

    def follow(self, account_id: str) -> None:
        """Let the user of the pool log in with the address that the account has by its newest change, if it has any.

        The pool knows no conditions, so a request that was paused may give the user an address that the account no
        longer has. Therefore the change is read again afterwards, and the user follows once more. May be repeated.
        """
        for _ in range(OPERATION_ATTEMPTS):
            change = self.changes.get(account_id)
            if not change:
                return
            if self._follows(change) and self.changes.get(account_id) == change:
                return
        raise Busy

    def _follows(self, change: AddressChange) -> bool:
        """Tell whether the user has the address of the account now; make room for it where another user has it."""
        try:
            self.identity.change_address(change.user, change.address)
        except EmailTaken:
            # The account got that user while its own one had the other address; or it belongs to no account.
            delete_own(self.identity, change.account_id, change.address)
            self.make_room(change.account_id, change.address)
            return False
        return True

    def give(self, account_id: str, email: str, password: str) -> None:
        """Let an account log in with an address and a password: its user gets the password, or is made with it.

        Only for whoever has proved the mailbox. It may be repeated; raises `Busy` where somebody else's user has the
        address, and `Refused` (`validation_failed` of `password`).
        """
        try:
            user = self.identity.find(email)
            if user and user.account_id == account_id and user.confirmed:
                self.identity.set_password(user.name, password)
                return
            if user:
                self.make_room(account_id, email)
            proof_until = int((self.clock.now() + SIGN_UP_PROOF_LIFE).timestamp())
            proof = self.pepper.sign_up_proof(email, account_id, proof_until)
            if not self.identity.sign_up(email, password, account_id, proof):
                # A gate of an earlier release let the user in without confirming it; the repeat makes it anew.
                raise Busy
        except EmailTaken:
            # Somebody made a user with this address at this very moment: most likely this very request, sent twice.
            raise Busy from None
        except PasswordRefused:
            raise invalid("password", "is not accepted; choose another one") from None

    def make_room(self, account_id: str, email: str) -> Account | None:
        """Delete the user of an address that belongs to no account, so that account `account_id` can have one.

        Returns the other account that has the user, if one does; then nothing is deleted. Sign-ups of earlier releases
        made users first: one that was never confirmed, or whose NIK was taken meanwhile, holds nothing. Its sign-up is
        marked as withdrawn before its profile is looked for, so that no user is deleted who gets one at this moment.
        """
        user = self.identity.find(email)
        if not user:
            return None
        if user.account_id != account_id:
            account = self.accounts.withdraw_sign_up(user.account_id, self.clock.now() + WITHDRAWN_KEPT)
            if account:
                return account
        elif user.confirmed:
            return None
        self.identity.delete(user.name)
        return None
