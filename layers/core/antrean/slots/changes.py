"""Quotas as operators read and change them."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from antrean.base.errors import Busy, Code, Refused
from antrean.policy.system import OPERATION_ATTEMPTS
from antrean.slots.store import QuotaChanged
from antrean.turns.model import turns_from

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from antrean.aws.table import Action
    from antrean.base.clock import Clock
    from antrean.base.ids import Pepper
    from antrean.slots.model import Quota, Slot
    from antrean.slots.quota_forms import QuotaChange
    from antrean.slots.store import Quotas
    from antrean.turns.model import Turns

    Closing = Callable[[str, datetime], tuple[str, Sequence[Action]]]
    """Makes of a change's id and the instant a closure: its id, and the writes by which it begins."""


def change(  # noqa: PLR0913 - what a change is made of
    quotas: Quotas,
    pepper: Pepper,
    clock: Clock,
    operator: str,
    slot: Slot,
    version: int,
    request: QuotaChange,
    closing: Closing | None = None,
) -> Quota:
    """Change a quota at the `version` that the operator saw, with an audit record, and return the changed quota.

    The quota remembers the id of its last change, a keyed hash of operator, version, slot and request. By it the same
    change sent again after a lost answer is recognised: the quota is returned and nothing is changed.
    With `closing` a change that closes the slot begins a closure, in the same write.
    Raises `Refused`: not_found, version_conflict (with the present quota), capacity_below_taken, reopen_first
    (with the quota, which names the closure).
    """
    change_id = pepper.fingerprint(f"{operator} {version} {slot} {request.canonical()}")
    old = quotas.get(slot)
    if old is None:
        raise Refused(Code.NOT_FOUND, "No quota was published for this session.")
    if old.last_change == change_id:
        return old
    for _ in range(OPERATION_ATTEMPTS):
        _check(old, version, request)
        now = clock.now()
        new = _changed(old, request, change_id, now)
        if new.free < 0:
            raise _below_taken(old)
        also: Sequence[Action] = ()
        if closing and request.state == "closed" and can_be_closed(old):
            closure_id, also = closing(change_id, now)
            new = new._replace(closure=closure_id)
        try:
            quotas.change(old, new, operator, request.reason, now, also)
        except QuotaChanged as refusal:
            # Another operator was quicker, or seats were claimed or released meanwhile, so they are looked at again.
            old = refusal.quota
            if old.last_change == change_id:
                return old
        else:
            return new
    raise Busy


def _check(old: Quota, version: int, request: QuotaChange) -> None:
    """Refuse a change of another version than the operator saw, and the opening of what a closure has closed."""
    if old.version != version:
        raise _version_conflict(old)
    if old.closure and request.state == "open":
        raise Refused(
            Code.REOPEN_FIRST, "This session was closed with its bookings: open its closure again.", quota=old
        )
    if old.reopening_at and request.state == "closed":
        # Or it would be answered as closed, and be open a minute later.
        raise Refused(
            Code.REOPEN_FIRST, "This session is being opened again: wait until it is open, then close it.", quota=old
        )


def can_be_closed(quota: Quota) -> bool:
    """Tell whether a closure can close a slot: it is open, or closed with people in it whom nobody has told."""
    return quota.closure is None and (quota.state == "open" or quota.free < quota.capacity)


def _changed(old: Quota, request: QuotaChange, change_id: str, now: datetime) -> Quota:
    """Return the quota as the operator wants it.

    More seats are kept until their release, so that no friend of the operator is the first to know of them. Fewer are
    taken from the kept ones first, which nobody sees, then from those that are left.
    """
    capacity = old.capacity if request.capacity is None else request.capacity
    opens_at = (request.opens_at or old.opens_at).astimezone(UTC).replace(microsecond=0)
    state = request.state or old.state
    more = capacity - old.capacity
    kept = max(old.seats_kept + more, 0)
    reason = request.reason if request.state == "closed" else old.reason
    return old._replace(
        capacity=capacity,
        seats_left=old.seats_left + old.seats_kept + more - kept,
        seats_kept=kept,
        kept_at=now.replace(microsecond=0) if more > 0 else old.kept_at,
        state=state,
        opens_at=opens_at,
        reason=reason if state == "closed" else None,
        version=old.version + 1,
        last_change=change_id,
        turns=turns_of_opened(old, opens_at, now) if state == "open" else old.turns,
    )


def turns_of_opened(old: Quota, opens_at: datetime, now: datetime) -> Turns | None:
    """Return the turns of a slot that is open from `opens_at` on, which begin anew unless it could be claimed before.

    Else whoever knows the operator would be the first to come.
    """
    if old.turns is None or (old.state == "open" and old.opens_at <= now and opens_at <= now):
        return old.turns
    return turns_from(max(opens_at, now), old.turns.window)


def _version_conflict(quota: Quota) -> Refused:
    return Refused(
        Code.VERSION_CONFLICT,
        "The quota was changed since you read it. Look at it again before you change it.",
        quota=quota,
    )


def _below_taken(quota: Quota) -> Refused:
    taken = quota.capacity - quota.free
    return Refused(
        Code.CAPACITY_BELOW_TAKEN,
        f"{taken} seats are taken already; the capacity cannot be lower.",
        quota=quota,
    )
