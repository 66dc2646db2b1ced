"""For citizens: wait for seats that others give back, see where one stands, accept or decline an offer, and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean import wiring
from antrean.base.errors import Code
from antrean.bookings.forms import BookingView, booking_view
from antrean.changes.party import ACCOUNT_REFUSALS, PERSON_REFUSALS
from antrean.http.answer import Answer
from antrean.http.route import Api, Caller
from antrean.waiting.forms import EntryView, NewEntry, OwnEntryView, entry_view

if TYPE_CHECKING:
    from antrean.bookings.model import Booking

api = Api()
handler = api.handle


@api.route(
    "POST",
    "/waiting",
    "joinWaiting",
    "Wait for seats that others give back, for one to five people, at one office or at those around it",
    auth="citizen",
    status=201,
    answer=EntryView,
    body=NewEntry,
    idempotent=True,
    problems=(
        *PERSON_REFUSALS,
        Code.BOOKING_EXISTS,
        Code.SERVICE_WALK_IN_ONLY,
        Code.ALREADY_WAITING,
        Code.WAITS_ELSEWHERE,
    ),
)
def join(caller: Caller, body: NewEntry, key: str) -> Answer:
    """Put people on the waiting list, or answer again who was put there with this key."""
    from antrean.waiting import ahead, joining  # noqa: PLC0415 - the other routes need not load it at their cold start

    services, waiting = wiring.booking_services_for(caller), wiring.waiting()
    made = joining.join(services, waiting, caller.account_id, body, key)
    return Answer(entry_view(ahead.as_shown(services, waiting, made)), 201, {"Location": "/waiting"})


@api.route(
    "GET",
    "/waiting",
    "getWaiting",
    "Your entry of the waiting list: where it stands, its skips, and the offer that it has",
    auth="citizen",
    answer=OwnEntryView,
    problems=(Code.FORBIDDEN,),
)
def waiting_entry(caller: Caller) -> Answer:
    """Show the caller's entry, also for some time after it has ended."""
    from antrean.waiting import ahead  # noqa: PLC0415 - as above

    found = ahead.own_entry(wiring.services_for(caller), wiring.waiting(), caller.account_id)
    return Answer({"entry": entry_view(found) if found else None})


@api.route(
    "DELETE",
    "/waiting",
    "leaveWaiting",
    "Leave the waiting list, with the offer that you have",
    auth="citizen",
    status=204,
    answer=None,
)
def leave_waiting(caller: Caller) -> Answer:
    """Leave; whoever waits for nothing is answered the same."""
    from antrean.waiting import joining  # noqa: PLC0415 - as above

    joining.leave(wiring.services_for(caller), wiring.waiting(), caller.account_id)
    return Answer(None, 204)


@api.route(
    "POST",
    "/bookings/{booking_id}/accept",
    "acceptOffer",
    "Accept an offer, which is a booking from then on",
    auth="citizen",
    answer=BookingView,
    problems=(*ACCOUNT_REFUSALS, Code.BOOKING_EXISTS, Code.NOT_FOUND, Code.TOO_LATE),
)
def accept(caller: Caller, booking_id: str) -> Answer:
    """Accept; what was accepted is answered as it is."""
    from antrean.waiting import answers  # noqa: PLC0415 - as above

    return Answer(_shown(answers.accept(wiring.services_for(caller), wiring.waiting(), caller.account_id, booking_id)))


@api.route(
    "POST",
    "/bookings/{booking_id}/decline",
    "declineOffer",
    "Decline an offer, whose seats go to who comes next",
    auth="citizen",
    answer=BookingView,
    problems=(Code.NOT_FOUND, Code.TOO_LATE),
)
def decline(caller: Caller, booking_id: str) -> Answer:
    """Decline; an offer that has ended is answered as it is."""
    from antrean.waiting import answers  # noqa: PLC0415 - as above

    return Answer(_shown(answers.decline(wiring.services_for(caller), wiring.waiting(), caller.account_id, booking_id)))


def _shown(booking: Booking) -> BookingView:
    """Return a booking with the address that its office tells."""
    return booking_view(booking, wiring.directory().address_of(booking.slot.office_id))
