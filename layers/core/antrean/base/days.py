"""Where a day begins and ends in a time zone, and how instants are written."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import time as time_of_day


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """Return the first instant (UTC) of `day` in `zone`."""
    return datetime.combine(day, time_of_day.min, zone).astimezone(UTC)


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """Return the first instant (UTC) after `day` in `zone`."""
    return start_of_day(day + timedelta(days=1), zone)


def days_later(day: date, days: int) -> date:
    """Return the date `days` after `day`, at most Python's last date: a query may name any date."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def days_from(first: date, last: date) -> list[date]:
    """Return the dates from `first` to `last`, both included."""
    return [date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1)]


def rfc3339(instant: datetime) -> str:
    """Return an instant as RFC 3339 in UTC, whole seconds, such as `2026-12-01T01:00:00Z`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
