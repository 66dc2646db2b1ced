"""A booking, the people who come with it, and what it holds of its slot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from antrean.base.days import end_of_day
from antrean.base.policy import MOVES
from antrean.people.model import masked
from antrean.slots.closing import closes_at

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from antrean.slots.model import Claim, SeatRange, Slot

BookingStatus = Literal["confirmed", "cancelled"]
Relation = Literal["self", "spouse", "child", "parent"]
PassportService = Literal["new", "renewal", "lost", "damaged", "data_change"]
"""What people come for; some of these have no queue number (`policy.WALK_IN_SERVICES`)."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """A person who comes for a passport; the NIK is kept as keyed hash and last four digits only."""

    relation: Relation
    full_name: str
    nik_key: str
    nik_last4: str
    number: int = 0

    @property
    def nik_masked(self) -> str:
        """The NIK as shown to people: its last four digits."""
        return masked(self.nik_last4)


@dataclass(frozen=True, slots=True)
class CheckIn:
    """When, where and by whom a booking was served; `officer` is the `sub` of the staff pool."""

    at: datetime
    office_id: str
    officer: str


@dataclass(frozen=True)
class Booking:
    """One to five applicants in one slot. Its guards lapse at `until`, the end of the slot's day."""

    booking_id: str
    account_id: str
    slot: Slot
    office_name: str
    timezone: str
    arrive_from: str
    arrive_until: str
    prefix: str
    service: PassportService
    applicants: tuple[Applicant, ...]
    ranges: tuple[SeatRange, ...]
    status: BookingStatus
    revision: int
    moved: bool
    created_at: datetime
    operations: Mapping[str, str]
    """The name of each operation that was done (`Pepper.operation`) -> the fingerprint of its request."""
    check_in: CheckIn | None = None

    @property
    def changed_at(self) -> datetime:
        """The instant of the last change; nothing notes a later one than that of the booking itself."""
        return self.created_at

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
        return closes_at(self.slot.date, self.zone)

    @property
    def moves_left(self) -> int:
        """How often the booking can still be moved."""
        return 0 if self.moved else MOVES

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
