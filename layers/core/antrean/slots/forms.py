"""The forms of slots and quotas, and how citizens and operators see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NotRequired, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator
from typing_extensions import TypedDict

from antrean.base.days import rfc3339
from antrean.base.policy import LARGEST_CAPACITY, MOST_APPLICANTS, MOST_REASON_DIGITS, OFFICES_AT_A_TIME
from antrean.http.forms import Body, Day, Instant, Query, at_most_digits, number_of, text_of, whole
from antrean.offices.forms import Coordinates, SessionView
from antrean.slots.model import QuotaState, SlotState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antrean.offices.model import Office
    from antrean.slots.availability import Day as DayOfOffice
    from antrean.slots.availability import SlotOfDay
    from antrean.slots.model import Option, Quota

SessionName = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,19}$")]


class DaysQuery(Query):
    """`GET .../availability` and `GET .../quotas`: the first and last date, both included."""

    first: Annotated[Day | None, Field(alias="from")] = None
    last: Annotated[Day | None, Field(alias="to")] = None


class NearestQuery(Query):
    """`GET /availability`: the nearest offices that can seat so many people."""

    date: Day | None = None
    people: Annotated[int, Field(ge=1, le=MOST_APPLICANTS), BeforeValidator(number_of)] = 1
    near: Coordinates | None = None
    limit: Annotated[int, Field(ge=1, le=OFFICES_AT_A_TIME), BeforeValidator(number_of)] = OFFICES_AT_A_TIME


class QuotaPath(Query):
    """The date and session in the path of a quota."""

    date: Day
    session: SessionName


class QuotaChange(Body):
    """`PUT /admin/offices/{office_id}/quotas/{date}/{session}`: what is left out stays as it is."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"properties": {name: {"not": {"type": "null"}}}, "required": [name]}
                for name in ("capacity", "state", "opens_at")
            ]
        }
    )

    capacity: Annotated[int, Field(ge=0, le=LARGEST_CAPACITY), BeforeValidator(whole)] | None = None
    state: QuotaState | None = None
    opens_at: Instant | None = None
    reason: Annotated[
        str, Field(min_length=1, max_length=200), AfterValidator(text_of), at_most_digits(MOST_REASON_DIGITS)
    ]

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.capacity is None and self.state is None and self.opens_at is None:
            message = "name at least one of capacity, state and opens_at"
            raise ValueError(message)
        return self


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


class QuotaView(TypedDict):
    """A quota as operators see it; `taken` are the seats held or claimed."""

    office_id: str
    date: str
    session: str
    capacity: int
    seats_left: int
    taken: int
    opens_at: str
    state: QuotaState
    reason: str | None
    version: int
    etag: str


class QuotasView(TypedDict):
    """`GET /admin/offices/{office_id}/quotas`."""

    quotas: list[QuotaView]


def availability_view(office: Office, days: Sequence[DayOfOffice]) -> AvailabilityView:
    """Return the days of an office, with their slots, as people choose from them."""
    return {
        "office_id": office.office_id,
        "timezone": office.timezone,
        "days": [{"date": day.date.isoformat(), "sessions": [_slot_view(slot) for slot in day.slots]} for day in days],
    }


def _slot_view(slot: SlotOfDay) -> SlotView:
    view: SlotView = {
        "session": slot.session.session,
        "arrive_from": slot.session.arrive_from,
        "arrive_until": slot.session.arrive_until,
        "state": slot.standing.state,
        "capacity": slot.quota.capacity if slot.quota else 0,
        "seats_left": slot.quota.seats_left if slot.quota else 0,
    }
    if slot.standing.opens_at:
        view["opens_at"] = rfc3339(slot.standing.opens_at)
    if slot.standing.reason:
        view["reason"] = slot.standing.reason
    return view


def option_view(option: Option) -> OptionView:
    """Return a slot that can seat the people asked for."""
    view: OptionView = {
        "office_id": option.office.office_id,
        "name": option.office.name,
        "timezone": option.office.timezone,
        "date": option.slot.date.isoformat(),
        "session": option.session.session,
        "arrive_from": option.session.arrive_from,
        "arrive_until": option.session.arrive_until,
        "seats_left": option.seats_left,
    }
    if option.distance_km is not None:
        view["distance_km"] = option.distance_km
    return view


def quota_view(quota: Quota) -> QuotaView:
    """Return a quota as operators see it."""
    return {
        "office_id": quota.slot.office_id,
        "date": quota.slot.date.isoformat(),
        "session": quota.slot.session,
        "capacity": quota.capacity,
        "seats_left": quota.seats_left,
        "taken": quota.capacity - quota.seats_left,
        "opens_at": rfc3339(quota.opens_at),
        "state": quota.state,
        "reason": quota.reason,
        "version": quota.version,
        "etag": quota.etag,
    }
