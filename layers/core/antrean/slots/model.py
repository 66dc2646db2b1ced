"""A slot, its quota, and the seats that are claimed or held of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from antrean.offices.model import Office, Session

SlotState = Literal["open", "full", "not_yet_open", "closed", "past"]
"""How a slot stands for people who look at it."""
QuotaState = Literal["open", "closed"]
"""What a quota says of itself: closed by an operator or a holiday, or not."""


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One session of one office on one date: what a queue number is for."""

    office_id: str
    date: date
    session: str

    @property
    def path(self) -> str:
        """The slot as one text, `<office>/<date>/<session>`, for logs and for what is hashed."""
        return f"{self.office_id}/{self.date}/{self.session}"


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
    state: QuotaState
    version: int
    reason: str | None = None
    last_change: str | None = None
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
class Option:
    """A slot that can seat the people who asked; `distance_km` where they told where they are."""

    office: Office
    session: Session
    slot: Slot
    seats_left: int
    distance_km: float | None
