"""Where a day begins and ends in a time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant (UTC) of `day` in `zone`."""
    return datetime.combine(day, time_of_day.min, zone).astimezone(UTC)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant (UTC) after `day` in `zone`."""
    return start_of_day(day + timedelta(days=1), zone)
