"""Started by hand after people could not be told: do again what the dispatcher and the notifier gave up on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_lambda_powertools import Logger

from antrean import wiring, wiring_notices
from antrean.aws.queue import Replayed, replay
from antrean.notices.replay import bring_again, dispatch_again

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(_event: dict[str, object], context: LambdaContext) -> dict[str, Replayed]:
    """Do again what is in the two dead-letter queues while there is time, and return how each message ended."""
    stream, dispatcher, queue = wiring.stream(), wiring_notices.dispatcher(), wiring_notices.notice_queue()
    changes = replay(
        wiring.dead_letters("CHANGE_FAILURES_URL"),
        lambda dead_letter: dispatch_again(stream, dispatcher, dead_letter),
        context.get_remaining_time_in_millis,
    )
    notices = replay(
        wiring.dead_letters("NOTICE_FAILURES_URL"),
        lambda dead_letter: bring_again(queue, dead_letter),
        context.get_remaining_time_in_millis,
    )
    Logger().info("replayed", changes=changes, notices=notices)
    return {"changes": changes, "notices": notices}
