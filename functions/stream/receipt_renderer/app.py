"""Started by the table's stream after a booking was written: brings its receipts up to date.

When Lambda gives a batch up, the rest of the batch goes to the dead-letter queue with the failure, but has been done by
then (`aws.batch`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from antrean import wiring
from antrean.aws.batch import BatchAnswer, each_change
from antrean.bookings.items import booking_of_image

if TYPE_CHECKING:
    from collections.abc import Mapping


def handler(event: dict[str, Any], _context: object) -> BatchAnswer:
    """Replace the receipts of each booking of a batch, and report the records that failed.

    Raises RuntimeError where all of them failed.
    """
    receipts = wiring.receipts()

    def replace(change: Mapping[str, Any]) -> None:
        receipts.replace(booking_of_image(change.get("OldImage")), booking_of_image(change.get("NewImage")))

    return each_change(event, replace)
