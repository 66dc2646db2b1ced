"""What citizens send about their own account, and what they are shown of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from antrean.account.seen import SeenWhy
from antrean.base.days import rfc3339
from antrean.bookings.forms import BookingView, booking_view
from antrean.household.forms import MemberView, household_view
from antrean.http.forms import Body, InstantText
from antrean.listings.forms import ListingView, listing_view
from antrean.login.consents import newest
from antrean.misses.forms import MissView, miss_view
from antrean.offices.forms import OfficeId
from antrean.people.fields import Email
from antrean.people.forms import ProfileView, profile_view
from antrean.people.limits import LimitRule
from antrean.people.model import ConsentKind
from antrean.proofs.fields import GivenPassword
from antrean.waiting.ahead import OwnEntry
from antrean.waiting.forms import EntryView, entry_view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antrean.account.export import Known
    from antrean.account.seen import Sight
    from antrean.base.ids import Pepper
    from antrean.people.model import Account, Consent


class ClosedAccount(Body):
    """`POST /me/close`: the password once more, as it is sent to log in; also one that nobody could choose any more."""

    password: GivenPassword = Field(repr=False)


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
    """What the limits of the account count, and what pauses until when.

    `joins` are what put others on the waiting list, or was refused since somebody waits already.
    """

    others: int
    refusals: int
    cancellations: int
    joins: int
    pauses: list[PauseView]


class PauseView(TypedDict):
    """What pauses, and until when."""

    rule: LimitRule
    until: InstantText


class ConsentView(TypedDict):
    """What you agreed to, or took back, and when; of the privacy notice its version."""

    kind: ConsentKind
    given: bool
    at: InstantText
    version: NotRequired[str]


class DeviceView(TypedDict):
    """A device from which you logged in: when first and when last. Nothing else of it is kept."""

    first_at: InstantText
    last_at: InstantText


class AccountExportView(TypedDict):
    """`GET /me/export`: everything that is kept of you. The NIK itself is not kept.

    `used_at` is when the account was used last, to a day; `former_email` the address that it had before a counter gave
    it another one; `last_deed` what was done last with whose account it is: the deed, its second (Unix time), and the
    office; `last_checks` on which day you asked for a check last, and how often.
    """

    exported_at: InstantText
    profile: ProfileView
    registered_at: NotRequired[InstantText]
    identity_level: int
    used_at: NotRequired[InstantText]
    former_email: NotRequired[Email]
    last_deed: NotRequired[str]
    last_checks: NotRequired[str]
    counted: CountedView
    bookings: list[BookingView]
    listings: list[ListingView]
    household: list[MemberView]
    seen: list[SightView]
    consents: list[ConsentView]
    devices: list[DeviceView]
    waiting: EntryView | None
    misses: list[MissView]
    frozen_until: NotRequired[InstantText]


def closing_view(account: Account) -> ClosingView:
    """Return whether an account is being closed."""
    return {"closes_at": rfc3339(account.closes_at) if account.closes_at else None}


def seen_view(sights: Sequence[Sight]) -> list[SightView]:
    """Return looks as the person who was seen is told of them."""
    return [
        {"role": each.role, "office_id": each.office_id, "at": rfc3339(each.at), "why": each.why, "daily": each.daily}
        for each in sights
    ]


def export_view(
    known: Known, pepper: Pepper, *, mailbox_works: bool, whatsapp_available: bool, family_level: int = 0
) -> AccountExportView:
    """Return everything that is known of a person."""
    limits, registration = known.account.limits, known.registration
    view: AccountExportView = {
        "exported_at": rfc3339(known.at),
        "profile": profile_view(
            known.account,
            known.at,
            newest(known.consents),
            mailbox_works=mailbox_works,
            whatsapp_available=whatsapp_available,
            family_level=family_level,
        ),
        "identity_level": registration.level if registration else 0,
        "counted": {
            "others": len(limits.family) + len(limits.named),
            "refusals": len(limits.refusals),
            "cancellations": len(limits.cancellations),
            "joins": len(limits.joins),
            "pauses": [{"rule": rule, "until": rfc3339(until)} for rule, until in limits.pauses(known.at).items()],
        },
        "bookings": [booking_view(each) for each in known.bookings],
        "listings": [listing_view(each) for each in known.listings],
        "household": household_view(known.household, known.account.account_id, pepper)["members"],
        "seen": seen_view(known.sights),
        "consents": [_consent_view(each) for each in known.consents],
        "misses": [miss_view(each) for each in known.missed.misses],
        "devices": [{"first_at": rfc3339(each.first_at), "last_at": rfc3339(each.last_at)} for each in known.devices],
        "waiting": entry_view(OwnEntry(known.entry, {}, None)) if known.entry else None,
    }
    if registration and registration.registered_at:
        view["registered_at"] = rfc3339(registration.registered_at)
    if known.missed.frozen_until:
        view["frozen_until"] = rfc3339(known.missed.frozen_until)
    _add_rest(view, known.account)
    return view


def _add_rest(view: AccountExportView, account: Account) -> None:
    """Add what is not known of every account."""
    if account.used_at:
        view["used_at"] = rfc3339(account.used_at)
    if account.former_email:
        view["former_email"] = account.former_email
    if account.last_deed:
        view["last_deed"] = account.last_deed
    if account.checked:
        view["last_checks"] = account.checked


def _consent_view(consent: Consent) -> ConsentView:
    view: ConsentView = {"kind": consent.kind, "given": consent.given, "at": rfc3339(consent.at)}
    return {**view, "version": consent.version} if consent.version else view
