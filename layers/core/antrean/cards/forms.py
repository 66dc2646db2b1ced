"""What officers send about an identity card, and what they see of the account that has its NIK."""

from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from antrean.base.days import rfc3339
from antrean.cards.model import Card, Deed
from antrean.http.forms import Body, InstantText, Reason
from antrean.people.fields import Email, FullName, NikText
from antrean.policy.people import EARLIEST_BIRTH

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.cards.model import Holder


class SeenCard(Body):
    """`POST /staff/offices/{office_id}/identity/look`."""

    nik: NikText = Field(repr=False, description="As it stands on the identity card.")


class IdentityDeed(Body):
    """`POST /staff/offices/{office_id}/identity`: `email` is for recover and transfer, name and year for correct."""

    nik: NikText = Field(repr=False, description="As it stands on the identity card.")
    deed: Deed
    reason: Reason
    full_name: FullName | None = None
    birth_year: int | None = Field(
        default=None, ge=EARLIEST_BIRTH.year, le=9999, description="Of the birth date only the year is kept."
    )
    email: Email | None = None

    def card(self, version: int, key: str) -> Card:
        """Return what is to be done."""
        return Card(
            nik=self.nik,
            deed=self.deed,
            reason=self.reason,
            version=version,
            key=key,
            full_name=self.full_name or "",
            birth_year=self.birth_year or 0,
            email=self.email or "",
        )


class HolderView(TypedDict):
    """Whose a NIK is. Nothing but `registered` where no account has it; no name where the account is gone.

    Of the mailbox the first letter and the provider are shown. `promised`: the NIK waits for a sign-up of whoever
    showed the card.
    """

    registered: bool
    version: int
    identity_level: int
    promised: bool
    full_name: NotRequired[str]
    birth_year: NotRequired[int]
    email_masked: NotRequired[str]
    active_booking: NotRequired[bool]
    closes_at: NotRequired[InstantText]


def holder_view(found: Holder | None, now: datetime) -> HolderView:
    """Return whose a NIK is, as an officer sees it."""
    if found is None:
        return {"registered": False, "version": 0, "identity_level": 0, "promised": False}
    registration, account = found
    view: HolderView = {
        "registered": True,
        "version": registration.version,
        "identity_level": registration.level,
        "promised": bool(registration.promised),
    }
    if account:
        view["full_name"] = account.full_name
        view["birth_year"] = account.birth_year
        view["email_masked"] = masked_email(account.email)
        view["active_booking"] = account.active_booking_at(now) is not None
        if account.closes_at:
            view["closes_at"] = rfc3339(account.closes_at)
    return view


def masked_email(email: str) -> str:
    """Return an address as officers see it: enough for its owner to know it again, too little to write to."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}"
