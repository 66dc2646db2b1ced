"""For officers at the door: people arrive, and who is expected, waits and was served today."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from antrean import wiring, wiring_staff
from antrean.base.errors import Code, Refused
from antrean.bookings.forms import BookingView, booking_view
from antrean.hall import door, lists
from antrean.hall.forms import CheckInRequest, NewArrival, PartyView, PeopleHere, party_view
from antrean.hall.list_forms import (
    HallDayView,
    OvertakingsView,
    QueueQuery,
    QueueView,
    day_view,
    overtakings_view,
    queue_view,
)
from antrean.hall.model import Day
from antrean.http.answer import Answer
from antrean.http.route import Api, Caller
from antrean.offices import staff

if TYPE_CHECKING:
    from antrean.offices.model import Office

api = Api()
handler = api.handle

_ARRIVALS = (
    Code.FORBIDDEN,
    Code.NOT_FOUND,
    Code.DISPLACED,
    Code.WRONG_OFFICE,
    Code.WRONG_DAY,
    Code.ALREADY_CHECKED_IN,
)


@api.route(
    "POST",
    "/checkins",
    "checkIn",
    "Note by its QR code that the people of a booking have arrived, all of them, at any hour of its day",
    auth="staff",
    answer=BookingView,
    body=CheckInRequest,
    problems=_ARRIVALS,
)
def check_in(caller: Caller, body: CheckInRequest) -> Answer:
    """Note an arrival, and answer the booking; for clients of before, which send no key."""
    staff.authorize_any(caller.token, staff.RECEIVERS, body.office_id)
    staffed, arrival = wiring_staff.staffed(), door.Arrival(body.code, early=True)
    party = door.arrive(staffed, caller.account_id, body.office_id, arrival, uuid4().hex)
    booking = staffed.bookings.get(party.party_id)
    if booking is None:
        raise Refused(Code.NOT_FOUND, "There is no valid booking with this code.")
    return Answer(booking_view(booking))


@api.route(
    "POST",
    "/staff/offices/{office_id}/arrivals",
    "noteArrival",
    "Note by its code that the people of a booking have arrived, and let them wait",
    auth="staff",
    answer=PartyView,
    body=NewArrival,
    idempotent=True,
    problems=(*_ARRIVALS, Code.TOO_EARLY),
)
def arrive(caller: Caller, office_id: str, body: NewArrival, key: str) -> Answer:
    """Note an arrival, or answer again what was noted with this key."""
    staff.authorize_any(caller.token, staff.RECEIVERS, office_id)
    arrival = door.Arrival(body.code, body.lane, body.here, body.early)
    return Answer(party_view(door.arrive(wiring_staff.staffed(), caller.account_id, office_id, arrival, key)))


@api.route(
    "POST",
    "/staff/offices/{office_id}/arrivals/{party_id}/people",
    "notePeopleHere",
    "Note who of a party is here by now",
    auth="staff",
    answer=PartyView,
    body=PeopleHere,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND, Code.TOO_LATE),
)
def people(caller: Caller, office_id: str, party_id: str, body: PeopleHere) -> Answer:
    """Note who is here."""
    day = _today(caller, office_id)
    return Answer(party_view(door.note_people(wiring_staff.staffed(), caller.account_id, day, party_id, body.here)))


@api.route(
    "POST",
    "/staff/offices/{office_id}/arrivals/{party_id}/undo",
    "undoArrival",
    "Undo an arrival, for ten minutes and as long as nobody has called the party",
    auth="staff",
    answer=PartyView,
    idempotent=True,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND, Code.TOO_LATE),
)
def undo(caller: Caller, office_id: str, party_id: str, key: str) -> Answer:
    """Undo an arrival, or answer that it was undone with this key."""
    day = _today(caller, office_id)
    return Answer(party_view(door.undo(wiring_staff.staffed(), caller.account_id, day, party_id, key)))


@api.route(
    "POST",
    "/staff/offices/{office_id}/arrivals/{party_id}/return",
    "noteReturn",
    "Let people wait again who were called and had not come",
    auth="staff",
    answer=PartyView,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND, Code.TOO_LATE),
)
def come_back(caller: Caller, office_id: str, party_id: str) -> Answer:
    """Let absent people wait again."""
    day = _today(caller, office_id)
    return Answer(party_view(door.come_back(wiring_staff.staffed(), caller.account_id, day, party_id)))


@api.route(
    "GET",
    "/staff/offices/{office_id}/queue",
    "getQueue",
    "The counters and parties of today, in the order of calling; each officer's look is recorded once a day",
    auth="staff",
    answer=QueueView,
    query=QueueQuery,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND),
)
def queue(caller: Caller, office_id: str, query: QueueQuery) -> Answer:
    """Show the queue, or that nothing was done since a cursor."""
    office = _office(caller, office_id)
    after = datetime.fromtimestamp(int(query.after) / 1000, UTC) if query.after else None
    found = lists.queue(wiring_staff.staffed(), wiring_staff.daily_looks(), caller.account_id, office, after)
    return Answer(queue_view(found, query.after, caller.account_id))


@api.route(
    "GET",
    "/staff/offices/{office_id}/days/{date}",
    "getDay",
    "Who is expected today, has arrived and was served; each officer's look is recorded once a day",
    auth="staff",
    answer=HallDayView,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND, Code.WRONG_DAY),
)
def today(caller: Caller, office_id: str, date: str) -> Answer:
    """Show today's list."""
    office = _office(caller, office_id)
    looks, quotas = wiring_staff.daily_looks(), wiring.quotas()
    found = lists.day_list(wiring_staff.staffed(), quotas, looks, caller.account_id, office, date)
    return Answer(day_view(found))


@api.route(
    "GET",
    "/staff/offices/{office_id}/overtakings",
    "listOvertakings",
    "Who was called out of turn today and why, for every supervisor of the office; without names",
    auth="staff",
    answer=OvertakingsView,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND),
)
def overtakings(caller: Caller, office_id: str) -> Answer:
    """Show who was called out of turn today."""
    staff.authorize(caller.token, "supervisors", office_id)
    office = wiring.directory().found(office_id)
    found = wiring_staff.hall().overtakings(Day(office_id, office.today(wiring.CLOCK.now())))
    return Answer(overtakings_view(found, caller.account_id))


def _office(caller: Caller, office_id: str) -> Office:
    """Return an office for which the caller receives people; raises `Refused`."""
    staff.authorize_any(caller.token, staff.RECEIVERS, office_id)
    return wiring.directory().found(office_id)


def _today(caller: Caller, office_id: str) -> Day:
    office = _office(caller, office_id)
    day = office.today(wiring.CLOCK.now())
    # The answer has the names of a party that another officer may have let in.
    wiring_staff.daily_looks().record(office, caller.account_id, day, "queue")
    return Day(office_id, day)
