"""What operators ask of closures, and how they and displaced people see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NotRequired

from pydantic import Field
from typing_extensions import TypedDict

from antrean.base.days import rfc3339
from antrean.closures.model import ClosureState
from antrean.http.forms import Body, BookingId, DateText, Day, InstantText, Query, Reason, documented
from antrean.http.route import ETAG
from antrean.offices.forms import OfficeId, SessionName
from antrean.slots.quota_forms import ClosureId

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antrean.closures.calls import Call, Open
    from antrean.closures.model import Closure
    from antrean.closures.preview import Preview


class ClosedDays(Query):
    """`GET .../closures/preview`: the first and last day, both included, and one session or, left out, all."""

    first: Annotated[Day, Field(alias="from")]
    last: Annotated[Day, Field(alias="to")]
    session: SessionName | None = None


class NewClosure(Body):
    """`POST /admin/offices/{office_id}/closures`: what the preview was of, and the reason that people are told."""

    first: Annotated[Day, Field(alias="from")]
    last: Annotated[Day, Field(alias="to")]
    session: SessionName | None = None
    reason: Reason


class SlotPreviewView(TypedDict):
    """Who would be displaced from a slot.

    `moved` of the parties were moved before. `unreachable` have a mailbox that takes no mails. `served` came already
    and stay.
    """

    date: DateText
    session: SessionName
    parties: int
    people: int
    moved: int
    unreachable: int
    served: int


class PreviewView(TypedDict):
    """`GET .../closures/preview`: what closing would do. `etag` is for the `If-Match` of the closing."""

    slots: list[SlotPreviewView]
    parties: int
    people: int
    etag: Annotated[str, Field(json_schema_extra=documented(ETAG.pattern))]


class ClosedSlotView(TypedDict):
    """A slot of a closure."""

    date: DateText
    session: SessionName


class ClosureView(TypedDict):
    """A closure, and how far it has come: its slots are shut and their bookings displaced, or opened again.

    A slot that another closure shut before it could is left out once that is known. Its letters
    go at `letters_at`. Until `lapses_at` displaced people have a right to another place.
    """

    closure_id: ClosureId
    office_id: OfficeId
    state: ClosureState
    reason: str
    slots: list[ClosedSlotView]
    created_at: InstantText
    letters_at: InstantText
    lapses_at: InstantText
    sent_at: NotRequired[InstantText]


class OpenClosureView(ClosureView):
    """A closure in the list of its office; `to_call` are its displaced parties whom the office has to call now."""

    to_call: int


class OpenClosuresView(TypedDict):
    """`GET /admin/offices/{office_id}/closures`: those whose right has not ended, who has somebody to call on top."""

    closures: list[OpenClosureView]


class CallView(TypedDict):
    """Somebody to call: a displaced booking of which nobody has answered, or whom no mail reaches."""

    booking_id: BookingId
    full_name: str
    phone: str
    people: int
    date: DateText
    session: SessionName
    unreachable: bool


class CallsView(TypedDict):
    """`GET /admin/closures/{closure_id}/calls`, in the order of slots and numbers."""

    calls: list[CallView]


def preview_view(found: Preview) -> PreviewView:
    """Return a preview as operators see it."""
    return {
        "slots": [
            {
                "date": each.slot.date.isoformat(),
                "session": each.slot.session,
                "parties": each.parties,
                "people": each.people,
                "moved": each.moved,
                "unreachable": each.unreachable,
                "served": each.served,
            }
            for each in found.slots
        ],
        "parties": sum(each.parties for each in found.slots),
        "people": sum(each.people for each in found.slots),
        "etag": found.etag,
    }


def closure_view(closure: Closure) -> ClosureView:
    """Return a closure as operators see it."""
    view: ClosureView = {
        "closure_id": closure.closure_id,
        "office_id": closure.office_id,
        "state": closure.state,
        "reason": closure.reason,
        "slots": [{"date": slot.date.isoformat(), "session": slot.session} for slot in closure.slots],
        "created_at": rfc3339(closure.created_at),
        "letters_at": rfc3339(closure.letters_at),
        "lapses_at": rfc3339(closure.lapses_at),
    }
    if closure.sent_at:
        view["sent_at"] = rfc3339(closure.sent_at)
    return view


def open_closures_view(found: Sequence[Open]) -> OpenClosuresView:
    """Return the closures of an office."""
    return {"closures": [{**closure_view(each.closure), "to_call": each.to_call} for each in found]}


def calls_view(calls: Sequence[Call]) -> CallsView:
    """Return whom the office calls."""
    return {
        "calls": [
            {
                "booking_id": each.booking.booking_id,
                "full_name": each.full_name,
                "phone": each.phone,
                "people": len(each.booking.present),
                "date": each.booking.slot.date.isoformat(),
                "session": each.booking.slot.session,
                "unreachable": each.unreachable,
            }
            for each in calls
        ]
    }
