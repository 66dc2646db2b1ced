"""The fence: what it bars stays barred. What happens around it is in tests/crashes and tests/interleavings."""

from __future__ import annotations

import pytest

from antrean.base.clock import FixedClock
from antrean.bookings.items import booking_key
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.bookings.parts import CommitRefused
from antrean.changes import book
from antrean.slots.model import Claim
from instruments.replay.people import nik
from tests.support.wishes import KEY, account_of, asked
from tests.unit.conftest import SLOT, register


@pytest.fixture
def late(services: Services, siti: str) -> Booking:
    """A booking of Budi that nothing stands in the way of, not yet committed."""
    made = book.book(services, siti, asked(1), KEY)
    myself = made.applicants[0]._replace(nik_key=services.nik_keys().key(nik(902)))
    budi = register(services, "budi", nik(902))
    return made._replace(booking_id="B" * 16, account_id=budi, applicants=(myself,))


@pytest.fixture
def claims(services: Services, late: Booking, clock: FixedClock) -> list[Claim]:
    """Four claims of that booking, with growing numbers."""
    ids = [f"{late.booking_id}CLAI{letter}1" for letter in "ABCD"]
    return [services.store.quotas.claim(SLOT, claim_id, 1, clock.now()) for claim_id in ids]


def test_a_fence_is_never_lowered(services: Services, late: Booking, claims: list[Claim], clock: FixedClock) -> None:
    """Fenced at the third claim's number, then at the first's: the second cannot commit, and the fourth can."""
    first, second, third, fourth = claims
    for claim in (third, first):
        services.store.bookings.fence(claim)
    with pytest.raises(CommitRefused):
        services.store.bookings.commit_new(late, second, account_of(services.store, late), clock.now())
    assert services.store.bookings.get(late.booking_id) is None
    services.store.bookings.commit_new(late, fourth, account_of(services.store, late), clock.now())
    assert services.store.bookings.get(late.booking_id) == late


def test_a_fence_is_raised(services: Services, late: Booking, claims: list[Claim], clock: FixedClock) -> None:
    """Fenced at the first claim's number, then at the third's: the second and the third cannot commit."""
    first, second, third, _ = claims
    for claim in (first, third):
        services.store.bookings.fence(claim)
    for claim in (second, third):
        with pytest.raises(CommitRefused):
            services.store.bookings.commit_new(late, claim, account_of(services.store, late), clock.now())
    assert services.store.bookings.get(late.booking_id) is None


def test_a_tombstones_fence_is_never_lowered(services: Services, late: Booking, claims: list[Claim]) -> None:
    """A tombstone's own write keeps a higher mark, also where it would be kept longer from then on."""
    first, _, third, fourth = claims
    services.store.bookings.fence(third)
    key = booking_key(late.booking_id)
    # as if the tombstone had been made for an earlier day
    services.store._table.update(key, "SET expires_at = :one", "attribute_exists(pk)", values={":one": 1})  # noqa: SLF001
    services.store.bookings.fence(first)
    item = services.store._table.get(key)  # noqa: SLF001 - what is stored
    assert item
    assert [item[name] for name in item if name.startswith("void#")] == [third.first]
    services.store.bookings.fence(fourth)
    item = services.store._table.get(key)  # noqa: SLF001 - what is stored
    assert item
    assert item["expires_at"] > 1
