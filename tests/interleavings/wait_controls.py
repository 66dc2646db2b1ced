"""The waiting list with one of its parts taken out: what the referee must find, or it is worth nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from antrean.bookings.model import Booking
from antrean.bookings.store import Bookings
from antrean.slots import store as slots
from antrean.slots.model import Claim, Quota
from antrean.waiting import offers, store

Patch = pytest.MonkeyPatch


def status_compared_as_active(patch: Patch) -> None:
    """Say that a booking holds the seats of a claim only where it is confirmed: offered seats are given back."""

    def holds(self: Booking, claim: Claim) -> bool:
        listed = any(held.claim_id == claim.claim_id and held.first == claim.first for held in self.ranges)
        return self.is_confirmed and self.slot == claim.slot and listed

    patch.setattr(Booking, "holds", holds)


def expiry_without_the_revision(patch: Patch) -> None:
    """Take an offer back whatever became of it since it was read: an accepted one too, or one that has ended."""
    write = Bookings.write_action  # the part that is taken out

    def careless(
        self: Bookings, booking: Booking, claim: Claim | None, old: Booking | None, *by: Any
    ) -> dict[str, Any]:
        made = write(self, booking, claim, old, *by)
        if old and old.is_offered and booking.offer and booking.offer.answer == "lapsed":
            made["Update"]["ConditionExpression"] = "attribute_exists(pk)"
            for read in (":read", ":was"):
                del made["Update"]["ExpressionAttributeValues"][read]
        return made

    patch.setattr(Bookings, "write_action", careless)
    # The entry changes with the offer, and would refuse it too.
    patch.setattr(store, "ENTRY_CONDITIONS", {"as it is": "attribute_exists(pk) AND :entry = :entry AND :read = :read"})


def offer_of_a_closed_slot(patch: Patch) -> None:
    """Offer kept seats of a slot whatever its state is, as one that does not look and whose claim does not ask."""
    unasked = "(#state = :open OR attribute_exists(pk))"
    clauses = {**slots.CLAIM_CONDITIONS, "not closed by a holiday or an operator": unasked}
    patch.setattr(slots, "CLAIM_CONDITIONS", clauses)
    keeps = offers.Offering.keeps

    def careless(self: offers.Offering, office: Any, quota: Quota) -> bool:
        return keeps(self, office, quota._replace(state="open"))

    patch.setattr(offers.Offering, "keeps", careless)


WAIT_SEAT_CONTROLS: tuple[Callable[[Patch], None], ...] = (status_compared_as_active, expiry_without_the_revision)
"""What the referee of seats must catch."""
WAIT_CONTROLS: Mapping[Callable[[Patch], None], str] = {offer_of_a_closed_slot: "was claimed while it was closed"}
"""What else it must, and what it says."""
