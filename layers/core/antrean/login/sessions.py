"""Sessions of citizens: whether a request comes from one that the account has not ended.

API Gateway takes an ID token until it expires, for 24 hours, whatever happened to its user since. So the profile says
after which login a token is good, and each request of a citizen compares it with what it reads anyway. A renewed token
bears the instant of the login from which it comes, so what renews it ends with the session too.
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


class Session(NamedTuple):
    """A session of the user of the pool: the address that it logged in with, and when, if that is known."""

    user: str
    email: str
    began: datetime | None


def check_session(account: Account | None, logged_in_at: datetime | None) -> None:
    """Raise `unauthenticated` where the account ended its sessions in the second of that login, or after it.

    A login of which nothing is known is refused too. Who has no profile has ended no session.
    """
    ended_at = account.tokens_valid_after if account else None
    if ended_at and (logged_in_at is None or logged_in_at <= ended_at):
        raise Refused(Code.UNAUTHENTICATED, "This session was ended. Log in again.")


def end_all(accounts: Accounts, identity: Identity, clock: Clock, account_id: str, user: str) -> None:
    """End every session of an account, and of its `user` in the pool, that began until now; may be repeated.

    The pool comes first: whoever dies in between can still ask again with the token that they have. Raises `Busy`.
    """
    identity.sign_out(user)
    accounts.end_sessions(account_id, clock.now())
