"""When people are left in peace."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from antrean.policy.notices import QUIET_FROM, QUIET_UNTIL

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def quiet_until(zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return when the quiet hours of an office's time zone end in which `now` is; None if it is in none."""
    local = now.astimezone(zone)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return None
    day = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return datetime.combine(day, QUIET_UNTIL, zone)
