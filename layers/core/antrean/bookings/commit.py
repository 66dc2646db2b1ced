"""Committing a booking with the seats of a claim, and settling the claim; what a refused commit means."""

from __future__ import annotations

import contextlib
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from antrean.base.errors import Busy, Code, Refused
from antrean.bookings.operation import Again, done
from antrean.bookings.resolve import resolve
from antrean.bookings.store import CommitRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from antrean.bookings.model import Applicant, Booking
    from antrean.bookings.operation import Services
    from antrean.slots.model import Claim


def commit(  # noqa: PLR0913 - the parts of a commit
    services: Services,
    new: Booking,
    claim: Claim,
    operation: str,
    write: Callable[[], None],
    asked: Sequence[Applicant] | None = None,
) -> Booking:
    """Commit `new` by `write`, settle its claim, and return the booking as it stands then.

    `asked` are the applicants in the order of the request, where they are not all of the booking's. If the commit is
    refused, its claim is resolved (fenced, then settled) before anything else is answered or tried, so that its seats
    are free again unless a twin of this request holds them. Raises nik_already_booked with the indices of the
    applicants, idempotency_key_reused, and `Again` where the booking or the account had changed.
    """
    try:
        write()
    except CommitRefused as refusal:
        found = resolve(services.store, claim)
        resolve_leftovers(services, refusal)
        if found and operation in found.operations:
            # A twin of this request, sent at the same time with the same key, was quicker: both get its answer.
            return done(found, operation, new.operations[operation])
        if refusal.niks:
            raise nik_already_booked(asked or new.applicants, refusal.niks) from refusal
        # Where the account has another booking by now, or its list changed, the next attempt reads which.
        raise Again from refusal
    # The booking holds its seats already. Where this write fails, the sweeper removes the claim and gives nothing back.
    with contextlib.suppress(Busy):
        services.store.quotas.settle(claim, give_back=False)
    return new


def resolve_leftovers(services: Services, refusal: CommitRefused) -> None:
    """Resolve claims that late twins of earlier requests left on the slot whose seats were to be given back."""
    for leftover in refusal.leftovers:
        resolve(services.store, leftover)


def numbered(applicants: Sequence[Applicant], claim: Claim) -> tuple[Applicant, ...]:
    """Return the applicants with the queue numbers of a claim, in their order."""
    return tuple(replace(applicant, number=claim.first + index) for index, applicant in enumerate(applicants))


def renumbered(applicants: Sequence[Applicant], claim: Claim) -> tuple[Applicant, ...]:
    """Return the applicants with the numbers of a claim in another slot; who does not come has none there."""
    numbers = itertools.count(claim.first)
    return tuple(replace(applicant, number=next(numbers) if applicant.present else 0) for applicant in applicants)


def nik_already_booked(asked: Sequence[Applicant], niks: Sequence[str]) -> Refused:
    """Return the refusal of applicants whose NIK has an active booking, named by their places in the request."""
    return Refused(
        Code.NIK_ALREADY_BOOKED,
        "Some of the people have an active booking already.",
        applicants=[index for index, applicant in enumerate(asked) if applicant.nik_key in niks],
    )
