"""The owner of a NIK outranks whoever else booked it: when the owner may be taken out of another account's booking.

Everybody with a mailbox can register a NIK, and then book. So below `OWNER_LEVEL` the account that made the booking is
told, and has `OBJECTION_TIME` to object; after an objection people at a counter decide. And whoever registered only
after the booking was made cannot take the place away, or a stranger would register a child's NIK to expel the child.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.policy import OBJECTION_TIME, OWNER_LEVEL

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.bookings.model import Applicant, Booking
    from antrean.people.model import Registration


def leaves_from(owner: Registration, booking: Booking, person: Applicant) -> datetime | None:
    """Return the instant from which the owner may leave `booking`; None as long as nobody was told, or objected to."""
    if owner.level >= OWNER_LEVEL or owner.is_older_than(booking.created_at):
        return booking.created_at
    return _unopposed_from(person)


def supersedes_from(owner: Registration, booking: Booking, person: Applicant) -> datetime | None:
    """Return the instant from which a booking of the owner takes the owner out of `booking`; None as in `leaves_from`.

    Below `OWNER_LEVEL` that is never where the owner registered after the booking was made, and never at any level once
    the booking was served.
    """
    if booking.check_in:
        return None
    if owner.level >= OWNER_LEVEL:
        return booking.created_at
    return _unopposed_from(person) if owner.is_older_than(booking.created_at) else None


def _unopposed_from(person: Applicant) -> datetime | None:
    if person.told_at is None or person.objected_at:
        return None
    return person.told_at + OBJECTION_TIME
