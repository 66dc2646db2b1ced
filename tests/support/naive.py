"""What a naive system does in place of a rule, where the controls of several kinds of tests do it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from antrean.slots.model import HeldSeats, Slot
from antrean.slots.store import Quotas


def give_back_to_left(patch: pytest.MonkeyPatch) -> None:
    """Give seats back to whoever asks next, in place of keeping them until their release."""
    action = Quotas.give_back_action

    def give_back(self: Quotas, slot: Slot, seats: Sequence[HeldSeats], now: datetime) -> dict[str, Any]:
        made = action(self, slot, seats, now)
        update = made["Update"]
        kept = "seats_kept = if_not_exists(seats_kept, :none) + :n, kept_at = :now"
        assert kept in update["UpdateExpression"]
        update["UpdateExpression"] = update["UpdateExpression"].replace(kept, "seats_left = seats_left + :n")
        del update["ExpressionAttributeValues"][":none"]
        return made

    patch.setattr(Quotas, "give_back_action", give_back)
