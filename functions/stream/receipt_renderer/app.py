"""Started by the table's stream after a booking was written: brings its receipts up to date.

Every record of a batch is tried and every failure reported, not only the first. Lambda repeats the batch from the first
failure on, in the order of the stream. When it gives up, the rest of the batch goes to the dead-letter queue with the
failure, but has been done by then. Powertools' batch processor would do the same, but loads the data classes of every
kind of batch at each cold start.
"""

from __future__ import annotations

from typing import Any, TypedDict

from aws_lambda_powertools import Logger

from antrean import wiring
from antrean.bookings.items import booking_of_image


class Failure(TypedDict):
    """The sequence number of a record to try again."""

    itemIdentifier: str


class BatchAnswer(TypedDict):
    """What Lambda reads from a function with `ReportBatchItemFailures`; without failures the batch is done."""

    batchItemFailures: list[Failure]


def handler(event: dict[str, Any], _context: object) -> BatchAnswer:
    """Replace the receipts of each booking of a batch, and report the records that failed.

    Raises RuntimeError where all of them failed.
    """
    receipts = wiring.receipts()
    failures: list[Failure] = []
    for record in event["Records"]:
        change = record["dynamodb"]
        try:
            old, new = booking_of_image(change.get("OldImage")), booking_of_image(change.get("NewImage"))
            receipts.replace(old, new)
        except Exception:  # noqa: BLE001 - whatever it was is logged and reported; the others must not wait for it
            # The log gets the key alone, never an image of the item, which holds names.
            Logger().exception("receipts not replaced", key=change["Keys"]["pk"]["S"])
            failures.append({"itemIdentifier": change["SequenceNumber"]})
    if len(failures) == len(event["Records"]):
        # An error is retried like reported failures, and also shows in the function's metrics.
        message = f"none of {len(failures)} receipts could be replaced"
        raise RuntimeError(message)
    return {"batchItemFailures": failures}
