"""Opening the slots of a closure again: who is still displaced gets the old place and the old numbers again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.bookings.parts import CommitRefused
from antrean.policy.offices import INDEX_PATIENCE
from antrean.policy.system import OPERATION_ATTEMPTS
from antrean.slots.changes import turns_of_opened
from antrean.slots.store import QuotaChanged

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.base.clock import Clock
    from antrean.bookings.model import Booking
    from antrean.bookings.stores import Store
    from antrean.closures.model import Closure
    from antrean.slots.model import Quota, Slot


def reopen_slot(store: Store, clock: Clock, closure: Closure, slot: Slot, until: datetime) -> bool:
    """Give the displaced bookings of a slot their places again, then open it; tell whether nothing is left to do.

    They come in the order of their numbers, each whole, and as long as enough seats are kept. Who finds too few stays
    displaced, and so does who answered meanwhile. The slot opens after all of them, and not before the index lists
    everybody whom the closure had displaced: from the first writing on it displaces nobody. A slot whose day has begun
    stays closed. Raises `Busy`.
    """
    quota = store.quotas.get(slot)
    if quota is None or quota.closure != closure.closure_id or clock.now() >= quota.closes_at:
        return True
    store.quotas.begin_reopening(slot, closure.closure_id, clock.now())
    for booking in store.bookings.displaced_by(closure.closure_id, slot):
        if clock.now() >= until:
            return False
        _rehold(store, clock, closure, booking)
    quota = store.quotas.get(slot)
    if quota is None or quota.reopening_at is None:
        return True
    if clock.now() < quota.reopening_at + INDEX_PATIENCE:
        return False
    return _open(store, clock, closure, quota)


def _rehold(store: Store, clock: Clock, closure: Closure, booking: Booking) -> None:
    """Give a booking its place again, unless it was answered meanwhile or too few seats are kept."""
    found = booking
    for _ in range(OPERATION_ATTEMPTS):
        now = clock.now()
        if found.displacement != closure.displacement or now >= found.closes_at:
            return
        try:
            store.bookings.commit_reheld(found, found.reheld(now), closure.displacement)
        except CommitRefused:
            again = store.bookings.get_many([booking.booking_id])
            if not again:
                return
            [found] = again
        else:
            return


def _open(store: Store, clock: Clock, closure: Closure, quota: Quota) -> bool:
    """Open a slot, with an audit record of who began to open the closure again, and tell whether it was done."""
    now = clock.now()
    new = quota._replace(
        state="open",
        reason=None,
        closure=None,
        reopening_at=None,
        version=quota.version + 1,
        last_change=f"{closure.closure_id}#{quota.slot.date.isoformat()}#{quota.slot.session}#open",
        turns=turns_of_opened(quota, quota.opens_at, now),
    )
    try:
        # The release before wrote down nobody who opens.
        store.quotas.change(quota, new, closure.reopened_by or closure.operator, closure.reason, now)
    except QuotaChanged:
        # The next run looks again.
        return False
    return True
