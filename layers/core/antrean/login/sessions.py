"""Sessions of citizens: whether a request comes from one that the account has not ended, and from its own address.

API Gateway takes an ID token until it expires, for 24 hours, whatever happened to its user since. So the profile says
after which login a token is good, and each request of a citizen compares it with what it reads anyway. A renewed token
bears the instant of the login from which it comes, so what renews it ends with the session too.

The address in a token is that of the user of the pool. Whoever has a session can change that at Cognito, past our API,
and nothing at the account: a user whose address is not the account's was taken, or left over, and is good for nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from antrean.base.errors import Code, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.base.clock import Clock
    from antrean.login.identity import Identity
    from antrean.people.model import Account
    from antrean.people.store import Accounts


class LoginSession(NamedTuple):
    """A session of the user of the pool: the address of that user, and when it logged in, if that is known."""

    user: str
    email: str
    began: datetime | None


def check_session(account: Account | None, session: LoginSession | None) -> None:
    """Raise `unauthenticated` for a session that the account has ended, or whose address is not the account's.

    Who has no profile has ended no session, and has no address.
    """
    check_begun(account, session)
    check_address(account, session)


def check_begun(account: Account | None, session: LoginSession | None) -> None:
    """Raise `unauthenticated` where the account ended its sessions in the second of that login, or after it.

    A login of which nothing is known is refused too.
    """
    ended_at = account.tokens_valid_after if account else None
    began = session.began if session else None
    if ended_at and (began is None or began <= ended_at):
        raise Refused(Code.UNAUTHENTICATED, "This session was ended. Log in again.")


def check_address(account: Account | None, session: LoginSession | None) -> None:
    """Raise `unauthenticated` where the user that logged in has another address than the account."""
    if account and session and session.email != account.email:
        raise Refused(
            Code.UNAUTHENTICATED,
            "Your account has another e-mail address than this log-in. Log in with the address of your account; if you "
            "cannot, choose a new password for it.",
        )


def end_all(accounts: Accounts, identity: Identity, clock: Clock, account_id: str, user: str) -> None:
    """End every session of an account, and of its `user` in the pool, that began until now; may be repeated.

    The pool comes first: whoever dies in between can still ask again with the token that they have. Raises `Busy`.
    """
    identity.sign_out(user)
    accounts.end_sessions(account_id, clock.now())
