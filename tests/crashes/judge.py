"""What must be true at the end of a cell, over and above what the referee of the interleavings asks of every story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from antrean.aws.attributes import from_item
from antrean.base.errors import Busy, Code, Refused
from antrean.bookings.items import BOOKING, as_booking, booking_key
from antrean.bookings.model import Booking
from antrean.bookings.resolve import is_stale
from antrean.hall.items import EVENT_PREFIX, day_partition, operation_key
from antrean.hall.model import Day, Desk, Party
from antrean.hall.walk_ins import Given
from antrean.listings.listings import Listing
from antrean.slots.items import as_quota, quota_key
from antrean.slots.model import Quota, Slot
from instruments.dynamodb.expressions import Item
from instruments.dynamodb.memory_table import Key
from tests.interleavings.hall_operations import KEYLESS, KINDS
from tests.interleavings.hall_referee import operation_of
from tests.interleavings.mix import PEPPER, Outcome, Wish
from tests.interleavings.numbers import lane_of
from tests.interleavings.operations import OPERATIONS, Left
from tests.interleavings.wait_operations import ON_THE_LIST

Items = Mapping[Key, Item]


def told(outcome: Outcome) -> str:
    """How a try ended, in words."""
    match outcome.ended:
        case None:
            return "no answer: it died"
        case (Booking() as made) | Given(booking=made):
            return f"{made.status}: {', '.join(map(made.queue_number, made.applicants))}"
        case Quota() as quota:
            return f"a quota of {quota.capacity} at version {quota.version}"
        case Listing() as listing:
            return f"contested at {listing.person.contested_at}, the booker told at {listing.person.told_at}"
        case Party() as party:
            return f"{party.label} is {party.state}"
        case Desk() as desk:
            return f"counter {desk.counter.number} has {desk.party.label if desk.party else 'nobody'}"
        case Refused() as refused:
            return refused.code.value
    return repr(outcome.ended)


def answered(outcome: Outcome) -> bool:
    """Whether the caller learned what became of the wish."""
    return outcome.ended is not None and not isinstance(outcome.ended, Busy)


def untrue(outcome: Outcome, items: Items, now: datetime) -> Iterator[str]:
    """Name the refusal that is not so at the moment it is given; nobody is refused a seat that is free or may be."""
    wish, refused = outcome.wish, outcome.ended
    if not isinstance(refused, Refused):
        return
    if wish.kind in KINDS:
        # The referee of the day knows what else may refuse there.
        if refused.code == Code.SLOT_FULL and not _is_full(wish, items, now):
            yield f"refused with {refused.code}, and it is not so: {wish}"
        return
    quota = _quota(items, wish.slot)
    made = _booking(items, wish)
    match refused.code:
        case Code.SLOT_FULL:
            wanted = len(wish.people) or len(made.present if made else ())
            so = quota.capacity - quota.seats_kept - _taken(items, quota, now) < wanted
        case Code.VERSION_CONFLICT:
            so = wish.kind == "close" or quota.version != wish.version
        case Code.CAPACITY_BELOW_TAKEN:
            so = wish.change is not None and (wish.change.capacity or 0) < quota.capacity - quota.free
        case Code.TOO_LATE:
            so = made is not None and not made.holds_seats
        case _:
            # the referee knows whether another booking is in the way
            so = True
    if not so:
        yield f"refused with {refused.code}, and it is not so: {wish}"


def is_done(wish: Wish, items: Items) -> bool:
    """Whether what was wished stands in the table."""
    if wish.kind == "change":
        return len(list(_records(wish, items))) == 1
    if wish.kind in KINDS and wish.kind != "walk in":
        return _is_done_on_the_day(wish, items)
    return OPERATIONS[wish.kind].stands(wish, _booking(items, wish) if wish.citizen else None)


def ends(outcome: Outcome, refused: Code | None, items: Items) -> bool:
    """Whether a try ended with this refusal, or for None with an answer and the wish done."""
    if isinstance(outcome.ended, Refused) and outcome.ended.code == refused:
        return True
    acknowledged = answered(outcome) and not isinstance(outcome.ended, BaseException)
    return refused is None and acknowledged and is_done(outcome.wish, items)


def tries(wish: Wish, outcomes: Sequence[Outcome], items: Items) -> Iterator[str]:
    """Name what is wrong between the tries of one wish: all have one answer, and one that was refused did nothing."""
    tried = [outcome.ended for outcome in outcomes if outcome.wish == wish]
    ended = [each.booking if isinstance(each, Given) else each for each in tried]
    answers = [answer for answer in ended if isinstance(answer, Booking | Quota)]
    yield from (
        f"{wish} is answered with {answers[0]}, and again with {each}"
        for each in answers
        if not _agree(answers[0], each)
    )
    refused = [each for each in ended if isinstance(each, Refused) and not _may_be_done(wish, each)]
    if any(isinstance(each, Booking | Quota | Listing | Left | Party | Desk) for each in ended) and not is_done(
        wish, items
    ):
        yield f"acknowledged, and not done: {wish}"
    if refused and is_done(wish, items):
        yield f"refused with {refused[0].code}, and done: {wish}"


def _may_be_done(wish: Wish, refused: Refused) -> bool:
    """Whether a refusal tells nothing of the other tries of the wish."""
    if wish.kind == "contest" and refused.code == Code.NOT_FOUND:
        # The owner has asked to be taken out, and was taken out since.
        return True
    if wish.kind == "undo" and refused.code == Code.TOO_LATE:
        # Another try began within the minute, was paused, and nobody did anything with the party meanwhile.
        return True
    # What has no key may have been so, and was brought to another state by somebody else since.
    return isinstance(refused, Busy) or wish.kind in {*KEYLESS, *ON_THE_LIST}


def was_beaten(outcome: Outcome) -> bool:
    """Whether another request of the account was counted meanwhile, so that this one is told to ask again."""
    last = outcome.calls[-1].arguments.get("UpdateExpression", "") if outcome.calls else ""
    return isinstance(outcome.ended, Busy) and last.startswith("SET limits = :limits")


def audits(slots: Sequence[Slot], items: Items) -> Iterator[str]:
    """Name the slots whose audit records are not those of their versions, one each."""
    plain = [from_item(item) for (pk, _), item in sorted(items.items()) if pk.startswith("AUDIT#")]
    for slot in slots:
        quota = _quota(items, slot)
        after = [
            record["after"]
            for record in plain
            if (record["date"], record["session"]) == (slot.date.isoformat(), slot.session)
        ]
        if sorted(each["version"] for each in after) != list(range(2, quota.version + 1)):
            yield f"{slot.session} is at version {quota.version}, and its audit says {after}"
        elif after and max(after, key=lambda each: int(each["version"]))["capacity"] != quota.capacity:
            yield f"{slot.session} has a capacity of {quota.capacity}, and its audit says {after}"


def _agree(first: Booking | Quota, later: Booking | Quota) -> bool:
    """Whether a later answer keeps what was acknowledged first; people may have been added to a booking since."""
    if isinstance(first, Booking) and isinstance(later, Booking):
        return first.slot == later.slot and first.applicants == later.applicants[: len(first.applicants)]
    if isinstance(first, Quota) and isinstance(later, Quota):
        # the seats left are those of the moment
        return _without_seats(first) == _without_seats(later)
    return False


def _without_seats(quota: Quota) -> Quota:
    return quota._replace(seats_left=0, seats_kept=0, kept_at=None, released_at=None, next_number=0, claims={})


def _is_done_on_the_day(wish: Wish, items: Items) -> bool:
    """Whether the operation is remembered; or for what has no key, whether the trail tells it."""
    day = Day(wish.slot.office_id, wish.slot.date)
    name = operation_of(wish)
    if name:
        return operation_key(day, name) in items
    about: dict[str, object] = {"kind": KINDS[wish.kind], "by": wish.officer}
    about |= {"counter": wish.counter} if wish.counter else {"party": wish.booking_id}
    lines = [item for (pk, sk), item in items.items() if pk == day_partition(day) and sk.startswith(EVENT_PREFIX)]
    return any(about.items() <= from_item(line).items() for line in lines)


def _records(wish: Wish, items: Items) -> Iterator[Item]:
    assert wish.change
    # the mark that `quota.change` gives an operator's change
    mark = PEPPER.fingerprint(f"operator {wish.version} {wish.slot} {wish.change.model_dump_json()}")
    return (item for (pk, sk), item in items.items() if pk.startswith("AUDIT#") and sk.endswith(f"#{mark}"))


def _taken(items: Items, quota: Quota, now: datetime) -> int:
    """Seats that are held, or claimed by somebody whose lease has not passed."""
    found = (as_booking(from_item(item)) for (_, sk), item in items.items() if sk == BOOKING)
    active = [made for made in found if made and made.holds_seats and made.slot == quota.slot]
    claimed = sum(
        claim.n
        for claim in quota.claims.values()
        if not is_stale(claim, now) and not any(made.holds(claim) for made in active)
    )
    return claimed + sum(held.n for made in active for held in made.held_seats)


def _is_full(wish: Wish, items: Items, now: datetime) -> bool:
    """Whether a lane has too few numbers left; of those for the next day half stay, and kept ones are not given."""
    quota = _quota(items, lane_of(wish.lane, standby=wish.standby))
    free = quota.capacity - _taken(items, quota, now)
    stay = quota.seats_kept + quota.capacity - quota.capacity // 2 if wish.standby else 0
    return free < wish.party + stay


def published(items: Items) -> list[Slot]:
    """Return the slots that there are."""
    return [as_quota(from_item(item)).slot for (_, sk), item in items.items() if sk.startswith("QUOTA#")]


def _quota(items: Items, slot: Slot) -> Quota:
    return as_quota(from_item(items[quota_key(slot)]))


def _booking(items: Items, wish: Wish) -> Booking | None:
    item = items.get(booking_key(wish.booking_id))
    return as_booking(from_item(item)) if item else None
