"""Cancelling a booking, which gives its seats back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from antrean.bookings.commit import resolve_leftovers
from antrean.bookings.operation import Again, check_changeable, own, registered, until_settled
from antrean.bookings.store import CommitRefused

if TYPE_CHECKING:
    from antrean.bookings.model import Booking
    from antrean.bookings.operation import Services


def cancel(services: Services, account_id: str, booking_id: str) -> Booking:
    """Cancel a booking and give its seats back; a cancelled one is returned as it is. Raises `Refused`."""

    def attempt() -> Booking:
        now = services.clock.now()
        account, existing = services.store.read_for_change(account_id, booking_id)
        old = own(existing, account_id)
        if not old.meaning.changed_by:
            return old
        check_changeable(old, now)
        # Nobody without a profile has a booking that could be the active one, so the commit would be refused each time.
        registered(account)
        new = replace(old, status="cancelled", revision=old.revision + 1, changed_at=now)
        try:
            services.store.bookings.commit_cancel(old, new, now)
        except CommitRefused as refusal:
            resolve_leftovers(services, refusal)
            raise Again from refusal
        return new

    return until_settled(attempt)
