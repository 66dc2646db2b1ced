"""Committing a booking with the seats of a claim, and settling the claim; what a refused commit means."""

from __future__ import annotations

import contextlib
import itertools
from typing import TYPE_CHECKING

from antrean.base.attempts import Again
from antrean.base.errors import Busy
from antrean.bookings.parts import CommitRefused
from antrean.bookings.resolve import resolve

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
    refused: Callable[[CommitRefused], Exception] = lambda _refusal: Again(),
) -> Booking:
    """Commit `new` by `write`, settle its claim, and return the booking as it stands then.

    If the commit is refused, its claim is resolved (fenced, then settled) before anything else is answered or tried, so
    that its seats are free again unless a twin of this request holds them. Then what `refused` makes of the refusal is
    raised: by default `Again`, since the booking or the account had changed.
    """
    try:
        write()
    except CommitRefused as refusal:
        found = resolve(services.store, claim, services.clock.now())
        resolve_leftovers(services, refusal)
        if found and found.operations.get(operation) == new.operations[operation]:
            # A twin of this request, sent at the same time with the same key, was quicker: both get its answer.
            return found
        raise refused(refusal) from refusal
    # The booking holds its seats already. Where this write fails, the sweeper removes the claim and gives nothing back.
    with contextlib.suppress(Busy):
        services.store.quotas.settle(claim, give_back=False)
    return new


def resolve_leftovers(services: Services, refusal: CommitRefused) -> None:
    """Resolve claims that late twins of earlier requests left on the slot whose seats were to be given back."""
    for leftover in refusal.leftovers:
        resolve(services.store, leftover, services.clock.now())


def numbered(applicants: Sequence[Applicant], claim: Claim) -> tuple[Applicant, ...]:
    """Return the applicants with the queue numbers of a claim, in their order."""
    return tuple(applicant._replace(number=claim.first + index) for index, applicant in enumerate(applicants))


def renumbered(applicants: Sequence[Applicant], claim: Claim) -> tuple[Applicant, ...]:
    """Return the applicants with the numbers of a claim in another slot; who does not come has none there."""
    numbers = itertools.count(claim.first)
    return tuple(applicant._replace(number=next(numbers) if applicant.present else 0) for applicant in applicants)
