"""What citizens send about their own account, and what they are shown of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from antrean.account.seen import SeenWhy
from antrean.base.days import rfc3339
from antrean.base.policy import LONGEST_PASSWORD
from antrean.bookings.forms import BookingView, booking_view
from antrean.http.forms import Body, InstantText
from antrean.listings.forms import ListingView, listing_view
from antrean.offices.forms import OfficeId
from antrean.people.forms import ProfileView, profile_view
from antrean.people.limits import LimitRule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antrean.account.export import Known
    from antrean.account.seen import Sight
    from antrean.people.model import Account


class ClosedAccount(Body):
    """`POST /me/close`: the password once more, as it is sent to log in; also one that nobody could choose any more."""

    password: str = Field(min_length=1, max_length=LONGEST_PASSWORD, repr=False)


class ClosingView(TypedDict):
    """Whether the account is being closed, and when it will be erased."""

    closes_at: InstantText | None


class SightView(TypedDict):
    """A look of the staff at your data. `daily` ones are recorded once a day, and `at` is when that day began."""

    role: str
    office_id: OfficeId
    at: InstantText
    why: SeenWhy
    daily: bool


class SeenView(TypedDict):
    """`GET /me/seen`: the newest first."""

    seen: list[SightView]


class CountedView(TypedDict):
    """What the limits of the account count: other people, refusals and cancellations, and what pauses until when."""

    others: int
    refusals: int
    cancellations: int
    pauses: list[PauseView]


class PauseView(TypedDict):
    """What pauses, and until when."""

    rule: LimitRule
    until: InstantText


class ExportView(TypedDict):
    """`GET /me/export`: everything that is kept of you. The NIK itself is not kept."""

    exported_at: InstantText
    profile: ProfileView
    registered_at: NotRequired[InstantText]
    identity_level: int
    counted: CountedView
    bookings: list[BookingView]
    listings: list[ListingView]
    seen: list[SightView]


def closing_view(account: Account) -> ClosingView:
    """Return whether an account is being closed."""
    return {"closes_at": rfc3339(account.closes_at) if account.closes_at else None}


def seen_view(sights: Sequence[Sight]) -> list[SightView]:
    """Return looks as the person who was seen is told of them."""
    return [
        {"role": each.role, "office_id": each.office_id, "at": rfc3339(each.at), "why": each.why, "daily": each.daily}
        for each in sights
    ]


def export_view(known: Known, *, mailbox_works: bool, whatsapp_available: bool, family_level: int = 0) -> ExportView:
    """Return everything that is known of a person."""
    limits, registration = known.account.limits, known.registration
    view: ExportView = {
        "exported_at": rfc3339(known.at),
        "profile": profile_view(
            known.account,
            known.at,
            mailbox_works=mailbox_works,
            whatsapp_available=whatsapp_available,
            family_level=family_level,
        ),
        "identity_level": registration.level if registration else 0,
        "counted": {
            "others": len(limits.family) + len(limits.named),
            "refusals": len(limits.refusals),
            "cancellations": len(limits.cancellations),
            "pauses": [{"rule": rule, "until": rfc3339(until)} for rule, until in limits.pauses(known.at).items()],
        },
        "bookings": [booking_view(each) for each in known.bookings],
        "listings": [listing_view(each) for each in known.listings],
        "seen": seen_view(known.sights),
    }
    if registration and registration.registered_at:
        view["registered_at"] = rfc3339(registration.registered_at)
    return view
