"""Closing an account, with time to think it over: it is erased only once that has passed (`account.erase`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.account.model import Erasure
from antrean.base.errors import Busy, Code, Refused, invalid
from antrean.bookings.operation import asking, registered
from antrean.policy.people import CLOSING_UNDO
from antrean.proofs.mailbox import canonical

if TYPE_CHECKING:
    from antrean.account.store import Erasures
    from antrean.bookings.operation import Services
    from antrean.login.identity import Identity
    from antrean.people.model import Account


def close(  # noqa: PLR0913 - who asks, and what proves it
    services: Services,
    erasures: Erasures,
    identity: Identity,
    account_id: str,
    user: str,
    email: str,
    password: str,
) -> Account:
    """Close an account in `CLOSING_UNDO`; one that is being closed is returned as it is.

    `user` is its name in the pool, `email` the address that it logs in with, which need not be that of the profile.

    The password is asked for again, since a session that was left open is no proof of a wish that ends everything.
    Raises `Refused`: validation_failed for a wrong password, booking_exists where a booking waits for its day.
    """
    account = registered(asking(services, account_id))
    if not identity.knows(email, password):
        raise invalid("password", "is wrong")
    now = services.clock.now()
    if account.closes_at:
        return account
    if account.active_booking_at(now):
        raise Refused(
            Code.BOOKING_EXISTS, "You have an active booking. Cancel it first, or close the account after its day."
        )
    mailbox = services.pepper.mailbox(canonical(account.email))
    if not erasures.close(Erasure(now + CLOSING_UNDO, account_id, user, mailbox), now):
        # Another request of the account closed it, or booked.
        raise Busy
    return registered(services.store.accounts.get(account_id))


def reopen(services: Services, erasures: Erasures, account_id: str) -> Account:
    """Keep an account that was to be closed; one that is not is returned as it is.

    Raises `Refused`: too_late once it is being erased.
    """
    account = registered(asking(services, account_id))
    if account.closes_at is None:
        return account
    if account.erasing:
        raise Refused(Code.TOO_LATE, "This account is being erased. Register again to have one.")
    if not erasures.reopen(account, account.closes_at):
        # Another request reopened it, or the eraser began.
        raise Busy
    return registered(services.store.accounts.get(account_id))
