"""Whom the office calls: displaced people who have not answered, or whom no mail reaches; each look is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from antrean.base.policy import CALL_AFTER
from antrean.offices.model import Look

if TYPE_CHECKING:
    from antrean.base.clock import Clock
    from antrean.bookings.model import Booking
    from antrean.bookings.stores import Store
    from antrean.closures.model import Closure
    from antrean.closures.preview import Unreachable
    from antrean.offices.store import Looks


class Call(NamedTuple):
    """A displaced booking, and the name and telephone of the account that made it."""

    booking: Booking
    full_name: str
    phone: str
    unreachable: bool


def calls(  # noqa: PLR0913 - what answers, who looks and at what
    store: Store, looks: Looks, clock: Clock, staff: str, closure: Closure, is_unreachable: Unreachable
) -> list[Call]:
    """Return whom a closure displaced and the office calls, once the letters went; the look is recorded before.

    Those are who has not answered `CALL_AFTER` the letters went, and who has a mailbox that takes no mails. Who moved,
    cancelled or got the place again is not displaced any more, and not among them.
    """
    now = clock.now()
    if now < closure.letters_at:
        return []
    found = []
    for booking in store.bookings.displaced_by(closure.closure_id):
        account = store.accounts.get(booking.account_id)
        if account and now < booking.until:
            unreachable = is_unreachable(account.email)
            if unreachable or now >= closure.letters_at + CALL_AFTER:
                found.append(Call(booking, account.full_name, account.phone, unreachable))
    looks.record(Look(closure.office_id, staff, now, f"closure {closure.closure_id}", len(found)))
    return found
