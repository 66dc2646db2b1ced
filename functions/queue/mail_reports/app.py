"""Started by the queue of SES's reports: mailboxes that bounce or complain get no more mail, and doubts are settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from antrean import wiring
from antrean.aws.batch import BatchAnswer, each
from antrean.messages.ses import report_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def handler(event: dict[str, Any], _context: object) -> BatchAnswer:
    """Take the reports of a batch, and report the messages that failed.

    Raises RuntimeError where all of them failed.
    """
    reports = wiring.reports()

    def take(record: Mapping[str, Any]) -> None:
        if report := report_of(record["body"]):
            reports.take(report)

    return each(event, take, _message_id, _message_id)


def _message_id(record: Mapping[str, Any]) -> str:
    found: str = record["messageId"]
    return found
