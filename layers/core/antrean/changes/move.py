"""Moving a booking to another slot, with new numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.attempts import until_settled
from antrean.base.errors import Code, Refused, invalid
from antrean.bookings.claim import Wanted, asked_of, claim_for, claim_for_displaced, holder_of, judge
from antrean.bookings.commit import commit, renumbered
from antrean.bookings.operation import check_changeable, done, own, read
from antrean.changes.book import bookable, refuse_frozen
from antrean.slots.model import Slot

if TYPE_CHECKING:
    from antrean.bookings.forms import SlotChoice
    from antrean.bookings.model import Booking
    from antrean.bookings.operation import Services

KIND = "reschedule"
"""The name of the operation in its keyed hash. Bookings of every release remember their moves by it, so it stays."""


def move(services: Services, account_id: str, booking_id: str, request: SlotChoice, key: str) -> Booking:
    """Move a booking to another slot, once, with new numbers; raises `Refused` and leaves the old booking as it was.

    A displaced booking is moved as often as its office displaces it, also while misses stop new bookings, and may take
    kept seats, which others cannot.
    """
    operation = services.pepper.operation(booking_id, KIND, key)
    fingerprint = services.pepper.fingerprint(request.canonical())
    slot = Slot(request.office_id, request.date, request.session)

    def attempt() -> Booking:
        now = services.clock.now()
        account, existing, _, quota = read(services, account_id, booking_id, slot=asked_of(services, slot, 1))
        old = own(existing, account_id)
        if operation in old.operations:
            return done(old, operation, fingerprint)
        check_changeable(old, now)
        if account and old.meaning.counts:
            refuse_frozen(account, now)
        if not old.moves_left:
            raise Refused(Code.RESCHEDULE_USED, "A booking can be moved once, and this one was moved already.")
        if slot == old.slot and old.holds_seats:
            raise invalid("session", "is the slot that the booking has already")
        office, session = bookable(services, slot, now)
        n = len(old.present)
        left = services.pepper.claim_id(booking_id, operation, fingerprint, slot.path, n)
        seats = Wanted(slot, left, n, operation, fingerprint, holder_of(account_id, account))
        if old.displacement:
            kept = services.pepper.claim_id(booking_id, operation, fingerprint, slot.path, n, kept=True)
            claim = claim_for_displaced(services, seats, kept, quota)
        else:
            claim = claim_for(services, seats, judge(services, seats, quota))
        new = old._replace(
            slot=slot,
            office_name=office.name,
            timezone=office.timezone,
            arrive_from=session.arrive_from,
            arrive_until=session.arrive_until,
            prefix=session.prefix,
            applicants=renumbered(old.applicants, claim),
            ranges=(claim.range,),
            revision=old.revision + 1,
            changed_at=now,
            status="confirmed",
            displacement=None,
            moved=old.moved or old.meaning.counts,
            operations={**old.operations, operation: fingerprint},
        )
        return commit(
            services, new, claim, operation, lambda: services.store.bookings.commit_move(old, new, claim, now)
        )

    return until_settled(attempt)
