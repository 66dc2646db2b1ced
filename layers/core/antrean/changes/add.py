"""Adding members of the family to a booking, in the slot that it has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from antrean.base.errors import invalid
from antrean.bookings.claim import claim_for, range_of
from antrean.bookings.commit import commit, nik_already_booked, numbered
from antrean.bookings.operation import check_changeable, done, own, registered, until_settled
from antrean.changes.book import applicants_of, check_number

if TYPE_CHECKING:
    from antrean.bookings.forms import AddedApplicants
    from antrean.bookings.model import Booking
    from antrean.bookings.operation import Services


def add(services: Services, account_id: str, booking_id: str, request: AddedApplicants, key: str) -> Booking:
    """Add members of the family to a booking, in its slot, with consecutive numbers; raises `Refused`."""
    operation = services.pepper.operation(booking_id, "add", key)
    fingerprint = services.pepper.fingerprint(request.canonical())
    for index, person in enumerate(request.applicants):
        if person.relation == "self":
            raise invalid(f"applicants.{index}.relation", "only members of the family can be added")

    def attempt() -> Booking:
        now = services.clock.now()
        account, existing = services.store.read_for_change(account_id, booking_id)
        old = own(existing, account_id)
        if operation in old.operations:
            return done(old, operation, fingerprint)
        check_changeable(old, now)
        account = registered(account)
        selves = sum(applicant.relation == "self" for applicant in old.applicants)
        check_number(len(old.applicants) - selves + len(request.applicants), selves)
        today = now.astimezone(old.zone).date()
        wanted = applicants_of(request.applicants, account, services.pepper, today)
        listed = {applicant.nik_key for applicant in old.applicants}
        twice = [applicant.nik_key for applicant in wanted if applicant.nik_key in listed]
        if twice:
            raise nik_already_booked(wanted, twice)
        claim_id = services.pepper.claim_id(booking_id, operation, fingerprint, old.slot.path, len(wanted))
        claim = claim_for(services, old.slot, claim_id, len(wanted), operation)
        added = numbered(wanted, claim)
        new = replace(
            old,
            applicants=old.applicants + added,
            ranges=(*old.ranges, range_of(claim)),
            revision=old.revision + 1,
            changed_at=now,
            operations={**old.operations, operation: fingerprint},
        )
        return commit(
            services,
            new,
            claim,
            operation,
            lambda: services.store.bookings.commit_addition(old, new, claim, added, now),
            wanted,
        )

    return until_settled(attempt)
