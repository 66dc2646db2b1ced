"""The summary of seats: what it holds of each office, and what is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime


class SlotSeats(NamedTuple):
    """What the summary holds of a slot with seats left; `opens_at` if it was not open when it was summed up."""

    date: date
    session: str
    seats: int
    """As many as are left, at most as many as a household has people."""
    opens_at: datetime | None = None


class OfficeSeats(NamedTuple):
    """What the summary holds of an office: its sessions in the order of the day, and its slots by date and session."""

    timezone: str
    sessions: tuple[str, ...]
    slots: tuple[SlotSeats, ...]


class Summary(NamedTuple):
    """The seats of all offices by their ids, and how often that was written; 0 where it never was."""

    offices: Mapping[str, OfficeSeats]
    revision: int = 0


class SoonestDay(NamedTuple):
    """A day on which so many people can be seated together: the most seats of a session, and the sessions that do."""

    date: date
    seats: int
    sessions: tuple[str, ...]


class Soonest(NamedTuple):
    """The soonest days of an office for so many people, and when the next of its slots opens that could seat them."""

    office_id: str
    days: tuple[SoonestDay, ...]
    opens_at: datetime | None
