"""For officers at the door: numbers for people without a booking, and seats for them that others gave back."""

from __future__ import annotations

from antrean import wiring, wiring_staff
from antrean.base.errors import Code
from antrean.hall import walk_ins
from antrean.hall.forms import GivenView, NewWalkIn, SeatsView, TakenSeats, given_view
from antrean.http.answer import Answer
from antrean.http.route import Api, Caller
from antrean.offices import staff

api = Api()
handler = api.handle


@api.route(
    "POST",
    "/staff/offices/{office_id}/walkins",
    "giveNumber",
    "Give a number to people without a booking, for today or, as standby, for the next day",
    auth="staff",
    answer=GivenView,
    body=NewWalkIn,
    idempotent=True,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND, Code.SLOT_FULL, Code.SLOT_CLOSED),
)
def give(caller: Caller, office_id: str, body: NewWalkIn, key: str) -> Answer:
    """Give a number, or answer again what was given with this key."""
    staff.authorize_any(caller.token, staff.RECEIVERS, office_id)
    office = wiring.directory().found(office_id)
    given = walk_ins.give(
        wiring_staff.walk_ins(), caller.account_id, office, body.lane, body.people, key, standby=body.standby
    )
    return Answer(given_view(given))


@api.route(
    "POST",
    "/staff/offices/{office_id}/walkins/seats",
    "giveSeatsToLane",
    "Give seats of a session of today that were given back to a lane at the door, with a reason",
    auth="staff",
    answer=SeatsView,
    body=TakenSeats,
    idempotent=True,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND, Code.SLOT_FULL, Code.SLOT_CLOSED),
)
def take_over(caller: Caller, office_id: str, body: TakenSeats, key: str) -> Answer:
    """Give the seats to the lane, or answer again that it was done with this key."""
    staff.authorize(caller.token, "supervisors", office_id)
    office = wiring.directory().found(office_id)
    seats = walk_ins.take_over(
        wiring_staff.walk_ins(), caller.account_id, office, body.session, body.lane, body.seats, body.reason, key
    )
    view: SeatsView = {"kept": seats.kept, "left": seats.left}
    return Answer(view)
