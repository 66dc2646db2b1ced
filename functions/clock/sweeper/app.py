"""Every minute: resolve the stale claims, which functions left behind that died, and release kept seats."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from antrean import wiring
from antrean.bookings.sweep import sweep


def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Sweep every office; return how many claims were resolved, and of how many slots kept seats were released."""
    swept = sweep(wiring.store(), wiring.CLOCK, wiring.store().offices.all())
    Logger().info("swept", claims_resolved=swept.resolved, slots_released=swept.released)
    return {"resolved": swept.resolved, "released": swept.released}
