"""The queries of offices, and an office as people see it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, NotRequired

from pydantic import BeforeValidator, Field
from typing_extensions import TypedDict

from antrean.http.forms import Query, TimeText, documented, number_of
from antrean.policy.system import MOST_LISTED_OFFICES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antrean.offices.model import Office

_DECIMALS = r"(?:\.[0-9]{1,20})?"
_TINY = r"[0-9](?:\.[0-9]{1,20})?e-[0-9]{1,3}"
"""How JavaScript writes a number below a millionth, such as 1.5e-7 close to the equator."""
_LATITUDE = rf"-?(?:[0-8]?[0-9]{_DECIMALS}|90(?:\.0{{1,20}})?|{_TINY})"
_LONGITUDE = rf"-?(?:(?:0?[0-9]{{1,2}}|1[0-7][0-9]){_DECIMALS}|180(?:\.0{{1,20}})?|{_TINY})"
_COORDINATES = rf"({_LATITUDE}), ?({_LONGITUDE})"


def _coordinates(value: object) -> object:
    if not isinstance(value, str):
        return value
    match = re.fullmatch(_COORDINATES, value)
    if not match:
        message = "must be a latitude and a longitude in degrees such as -6.2,106.8"
        raise ValueError(message)
    return float(match[1]), float(match[2])


Coordinates = Annotated[
    tuple[float, float],
    BeforeValidator(
        _coordinates, json_schema_input_type=Annotated[str, Field(json_schema_extra=documented(_COORDINATES))]
    ),
]
OfficeId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
SessionName = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,19}$")]


class OfficesQuery(Query):
    """`GET /offices`."""

    province: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    near: Coordinates | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_LISTED_OFFICES), BeforeValidator(number_of)] | None = None


class SessionView(TypedDict):
    """An arrival window, in office time."""

    session: SessionName
    arrive_from: TimeText
    arrive_until: TimeText


class OfficeView(TypedDict):
    """An office as people choose it; `address` where it has told its own."""

    office_id: OfficeId
    name: str
    province: str
    timezone: str
    latitude: float
    longitude: float
    distance_km: NotRequired[float]
    address: NotRequired[str]
    sessions: list[SessionView]


class OfficesView(TypedDict):
    """`GET /offices`."""

    offices: list[OfficeView]


class DetailsView(TypedDict):
    """What an office tells of itself; it leaves out what it has not told.

    `priority`: whether and when people who need no number have a lane of their own. `notice`: what to know now.
    """

    address: NotRequired[str]
    phone: NotRequired[str]
    hours: NotRequired[str]
    facilities: NotRequired[list[str]]
    directions: NotRequired[str]
    priority: NotRequired[str]
    notice: NotRequired[str]


class OfficePageView(TypedDict):
    """`GET /offices/{office_id}`."""

    office: OfficeView
    details: DetailsView


def offices_view(found: Iterable[tuple[Office, float | None]]) -> OfficesView:
    """Return offices, each with its distance where one was asked for."""
    return {"offices": [office_view(office, distance) for office, distance in found]}


def office_view(office: Office, distance: float | None = None) -> OfficeView:
    """Return an office, with its distance where one was asked for."""
    view: OfficeView = {
        "office_id": office.office_id,
        "name": office.name,
        "province": office.province,
        "timezone": office.timezone,
        "latitude": office.latitude,
        "longitude": office.longitude,
        "sessions": [
            {
                "session": session.session,
                "arrive_from": session.arrive_from,
                "arrive_until": session.arrive_until,
            }
            for session in office.sessions
        ],
    }
    if distance is not None:
        view["distance_km"] = distance
    if office.details.address:
        view["address"] = office.details.address
    return view


def page_view(office: Office) -> OfficePageView:
    """Return an office as everybody sees it."""
    return {"office": office_view(office), "details": details_view(office)}


def details_view(office: Office) -> DetailsView:
    """Return what an office tells of itself."""
    details, view = office.details, DetailsView()
    if details.address:
        view["address"] = details.address
    if details.phone:
        view["phone"] = details.phone
    if details.hours:
        view["hours"] = details.hours
    if details.facilities:
        view["facilities"] = list(details.facilities)
    if details.directions:
        view["directions"] = details.directions
    if details.priority:
        view["priority"] = details.priority
    if details.notice:
        view["notice"] = details.notice
    return view
