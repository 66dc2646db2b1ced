"""The quotas of the lanes at the door: published at their first use; until then operators see them as they will be."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from antrean.base.days import end_of_day, start_of_day
from antrean.hall.model import WALK_IN_LANES, lane_of
from antrean.policy.offices import STANDBY_DAYS, WALK_IN_SEATS
from antrean.slots.model import Quota, Slot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from antrean.offices.model import Lane, Office
    from antrean.slots.store import Quotas


def with_lanes(office: Office, published: Sequence[Quota], now: datetime) -> list[Quota]:
    """Return quotas with those of the lanes that nobody has used yet, as they will be published, by their days.

    A lane has a quota from today on, on each day for which a session of the office is published.
    """
    there = {quota.slot for quota in published}
    days = {slot.date for slot in there if office.session(slot.session) and slot.date >= office.today(now)}
    lanes = [(Slot(office.office_id, day, kind.session), lane) for day in days for lane, kind in WALK_IN_LANES.items()]
    coming = [_quota(office, slot, lane) for slot, lane in lanes if slot not in there]
    return sorted([*published, *coming], key=lambda quota: quota.slot.date)


def lane_quota(quotas: Quotas, office: Office, slot: Slot, lane: Lane) -> Quota:
    """Return the quota of a lane on a day, which is published at its first use."""
    found = quotas.get(slot)
    if found is None:
        found = _quota(office, slot, lane)
        quotas.publish(found)
    return found


def publish_for_change(quotas: Quotas, office: Office, slot: Slot, now: datetime) -> None:
    """Publish the quota of a lane that an operator wants to change before anybody has used it; else do nothing.

    Only of a day of which operators see one.
    """
    lane = lane_of(slot.session)
    if lane and slot in {
        quota.slot for quota in with_lanes(office, [*quotas.between(office.office_id, slot.date, slot.date)], now)
    }:
        lane_quota(quotas, office, slot, lane)


def _quota(office: Office, slot: Slot, lane: Lane) -> Quota:
    seats = WALK_IN_SEATS[lane]
    return Quota(
        slot=slot,
        capacity=seats,
        seats_left=seats,
        next_number=1,
        # Standby numbers are given so many days before.
        opens_at=start_of_day(slot.date - timedelta(days=STANDBY_DAYS), office.zone),
        # Numbers are given at the door during the day itself.
        closes_at=end_of_day(slot.date, office.zone),
        state="open",
        version=1,
    )
