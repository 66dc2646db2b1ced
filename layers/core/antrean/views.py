"""The answers of the contract, as TypedDicts (checked by mypy, free at run time), and how values become them."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any, Literal, NotRequired

# before Python 3.12 pydantic cannot make a schema of typing's own, and docs/openapi.json is made of these
from typing_extensions import TypedDict

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.bookings.model import Booking
    from antrean.people.model import Account
    from antrean.slots.model import Quota

SlotState = Literal["open", "full", "not_yet_open", "closed", "past"]


class SessionView(TypedDict):
    """An arrival window, in office time."""

    session: str
    arrive_from: str
    arrive_until: str


class OfficeView(TypedDict):
    """An office as people choose it."""

    office_id: str
    name: str
    province: str
    timezone: str
    latitude: float
    longitude: float
    distance_km: NotRequired[float]
    sessions: list[SessionView]


class OfficesView(TypedDict):
    """`GET /offices`."""

    offices: list[OfficeView]


class SlotView(SessionView):
    """A slot as people choose it."""

    state: SlotState
    capacity: int
    seats_left: int
    opens_at: NotRequired[str]
    reason: NotRequired[str]


class DayView(TypedDict):
    """The slots of a date."""

    date: str
    sessions: list[SlotView]


class AvailabilityView(TypedDict):
    """`GET /offices/{office_id}/availability`."""

    office_id: str
    timezone: str
    days: list[DayView]


class OptionView(SessionView):
    """A slot that can seat the people asked for."""

    office_id: str
    name: str
    timezone: str
    distance_km: NotRequired[float]
    date: str
    seats_left: int


class OptionsView(TypedDict):
    """`GET /availability`: soonest and nearest first."""

    options: list[OptionView]


class ConfirmationSentView(TypedDict):
    """`POST /accounts`: the same whoever exists already."""

    status: Literal["confirmation_sent"]


class ProfileView(TypedDict):
    """`GET /me`."""

    account_id: str
    full_name: str
    birth_date: str
    email: str
    phone: str
    nik_masked: str
    active_booking: str | None


class ApplicantView(TypedDict):
    """An applicant with the queue number."""

    relation: str
    full_name: str
    nik_masked: str
    queue_number: str


class BookingView(TypedDict):
    """A booking."""

    booking_id: str
    status: Literal["confirmed", "cancelled", "checked_in"]
    office_id: str
    office_name: str
    date: str
    session: str
    arrive_from: str
    arrive_until: str
    timezone: str
    service: str
    applicants: list[ApplicantView]
    reschedules_left: int
    created_at: str
    checked_in_at: NotRequired[str]


class BookingsView(TypedDict):
    """`GET /bookings`: newest first."""

    bookings: list[BookingView]


class ReceiptView(TypedDict):
    """`GET /bookings/{booking_id}/receipt`."""

    url: str
    expires_at: str


class QuotaView(TypedDict):
    """A quota as operators see it; `taken` are the seats held or claimed."""

    office_id: str
    date: str
    session: str
    capacity: int
    seats_left: int
    taken: int
    opens_at: str
    state: Literal["open", "closed"]
    reason: str | None
    version: int
    etag: str


class QuotasView(TypedDict):
    """`GET /admin/offices/{office_id}/quotas`."""

    quotas: list[QuotaView]


class FieldError(TypedDict):
    """What is wrong with one field; never its value."""

    field: str
    message: str


class ProblemView(TypedDict):
    """An RFC 9457 problem document with a stable code; some codes have further members."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: NotRequired[list[FieldError]]
    alternatives: NotRequired[list[OptionView]]
    opens_at: NotRequired[str]
    reason: NotRequired[str]
    applicants: NotRequired[list[int]]
    quota: NotRequired[QuotaView]
    checked_in_at: NotRequired[str]
    office_id: NotRequired[str]
    date: NotRequired[str]
    session: NotRequired[str]


def instant(moment: datetime) -> str:
    """Return an instant as RFC 3339 in UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def profile_view(account: Account, now: datetime) -> ProfileView:
    """Return an account as its owner sees it."""
    return {
        "account_id": account.account_id,
        "full_name": account.full_name,
        "birth_date": account.birth_date.isoformat(),
        "email": account.email,
        "phone": account.phone,
        "nik_masked": "*" * 12 + account.nik_last4,
        "active_booking": account.active_booking_at(now),
    }


def booking_view(booking: Booking) -> BookingView:
    """Return a booking as its owner and the officer at the counter see it."""
    status: Any = "checked_in" if booking.check_in else booking.status
    view: BookingView = {
        "booking_id": booking.booking_id,
        "status": status,
        "office_id": booking.slot.office_id,
        "office_name": booking.office_name,
        "date": booking.slot.date.isoformat(),
        "session": booking.slot.session,
        "arrive_from": booking.arrive_from,
        "arrive_until": booking.arrive_until,
        "timezone": booking.timezone,
        "service": booking.service,
        "applicants": [
            {
                "relation": applicant.relation,
                "full_name": applicant.full_name,
                "nik_masked": applicant.nik_masked,
                "queue_number": booking.queue_number(applicant),
            }
            for applicant in booking.applicants
        ],
        "reschedules_left": 0 if booking.rescheduled else 1,
        "created_at": instant(booking.created_at),
    }
    if booking.check_in:
        view["checked_in_at"] = instant(booking.check_in.at)
    return view


def quota_view(quota: Quota) -> QuotaView:
    """Return a quota as operators see it."""
    state: Any = quota.state
    return {
        "office_id": quota.slot.office_id,
        "date": quota.slot.date.isoformat(),
        "session": quota.slot.session,
        "capacity": quota.capacity,
        "seats_left": quota.seats_left,
        "taken": quota.capacity - quota.seats_left,
        "opens_at": instant(quota.opens_at),
        "state": state,
        "reason": quota.reason,
        "version": quota.version,
        "etag": quota.etag,
    }
