"""Reminders of a visit: the day before, and on its morning, each once for each slot of a booking.

A tick of the clock decides in the time of each office which reminders are due there, and lists the office's day by the
index. A reminder that was listed is looked at again when it is sent, so what a tick finds are only candidates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from antrean.notices.model import Notice
from antrean.policy.notices import QUIET_FROM, REMINDED_BEFORE, REMINDED_TODAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from antrean.base.clock import Clock
    from antrean.bookings.store import Bookings
    from antrean.notices.dispatch import Dispatcher
    from antrean.notices.model import Kind
    from antrean.notices.store import Rounds
    from antrean.offices.model import Office
    from antrean.slots.model import Slot


class Reminder(NamedTuple):
    """When a kind of reminder is due: from an hour of the office's day on, so many days before the visit."""

    kind: Kind
    at: time
    days_before: int


REMINDERS = (
    Reminder("reminder_before", REMINDED_BEFORE, 1),
    Reminder("reminder_today", REMINDED_TODAY, 0),
)


class Round(NamedTuple):
    """All reminders of one kind for one day of an office: they are listed once."""

    reminder: Reminder
    office: Office
    day: date

    @property
    def name(self) -> str:
        """What it is known by."""
        return f"{self.reminder.kind}#{self.office.office_id}#{self.day.isoformat()}"

    @property
    def due_at(self) -> datetime:
        """The instant (UTC) from which it is due."""
        day = self.day - timedelta(days=self.reminder.days_before)
        return datetime.combine(day, self.reminder.at, self.office.zone).astimezone(UTC)


def occasion_of(slot: Slot) -> str:
    """Return the occasion of a reminder: a booking that moves is reminded of its new slot too."""
    return f"{slot.date.isoformat()}-{slot.session}-{slot.office_id}"


def due(offices: Iterable[Office], now: datetime) -> Iterator[Round]:
    """Yield the rounds that are due at `now`, in the time of each office, whether or not they were made already.

    A round that was missed is made up for until the quiet hours begin, and one for the same day until the last window
    of the office has begun.
    """
    for office in offices:
        local = now.astimezone(office.zone)
        for reminder in REMINDERS:
            if reminder.at <= local.time() < _latest(office, reminder):
                yield Round(reminder, office, local.date() + timedelta(days=reminder.days_before))


def _latest(office: Office, reminder: Reminder) -> time:
    if reminder.days_before:
        return QUIET_FROM
    return max((time.fromisoformat(each.arrive_from) for each in office.sessions), default=reminder.at)


@dataclass(frozen=True, slots=True)
class Reminding:
    """What makes reminders."""

    bookings: Bookings
    rounds: Rounds
    dispatcher: Dispatcher
    clock: Clock

    def remind(self, offices: Iterable[Office]) -> int:
        """Make the reminders that are due and were not made yet; return how many. It may be repeated.

        A round whose run died is made again after its lease, and whom it has reminded already is not reminded again,
        since the notice is there. Raises `Busy` where the table or the queue does not answer.
        """
        found = list(due(offices, self.clock.now()))
        taken = self.rounds.taken([each.name for each in found], self.clock.now())
        left = (each for each in found if each.name not in taken)
        return sum(self._make(each) for each in left if self.rounds.begin(each.name, self.clock.now()))

    def _make(self, found: Round) -> int:
        reminded = 0
        for booking in self.bookings.of_day(found.office.office_id, found.day):
            begins = booking.arrives_from
            if not booking.account_id or not booking.is_awaited or begins <= self.clock.now():
                continue
            kind, due_at, not_after = found.reminder.kind, found.due_at, begins.astimezone(UTC)
            occasion = occasion_of(booking.slot)
            self.dispatcher.begin(Notice(kind, booking.booking_id, occasion, due_at, not_after=not_after))
            reminded += 1
        self.rounds.end(found.name, self.clock.now())
        return reminded
