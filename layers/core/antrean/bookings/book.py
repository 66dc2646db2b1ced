"""Booking: claim, commit, settle. Every operation may be sent again with its key, whatever became of the first try.

Each function reads once, decides, claims seats where it needs them, commits everything cold in one transaction, and
settles the claim. A refused commit is resolved (fence, then settle) before anything else is said or tried.
`docs/architecture.md` tells why each step is there.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from antrean.base.errors import Busy, Code, Refused, invalid
from antrean.base.ids import BOOKING_ID_LENGTH
from antrean.bookings import claim as seats
from antrean.bookings import people_of as people
from antrean.bookings.model import Applicant, Booking
from antrean.bookings.resolve import resolve
from antrean.bookings.store import CommitRefused
from antrean.slots.model import Claim, SeatRange, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from antrean.bookings.forms import AddedApplicants, NewBooking, SlotChoice
    from antrean.offices.model import Office, Session
    from antrean.people.model import Account
    from antrean.services import Services

_ATTEMPTS = 4
"""How often an operation begins again after it lost a race to another change of the same booking."""
_FURTHEST = timedelta(days=365)
_LISTED = 20
"""Bookings an account keeps in its list; cancelling drops older ones."""


class _Again(Exception):  # noqa: N818 - control flow of this module
    """The booking changed under the operation: read it again."""


def book(services: Services, account_id: str, request: NewBooking, key: str) -> Booking:
    """Book the applicants of `request` into its slot, all or none; raises `Refused`.

    The booking's id comes from account and key, so a retry finds the booking that it made and gets its numbers.
    """
    people.check_service(request.service)
    selves = sum(person.relation == "self" for person in request.applicants)
    people.check_number(len(request.applicants) - selves, min(selves, 1))
    booking_id = services.pepper.booking_id(account_id, key)
    operation = services.pepper.operation(booking_id, "book", key)
    fingerprint = services.pepper.fingerprint(request.model_dump_json())
    slot = Slot(request.office_id, request.date, request.session)

    def attempt() -> Booking:
        now = services.clock.now()
        account, existing = services.store.read_for_change(account_id, booking_id)
        if existing:
            return _done(existing, operation, fingerprint)
        account = _registered(account)
        office, session = _bookable(services, slot, now)
        active = account.active_booking_at(now)
        if active == booking_id:
            # the two were not read at one instant: between them a twin of this request made this very booking
            raise _Again
        if active:
            raise _booking_exists()
        wanted = people.applicants_of(request.applicants, account, services.pepper, office.today(now))
        claim_id = services.pepper.claim_id(booking_id, operation, fingerprint, slot, len(wanted))
        claim = _claim(services, slot, claim_id, len(wanted), operation)
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
            applicants=_numbered(wanted, claim),
            ranges=(_range(claim),),
            status="confirmed",
            revision=0,
            rescheduled=False,
            created_at=now,
            operations={operation: fingerprint},
        )
        return _commit(services, new, claim, operation, lambda: services.store.bookings.commit_new(new, claim, now))

    return _until_settled(attempt)


def add_family(services: Services, account_id: str, booking_id: str, request: AddedApplicants, key: str) -> Booking:
    """Add members of the family to a booking, in its slot, with consecutive numbers; raises `Refused`."""
    operation = services.pepper.operation(booking_id, "add", key)
    fingerprint = services.pepper.fingerprint(request.model_dump_json())
    for index, person in enumerate(request.applicants):
        if person.relation == "self":
            raise invalid(f"applicants.{index}.relation", "only members of the family can be added")

    def attempt() -> Booking:
        now = services.clock.now()
        account, existing = services.store.read_for_change(account_id, booking_id)
        old = _own(existing, account_id)
        if operation in old.operations:
            return _done(old, operation, fingerprint)
        _changeable(old, now)
        account = _registered(account)
        selves = sum(applicant.relation == "self" for applicant in old.applicants)
        people.check_number(len(old.applicants) - selves + len(request.applicants), selves)
        today = now.astimezone(old.zone).date()
        wanted = people.applicants_of(request.applicants, account, services.pepper, today)
        already = {applicant.nik_key for applicant in old.applicants}
        twice = [applicant for applicant in wanted if applicant.nik_key in already]
        if twice:
            raise _nik_already_booked(wanted, [applicant.nik_key for applicant in twice])
        claim_id = services.pepper.claim_id(booking_id, operation, fingerprint, old.slot, len(wanted))
        claim = _claim(services, old.slot, claim_id, len(wanted), operation)
        added = _numbered(wanted, claim)
        new = replace(
            old,
            applicants=old.applicants + added,
            ranges=(*old.ranges, _range(claim)),
            revision=old.revision + 1,
            operations={**old.operations, operation: fingerprint},
        )
        return _commit(
            services,
            new,
            claim,
            operation,
            lambda: services.store.bookings.commit_addition(new, claim, added, now),
            wanted,
        )

    return _until_settled(attempt)


def reschedule(services: Services, account_id: str, booking_id: str, request: SlotChoice, key: str) -> Booking:
    """Move a booking to another slot, once, with new numbers; raises `Refused` and leaves the old booking as it was."""
    operation = services.pepper.operation(booking_id, "reschedule", key)
    fingerprint = services.pepper.fingerprint(request.model_dump_json())
    slot = Slot(request.office_id, request.date, request.session)

    def attempt() -> Booking:
        now = services.clock.now()
        _, existing = services.store.read_for_change(account_id, booking_id)
        old = _own(existing, account_id)
        if operation in old.operations:
            return _done(old, operation, fingerprint)
        _changeable(old, now)
        if old.rescheduled:
            raise Refused(Code.RESCHEDULE_USED, "A booking can be moved once, and this one was moved already.")
        if slot == old.slot:
            raise invalid("session", "is the slot that the booking has already")
        office, session = _bookable(services, slot, now)
        n = len(old.applicants)
        claim_id = services.pepper.claim_id(booking_id, operation, fingerprint, slot, n)
        claim = _claim(services, slot, claim_id, n, operation)
        new = replace(
            old,
            slot=slot,
            office_name=office.name,
            timezone=office.timezone,
            arrive_from=session.arrive_from,
            arrive_until=session.arrive_until,
            prefix=session.prefix,
            applicants=_numbered(old.applicants, claim),
            ranges=(_range(claim),),
            revision=old.revision + 1,
            rescheduled=True,
            operations={**old.operations, operation: fingerprint},
        )
        return _commit(services, new, claim, operation, lambda: services.store.bookings.commit_move(old, new, claim))

    return _until_settled(attempt)


def cancel(services: Services, account_id: str, booking_id: str) -> Booking:
    """Cancel a booking and give its seats back at once; a cancelled one stays cancelled. Raises `Refused`."""

    def attempt() -> Booking:
        now = services.clock.now()
        account, existing = services.store.read_for_change(account_id, booking_id)
        old = _own(existing, account_id)
        if not old.active:
            return old
        _changeable(old, now)
        new = replace(old, status="cancelled", revision=old.revision + 1)
        forget = _registered(account).listed[_LISTED:]
        try:
            services.store.bookings.commit_cancel(old, new, forget)
        except CommitRefused as refusal:
            _resolve_leftovers(services, refusal)
            raise _Again from refusal
        return new

    return _until_settled(attempt)


def get(services: Services, account_id: str, booking_id: str) -> Booking:
    """Return one of the account's bookings; raises `Refused` (not_found, also for other people's)."""
    return _own(services.store.bookings.get(booking_id), account_id)


def all_of(services: Services, account_id: str) -> list[Booking]:
    """Return the account's bookings, newest first, at most twenty."""
    account = services.store.accounts.get(account_id)
    return services.store.bookings.get_many(account.booking_ids[:_LISTED]) if account else []


def _until_settled(attempt: Callable[[], Booking]) -> Booking:
    for _ in range(_ATTEMPTS):
        with contextlib.suppress(_Again):
            return attempt()
    raise Busy


def _claim(services: Services, slot: Slot, claim_id: str, n: int, operation: str) -> Claim:
    """Claim seats; before a refusal is passed on, make sure that the seats did not go to a twin of this request."""
    # outside: a refusal from memory decided nothing after the booking was read
    seats.refuse_if_remembered(services, slot, n)
    try:
        return seats.claim(services, slot, claim_id, n)
    except Busy:
        raise
    except Refused:
        found = services.store.bookings.get(claim_id[:BOOKING_ID_LENGTH])
        if found and operation in found.operations:
            raise _Again from None
        raise


def _commit(  # noqa: PLR0913 - the parts of a commit
    services: Services,
    new: Booking,
    claim: Claim,
    operation: str,
    write: Callable[[], None],
    asked: Sequence[Applicant] | None = None,
) -> Booking:
    """Commit and settle; after a refusal resolve the claim, and then say what stood in the way.

    `asked` are the applicants in the order of the request, where they are not all of the booking's.
    """
    try:
        write()
    except CommitRefused as refusal:
        found = resolve(services.store, claim)
        _resolve_leftovers(services, refusal)
        if found and operation in found.operations:
            # a twin of this request was quicker
            return _done(found, operation, new.operations[operation])
        if refusal.niks:
            raise _nik_already_booked(asked or new.applicants, refusal.niks) from refusal
        if refusal.account and new.revision == 0:
            raise _booking_exists() from refusal
        raise _Again from refusal
    # the booking holds its seats; where this fails the sweeper removes the claim, and no seat is given back
    with contextlib.suppress(Busy):
        services.store.quotas.settle(claim, give_back=False)
    return new


def _resolve_leftovers(services: Services, refusal: CommitRefused) -> None:
    """Resolve claims that late twins left on the slot whose seats were to be given back."""
    for leftover in refusal.leftovers:
        resolve(services.store, leftover)


def _done(booking: Booking, operation: str, fingerprint: str) -> Booking:
    """Return the booking as the answer to an operation that it remembers; raises idempotency_key_reused."""
    if booking.operations.get(operation) != fingerprint:
        raise _key_reused()
    return booking


def _own(booking: Booking | None, account_id: str) -> Booking:
    if booking is None or booking.account_id != account_id:
        raise Refused(Code.NOT_FOUND, "You have no booking of this id.")
    return booking


def _registered(account: Account | None) -> Account:
    if account is None:
        raise Refused(
            Code.FORBIDDEN, "Your registration is not complete. Look at your profile (GET /me), then try again."
        )
    return account


def _changeable(booking: Booking, now: datetime) -> None:
    if not booking.active:
        raise Refused(Code.TOO_LATE, "This booking was cancelled.")
    if now >= booking.closes_at:
        raise Refused(Code.TOO_LATE, "A booking can be changed until the end of the day before.")


def _bookable(services: Services, slot: Slot, now: datetime) -> tuple[Office, Session]:
    """Return office and session if the slot can exist; whether it takes bookings is decided by the claim."""
    office = services.directory.get(slot.office_id)
    if office is None:
        raise invalid("office_id", "is not the id of an office")
    session = office.session(slot.session)
    if session is None:
        raise invalid("session", "is not a session of this office")
    today = office.today(now)
    if slot.date <= today:
        raise Refused(Code.SLOT_PAST, "The session takes bookings until the end of the day before.")
    if slot.date > today + _FURTHEST:
        raise invalid("date", "is more than a year ahead")
    return office, session


def _numbered(applicants: Sequence[Applicant], claim: Claim) -> tuple[Applicant, ...]:
    return tuple(replace(applicant, number=claim.first + index) for index, applicant in enumerate(applicants))


def _range(claim: Claim) -> SeatRange:
    return SeatRange(claim.claim_id, claim.first, claim.n, claim.at)


def _key_reused() -> Refused:
    return Refused(Code.IDEMPOTENCY_KEY_REUSED, "This Idempotency-Key was used for another request. Use a new key.")


def _booking_exists() -> Refused:
    return Refused(Code.BOOKING_EXISTS, "You have an active booking already. Cancel or move it instead.")


def _nik_already_booked(asked: Sequence[Applicant], niks: Sequence[str]) -> Refused:
    return Refused(
        Code.NIK_ALREADY_BOOKED,
        "Some of the people have an active booking already.",
        applicants=[index for index, applicant in enumerate(asked) if applicant.nik_key in niks],
    )
