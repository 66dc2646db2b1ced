"""Booking a slot for one to five people, all of them or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.errors import Code, Refused, invalid
from antrean.base.policy import FURTHEST_BOOKING
from antrean.bookings import people_of
from antrean.bookings.claim import claim_for, range_of
from antrean.bookings.commit import booking_exists, commit, numbered
from antrean.bookings.model import Booking
from antrean.bookings.operation import Again, done, registered, until_settled
from antrean.slots.closing import has_closed
from antrean.slots.model import Slot

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.bookings.forms import NewBooking
    from antrean.bookings.operation import Services
    from antrean.offices.model import Office, Session


def book(services: Services, account_id: str, request: NewBooking, key: str) -> Booking:
    """Book the applicants of `request` into its slot, all or none; raises `Refused`.

    The booking's id comes from account and key, so a retry finds the booking that it made and gets its numbers.
    """
    people_of.check_service(request.service)
    selves = sum(person.relation == "self" for person in request.applicants)
    people_of.check_number(len(request.applicants) - selves, min(selves, 1))
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
            raise booking_exists()
        wanted = people_of.applicants_of(request.applicants, account, services.pepper, office.today(now))
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
            operations={operation: fingerprint},
        )
        return commit(services, new, claim, operation, lambda: services.store.bookings.commit_new(new, claim, now))

    return until_settled(attempt)


def bookable(services: Services, slot: Slot, now: datetime) -> tuple[Office, Session]:
    """Return office and session of a slot that can exist; whether it takes bookings is decided by the claim.

    Raises `validation_failed` for an unknown office, a session that the office does not have and a date beyond
    `FURTHEST_BOOKING`, and `slot_past`.
    """
    office = services.directory.get(slot.office_id)
    if office is None:
        raise invalid("office_id", "is not the id of an office")
    session = office.session(slot.session)
    if session is None:
        raise invalid("session", "is not a session of this office")
    if has_closed(slot.date, office.zone, now):
        raise Refused(Code.SLOT_PAST, "The session takes bookings until the end of the day before.")
    if slot.date > office.today(now) + FURTHEST_BOOKING:
        raise invalid("date", "is more than a year ahead")
    return office, session
