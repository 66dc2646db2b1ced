"""What citizens send about bookings, and a booking as its owner and the counter see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, NotRequired, Self

from pydantic import ConfigDict, Field, JsonValue, model_validator
from typing_extensions import TypedDict

from antrean.base.days import rfc3339
from antrean.bookings.model import Answer, PassportService, Presence, Relation
from antrean.household.fields import MemberId
from antrean.http.forms import Body, BookingId, Confirmed, DateText, Day, InstantText, TimeText, conditional
from antrean.offices.forms import OfficeId, SessionName
from antrean.people.fields import BirthDate, FullName, NikText
from antrean.policy.bookings import MOST_ASKED_PEOPLE

if TYPE_CHECKING:
    from antrean.bookings.model import Applicant, Booking, Displacement, Offer


ShownStatus = Literal["confirmed", "cancelled", "checked_in", "displaced", "offered"]
"""A booking's status as people see it: one that was checked in says so."""

_ABOUT_FAMILY: list[JsonValue] = ["full_name", "nik", "birth_date"]
_NOTHING: dict[str, JsonValue] = {str(name): {"type": "null"} for name in _ABOUT_FAMILY}
_PERSON = conditional(
    {"relation": {"const": "self"}},
    then={"properties": {"member": {"type": "null"}, **_NOTHING}},
    otherwise=conditional(
        {"member": {"type": "null"}},
        then={"properties": {str(name): {"type": "string"} for name in _ABOUT_FAMILY}, "required": _ABOUT_FAMILY},
        otherwise={"properties": _NOTHING},
    ),
)


class Person(Body):
    """An applicant; of `self` everything comes from the profile, of a `member` name and NIK from the household."""

    model_config = ConfigDict(json_schema_extra=_PERSON)

    relation: Relation
    # What is left out must not be in the canonical request: that of a retry would differ from one of a release before.
    member: MemberId | None = Field(default=None, exclude_if=lambda value: value is None)
    full_name: FullName | None = None
    nik: NikText | None = Field(default=None, repr=False)
    birth_date: BirthDate | None = None
    nik_mismatch_confirmed: Confirmed = False
    age_confirmed: Confirmed = Field(default=False, exclude_if=lambda value: not value)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        given = (self.full_name, self.nik, self.birth_date)
        if self.relation == "self" and any(value is not None for value in (*given, self.member)):
            message = "`self` is taken from your profile: leave out member, full_name, nik and birth_date"
            raise ValueError(message)
        if self.member is not None and any(value is not None for value in given):
            message = "a member is taken from your household: leave out full_name, nik and birth_date"
            raise ValueError(message)
        if self.relation != "self" and self.member is None and any(value is None for value in given):
            message = "full_name, nik and birth_date are needed for a member of the family, or member"
            raise ValueError(message)
        return self


People = Annotated[tuple[Person, ...], Field(min_length=1, max_length=MOST_ASKED_PEOPLE)]


class SlotChoice(Body):
    """`POST /bookings/{booking_id}/reschedule`: the slot to move to."""

    office_id: OfficeId
    date: Day
    session: SessionName


class NewBooking(SlotChoice):
    """`POST /bookings`."""

    service: PassportService
    applicants: People


class AddedApplicants(Body):
    """`POST /bookings/{booking_id}/applicants`: the members of the family to add."""

    applicants: People


class ApplicantView(TypedDict):
    """An applicant with the queue number; who left before the booking was moved has none, and no mere offer has any."""

    relation: Relation
    full_name: str
    nik_masked: str
    presence: Presence
    queue_number: NotRequired[str]
    contested_at: NotRequired[InstantText]
    objected_at: NotRequired[InstantText]


class DisplacementView(TypedDict):
    """Why a booking has no place any more: its office closed the session. Until then it may be moved or cancelled."""

    reason: str
    until: InstantText


class OfferView(TypedDict):
    """Until when an offer can be accepted or declined, and how it ended. `last`: the entry ended with it."""

    until: InstantText
    answer: NotRequired[Answer]
    last: bool


class BookingView(TypedDict):
    """A booking. `closure` comes with the status `displaced` alone, `offer` where it came to be by one.

    `revision` grows with each change of who comes, when or where, the last of which was at `changed_at`.
    `office_address` is what the office tells now, where it tells one and whoever asks may book.
    `cannot_come_at` comes with `cancelled` where you told that nobody comes, `missed_at` where nobody came.
    """

    booking_id: BookingId
    status: ShownStatus
    office_id: OfficeId
    office_name: str
    office_address: NotRequired[str]
    date: DateText
    session: SessionName
    arrive_from: TimeText
    arrive_until: TimeText
    timezone: str
    service: PassportService
    applicants: list[ApplicantView]
    reschedules_left: int
    created_at: InstantText
    revision: int
    changed_at: InstantText
    checked_in_at: NotRequired[InstantText]
    cannot_come_at: NotRequired[InstantText]
    missed_at: NotRequired[InstantText]
    closure: NotRequired[DisplacementView]
    offer: NotRequired[OfferView]


class BookingsView(TypedDict):
    """`GET /bookings`: newest first."""

    bookings: list[BookingView]


def _applicant_view(booking: Booking, applicant: Applicant) -> ApplicantView:
    view: ApplicantView = {
        "relation": applicant.relation,
        "full_name": applicant.full_name,
        "nik_masked": applicant.nik_masked,
        "presence": applicant.presence,
    }
    if applicant.number and not booking.was_never_accepted:
        # It must not look like a ticket.
        view["queue_number"] = booking.queue_number(applicant)
    if applicant.present and applicant.told_at:
        view["contested_at"] = rfc3339(applicant.told_at)
    if applicant.present and applicant.objected_at:
        view["objected_at"] = rfc3339(applicant.objected_at)
    return view


def shown_status(booking: Booking) -> ShownStatus:
    """Return the status of a booking as people see it."""
    return "checked_in" if booking.check_in else booking.status


def _offer_view(offer: Offer) -> OfferView:
    view: OfferView = {"until": rfc3339(offer.until), "last": offer.last}
    if offer.answer:
        view["answer"] = offer.answer
    return view


def closure_view(by: Displacement) -> DisplacementView:
    """Return why a booking has no place any more, and until when it may be moved."""
    return {"reason": by.reason, "until": rfc3339(by.until)}


def booking_view(booking: Booking, address: str = "") -> BookingView:
    """Return a booking as its owner and the officer at the counter see it, with the address that its office tells."""
    view: BookingView = {
        "booking_id": booking.booking_id,
        "status": shown_status(booking),
        "office_id": booking.slot.office_id,
        "office_name": booking.office_name,
        "date": booking.slot.date.isoformat(),
        "session": booking.slot.session,
        "arrive_from": booking.arrive_from,
        "arrive_until": booking.arrive_until,
        "timezone": booking.timezone,
        "service": booking.service,
        "applicants": [_applicant_view(booking, applicant) for applicant in booking.applicants],
        "reschedules_left": booking.moves_left,
        "created_at": rfc3339(booking.created_at),
        "revision": booking.revision,
        "changed_at": rfc3339(booking.changed_at),
    }
    if address:
        view["office_address"] = address
    if booking.check_in:
        view["checked_in_at"] = rfc3339(booking.check_in.at)
    if booking.offer:
        view["offer"] = _offer_view(booking.offer)
    if booking.cannot_come_at:
        view["cannot_come_at"] = rfc3339(booking.cannot_come_at)
    if booking.missed_at:
        view["missed_at"] = rfc3339(booking.missed_at)
    if booking.displacement:
        view["closure"] = closure_view(booking.displacement)
    return view
