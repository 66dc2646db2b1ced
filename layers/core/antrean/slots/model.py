"""A slot, its quota, and the seats that are claimed or held of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from antrean.offices.model import Office, Session
    from antrean.turns.model import Turns


SlotState = Literal["open", "full", "not_yet_open", "closed", "past"]
"""How a slot stands for people who look at it."""
QuotaState = Literal["open", "closed"]
"""What a quota says of itself: closed by an operator or a holiday, or not."""
Pool = Literal["left", "kept"]
"""Where a claim takes its seats from, all of them, and where they go back to if nobody comes to hold them."""


class Slot(NamedTuple):
    """One session of one office on one date: what a queue number is for."""

    office_id: str
    date: date
    session: str

    @property
    def path(self) -> str:
        """The slot as one text, `<office>/<date>/<session>`, for logs and for what is hashed."""
        return f"{self.office_id}/{self.date}/{self.session}"


class Claim(NamedTuple):
    """Seats taken from a quota and not yet known to be held by a booking.

    Its identity is (`claim_id`, `first`, `at`), since the id repeats for every retry of an operation. `first` is its
    first queue number, `n` the number of its seats, and `at` the second it was made (Unix time).
    """

    slot: Slot
    claim_id: str
    booking_id: str
    first: int
    n: int
    at: int
    pool: Pool = "left"

    @property
    def range(self) -> SeatRange:
        """The range that a booking lists once it holds these seats."""
        return SeatRange(self.claim_id, self.first, self.n, self.at)


class Quota(NamedTuple):
    """The seats of a slot. `seats_left` is what can be claimed; `claims` are the claims in flight by id.

    `seats_kept` were given back and cannot be claimed before they are released (`slots.releases`): the last of them at
    `kept_at`, and the last release was drawn for `released_at`.

    `closure` is the id of the closure by which it is closed, if its bookings are displaced by one, and `reopening_at`
    the instant since which that closure gives them their places again: only since then kept seats become held ones
    without a claim.

    `turns` are those in which accounts may claim what became free at one instant: when the date opened, or when kept
    seats were released of which nobody could claim any before; None where nobody waits for a turn.

    It takes bookings from `opens_at` until `closes_at`, the start of its day in office time. `version` counts the
    changes by operators, and `last_change` is the id of the last of them, by which a repeated one is recognised.
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
    seats_kept: int = 0
    kept_at: datetime | None = None
    released_at: datetime | None = None
    closure: str | None = None
    reopening_at: datetime | None = None
    turns: Turns | None = None
    claims: Mapping[str, Claim] = {}

    @property
    def free(self) -> int:
        """The seats that nobody has taken, whether they can be claimed now or are kept."""
        return self.seats_left + self.seats_kept

    @property
    def etag(self) -> str:
        """The entity tag: the version that operators see and claims do not change."""
        return f'"{self.version}"'


class SeatRange(NamedTuple):
    """Seats that a booking took in its slot: `n` consecutive queue numbers from `first`, taken by one claim."""

    claim_id: str
    first: int
    n: int
    at: int

    def has(self, number: int) -> bool:
        """Tell whether a queue number is one of these; `in` would look among the fields."""
        return self.first <= number < self.first + self.n


class HeldSeats(NamedTuple):
    """`n` seats of a range. A range itself never changes: it says which claim its seats came from."""

    range: SeatRange
    n: int


class Option(NamedTuple):
    """A slot that can seat a party; `distance_km` is from the place that the party named, if it named one."""

    office: Office
    session: Session
    slot: Slot
    seats_left: int
    distance_km: float | None
