"""Another e-mail address for an account: proved with a mailed code, and undone from the old mailbox for seven days.

Whoever asks is logged in and gives the password once more. The new mailbox gets a code, which is used with the secret
of the answer, as every other code. Then one transaction gives the account its new address, ends all its sessions, and
keeps what can be undone; only after it the user of the pool follows, which may be done by a repeat, by a new password,
or by the next look at the profile. The old mailbox is told by the stream, so that no death of a function keeps that
letter back; its link holds a mark that nobody else can compute.

The answer to the wish, and its calls, are the same whether or not the new mailbox has an account.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

from antrean.base.errors import Busy, Code, Refused, invalid
from antrean.login.identity import delete_own
from antrean.messages.letters import address_taken, code_letter
from antrean.people.model import AddressChange
from antrean.people.store import MailboxTaken
from antrean.policy.people import ADDRESS_UNDO
from antrean.proofs.code import written

if TYPE_CHECKING:
    from antrean.aws.attributes import Item
    from antrean.login.logins import Logins
    from antrean.login.sessions import LoginSession
    from antrean.messages.port import Message
    from antrean.people.model import Account


@dataclass(frozen=True, slots=True)
class Addresses:
    """Changes addresses of accounts. Every method may raise `Busy`, after which the same may be sent again."""

    logins: Logins

    def ask(self, account: Account, session: LoginSession, email: str, password: str) -> str:
        """Have a code mailed to a new mailbox, or the news that it has an account; return the secret to confirm with.

        Raises `Refused`: `validation_failed` of `password` or `email`, `forbidden` while the account is being closed,
        `limit_reached` while the last change can be undone.
        """
        logins = self.logins
        if not logins.identity.knows(session.email, password):
            raise invalid("password", "is wrong")
        _refuse_closing(account)
        if email == account.email:
            raise invalid("email", "is the address of your account already")
        last = logins.changes.get(account.account_id)
        if last and logins.clock.now() < last.until:
            raise Refused(
                Code.LIMIT_REACHED,
                "Your e-mail address was changed lately. It can be changed again once that can no longer be undone.",
                rule="address",
                until=last.until,
            )
        holder = logins.account_of(email)
        taken = holder is not None and holder.account_id != account.account_id

        def letter(code: str) -> Message:
            if taken:
                return address_taken(account.language, logins.site_url)
            return code_letter("email", written(code), account.language, logins.site_url)

        kept: Item = {
            "account_id": account.account_id,
            "before": account.email,
            "email": email,
            "user": session.user,
            "began": int(session.began.timestamp()) if session.began else 0,
        }
        return logins.codes.ask("EMAIL", email, kept, letter)

    def confirm(self, secret: str, code: str) -> None:
        """Prove the new mailbox with the mailed code, and make it that of the account; may be repeated.

        Raises `Refused`: `validation_failed` of `code`, `account_exists` where the mailbox has another account,
        `forbidden` while the account is being closed.
        """
        with self.logins.codes.proved("EMAIL", secret, code) as kept:
            now = self.logins.clock.now()
            change = AddressChange(
                account_id=kept["account_id"],
                name=self.logins.pepper.secret_name(secret),
                before=kept["before"],
                after=kept["email"],
                user=kept["user"],
                made_at=now,
                until=now + ADDRESS_UNDO,
            )
            if not self._was_made(change):
                self._make(change, kept["began"])
            self.logins.follow(change.account_id)
            self.logins.identity.sign_out(change.user)
        self.logins.let_pass(now)

    def undo(self, secret: str, password: str) -> None:
        """Give an account its old address back, as the mail to it allows, with a new password; may be repeated.

        Raises `Refused`: `validation_failed` of `secret` or `password`.
        """
        logins = self.logins
        account_id, _, mark = secret.partition(".")
        change = logins.changes.get(account_id)
        if (
            not change
            or logins.clock.now() >= change.until
            or not hmac.compare_digest(mark.encode(), logins.pepper.undo_mark(account_id, change.name).encode())
        ):
            raise _no_undo()
        if not change.undone and not logins.changes.undo(change, self._mailboxes(change), logins.clock.now()):
            account = logins.accounts.get(account_id)
            if account and account.email not in (change.before, change.after):
                # A counter has given the account another address since: nobody takes it back from there by a link.
                raise _no_undo()
            # The same request was sent twice at once, or the account is being erased.
            raise Busy
        logins.follow(account_id)
        # Whoever changed the address may have given the account another user there.
        delete_own(logins.identity, account_id, change.after)
        logins.renew(account_id, change.before, password)

    def _make(self, change: AddressChange, began: int) -> None:
        logins = self.logins
        account = logins.accounts.get(change.account_id)
        if not account:
            raise invalid("code", "is for an account that is no longer there")
        _refuse_closing(account)
        if logins.make_room(change.account_id, change.after):
            _refuse_taken()
        began_at = datetime.fromtimestamp(began, UTC) if began else None
        try:
            made = logins.changes.make(change, self._mailboxes(change), began_at)
        except MailboxTaken:
            _refuse_taken()
        if not made and not self._was_made(change):
            raise invalid("code", "can no longer be used: the session that asked for it has ended. Begin again")

    def _was_made(self, change: AddressChange) -> bool:
        """Tell whether a change was made already, by an earlier try or one beside this."""
        found = self.logins.changes.get(change.account_id)
        return found is not None and found.name == change.name and not found.undone

    def _mailboxes(self, change: AddressChange) -> tuple[str, str]:
        """Return the names of the old mailbox and of the new one; of the old one none if another account holds it.

        Two accounts of earlier releases may have addresses of one mailbox, and the one that proved it first holds it.
        """
        before = self.logins.mailbox(change.before)
        holder = self.logins.accounts.of_mailbox(before)
        return before if holder in (None, change.account_id) else "", self.logins.mailbox(change.after)


def undo_secret(mark: str, account_id: str) -> str:
    """Return what the link of a mail to the old mailbox holds, which undoes the change."""
    return f"{account_id}.{mark}"


def _no_undo() -> Refused:
    return invalid("secret", "is wrong, or can no longer be used: a change can be undone for seven days")


def _refuse_closing(account: Account) -> None:
    if account.closes_at:
        raise Refused(
            Code.FORBIDDEN,
            "This account was closed. Reopen it to change its address, before it is erased.",
            until=account.closes_at,
        )


def _refuse_taken() -> NoReturn:
    raise Refused(Code.ACCOUNT_EXISTS, "This mailbox has another account. Use an address that has none.")
