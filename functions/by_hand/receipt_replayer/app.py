"""Started by hand after receipts could not be stored: replay the batches that the stream's function gave up on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from antrean import wiring
from antrean.aws.queue import Replayed, replay
from antrean.tickets.replay import again

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def handler(_event: dict[str, Any], context: LambdaContext) -> Replayed:
    """Replay the batches of the dead-letter queue while there is time, and return how they ended."""
    stream, bookings, receipts = wiring.stream(), wiring.store().bookings, wiring.receipts()
    told = replay(
        wiring.dead_letters("RECEIPT_FAILURES_URL"),
        lambda dead_letter: again(stream, bookings, receipts, dead_letter),
        context.get_remaining_time_in_millis,
    )
    Logger().info("replayed", **told)
    return told
