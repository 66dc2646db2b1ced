"""Started by the table's stream after a booking or something of an account was written: makes the notices of it.

It is the second reader of the stream and the last: what else is to happen after a change hangs on a queue that this
function feeds. A stream serves two readers without delay (DynamoDB's documentation, "Change data capture").
"""

from __future__ import annotations

from typing import Any

from antrean import wiring
from antrean.aws.batch import BatchAnswer, each_change


def handler(event: dict[str, Any], _context: object) -> BatchAnswer:
    """Make the notices of each change of a batch, and report the records that failed.

    Raises RuntimeError where all of them failed.
    """
    return each_change(event, wiring.dispatcher().item_changed)
