"""Every minute: resolve the stale claims of functions that died, release kept seats, and go on with closures."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from antrean import wiring
from antrean.closures.minute import sweep_and_go_on


def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Sweep every office, and return what was done.

    That is how many claims were resolved, of how many slots kept seats were released, and at how many closures there
    was something to do.
    """
    swept, worked = sweep_and_go_on(wiring.store(), wiring.closures(), wiring.CLOCK)
    Logger().info("swept", claims_resolved=swept.resolved, slots_released=swept.released, closures_worked_at=worked)
    return {"resolved": swept.resolved, "released": swept.released, "closures": worked}
