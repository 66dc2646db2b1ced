"""Who is ahead of an entry: how many come before it at each of its offices, and the rank that was drawn for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from antrean.bookings.operation import asking, registered
from antrean.policy.waiting import ENTRIES_COUNTED
from antrean.turns.places import hour_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from antrean.bookings.operation import Services
    from antrean.waiting.model import Entry
    from antrean.waiting.store import Waiting


class Before(NamedTuple):
    """How many entries come before one at an office; `many` of them are not counted to the end."""

    entries: int
    many: bool


class OwnEntry(NamedTuple):
    """An entry as its account sees it; who is ahead and the rank are there once the hour of joining is over."""

    entry: Entry
    before: Mapping[str, Before]
    rank: int | None


def own_entry(services: Services, waiting: Waiting, account_id: str) -> OwnEntry | None:
    """Return the entry of an account as it sees it, None where it has none; raises `forbidden`."""
    registered(asking(services, account_id))
    entry = waiting.entry(account_id)
    return as_shown(services, waiting, entry) if entry else None


def as_shown(services: Services, waiting: Waiting, entry: Entry) -> OwnEntry:
    """Return an entry as its account sees it.

    Before the hour of joining is over others still come into it, before and behind; and the rank would tell of a seed
    that is secret until then.
    """
    if services.clock.now() < hour_of(entry.joined_at) + timedelta(hours=1):
        return OwnEntry(entry, {}, None)
    if not entry.lasts:
        return OwnEntry(entry, {}, entry.rank)
    counted = {office_id: waiting.before(office_id, entry) for office_id in entry.offices}
    before = {office_id: Before(n, n >= ENTRIES_COUNTED) for office_id, n in counted.items()}
    return OwnEntry(entry, before, entry.rank)
