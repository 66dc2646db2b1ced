"""Claiming seats: the one write on the hot item, and what its refusal means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.errors import Code, Refused
from antrean.bookings.resolve import is_stale, resolve
from antrean.http.answer import instant
from antrean.slots import availability, standing
from antrean.slots.model import Claim
from antrean.slots.standing import Standing
from antrean.slots.store import ClaimRefused

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.services import Services
    from antrean.slots.model import Quota, Slot


def refuse_if_remembered(services: Services, slot: Slot, n: int) -> None:
    """Raise `Refused` (slot_full with alternatives) if fewer than `n` seats of `slot` are remembered; asks no table."""
    if services.full_slots.lacks(slot, n):
        raise _full(services, slot, n)


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
        # seats that nobody may ever hold stand between this citizen and a number: do not wait for the sweeper
        for other in stale:
            resolve(services.store, other)
        outcome = _try(services, slot, claim_id, n, now)
        if isinstance(outcome, Claim):
            return outcome
    services.full_slots.remember(slot, outcome.seats_left)
    raise _full(services, slot, n)


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
        raise Refused(Code.SLOT_PAST, "The session takes bookings until the end of the day before.")
    if found.opens_at:
        raise Refused(
            Code.SLOT_NOT_YET_OPEN,
            "The session is not open for booking yet.",
            opens_at=instant(found.opens_at),
        )
    if quota is None or found.state == "closed":
        raise Refused(Code.SLOT_CLOSED, "The session is closed.", reason=found.reason)
    return quota


def _standing(services: Services, slot: Slot, quota: Quota | None, now: datetime) -> Standing:
    """Return the state that people are shown, so that a refusal never says anything else."""
    office = services.directory.get(slot.office_id)
    return standing.standing(office, slot, quota, now) if office else Standing("closed")


def _full(services: Services, slot: Slot, n: int) -> Refused:
    alternatives = services.full_slots.alternatives(
        slot,
        n,
        lambda: availability.alternatives(services.store, services.clock, services.directory, slot, n),
    )
    return Refused(
        Code.SLOT_FULL,
        f"The session has fewer than {n} seats left. Nothing was booked.",
        alternatives=alternatives,
    )
