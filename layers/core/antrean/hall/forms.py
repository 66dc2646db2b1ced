"""What the staff send from the door and the counters, and how parties, counters and the board are shown."""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING, Annotated, Literal, NotRequired

from pydantic import AfterValidator, BeforeValidator, Field
from typing_extensions import TypedDict

from antrean.base.days import rfc3339
from antrean.base.errors import Code, Refused
from antrean.base.policy import (
    LONGEST_NUMBER,
    LONGEST_REASON,
    MOST_APPLICANTS,
    MOST_COUNTERS,
    MOST_LISTED_PEOPLE,
    MOST_REASON_DIGITS,
)
from antrean.bookings.model import PassportService, Relation
from antrean.hall.model import Lane, PartyState, lane_of, visitors_of
from antrean.http.forms import (
    Body,
    BookingId,
    Confirmed,
    DateText,
    InstantText,
    Query,
    TimeText,
    at_most_digits,
    text_of,
    whole,
)
from antrean.offices.forms import OfficeId, SessionName

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.hall.board import Board
    from antrean.hall.lists import DayList, Expected, Queue
    from antrean.hall.model import Counter, Desk, Party, Visitor
    from antrean.hall.walk_ins import Given
    from antrean.offices.model import Office

DayState = Literal["expected", "waiting", "called", "parked", "absent", "served"]
"""How a booking of today stands: expected until its people have arrived, then as its party."""
WalkInLaneName = Literal["bap", "priority", "express"]
"""The lanes whose numbers are given at the door."""
CounterState = Literal["open", "closed"]
_Code = Annotated[str, Field(min_length=1, max_length=LONGEST_NUMBER)]
_Place = Annotated[int, Field(ge=0, lt=MOST_LISTED_PEOPLE), BeforeValidator(whole)]
_Here = Annotated[tuple[_Place, ...], Field(min_length=1, max_length=MOST_LISTED_PEOPLE)]
Cursor = Annotated[str, Field(pattern=r"^[0-9]{13}$")]
"""An instant in thousandths of a second; clients send it back as it is."""
CounterNumber = Annotated[int, Field(ge=1, le=MOST_COUNTERS)]
_COUNTER = re.compile("[1-9][0-9]?", re.ASCII)
"""One or two digits, without a zero before them, so that each counter has one address."""


class CheckInRequest(Body):
    """`POST /checkins`: the code as it is scanned or typed, and the office that does it."""

    code: _Code
    office_id: OfficeId


class NewArrival(Body):
    """`POST /staff/offices/{office_id}/arrivals`: a code as it is scanned or typed.

    `here` are the places of those who are here, left out for all of them; `early` admits them before their time.
    """

    code: _Code
    lane: Lane = "booked"
    here: _Here | None = None
    early: Confirmed = False


class NewWalkIn(Body):
    """`POST /staff/offices/{office_id}/walkins`: a lane, and how many people came together.

    `standby` asks for a number of the next day on which the office serves, where today's are given out.
    """

    lane: WalkInLaneName
    people: Annotated[int, Field(ge=1, le=MOST_APPLICANTS), BeforeValidator(whole)] = 1
    standby: Confirmed = False


class PeopleHere(Body):
    """`POST .../arrivals/{party_id}/people`: the places of those who are here by now."""

    here: _Here


class OpenedCounter(Body):
    """`POST .../counters/{counter}/open`: the lanes that are called there, none for all of them."""

    lanes: tuple[Lane, ...] = ()


class NextParty(Body):
    """`POST .../counters/{counter}/next`: nothing for the next party, or which one, and why out of its turn."""

    party_id: Annotated[str, Field(min_length=16, max_length=16)] | None = None
    reason: (
        Annotated[
            str,
            Field(min_length=1, max_length=LONGEST_REASON),
            AfterValidator(text_of),
            at_most_digits(MOST_REASON_DIGITS),
        ]
        | None
    ) = None


class OtherLane(Body):
    """`POST .../counters/{counter}/transfer`: the lane in which the party waits then."""

    lane: Lane


class QueueQuery(Query):
    """`GET .../queue`: the cursor of the queue that was read before."""

    after: Cursor | None = None


class VisitorView(TypedDict):
    """A person of a party, and whether the person is here."""

    place: int
    number: str
    full_name: str
    nik_masked: str
    relation: Relation
    here: bool


class PartyView(TypedDict):
    """The people of a booking who have arrived, and how far they are. `number` is what is called."""

    party_id: BookingId
    number: str
    numbers: list[str]
    lane: Lane
    session: SessionName
    state: PartyState
    late: bool
    arrived_at: InstantText
    service: PassportService
    calls: int
    people: list[VisitorView]
    counter: NotRequired[CounterNumber]
    called_at: NotRequired[InstantText]
    ended_at: NotRequired[InstantText]


class GivenView(TypedDict):
    """A number that was given at the door, as it is printed; its `booking_id` is the code of the slip.

    `party` waits already, unless the number is for another day.
    """

    booking_id: BookingId
    number: str
    numbers: list[str]
    lane: Lane
    date: DateText
    party: NotRequired[PartyView]


class CounterView(TypedDict):
    """A counter; `mine` tells whether the caller works there, `calls` how often it has announced a number."""

    counter: CounterNumber
    state: CounterState
    mine: bool
    lanes: list[Lane]
    calls: int
    number: NotRequired[str]
    party_id: NotRequired[BookingId]
    called_at: NotRequired[InstantText]


class DeskView(TypedDict):
    """A counter and the party that is there, if any."""

    counter: CounterView
    party: NotRequired[PartyView]


class QueueView(TypedDict):
    """`GET .../queue`; where nothing was done since the cursor, it says so and lists nothing."""

    cursor: Cursor
    changed: bool
    counters: list[CounterView]
    parties: list[PartyView]


class SessionCountView(TypedDict):
    """How many parties of a session are expected, have arrived, and how far these are."""

    session: SessionName
    arrive_from: TimeText
    arrive_until: TimeText
    expected: int
    arrived: int
    waiting: int
    called: int
    served: int
    absent: int


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


class BoardView(TypedDict):
    """`GET /board/{office_id}`: a counter whose `calls` are more than before has announced its number since."""

    office_id: OfficeId
    name: str
    at: InstantText
    counters: list[BoardCounterView]
    last: list[BoardCallView]


def counter_of(text: str) -> int:
    """Return the number of a counter in a path; raises `not_found` for what is none."""
    if not _COUNTER.fullmatch(text) or int(text) > MOST_COUNTERS:
        raise Refused(Code.NOT_FOUND, f"Counters have numbers from 1 to {MOST_COUNTERS}.")
    return int(text)


def party_view(party: Party) -> PartyView:
    """Return a party as the staff see it."""
    view: PartyView = {
        "party_id": party.party_id,
        "number": party.label,
        "numbers": [party.label_of(each.number) for each in party.here],
        "lane": party.lane,
        "session": party.session,
        "state": party.state,
        "late": party.late,
        "arrived_at": rfc3339(party.arrived_at),
        "service": party.service,
        "calls": party.calls,
        "people": [_visitor(party.label_of(each.number), each) for each in party.people],
    }
    if party.counter is not None:
        view["counter"] = party.counter
    if party.called_at:
        view["called_at"] = rfc3339(party.called_at)
    if party.ended_at:
        view["ended_at"] = rfc3339(party.ended_at)
    return view


def given_view(given: Given) -> GivenView:
    """Return a number that was given at the door."""
    booking = given.booking
    numbers = [booking.queue_number(each) for each in booking.applicants]
    view: GivenView = {
        "booking_id": booking.booking_id,
        "number": numbers[0],
        "numbers": numbers,
        "lane": lane_of(booking.slot.session) or "booked",
        "date": booking.slot.date.isoformat(),
    }
    if given.party:
        view["party"] = party_view(given.party)
    return view


def desk_view(desk: Desk, staff: str) -> DeskView:
    """Return a counter and its party as `staff` sees them."""
    view: DeskView = {"counter": _counter(desk.counter, staff)}
    if desk.party:
        view["party"] = party_view(desk.party)
    return view


def queue_view(queue: Queue | None, after: Cursor | None, staff: str) -> QueueView:
    """Return the queue as `staff` sees it; None is one in which nothing has changed since the cursor `after`."""
    if queue is None:
        return {"cursor": after or "", "changed": False, "counters": [], "parties": []}
    return {
        "cursor": str(int(queue.read_at.timestamp() * 1000)),
        "changed": True,
        "counters": [_counter(each, staff) for each in queue.counters],
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
            }
            for each in found.sessions
        ],
        "bookings": [_expected(each) for each in found.bookings],
    }


def board_view(office: Office, board: Board) -> BoardView:
    """Return what the board of an office shows."""
    return {
        "office_id": office.office_id,
        "name": office.name,
        "at": rfc3339(board.at),
        "counters": [_on_board(each) for each in board.counters if each.is_open],
        "last": [
            {"number": call.label, "counter": number, "called_at": _exactly(call.at)} for call, number in board.last
        ],
    }


def _visitor(label: str, person: Visitor) -> VisitorView:
    return {
        "place": person.place,
        "number": label,
        "full_name": person.full_name,
        "nik_masked": person.nik_masked,
        "relation": person.relation,
        "here": person.here,
    }


def _counter(counter: Counter, staff: str) -> CounterView:
    view: CounterView = {
        "counter": counter.number,
        "state": "open" if counter.is_open else "closed",
        "mine": counter.officer == staff,
        "lanes": list(counter.lanes),
        "calls": counter.calls,
    }
    if counter.party_id and counter.label:
        view["number"] = counter.label
        view["party_id"] = counter.party_id
    if counter.recent:
        view["called_at"] = rfc3339(counter.recent[0].at)
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
        "people": [_visitor(f"{booking.prefix}-{each.number:03d}", each) for each in visitors],
    }
    if party:
        view["arrived_at"] = rfc3339(party.arrived_at)
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
