"""What the rules of booking work with, handed to them as one argument."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from antrean.base.clock import Clock
    from antrean.base.ids import Pepper
    from antrean.bookings.store import Store
    from antrean.offices.directory import OfficeDirectory
    from antrean.slots.full_slots import FullSlots


@dataclass(frozen=True, slots=True)
class Services:
    """The store, the keyed hashes, the clock, and what a warm environment remembers."""

    store: Store
    pepper: Pepper
    clock: Clock
    full_slots: FullSlots
    directory: OfficeDirectory
