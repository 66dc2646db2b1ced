"""Resolving a claim in doubt, of which nobody knows whether a booking holds its seats: fence it off, then settle it.

The order matters. After the fence no commit of the claim can land any more, so what the booking says at that moment
stays true of this claim for ever, and its seats can be given back without asking again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.policy.bookings import CLAIM_LEASE

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.bookings.model import Booking
    from antrean.bookings.stores import Store
    from antrean.slots.model import Claim


def is_stale(claim: Claim, now: datetime) -> bool:
    """Tell whether the claim is older than the lease."""
    return now.timestamp() - claim.at > CLAIM_LEASE.total_seconds()


def resolve(store: Store, claim: Claim, now: datetime) -> Booking | None:
    """Fence and settle a claim, and return its booking as it was at the fence (None: there is none).

    Seats that no booking holds go back to where the claim took them from.
    """
    booking = store.bookings.fence(claim)
    held = booking is not None and booking.holds(claim)
    if not held and claim.pool == "kept":
        store.quotas.keep_again(claim, now)
    else:
        store.quotas.settle(claim, give_back=not held)
    return booking
