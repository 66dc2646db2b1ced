"""What the summary holds of an office, and the soonest days that follow from it for so many people.

What is held does not grow old by itself: whether a slot is open, and whether it has closed, is judged when it is told.
"""

from __future__ import annotations

from itertools import groupby, islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from antrean.policy.bookings import MOST_APPLICANTS, SOONEST_DAYS
from antrean.seats.model import OfficeSeats, SlotSeats, Soonest, SoonestDay
from antrean.slots.closing import has_closed
from antrean.slots.standing import standing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from antrean.offices.model import Office
    from antrean.seats.model import Summary
    from antrean.slots.model import Quota


def seats_of(office: Office, published: Iterable[Quota], now: datetime) -> OfficeSeats:
    """Return what the summary holds of an office: its slots that have seats left and are open, or will be.

    `published` are its quotas in the order of the day. Kept seats do not count, since nobody can claim them, and more
    seats than a household has people count as so many.
    """
    found = []
    for quota in published:
        stands = standing(office, quota.slot, quota, now)
        if stands.state in {"open", "not_yet_open"} and quota.seats_left > 0 and office.session(quota.slot.session):
            seats = min(quota.seats_left, MOST_APPLICANTS)
            found.append(SlotSeats(quota.slot.date, quota.slot.session, seats, stands.opens_at))
    return OfficeSeats(office.timezone, tuple(session.session for session in office.sessions), tuple(found))


def without_past(office: OfficeSeats, now: datetime) -> OfficeSeats:
    """Return what the summary holds of an office without the slots that take no more bookings."""
    zone = ZoneInfo(office.timezone)
    return office._replace(slots=tuple(slot for slot in office.slots if not has_closed(slot.date, zone, now)))


def soonest(summary: Summary, party: int, now: datetime) -> list[Soonest]:
    """Return the soonest days of every office on which a `party` of so many people can be seated together.

    An office without such a day is there with none.
    """
    return [_soonest_of(office_id, office, party, now) for office_id, office in summary.offices.items()]


def _soonest_of(office_id: str, office: OfficeSeats, party: int, now: datetime) -> Soonest:
    suiting = [slot for slot in without_past(office, now).slots if slot.seats >= party]
    claimable = (slot for slot in suiting if slot.opens_at is None or slot.opens_at <= now)
    days = (
        SoonestDay(day, max(slot.seats for slot in slots), tuple(slot.session for slot in slots))
        for day, slots in ((day, [*of_day]) for day, of_day in groupby(claimable, key=lambda slot: slot.date))
    )
    later = (slot.opens_at for slot in suiting if slot.opens_at and slot.opens_at > now)
    return Soonest(office_id, tuple(islice(days, SOONEST_DAYS)), min(later, default=None))
