"""Every five minutes: decide which visits of a day were missed, and count the appeals that offices left unanswered."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from antrean import wiring, wiring_misses
from antrean.jobs.run import go_on
from antrean.misses.overdue import overdue


def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Take the jobs of the last days further, and return how many are not done yet and how many appeals are overdue.

    An appeal that waits for too long is no failure of the run: an alarm watches the metric, and the log names the
    office. Raises `Busy` where the table cannot be read or written now; the next run goes on where this one was cut
    short.
    """
    logger, metrics, deciding = Logger(), Metrics(), wiring_misses.deciding()
    left = [job for job in go_on(wiring.store().jobs, wiring.CLOCK, deciding.jobs()) if not job.done_at]
    for job in left:
        logger.info("misses are not decided yet", job=job.name, seen_at=job.seen_at, steps=job.steps)
    late = overdue(deciding.misses, deciding.store.offices.all(), wiring.CLOCK.now())
    for office_id, count in late.items():
        logger.warning("appeals overdue", office=office_id, appeals=count)
    metrics.add_metric(name="AppealsOverdue", unit=MetricUnit.Count, value=sum(late.values()))
    metrics.flush_metrics()
    return {"left": len(left), "overdue": sum(late.values())}
