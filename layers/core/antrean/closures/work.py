"""What is left to do at closures: done by whoever closes or opens, as far as time allows, and then every minute.

A closure has no saved position, as a job of the whole table has (`jobs`): what is left of it is what its slots and
bookings say, and that is looked up anew. So a run that dies leaves nothing to repair, and two at once do no harm.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from antrean.base.errors import Busy
from antrean.bookings.parts import CommitRefused
from antrean.closures.displace import displace_slot, shut
from antrean.closures.reopen import reopen_slot
from antrean.policy.offices import CLOSURES_RUN

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.base.clock import Clock
    from antrean.bookings.stores import Store
    from antrean.closures.model import Closure
    from antrean.closures.store import Closures


def go_on_with_all(store: Store, closures: Closures, clock: Clock) -> int:
    """Go on with every closure at which there is something to do, and return how many were worked at.

    Raises `Busy` at the end where one could not be worked at; the others were all the same.
    """
    begun = clock.now()
    busy, worked = 0, 0
    for closure_id in closures.due(begun):
        left = begun + CLOSURES_RUN - clock.now()
        if left <= timedelta(0):
            # The next run begins with those that are due then, within a minute.
            break
        try:
            go_on(store, closures, clock, closure_id, left)
            worked += 1
        except Busy:
            busy += 1
    if busy:
        raise Busy
    return worked


def go_on(store: Store, closures: Closures, clock: Clock, closure_id: str, time: timedelta) -> Closure | None:
    """Do what is left to do at a closure, and return it as it is then; None where there is no closure of this id.

    After `time` every slot is still shut, but nobody else is displaced. What is left then is for the next run. Raises
    `Busy`.
    """
    until = clock.now() + time
    closure = closures.get(closure_id)
    if closure is None:
        return None
    match closure.state:
        case "displacing":
            # All of them are shut before anybody is displaced from the first.
            for slot in closure.slots:
                closure = shut(store, closures, clock, closure, slot)
                if closure.state != "displacing":
                    # Somebody began to open it again, or another run has displaced everybody.
                    return closure
            left = [
                slot
                for slot in closure.slots
                if not displace_slot(closures.waiting(store), clock, closure, slot, until)
            ]
            # Where others shut every one of its slots there is nobody whose right could end.
            due_at = closure.lapses_at if closure.slots else None
            return closure if left else closures.advance(closure, "displaced", due_at) or closure
        case "reopening":
            left = [slot for slot in closure.slots if not reopen_slot(store, clock, closure, slot, until)]
            return closure if left else closures.advance(closure, "reopened", closure.lapses_at) or closure
        case "displaced" | "reopened":
            if clock.now() >= closure.lapses_at and _lapse(store, clock, closure, until):
                closures.advance(closure, closure.state, None)
    return closure


def _lapse(store: Store, clock: Clock, closure: Closure, until: datetime) -> bool:
    """End the bookings that nobody answered for until their right ended, and tell whether none is left.

    Their people are free already: what holds them says until when.
    """
    displaced = store.bookings.displaced_by(closure.closure_id)
    for booking in displaced:
        now = clock.now()
        if now >= until:
            return False
        ended = booking.lapsed(now)
        try:
            store.bookings.commit_lapsed(booking, ended)
        except CommitRefused:
            # Its people answered at the last moment; the next run looks again.
            continue
    return not displaced
