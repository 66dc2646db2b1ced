"""The summary of seats in the table: one item that whoever looks reads, in place of a query for each office.

Its attribute `offices` is compressed JSON: of each office its zone, and by session and date the seats, with the second
in which the slot opens where it was not open yet. Of 126 offices and the 35 days that are published it has 2 KB where
nothing is full, and less than 8 KB whatever is (counted in the tests). So at most

- reading it, eventually consistent, costs one read unit, whoever asks for how many people;
- summing up ten offices costs 2 read units for it and 3 for each office, and 8 write units.
"""

from __future__ import annotations

import json
import zlib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from antrean.aws.table import ConditionFailed, every
from antrean.policy.system import SUMMARY_MEMORY
from antrean.seats.model import OfficeSeats, SlotSeats, Summary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from antrean.aws.attributes import Item
    from antrean.aws.table import Key, Table
    from antrean.base.clock import Clock

SUMMARY_CONDITIONS = {
    # Or whoever read quotas before a change, and was slow, would write over whoever read them after it.
    "the revision that was read before the quotas": (
        "(revision = :read OR (:read = :never AND attribute_not_exists(pk)))"
    ),
}


def summary_key() -> Key:
    """Key of the summary."""
    return "SEATS", "SUMMARY"


class Summaries:
    """Reads of the summary, and the write that replaces it."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def get(self, *, consistent: bool = True) -> Summary:
        """Read the summary; one without offices where there is none yet. Whoever replaces it reads it consistently."""
        item = self._table.get(summary_key(), consistent=consistent)
        return as_summary(item) if item else Summary({})

    def replace(self, offices: Mapping[str, OfficeSeats], read: int) -> bool:
        """Write the summary in place of the one of revision `read`, and tell whether it was written."""
        pk, sk = summary_key()
        item: Item = {"pk": pk, "sk": sk, "v": 1, "offices": _packed(offices), "revision": read + 1}
        try:
            self._table.put(item, every(SUMMARY_CONDITIONS), {":read": read, ":never": 0})
        except ConditionFailed:
            return False
        return True


class RememberedSummary:
    """The summary as a warm environment remembers it for `SUMMARY_MEMORY`."""

    def __init__(self, summaries: Summaries, clock: Clock) -> None:
        """Begin with nothing remembered."""
        self._summaries = summaries
        self._clock = clock
        self._remembered: tuple[Summary, datetime] | None = None

    def get(self) -> Summary:
        """Return the summary, eventually consistent, read again where it is remembered for too long; raises `Busy`."""
        now = self._clock.now()
        if self._remembered and now < self._remembered[1]:
            return self._remembered[0]
        summary = self._summaries.get(consistent=False)
        self._remembered = summary, now + SUMMARY_MEMORY
        return summary


def _packed(offices: Mapping[str, OfficeSeats]) -> bytes:
    """Return offices as they are stored, in the order of their ids."""
    stored = {office_id: [office.timezone, _by_session(office)] for office_id, office in sorted(offices.items())}
    return zlib.compress(json.dumps(stored, separators=(",", ":")).encode(), level=9)


def _by_session(office: OfficeSeats) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {session: {} for session in office.sessions}
    for slot in office.slots:
        opens = slot.opens_at and int(slot.opens_at.timestamp())
        found[slot.session][slot.date.isoformat()] = [slot.seats, opens] if opens else slot.seats
    return found


def as_summary(item: Item) -> Summary:
    """Return the summary that an item holds."""
    stored: dict[str, tuple[str, dict[str, dict[str, Any]]]] = json.loads(zlib.decompress(item["offices"]))
    offices = {
        office_id: OfficeSeats(zone, tuple(sessions), _slots(sessions))
        for office_id, (zone, sessions) in stored.items()
    }
    return Summary(offices, item["revision"])


def _slots(sessions: dict[str, dict[str, Any]]) -> tuple[SlotSeats, ...]:
    found = [_slot(day, session, seats) for session, days in sessions.items() for day, seats in days.items()]
    # Sorting keeps the order of the sessions of a day.
    return tuple(sorted(found, key=lambda slot: slot.date))


def _slot(day: str, session: str, stored: int | list[int]) -> SlotSeats:
    if isinstance(stored, int):
        return SlotSeats(date.fromisoformat(day), session, stored)
    seats, opens = stored
    return SlotSeats(date.fromisoformat(day), session, seats, datetime.fromtimestamp(opens, UTC))
