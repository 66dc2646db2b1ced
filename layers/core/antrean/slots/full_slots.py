"""What a warm environment remembers of full slots, so that a rush on a sold-out slot does not reach the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from antrean.policy.system import FULL_SLOT_MEMORY

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from antrean.base.clock import Clock
    from antrean.slots.model import Option, Slot

_MOST_SLOTS = 256


class _Full(NamedTuple):
    seats_left: int
    until: datetime
    alternatives: dict[int, list[Option]]


class FullSlots:
    """Remembers for `FULL_SLOT_MEMORY` how many seats a slot had left when a claim found too few."""

    def __init__(self, clock: Clock) -> None:
        """Begin with nothing remembered."""
        self._clock = clock
        self._slots: dict[Slot, _Full] = {}

    def remember(self, slot: Slot, seats_left: int) -> None:
        """Note that `slot` had only `seats_left` seats just now."""
        now = self._clock.now()
        if len(self._slots) >= _MOST_SLOTS:
            self._slots = {known: full for known, full in self._slots.items() if full.until > now}
        self._slots[slot] = _Full(seats_left, now + FULL_SLOT_MEMORY, {})

    def lacks(self, slot: Slot, n: int) -> bool:
        """Tell whether `slot` is remembered to have fewer than `n` seats."""
        full = self._slots.get(slot)
        return full is not None and full.until > self._clock.now() and full.seats_left < n

    def alternatives(self, slot: Slot, n: int, find: Callable[[], list[Option]]) -> list[Option]:
        """Return the alternatives of `slot` for `n` people, which `find` finds once while the slot is remembered."""
        full = self._slots.get(slot)
        if full is None:
            return find()
        if n not in full.alternatives:
            full.alternatives[n] = find()
        return full.alternatives[n]
