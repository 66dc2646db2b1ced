"""The owner of a NIK outranks whoever else booked it: when the owner may be taken out of another account's booking.

Everybody with a mailbox can register a NIK. So whoever registered only after the booking listed them leaves it once the
account that made it was told and has had `OBJECTION_TIME` to object, and a booking of theirs never takes them out of
it: a stranger could register a child's NIK to come in the child's place. Whoever registered before leaves at once;
their own booking takes them out once the account was told and has not objected, since a stranger may have registered
first. After an objection people at a counter decide. From `OWNER_LEVEL` on nobody is asked.

Whoever comes alone with a booking stays in it once its arrival window has begun: it would end, and with it what shows
that nobody came to a visit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.policy.bookings import OBJECTION_TIME, OWNER_LEVEL

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.bookings.model import Applicant, Booking
    from antrean.people.model import Registration


def leaves_from(owner: Registration, booking: Booking, person: Applicant) -> datetime | None:
    """Return the instant from which the owner may leave `booking`, before it closes.

    None as long as nobody was told, where the account objected, and where the time to object ends after the booking
    closed: then nobody leaves it any more.
    """
    listed_at = booking.listed_at(person)
    if owner.level >= OWNER_LEVEL or owner.is_older_than(listed_at):
        return listed_at
    since = _unopposed_from(person)
    return since if since and since < booking.changeable_until else None


def supersedes_from(owner: Registration, booking: Booking, person: Applicant, now: datetime) -> datetime | None:
    """Return the instant from which a booking of the owner takes the owner out of `booking`, as it stands `now`.

    None as long as nobody was told, where the account objected, below `OWNER_LEVEL` where the owner registered after
    the booking listed them; and at any level once the booking was served, and where nobody else comes with it and its
    arrival window has begun by then.
    """
    if booking.check_in:
        return None
    listed_at = booking.listed_at(person)
    if owner.level >= OWNER_LEVEL:
        since: datetime | None = listed_at
    else:
        since = _unopposed_from(person) if owner.is_older_than(listed_at) else None
    ends_a_visit = booking.is_awaited and len(booking.present) == 1
    return None if since is None or (ends_a_visit and max(since, now) >= booking.arrives_from) else since


def _unopposed_from(person: Applicant) -> datetime | None:
    if person.told_at is None or person.objected_at:
        return None
    return person.told_at + OBJECTION_TIME
