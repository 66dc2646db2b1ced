"""Closures and the waiting list in the table of the services that a test works with.

The functions that book have no rights to them, so `Services` brings neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.closures.store import Closures
from antrean.waiting.store import Waiting

if TYPE_CHECKING:
    from antrean.bookings.operation import Services


def closures_of(services: Services) -> Closures:
    """The closures."""
    return Closures(services.store._table)  # noqa: SLF001 - they are no part of it


def waiting_of(services: Services) -> Waiting:
    """The waiting list."""
    return Waiting(services.store._table, services.store)  # noqa: SLF001 - it is no part of the store
