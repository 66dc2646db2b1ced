"""Appeals that an office has left unanswered for longer than people were promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from antrean.misses.store import Misses
    from antrean.offices.model import Office


def overdue(misses: Misses, offices: Iterable[Office], now: datetime) -> dict[str, int]:
    """Return by office how many appeals wait for longer than `APPEAL_READ`; offices that keep to it are left out."""
    found = {
        office.office_id: sum(
            miss.appeal is not None and now >= miss.appeal.read_until for miss in misses.waiting(office.office_id)
        )
        for office in offices
    }
    return {office_id: count for office_id, count in found.items() if count}
