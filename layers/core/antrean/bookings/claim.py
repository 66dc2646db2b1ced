"""Claiming seats: the one write on the quota, which everybody wants at once, and what its refusal means."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from antrean.base.attempts import Again
from antrean.base.errors import Busy, Code, Refused
from antrean.base.ids import BOOKING_ID_LENGTH
from antrean.bookings.resolve import is_stale, resolve
from antrean.slots import availability
from antrean.slots.standing import Standing, standing
from antrean.slots.store import ClaimRefused
from antrean.turns.model import Holder
from antrean.turns.places import hour_of, seed_in, turn_of

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.bookings.operation import Services
    from antrean.people.model import Account
    from antrean.slots.model import Claim, Quota, Slot
    from antrean.turns.model import Turns

_TRIES = 3
"""How often seats are claimed: as they were judged, after stale claims were resolved, and after turns began anew."""


class Wanted(NamedTuple):
    """Seats that an operation of an account wants: how many, of which slot, and by which claim."""

    slot: Slot
    claim_id: str
    n: int
    operation: str
    fingerprint: str
    holder: Holder


def holder_of(account_id: str, account: Account | None) -> Holder:
    """Return whose turn it is that an account waits for."""
    return Holder(account_id, account.registered_at if account else None)


def asked_of(services: Services, slot: Slot, n: int) -> Slot | None:
    """Return the slot whose quota is worth reading before `n` seats are claimed: not one that is remembered full."""
    return None if services.full_slots.lacks(slot, n) else slot


def judge(services: Services, wanted: Wanted, seen: Quota | None) -> Turns | None:
    """Refuse what a claim would be refused for, by the quota that was read with the account, and write nothing.

    Returns the turns of the slot in which the account's turn has come, None where it has none now. Raises what
    `claim_for` raises. A slot that was remembered full, and was not read therefore, is refused from memory.
    """
    if seen is None and services.full_slots.lacks(wanted.slot, wanted.n):
        raise _full(services, wanted)
    if seen is None or wanted.claim_id in seen.claims:
        # Its own claim, of an earlier try, decides when it is made once more.
        return None
    now = services.clock.now()
    try:
        _refuse_standing(services, wanted.slot, seen, now)
        if _lacks(seen, wanted) and not _stale(seen, now):
            services.full_slots.remember(wanted.slot, seen.seats_left)
            raise _full(services, wanted)
        return _turns(services, wanted, seen, now)
    except Refused as refusal:
        # Quota and booking are not read at one instant: in between a twin of this request may have taken these seats.
        _look_again(services, wanted, refusal)
        raise


def claim_for(services: Services, wanted: Wanted, judged: Turns | None) -> Claim:
    """Claim seats for an operation of the booking that the claim's id begins with, in the turns that were `judged`.

    Raises what `claim` raises, and `Again` where the seats are missing because a twin of this request, sent at the same
    time with the same key, has taken them and committed: then the booking must be read again.
    """
    try:
        return claim(services, wanted, judged)
    except Refused as refusal:
        _look_again(services, wanted, refusal)
        raise


def claim_for_displaced(services: Services, wanted: Wanted, kept_id: str, seen: Quota | None) -> Claim:
    """Claim seats for a displaced booking: kept ones if enough are kept, else of those that are left.

    `kept_id` is the id of the claim of kept ones, for which nobody waits for a turn. Raises what `claim_for` raises.
    """
    try:
        return services.store.quotas.claim(wanted.slot, kept_id, wanted.n, services.clock.now())
    except ClaimRefused as refusal:
        made = refusal.quota.claims if refusal.quota else {}
    # An earlier try of this operation may have claimed of either, and then was cut short.
    found = made.get(kept_id) or made.get(wanted.claim_id)
    return found or claim_for(services, wanted, judge(services, wanted, seen))


def claim(services: Services, wanted: Wanted, judged: Turns | None) -> Claim:
    """Take the seats that are wanted, or find them taken already by an earlier try of the same operation.

    Raises `Refused` (slot_full with alternatives, slot_not_yet_open, slot_closed, slot_past, not_your_turn) and then
    holds nothing.
    """
    slot, left = wanted.slot, 0
    for _ in range(_TRIES):
        now = services.clock.now()
        try:
            return services.store.quotas.claim(slot, wanted.claim_id, wanted.n, now, judged=judged)
        except ClaimRefused as refusal:
            quota = refusal.quota
        if quota and wanted.claim_id in quota.claims:
            return quota.claims[wanted.claim_id]
        found = _refuse_standing(services, slot, quota, now)
        left, stale = found.seats_left, _stale(found, now)
        if _lacks(found, wanted) and not stale:
            break
        turns = _turns(services, wanted, found, now)
        if turns == judged and not stale:
            break
        judged = turns
        # These seats were claimed by functions that died. The citizen need not wait for the sweeper to free them.
        for other in stale:
            resolve(services.store, other, now)
    services.full_slots.remember(slot, left)
    raise _full(services, wanted)


def slot_past() -> Refused:
    """Return the refusal of a slot whose day has begun at the office."""
    return Refused(Code.SLOT_PAST, "The session takes bookings until the end of the day before.")


def _refuse_standing(services: Services, slot: Slot, quota: Quota | None, now: datetime) -> Quota:
    """Return the quota of a slot that takes bookings, though it may be full; raises other refusals."""
    found = _standing(services, slot, quota, now)
    if found.state == "past":
        raise slot_past()
    if found.opens_at:
        raise Refused(Code.SLOT_NOT_YET_OPEN, "The session is not open for booking yet.", opens_at=found.opens_at)
    if quota is None or found.state == "closed":
        raise Refused(Code.SLOT_CLOSED, "The session is closed.", reason=found.reason)
    return quota


def _turns(services: Services, wanted: Wanted, quota: Quota, now: datetime) -> Turns | None:
    """Return the turns of a slot in which the account's turn has come, None where it has none now.

    Raises `not_your_turn` with the instant of the account's turn.
    """
    turns = quota.turns
    if turns is None or turns.until <= now:
        return None
    at = turn_of(turns, seed_in(services.store.release_secrets, hour_of(turns.begin)), wanted.holder)
    if now < at:
        raise Refused(
            Code.NOT_YOUR_TURN,
            "Everybody who wants these seats has a turn, and yours comes later. Send the same request again then.",
            your_turn_at=at,
        )
    return turns


def _lacks(quota: Quota, wanted: Wanted) -> bool:
    return quota.seats_left < wanted.n


def _stale(quota: Quota, now: datetime) -> list[Claim]:
    return [other for other in quota.claims.values() if is_stale(other, now)]


def _look_again(services: Services, wanted: Wanted, refusal: Refused) -> None:
    """Raise `Again` if a twin of this request has booked meanwhile: then the refusal of this one is not true."""
    if isinstance(refusal, Busy):
        return
    found = services.store.bookings.get(wanted.claim_id[:BOOKING_ID_LENGTH])
    if found and found.operations.get(wanted.operation) == wanted.fingerprint:
        raise Again from None


def _standing(services: Services, slot: Slot, quota: Quota | None, now: datetime) -> Standing:
    """Return how the slot stands for people who look at it, so that a refusal never says anything else."""
    office = services.directory.get(slot.office_id)
    return standing(office, slot, quota, now) if office else Standing("closed")


def _full(services: Services, wanted: Wanted) -> Refused:
    slot, n = wanted.slot, wanted.n
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
