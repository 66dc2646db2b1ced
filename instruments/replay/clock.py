"""The clock of the world of a replay."""

from __future__ import annotations

from datetime import datetime, timedelta

from antrean.base.clock import FixedClock


class SteppingClock(FixedClock):
    """A clock that stands still, or goes on by `step` whenever it is looked at."""

    step = timedelta(0)

    def now(self) -> datetime:
        """Return the instant, and go on."""
        instant = self.instant
        self.instant += self.step
        return instant
