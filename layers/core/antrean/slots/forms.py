"""The queries of slots, and how citizens see slots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NotRequired

from pydantic import BeforeValidator, Field
from typing_extensions import TypedDict

from antrean.base.days import rfc3339
from antrean.http.forms import DateText, Day, InstantText, Query, number_of
from antrean.offices.forms import Coordinates, OfficeId, SessionName, SessionView
from antrean.policy.bookings import MOST_APPLICANTS, OFFICES_AT_A_TIME, RELEASE_FROM
from antrean.slots.model import SlotState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antrean.offices.model import Office
    from antrean.slots.availability import Day as DayOfOffice
    from antrean.slots.availability import SlotOfDay
    from antrean.slots.model import Option
    from antrean.slots.releases import Releases
    from antrean.turns.places import PlacesOfHour


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


class ReleasesQuery(Query):
    """`GET .../releases`: the day of the releases."""

    day: Annotated[Day | None, Field(alias="date")] = None


class TurnsView(TypedDict):
    """When the turns of a slot begin, or began, and from when on everybody may claim."""

    begin: InstantText
    until: InstantText


class SlotView(SessionView):
    """A slot as people choose it, with its `turns` until they are over."""

    state: SlotState
    capacity: int
    seats_left: int
    opens_at: NotRequired[InstantText]
    reason: NotRequired[str]
    turns: NotRequired[TurnsView]


class DayView(TypedDict):
    """The slots of a date."""

    date: DateText
    sessions: list[SlotView]


class AvailabilityView(TypedDict):
    """`GET /offices/{office_id}/availability`."""

    office_id: OfficeId
    timezone: str
    days: list[DayView]


class OptionView(SessionView):
    """A slot that can seat the people asked for."""

    office_id: OfficeId
    name: str
    timezone: str
    distance_km: NotRequired[float]
    date: DateText
    seats_left: int


class PlacesView(TypedDict):
    """`GET /bookings/{booking_id}/places`: nearest in time first, then in distance; none where no place was lost.

    `seats_left` has the kept seats of a slot where these are more: displaced people may take them.
    """

    places: list[OptionView]


class OptionsView(TypedDict):
    """`GET /availability`: soonest and nearest first."""

    options: list[OptionView]


class ReleasedSlotView(TypedDict):
    """The minutes at which a slot's kept seats were released, if it kept any: one for each hour from `from_hour` on."""

    date: DateText
    session: SessionName
    minutes: list[int]


class HourView(TypedDict):
    """The places in an hour: the SHA-256 of its seed, and the seed once the hour is over."""

    begin: InstantText
    seed_hash: str
    seed: NotRequired[str]


class ReleasesView(TypedDict):
    """`GET /offices/{office_id}/releases`: `seed` and `slots` once the day is over at the office.

    `seed_hash` is the SHA-256 of the seed. The minute of a slot in an hour is the HMAC-SHA256, under the seed, of
    `<office_id>/<date>/<session>/<hour in two digits>`; its first eight bytes as a number, modulo 60.

    `hours` are those of the day at the office, each with a seed that it shares with all offices. The place of an
    account in an hour is the HMAC-SHA256, under that seed, of the account's id; its first four bytes as a number. Its
    turn comes `place * seconds of the window // 2^32` seconds after turns begin that begin in this hour.
    """

    office_id: OfficeId
    date: DateText
    seed_hash: str
    from_hour: int
    hours: list[HourView]
    seed: NotRequired[str]
    slots: NotRequired[list[ReleasedSlotView]]


def releases_view(found: Releases) -> ReleasesView:
    """Return what may be known of an office's releases on a day."""
    view: ReleasesView = {
        "office_id": found.office_id,
        "date": found.day.isoformat(),
        "seed_hash": found.seed_hash,
        "from_hour": RELEASE_FROM.hour,
        "hours": [_hour_view(each) for each in found.places],
    }
    if found.seed is not None and found.minutes is not None:
        view["seed"] = found.seed
        view["slots"] = [
            {"date": slot.date.isoformat(), "session": slot.session, "minutes": minutes}
            for slot, minutes in found.minutes.items()
        ]
    return view


def _hour_view(places: PlacesOfHour) -> HourView:
    view: HourView = {"begin": rfc3339(places.hour), "seed_hash": places.seed_hash}
    return view | {"seed": places.seed} if places.seed else view


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
    if turns := slot.turns:
        view["turns"] = {"begin": rfc3339(turns.begin), "until": rfc3339(turns.until)}
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
