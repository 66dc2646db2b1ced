"""How a person sees a booking of another account that has them, and what the paths of people name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NotRequired

from pydantic import BeforeValidator, Field
from typing_extensions import TypedDict

from antrean.base.days import rfc3339
from antrean.bookings.forms import DisplacementView, ShownStatus, closure_view, shown_status
from antrean.http.forms import BookingId, DateText, InstantText, Query, number_of
from antrean.offices.forms import OfficeId, SessionName
from antrean.policy.bookings import MOST_LISTED_PEOPLE

if TYPE_CHECKING:
    from antrean.listings.listings import Listing


PlaceNumber = Annotated[int, Field(ge=0, lt=MOST_LISTED_PEOPLE), BeforeValidator(number_of)]


class Place(Query):
    """The place of a person among a booking's `applicants`, from 0."""

    place: PlaceNumber


class ListingView(TypedDict):
    """A booking of another account that has you: where and when, and of whose account the initials; nothing else.

    With the status `displaced` its office closed the session, as `closure` says: do not come. The other account may
    move it until then. `leaves_from` is the instant from which you may leave, until the day before ends, or that of
    `closure`. Where it is missing, contest first; where you contested, the account's time to object ends too late for
    that. `supersedes_from` is the instant from which a booking of your own takes you out; where it is missing, none
    does: from the beginning of its arrival window on you stay in a booking with which nobody else comes, until its day
    is over. After `objected_at` come to a counter.
    """

    booking_id: BookingId
    status: ShownStatus
    office_id: OfficeId
    office_name: str
    date: DateText
    session: SessionName
    booked_by: str
    contested_at: NotRequired[InstantText]
    objected_at: NotRequired[InstantText]
    leaves_from: NotRequired[InstantText]
    supersedes_from: NotRequired[InstantText]
    closure: NotRequired[DisplacementView]


class ListingsView(TypedDict):
    """`GET /me/listings`."""

    listings: list[ListingView]


def listing_view(listing: Listing) -> ListingView:
    """Return a listing as the person who is listed sees it."""
    slot = listing.booking.slot
    view: ListingView = {
        "booking_id": listing.booking.booking_id,
        "status": shown_status(listing.booking),
        "office_id": slot.office_id,
        "office_name": listing.booking.office_name,
        "date": slot.date.isoformat(),
        "session": slot.session,
        "booked_by": listing.initials,
    }
    if listing.person.told_at:
        view["contested_at"] = rfc3339(listing.person.told_at)
    if listing.person.objected_at:
        view["objected_at"] = rfc3339(listing.person.objected_at)
    if listing.leaves_from:
        view["leaves_from"] = rfc3339(listing.leaves_from)
    if listing.supersedes_from:
        view["supersedes_from"] = rfc3339(listing.supersedes_from)
    if listing.booking.displacement:
        view["closure"] = closure_view(listing.booking.displacement)
    return view
