"""The query of the seats of all offices, and how citizens see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NotRequired

from pydantic import BeforeValidator, Field
from typing_extensions import TypedDict

from antrean.base.days import rfc3339
from antrean.http.forms import DateText, InstantText, Query, number_of
from antrean.offices.forms import OfficeId, SessionName
from antrean.policy.bookings import MOST_APPLICANTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antrean.seats.model import Soonest


class SeatsQuery(Query):
    """`GET /offices/seats`: for how many people."""

    people: Annotated[int, Field(ge=1, le=MOST_APPLICANTS), BeforeValidator(number_of)] = 1


class SoonestDayView(TypedDict):
    """A day on which so many people can be seated together, and the `sessions` that do so, in the order of the day.

    `seats` is the most that are left in one of them, counted up to 5: 5 means five or more.
    """

    date: DateText
    seats: Annotated[int, Field(ge=1, le=MOST_APPLICANTS)]
    sessions: list[SessionName]


class OfficeSeatsView(TypedDict):
    """The soonest days of an office, three at most; none where no open session can seat so many people.

    `opens_at` is when the next session opens for booking that is not open yet and could seat them.
    """

    office_id: OfficeId
    days: list[SoonestDayView]
    opens_at: NotRequired[InstantText]


class SeatsOfOfficesView(TypedDict):
    """`GET /offices/seats`: all offices, for the `people` that were asked for.

    What it tells is some seconds old and reserves nothing: whoever books is told how the session stands then.
    """

    people: int
    offices: list[OfficeSeatsView]


def seats_view(people: int, found: Iterable[Soonest]) -> SeatsOfOfficesView:
    """Return the soonest days of offices for so many people."""
    return {"people": people, "offices": [_office_view(each) for each in found]}


def _office_view(found: Soonest) -> OfficeSeatsView:
    view: OfficeSeatsView = {
        "office_id": found.office_id,
        "days": [{"date": day.date.isoformat(), "seats": day.seats, "sessions": [*day.sessions]} for day in found.days],
    }
    if found.opens_at:
        view["opens_at"] = rfc3339(found.opens_at)
    return view
