"""Every minute: resolve stale claims, offer kept seats to who waits or release them, and go on with closures."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from antrean import wiring
from antrean.closures.minute import sweep_and_go_on


def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Sweep every office, and return what was done.

    That is how many claims were resolved, of how many slots kept seats were released, how many offers were made, and at
    how many closures there was something to do.
    """
    done = sweep_and_go_on(wiring.store(), wiring.closures(), wiring.CLOCK)
    swept = done.swept
    Logger().info(
        "swept",
        claims_resolved=swept.resolved,
        slots_released=swept.released,
        offers_made=done.offered,
        closures_worked_at=done.worked,
    )
    return {
        "resolved": swept.resolved,
        "released": swept.released,
        "offered": done.offered,
        "closures": done.worked,
    }
