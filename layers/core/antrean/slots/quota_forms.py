"""What operators ask of a quota, and how they see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator
from typing_extensions import TypedDict

from antrean.base.days import rfc3339
from antrean.http.forms import (
    Body,
    DateText,
    Day,
    Instant,
    InstantText,
    Query,
    Reason,
    conditional,
    documented,
    whole,
)
from antrean.http.route import BOOKING_ID, ETAG
from antrean.offices.forms import OfficeId, SessionName
from antrean.policy.offices import LARGEST_CAPACITY
from antrean.slots.model import QuotaState

if TYPE_CHECKING:
    from antrean.slots.model import Quota


ClosureId = Annotated[str, Field(json_schema_extra=documented(BOOKING_ID.pattern))]


class QuotaPath(Query):
    """The date and session in the path of a quota."""

    date: Day
    session: SessionName


class QuotaChange(Body):
    """`PUT /admin/offices/{office_id}/quotas/{date}/{session}`: what is left out stays as it is."""

    model_config = ConfigDict(
        json_schema_extra=conditional(
            {"state": {"type": "null"}, "opens_at": {"type": "null"}},
            then={"properties": {"capacity": {"type": "integer"}}, "required": ["capacity"]},
        )
    )

    capacity: Annotated[int, Field(ge=0, le=LARGEST_CAPACITY), BeforeValidator(whole)] | None = None
    state: QuotaState | None = None
    opens_at: Instant | None = None
    reason: Reason

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.capacity is None and self.state is None and self.opens_at is None:
            message = "name at least one of capacity, state and opens_at"
            raise ValueError(message)
        return self


class QuotaView(TypedDict):
    """A quota as operators see it.

    `taken` are the seats held or claimed, `seats_kept` those that were given back and not yet released. `closure_id`
    names the closure that has it closed, by which it is opened again.
    """

    office_id: OfficeId
    date: DateText
    session: SessionName
    capacity: int
    seats_left: int
    seats_kept: int
    taken: int
    opens_at: InstantText
    state: QuotaState
    reason: str | None
    closure_id: ClosureId | None
    version: int
    etag: Annotated[str, Field(json_schema_extra=documented(ETAG.pattern))]


class QuotasView(TypedDict):
    """`GET /admin/offices/{office_id}/quotas`."""

    quotas: list[QuotaView]


def quota_view(quota: Quota) -> QuotaView:
    """Return a quota as operators see it."""
    return {
        "office_id": quota.slot.office_id,
        "date": quota.slot.date.isoformat(),
        "session": quota.slot.session,
        "capacity": quota.capacity,
        "seats_left": quota.seats_left,
        "seats_kept": quota.seats_kept,
        "taken": quota.capacity - quota.free,
        "opens_at": rfc3339(quota.opens_at),
        "state": quota.state,
        "reason": quota.reason,
        "closure_id": quota.closure,
        "version": quota.version,
        "etag": quota.etag,
    }
