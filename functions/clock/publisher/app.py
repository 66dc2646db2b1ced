"""Every hour: add offices that are missing, and fill the coming weeks with quotas."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from aws_lambda_powertools import Logger

from antrean import wiring
from antrean.base.errors import Busy
from antrean.base.policy import PUBLISHED_DAYS
from antrean.offices import directory, holidays
from antrean.slots import publishing


def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Publish, and tell how many offices and quotas were written.

    Raises `Busy` after everything that could be done was done, so that Lambda tries again and, in the end, an
    alarm tells. Every run begins from what the table lacks, so a run that was cut short is continued by the
    next.
    """
    logger = Logger()
    offices, clock, closed_days = wiring.offices(), wiring.CLOCK, holidays.national()
    seeded = directory.seed(offices)
    published = publishing.publish_all(wiring.quotas(), clock, offices.all(), closed_days)
    logger.info(
        "published",
        offices=published.offices,
        offices_seeded=seeded,
        quotas_written=published.written,
        quotas_closed=published.closed,
        offices_unfinished=published.unfinished,
    )
    if clock.now().date() + timedelta(days=PUBLISHED_DAYS) > holidays.last_known(closed_days):
        logger.warning("the list of holidays ends within the horizon: refresh it and deploy")
    if published.unfinished:
        raise Busy
    return {"offices_seeded": seeded, "quotas_written": published.written}
