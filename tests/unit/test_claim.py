"""Each clause of the claim's condition: what it guards, and that nothing else does.

Every case is run twice: with the claim as it is, and with its clause made always true (the negative control). So a
clause that is dropped from the code fails here, and so does one that no longer matters.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Code, Refused
from antrean.bookings import claim as seats
from antrean.bookings.operation import Services
from antrean.slots import changes
from antrean.slots.model import Slot
from antrean.slots.quota_forms import QuotaChange
from antrean.slots.store import CLAIM_CONDITIONS, ClaimRefused
from tests.support.ledger import unbalanced
from tests.support.wishes import wanted
from tests.unit.conftest import SLOT

pytestmark = pytest.mark.moto
"""Another DynamoDB than ours takes these requests too."""

CLAIM_ID = "B" * 16 + "CLAIM"
SEATS = 5
TAKEN = "seats were taken"
SAME_CLAIM = "the claim that is there"


def _takes_more_than_there_are(services: Services) -> str:
    """Six seats of a slot of five."""
    return _claim(services, SEATS + 1)


def _takes_of_a_closed_slot(services: Services) -> str:
    """A seat of a slot that an operator has closed."""
    change = QuotaChange(state="closed", reason="listrik padam")
    changes.change(services.store.quotas, services.pepper, services.clock, "operator", SLOT, 1, change)
    return _claim(services, 1)


def _takes_before_the_release(services: Services) -> str:
    """A seat a second before the slot opens."""
    _set_clock(services, -timedelta(seconds=1), to="opens_at")
    return _claim(services, 1)


def _takes_on_the_day(services: Services) -> str:
    """A seat in the first second of the slot's day."""
    _set_clock(services, timedelta(0), to="closes_at")
    return _claim(services, 1)


def _takes_twice_for_one_operation(services: Services) -> str:
    """Two seats, and again two by a retry of the same operation whose first answer was lost."""
    first = seats.claim(services, wanted(SLOT, f"{CLAIM_ID}2", 2), None)
    again = seats.claim(services, wanted(SLOT, f"{CLAIM_ID}2", 2), None)
    return SAME_CLAIM if again == first and not unbalanced(services.store, [SLOT]) else TAKEN


def _takes_the_millionth_number(services: Services) -> str:
    """A seat of a slot whose numbers were used up by claims that were given back."""
    published = services.store.quotas.get(SLOT)
    assert published
    slot = SLOT._replace(date=SLOT.date + timedelta(days=1))
    services.store.quotas.publish(published._replace(slot=slot, next_number=1_000_000))
    return _claim(services, 1, slot)


CASES: dict[str, tuple[Callable[[Services], str], str]] = {
    "never oversell": (_takes_more_than_there_are, Code.SLOT_FULL),
    "not closed by a holiday or an operator": (_takes_of_a_closed_slot, Code.SLOT_CLOSED),
    "not before the release": (_takes_before_the_release, Code.SLOT_NOT_YET_OPEN),
    "not after the end of the day before": (_takes_on_the_day, Code.SLOT_PAST),
    "not twice for one operation": (_takes_twice_for_one_operation, SAME_CLAIM),
    "no number that a stamp cannot hold": (_takes_the_millionth_number, Code.SLOT_FULL),
}
"""Clause -> an attempt that it stops, and what comes of it."""


def test_every_clause_has_a_case() -> None:
    """A clause is neither dropped from the claim nor added to it without a test of what it prevents."""
    assert CASES.keys() == CLAIM_CONDITIONS.keys()


@pytest.mark.parametrize("clause", CASES)
def test_the_claim_stops_it(services: Services, clause: str) -> None:
    """With the claim as it is the attempt takes nothing, and the answer says why."""
    attempt, outcome = CASES[clause]
    assert attempt(services) == outcome
    assert not unbalanced(services.store, [SLOT])


@pytest.mark.parametrize("clause", CASES)
def test_nothing_else_stops_it(services: Services, monkeypatch: pytest.MonkeyPatch, clause: str) -> None:
    """With its clause made always true the attempt succeeds: the test above tests the clause and nothing beside it."""
    monkeypatch.setitem(CLAIM_CONDITIONS, clause, f"({CLAIM_CONDITIONS[clause]} OR attribute_exists(pk))")
    attempt, _ = CASES[clause]
    assert attempt(services) == TAKEN


def test_a_refusal_brings_the_quota_along(services: Services) -> None:
    """Why a claim failed is read from the item that DynamoDB returns with the failure, not by a second call."""
    with pytest.raises(ClaimRefused) as refused:
        services.store.quotas.claim(SLOT, f"{CLAIM_ID}9", SEATS + 1, services.clock.now())
    assert refused.value.quota == services.store.quotas.get(SLOT)


def test_the_last_seat_can_be_had(services: Services) -> None:
    """The clauses stop nothing that is allowed: five of five seats, in the first and in the last second."""
    for instant in ("opens_at", "closes_at"):
        _set_clock(services, timedelta(0) if instant == "opens_at" else -timedelta(seconds=1), to=instant)
        claim = seats.claim(services, wanted(SLOT, f"{CLAIM_ID}5", SEATS), None)
        services.store.quotas.settle(claim, give_back=True)
    assert not unbalanced(services.store, [SLOT], settled=True)


def test_numbers_never_repeat(services: Services) -> None:
    """Seats that were given back are sold under new numbers: no two people ever had the same one."""
    first = seats.claim(services, wanted(SLOT, f"{CLAIM_ID}5", SEATS), None)
    services.store.quotas.settle(first, give_back=True)
    second = seats.claim(services, wanted(SLOT, f"{CLAIM_ID}5", SEATS), None)
    assert second.first == first.first + first.n
    assert second._replace(first=first.first) == first


def _claim(services: Services, n: int, slot: Slot = SLOT) -> str:
    """Claim `n` seats and return the code of the refusal, or that they were taken."""
    try:
        seats.claim(services, wanted(slot, f"{CLAIM_ID}{n}", n), None)
    except Refused as refused:
        return refused.code
    return TAKEN


def _set_clock(services: Services, offset: timedelta, to: str) -> None:
    """Set the clock to an instant of the slot's quota, plus `offset`."""
    found = services.store.quotas.get(SLOT)
    assert found
    assert isinstance(services.clock, FixedClock)
    services.clock.instant = getattr(found, to) + offset
