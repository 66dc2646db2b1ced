"""Every five minutes: take the jobs further that go through the whole table once; where all are done, only look."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from antrean import wiring
from antrean.bookings.items import BY_DAY
from antrean.jobs.run import go_on
from antrean.login.uses import month_of
from antrean.policy.people import IDLE


def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Take each job some steps further, and return how many are not done yet.

    Raises `Busy` where the table cannot be read or written now; the next run goes on where this one was cut short.
    """
    store, logger = wiring.store(), Logger()
    month = month_of(wiring.CLOCK.now() + IDLE)
    jobs = {BY_DAY: store.bookings.index_page, "idle": lambda after: store.records.list_page(after, month)}
    left = [job for job in go_on(store.jobs, wiring.CLOCK, jobs) if not job.done_at]
    for job in left:
        logger.info("job is not done yet", job=job.name, seen_at=job.seen_at, steps=job.steps, reached=job.reached)
    return {"left": len(left)}
