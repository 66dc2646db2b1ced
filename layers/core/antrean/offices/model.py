"""An office: its sessions, its weekly pattern of seats, and when its dates open for booking."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from typing import TYPE_CHECKING, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from antrean.policy.offices import LANE_RATIO
from antrean.turns.model import turns_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from antrean.turns.model import Turns

Lane = Literal["booked", "priority", "bap", "express"]
"""In what people wait: with a queue number from home; whom the law lets go first; whose passport was lost or damaged or
whose data changed, which begins with a record of it (berita acara pemeriksaan, BAP); and who pays for the same day."""

WALK_IN = "walk_in_"
"""How the names of sessions begin whose numbers are given at the door: no arrival window has such a name."""


class Session(NamedTuple):
    """An arrival window of an office: `arrive_from` and `arrive_until` are `HH:MM` in the office's time zone."""

    session: str
    arrive_from: str
    arrive_until: str
    prefix: str


class Release(NamedTuple):
    """When a date opens for booking, in office time.

    kind `days_ahead`: `days` days before the date at `at`.
    kind `weekly`: on the last weekday `weekday` (0 = Monday) before the Monday of the date's week, at `at`.
    """

    kind: str
    at: str
    days: int = 0
    weekday: int = 0
    window: int = 0
    """Minutes over which the turns of those who want its seats are spread; 0 where everybody may come at once."""

    def opens_at(self, day: date, timezone: ZoneInfo) -> datetime:
        """Return the instant (UTC) at which `day` opens for booking in an office of `timezone`."""
        if self.kind == "days_ahead":
            opening_day = day - timedelta(days=self.days)
        else:
            monday = day - timedelta(days=day.weekday())
            opening_day = monday - timedelta(days=(0 - self.weekday) % 7 or 7)
        return datetime.combine(opening_day, time_of_day.fromisoformat(self.at), timezone).astimezone(UTC)

    def turns_at(self, begin: datetime) -> Turns | None:
        """Return the turns that begin when seats become free at an instant; None where there are none."""
        return turns_from(begin, timedelta(minutes=self.window))


class Look(NamedTuple):
    """That somebody of the staff looked at people's names or telephone numbers: who, when, at what, of how many.

    `account_id` is whose booking it was, where it was one alone, so that its holder can be told.
    """

    office_id: str
    staff: str
    at: datetime
    what: str
    people: int
    account_id: str | None = None
    role: str = "officers"
    """The group in which they did that."""


LATER_DETAILS: Final = ("directions", "priority", "notice")
"""What offices tell since a later release. Releases and pages of before do not know it: it is stored apart from the
rest, and a change that leaves it out leaves it as it is."""


class Details(NamedTuple):
    """What people want to know of an office before they go there; what is empty, the office has not told."""

    address: str = ""
    phone: str = ""
    hours: str = ""
    facilities: tuple[str, ...] = ()
    directions: str = ""
    """How to get there."""
    priority: str = ""
    """Whether and when people who need no number have a lane of their own."""
    notice: str = ""
    """What visitors should know now."""


class Office(NamedTuple):
    """An immigration office with its own time zone, sessions, weekly pattern of seats, and release rule."""

    office_id: str
    name: str
    province: str
    timezone: str
    latitude: float
    longitude: float
    sessions: tuple[Session, ...]
    weekly: Mapping[str, Mapping[int, int]]
    """session -> weekday (0 = Monday) -> seats; a weekday that is missing has no service."""
    release: Release
    details: Details = Details()
    lanes: Mapping[Lane, int] = LANE_RATIO
    """lane -> its share of the calls."""
    version: int = 0
    """Counts the changes by operators."""
    last_change: str | None = None
    """The id of the last of them, by which a repeated one is recognised."""

    @property
    def etag(self) -> str:
        """The entity tag: the version that operators see."""
        return f'"{self.version}"'

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.timezone)

    def session(self, name: str) -> Session | None:
        """Return the office's session of that name, or None."""
        return next((session for session in self.sessions if session.session == name), None)

    def today(self, now: datetime) -> date:
        """Return the calendar date at the office at the instant `now`."""
        return now.astimezone(self.zone).date()
