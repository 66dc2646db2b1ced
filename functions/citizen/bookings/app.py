"""For citizens: book, list and show bookings, add family, move, leave, cancel, and bookings of others that have you."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean import wiring
from antrean.base.environment import setting
from antrean.base.errors import Code
from antrean.bookings import operation
from antrean.bookings.forms import AddedApplicants, BookingsView, BookingView, NewBooking, SlotChoice, booking_view
from antrean.changes import add as adding
from antrean.changes import book
from antrean.changes import cancel as cancelling
from antrean.changes import move as moving
from antrean.changes.party import PERSON_REFUSALS
from antrean.http.answer import Answer
from antrean.http.route import Api, Caller, validate
from antrean.listings.forms import ListingsView, ListingView, Place, listing_view
from antrean.slots.forms import PlacesView, option_view
from antrean.slots.model import Option
from antrean.turns.forms import PlaceView, TurnsQuery, place_view

if TYPE_CHECKING:
    from antrean.bookings.model import Booking

api = Api({Option: option_view})
handler = api.handle

_SLOT_REFUSALS = (Code.SLOT_FULL, Code.SLOT_NOT_YET_OPEN, Code.SLOT_CLOSED, Code.SLOT_PAST, Code.NOT_YOUR_TURN)


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
    problems=(*PERSON_REFUSALS, *_SLOT_REFUSALS, Code.BOOKING_EXISTS, Code.SERVICE_WALK_IN_ONLY),
)
def create(caller: Caller, body: NewBooking, key: str) -> Answer:
    """Book, or answer again what was booked with this key."""
    made = book.book(wiring.booking_services_for(caller), caller.account_id, body, key)
    return Answer(_shown(made), 201, {"Location": f"/bookings/{made.booking_id}"})


@api.route("GET", "/bookings", "listBookings", "Your bookings, newest first", auth="citizen", answer=BookingsView)
def index(caller: Caller) -> Answer:
    """List the caller's bookings."""
    found = operation.all_of(wiring.services_for(caller), caller.account_id)
    # Read once for all of them: where it fails, each would wait for it anew.
    addresses = wiring.directory().addresses()
    return Answer({"bookings": [booking_view(each, addresses.get(each.slot.office_id, "")) for each in found]})


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
    return Answer(_shown(operation.get(wiring.services_for(caller), caller.account_id, booking_id)))


@api.route(
    "POST",
    "/bookings/{booking_id}/applicants",
    "addApplicants",
    "Add members of the family to a booking, in the same slot",
    auth="citizen",
    answer=BookingView,
    body=AddedApplicants,
    idempotent=True,
    problems=(*PERSON_REFUSALS, *_SLOT_REFUSALS, Code.NOT_FOUND, Code.TOO_LATE, Code.DISPLACED),
)
def add(caller: Caller, booking_id: str, body: AddedApplicants, key: str) -> Answer:
    """Add family, or answer again what was added with this key."""
    return Answer(_shown(adding.add(wiring.booking_services_for(caller), caller.account_id, booking_id, body, key)))


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
    return Answer(_shown(cancelling.cancel(wiring.services_for(caller), caller.account_id, booking_id)))


@api.route(
    "POST",
    "/bookings/{booking_id}/cannot-come",
    "tellCannotCome",
    "Tell that nobody of a booking comes, until its arrival window begins; its seats are given back",
    auth="citizen",
    answer=BookingView,
    problems=(Code.NOT_FOUND, Code.TOO_LATE, Code.FORBIDDEN, Code.DISPLACED),
)
def cannot_come(caller: Caller, booking_id: str) -> Answer:
    """Note that nobody comes; a booking that has ended is answered as it is."""
    return Answer(_shown(cancelling.cannot_come(wiring.services_for(caller), caller.account_id, booking_id)))


@api.route(
    "POST",
    "/bookings/{booking_id}/applicants/{place}/leave",
    "removeApplicant",
    "Take one person out of a booking; the others keep their numbers, and the last to go cancels it",
    auth="citizen",
    answer=BookingView,
    problems=(Code.NOT_FOUND, Code.TOO_LATE, Code.FORBIDDEN, Code.VALIDATION_FAILED),
)
def remove(caller: Caller, booking_id: str, place: str) -> Answer:
    """Take a person out; who does not come anyway is answered as it is."""
    return Answer(_shown(cancelling.leave(wiring.services_for(caller), caller.account_id, booking_id, _place(place))))


@api.route(
    "POST",
    "/bookings/{booking_id}/applicants/{place}/object",
    "objectToLeaving",
    "Object to the leaving of a person who asks to be taken out of your booking",
    auth="citizen",
    answer=BookingView,
    problems=(Code.NOT_FOUND, Code.TOO_LATE, Code.NOT_CONTESTED, Code.VALIDATION_FAILED),
)
def object_to(caller: Caller, booking_id: str, place: str) -> Answer:
    """Object, or answer again that the account objected."""
    from antrean.listings import listings  # noqa: PLC0415 - the other routes need not load it at their cold start

    return Answer(_shown(listings.object_to(wiring.services_for(caller), caller.account_id, booking_id, _place(place))))


@api.route(
    "GET",
    "/me/listings",
    "listListings",
    "Bookings of other accounts that have you",
    auth="citizen",
    answer=ListingsView,
    problems=(Code.FORBIDDEN,),
)
def listed(caller: Caller) -> Answer:
    """List where the caller is listed by others."""
    from antrean.listings import listings  # noqa: PLC0415 - as above

    found = listings.listings_of(wiring.services_for(caller), caller.account_id)
    return Answer({"listings": [listing_view(each) for each in found]})


@api.route(
    "POST",
    "/me/listings/{booking_id}/contest",
    "contestListing",
    "Ask to be taken out of a booking of another account, which is told by mail and may object",
    auth="citizen",
    answer=ListingView,
    problems=(Code.NOT_FOUND, Code.TOO_LATE, Code.FORBIDDEN),
)
def contest(caller: Caller, booking_id: str) -> Answer:
    """Contest, or answer again that the caller did."""
    from antrean.listings import listings  # noqa: PLC0415 - as above

    site_url = setting("SITE_URL")
    found = listings.contest(wiring.services_for(caller), wiring.mail(), caller.account_id, booking_id, site_url)
    return Answer(listing_view(found))


@api.route(
    "POST",
    "/me/listings/{booking_id}/leave",
    "leaveListing",
    "Leave a booking of another account",
    auth="citizen",
    status=204,
    answer=None,
    problems=(Code.NOT_FOUND, Code.TOO_LATE, Code.FORBIDDEN, Code.CONTEST_FIRST, Code.OBJECTED),
)
def leave(caller: Caller, booking_id: str) -> Answer:
    """Leave; whoever left already is answered the same."""
    from antrean.listings import listings  # noqa: PLC0415 - as above

    listings.leave(wiring.services_for(caller), caller.account_id, booking_id)
    return Answer(None, 204)


@api.route(
    "POST",
    "/bookings/{booking_id}/reschedule",
    "moveBooking",
    "Move a booking to another slot, once",
    auth="citizen",
    answer=BookingView,
    body=SlotChoice,
    idempotent=True,
    problems=(*_SLOT_REFUSALS, Code.NOT_FOUND, Code.TOO_LATE, Code.RESCHEDULE_USED, Code.LIMIT_REACHED),
)
def move(caller: Caller, booking_id: str, body: SlotChoice, key: str) -> Answer:
    """Move, or answer again what was moved with this key."""
    moved = moving.move(wiring.services_for(caller), caller.account_id, booking_id, body, key)
    return Answer(_shown(moved))


@api.route(
    "GET",
    "/me/turns",
    "getTurn",
    "Your place in an hour in which turns begin, from 60 minutes before it on",
    auth="citizen",
    answer=PlaceView,
    query=TurnsQuery,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND, Code.TOO_EARLY),
)
def turn(caller: Caller, query: TurnsQuery) -> Answer:
    """Tell the caller's place."""
    from antrean.account.turn import own_place  # noqa: PLC0415 - the other routes need not load it at their cold start

    return Answer(place_view(own_place(wiring.services_for(caller), caller.account_id, query.at)))


@api.route(
    "GET",
    "/bookings/{booking_id}/places",
    "listPlaces",
    "The nearest places for a booking whose session its office has closed",
    auth="citizen",
    answer=PlacesView,
    problems=(Code.NOT_FOUND,),
)
def places(caller: Caller, booking_id: str) -> Answer:
    """List the nearest places of a displaced booking; none for any other."""
    from antrean.closures.places import places as places_of  # noqa: PLC0415 - as above

    found = places_of(wiring.services_for(caller), caller.account_id, booking_id)
    return Answer({"places": [option_view(each) for each in found]})


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

    found = operation.get(wiring.services_for(caller), caller.account_id, booking_id)
    return Answer(
        ical.event(found, wiring.directory().address_of(found.slot.office_id)),
        headers={"Content-Disposition": 'attachment; filename="antrean-paspor.ics"'},
        media_type="text/calendar; charset=utf-8",
    )


def _place(text: str) -> int:
    """Return the place of a person in the path; raises `validation_failed`."""
    found: Place = validate(Place, {"place": text})
    return found.place


def _shown(booking: Booking) -> BookingView:
    """Return a booking with the address that its office tells."""
    return booking_view(booking, wiring.directory().address_of(booking.slot.office_id))
