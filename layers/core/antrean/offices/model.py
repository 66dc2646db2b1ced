"""An office: its sessions, its weekly pattern of seats, and when its dates open for booking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Session:
    """An arrival window of an office: `arrive_from` and `arrive_until` are `HH:MM` in the office's time zone."""

    session: str
    arrive_from: str
    arrive_until: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Release:
    """When a date opens for booking, in office time.

    kind `days_ahead`: `days` days before the date at `at`.
    kind `weekly`: on the last weekday `weekday` (0 = Monday) before the Monday of the date's week, at `at`.
    """

    kind: str
    at: str
    days: int = 0
    weekday: int = 0

    def opens_at(self, day: date, timezone: ZoneInfo) -> datetime:
        """Return the instant (UTC) at which `day` opens for booking in an office of `timezone`."""
        if self.kind == "days_ahead":
            opening_day = day - timedelta(days=self.days)
        else:
            monday = day - timedelta(days=day.weekday())
            opening_day = monday - timedelta(days=(0 - self.weekday) % 7 or 7)
        return datetime.combine(opening_day, time_of_day.fromisoformat(self.at), timezone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody of the staff looked at people's names or telephone numbers: who, when, at what, of how many.

    `account_id` is whose booking it was, where it was one alone, so that its holder can be told.
    """

    office_id: str
    staff: str
    at: datetime
    what: str
    people: int
    account_id: str | None = None


@dataclass(frozen=True)
class Office:
    """An immigration office with its own time zone, sessions, weekly pattern of seats, and release rule."""

    office_id: str
    name: str
    province: str
    timezone: str
    latitude: float
    longitude: float
    sessions: tuple[Session, ...]
    weekly: Mapping[str, Mapping[int, int]]
    """session -> weekday (0 = Monday) -> seats; a weekday that is missing has no service."""
    release: Release

    @cached_property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.timezone)

    def session(self, name: str) -> Session | None:
        """Return the office's session of that name, or None."""
        return next((session for session in self.sessions if session.session == name), None)

    def today(self, now: datetime) -> date:
        """Return the calendar date at the office at the instant `now`."""
        return now.astimezone(self.zone).date()
