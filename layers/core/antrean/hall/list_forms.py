"""How the lists of an office's day and its board are shown."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Annotated, Literal, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from antrean.base.days import rfc3339
from antrean.hall.forms import (
    CounterNumber,
    CounterView,
    PartyView,
    VisitorView,
    counter_view,
    party_view,
    visitor_view,
)
from antrean.hall.model import visitors_of
from antrean.http.forms import BookingId, DateText, InstantText, Query, TimeText
from antrean.offices.forms import OfficeId, SessionName

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.hall.board import Board
    from antrean.hall.lists import DayList, Expected, Queue
    from antrean.hall.model import Counter, Overtaking
    from antrean.offices.model import Office

DayState = Literal["expected", "waiting", "called", "parked", "absent", "served"]
"""How a booking of today stands: expected until its people have arrived, then as its party."""
Cursor = Annotated[str, Field(pattern=r"^[0-9]{13}$")]
"""An instant in thousandths of a second; clients send it back as it is."""


class QueueQuery(Query):
    """`GET .../queue`: the cursor of the queue that was read before."""

    after: Cursor | None = None


class QueueView(TypedDict):
    """`GET .../queue`; where nothing was done since the cursor, it says so and lists nothing."""

    cursor: Cursor
    changed: bool
    counters: list[CounterView]
    parties: list[PartyView]


class SessionCountView(TypedDict):
    """How many parties of a session are expected, have arrived, how far these are, and how many seats are kept."""

    session: SessionName
    arrive_from: TimeText
    arrive_until: TimeText
    expected: int
    arrived: int
    waiting: int
    called: int
    served: int
    absent: int
    kept: int


class ExpectedView(TypedDict):
    """A booking of today."""

    booking_id: BookingId
    number: str
    session: SessionName
    arrive_from: TimeText
    arrive_until: TimeText
    state: DayState
    overdue: bool
    people: list[VisitorView]
    arrived_at: NotRequired[InstantText]


class DayView(TypedDict):
    """`GET .../days/{date}`."""

    date: DateText
    sessions: list[SessionCountView]
    bookings: list[ExpectedView]


class OvertakingView(TypedDict):
    """A call out of turn; `mine` tells whether the caller made it. A party that is kept no more has no `number`."""

    at: InstantText
    counter: CounterNumber
    reason: str
    mine: bool
    number: NotRequired[str]


class OvertakingsView(TypedDict):
    """`GET .../overtakings`: today's, the earliest first."""

    overtakings: list[OvertakingView]


class BoardCounterView(TypedDict):
    """A counter as the board shows it, with the number that it called last."""

    counter: CounterNumber
    calls: int
    number: NotRequired[str]
    called_at: NotRequired[InstantText]


class BoardCallView(TypedDict):
    """A call of a number to a counter."""

    number: str
    counter: CounterNumber
    called_at: InstantText


class BoardLineView(TypedDict):
    """The numbers that waited after the last call of all, in the order in which they are called, at most 40 of them.

    Who arrived since is not among them, and may be called before others: the earlier session comes first.
    """

    at: InstantText
    numbers: list[str]


class BoardView(TypedDict):
    """`GET /board/{office_id}`: a counter whose `calls` are more than before has announced its number since.

    `line` is missing before the first call of the day.
    """

    office_id: OfficeId
    name: str
    at: InstantText
    counters: list[BoardCounterView]
    last: list[BoardCallView]
    line: NotRequired[BoardLineView]


def queue_view(queue: Queue | None, after: Cursor | None, staff: str) -> QueueView:
    """Return the queue as `staff` sees it; None is one in which nothing has changed since the cursor `after`."""
    if queue is None:
        return {"cursor": after or "", "changed": False, "counters": [], "parties": []}
    return {
        "cursor": str(int(queue.read_at.timestamp() * 1000)),
        "changed": True,
        "counters": [counter_view(each, staff) for each in queue.counters],
        "parties": [party_view(each) for each in queue.parties],
    }


def day_view(found: DayList) -> DayView:
    """Return today's list."""
    return {
        "date": found.date.isoformat(),
        "sessions": [
            {
                "session": each.session.session,
                "arrive_from": each.session.arrive_from,
                "arrive_until": each.session.arrive_until,
                "expected": each.expected,
                "arrived": each.arrived,
                "waiting": each.waiting,
                "called": each.called,
                "served": each.served,
                "absent": each.absent,
                "kept": each.kept,
            }
            for each in found.sessions
        ],
        "bookings": [_expected(each) for each in found.bookings],
    }


def overtakings_view(found: list[Overtaking], staff: str) -> OvertakingsView:
    """Return who was called out of turn, as `staff` sees it."""
    return {"overtakings": [_overtaking(each, staff) for each in found]}


def board_view(office: Office, board: Board) -> BoardView:
    """Return what the board of an office shows."""
    view: BoardView = {
        "office_id": office.office_id,
        "name": office.name,
        "at": rfc3339(board.at),
        "counters": [_on_board(each) for each in board.counters if each.is_open],
        "last": [
            {"number": call.label, "counter": number, "called_at": _exactly(call.at)} for call, number in board.last
        ],
    }
    if board.line:
        view["line"] = {"at": rfc3339(board.line.at), "numbers": list(board.line.numbers)}
    return view


def _expected(expected: Expected) -> ExpectedView:
    booking, party = expected.booking, expected.party
    visitors = party.people if party else visitors_of(booking, here=False)
    view: ExpectedView = {
        "booking_id": booking.booking_id,
        "number": booking.queue_number(booking.present[0]),
        "session": booking.slot.session,
        "arrive_from": booking.arrive_from,
        "arrive_until": booking.arrive_until,
        "state": party.state if party and party.state != "undone" else "expected",
        "overdue": expected.overdue,
        "people": [visitor_view(f"{booking.prefix}-{each.number:03d}", each) for each in visitors],
    }
    if party:
        view["arrived_at"] = rfc3339(party.arrived_at)
    return view


def _overtaking(found: Overtaking, staff: str) -> OvertakingView:
    view: OvertakingView = {
        "at": rfc3339(found.at),
        "counter": found.counter,
        "reason": found.reason,
        "mine": found.by == staff,
    }
    if found.label:
        view["number"] = found.label
    return view


def _on_board(counter: Counter) -> BoardCounterView:
    view: BoardCounterView = {"counter": counter.number, "calls": counter.calls}
    if counter.label and counter.recent:
        view["number"] = counter.label
        view["called_at"] = _exactly(counter.recent[0].at)
    return view


def _exactly(instant: datetime) -> str:
    """Return an instant with its thousandths: a board announces the earlier of two calls within a second first."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
