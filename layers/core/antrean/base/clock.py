"""The one source of the present instant. Rules take a clock as an argument and never ask the machine."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Anything that knows the present instant."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the machine's present instant in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands still until it is set; for tests, and for making bookings of the past."""

    def __init__(self, instant: datetime) -> None:
        """Start at `instant`, which must be aware."""
        self.instant = instant

    def now(self) -> datetime:
        """Return the instant the clock was set to."""
        return self.instant
