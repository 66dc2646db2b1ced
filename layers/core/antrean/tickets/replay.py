"""Replaying the batches that the stream's function gave up on: their bookings' receipts are brought up to date.

Lambda puts no records into the dead-letter queue, only their positions in the stream, which keeps them for 24 hours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_lambda_powertools import Logger

from antrean.aws.stream import StretchGone
from antrean.bookings.items import highest_revisions

if TYPE_CHECKING:
    from antrean.aws.queue import DeadLetter, Outcome
    from antrean.aws.stream import Stream
    from antrean.bookings.store import Bookings
    from antrean.tickets.receipts import Receipts


def again(stream: Stream, bookings: Bookings, receipts: Receipts, dead_letter: DeadLetter) -> Outcome:
    """Bring the receipts of a batch's bookings up to date; `expired` where its records have left the stream."""
    try:
        revisions = highest_revisions(stream.changes(dead_letter.stretch))
    except StretchGone:
        return "expired"
    except Exception:  # noqa: BLE001 - whatever it was is logged and told; the other messages must not wait for it
        Logger().exception("batch not read")
        return "failed"
    outcomes = [_caught_up(bookings, receipts, booking_id, revision) for booking_id, revision in revisions.items()]
    return "done" if all(outcomes) else "failed"


def _caught_up(bookings: Bookings, receipts: Receipts, booking_id: str, seen: int) -> bool:
    try:
        receipts.catch_up(bookings, booking_id, seen)
    except Exception:  # noqa: BLE001 - the same: the other bookings of the batch must not wait for it
        Logger().exception("receipts not replaced", booking_id=booking_id)
        return False
    return True
