"""What the staff send from the door and the counters, and how parties, counters and the board are shown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal, NotRequired

from pydantic import BeforeValidator, Field
from typing_extensions import TypedDict

from antrean.base.days import rfc3339
from antrean.base.errors import Code, Refused
from antrean.bookings.model import PassportService, Relation
from antrean.hall.model import PartyState, lane_of
from antrean.http.forms import (
    Body,
    BookingId,
    Confirmed,
    DateText,
    InstantText,
    Reason,
    whole,
)
from antrean.offices.forms import OfficeId, SessionName
from antrean.offices.model import Lane
from antrean.policy.bookings import MOST_APPLICANTS, MOST_LISTED_PEOPLE
from antrean.policy.offices import LARGEST_CAPACITY, MOST_COUNTERS
from antrean.policy.people import LONGEST_NUMBER

if TYPE_CHECKING:
    from antrean.hall.model import Counter, Desk, Party, Visitor
    from antrean.hall.walk_ins import Given

WalkInLaneName = Literal["bap", "priority", "express"]
"""The lanes whose numbers are given at the door."""
CounterState = Literal["open", "closed"]
_Code = Annotated[str, Field(min_length=1, max_length=LONGEST_NUMBER)]
_Place = Annotated[int, Field(ge=0, lt=MOST_LISTED_PEOPLE), BeforeValidator(whole)]
_Here = Annotated[tuple[_Place, ...], Field(min_length=1, max_length=MOST_LISTED_PEOPLE)]
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


class TakenSeats(Body):
    """`POST /staff/offices/{office_id}/walkins/seats`: how many kept seats of a session go to which lane, and why."""

    session: SessionName
    lane: WalkInLaneName
    seats: Annotated[int, Field(ge=1, le=LARGEST_CAPACITY), BeforeValidator(whole)]
    reason: Reason


class SeatsView(TypedDict):
    """What is kept of the session, and left of the lane, then."""

    kept: int
    left: int


class PeopleHere(Body):
    """`POST .../arrivals/{party_id}/people`: the places of those who are here by now."""

    here: _Here


class OpenedCounter(Body):
    """`POST .../counters/{counter}/open`: the lanes that are called there, none for all of them."""

    lanes: tuple[Lane, ...] = ()


class NextParty(Body):
    """`POST .../counters/{counter}/next`: nothing for the next party, or which one, and why out of its turn."""

    party_id: Annotated[str, Field(min_length=16, max_length=16)] | None = None
    reason: Reason | None = None


class OtherLane(Body):
    """`POST .../counters/{counter}/transfer`: the lane in which the party waits then."""

    lane: Lane


class VisitorView(TypedDict):
    """A person of a party, and whether the person is here."""

    place: int
    number: str
    full_name: str
    nik_masked: str
    relation: Relation
    here: bool


class PartyView(TypedDict):
    """The people of a booking who have arrived, and how far they are. `number` is what is called.

    `outdated`: they showed a ticket of before the booking's last change, so what stands on it may be wrong.
    """

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
    outdated: NotRequired[bool]


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
        "people": [visitor_view(party.label_of(each.number), each) for each in party.people],
    }
    if party.counter is not None:
        view["counter"] = party.counter
    if party.called_at:
        view["called_at"] = rfc3339(party.called_at)
    if party.ended_at:
        view["ended_at"] = rfc3339(party.ended_at)
    if party.outdated:
        view["outdated"] = True
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
    view: DeskView = {"counter": counter_view(desk.counter, staff)}
    if desk.party:
        view["party"] = party_view(desk.party)
    return view


def visitor_view(label: str, person: Visitor) -> VisitorView:
    """Return a person of a party, whose queue number is shown as `label`."""
    return {
        "place": person.place,
        "number": label,
        "full_name": person.full_name,
        "nik_masked": person.nik_masked,
        "relation": person.relation,
        "here": person.here,
    }


def counter_view(counter: Counter, staff: str) -> CounterView:
    """Return a counter as `staff` sees it."""
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
