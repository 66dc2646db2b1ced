"""After a booking was written: keep its receipts in step. Fed by the table's stream.

Every record is tried and every failure reported, not only the first. Lambda begins again at the first
failure, in the order of the stream, and when it gives up it drops the rest of that batch with it into the
dead-letter queue: the rest has been done by then. Powertools' batch processor would do the same, but loads
the data classes of every batch source at each cold start.
"""

from __future__ import annotations

from typing import Any, TypedDict

from aws_lambda_powertools import Logger

from antrean import wiring
from antrean.bookings.store import booking_of_image


class Failure(TypedDict):
    """The sequence number of a record to try again."""

    itemIdentifier: str


class BatchAnswer(TypedDict):
    """What Lambda reads from a function with `ReportBatchItemFailures`; no failures: the batch is done."""

    batchItemFailures: list[Failure]


def handler(event: dict[str, Any], _context: object) -> BatchAnswer:
    """Replace the receipts of each booking of a batch, and report the records that failed.

    Raises RuntimeError when all of them did.
    """
    receipts = wiring.receipts()
    failures: list[Failure] = []
    for record in event["Records"]:
        change = record["dynamodb"]
        try:
            old, new = booking_of_image(change.get("OldImage")), booking_of_image(change.get("NewImage"))
            receipts.replace(old, new)
        except Exception:  # noqa: BLE001 - whatever it was is logged and reported; the others must not wait for it
            # the log never holds an image, only its key
            Logger().exception("receipts not replaced", key=change["Keys"]["pk"]["S"])
            failures.append({"itemIdentifier": change["SequenceNumber"]})
    if len(failures) == len(event["Records"]):
        # nothing of the batch was done: as a failure of the function it shows in its metrics, and is retried alike
        message = f"none of {len(failures)} receipts could be replaced"
        raise RuntimeError(message)
    return {"batchItemFailures": failures}
