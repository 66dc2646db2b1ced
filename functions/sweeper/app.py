"""Every minute: resolve the claims that their makers left behind."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from antrean import runtime
from antrean.bookings import resolve


def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Sweep every office and tell how many claims were resolved."""
    resolved = resolve.sweep(runtime.store(), runtime.CLOCK, runtime.store().offices.all())
    Logger().info("swept", claims_resolved=resolved)
    return {"resolved": resolved}
