"""Officers: check-in at the counter."""

from __future__ import annotations

from antrean import requests, views, wiring
from antrean.base.errors import Code
from antrean.counter import check_in
from antrean.http.route import Answer, Api, Caller
from antrean.offices import staff

api = Api()
handler = api.handle


@api.route(
    "POST",
    "/checkins",
    "Check a booking in by its QR code",
    auth="staff",
    answer=views.BookingView,
    body=requests.CheckInRequest,
    problems=(
        Code.FORBIDDEN,
        Code.NOT_FOUND,
        Code.WRONG_OFFICE,
        Code.WRONG_DAY,
        Code.ALREADY_CHECKED_IN,
    ),
)
def create(caller: Caller, body: requests.CheckInRequest) -> Answer:
    """Check in, and answer the booking to serve."""
    staff.authorize(caller.claims, "officers", body.office_id)
    served = check_in.check_in(wiring.store(), wiring.CLOCK, caller.account_id, body.office_id, body.code)
    return Answer(views.booking_view(served))
