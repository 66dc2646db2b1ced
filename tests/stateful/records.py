"""What the model keeps and says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from antrean.offices.model import Office
from tests.stateful.scene import OFFICES, at
from tests.support.slots import Slot

_STATUS = {
    "not_found": 404,
    "version_conflict": 412,
    **dict.fromkeys(("slot_full", "slot_not_yet_open", "slot_closed", "slot_past", "not_your_turn"), 409),
    **dict.fromkeys(("nik_already_booked", "booking_exists", "too_late", "reschedule_used"), 409),
    **dict.fromkeys(("limit_reached", "contest_first", "objected", "not_contested", "capacity_below_taken"), 409),
    **dict.fromkeys(("displaced", "reopen_first", "already_waiting", "waits_elsewhere"), 409),
    "busy": 503,
    **dict.fromkeys(("validation_failed", "idempotency_key_reused", "too_many_applicants"), 422),
}


class No(Exception):  # noqa: N818 - an answer
    """A refusal."""

    def __init__(self, code: str, **members: Any) -> None:
        """Take the code, and what the answer holds beside it."""
        super().__init__(code)
        self.code, self.members = code, members


class Died(Exception):  # noqa: N818 - no answer
    """The function dies here."""


@dataclass(frozen=True)
class Said:
    """An answer: its status, its code (None for a success), and what it says."""

    status: int
    code: str | None
    body: Any

    @property
    def summary(self) -> str:
        """Status and code."""
        return f"{self.status} {self.code or ''}".rstrip()


def refused(no: No) -> Said:
    """Return a refusal as an answer."""
    return Said(_STATUS[no.code], no.code, no.members)


@dataclass(frozen=True)
class Claim:
    """Seats that one operation took; `of` is the same for its every retry."""

    of: tuple[object, ...]
    first: int
    n: int
    at: datetime
    kept: bool = False
    """Whether it took kept seats, as only who lost a place may."""


@dataclass
class Quota:
    """The seats of a slot: those that can be booked, and those that were given back and wait for a release."""

    capacity: int
    left: int
    opens_at: datetime
    state: str = "open"
    reason: str | None = None
    next: int = 1
    version: int = 1
    change: tuple[object, ...] | None = None
    claims: dict[tuple[object, ...], Claim] = field(default_factory=dict)
    kept: int = 0
    kept_at: datetime | None = None
    """When a seat was last given back."""
    released_at: datetime | None = None
    """The drawn minute of the last release."""
    closing: str | None = None
    """The reason of the closing that takes its people their places; None where nobody closed it so."""
    closed_at: datetime | None = None
    settled: bool = True
    """Whether that has been done."""


@dataclass
class Offer:
    """That a booking was offered, until when it could be answered, how it ended, and whether its entry did with it."""

    until: datetime
    answer: str | None = None
    last: bool = False


@dataclass
class Entry:
    """Somebody's entry of the waiting list; `name` is `<account>/<key it was made with>`."""

    name: str
    body: str
    people: list[dict[str, Any]]
    joined_at: datetime
    rank: int
    ends_at: datetime
    office: str
    first: str
    last: str
    sessions: list[str]
    state: str = "waiting"
    version: int = 0
    offer: str | None = None
    """The name of the offer that it has."""
    counted: dict[str, int] = field(default_factory=lambda: {"declined": 0, "lapsed": 0})
    """How many offers it declined, and left unanswered."""
    passed: list[Slot] = field(default_factory=list)
    skips: list[tuple[Slot, datetime, int, bool]] = field(default_factory=list)
    """Seats that went to a later entry: of which slot, when, how many, and whether somebody was booked elsewhere."""
    why: str | None = None

    @property
    def owner(self) -> str:
        """The account."""
        return self.name.split("/")[0]

    @property
    def hour(self) -> datetime:
        """The hour in which it was joined."""
        return self.joined_at.replace(minute=0, second=0)

    def end(self, why: str) -> None:
        """Let it get no further offer."""
        self.state, self.why, self.offer = "ended", why, None


@dataclass
class Booking:
    """A booking; `people` are as they were asked for, with NIK, number and presence.

    A person also has `added`, `contested`, `told` and `objected`, instants or absent.
    """

    name: str
    slot: Slot
    created_at: datetime
    people: list[dict[str, Any]]
    claims: list[Claim]
    done: dict[tuple[str, str | None], str]
    """Kind and key of each operation that was done -> its body."""
    active: bool = True
    """Whether it holds its people: by seats, or by a right to others."""
    moved: bool = False
    lost: str | None = None
    """The reason for which its office closed the slot, as long as it has no place."""
    right: datetime | None = None
    """Until when it has a right to another place then."""
    offer: Offer | None = None
    """That it came to be by an offer."""
    revision: int = 0
    """How often it was written anew since it was made, but for check-ins."""
    changed_at: datetime | None = None
    """When it was changed last in who comes, when or where."""

    def change(self, now: datetime) -> None:
        """Count that who comes, when or where is another by now."""
        self.revision += 1
        self.changed_at = now

    @property
    def owner(self) -> str:
        """The account."""
        return self.name.split("/")[0]

    @property
    def offered(self) -> bool:
        """Whether it is only offered: it holds seats and no people."""
        return self.offer is not None and self.offer.answer is None

    @property
    def present(self) -> list[dict[str, Any]]:
        """Who comes with it."""
        return [person for person in self.people if person["presence"] == "present"]

    @property
    def held(self) -> list[int]:
        """The numbers of its seats: those of who left were given back, those of who was superseded stay."""
        return [person["number"] for person in self.people if person["number"] and person["presence"] != "left"]

    @property
    def until(self) -> datetime:
        """Until when it holds its people: the end of its day, or of its right."""
        return self.right or at(self.office, self.day + timedelta(days=1))

    @property
    def until_answered(self) -> datetime:
        """Until when an offer can be answered."""
        assert self.offer
        return self.offer.until

    @property
    def office(self) -> Office:
        """Where it is."""
        return OFFICES[self.slot.office_id]

    @property
    def day(self) -> date:
        """When it is."""
        return date.fromisoformat(self.slot.date)


@dataclass
class Account:
    """What an account did lately, by which it is limited; who comes with it are NIKs of others, each with a day."""

    registered_at: datetime
    level: int = 0
    family: dict[str, int] = field(default_factory=dict)
    """Whom it booked."""
    named: dict[str, int] = field(default_factory=dict)
    """Whom it only asked for."""
    refusals: list[tuple[object, datetime]] = field(default_factory=list)
    """What it asked for and was refused for a NIK, each time that it counted."""
    cancellations: list[datetime] = field(default_factory=list)
    joins: list[datetime] = field(default_factory=list)
    """When it put others on the waiting list, or was refused since they wait already."""
    warned: bool = False
    """Whether its owner was refused because another account booked the owner: then it looks before it claims."""
