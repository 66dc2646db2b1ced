"""Booking a slot for one to five people, all of them or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.attempts import Again, until_settled
from antrean.base.errors import Code, Refused, invalid
from antrean.base.ids import BOOKING_ID_LENGTH
from antrean.bookings.claim import Wanted, asked_of, claim_for, holder_of, judge, slot_past
from antrean.bookings.commit import commit, numbered
from antrean.bookings.model import Booking, Superseded
from antrean.bookings.operation import check_family, done, read, refuse_without_nik, registered
from antrean.bookings.ownership import supersedes_from
from antrean.changes.party import Others, applicants_of, check_number, names_members, nik_already_booked, nik_keys_of
from antrean.policy.bookings import FURTHEST_DATE, WALK_IN_SERVICES
from antrean.slots.closing import has_closed
from antrean.slots.model import Slot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from antrean.bookings.forms import NewBooking
    from antrean.bookings.model import Applicant
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
    claim_id = services.pepper.claim_id(booking_id, operation, fingerprint, slot.path, len(request.applicants))
    household = names_members(request.applicants)

    def attempt() -> Booking:
        now, hashing = services.clock.now(), services.nik_keys()
        people = nik_keys_of(request.applicants, account_id, services.pepper, hashing)
        nik_keys = [each for person in people for each in person]
        asked = asked_of(services, slot, len(request.applicants))
        account, existing, guards, quota = read(
            services, account_id, booking_id, nik_keys, household=household, slot=asked
        )
        if existing:
            return done(existing, operation, fingerprint)
        account = registered(account)
        refuse_closing(account)
        refuse_frozen(account, now)
        refuse_without_nik(account)
        if nik_keys:
            check_family(services, account)
        office, session = bookable(services, slot, now)
        active = account.active_booking_at(now)
        if active == booking_id:
            # Account and booking are not read at one instant: in between a twin of this request made this very booking.
            raise Again
        if active:
            raise Refused(Code.BOOKING_EXISTS, "You have an active booking already. Cancel or move it instead.")
        others = Others(services.store.accounts, account, claim_id[BOOKING_ID_LENGTH:], people)
        others.check_limits(now)
        wanted = applicants_of(request.applicants, people, account, hashing, office.today(now))
        seats = Wanted(slot, claim_id, len(wanted), operation, fingerprint, holder_of(account_id, account))
        turns = judge(services, seats, quota)
        account = others.count_strangers(now)
        others.check_guards(wanted, guards, booking_id, now)
        superseded = _superseded(services, account, wanted, now) if account.self_guarded and selves else None
        claim = claim_for(services, seats, turns)
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
            ranges=(claim.range,),
            status="confirmed",
            revision=0,
            moved=False,
            created_at=now,
            changed_at=now,
            operations={operation: fingerprint},
        )
        limits = others.after_booking(now)
        return commit(
            services,
            new,
            claim,
            operation,
            lambda: services.store.bookings.commit_new(new, claim, account, now, limits, superseded),
            others.refused(wanted, now),
        )

    return until_settled(attempt)


def _superseded(services: Services, account: Account, wanted: Sequence[Applicant], now: datetime) -> Superseded | None:
    """Return the booking out of which the owner is taken by this one, None where no booking has the owner any more.

    Raises nik_already_booked where the owner must wait, ask the booker first (`listings`), or come to a counter.
    """
    guard, registration = services.store.guard_and_registration(*account.nik_keys)
    if guard is None or guard.held_until <= now:
        return None
    other = services.store.bookings.get(guard.booking_id)
    place = other.place_of(*account.nik_keys) if other else None
    if other is None or place is None or registration is None:
        # The booking changed after the guard was read.
        raise Again
    if other.account_id == account.account_id:
        # A twin of this request, or another one of the account, has booked the owner since the account was read.
        raise Again
    since = supersedes_from(registration, other, other.applicants[place], now)
    if since is None or now < since:
        raise nik_already_booked([index for index, each in enumerate(wanted) if each.relation == "self"])
    return Superseded(other, other.without(place, "superseded", now), other.applicants[place].nik_keys)


def refuse_closing(account: Account) -> None:
    """Raise `forbidden` for an account that its holder has closed, with when it will be erased."""
    if account.closes_at:
        raise Refused(
            Code.FORBIDDEN,
            "This account was closed. Reopen it to book, before it is erased.",
            until=account.closes_at,
        )


def refuse_frozen(account: Account, now: datetime) -> None:
    """Raise `limit_reached` for an account whose misses stop its bookings now, with until when."""
    if account.frozen_until and now < account.frozen_until:
        raise Refused(
            Code.LIMIT_REACHED,
            "Nobody came to visits that you had booked. Book again later; what you have booked stays.",
            rule="misses",
            until=account.frozen_until,
        )


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
        raise slot_past()
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
