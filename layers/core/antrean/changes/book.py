"""Booking a slot for one to five people, all of them or none, and who may be in a booking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.errors import Code, Refused, invalid
from antrean.base.policy import FURTHEST_DATE, MOST_APPLICANTS, MOST_FAMILY, WALK_IN_SERVICES
from antrean.bookings.claim import claim_for, range_of
from antrean.bookings.commit import commit, numbered
from antrean.bookings.model import Applicant, Booking
from antrean.bookings.operation import Again, done, registered, until_settled
from antrean.people import nik as nik_rules
from antrean.slots.closing import has_closed
from antrean.slots.model import Slot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from antrean.base.ids import Pepper
    from antrean.bookings.forms import NewBooking, Person
    from antrean.bookings.operation import Services
    from antrean.offices.model import Office, Session
    from antrean.people.model import Account


def book(services: Services, account_id: str, request: NewBooking, key: str) -> Booking:
    """Book the applicants of `request` into its slot, all or none; raises `Refused`.

    The booking's id comes from account and key, so a retry finds the booking that it made and gets its numbers.
    """
    check_service(request.service)
    selves = sum(person.relation == "self" for person in request.applicants)
    check_number(len(request.applicants) - selves, min(selves, 1))
    booking_id = services.pepper.booking_id(account_id, key)
    operation = services.pepper.operation(booking_id, "book", key)
    fingerprint = services.pepper.fingerprint(request.canonical())
    slot = Slot(request.office_id, request.date, request.session)

    def attempt() -> Booking:
        now = services.clock.now()
        account, existing = services.store.read_for_change(account_id, booking_id)
        if existing:
            return done(existing, operation, fingerprint)
        account = registered(account)
        office, session = bookable(services, slot, now)
        active = account.active_booking_at(now)
        if active == booking_id:
            # Account and booking are not read at one instant: in between a twin of this request made this very booking.
            raise Again
        if active:
            raise Refused(Code.BOOKING_EXISTS, "You have an active booking already. Cancel or move it instead.")
        wanted = applicants_of(request.applicants, account, services.pepper, office.today(now))
        claim_id = services.pepper.claim_id(booking_id, operation, fingerprint, slot.path, len(wanted))
        claim = claim_for(services, slot, claim_id, len(wanted), operation)
        new = Booking(
            booking_id=booking_id,
            account_id=account_id,
            slot=slot,
            office_name=office.name,
            timezone=office.timezone,
            arrive_from=session.arrive_from,
            arrive_until=session.arrive_until,
            prefix=session.prefix,
            service=request.service,
            applicants=numbered(wanted, claim),
            ranges=(range_of(claim),),
            status="confirmed",
            revision=0,
            moved=False,
            created_at=now,
            changed_at=now,
            operations={operation: fingerprint},
        )
        return commit(
            services, new, claim, operation, lambda: services.store.bookings.commit_new(new, claim, account, now)
        )

    return until_settled(attempt)


def bookable(services: Services, slot: Slot, now: datetime) -> tuple[Office, Session]:
    """Return office and session of a slot that can exist; whether it takes bookings is decided by the claim.

    Raises `validation_failed` for an unknown office, a session that the office does not have and a date beyond
    `FURTHEST_DATE`, and `slot_past`.
    """
    office = services.directory.get(slot.office_id)
    if office is None:
        raise invalid("office_id", "is not the id of an office")
    session = office.session(slot.session)
    if session is None:
        raise invalid("session", "is not a session of this office")
    if has_closed(slot.date, office.zone, now):
        raise Refused(Code.SLOT_PAST, "The session takes bookings until the end of the day before.")
    if slot.date > office.today(now) + FURTHEST_DATE:
        raise invalid("date", "is more than a year ahead")
    return office, session


def check_service(service: str) -> None:
    """Refuse a passport service that is given without a queue number."""
    if service in WALK_IN_SERVICES:
        raise Refused(
            Code.SERVICE_WALK_IN_ONLY,
            "Lost or damaged passports and changed data need no queue number: come to the office in person.",
        )


def check_number(family: int, selves: int) -> None:
    """Refuse more people than a booking may have: the account's owner and four members of the family."""
    if family > MOST_FAMILY or family + selves > MOST_APPLICANTS:
        raise Refused(
            Code.TOO_MANY_APPLICANTS,
            f"A booking has at most {MOST_APPLICANTS} people: you and {MOST_FAMILY} members of your family.",
        )


def applicants_of(people: Sequence[Person], account: Account, pepper: Pepper, today: date) -> tuple[Applicant, ...]:
    """Return the applicants whom a request names, in its order, still without queue numbers.

    Raises `Refused`: validation_failed (two `self`, a NIK twice, the owner's NIK as family, born in the future) or
    nik_mismatch_unconfirmed with the indices of the applicants.
    """
    applicants: list[Applicant] = []
    for index, person in enumerate(people):
        if person.relation == "self":
            applicant = Applicant("self", account.full_name, account.nik_key, account.nik_last4)
        else:
            applicant = _relative(index, person, account, pepper, today)
        if any(applicant.nik_key == other.nik_key for other in applicants):
            part = "relation" if person.relation == "self" else "nik"
            raise invalid(f"applicants.{index}.{part}", "the same person is named twice")
        applicants.append(applicant)
    unconfirmed = [index for index, person in enumerate(people) if _mismatch(person)]
    if unconfirmed:
        raise Refused(
            Code.NIK_MISMATCH_UNCONFIRMED,
            "The NIK and the birth date do not agree. If the NIK is right, confirm it: a NIK is for life.",
            applicants=unconfirmed,
        )
    return tuple(applicants)


def _relative(index: int, person: Person, account: Account, pepper: Pepper, today: date) -> Applicant:
    # The form `Person` made sure that a member of the family comes with these three.
    nik, full_name, birth_date = person.nik or "", person.full_name or "", person.birth_date
    if birth_date is not None and birth_date > today:
        raise invalid(f"applicants.{index}.birth_date", "must not be in the future")
    nik_key = pepper.nik_key(nik)
    if nik_key == account.nik_key:
        raise invalid(f"applicants.{index}.nik", "is your own: book yourself as `self`")
    return Applicant(person.relation, full_name, nik_key, nik_rules.last4(nik))


def _mismatch(person: Person) -> bool:
    if person.nik is None or person.birth_date is None or person.nik_mismatch_confirmed:
        return False
    return nik_rules.mismatch(nik_rules.parse(person.nik), person.birth_date)
