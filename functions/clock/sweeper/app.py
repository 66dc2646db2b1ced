"""Every minute: resolve the stale claims, which functions left behind that died."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from antrean import wiring
from antrean.bookings.resolve import sweep


def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Sweep every office and return how many claims were resolved."""
    resolved = sweep(wiring.store(), wiring.CLOCK, wiring.store().offices.all())
    Logger().info("swept", claims_resolved=resolved)
    return {"resolved": resolved}
