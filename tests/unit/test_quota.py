"""Operators' changes of quotas: instants, retries, and what stays true beside claims."""

from __future__ import annotations

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Code, Refused
from antrean.bookings.operation import Services
from antrean.slots import changes
from antrean.slots.quota_forms import QuotaChange, quota_view
from tests.unit.conftest import SLOT

pytestmark = pytest.mark.moto
"""Another DynamoDB than ours takes these requests too."""


def wish(text: str) -> QuotaChange:
    """A request with this JSON."""
    return QuotaChange.model_validate_json(text)


def test_an_instant_with_an_offset_is_one_instant_everywhere(services: Services, clock: FixedClock) -> None:
    """08:00 in Jakarta is 01:00 UTC in the answer, in the answer to the retry, and in the audit record."""
    request = wish('{"opens_at": "2026-12-02T08:00:00+07:00", "reason": "Sistem dirawat"}')
    answers = [
        quota_view(changes.change(services.store.quotas, services.pepper, clock, "op", SLOT, 1, request))
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert answers[0]["opens_at"] == "2026-12-02T01:00:00Z"
    [record] = services.store._table.query(f"AUDIT#{SLOT.office_id}", "0", "9")  # noqa: SLF001 - no route reads it
    assert record["after"]["opens_at"] == "2026-12-02T01:00:00Z"


def test_seats_claimed_meanwhile_are_kept(services: Services, clock: FixedClock) -> None:
    """The seats left move by the difference of capacity; below the seats taken nothing changes."""
    services.store.quotas.claim(SLOT, f"{'B' * 16}ABCDE3", 3, clock.now())
    arguments = (services.store.quotas, services.pepper, clock, "op", SLOT, 1)
    with pytest.raises(Refused) as refusal:
        changes.change(*arguments, wish('{"capacity": 2, "reason": "Petugas sakit"}'))
    assert refusal.value.code == Code.CAPACITY_BELOW_TAKEN
    changed = changes.change(*arguments, wish('{"capacity": 4, "reason": "Petugas sakit"}'))
    assert (changed.capacity, changed.seats_left, changed.version) == (4, 1, 2)


def test_a_reason_never_holds_a_nik() -> None:
    """The reason of a closed slot is shown to everybody: digits that could be a NIK are refused, set apart or not."""
    digits = "3 2 9 9 0 1 1 7 0 5 9 0 0 0 0 1"
    with pytest.raises(ValueError, match="digits"):
        wish(f'{{"state": "closed", "reason": "Atas permintaan {digits}"}}')
