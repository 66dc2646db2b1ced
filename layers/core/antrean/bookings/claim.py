"""Claiming seats: the one write on the quota, which everybody wants at once, and what its refusal means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.errors import Busy, Code, Refused
from antrean.base.ids import BOOKING_ID_LENGTH
from antrean.bookings.operation import Again
from antrean.bookings.resolve import is_stale, resolve
from antrean.slots import availability
from antrean.slots.model import Claim, SeatRange
from antrean.slots.standing import Standing, standing
from antrean.slots.store import ClaimRefused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from antrean.bookings.operation import Services
    from antrean.slots.model import Pool, Quota, Slot


def claim_for(  # noqa: PLR0913 - the parts of a claim, and of the request that it is for
    services: Services, slot: Slot, claim_id: str, n: int, operation: str, fingerprint: str
) -> Claim:
    """Claim `n` seats of `slot` for an operation of the booking that the claim's id begins with.

    Raises what `claim` raises, and `Again` where the seats are missing because a twin of this request, sent at the same
    time with the same key, has taken them and committed: then the booking must be read again.
    """
    try:
        return claim(services, slot, claim_id, n)
    except Busy:
        raise
    except Refused:
        found = services.store.bookings.get(claim_id[:BOOKING_ID_LENGTH])
        if found and found.operations.get(operation) == fingerprint:
            raise Again from None
        raise


def claim_for_displaced(  # noqa: PLR0913 - as above
    services: Services, slot: Slot, ids: Mapping[Pool, str], n: int, operation: str, fingerprint: str
) -> Claim:
    """Claim `n` seats of `slot` for a displaced booking: kept ones if enough are kept, else of those that are left.

    `ids` are the claim's ids, one for each pool. Raises what `claim_for` raises.
    """
    try:
        return services.store.quotas.claim(slot, ids["kept"], n, services.clock.now())
    except ClaimRefused as refusal:
        made = refusal.quota.claims if refusal.quota else {}
    # An earlier try of this operation may have claimed of either, and then was cut short.
    found = next((made[claim_id] for claim_id in ids.values() if claim_id in made), None)
    return found or claim_for(services, slot, ids["left"], n, operation, fingerprint)


def claim(services: Services, slot: Slot, claim_id: str, n: int) -> Claim:
    """Take `n` seats of `slot`, or find them taken already by an earlier try of the same operation.

    Raises `Refused` (slot_full with alternatives, slot_not_yet_open, slot_closed, slot_past) and then holds nothing.
    """
    now = services.clock.now()
    outcome = _try(services, slot, claim_id, n, now)
    if isinstance(outcome, Claim):
        return outcome
    stale = [other for other in outcome.claims.values() if is_stale(other, now)]
    if stale:
        # These seats were claimed by functions that died. The citizen need not wait for the sweeper to free them.
        for other in stale:
            resolve(services.store, other, now)
        outcome = _try(services, slot, claim_id, n, now)
        if isinstance(outcome, Claim):
            return outcome
    services.full_slots.remember(slot, outcome.seats_left)
    raise _full(services, slot, n)


def range_of(claim: Claim) -> SeatRange:
    """Return the seats of a claim as the booking lists them once it holds them."""
    return SeatRange(claim.claim_id, claim.first, claim.n, claim.at)


def refuse_if_remembered(services: Services, slot: Slot, n: int) -> None:
    """Raise `slot_full` if `slot` is remembered to have fewer than `n` seats; does not ask the table."""
    if services.full_slots.lacks(slot, n):
        raise _full(services, slot, n)


def slot_past() -> Refused:
    """Return the refusal of a slot whose day has begun at the office."""
    return Refused(Code.SLOT_PAST, "The session takes bookings until the end of the day before.")


def _try(services: Services, slot: Slot, claim_id: str, n: int, now: datetime) -> Claim | Quota:
    """Return the claim, made now or by an earlier try, or the quota that has too few seats; raises other refusals."""
    try:
        return services.store.quotas.claim(slot, claim_id, n, now)
    except ClaimRefused as refusal:
        quota = refusal.quota
    if quota and claim_id in quota.claims:
        return quota.claims[claim_id]
    found = _standing(services, slot, quota, now)
    if found.state == "past":
        raise slot_past()
    if found.opens_at:
        raise Refused(Code.SLOT_NOT_YET_OPEN, "The session is not open for booking yet.", opens_at=found.opens_at)
    if quota is None or found.state == "closed":
        raise Refused(Code.SLOT_CLOSED, "The session is closed.", reason=found.reason)
    return quota


def _standing(services: Services, slot: Slot, quota: Quota | None, now: datetime) -> Standing:
    """Return how the slot stands for people who look at it, so that a refusal never says anything else."""
    office = services.directory.get(slot.office_id)
    return standing(office, slot, quota, now) if office else Standing("closed")


def _full(services: Services, slot: Slot, n: int) -> Refused:
    alternatives = services.full_slots.alternatives(
        slot,
        n,
        lambda: availability.alternatives(services.store.quotas, services.clock, services.directory, slot, n),
    )
    return Refused(
        Code.SLOT_FULL,
        f"The session has fewer than {n} seats left. Nothing was booked.",
        alternatives=alternatives,
    )
