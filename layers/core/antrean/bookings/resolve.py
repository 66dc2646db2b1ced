"""Resolving a claim in doubt, of which nobody knows whether a booking holds its seats: fence it off, then settle it.

The order matters. After the fence no commit of the claim can land any more, so what the booking says at that moment
stays true of this claim for ever, and its seats can be given back without asking again.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from antrean.base.errors import Busy
from antrean.base.policy import CLAIM_LEASE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antrean.base.clock import Clock
    from antrean.bookings.model import Booking
    from antrean.bookings.store import Store
    from antrean.offices.model import Office
    from antrean.slots.model import Claim


def is_stale(claim: Claim, now: datetime) -> bool:
    """Tell whether the claim is older than the lease."""
    return now.timestamp() - claim.at > CLAIM_LEASE.total_seconds()


def resolve(store: Store, claim: Claim) -> Booking | None:
    """Fence and settle a claim, and return its booking as it was at the fence (None: there is none)."""
    booking = store.bookings.fence(claim)
    held = booking is not None and booking.holds(claim)
    store.quotas.settle(claim, give_back=not held)
    return booking


def sweep(store: Store, clock: Clock, offices: Iterable[Office]) -> int:
    """Resolve every stale claim of the offices, and return how many there were.

    A claim is made at the latest on the day before its slot, so looking back one day finds those made at midnight.
    Raises `Busy` at the end where an office could not be swept; the others were swept all the same.
    """
    resolved = 0
    unswept = 0
    for office in offices:
        try:
            resolved += _sweep_office(store, clock, office)
        except Busy:
            unswept += 1
    if unswept:
        raise Busy
    return resolved


def _sweep_office(store: Store, clock: Clock, office: Office) -> int:
    resolved = 0
    yesterday = office.today(clock.now()) - timedelta(days=1)
    for quota in store.quotas.with_claims(office.office_id, yesterday, date.max):
        for claim in quota.claims.values():
            if is_stale(claim, clock.now()):
                resolve(store, claim)
                resolved += 1
    return resolved
