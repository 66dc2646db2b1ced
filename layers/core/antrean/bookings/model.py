"""A booking, what its status means, the people who come with it, and what it holds of its slot.

Nothing else in the product compares statuses: `STATUSES` says what each means. Having arrived at the counter is a mark
(`check_in`) and no status.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Literal, NamedTuple
from zoneinfo import ZoneInfo

from antrean.base.days import end_of_day
from antrean.people.model import FamilyRelation, is_of, masked
from antrean.policy.bookings import BOOKING_KEPT, MOVES
from antrean.slots.closing import closes_at, last_whole_day
from antrean.slots.model import HeldSeats

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from antrean.slots.model import Claim, SeatRange, Slot

BookingStatus = Literal["confirmed", "cancelled", "offered", "displaced"]
Relation = Literal["self", FamilyRelation]
PassportService = Literal["new", "renewal", "lost", "damaged", "data_change"]
"""What people come for; some of these have no queue number (`policy.WALK_IN_SERVICES`)."""
Presence = Literal["present", "left", "superseded"]
"""Whether a person of a booking comes with it. Who left gave the seat back; who was superseded comes with a booking of
their own, and the seat stays with this one."""
Changer = Literal["account", "answer", "people", "counter", "office", "schedule"]
"""Who may change a booking: the account that made it, the account that answers an offer, the people whom it lists, the
counter that receives them, the office that closes its slot or opens it again, and functions that run by the clock."""


Answer = Literal["accepted", "declined", "booked", "lapsed", "withdrawn"]
"""How an offer ended: its account accepted or declined it, or had a booking when it did; somebody of it waits in an own
entry by then (`booked` too); nobody answered in time; or the office closed the slot."""


class Status(NamedTuple):
    """What a status means for seats and people, at the counter, and for who wants to change the booking."""

    holds_seats: bool
    """Whether its ranges count as held in its slot, and whether the index lists it there."""
    holds_people: bool
    """Whether guards and its account's profile keep its people from other bookings."""
    good_at_counter: bool
    """Whether it is confirmed: its people have a place and come with it, so its numbers are good at the counter."""
    changed_by: frozenset[Changer]
    counts: bool = True
    """Whether its people change it by their own choice: then moving and cancelling count for the account, and end with
    the day before."""


STATUSES: dict[BookingStatus, Status] = {
    "confirmed": Status(
        holds_seats=True,
        holds_people=True,
        good_at_counter=True,
        changed_by=frozenset({"account", "people", "counter", "office"}),
    ),
    "cancelled": Status(holds_seats=False, holds_people=False, good_at_counter=False, changed_by=frozenset()),
    # Seats that are kept for somebody who waits, until the answer, until the clock ends it, or until the office closes
    # its slot. Its people may book elsewhere meanwhile, and nothing can be done with it but to answer.
    "offered": Status(
        holds_seats=True,
        holds_people=False,
        good_at_counter=False,
        changed_by=frozenset({"answer", "office", "schedule"}),
        counts=False,
    ),
    # The office closed the slot: the seats are given back, and its people have a right to another place until the clock
    # ends it.
    "displaced": Status(
        holds_seats=False,
        holds_people=True,
        good_at_counter=False,
        changed_by=frozenset({"account", "people", "office", "schedule"}),
        counts=False,
    ),
}


def those(which: Callable[[Status], bool]) -> tuple[BookingStatus, ...]:
    """Return the statuses of which `which` holds, in the order of the table."""
    return tuple(status for status, meaning in STATUSES.items() if which(meaning))


HOLD_SEATS = those(lambda status: status.holds_seats)


class Applicant(NamedTuple):
    """A person who comes for a passport; the NIK is kept as keyed hash and last four digits only."""

    relation: Relation
    full_name: str
    nik_key: str
    nik_last4: str
    number: int = 0
    presence: Presence = "present"
    added_at: datetime | None = None
    """When the person was added; None for who was in the booking when it was made."""
    contested_at: datetime | None = None
    """When the owner of the NIK last asked to be taken out of the booking, or left it; None where neither was done."""
    told_at: datetime | None = None
    """When the booker's mail about that was handed over, from which on the booker has time to object."""
    objected_at: datetime | None = None
    """When the account that made the booking objected."""
    nik_before: tuple[str, ...] = ()
    """The keyed hashes of the NIK under the live versions of the key before the one of `nik_key`, the newest first."""

    @property
    def nik_keys(self) -> tuple[str, ...]:
        """The keyed hashes of the NIK, as in `HasNik`."""
        return (self.nik_key, *self.nik_before)

    @property
    def present(self) -> bool:
        """Whether the person comes with this booking."""
        return self.presence == "present"

    @property
    def stays_out(self) -> bool:
        """Whether the owner of the NIK wanted to be out of the booking, and is: the booking never lists them again."""
        return self.presence == "superseded" or (self.presence == "left" and self.contested_at is not None)

    @property
    def nik_masked(self) -> str:
        """The NIK as shown to people: its last four digits."""
        return masked(self.nik_last4)


class CheckIn(NamedTuple):
    """When, where and by whom a booking was served; `officer` is the `sub` of the staff pool."""

    at: datetime
    office_id: str
    officer: str


class Displacement(NamedTuple):
    """That the office closed the slot of a booking, and until when (UTC) its people have a right to another place."""

    closure_id: str
    reason: str
    until: datetime


class Offer(NamedTuple):
    """That a booking was offered to an entry of the waiting list, until when (UTC), and how it was answered."""

    entry_id: str
    until: datetime
    answer: Answer | None = None
    last: bool = False
    """Whether the entry ended with it, so that no further offer follows."""


class Booking(NamedTuple):
    """One to five applicants in one slot. Its guards lapse at `until`: the end of the slot's day, or of the right."""

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
    changed_at: datetime
    """The instant of the last change of who comes, when or where."""
    operations: Mapping[str, str]
    """The name of each operation that was done (`Pepper.operation`) -> the fingerprint of its request."""
    check_in: CheckIn | None = None
    displacement: Displacement | None = None
    """The closure that it lost its place by: there as long as it is displaced, and no longer."""
    offer: Offer | None = None
    """The offer by which it came to be, whatever became of it since; None where its account booked it."""
    cannot_come_at: datetime | None = None
    """When its account told that nobody comes, which ended it; None where it was cancelled or has not ended."""
    missed_at: datetime | None = None
    """When it was decided that nobody came although the office received others (`misses`)."""

    @property
    def meaning(self) -> Status:
        """What the booking's status means."""
        return STATUSES[self.status]

    @property
    def holds_seats(self) -> bool:
        """Whether the booking holds its seats."""
        return self.meaning.holds_seats

    @property
    def holds_people(self) -> bool:
        """Whether the booking keeps its people from other bookings."""
        return self.meaning.holds_people

    @property
    def is_confirmed(self) -> bool:
        """Whether its people have this place: its numbers are good at the counter."""
        return self.meaning.good_at_counter

    @property
    def present(self) -> tuple[Applicant, ...]:
        """The people who come with the booking."""
        return tuple(applicant for applicant in self.applicants if applicant.present)

    @property
    def held_seats(self) -> tuple[HeldSeats, ...]:
        """What the booking still holds of each of its ranges: all but what those gave back who left."""
        if not self.holds_seats:
            return ()
        left = [applicant.number for applicant in self.applicants if applicant.presence == "left"]
        rest = (HeldSeats(each, each.n - sum(each.has(number) for number in left)) for each in self.ranges)
        return tuple(held for held in rest if held.n)

    def seat_of(self, applicant: Applicant) -> HeldSeats:
        """Return the one seat of a person, in its range."""
        return HeldSeats(next(each for each in self.ranges if each.has(applicant.number)), 1)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the booking's office."""
        return ZoneInfo(self.timezone)

    @property
    def arrives_from(self) -> datetime:
        """The instant at which its people may arrive: the beginning of the window, on its day."""
        return self.instant_of(self.arrive_from)

    @property
    def is_offered(self) -> bool:
        """Whether it is an offer that nobody has answered yet."""
        return self.holds_seats and not self.holds_people

    @property
    def was_never_accepted(self) -> bool:
        """Whether it was offered and nobody has accepted it, so far or before it ended."""
        return self.offer is not None and self.offer.answer != "accepted"

    @property
    def is_awaited(self) -> bool:
        """Whether the counter still waits for its people."""
        return self.is_confirmed and not self.check_in

    def instant_of(self, moment: str) -> datetime:
        """Return the instant of an office time (`HH:MM`) on the booking's day."""
        return datetime.combine(self.slot.date, time.fromisoformat(moment), self.zone)

    @property
    def closes_at(self) -> datetime:
        """The instant (UTC) at which its day begins, from which its slot takes no bookings."""
        return closes_at(self.slot.date, self.zone)

    @property
    def changeable_until(self) -> datetime:
        """The instant (UTC) from which the booking can no longer be changed: its day begins, or its right ends."""
        return self.displacement.until if self.displacement else self.closes_at

    @property
    def last_day_to_change(self) -> date:
        """The last day, in its office's zone, through the whole of which the booking can be changed."""
        return last_whole_day(self.changeable_until, self.zone)

    @property
    def moves_left(self) -> int:
        """How often the booking can still be moved."""
        return 0 if self.moved and self.meaning.counts else MOVES

    @property
    def expires_at(self) -> datetime:
        """The instant (UTC) from which the booking need not be kept."""
        return self.until + BOOKING_KEPT

    @property
    def until(self) -> datetime:
        """The instant (UTC) from which its people may book again: the end of its day, or of the right to another."""
        return self.displacement.until if self.displacement else end_of_day(self.slot.date, self.zone)

    def place_of(self, *nik_keys: str) -> int | None:
        """Return the place among the applicants of the person of a NIK who comes with the booking, None for nobody.

        `nik_keys` are what is known of its keyed hashes; one of them is enough.
        """
        there = (place for place, each in enumerate(self.applicants) if each.present and is_of(each, nik_keys))
        return next(there, None)

    def listed_at(self, person: Applicant) -> datetime:
        """Return the instant since which the booking lists a person of it."""
        return person.added_at or self.created_at

    def with_person(self, index: int, person: Applicant, now: datetime) -> Booking:
        """Return the booking at its next revision with another person at a place."""
        people = (*self.applicants[:index], person, *self.applicants[index + 1 :])
        return self._replace(applicants=people, revision=self.revision + 1, changed_at=now)

    def without(self, index: int, presence: Presence, now: datetime, *, by_owner: bool = False) -> Booking:
        """Return the booking at its next revision once a person no longer comes; cancelled if nobody else does.

        `by_owner` tells that the owner of the NIK wanted it, who has not asked first where there was no need to.
        """
        person = self.applicants[index]
        asked = person.contested_at or (now if by_owner else None)
        new = self.with_person(index, person._replace(presence=presence, contested_at=asked), now)
        return new if new.present else new.ended()

    def ended(self) -> Booking:
        """Return the booking as a cancelled one, at the revision that it has."""
        return self._replace(status="cancelled", displacement=None)

    def answered(self, offer: Offer, now: datetime) -> Booking:
        """Return an offered booking at its next revision once the offer was accepted, or has ended otherwise."""
        status: BookingStatus = "confirmed" if offer.answer == "accepted" else "cancelled"
        return self._replace(status=status, offer=offer, revision=self.revision + 1, changed_at=now)

    def displaced(self, by: Displacement, now: datetime) -> Booking:
        """Return the booking at its next revision once the office has closed its slot."""
        return self._replace(status="displaced", displacement=by, revision=self.revision + 1, changed_at=now)

    def lapsed(self, now: datetime) -> Booking:
        """Return a displaced booking at its next revision once its right to another place has ended."""
        return self.ended()._replace(revision=self.revision + 1, changed_at=now)

    def reheld(self, now: datetime) -> Booking:
        """Return a displaced booking at its next revision once its slot is opened again: with its numbers as before."""
        return self._replace(status="confirmed", displacement=None, revision=self.revision + 1, changed_at=now)

    def holds(self, claim: Claim) -> bool:
        """Tell whether the booking holds its seats and lists exactly those of `claim`."""
        return (
            self.holds_seats
            and self.slot == claim.slot
            and any(held.claim_id == claim.claim_id and held.first == claim.first for held in self.ranges)
        )

    def queue_number(self, applicant: Applicant) -> str:
        """Return the queue number as printed, such as `A-001`."""
        return f"{self.prefix}-{applicant.number:03d}"


class Superseded(NamedTuple):
    """A booking from which the owner of a NIK is taken out, as it was read and as it is then."""

    old: Booking
    new: Booking
    guarded: tuple[str, ...]
    """The keyed hashes of the owner's NIK whose guards the booking has."""


class Holding(NamedTuple):
    """What a booking holds of its slot: its ranges, and the queue numbers of its people in their order.

    Who has no number in this slot is not among them. `returned` are the numbers of those who left and gave their seats
    back.
    """

    booking_id: str
    slot: Slot
    ranges: tuple[SeatRange, ...]
    numbers: tuple[int, ...]
    returned: tuple[int, ...] = ()
