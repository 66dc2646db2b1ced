"""Every minute: make the reminders that are due at some office, in its own time."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools import Logger

from antrean import wiring, wiring_notices


def handler(_event: dict[str, Any], _context: object) -> dict[str, int]:
    """Make the reminders that are due and were not made yet; return how many.

    Raises `Busy` where the table or the queue does not answer; the next run makes what is missing.
    """
    made = wiring_notices.reminding().remind(wiring.directory().all())
    Logger().info("reminders made", reminders=made)
    return {"reminders": made}
