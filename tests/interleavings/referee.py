"""What must be true of every story: of the table after each single write, of what is left, and of every answer."""

from __future__ import annotations

from collections.abc import Iterator

from antrean.audit.recount import Audit
from antrean.aws.attributes import from_item
from antrean.base.errors import Busy, Code, Refused
from antrean.bookings.items import as_booking
from antrean.bookings.model import Booking
from antrean.jobs.model import Job
from antrean.slots.model import Quota, Slot
from antrean.slots.store import as_quota
from instruments.dynamodb.expressions import Item
from instruments.dynamodb.memory_table import Key
from tests.interleavings import listing
from tests.interleavings.mix import SLOTS, Outcome, Story
from tests.support.ledger import unbalanced

_SEATS = "seats"
_SLOT = {Code.SLOT_FULL, Code.SLOT_CLOSED, Code.SLOT_PAST}
_LEGAL: dict[str, set[Code]] = {
    "book": _SLOT | {Code.NIK_ALREADY_BOOKED, Code.BOOKING_EXISTS, Code.IDEMPOTENCY_KEY_REUSED},
    "add": _SLOT
    | {
        Code.NIK_ALREADY_BOOKED,
        Code.IDEMPOTENCY_KEY_REUSED,
        Code.NOT_FOUND,
        Code.TOO_LATE,
        Code.TOO_MANY_APPLICANTS,
    },
    "move": _SLOT
    | {
        Code.IDEMPOTENCY_KEY_REUSED,
        Code.NOT_FOUND,
        Code.TOO_LATE,
        Code.RESCHEDULE_USED,
        # to the slot that it is in
        Code.VALIDATION_FAILED,
    },
    "cancel": {Code.NOT_FOUND, Code.TOO_LATE},
    "change": {Code.VERSION_CONFLICT, Code.CAPACITY_BELOW_TAKEN},
    "check in": {Code.NOT_FOUND, Code.WRONG_DAY, Code.ALREADY_CHECKED_IN},
    "sweep": set(),
    "audit": set(),
    "index": set(),
}
"""The refusals that a wish may meet; `busy` may come at any time."""


def verdict(story: Story) -> list[str]:
    """Name everything that is wrong with a story; empty if nothing is. Tries every acknowledged wish once more."""
    past = _Past()
    wrong = [*past.replay(story)]
    if wrong:
        return wrong
    wrong += unbalanced(story.services().store, SLOTS, settled=True)
    wrong += past.guards(story.table.items)
    wrong += listing.wrong(story)
    for outcome in story.outcomes:
        wrong += _answer(outcome, past)
    wrong += _retries(story, past)
    return wrong


def breaks_seats(problem: str) -> bool:
    """Tell whether it says that a write left a slot oversold, or with seats that do not add up: not anything else."""
    return problem.startswith("after write") and f": {_SEATS} of " in problem


class _Past:
    """The states that the table went through."""

    def __init__(self) -> None:
        self.bookings: dict[str, Booking] = {}
        self.quotas: dict[Slot, Quota] = {}
        self.revisions: dict[tuple[str, int], Booking] = {}
        self.done_at: dict[tuple[str, str], int] = {}
        """Booking and operation -> the write that did it."""
        self._owners: dict[tuple[Slot, int], tuple[str, str]] = {}

    def replay(self, story: Story) -> Iterator[str]:
        """Look at the table after each write; stops at the first one that left something wrong."""
        for key, item in story.beginning.items():
            self._take(key, item, -1)
        for number, change in enumerate(story.table.history):
            touched = {key: item for key, (_, item) in change.items()}
            wrong = [problem for key, item in touched.items() for problem in self._take(key, item, number)]
            if any(sk == "BOOKING" or sk.startswith("QUOTA#") for _, sk in touched):
                wrong += [problem for slot in SLOTS for problem in self._seats(slot)]
                wrong += self._people()
            if wrong:
                yield from (f"after write {number}: {problem}" for problem in wrong)
                return

    def _take(self, key: Key, item: Item | None, number: int) -> list[str]:
        if item is None:
            return []
        if key[1].startswith("QUOTA#"):
            quota = as_quota(from_item(item))
            self.quotas[quota.slot] = quota
            return []
        booking = as_booking(from_item(item)) if key[1] == "BOOKING" else None
        if booking is None:
            return []
        old = self.bookings.get(booking.booking_id)
        self.bookings[booking.booking_id] = booking
        for operation in booking.operations:
            self.done_at.setdefault((booking.booking_id, operation), number)
        first_seen = self.revisions.setdefault((booking.booking_id, booking.revision), booking)
        return [*_succession(old, booking), *_same(first_seen, booking), *self._numbers(booking)]

    def _numbers(self, booking: Booking) -> Iterator[str]:
        """A queue number belongs to one claim for ever, and a family that came together has consecutive ones."""
        promised = [n for held in booking.ranges for n in range(held.first, held.first + held.n)]
        if promised != [applicant.number for applicant in booking.applicants if applicant.number]:
            yield f"{booking.booking_id} has numbers outside its ranges"
        for held in booking.ranges:
            owner = (booking.booking_id, held.claim_id)
            for number in range(held.first, held.first + held.n):
                if self._owners.setdefault((booking.slot, number), owner) != owner:
                    yield f"{booking.slot.session} {number} was given twice"

    def _seats(self, slot: Slot) -> Iterator[str]:
        quota = self.quotas[slot]
        active = [booking for booking in self.bookings.values() if booking.holds_seats and booking.slot == slot]
        held = sum(_seats_of(booking) for booking in active)
        claimed = sum(claim.n for claim in quota.claims.values() if not any(booking.holds(claim) for booking in active))
        if min(quota.seats_left, quota.seats_kept) < 0 or held + claimed > quota.capacity:
            taken = f"{held} held, {claimed} claimed of {quota.capacity}"
            yield f"{_SEATS} of the {slot.session} are oversold: {quota.seats_left} left, {taken}"
        elif quota.capacity != quota.seats_left + quota.seats_kept + held + claimed:
            counted = f"{quota.seats_left} left + {quota.seats_kept} kept + {held} held + {claimed} claimed"
            yield f"{_SEATS} of the {slot.session}: {quota.capacity} != {counted}"

    def _people(self) -> Iterator[str]:
        active = [booking for booking in self.bookings.values() if booking.holds_seats]
        accounts = [booking.account_id for booking in active]
        people = [applicant.nik_key for booking in active for applicant in booking.present]
        if len(accounts) != len(set(accounts)):
            yield "an account has two active bookings"
        if len(people) != len(set(people)):
            yield "a person is in two active bookings, or twice in one"

    def guards(self, items: dict[Key, Item]) -> Iterator[str]:
        """Guards and profiles say what the bookings say."""
        active = [booking for booking in self.bookings.values() if booking.holds_seats]
        wanted = {
            (f"NIK#{applicant.nik_key}", booking.booking_id, int(booking.until.timestamp()))
            for booking in active
            for applicant in booking.present
        }
        plain = {key: from_item(item) for key, item in items.items()}
        found = {(pk, item["booking_id"], item["held_until"]) for (pk, sk), item in plain.items() if sk == "ACTIVE"}
        if wanted != found:
            yield f"guards and bookings differ: {wanted ^ found}"
        said = {item["pk"]: item["active_booking"] for item in plain.values() if item.get("active_booking")}
        if said != {f"ACCOUNT#{booking.account_id}": booking.booking_id for booking in active}:
            yield f"profiles and bookings differ: {said}"


def _seats_of(booking: Booking) -> int:
    """The seats that a booking holds: of everybody with a number in its slot, but for those who gave theirs back."""
    return sum(each.number > 0 and each.presence != "left" for each in booking.applicants)


def _succession(old: Booking | None, new: Booking) -> Iterator[str]:
    """A booking changes step by step, forgets no operation, and stays cancelled; who was served stays where."""
    if old is None:
        if new.revision:
            yield f"{new.booking_id} begins at revision {new.revision}"
        return
    if new.revision not in {old.revision, old.revision + 1}:
        yield f"{new.booking_id} jumps from revision {old.revision} to {new.revision}"
    if not old.operations.items() <= new.operations.items():
        yield f"{new.booking_id} forgot an operation"
    if not old.holds_seats and new.holds_seats:
        yield f"{new.booking_id} came back to life"
    if old.check_in and new.revision != old.revision:
        yield f"{new.booking_id} was changed after its people were served"
    if new.check_in and not old.check_in and not new.holds_seats:
        yield f"{new.booking_id} was served and is not active"


def _same(one: Booking, other: Booking) -> Iterator[str]:
    """What stands at one revision of a booking never changes, but for the check-in."""
    if (one.slot, one.applicants, one.ranges, one.status, one.operations) != (
        other.slot,
        other.applicants,
        other.ranges,
        other.status,
        other.operations,
    ):
        yield f"{one.booking_id} has two faces at revision {one.revision}"


def _answer(outcome: Outcome, past: _Past) -> Iterator[str]:
    wish, ended = outcome.wish, outcome.ended
    match ended:
        case None | Busy() | int() | Quota() | Job():
            return
        case Audit():
            # after each single write the seats were right: a slot that the auditor names is a false alarm
            yield from (f"false alarm: {balance}" for balance in ended.broken)
            if ended.judged + len(ended.unjudged) != len(SLOTS):
                yield f"a slot that was not looked at: {ended}"
        case Booking():
            kept = past.revisions.get((ended.booking_id, ended.revision))
            if kept is None or any(_same(kept, ended)):
                yield f"acknowledged, and not in the table: {wish} -> {ended!r}"
            if wish.operation and ended.operations.get(wish.operation) != wish.fingerprint:
                yield f"the answer to another wish: {wish} -> {ended!r}"
        case Refused() if ended.code in _LEGAL[wish.kind]:
            yield from _refusal(outcome, ended, past)
        case _:
            yield f"no answer to {wish}: {ended!r} {getattr(ended, 'code', '')}"


def _refusal(outcome: Outcome, refused: Refused, past: _Past) -> Iterator[str]:
    """A refusal is true: what it says stood in the way did, and nothing was done by this or a twin's hand before."""
    wish = outcome.wish
    others = {booking_id for booking_id, _ in past.revisions} - {wish.booking_id}
    if refused.code == Code.BOOKING_EXISTS and not any(
        past.revisions[each, 0].account_id == wish.citizen for each in others
    ):
        yield f"booking_exists, and there was no other: {wish}"
    if refused.code == Code.NIK_ALREADY_BOOKED and not others and wish.kind == "book":
        yield f"nik_already_booked, and there was no other booking: {wish}"
    if not wish.operation:
        return
    done_at = past.done_at.get((wish.booking_id, wish.operation))
    if refused.code == Code.IDEMPOTENCY_KEY_REUSED:
        if done_at is None or past.bookings[wish.booking_id].operations[wish.operation] == wish.fingerprint:
            yield f"idempotency_key_reused, and it was not: {wish}"
    elif done_at is not None and done_at < _decided_at(outcome):
        yield f"refused ({refused.code}) though it was done: {wish}"


def _decided_at(outcome: Outcome) -> int:
    """When, in writes, the table decided on a refusal: at the last claim or commit, or else at the first read."""
    for call in reversed(outcome.calls):
        update = call.arguments.get("UpdateExpression", "")
        if call.operation == "transact_write_items" or "next_number" in update:
            return int(call.at)
    return outcome.began


def _retries(story: Story, past: _Past) -> Iterator[str]:
    """Every acknowledged wish once more, without trouble: it is answered as it stands, and nothing else happens."""
    answered = [outcome.wish for outcome in story.outcomes if isinstance(outcome.ended, Booking)]
    for wish in dict.fromkeys(answered):
        if wish.kind == "check in":
            continue
        seen = len(story.table.history)
        again = story.attempt(wish, story.services()).ended
        if again != past.bookings[wish.booking_id] or len(story.table.history) != seen:
            yield f"the retry of {wish} is answered with {again!r}"
