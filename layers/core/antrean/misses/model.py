"""A miss: a visit to which nobody came although the office received others in that session, and what follows from it.

Only the account that made the booking bears it: for some days it makes no new booking. No guard is touched, so another
account may book its holder, and the people whom it listed lose nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Literal, NamedTuple

from antrean.policy.misses import APPEAL_READ, MISS_ANSWERED, MISS_COUNTS, MISS_FINAL, MISS_FREEZES
from antrean.policy.offices import ARRIVES_EARLY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from antrean.bookings.model import Booking
    from antrean.slots.model import Quota, Slot

WaivedBy = Literal["account", "staff"]
"""Who took a miss back: its holder, once in a year and without a reason, or a supervisor of the office, with one."""


class Waiver(NamedTuple):
    """That a miss was taken back, by whom, when and why; `staff` is the `sub` of the staff pool."""

    by: WaivedBy
    at: datetime
    reason: str = ""
    staff: str = ""


class Appeal(NamedTuple):
    """What a citizen says about a miss, and what somebody of the office answered."""

    text: str
    at: datetime
    answered_at: datetime | None = None
    granted: bool = False
    answer: str = ""

    @property
    def read_until(self) -> datetime:
        """The instant until which somebody of the office reads it."""
        return self.at + APPEAL_READ


class Miss(NamedTuple):
    """A visit that was missed. `received` is how many other bookings the office received in that session.

    `nth` is which of the misses that counted it was when it was decided, and `until` when the bookings that it stopped
    could be made again; None for one that was only told. `as_it_counts` says both of now.
    """

    account_id: str
    booking_id: str
    slot: Slot
    office_name: str
    timezone: str
    received: int
    decided_at: datetime
    place: int
    """Its place among the account's misses, in the order in which they were decided: two may be within a second."""
    nth: int = 1
    until: datetime | None = None
    waiver: Waiver | None = None
    appeal: Appeal | None = None

    @property
    def counts_until(self) -> datetime:
        """The instant (UTC) until which it counts, and is kept."""
        return datetime.combine(self.slot.date, time(), UTC) + MISS_COUNTS

    @property
    def answered_until(self) -> datetime:
        """The instant until which its holder may excuse it, or appeal."""
        return self.decided_at + MISS_ANSWERED

    @property
    def is_appealed(self) -> bool:
        """Whether an appeal waits for its answer."""
        return self.appeal is not None and self.appeal.answered_at is None and self.waiver is None


def was_missed(booking: Booking, of_session: Iterable[Booking], quota: Quota | None, now: datetime) -> int:
    """Return how many other bookings of its session the office received where a booking was missed; 0 where it was not.

    Nobody misses what the office had closed, and whoever it received nobody of may not have been open.
    """
    if not booking.account_id or not booking.is_awaited or booking.missed_at or now < booking.until + MISS_FINAL:
        return 0
    if quota is None or quota.state == "closed" or quota.closure:
        return 0
    # The booking itself, which is awaited, is none of those.
    return sum(map(_was_received, of_session))


def _was_received(booking: Booking) -> bool:
    """Tell whether the office received a booking in its session: an arrival long before shows nothing of that."""
    return booking.check_in is not None and booking.check_in.at >= booking.arrives_from - ARRIVES_EARLY


def nth_of(misses: Collection[Miss], miss: Miss) -> int:
    """Return the ordinal of a miss among those that count: 1 for the first.

    Before it only those count that were not waived and still counted when it was decided.
    """
    return 1 + sum(
        each.waiver is None and each.place < miss.place and miss.decided_at < each.counts_until for each in misses
    )


def as_it_counts(miss: Miss, misses: Collection[Miss]) -> Miss:
    """Return a miss as it counts among all `misses`: which one it is, and until when it stops bookings, if it does.

    One that was taken back stops none, and those after it count one less than when they were decided.
    """
    nth = nth_of(misses, miss)
    freeze = MISS_FREEZES[min(nth, len(MISS_FREEZES)) - 1]
    stops = bool(freeze) and miss.waiver is None
    return miss._replace(nth=nth, until=miss.decided_at + freeze if stops else None)


def frozen_until(misses: Collection[Miss], now: datetime) -> datetime | None:
    """Return until when an account makes no new booking for its misses; None where it may now."""
    ends = [until for each in misses if (until := as_it_counts(each, misses).until)]
    latest = max(ends, default=now)
    return latest if latest > now else None
