"""The audit: recompute, slot by slot, that every seat is left, claimed or held once, and name the slots that break it.

Bookings have no index by slot, so a round reads all live quotas, scans all bookings, and reads the quotas again. None
of that is one instant. It is exact all the same for a slot whose quota is the same both times:

- Only a claim raises `next_number` and nothing lowers it, so no seats were claimed in between. Every change by an
  operator raises `version`, so there was none. What is left to change `seats_left` only raises it, so nothing was
  given back: no booking was cancelled or moved away, and no claim was resolved against its maker.
- A booking gets seats only by the commit of a claim that is in `claims`: a claim is removed after its commit was
  answered, or after a fence, behind which it cannot be committed. As `claims` is the same, that claim stood there all
  the time: scanned before its commit the seats are claimed, scanned after it they are held and the claim is known by
  its range, and either counts once.
- A booking that was committed and settled before the first reading was there when the scan began, and a scan finds
  every item that stays. Fences, tombstones and check-ins change neither ranges nor status; a move is a commit in one
  slot and a giving back in the other.

A slot that changed is looked at again in a further round, and in the end counted as unjudged, never as broken.

One case is left. A transaction writes its items one after the other, and plain reads may come in between: a
cancelled booking, and its seats not back yet. So a slot that seems broken is read once more in transactions, which
are refused while another is under way on their items. If quota and bookings are still those of the round, no half of
a transaction was seen, and the slot is broken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from antrean.base.errors import Busy
from antrean.base.policy import AUDIT_LAST_BEGIN, AUDIT_ROUNDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from antrean.base.clock import Clock
    from antrean.bookings.model import Holding
    from antrean.bookings.store import Store
    from antrean.offices.model import Office
    from antrean.slots.model import Quota, Slot

SEGMENTS = 4
"""Parts of the table that are scanned side by side: as many as a new on-demand table has partitions."""


class Break(StrEnum):
    """How a slot breaks the invariant."""

    OVERSOLD = "oversold"
    """More seats are held and claimed than there are, or fewer than none are left."""
    UNBALANCED = "unbalanced"
    """The capacity is not what is left, held and claimed: a seat is lost, or counted twice."""
    NUMBER_REPEATED = "number_repeated"
    NUMBER_NEVER_GIVEN = "number_never_given"
    """A queue number that `next_number` has not come to."""
    PEOPLE_DIFFER = "people_differ"
    """The people of a booking do not have the numbers of its ranges."""
    NO_QUOTA = "no_quota"
    """There are bookings, and nothing that counts them."""


@dataclass(frozen=True, slots=True)
class Balance:
    """The seats of a slot as they were found, and what is wrong with them."""

    slot: Slot
    capacity: int
    seats_left: int
    held: int
    claimed: int
    next_number: int
    breaks: tuple[Break, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """What a run found: how many slots it judged, which of them are broken, and which changed in every round."""

    judged: int
    broken: tuple[Balance, ...]
    unjudged: tuple[Slot, ...]


class Spread(Protocol):
    """Applies a function to each of some numbers: `map`, or that of a pool of threads."""

    def __call__(self, function: Callable[[int], list[Holding]], numbers: Iterable[int], /) -> Iterable[list[Holding]]:
        """Return what the function makes of each, in order."""


def audit(store: Store, clock: Clock, offices: Iterable[Office], spread: Spread = map) -> Audit:
    """Judge every slot of the offices from today on (office time); raises `Busy` where the table cannot be read.

    `spread` runs the parts of a scan.
    """
    begun = clock.now()
    today = {office.office_id: office.today(begun) for office in offices}
    judged = 0
    broken: list[Balance] = []
    waiting: set[Slot] | None = None
    for number in range(AUDIT_ROUNDS):
        if number and (not waiting or clock.now() - begun > AUDIT_LAST_BEGIN):
            break
        before = _quotas(store, today)
        held = _held(store, today, spread)
        after = _quotas(store, today)
        looked_at = before.keys() | held.keys() if waiting is None else waiting
        waiting = set()
        for slot in sorted(looked_at):
            quota, holdings = before.get(slot), held.get(slot, [])
            balance = examine(slot, quota, holdings)
            if quota != after.get(slot) or (balance.breaks and not _stands(store, slot, quota, holdings)):
                waiting.add(slot)
                continue
            judged += 1
            if balance.breaks:
                broken.append(balance)
    return Audit(judged, tuple(broken), tuple(sorted(waiting or ())))


def examine(slot: Slot, quota: Quota | None, holdings: Sequence[Holding]) -> Balance:
    """Recompute a slot from its quota, None where it has none, and from what active bookings hold of it."""
    capacity, seats_left, next_number = (quota.capacity, quota.seats_left, quota.next_number) if quota else (0, 0, 1)
    ranges = [held for holding in holdings for held in holding.ranges]
    listed = {(held.claim_id, held.first) for held in ranges}
    claims = [claim for claim in quota.claims.values() if (claim.claim_id, claim.first) not in listed] if quota else []
    held, claimed = sum(each.n for each in ranges), sum(claim.n for claim in claims)
    spans = [(each.first, each.n) for each in ranges] + [(claim.first, claim.n) for claim in claims]
    given = Counter(number for first, n in spans for number in range(first, first + n))
    wrong = {
        Break.OVERSOLD: seats_left < 0 or held + claimed > capacity,
        Break.UNBALANCED: capacity != seats_left + held + claimed,
        Break.NUMBER_REPEATED: any(times > 1 for times in given.values()),
        Break.NUMBER_NEVER_GIVEN: any(not 1 <= number < next_number for number in given),
        Break.PEOPLE_DIFFER: any(holding.numbers != tuple(_numbers(holding)) for holding in holdings),
        Break.NO_QUOTA: quota is None,
    }
    return Balance(slot, capacity, seats_left, held, claimed, next_number, tuple(each for each in Break if wrong[each]))


def _numbers(holding: Holding) -> Iterator[int]:
    for held in holding.ranges:
        yield from range(held.first, held.first + held.n)


def _quotas(store: Store, today: Mapping[str, date]) -> dict[Slot, Quota]:
    return {
        quota.slot: quota
        for office_id, first in today.items()
        for quota in store.quotas.between(office_id, first, date.max, consistent=True)
    }


def _held(store: Store, today: Mapping[str, date], spread: Spread) -> dict[Slot, list[Holding]]:
    """Return what is held of each slot from its office's own today on, since it is not the same day everywhere."""
    first = min(today.values(), default=date.max)

    def scanned(segment: int) -> list[Holding]:
        return list(store.bookings.holdings(first, segment, SEGMENTS))

    held: dict[Slot, list[Holding]] = defaultdict(list)
    for holdings in spread(scanned, range(SEGMENTS)):
        for holding in holdings:
            if holding.slot.date >= today.get(holding.slot.office_id, first):
                held[holding.slot].append(holding)
    return held


def _stands(store: Store, slot: Slot, quota: Quota | None, holdings: Sequence[Holding]) -> bool:
    """Tell whether a slot's quota and bookings are as they were read, and no transaction is under way on them."""
    try:
        found = store.read_settled(slot, [holding.booking_id for holding in holdings])
    except Busy:
        return False
    return found == (quota, list(holdings))
