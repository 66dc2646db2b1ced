"""What the sweeper does every minute: of it only the closures concern functions that answer people."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from antrean.bookings.sweep import sweep
from antrean.closures.work import go_on_with_all
from antrean.waiting.clock import end_what_is_over
from antrean.waiting.offers import Offering

if TYPE_CHECKING:
    from antrean.base.clock import Clock
    from antrean.bookings.stores import Store
    from antrean.bookings.sweep import Swept
    from antrean.closures.store import Closures


class Minute(NamedTuple):
    """What was done: what was swept, how many offers were made, and at how many closures there was work."""

    swept: Swept
    offered: int
    worked: int


def sweep_and_go_on(store: Store, closures: Closures, clock: Clock) -> Minute:
    """End unanswered offers, sweep every office, offering kept seats to who waits, then go on with closures.

    An office that could not be swept keeps nobody waiting whom another one has displaced. Raises `Busy`.
    """
    waiting = closures.waiting(store)
    offering = Offering(waiting, clock)
    try:
        end_what_is_over(waiting, clock)
    finally:
        try:
            swept = sweep(store, clock, store.offices.all(), offering.keeps)
        finally:
            worked = go_on_with_all(store, closures, clock)
    return Minute(swept, offering.made, worked)
