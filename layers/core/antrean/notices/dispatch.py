"""From a change of a booking, as the table's stream tells it, to the notices that it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from antrean.notices.events import notices_of
from antrean.notices.model import ENDS

if TYPE_CHECKING:
    from antrean.bookings.model import Booking
    from antrean.notices.store import Notices


class Queue(Protocol):
    """Where the ids of notices wait for the notifier."""

    def send(self, notice_id: str, seconds: int = 0) -> None:
        """Let a notice be taken up, in so many `seconds`; may raise `Busy`."""


def dispatch(notices: Notices, queue: Queue, old: Booking | None, new: Booking | None) -> int:
    """Write the notices of a change and let each be taken up; return how many there were. It may be repeated.

    A notice is written before its id is sent, so whoever takes the id up finds it. Whoever repeats this finds it
    written and sends its id again, unless it has come to an end: the first try may have died in between. An id that is
    sent twice does no harm, since only one of two notifiers begins.
    """
    found = notices_of(old, new)
    for notice in found:
        if notices.add_if_absent(notice).state not in ENDS:
            queue.send(notice.notice_id)
    return len(found)
