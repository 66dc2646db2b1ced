"""What the sweeper does every minute: of it only the closures concern functions that answer people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.bookings.sweep import sweep
from antrean.closures.work import go_on_with_all

if TYPE_CHECKING:
    from antrean.base.clock import Clock
    from antrean.bookings.stores import Store
    from antrean.bookings.sweep import Swept
    from antrean.closures.store import Closures


def sweep_and_go_on(store: Store, closures: Closures, clock: Clock) -> tuple[Swept, int]:
    """Sweep every office, then go on with closures; return what was swept, and at how many closures there was work.

    An office that could not be swept keeps nobody waiting whom another one has displaced. Raises `Busy`.
    """
    try:
        swept = sweep(store, clock, store.offices.all())
    finally:
        worked = go_on_with_all(store, closures, clock)
    return swept, worked
