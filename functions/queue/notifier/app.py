"""Started by the queue of notices: brings each to its person, or lets it be taken up again later.

A notice that must wait is sent to the queue anew with a delay, and its old message is done: a message that failed is
counted, and ends in the dead-letter queue after some tries, where a notice that only waits for the morning must not be.
"""

from __future__ import annotations

from typing import Any

from antrean import wiring_notices
from antrean.aws.batch import BatchAnswer, each_message


def handler(event: dict[str, Any], _context: object) -> BatchAnswer:
    """Bring the notices of a batch to people, and report the messages that failed.

    Raises RuntimeError where all of them failed.
    """
    notifier, queue = wiring_notices.notifier(), wiring_notices.notice_queue()

    def bring(notice_id: str) -> None:
        waits = notifier.deliver(notice_id)
        if waits is not None:
            queue.send(notice_id, int(waits.total_seconds()))

    return each_message(event, bring)
