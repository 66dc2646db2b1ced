"""When a slot stops taking bookings, and a booking stops being changed: at the end of the day before, office time.

The rule is in this module alone. A published quota stores the instant, so that the one write of a claim can check it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from antrean.base.days import start_of_day

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo


def closes_at(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) from which the slots of `day` take no bookings and its bookings no changes."""
    return start_of_day(day, zone)


def day_is_over(closes_at: datetime, now: datetime) -> bool:
    """Tell whether the day of a slot that closed at an instant is over at `now`: no office's clock is ever changed."""
    return closes_at + timedelta(days=1) <= now


def last_whole_day(until: datetime, zone: ZoneInfo) -> date:
    """Return the last date, in a zone, through the whole of which something lasts that ends at `until`."""
    return until.astimezone(zone).date() - timedelta(days=1)


def has_closed(day: date, zone: ZoneInfo, now: datetime) -> bool:
    """Tell whether the slots of `day` have closed at `now`.

    The dates are compared, although comparing with `closes_at` would give the same answer: a query may name any date,
    and the first day of the year 1 has no start in UTC.
    """
    return day <= now.astimezone(zone).date()
