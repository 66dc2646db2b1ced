"""By hand, after receipts could not be rendered: make good what the stream's function gave up on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from antrean import wiring
from antrean.aws.queue import FailedBatches
from antrean.aws.stream import Stream
from antrean.tickets import replay

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

_LONGEST_RUN = 900
"""Seconds: Lambda's own limit, and the timeout of this function."""
_ONE_BATCH = 300_000
"""Milliseconds, more than a batch takes even while a service hangs: with less left no other is begun."""


def handler(_event: dict[str, Any], context: LambdaContext) -> replay.Replayed:
    """Replay every batch of the dead-letter queue that there is time for, and tell how they ended."""
    services = replay.ReplayServices(
        batches=FailedBatches(wiring.client("sqs"), os.environ["RECEIPT_FAILURES_URL"]),
        stream=Stream(wiring.client("dynamodbstreams")),
        store=wiring.store(),
        bucket=wiring.bucket(),
        pepper=wiring.pepper(),
    )
    told = replay.replay(services, _LONGEST_RUN, lambda: context.get_remaining_time_in_millis() > _ONE_BATCH)
    Logger().info("replayed", **told)
    return told
