"""Every hour: add missing offices, publish the coming weeks and sum them up, draw the minutes of the days' releases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from aws_lambda_powertools import Logger

from antrean import wiring, wiring_seats
from antrean.base.errors import Busy
from antrean.offices import directory, holidays
from antrean.policy.bookings import PUBLISHED_DAYS
from antrean.slots import publishing, releases


def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Publish, and return how many offices and quotas were written.

    Raises `Busy` at the end where an office is unfinished, so that Lambda tries again and an alarm goes off if that
    does not help. Every run writes what the table lacks, so the next run completes one that was cut short.
    """
    logger = Logger()
    offices, clock, closed_days = wiring.offices(), wiring.CLOCK, holidays.national()
    seeded = directory.seed(offices)
    drawn = releases.draw_days(wiring.release_secrets(), clock)
    every_office = offices.all()
    published = publishing.publish_all(wiring.quotas(), clock, every_office, closed_days)
    logger.info(
        "published",
        offices=published.offices,
        offices_seeded=seeded,
        days_drawn=drawn,
        quotas_written=published.written,
        quotas_closed=published.closed,
        offices_unfinished=published.unfinished,
    )
    if clock.now().date() + timedelta(days=PUBLISHED_DAYS) > holidays.last_known(closed_days):
        logger.warning("the list of holidays ends within the horizon: refresh it and deploy")
    # New days come into the summary of seats by this run, and so does whatever it missed.
    wiring_seats.sum_up(every_office)
    if published.unfinished:
        raise Busy
    return {"offices_seeded": seeded, "days_drawn": drawn, "quotas_written": published.written}
