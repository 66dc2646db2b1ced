"""The forms of slots and quotas, and how citizens and operators see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, NotRequired, Self

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator
from typing_extensions import TypedDict

from antrean.http.answer import instant
from antrean.http.forms import Body, Day, Instant, Query, at_most_digits, number_of, text_of, whole
from antrean.offices.forms import Coordinates, SessionView

if TYPE_CHECKING:
    from antrean.slots.model import Quota

SessionName = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,19}$")]


class DaysQuery(Query):
    """`GET .../availability` and `GET .../quotas`: the first and last date, both included."""

    first: Annotated[Day | None, Field(alias="from")] = None
    last: Annotated[Day | None, Field(alias="to")] = None


class NearestQuery(Query):
    """`GET /availability`: the nearest offices that can seat so many people."""

    date: Day | None = None
    people: Annotated[int, Field(ge=1, le=5), BeforeValidator(number_of)] = 1
    near: Coordinates | None = None
    limit: Annotated[int, Field(ge=1, le=8), BeforeValidator(number_of)] = 8


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

    capacity: Annotated[int, Field(ge=0, le=10_000), BeforeValidator(whole)] | None = None
    state: Literal["open", "closed"] | None = None
    opens_at: Instant | None = None
    reason: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(text_of), at_most_digits(12)]

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.capacity is None and self.state is None and self.opens_at is None:
            message = "name at least one of capacity, state and opens_at"
            raise ValueError(message)
        return self


SlotState = Literal["open", "full", "not_yet_open", "closed", "past"]


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
    state: Literal["open", "closed"]
    reason: str | None
    version: int
    etag: str


class QuotasView(TypedDict):
    """`GET /admin/offices/{office_id}/quotas`."""

    quotas: list[QuotaView]


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
