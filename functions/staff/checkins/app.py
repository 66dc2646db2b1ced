"""For officers: check-in at the counter."""

from __future__ import annotations

from antrean import wiring
from antrean.base.errors import Code
from antrean.bookings.forms import BookingView, booking_view
from antrean.counter import check_in
from antrean.counter.forms import CheckInRequest
from antrean.http.answer import Answer
from antrean.http.route import Api, Caller
from antrean.offices import staff

api = Api()
handler = api.handle


@api.route(
    "POST",
    "/checkins",
    "checkIn",
    "Check a booking in by its QR code",
    auth="staff",
    answer=BookingView,
    body=CheckInRequest,
    problems=(
        Code.FORBIDDEN,
        Code.NOT_FOUND,
        Code.DISPLACED,
        Code.WRONG_OFFICE,
        Code.WRONG_DAY,
        Code.ALREADY_CHECKED_IN,
    ),
)
def create(caller: Caller, body: CheckInRequest) -> Answer:
    """Check in, and answer the booking to serve."""
    staff.authorize(caller.token, "officers", body.office_id)
    served = check_in.check_in(wiring.store().bookings, wiring.CLOCK, caller.account_id, body.office_id, body.code)
    return Answer(booking_view(served))
