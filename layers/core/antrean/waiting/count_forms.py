"""How many wait for what, as operators see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import TypedDict

from antrean.http.forms import DateText
from antrean.offices.forms import SessionName

if TYPE_CHECKING:
    from antrean.waiting.counts import Counted, Wanted


class WantedView(TypedDict):
    """How many wait for a session: parties, and the people in them. Who would take several is counted in each."""

    date: DateText
    session: SessionName
    parties: int
    people: int


class WaitingCountsView(TypedDict):
    """`GET /admin/offices/{office_id}/waiting`: all who wait at the office, and for which sessions."""

    parties: int
    people: int
    many: bool
    sessions: list[WantedView]


def waiting_counts_view(counted: Counted) -> WaitingCountsView:
    """Return how many wait at an office, as its operators see it."""
    return {
        "parties": counted.parties,
        "people": counted.people,
        "many": counted.many,
        "sessions": [_wanted_view(wanted) for wanted in counted.slots],
    }


def _wanted_view(wanted: Wanted) -> WantedView:
    return {
        "date": wanted.slot.date.isoformat(),
        "session": wanted.slot.session,
        "parties": wanted.parties,
        "people": wanted.people,
    }
