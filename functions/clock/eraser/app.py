"""Every five minutes: close accounts that are idle, and take the job of the day further that erases accounts."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from antrean import wiring
from antrean.account.erase import job_of
from antrean.jobs.run import go_on


def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Take the job some steps further, and return how many accounts are due, or being erased.

    Raises `Busy` where the table or the pool cannot be reached now; the next run goes on where this one was cut short.
    """
    idle = wiring.eraser().idle.close()
    now = wiring.CLOCK.now()
    name = job_of(now.date())
    [job] = go_on(wiring.store().jobs, wiring.CLOCK, {name: wiring.eraser().step_of(name)})
    due = wiring.erasures().due(now)
    # No account is named: an id, too, says who left.
    Logger().info("accounts to erase", idle=idle, due=len(due), job=name, steps=job.steps, done=job.done_at is not None)
    return {"due": len(due)}
