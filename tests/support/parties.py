"""Bookings over HTTP whatever their answer is, their numbers, and the referee's word on their slot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from instruments.dynamodb import referee

if TYPE_CHECKING:
    from tests.support.citizens import Citizen
    from tests.support.client import Answer
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot


def book(
    deployed: Deployed, citizen: Citizen, slot: Slot, applicants: list[dict[str, Any]], key: str | None = None
) -> Answer:
    """Ask for a booking, and return whatever the answer is."""
    body = {**slot.choice, "service": "new", "applicants": applicants}
    return deployed.api.post("/bookings", body, citizen.token, key)


def numbers(booking: dict[str, Any]) -> list[str]:
    """Return the queue numbers of the people of a booking, without the prefix."""
    return [who["queue_number"].rpartition("-")[2] for who in booking["applicants"]]


def audited(deployed: Deployed, slot: Slot) -> list[str]:
    """Return what the referee finds wrong with a slot."""
    return referee.problems(deployed.table.bookings_and_guards(), deployed.table.quota(slot))
