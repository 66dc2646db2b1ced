"""The fence: what it bars stays barred. What happens around it is in tests/crashes and tests/interleavings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from antrean.base.clock import FixedClock
from antrean.bookings import book
from antrean.bookings.operation import Services
from antrean.bookings.store import CommitRefused
from instruments.replay.people import nik
from tests.support.wishes import KEY, asked
from tests.unit.conftest import SLOT, register


def test_a_fence_is_never_lowered(services: Services, siti: str, clock: FixedClock) -> None:
    """Fenced at a later number, then at an earlier one: a claim in between still cannot commit."""
    claim_id = services.pepper.claim_id("B" * 16, "op", "body", SLOT.path, 1)
    first, second, third = (services.store.quotas.claim(SLOT, f"{claim_id[:-2]}{n}1", 1, clock.now()) for n in "ABC")
    for claim in (third, first):
        services.store.bookings.fence(claim)
    made = book.book(services, siti, asked(1), KEY)
    late = replace(made, booking_id="B" * 16, account_id=register(services, "budi", nik(902)))
    with pytest.raises(CommitRefused):
        services.store.bookings.commit_new(late, second, clock.now())
    assert services.store.bookings.get("B" * 16) is None
