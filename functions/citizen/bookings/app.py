"""For citizens: book, list and show bookings, add family, move, cancel, and a calendar file."""

from __future__ import annotations

from antrean import wiring
from antrean.base.errors import Code
from antrean.bookings import operation
from antrean.bookings.forms import AddedApplicants, BookingsView, BookingView, NewBooking, SlotChoice, booking_view
from antrean.changes import add as adding
from antrean.changes import book, move
from antrean.changes import cancel as cancelling
from antrean.http.answer import Answer
from antrean.http.route import Api, Caller
from antrean.slots.forms import option_view
from antrean.slots.model import Option

api = Api({Option: option_view})
handler = api.handle

_SLOT_REFUSALS = (Code.SLOT_FULL, Code.SLOT_NOT_YET_OPEN, Code.SLOT_CLOSED, Code.SLOT_PAST)


@api.route(
    "POST",
    "/bookings",
    "book",
    "Book one to five people into a slot, all or none",
    auth="citizen",
    status=201,
    answer=BookingView,
    body=NewBooking,
    idempotent=True,
    problems=(
        *_SLOT_REFUSALS,
        Code.NIK_ALREADY_BOOKED,
        Code.BOOKING_EXISTS,
        Code.TOO_MANY_APPLICANTS,
        Code.SERVICE_WALK_IN_ONLY,
        Code.NIK_MISMATCH_UNCONFIRMED,
        Code.FORBIDDEN,
    ),
)
def create(caller: Caller, body: NewBooking, key: str) -> Answer:
    """Book, or answer again what was booked with this key."""
    made = book.book(wiring.services(), caller.account_id, body, key)
    return Answer(booking_view(made), 201, {"Location": f"/bookings/{made.booking_id}"})


@api.route("GET", "/bookings", "listBookings", "Your bookings, newest first", auth="citizen", answer=BookingsView)
def index(caller: Caller) -> Answer:
    """List the caller's bookings."""
    found = operation.all_of(wiring.services(), caller.account_id)
    return Answer({"bookings": [booking_view(each) for each in found]})


@api.route(
    "GET",
    "/bookings/{booking_id}",
    "getBooking",
    "One of your bookings",
    auth="citizen",
    answer=BookingView,
    problems=(Code.NOT_FOUND,),
)
def show(caller: Caller, booking_id: str) -> Answer:
    """Show one booking of the caller."""
    return Answer(booking_view(operation.get(wiring.services(), caller.account_id, booking_id)))


@api.route(
    "POST",
    "/bookings/{booking_id}/applicants",
    "addApplicants",
    "Add members of the family to a booking, in the same slot",
    auth="citizen",
    answer=BookingView,
    body=AddedApplicants,
    idempotent=True,
    problems=(
        *_SLOT_REFUSALS,
        Code.NOT_FOUND,
        Code.TOO_LATE,
        Code.NIK_ALREADY_BOOKED,
        Code.TOO_MANY_APPLICANTS,
        Code.NIK_MISMATCH_UNCONFIRMED,
        Code.FORBIDDEN,
    ),
)
def add(caller: Caller, booking_id: str, body: AddedApplicants, key: str) -> Answer:
    """Add family, or answer again what was added with this key."""
    changed = adding.add(wiring.services(), caller.account_id, booking_id, body, key)
    return Answer(booking_view(changed))


@api.route(
    "POST",
    "/bookings/{booking_id}/cancel",
    "cancelBooking",
    "Cancel a booking, which gives its seats back",
    auth="citizen",
    answer=BookingView,
    problems=(Code.NOT_FOUND, Code.TOO_LATE, Code.FORBIDDEN),
)
def cancel(caller: Caller, booking_id: str) -> Answer:
    """Cancel; a cancelled booking is answered as it is."""
    return Answer(booking_view(cancelling.cancel(wiring.services(), caller.account_id, booking_id)))


@api.route(
    "POST",
    "/bookings/{booking_id}/reschedule",
    "moveBooking",
    "Move a booking to another slot, once",
    auth="citizen",
    answer=BookingView,
    body=SlotChoice,
    idempotent=True,
    problems=(*_SLOT_REFUSALS, Code.NOT_FOUND, Code.TOO_LATE, Code.RESCHEDULE_USED),
)
def reschedule(caller: Caller, booking_id: str, body: SlotChoice, key: str) -> Answer:
    """Move, or answer again what was moved with this key."""
    moved = move.move(wiring.services(), caller.account_id, booking_id, body, key)
    return Answer(booking_view(moved))


@api.route(
    "GET",
    "/bookings/{booking_id}/calendar",
    "getCalendar",
    "The visit as a calendar event",
    auth="citizen",
    answer=str,
    media_type="text/calendar",
    problems=(Code.NOT_FOUND,),
)
def event(caller: Caller, booking_id: str) -> Answer:
    """Answer an iCalendar file of the visit."""
    from antrean.tickets import ical  # noqa: PLC0415 - the other routes need not load it at their cold start

    found = operation.get(wiring.services(), caller.account_id, booking_id)
    return Answer(
        ical.event(found),
        headers={"Content-Disposition": 'attachment; filename="antrean-paspor.ics"'},
        media_type="text/calendar; charset=utf-8",
    )
