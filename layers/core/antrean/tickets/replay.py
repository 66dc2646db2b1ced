"""Replaying the batches that the stream's function gave up on: their bookings' receipts are brought up to date.

Lambda puts no records into the dead-letter queue, only their positions in the stream, which keeps them for 24 hours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypedDict

from aws_lambda_powertools import Logger

from antrean.aws.stream import StretchGone
from antrean.bookings.items import highest_revisions

if TYPE_CHECKING:
    from collections.abc import Callable

    from antrean.aws.queue import FailedBatches, Message
    from antrean.aws.stream import Stream
    from antrean.bookings.store import Bookings
    from antrean.tickets.receipts import Receipts


class Replayed(TypedDict):
    """How many batches ended in which way; only those that are `done` were deleted from the queue."""

    done: int
    expired: int
    """Their records have left the stream, so nobody knows any more of which bookings they were."""
    failed: int


def replay(  # noqa: PLR0913 - what is replayed, from where, and how long
    batches: FailedBatches,
    stream: Stream,
    bookings: Bookings,
    receipts: Receipts,
    *,
    seconds: int,
    has_time: Callable[[], bool],
) -> Replayed:
    """Replay the batches in the queue until it is empty or `has_time` says no, and delete those that are done.

    Each batch is taken once: it is hidden for `seconds`, longer than the whole replay takes, and returned to the queue
    at the end if it is not done. A replay may run at any time, also beside another and beside the stream's function.
    Raises `Busy` where the queue does not answer; a batch that could not be returned is seen again after `seconds`.
    """
    told: Replayed = {"done": 0, "expired": 0, "failed": 0}
    left: list[Message] = []
    try:
        while has_time() and (message := batches.take(seconds)):
            left.append(message)
            outcome = _replayed(stream, bookings, receipts, message)
            if outcome == "done":
                batches.delete(message)
                left.remove(message)
            told[outcome] += 1
    finally:
        for message in left:
            batches.return_to_queue(message)
    return told


def _replayed(
    stream: Stream, bookings: Bookings, receipts: Receipts, message: Message
) -> Literal["done", "expired", "failed"]:
    try:
        revisions = highest_revisions(stream.changes(message.stretch))
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
