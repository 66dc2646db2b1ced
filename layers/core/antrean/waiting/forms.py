"""What citizens send to wait, and their entry as they see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NotRequired

from pydantic import BeforeValidator, Field
from typing_extensions import TypedDict

from antrean.base.days import rfc3339
from antrean.bookings.forms import People
from antrean.bookings.model import PassportService, Relation
from antrean.http.forms import Body, BookingId, DateText, Day, InstantText, whole
from antrean.offices.forms import OfficeId, SessionName
from antrean.policy.waiting import FURTHEST_WAITING
from antrean.waiting.model import EndReason, EntryState

if TYPE_CHECKING:
    from antrean.waiting.ahead import OwnEntry
    from antrean.waiting.model import Skip


class NewEntry(Body):
    """`POST /waiting`: for which offices, days and sessions whom; without sessions, for any."""

    office_id: OfficeId
    within_km: Annotated[int, Field(ge=0, le=FURTHEST_WAITING), BeforeValidator(whole)] = 0
    first: Day
    last: Day
    sessions: Annotated[tuple[SessionName, ...], Field(max_length=10)] = ()
    service: PassportService
    applicants: People


class WaiterView(TypedDict):
    """Somebody of an entry."""

    relation: Relation
    full_name: str
    nik_masked: str


class PlaceInListView(TypedDict):
    """How many entries come before this one at an office, where that is known: not before the hour of joining is over.

    `many` says that they were not counted to the end.
    """

    office_id: OfficeId
    before: NotRequired[int]
    many: NotRequired[bool]


class SkipView(TypedDict):
    """That seats of a session went to a later entry, since only `kept` were there, fewer than this entry needs.

    With `booked` they were enough, and somebody of the entry had a booking of another account.
    """

    office_id: OfficeId
    date: DateText
    session: SessionName
    at: InstantText
    kept: int
    booked: NotRequired[bool]


class EntryView(TypedDict):
    """An entry. `booking_id` is the offer that waits for an answer; `why` comes with the state `ended` alone."""

    entry_id: BookingId
    state: EntryState
    offices: list[PlaceInListView]
    first: DateText
    last: DateText
    sessions: list[SessionName]
    service: PassportService
    applicants: list[WaiterView]
    joined_at: InstantText
    ends_at: InstantText
    rank: NotRequired[int]
    unanswered: int
    declined: int
    skips: list[SkipView]
    booking_id: NotRequired[BookingId]
    why: NotRequired[EndReason]


class OwnEntryView(TypedDict):
    """`GET /waiting`: the entry of the account, until some time after it has ended."""

    entry: EntryView | None


def entry_view(own: OwnEntry) -> EntryView:
    """Return an entry as its account sees it."""
    entry = own.entry
    view: EntryView = {
        "entry_id": entry.entry_id,
        "state": entry.state,
        "offices": [_place_view(office_id, own) for office_id in entry.offices],
        "first": entry.first.isoformat(),
        "last": entry.last.isoformat(),
        "sessions": list(entry.sessions),
        "service": entry.service,
        "applicants": [
            {"relation": each.relation, "full_name": each.full_name, "nik_masked": each.nik_masked}
            for each in entry.people
        ],
        "joined_at": rfc3339(entry.joined_at),
        "ends_at": rfc3339(entry.ends_at),
        "unanswered": entry.unanswered,
        "declined": entry.declined,
        "skips": [_skip_view(skip) for skip in reversed(entry.skips)],
    }
    if own.rank is not None:
        view["rank"] = own.rank
    if entry.booking_id:
        view["booking_id"] = entry.booking_id
    if entry.why:
        view["why"] = entry.why
    return view


def _skip_view(skip: Skip) -> SkipView:
    view: SkipView = {
        "office_id": skip.slot.office_id,
        "date": skip.slot.date.isoformat(),
        "session": skip.slot.session,
        "at": rfc3339(skip.at),
        "kept": skip.kept,
    }
    if skip.booked:
        view["booked"] = True
    return view


def _place_view(office_id: str, own: OwnEntry) -> PlaceInListView:
    before = own.before.get(office_id)
    if before is None:
        return {"office_id": office_id}
    return {"office_id": office_id, "before": before.entries, "many": before.many}
