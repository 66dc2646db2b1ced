"""Adding members of the family to a booking, in the slot that it has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.attempts import until_settled
from antrean.base.errors import invalid
from antrean.base.ids import BOOKING_ID_LENGTH
from antrean.bookings.claim import Wanted, asked_of, claim_for, holder_of, judge
from antrean.bookings.commit import commit, numbered
from antrean.bookings.operation import (
    check_changeable,
    check_family,
    done,
    own,
    read,
    refuse_displaced,
    refuse_without_nik,
    registered,
)
from antrean.changes.book import refuse_frozen
from antrean.changes.party import Others, applicants_of, check_number, names_members, nik_already_booked, nik_keys_of
from antrean.people.model import is_of

if TYPE_CHECKING:
    from antrean.bookings.forms import AddedApplicants
    from antrean.bookings.model import Booking
    from antrean.bookings.operation import Services
    from antrean.slots.model import Quota, Slot


def add(services: Services, account_id: str, booking_id: str, request: AddedApplicants, key: str) -> Booking:
    """Add members of the family to a booking, in its slot, with consecutive numbers; raises `Refused`."""
    operation = services.pepper.operation(booking_id, "add", key)
    fingerprint = services.pepper.fingerprint(request.canonical())
    for index, person in enumerate(request.applicants):
        if person.relation == "self":
            raise invalid(f"applicants.{index}.relation", "only members of the family can be added")

    household = names_members(request.applicants)

    def attempt() -> Booking:
        now, hashing = services.clock.now(), services.nik_keys()
        people = nik_keys_of(request.applicants, account_id, services.pepper, hashing)
        nik_keys = [each for person in people for each in person]
        account, existing, guards, _ = read(services, account_id, booking_id, nik_keys, household=household)
        old = own(existing, account_id)
        if operation in old.operations:
            return done(old, operation, fingerprint)
        check_changeable(old, now)
        refuse_displaced(old)
        account = registered(account)
        refuse_without_nik(account)
        refuse_frozen(account, now)
        check_family(services, account)
        selves = sum(applicant.relation == "self" for applicant in old.present)
        more = len(request.applicants)
        check_number(len(old.present) - selves + more, selves, len(old.applicants) + more)
        claim_id = services.pepper.claim_id(booking_id, operation, fingerprint, old.slot.path, more)
        others = Others(services.store.accounts, account, claim_id[BOOKING_ID_LENGTH:], people)
        others.check_limits(now)
        wanted = applicants_of(request.applicants, people, account, hashing, now.astimezone(old.zone).date())
        twice = [index for index, each in enumerate(wanted) if old.place_of(*each.nik_keys) is not None]
        if twice:
            raise nik_already_booked(twice)
        out = {each for person in old.applicants if person.stays_out for each in person.nik_keys}
        if not out.isdisjoint(nik_keys):
            # Or a program that asks all the time would list somebody again in the moment in which they leave.
            raise others.refusal(wanted, {each.nik_key for each in wanted if is_of(each, out)}, now)
        seats = Wanted(old.slot, claim_id, more, operation, fingerprint, holder_of(account_id, account))
        turns = judge(services, seats, _quota(services, old.slot, more))
        account = others.count_strangers(now)
        others.check_guards(wanted, guards, booking_id, now)
        claim = claim_for(services, seats, turns)
        added = tuple(each._replace(added_at=now) for each in numbered(wanted, claim))
        new = old._replace(
            applicants=old.applicants + added,
            ranges=(*old.ranges, claim.range),
            revision=old.revision + 1,
            changed_at=now,
            operations={**old.operations, operation: fingerprint},
        )
        limits = others.after_booking(now)
        return commit(
            services,
            new,
            claim,
            operation,
            lambda: services.store.bookings.commit_addition(old, new, claim, added, now, account, limits),
            others.refused(wanted, now),
        )

    return until_settled(attempt)


def _quota(services: Services, slot: Slot, n: int) -> Quota | None:
    """Read the quota of a booking's slot, which only the booking tells, where turns may have to be waited for there.

    So whoever is refused for their turn is refused before anything is written. Where the office has no turns the claim
    finds out.
    """
    office = services.directory.get(slot.office_id)
    asked = asked_of(services, slot, n)
    return services.store.quotas.get(asked) if asked and office and office.release.window else None
