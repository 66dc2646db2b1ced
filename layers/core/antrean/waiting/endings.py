"""How offers end that nobody accepts: declined, lapsed, withdrawn by the office, or given up with their entry.

One transaction writes the booking, its seats and its entry, on condition that booking and entry are as they were read.
So of an answer (`answers`), the clock, the office and somebody who leaves the list, whichever writes first wins, and
the others find it done.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from antrean.base.attempts import Again, until_settled
from antrean.bookings.parts import CommitRefused
from antrean.bookings.resolve import resolve
from antrean.policy.waiting import EXPIRY_MARGIN

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.base.clock import Clock
    from antrean.bookings.model import Answer, Booking, Changer
    from antrean.waiting.model import EndReason, Entry
    from antrean.waiting.store import Waiting


def lapse(waiting: Waiting, clock: Clock, booking_id: str) -> bool:
    """Take back an offer that nobody has answered, and tell whether nothing is left to do at it.

    It is taken back `EXPIRY_MARGIN` after its end, when an answer of the last second has been written. Raises `Busy`.
    """

    def attempt() -> bool:
        now, found = clock.now(), waiting.store.bookings.get_many([booking_id])
        if not found or not found[0].is_offered or not (offer := found[0].offer):
            return True
        if offer.until > now - EXPIRY_MARGIN:
            return False
        end_offer(waiting, found[0], "lapsed", "schedule", now)
        return True

    return until_settled(attempt)


def withdraw(waiting: Waiting, old: Booking, closure_id: str, now: datetime) -> Booking:
    """Take an offer back whose slot a closure has shut; its entry waits on in its place.

    Raises `Again` where something had changed, and it must be read again.
    """
    return end_offer(waiting, old, "withdrawn", "office", now, closure_id)


def give_up(waiting: Waiting, entry: Entry, why: EndReason, now: datetime) -> bool:
    """End an entry, and the offer that it has, if any; tell whether that was written."""
    if entry.booking_id is None:
        return waiting.end(entry, entry.ended(why))
    found = waiting.store.bookings.get_many([entry.booking_id])
    if not found or not found[0].is_offered:
        return False
    with suppress(Again):
        end_offer(waiting, found[0], "declined", "answer", now, ends=why)
        return True
    return False


def end_offer(  # noqa: PLR0913 - how it ends, by whom and when
    waiting: Waiting,
    old: Booking,
    answer: Answer,
    by: Changer,
    now: datetime,
    closure_id: str | None = None,
    ends: EndReason | None = None,
) -> Booking:
    """End an offer as it was read, whose seats become kept ones; raises `Again` where it or its entry had changed.

    The entry waits again, unless this was one offer too many for it (`Entry.answered`), or `ends` says why it ends.
    """
    if old.offer is None:
        message = f"{old.booking_id} was never offered"
        raise ValueError(message)
    entry = entry_of(waiting, old)
    after = None
    if entry:
        after = entry.ended(ends) if ends else entry.answered(answer, old.slot)
    last = after is None or not after.lasts
    new = old.answered(old.offer._replace(answer=answer, last=last), now)
    try:
        waiting.take_back(old, new, (entry, after) if entry and after else None, by, now, closure_id)
    except CommitRefused as refusal:
        for leftover in refusal.leftovers:
            # Of a packet of the offerer that landed late; its seats would be lost with the claim of the offer.
            resolve(waiting.store, leftover, now)
        raise Again from refusal
    return new


def entry_of(waiting: Waiting, booking: Booking) -> Entry | None:
    """Read the entry that has the offer of a booking; None where it, or its offer, has ended since that was read."""
    entry = waiting.settled_entry(booking.account_id)
    return entry if entry and entry.booking_id == booking.booking_id else None
