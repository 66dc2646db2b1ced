"""Doing again what the dispatcher and the notifier gave up on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_lambda_powertools import Logger

from antrean.aws.stream import StretchGone
from antrean.base.errors import Busy

if TYPE_CHECKING:
    from antrean.aws.queue import DeadLetter, Outcome
    from antrean.aws.stream import Stream
    from antrean.notices.dispatch import Dispatcher, Queue


def dispatch_again(stream: Stream, dispatcher: Dispatcher, dead_letter: DeadLetter) -> Outcome:
    """Dispatch each change of a batch of the stream again; `expired` where its records have left the stream.

    What was told already is not told again, since its notice is there.
    """
    try:
        for change in stream.changes(dead_letter.stretch):
            dispatcher.item_changed(change)
    except StretchGone:
        return "expired"
    except Exception:  # noqa: BLE001 - whatever it was is logged and told; the other messages must not wait for it
        Logger().exception("batch not dispatched")
        return "failed"
    return "done"


def bring_again(queue: Queue, dead_letter: DeadLetter) -> Outcome:
    """Let a notice be taken up again; it is dropped there if it came too late."""
    try:
        queue.send(dead_letter.body)
    except Busy:
        return "failed"
    return "done"
