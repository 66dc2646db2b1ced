"""The nouns of the system as plain immutable values. No HTTP, no AWS, no clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_APPLICANTS = 5
MAX_FAMILY = 4
BOOKING_ID_LENGTH = 16
"""Characters of a booking's id: 80 bits in Crockford's base32."""


@dataclass(frozen=True, slots=True)
class Session:
    """An arrival window of an office: `arrive_from` and `arrive_until` are `HH:MM` in the office's time zone."""

    session: str
    arrive_from: str
    arrive_until: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Release:
    """When a date opens for booking, in office time.

    kind `days_ahead`: `days` days before the date at `at`.
    kind `weekly`: on the last weekday `weekday` (0 = Monday) before the Monday of the date's week, at `at`.
    """

    kind: str
    at: str
    days: int = 0
    weekday: int = 0

    def opens_at(self, day: date, timezone: ZoneInfo) -> datetime:
        """Return the instant (UTC) at which `day` opens for booking in an office of `timezone`."""
        if self.kind == "days_ahead":
            opening_day = day - timedelta(days=self.days)
        else:
            monday = day - timedelta(days=day.weekday())
            opening_day = monday - timedelta(days=(0 - self.weekday) % 7 or 7)
        return datetime.combine(opening_day, time_of_day.fromisoformat(self.at), timezone).astimezone(UTC)


@dataclass(frozen=True)
class Office:
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

    @cached_property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.timezone)

    def session(self, name: str) -> Session | None:
        """Return the office's session of that name, or None."""
        return next((session for session in self.sessions if session.session == name), None)

    def today(self, now: datetime) -> date:
        """Return the calendar date at the office at the instant `now`."""
        return now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One session of one office on one date: what a queue number is for."""

    office_id: str
    date: date
    session: str


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant (UTC) of `day` in `zone`."""
    return datetime.combine(day, time_of_day.min, zone).astimezone(UTC)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant (UTC) after `day` in `zone`."""
    return start_of_day(day + timedelta(days=1), zone)


@dataclass(frozen=True, slots=True)
class Claim:
    """Seats taken from a quota and not yet known to be held by a booking.

    The claim id repeats for every retry of one operation, so a claim is told from an earlier one of the same id by
    its first queue number and the second it was made (`at`, Unix time).
    """

    slot: Slot
    claim_id: str
    booking_id: str
    first: int
    n: int
    at: int


@dataclass(frozen=True, slots=True)
class Quota:
    """The seats of a slot. `seats_left` is what can still be claimed; `claims` are the claims in flight by id.

    It takes bookings from `opens_at` until `closes_at`, the start of its day.
    """

    slot: Slot
    capacity: int
    seats_left: int
    next_number: int
    opens_at: datetime
    closes_at: datetime
    state: str
    version: int
    reason: str | None = None
    change: str | None = None
    claims: Mapping[str, Claim] = field(default_factory=dict)

    @property
    def etag(self) -> str:
        """The entity tag of the operators' version; claims do not change it."""
        return f'"{self.version}"'


@dataclass(frozen=True, slots=True)
class SeatRange:
    """Seats that a booking holds in its slot: `n` consecutive queue numbers from `first`, taken by one claim."""

    claim_id: str
    first: int
    n: int
    at: int


@dataclass(frozen=True, slots=True)
class Applicant:
    """A person who comes for a passport; the NIK is kept as keyed hash and last four digits only."""

    relation: str
    full_name: str
    nik_key: str
    nik_last4: str
    number: int = 0

    @property
    def nik_masked(self) -> str:
        """The NIK as shown to people: its last four digits."""
        return "*" * 12 + self.nik_last4


@dataclass(frozen=True, slots=True)
class CheckIn:
    """When, where and by whom a booking was served; `officer` is the `sub` of the staff pool."""

    at: datetime
    office_id: str
    officer: str


@dataclass(frozen=True)
class Booking:
    """One to five applicants in one slot. `until` is the end of the slot's day: then its guards lapse."""

    booking_id: str
    account_id: str
    slot: Slot
    office_name: str
    timezone: str
    arrive_from: str
    arrive_until: str
    prefix: str
    service: str
    applicants: tuple[Applicant, ...]
    ranges: tuple[SeatRange, ...]
    status: str
    revision: int
    rescheduled: bool
    created_at: datetime
    operations: Mapping[str, str]
    """Fingerprint of each operation's key that was done -> fingerprint of its body."""
    check_in: CheckIn | None = None

    @property
    def active(self) -> bool:
        """Whether the booking holds its seats."""
        return self.status == "confirmed"

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of the booking's office."""
        return ZoneInfo(self.timezone)

    @property
    def closes_at(self) -> datetime:
        """The instant (UTC) from which the booking can no longer be changed: the start of its day."""
        return start_of_day(self.slot.date, self.zone)

    @property
    def until(self) -> datetime:
        """The instant (UTC) from which its people may book again: the end of its day."""
        return end_of_day(self.slot.date, self.zone)

    def holds(self, claim: Claim) -> bool:
        """Tell whether the booking is active and lists exactly the seats of `claim`."""
        return (
            self.active
            and self.slot == claim.slot
            and any(held.claim_id == claim.claim_id and held.first == claim.first for held in self.ranges)
        )

    def queue_number(self, applicant: Applicant) -> str:
        """Return the queue number as printed, such as `A-001`."""
        return f"{self.prefix}-{applicant.number:03d}"


@dataclass(frozen=True, slots=True)
class Holding:
    """What an active booking holds of its slot: its ranges, and the queue numbers of its people in their order."""

    booking_id: str
    slot: Slot
    ranges: tuple[SeatRange, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """A citizen who registered: one NIK, one account."""

    account_id: str
    full_name: str
    birth_date: date
    email: str
    phone: str
    nik_key: str
    nik_last4: str
    active_booking: str | None = None
    active_until: datetime | None = None
    listed: tuple[str, ...] = ()
    """`<millisecond made>#<booking id>` of the account's bookings, newest first."""
    notified_at: datetime | None = None

    @property
    def booking_ids(self) -> list[str]:
        """The ids of the account's bookings, newest first."""
        return [entry.partition("#")[2] for entry in self.listed]

    def active_booking_at(self, now: datetime) -> str | None:
        """Return the id of the booking that is active at `now`, or None."""
        if self.active_booking and self.active_until and self.active_until > now:
            return self.active_booking
        return None
