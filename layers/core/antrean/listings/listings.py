"""Where a person is listed by another account: seeing it, contesting it, and leaving.

The owner of a NIK sees where the NIK is booked, and of the booker only initials. Whoever registered before the booking
was made leaves at once; whoever registered later asks first, and the booker, who is told by mail, may object. The same
asking lets the owner's own booking take the owner out (`bookings.ownership`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from antrean.base.attempts import Again, until_settled
from antrean.base.errors import Busy, Code, Refused
from antrean.bookings.operation import asking, check_changeable, own, person_at, read, registered
from antrean.bookings.ownership import leaves_from, supersedes_from
from antrean.bookings.parts import CommitRefused
from antrean.changes.cancel import left
from antrean.messages.letters import contested
from antrean.messages.port import NotSent
from antrean.people.model import is_of
from antrean.policy.bookings import OBJECTION_TIME, TELLING_LEASE

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.bookings.model import Applicant, Booking
    from antrean.bookings.operation import Services
    from antrean.messages.port import Messenger
    from antrean.people.model import Account, Registration


class Listing(NamedTuple):
    """A booking of another account that has the owner of a NIK.

    `initials` are the booker's. `leaves_from` and `supersedes_from` are the instants from which the owner may leave,
    and from which a booking of the owner takes the owner out; None where `bookings.ownership` knows of none.
    """

    booking: Booking
    person: Applicant
    initials: str
    leaves_from: datetime | None
    supersedes_from: datetime | None


def listings_of(services: Services, account_id: str) -> list[Listing]:
    """Return where the owner of the account is listed by others: at most one booking, since one guard holds a NIK."""
    now = services.clock.now()
    account = registered(asking(services, account_id))
    guard, registration = services.store.guard_and_registration(*account.nik_keys)
    if guard is None or guard.held_until <= now:
        return []
    booking = services.store.bookings.get(guard.booking_id)
    if booking is None or booking.account_id == account_id:
        return []
    place = booking.place_of(*account.nik_keys)
    if place is None:
        return []
    booker = services.store.accounts.get(booking.account_id)
    return [_listing(_Place(booking, place, _known(registration)), booker, now)]


def contest(services: Services, mail: Messenger, account_id: str, booking_id: str, site_url: str = "") -> Listing:
    """Ask that the owner of the account be taken out of a booking, and tell its booker by mail; may be repeated.

    The mail leads to the booking on the site, if the address of the site is given.

    The time to object begins once the mail was handed over: an asking that died before is made good by the next one.
    Raises `Refused`: not_found, too_late, and `Busy` where the mail cannot be sent or is being sent.
    """

    def asking() -> _Place:
        there, now = _place_in(services, account_id, booking_id), services.clock.now()
        if there.person.told_at:
            return there
        if there.person.contested_at and now < there.person.contested_at + TELLING_LEASE:
            raise Busy
        # Only whoever writes this sends the mail; a slower one finds it written and waits.
        return _noted(services, there, there.person._replace(contested_at=now))

    asked = until_settled(asking)
    booker = services.store.accounts.get(asked.booking.account_id)
    if not asked.person.told_at:
        _tell(mail, booker, asked, site_url)
        asked = _told(services, account_id, booking_id, services.clock.now())
    return _listing(asked, booker, services.clock.now())


def leave(services: Services, account_id: str, booking_id: str) -> None:
    """Take the owner of the account out of a booking of another account; the others keep their numbers.

    Nothing happens where the owner is not in it any more. Raises `Refused`: not_found, too_late, contest_first (with
    the instant from which the owner may leave, if the booker was told and that is before the booking closes), objected.
    """

    def attempt() -> None:
        there, now = _place_in(services, account_id, booking_id, also_absent=True), services.clock.now()
        if not there.person.present:
            return
        since = leaves_from(there.registration, there.booking, there.person)
        if since is None or now < since:
            raise _too_early(there.person, since)
        left(services, there.booking, there.place, now, by_owner=True)

    until_settled(attempt)


def object_to(services: Services, account_id: str, booking_id: str, place: int) -> Booking:
    """Object, as the account that made the booking, to somebody's being taken out of it; may be repeated.

    Then it waits for people at a counter. Raises `Refused`: not_found, not_contested, too_late.
    """

    def attempt() -> Booking:
        now = services.clock.now()
        _, booking, *_ = read(services, account_id, booking_id)
        old = own(booking, account_id)
        person = person_at(old, place)
        if person.objected_at:
            return old
        check_changeable(old, now)
        if not person.present or person.contested_at is None:
            raise Refused(Code.NOT_CONTESTED, "Nobody asked to be taken out at this place.")
        if person.told_at and now >= person.told_at + OBJECTION_TIME:
            # The person was told until when they have to wait, and may have left home for it.
            raise Refused(Code.TOO_LATE, "The time to object is over.")
        return _written(services, old, place, person._replace(objected_at=now))

    return until_settled(attempt)


class _Place(NamedTuple):
    """Where the owner of an account is in the booking of another, and since when the owner has the account."""

    booking: Booking
    place: int
    registration: Registration

    @property
    def person(self) -> Applicant:
        """The owner as the booking has them."""
        return self.booking.applicants[self.place]


def _place_in(services: Services, account_id: str, booking_id: str, *, also_absent: bool = False) -> _Place:
    """Return the owner's place in a booking of another account, `also_absent` that of an owner who left.

    Raises not_found, so that nobody learns of bookings that they are not in, and too_late where the owner comes with a
    booking that cannot be changed any more.
    """
    profile, booking, *_ = read(services, account_id, booking_id)
    account = registered(profile)
    if booking is None or booking.account_id == account_id:
        raise _not_listed()
    place = booking.place_of(*account.nik_keys)
    if place is None:
        absent = [index for index, each in enumerate(booking.applicants) if is_of(each, account.nik_keys)]
        if not absent or not also_absent:
            raise _not_listed()
        place = absent[-1]
    else:
        check_changeable(booking, services.clock.now(), by="people")
    return _Place(booking, place, _known(services.store.accounts.registration(*account.nik_keys)))


def _not_listed() -> Refused:
    return Refused(Code.NOT_FOUND, "No booking of this id has you.")


def _tell(mail: Messenger, booker: Account | None, asked: _Place, site_url: str) -> None:
    if booker:
        letter = contested(
            booker.full_name,
            booker.language,
            person=asked.person.full_name,
            office=asked.booking.office_name,
            day=asked.booking.slot.date,
            booking_id=asked.booking.booking_id,
            until=asked.booking.last_day_to_change if asked.booking.displacement else None,
            site_url=site_url,
        )
        try:
            mail.send(booker.email, letter)
        except NotSent as error:
            raise Busy from error


def _told(services: Services, account_id: str, booking_id: str, told_at: datetime) -> _Place:
    """Note that the booker was told; whoever noted it before keeps the instant."""

    def noting() -> _Place:
        there = _place_in(services, account_id, booking_id)
        return there if there.person.told_at else _noted(services, there, there.person._replace(told_at=told_at))

    return until_settled(noting)


def _known(registration: Registration | None) -> Registration:
    """Return the registration that every account has."""
    if registration is None:
        raise Busy
    return registration


def _noted(services: Services, there: _Place, person: Applicant) -> _Place:
    """Write what was noted of the owner; raises `Again` where the booking was changed since it was read."""
    return there._replace(booking=_written(services, there.booking, there.place, person))


def _written(services: Services, old: Booking, place: int, person: Applicant) -> Booking:
    # It is no change by the account, so `changed_at` stays.
    new = old.with_person(place, person, old.changed_at)
    try:
        services.store.bookings.commit_marks(old, new)
    except CommitRefused as refusal:
        raise Again from refusal
    return new


def _too_early(person: Applicant, since: datetime | None) -> Refused:
    """Return the refusal of who may not leave yet; `since` is the instant from which they may, if that is known."""
    if person.objected_at:
        return Refused(
            Code.OBJECTED, "The account that booked you objected. Please come to a counter with your identity card."
        )
    if person.told_at and since is None:
        return Refused(Code.TOO_LATE, "The time to object ends after this booking can be changed.")
    members = {"until": since} if since else {}
    return Refused(
        Code.CONTEST_FIRST,
        "Ask first to be taken out. The account that booked you has a day to object, then you may leave.",
        **members,
    )


def _listing(there: _Place, booker: Account | None, now: datetime) -> Listing:
    return Listing(
        booking=there.booking,
        person=there.person,
        initials=booker.initials if booker else "",
        leaves_from=leaves_from(there.registration, there.booking, there.person),
        supersedes_from=supersedes_from(there.registration, there.booking, there.person, now),
    )
