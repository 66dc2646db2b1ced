"""A closure: slots that an office closes, and how far it has come with the people who are booked there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from antrean.base.days import end_of_day
from antrean.bookings.model import Displacement
from antrean.policy.offices import CLOSURE_UNDO, DISPLACED_KEPT

if TYPE_CHECKING:
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from antrean.offices.model import Office
    from antrean.slots.model import Slot

ClosureState = Literal["displacing", "displaced", "reopening", "reopened"]
"""`displacing`: its slots are shut and their bookings displaced, one by one. `displaced`: all of them are. `reopening`:
those who are still displaced get their places again. `reopened`: its slots are open."""


class Closure(NamedTuple):
    """Slots of an office that are closed, from `first` to `last`, and of one `session` or, with None, of all.

    `slots` are those that it has shut or is to shut, in the order in which they follow one another: they were published
    and could be closed when it began. What is published later is closed by a closure of its own, and what another
    closure shut before it could is left out once it is found. Instants are UTC.
    """

    closure_id: str
    office_id: str
    first: date
    last: date
    session: str | None
    slots: tuple[Slot, ...]
    reason: str
    operator: str
    created_at: datetime
    lapses_at: datetime
    """Until when those whom it displaces have a right to another place."""
    state: ClosureState = "displacing"
    sent_at: datetime | None = None
    """When somebody let the letters go."""
    sent_by: str | None = None
    reopened_by: str | None = None
    """Who let the letters go, and who began to open its slots again; `operator` is who closed them."""

    @property
    def opens_again(self) -> bool:
        """Whether its slots are being opened again, or are open."""
        return self.state in {"reopening", "reopened"}

    @property
    def letters_at(self) -> datetime:
        """The instant from which its letters go, whether or not somebody let them."""
        undo_ends = self.created_at + CLOSURE_UNDO
        return min(self.sent_at, undo_ends) if self.sent_at else undo_ends

    @property
    def displacement(self) -> Displacement:
        """What its bookings say of it."""
        return Displacement(self.closure_id, self.reason, self.lapses_at)

    def asks_for(self, office_id: str, days: tuple[date, date], session: str | None, reason: str) -> bool:
        """Tell whether it is what was asked for: an office's days, a session of them or all, and the reason."""
        return (self.office_id, (self.first, self.last), self.session, self.reason) == (
            office_id,
            days,
            session,
            reason,
        )


def new_closure(  # noqa: PLR0913 - what a closure is made of
    closure_id: str,
    office: Office,
    days: tuple[date, date],
    session: str | None,
    slots: tuple[Slot, ...],
    reason: str,
    operator: str,
    now: datetime,
) -> Closure:
    """Return a closure of these slots that begins now; `days` are the first and the last."""
    first, last = days
    return Closure(
        closure_id=closure_id,
        office_id=office.office_id,
        first=first,
        last=last,
        session=session,
        slots=slots,
        reason=reason,
        operator=operator,
        created_at=now.replace(microsecond=0),
        lapses_at=lapse_of(last, office.zone, now),
    )


def lapse_of(last: date, zone: ZoneInfo, now: datetime) -> datetime:
    """Return until when people have a right to another place whose day, `last` or before, is closed now."""
    end: datetime = max(now.replace(microsecond=0), end_of_day(last, zone)) + DISPLACED_KEPT
    return end
