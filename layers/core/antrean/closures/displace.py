"""Shutting the slots of a closure and displacing their bookings, so that any run may go on where another one died.

Nothing of it is noted anywhere but where it is done: a slot says which closure has shut it, and a booking which one has
displaced it. So every step looks what is left, may be done twice, and by two runs at once.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from antrean.base.attempts import Again
from antrean.base.errors import Busy
from antrean.bookings.parts import CommitRefused
from antrean.bookings.resolve import is_stale, resolve
from antrean.policy.system import OPERATION_ATTEMPTS
from antrean.slots.changes import can_be_closed
from antrean.slots.closing import day_is_over
from antrean.slots.store import QuotaChanged
from antrean.waiting.endings import withdraw

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.base.clock import Clock
    from antrean.bookings.model import Booking
    from antrean.bookings.stores import Store
    from antrean.closures.model import Closure
    from antrean.closures.store import Closures
    from antrean.slots.model import Quota, Slot
    from antrean.waiting.store import Waiting


def shut(store: Store, closures: Closures, clock: Clock, closure: Closure, slot: Slot) -> Closure:
    """Shut a slot of a closure, once, with an audit record; return the closure as it is then.

    A slot that somebody else has closed meanwhile is left out of it. So each slot of a closure is one that it has shut,
    as soon as every one was tried. Shutting and leaving out are refused if closure or slot changed; otherwise a closure
    could shut a slot that it does not list. Where the closure stands otherwise meanwhile, whoever called looks at what
    comes back. Raises `Busy`.
    """
    found = closure
    for _ in range(OPERATION_ATTEMPTS):
        quota = store.quotas.get(slot)
        if quota and quota.closure == found.closure_id:
            return found
        if quota and can_be_closed(quota):
            if _shut(store, closures, clock, found, quota):
                return found
        else:
            still = [store.quotas.unchanged_action(quota)] if quota else []
            if rest := closures.leave_out(found, slot, still):
                return rest
        found = closures.get(closure.closure_id) or found
        if found.state != closure.state or slot not in found.slots:
            return found
    raise Busy


def _shut(store: Store, closures: Closures, clock: Clock, closure: Closure, quota: Quota) -> bool:
    """Shut a slot as it was read, and tell whether it was done."""
    slot = quota.slot
    new = quota._replace(
        state="closed",
        reason=closure.reason,
        closure=closure.closure_id,
        version=quota.version + 1,
        last_change=f"{closure.closure_id}#{slot.date.isoformat()}#{slot.session}",
    )
    try:
        # A run that was paused must not shut again what the closure has opened since.
        still = [closures.as_read_action(closure)]
        store.quotas.change(quota, new, closure.operator, closure.reason, clock.now(), still)
    except QuotaChanged:
        return False
    return True


def displace_slot(waiting: Waiting, clock: Clock, closure: Closure, slot: Slot, until: datetime) -> bool:
    """Displace the bookings of a shut slot and take its offers back; tell whether nothing is left to do there.

    Begins nothing at `until`. Nothing is left once no claim is in flight and every seat is left, kept, or held by who
    was served. Before that a booking may still come to be by a claim of before, or the index may not list it yet. Whose
    day is over stays as it is: there is nothing to keep them from, and others may have booked them since. Raises
    `Busy`.
    """
    store = waiting.store
    quota = store.quotas.get(slot)
    for claim in quota.claims.values() if quota else ():
        if is_stale(claim, clock.now()):
            resolve(store, claim, clock.now())
    staying = 0
    for listed in store.bookings.of_day(slot.office_id, slot.date):
        if listed.slot != slot:
            continue
        if clock.now() >= until:
            return False
        found = _displaced(waiting, clock, closure, listed)
        if found and found.slot == slot and (found.check_in or clock.now() >= found.until):
            # Who could not be displaced now is not among them, so the sum does not come out and the next run goes on.
            staying += sum(held.n for held in found.held_seats)
    quota = store.quotas.get(slot)
    if quota is None or day_is_over(quota.closes_at, clock.now()):
        return True
    return not quota.claims and quota.capacity == quota.free + staying


def _displaced(waiting: Waiting, clock: Clock, closure: Closure, booking: Booking) -> Booking | None:
    """Displace a booking as it was read, and return it as it is then.

    It is unchanged where it was served or is over, and where each try was refused, as another function's clock may be
    ahead.
    """
    store, slot, found = waiting.store, booking.slot, booking
    for _ in range(OPERATION_ATTEMPTS):
        now = clock.now()
        if not found.holds_seats or found.slot != slot or found.check_in or now >= found.until:
            return found
        if found.is_offered:
            # Nobody has this place yet, so nobody has a right to another.
            with suppress(Again):
                return withdraw(waiting, found, closure.closure_id, now)
            again = store.bookings.get_many([booking.booking_id])
            if not again:
                return None
            [found] = again
            continue
        new = found.displaced(closure.displacement, now)
        try:
            store.bookings.commit_displaced(found, new, closure.displacement, now)
        except CommitRefused as refusal:
            for leftover in refusal.leftovers:
                resolve(store, leftover, clock.now())
        else:
            return new
        again = store.bookings.get_many([booking.booking_id])
        if not again:
            return None
        [found] = again
    return found
