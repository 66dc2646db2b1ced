"""What a naive system does in place of a rule, where the controls of several kinds of tests do it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest

from antrean.slots.model import HeldSeats, Slot
from antrean.slots.store import Quotas
from instruments.naive import to_left


def give_back_to_left(patch: pytest.MonkeyPatch) -> None:
    """Give seats back to whoever asks next, in place of keeping them until their release."""
    action = Quotas.give_back_action

    def give_back(self: Quotas, slot: Slot, seats: Sequence[HeldSeats], now: datetime) -> dict[str, Any]:
        return to_left(action(self, slot, seats, now))

    patch.setattr(Quotas, "give_back_action", give_back)
