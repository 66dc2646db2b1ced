"""Every five minutes: take the jobs further that decide which visits of a day were missed."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from antrean import wiring, wiring_misses
from antrean.jobs.run import go_on


def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Take the jobs of the last days some steps further, and return how many are not done yet.

    Raises `Busy` where the table cannot be read or written now; the next run goes on where this one was cut short.
    """
    logger = Logger()
    left = [job for job in go_on(wiring.store().jobs, wiring.CLOCK, wiring_misses.deciding().jobs()) if not job.done_at]
    for job in left:
        logger.info("misses are not decided yet", job=job.name, seen_at=job.seen_at, steps=job.steps)
    return {"left": len(left)}
