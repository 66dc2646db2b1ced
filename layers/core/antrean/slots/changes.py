"""Quotas as operators read and change them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC
from typing import TYPE_CHECKING

from antrean.base.errors import Code, Refused
from antrean.slots.store import QuotaChanged

if TYPE_CHECKING:
    from antrean.base.clock import Clock
    from antrean.base.ids import Pepper
    from antrean.slots.model import Quota, Slot
    from antrean.slots.quota_forms import QuotaChange
    from antrean.slots.store import Quotas


def change(  # noqa: PLR0913 - what a change is made of
    quotas: Quotas, pepper: Pepper, clock: Clock, operator: str, slot: Slot, version: int, request: QuotaChange
) -> Quota:
    """Change a quota at the `version` that the operator saw, with an audit record, and return the changed quota.

    The quota remembers the id of its last change, a keyed hash of operator, version, slot and request. By it the same
    change sent again after a lost answer is recognised: the quota is returned and nothing is changed.
    Raises `Refused`: not_found, version_conflict (with the present quota), capacity_below_taken.
    """
    change_id = pepper.fingerprint(f"{operator} {version} {slot} {request.canonical()}")
    old = quotas.get(slot)
    if old is None:
        raise Refused(Code.NOT_FOUND, "No quota was published for this session.")
    if old.last_change == change_id:
        return old
    if old.version != version:
        raise _version_conflict(old)
    new = _changed(old, request, change_id)
    if new.seats_left < 0:
        raise _below_taken(old)
    try:
        quotas.change(old, new, operator, request.reason, clock.now())
    except QuotaChanged as refusal:
        if refusal.quota.last_change == change_id:
            return refusal.quota
        if refusal.quota.version != version:
            raise _version_conflict(refusal.quota) from refusal
        raise _below_taken(refusal.quota) from refusal
    return new


def _changed(old: Quota, request: QuotaChange, change_id: str) -> Quota:
    capacity = old.capacity if request.capacity is None else request.capacity
    state = request.state or old.state
    reason = request.reason if request.state == "closed" else old.reason
    return replace(
        old,
        capacity=capacity,
        seats_left=old.seats_left + capacity - old.capacity,
        state=state,
        opens_at=(request.opens_at or old.opens_at).astimezone(UTC).replace(microsecond=0),
        reason=reason if state == "closed" else None,
        version=old.version + 1,
        last_change=change_id,
    )


def _version_conflict(quota: Quota) -> Refused:
    return Refused(
        Code.VERSION_CONFLICT,
        "The quota was changed since you read it. Look at it again before you change it.",
        quota=quota,
    )


def _below_taken(quota: Quota) -> Refused:
    taken = quota.capacity - quota.seats_left
    return Refused(
        Code.CAPACITY_BELOW_TAKEN,
        f"{taken} seats are taken already; the capacity cannot be lower.",
        quota=quota,
    )
