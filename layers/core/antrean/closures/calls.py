"""Whom the office calls: displaced people who have not answered, or whom no mail reaches; each look is recorded.

The list of an office's closures tells how many parties are to be called, without names: a look at it is not recorded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from antrean.offices.model import Look
from antrean.policy.offices import CALL_AFTER

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.base.clock import Clock
    from antrean.bookings.model import Booking
    from antrean.bookings.stores import Store
    from antrean.closures.model import Closure
    from antrean.closures.preview import UnreachableOf
    from antrean.closures.store import Closures
    from antrean.offices.staff import Group
    from antrean.offices.store import Looks


class Call(NamedTuple):
    """A displaced booking, and the name and telephone of the account that made it."""

    booking: Booking
    full_name: str
    phone: str
    unreachable: bool


class Open(NamedTuple):
    """A closure whose people have a right to another place still, and how many parties of it are to be called."""

    closure: Closure
    to_call: int


def still_open(
    store: Store, closures: Closures, clock: Clock, office_id: str, unreachable_of: UnreachableOf
) -> list[Open]:
    """Return the closures of an office whose right has not ended: those with somebody to call first, newest first."""
    now = clock.now()
    found = [
        Open(closure, len(_to_call(store, closure, now, unreachable_of)))
        for closure in closures.of_office(office_id)
        if now < closure.lapses_at
    ]
    found.sort(key=lambda each: (each.to_call > 0, each.closure.created_at, each.closure.closure_id), reverse=True)
    return found


def calls(  # noqa: PLR0913 - what answers, who looks and at what
    store: Store,
    looks: Looks,
    clock: Clock,
    staff: str,
    closure: Closure,
    unreachable_of: UnreachableOf,
    role: Group = "officers",
) -> list[Call]:
    """Return whom a closure displaced and the office calls, once the letters went; the look is recorded before.

    Those are who has not answered `CALL_AFTER` the letters went, and who has a mailbox that takes no mails. Who moved,
    cancelled or got the place again is not displaced any more, and not among them. They come in the order of slots and
    numbers.
    """
    now = clock.now()
    found = _to_call(store, closure, now, unreachable_of)
    if now >= closure.letters_at:
        look = Look(closure.office_id, staff, now, f"closure {closure.closure_id}", len(found), role=role)
        looks.record(look)
        # And for each who is shown, so that they can be told who has seen their number.
        accounts_shown = dict.fromkeys(each.booking.account_id for each in found)
        looks.record_all([look._replace(people=1, account_id=account_id) for account_id in accounts_shown])
    return found


def _to_call(store: Store, closure: Closure, now: datetime, unreachable_of: UnreachableOf) -> list[Call]:
    if now < closure.letters_at:
        return []
    order = {slot: place for place, slot in enumerate(closure.slots)}
    displaced = [each for each in store.bookings.displaced_by(closure.closure_id) if now < each.until]
    accounts = store.accounts.get_many({booking.account_id for booking in displaced})
    unreachable = unreachable_of([account.email for account in accounts.values()])
    return [
        Call(booking, account.full_name, account.phone, account.email in unreachable)
        for booking in sorted(displaced, key=lambda booking: order[booking.slot])
        if (account := accounts.get(booking.account_id))
        if account.email in unreachable or now >= closure.letters_at + CALL_AFTER
    ]
