"""Started by the queue of SES's reports: mailboxes that bounce or complain get no more mail, and doubts are settled."""

from __future__ import annotations

from typing import Any

from antrean import wiring_notices
from antrean.aws.batch import BatchAnswer, each_message
from antrean.messages.ses import report_of


def handler(event: dict[str, Any], _context: object) -> BatchAnswer:
    """Take the reports of a batch, and report the messages that failed.

    Raises RuntimeError where all of them failed.
    """
    reports = wiring_notices.reports()

    def take(body: str) -> None:
        if report := report_of(body):
            reports.take(report)

    return each_message(event, take)
