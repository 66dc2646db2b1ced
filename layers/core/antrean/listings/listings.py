"""Where a person is listed by another account: seeing it, contesting it, and leaving.

The owner of a NIK sees where the NIK is booked, and of the booker only initials. Whoever registered before the booking
was made leaves at once; whoever registered later asks first, and the booker, who is told by mail, may object. The same
asking lets the owner's own booking take the owner out (`bookings.ownership`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn

from antrean.base.errors import Busy, Code, Refused
from antrean.base.policy import TELLING_LEASE
from antrean.bookings.operation import Again, own, registered, until_settled
from antrean.bookings.ownership import leaves_from, supersedes_from
from antrean.bookings.store import CommitRefused
from antrean.changes.cancel import left
from antrean.messages.letters import contested
from antrean.messages.port import MailNotSent

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.bookings.model import Applicant, Booking
    from antrean.bookings.operation import Services
    from antrean.messages.port import Mail
    from antrean.people.model import Account, Registration


@dataclass(frozen=True, slots=True)
class Listing:
    """A booking of another account that has the owner of a NIK.

    `initials` are the booker's. `leaves_from` and `supersedes_from` are the instants from which the owner may leave,
    and from which a booking of the owner takes the owner out; None as long as nobody was asked, or objected to.
    """

    booking: Booking
    person: Applicant
    initials: str
    leaves_from: datetime | None
    supersedes_from: datetime | None


def listings_of(services: Services, account_id: str) -> list[Listing]:
    """Return where the owner of the account is listed by others: at most one booking, since one guard holds a NIK."""
    now = services.clock.now()
    account = registered(services.store.accounts.get(account_id))
    guard, registration = services.store.guard_and_registration(account.nik_key)
    if guard is None or guard.held_until <= now:
        return []
    booking = services.store.bookings.get(guard.booking_id)
    if booking is None or booking.account_id == account_id:
        return []
    place = booking.place_of(account.nik_key)
    return [] if place is None else [_listing(services, booking, place, _known(registration))]


def contest(services: Services, mail: Mail, account_id: str, booking_id: str) -> Listing:
    """Ask that the owner of the account be taken out of a booking, and tell its booker by mail; may be repeated.

    The time to object begins once the mail was handed over: an asking that died before is made good by the next one.
    Raises `Refused`: not_found, too_late, and `Busy` where the mail cannot be sent or is being sent.
    """

    def asking() -> Booking:
        booking, place, _ = _asked(services, account_id, booking_id)
        person, now = booking.applicants[place], services.clock.now()
        if person.told_at:
            return booking
        if person.contested_at and now < person.contested_at + TELLING_LEASE:
            raise Busy
        # Only whoever writes this sends the mail; a slower one finds it written and waits.
        return _noted(services, booking, place, replace(person, contested_at=now))

    def telling() -> Booking:
        booking, place, _ = _asked(services, account_id, booking_id)
        person = booking.applicants[place]
        return booking if person.told_at else _noted(services, booking, place, replace(person, told_at=told_at))

    asked, place = until_settled(asking), _asked(services, account_id, booking_id)[1]
    if not asked.applicants[place].told_at:
        booker = services.store.accounts.get(asked.account_id)
        if booker:
            try:
                mail.send(
                    booker.email,
                    contested(booker.full_name, asked.applicants[place].full_name, asked.office_name, asked.slot.date),
                )
            except MailNotSent as error:
                raise Busy from error
        told_at = services.clock.now()
        asked = until_settled(telling)
    return _listing(services, asked, place, _asked(services, account_id, booking_id)[2])


def leave(services: Services, account_id: str, booking_id: str) -> None:
    """Take the owner of the account out of a booking of another account; the others keep their numbers.

    Nothing happens where the owner is not in it any more. Raises `Refused`: not_found, too_late, contest_first (with
    the instant from which the owner may leave, if the booker was told), objected.
    """

    def attempt() -> Booking:
        account = registered(services.store.accounts.get(account_id))
        booking = services.store.bookings.get(booking_id)
        if booking and any(each.nik_key == account.nik_key and not each.present for each in booking.applicants):
            return booking
        booking, place, registration = _asked(services, account_id, booking_id)
        now = services.clock.now()
        since = leaves_from(registration, booking, booking.applicants[place])
        if since is None or now < since:
            _refuse(booking.applicants[place], since)
        return left(services, booking, place, now)

    until_settled(attempt)


def object_to(services: Services, account_id: str, booking_id: str, place: int) -> Booking:
    """Object, as the account that made the booking, to somebody's being taken out of it; may be repeated.

    Then it waits for people at a counter. Raises `Refused`: not_found, not_contested, too_late.
    """

    def attempt() -> Booking:
        now = services.clock.now()
        old = own(services.store.bookings.get(booking_id), account_id)
        person = old.applicants[place] if place < len(old.applicants) else None
        if person is None:
            raise Refused(Code.NOT_FOUND, "Nobody has this place in your booking.")
        if person.objected_at:
            return old
        _check_open(old, now)
        if not person.present or person.contested_at is None:
            raise Refused(Code.NOT_CONTESTED, "Nobody asked to be taken out at this place.")
        return _noted(services, old, place, replace(person, objected_at=now))

    return until_settled(attempt)


def _asked(services: Services, account_id: str, booking_id: str) -> tuple[Booking, int, Registration]:
    """Return the booking of another account, the owner's place in it, and the owner's registration.

    Raises not_found, so that nobody learns of bookings that they are not in, and too_late.
    """
    account = registered(services.store.accounts.get(account_id))
    booking = services.store.bookings.get(booking_id)
    place = booking.place_of(account.nik_key) if booking else None
    if booking is None or place is None or booking.account_id == account_id:
        raise Refused(Code.NOT_FOUND, "No booking of this id has you.")
    _check_open(booking, services.clock.now())
    return booking, place, _known(services.store.accounts.registration(account.nik_key))


def _check_open(booking: Booking, now: datetime) -> None:
    if "people" not in booking.meaning.changed_by or booking.check_in:
        raise Refused(Code.TOO_LATE, "This booking is over.")
    if now >= booking.closes_at:
        raise Refused(Code.TOO_LATE, "A booking can be changed until the end of the day before.")


def _known(registration: Registration | None) -> Registration:
    """Return the registration that every account has."""
    if registration is None:
        raise Busy
    return registration


def _noted(services: Services, old: Booking, place: int, person: Applicant) -> Booking:
    """Write what was noted of a person; raises `Again` where the booking was changed since it was read."""
    # It is no change by the account, so `changed_at` stays.
    new = old.with_person(place, person, old.changed_at)
    try:
        services.store.bookings.commit_marks(old, new)
    except CommitRefused as refusal:
        raise Again from refusal
    return new


def _refuse(person: Applicant, since: datetime | None) -> NoReturn:
    if person.objected_at:
        raise Refused(
            Code.OBJECTED, "The account that booked you objected. Please come to a counter with your identity card."
        )
    members = {"until": since} if since else {}
    raise Refused(
        Code.CONTEST_FIRST,
        "Ask first to be taken out. The account that booked you has a day to object, then you may leave.",
        **members,
    )


def _listing(services: Services, booking: Booking, place: int, registration: Registration) -> Listing:
    person = booking.applicants[place]
    booker = services.store.accounts.get(booking.account_id)
    return Listing(
        booking=booking,
        person=person,
        initials=_initials(booker),
        leaves_from=leaves_from(registration, booking, person),
        supersedes_from=supersedes_from(registration, booking, person),
    )


def _initials(booker: Account | None) -> str:
    """Return the initials of an account's holder, such as `B. S.`: enough to know one's own family again."""
    return " ".join(f"{word[0].upper()}." for word in booker.full_name.split()) if booker else ""
