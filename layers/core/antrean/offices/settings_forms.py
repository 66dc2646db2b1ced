"""What operators send to change an office, and how they and everybody else see it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator
from typing_extensions import TypedDict

from antrean.base.days import rfc3339
from antrean.base.text import compact, tidy
from antrean.http.forms import (
    Body,
    DateText,
    InstantText,
    Reason,
    TimeText,
    conditional,
    documented,
    text_of,
    whole,
    without_web_address,
)
from antrean.http.route import ETAG
from antrean.offices.forms import DetailsView, OfficeId, details_view
from antrean.offices.model import LATER_DETAILS, Details, Release
from antrean.offices.settings import Change
from antrean.policy.bookings import LONGEST_WINDOW, PUBLISHED_DAYS
from antrean.policy.offices import (
    LARGEST_SHARE,
    LONGEST_ADDRESS,
    LONGEST_FACILITY,
    LONGEST_HOURS,
    LONGEST_OFFICE_PHONE,
    MOST_FACILITIES,
)

if TYPE_CHECKING:
    from antrean.offices.model import Lane, Office
    from antrean.offices.settings import Opening

ReleaseKind = Literal["days_ahead", "weekly"]
"""How an office opens its dates: so many days before, or a week at a time on a weekday."""
_NIK: Final = re.compile(r"\d{16}")
_Text = AfterValidator(text_of)
_NoAddress = AfterValidator(without_web_address)


def _seen(value: str) -> str:
    """Return what an office tells, tidied; empty for what cannot be seen."""
    return text_of(value) if tidy(value) else ""


def _told(value: str) -> str:
    """Return what `_seen` does; raises ValueError for what may be a NIK."""
    if _NIK.search(compact(value)):
        message = "must not hold 16 digits in a row, which may be a NIK; write a comma between two numbers"
        raise ValueError(message)
    return _seen(value)


_Seen = AfterValidator(_seen)
_Told = AfterValidator(_told)
_Share = Annotated[int, Field(ge=1, le=LARGEST_SHARE), BeforeValidator(whole)]
_Facility = Annotated[str, Field(min_length=1, max_length=LONGEST_FACILITY), _Text, _NoAddress]


class NewDetails(Body):
    """What people want to know of an office; what is left out, it does not tell.

    `directions`, `priority` and `notice` stay as they are where they are left out, since pages of an earlier release do
    not send them. `priority` says whether and when people who need no number have a lane of their own, `notice` what
    visitors should know now.
    """

    address: Annotated[str, Field(max_length=LONGEST_ADDRESS), _Told, _NoAddress] = ""
    phone: Annotated[str, Field(max_length=LONGEST_OFFICE_PHONE, pattern=r"^[0-9+() -]*$")] = ""
    # Hours are digits: "08.00-12.00 13.00-16.00" are sixteen of them.
    hours: Annotated[str, Field(max_length=LONGEST_HOURS), _Seen, _NoAddress] = ""
    facilities: Annotated[tuple[_Facility, ...], Field(max_length=MOST_FACILITIES)] = ()
    directions: Annotated[str, Field(max_length=LONGEST_ADDRESS), _Told, _NoAddress] | None = None
    priority: Annotated[str, Field(max_length=LONGEST_ADDRESS), _Told, _NoAddress] | None = None
    notice: Annotated[str, Field(max_length=LONGEST_ADDRESS), _Told, _NoAddress] | None = None


class NewLaneShares(Body):
    """The share of each lane of the calls."""

    booked: _Share
    priority: _Share
    bap: _Share
    express: _Share

    def shares(self) -> dict[Lane, int]:
        """Return the shares by lane."""
        return {"booked": self.booked, "priority": self.priority, "bap": self.bap, "express": self.express}


class NewReleaseRule(Body):
    """When dates open: `days` before at `at`; or, weekly, on `weekday` (0 = Monday) before the date's week, at `at`.

    The turns of those who want seats are spread over `window_minutes`, which stay as they are where they are left out;
    0 is for offices whose seats never run out.
    """

    kind: ReleaseKind
    at: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    days: Annotated[int, Field(ge=0, lt=PUBLISHED_DAYS), BeforeValidator(whole)] = 0
    weekday: Annotated[int, Field(ge=0, le=6), BeforeValidator(whole)] = 0
    window_minutes: Annotated[int, Field(ge=0, le=LONGEST_WINDOW), BeforeValidator(whole)] | None = None


class OfficeChange(Body):
    """`PUT /admin/offices/{office_id}`: what is left out stays as it is."""

    model_config = ConfigDict(
        json_schema_extra=conditional(
            {"details": {"type": "null"}, "lanes": {"type": "null"}},
            then={"properties": {"release": {"type": "object"}}, "required": ["release"]},
        )
    )

    details: NewDetails | None = None
    lanes: NewLaneShares | None = None
    release: NewReleaseRule | None = None
    reason: Reason

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.details is None and self.lanes is None and self.release is None:
            message = "name at least one of details, lanes and release"
            raise ValueError(message)
        return self

    def wanted(self) -> Change:
        """Return the change that is asked for."""
        return Change(
            reason=self.reason,
            details=Details(**self.details.model_dump(exclude_none=True)) if self.details else None,
            left_out=tuple(name for name in LATER_DETAILS if self.details and getattr(self.details, name) is None),
            lanes=self.lanes.shares() if self.lanes else None,
            release=Release(**self.release.model_dump(exclude={"window_minutes"})) if self.release else None,
            window=self.release.window_minutes if self.release else None,
        )


class LaneSharesView(TypedDict):
    """The share of each lane of the calls."""

    booked: int
    priority: int
    bap: int
    express: int


class ReleaseRuleView(TypedDict):
    """When dates open."""

    kind: ReleaseKind
    at: TimeText
    days: int
    weekday: int
    window_minutes: int


class OpeningView(TypedDict):
    """When a date opens by the rule that the office has now; one that was published before opens as it said then."""

    date: DateText
    opens_at: InstantText


class OfficeSettingsView(TypedDict):
    """`GET` and `PUT /admin/offices/{office_id}`."""

    office_id: OfficeId
    name: str
    details: DetailsView
    lanes: LaneSharesView
    release: ReleaseRuleView
    openings: list[OpeningView]
    etag: Annotated[str, Field(json_schema_extra=documented(ETAG.pattern))]


def settings_view(office: Office, openings: list[Opening]) -> OfficeSettingsView:
    """Return an office as its operators see it."""
    shares, release = office.lanes, office.release
    return {
        "office_id": office.office_id,
        "name": office.name,
        "details": details_view(office),
        "lanes": {
            "booked": shares["booked"],
            "priority": shares["priority"],
            "bap": shares["bap"],
            "express": shares["express"],
        },
        "release": {
            "kind": "days_ahead" if release.kind == "days_ahead" else "weekly",
            "at": release.at,
            "days": release.days,
            "weekday": release.weekday,
            "window_minutes": release.window,
        },
        "openings": [{"date": each.date.isoformat(), "opens_at": rfc3339(each.opens_at)} for each in openings],
        "etag": office.etag,
    }
