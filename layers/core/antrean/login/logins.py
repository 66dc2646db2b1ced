"""Log-ins: whose account an address is, its user of the pool, and a new password for who has proved the mailbox.

An account holds its mailbox by an item in the table, in the canonical form of its address. Accounts of earlier releases
have no such item and are found by their user of the pool; they get it with the next new password.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from antrean.base.errors import Busy, invalid
from antrean.base.policy import SIGN_UP_PROOF_LIFE, WITHDRAWN_KEPT
from antrean.login.identity import EmailTaken, PasswordRefused, delete_own
from antrean.messages.letters import code_letter, no_account
from antrean.proofs.code import written
from antrean.proofs.mailbox import canonical

if TYPE_CHECKING:
    from collections.abc import Callable

    from antrean.base.clock import Clock
    from antrean.base.ids import Pepper
    from antrean.login.identity import Identity
    from antrean.messages.port import Message
    from antrean.people.model import Account, Language
    from antrean.people.store import Accounts
    from antrean.proofs.codes import Codes

_NOBODY = "nobody"
"""What is looked for where no account was found, so that each address costs the same calls. No account has this id."""


@dataclass(frozen=True, slots=True)
class Logins:
    """Finds accounts by their addresses and gives them users of the pool. Every method may raise `Busy`."""

    accounts: Accounts
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

        kept = {"account_id": account.account_id if account else _NOBODY}
        return self.codes.ask("RESET", account.email if account else email, kept, letter)

    def set_password(self, secret: str, code: str, password: str) -> None:
        """Give an account a new password, for the mailed code, and end its sessions; may be repeated.

        Where its user is gone, it gets another one. Raises `Refused` (`validation_failed`).
        """
        with self.codes.proved("RESET", secret, code) as kept:
            self._set_password(kept["account_id"], password)

    def _set_password(self, account_id: str, password: str) -> None:
        """Give the account whose mailbox is proved a new password, as `set_password` does."""
        account = self.accounts.get(account_id)
        if not account or account.erasing:
            # It was closed meanwhile. Nobody gets here who has none: no mail held that code.
            raise invalid("code", "is for an account that is no longer there")
        self.renew(account.account_id, account.email, password)
        self.accounts.hold_mailbox(self.mailbox(account.email), account.account_id)

    def renew(self, account_id: str, email: str, password: str) -> None:
        """Give an account that was there already another password as `give` does, and end all its sessions.

        The sessions are ended second, so that whoever knows the old password cannot log in again in between. It returns
        once the second is over in which they ended: a log-in of that very second is ended too, and people log in at
        once. Raises `Busy` too where the account was erased meanwhile, and leaves it no user then.
        """
        self.give(account_id, email, password)
        ended_at = self.clock.now()
        found = self.accounts.end_sessions(account_id, ended_at)
        if found is None or found.erasing:
            delete_own(self.identity, account_id, email)
            raise Busy
        self.wait(1 - ended_at.microsecond / 1_000_000)

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
