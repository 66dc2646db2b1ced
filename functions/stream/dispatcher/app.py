"""Started by the table's stream after bookings, accounts or seats changed: makes notices, and sums the seats up.

It is the second reader of the stream and the last: what else is to happen after a change hangs on a queue that this
function feeds. A stream serves two readers without delay (DynamoDB's documentation, "Change data capture").
"""

from __future__ import annotations

from typing import Any

from antrean import wiring_notices, wiring_seats
from antrean.aws.batch import BatchAnswer, Together, each_change
from antrean.seats.changes import office_of


def handler(event: dict[str, Any], _context: object) -> BatchAnswer:
    """Make the notices of each change of a batch, sum up its offices, and report the records that failed.

    The notices are made also where summing up fails. Raises RuntimeError where all records failed.
    """
    summing_up = Together(office_of, wiring_seats.sum_up_changed)
    return each_change(event, wiring_notices.dispatcher().item_changed, summing_up)
