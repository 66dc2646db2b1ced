"""The audit: recompute, slot by slot, that every seat is left, claimed or held once, and name the slots that break it.

A round reads the quotas, then what bookings hold, then the quotas again. None of that is one instant. Where bookings
are read by a scan of the whole table, it is exact all the same for a slot whose quota is the same both times:

- Only a claim, of seats left or kept, raises `next_number`, and nothing lowers it, so no seats were claimed in between.
  Every change by an operator, and every slot that a closure shuts or opens, raises `version`, so there was none. What
  is left to change the seats that are left or kept only raises their sum, or takes kept ones to those that are left,
  which nothing takes back; but for a closure that gives bookings their places again, of which below. So nothing was
  given back: no booking was cancelled, moved away or displaced, nobody left one, and no claim was resolved against its
  maker, whichever seats it had taken.
- A booking gets seats only by the commit of a claim that is in `claims`. A claim is removed after its commit was
  answered, or with its seats where its booking is cancelled, moved or displaced, which gives back, or after a fence,
  behind which it cannot be committed. As `claims` is the same, that claim stood there all the time: scanned before its
  commit the seats are claimed, scanned after it they are held and the claim is known by its range, and either counts
  once.
- A booking that was committed and settled before the first reading was there when the scan began, and a scan finds
  every item that stays. Fences, tombstones and check-ins change neither ranges nor status; a move is a commit in one
  slot and a giving back in the other, which a displaced booking has done before.

A slot that changed is looked at again in a further round, and in the end counted as unjudged, never as broken.

So is a slot that seems broken while a closure gives its bookings their places again, which its quota says from before
the first until after the last (`reopening_at`). That takes kept seats without a claim, so with a cancellation beside it
the quota may stand in the end as it stood; and the half of its transaction that writes the quota may be seen without
the half that writes a booking of which the auditor knows nothing yet. It takes a minute.

One case is left. A transaction writes its items one after the other, and plain reads may come in between: a
cancelled booking, and its seats not back yet. So a slot that seems broken is read once more in transactions, which
are refused while another is under way on their items. If quota and bookings are still those of the round, no half of
a transaction was seen, and the slot is broken.

A scan costs as much as the table is large, and the table grows for years. So the bookings of a day are first looked up
in the index `by_day`, and each is read itself. The index follows the table a little later: it may lack a booking that
was made just now, and its slot then seems to have lost seats; and it may list a booking twice that moved meanwhile.
(A booking that is still listed but holds nothing any more, or is now in another office, is not counted.) So by the
index a slot may be found sound, but never broken. A slot that seems broken is looked at again, and if it did not change
and seems broken in the last round too, it is judged by scans. As long as earlier bookings lack their keys in the index,
which a job gives them once, there are only scans.

What only scans find is what the index does not lead to. While it lacks a booking, which is for a moment, or after a
release was turned back until the job has been done anew, just as many wrong seats of the same slot stay unnoticed; and
a booking on a day after the last quota of its office, whose own quota somebody removed, is not looked up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from antrean.base.errors import Busy
from antrean.policy.bookings import PUBLISHED_DAYS
from antrean.policy.system import AUDIT_LAST_BEGIN, AUDIT_ROUNDS, MANY_NUMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from antrean.base.clock import Clock
    from antrean.bookings.model import Holding
    from antrean.bookings.stores import Store
    from antrean.offices.model import Office
    from antrean.slots.model import Quota, Slot

    Thing = TypeVar("Thing")
    Made = TypeVar("Made")

SEGMENTS = 4
"""Parts of the table that are scanned side by side: as many as a new on-demand table has partitions."""


class Break(StrEnum):
    """How a slot breaks the invariant."""

    OVERSOLD = "oversold"
    """More seats are held and claimed than there are, or fewer than none are left or kept."""
    UNBALANCED = "unbalanced"
    """The capacity is not what is left, kept, held and claimed: a seat is lost, or counted twice."""
    NUMBER_REPEATED = "number_repeated"
    NUMBER_NEVER_GIVEN = "number_never_given"
    """A queue number that `next_number` has not come to."""
    PEOPLE_DIFFER = "people_differ"
    """The people of a booking do not have the numbers of its ranges."""
    NO_QUOTA = "no_quota"
    """There are bookings, and nothing that counts them."""


class Balance(NamedTuple):
    """The seats of a slot as they were found, and what is wrong with them."""

    slot: Slot
    capacity: int
    seats_left: int
    seats_kept: int
    held: int
    claimed: int
    next_number: int
    breaks: tuple[Break, ...]


class Audit(NamedTuple):
    """What a run found: how many slots it judged, which of them are broken, and which it could not judge.

    Those changed in every round, or they seemed broken when it was too late, or the table too busy, to make sure.
    `many_numbers` are slots that gave far more queue numbers than they have seats, whatever became of their seats.
    """

    judged: int
    broken: tuple[Balance, ...]
    unjudged: tuple[Slot, ...]
    many_numbers: tuple[Slot, ...] = ()


class Spread(Protocol):
    """Applies a function to each of some things: `map`, or that of a pool of threads."""

    def __call__(self, function: Callable[[Thing], Made], things: Iterable[Thing], /) -> Iterable[Made]:
        """Return what the function makes of each, in order."""


class _Suspect(NamedTuple):
    """A slot that seems broken: what its seats come to, and what was read of it."""

    balance: Balance
    quota: Quota | None
    holdings: Sequence[Holding]


class _Round(NamedTuple):
    """What a round, or several, found: how many slots are sound, which are broken, and which are still to be judged.

    `suspect` are those that stood still and seem broken, `changed` those that changed while the round looked.
    """

    sound: int = 0
    broken: tuple[Balance, ...] = ()
    suspect: AbstractSet[Slot] = frozenset()
    changed: AbstractSet[Slot] = frozenset()
    many_numbers: AbstractSet[Slot] = frozenset()


def audit(store: Store, clock: Clock, offices: Iterable[Office], spread: Spread = map) -> Audit:
    """Judge every slot of the offices from today on (office time); raises `Busy` where the table cannot be read.

    `spread` runs the offices of a round by the index, and the parts of a scan.
    """
    begun = clock.now()
    today = {office.office_id: office.today(begun) for office in offices}

    def rounds(look: Callable[[AbstractSet[Slot] | None], _Round], slots: AbstractSet[Slot] | None) -> _Round:
        """Look at slots, None for all, and again at those that are still to be judged; begin no round too late."""
        found = _Round(changed=slots or frozenset())
        for _ in range(AUDIT_ROUNDS):
            if slots is not None and (not slots or clock.now() - begun > AUDIT_LAST_BEGIN):
                break
            new = look(slots)
            many = found.many_numbers | new.many_numbers
            found = _Round(found.sound + new.sound, found.broken + new.broken, new.suspect, new.changed, many)
            slots = new.suspect | new.changed
        return found

    listed, suspect = _Round(), None
    if store.lists_every_booking():
        listed = rounds(partial(_by_index, store, today, spread), None)
        suspect = listed.suspect
    scanned = rounds(partial(_by_scan, store, today, spread), suspect)
    judged = listed.sound + scanned.sound + len(scanned.broken)
    unjudged, many = listed.changed | scanned.changed, listed.many_numbers | scanned.many_numbers
    return Audit(judged, scanned.broken, tuple(sorted(unjudged)), tuple(sorted(many)))


def examine(slot: Slot, quota: Quota | None, holdings: Sequence[Holding]) -> Balance:
    """Recompute a slot from its quota, None where it has none, and from what bookings hold of it."""
    capacity, seats_left, seats_kept, next_number = (
        (quota.capacity, quota.seats_left, quota.seats_kept, quota.next_number) if quota else (0, 0, 0, 1)
    )
    ranges = [held for holding in holdings for held in holding.ranges]
    listed = {(held.claim_id, held.first) for held in ranges}
    claims = [claim for claim in quota.claims.values() if (claim.claim_id, claim.first) not in listed] if quota else []
    returned = [number for holding in holdings for number in holding.returned]
    held, claimed = sum(each.n for each in ranges) - len(returned), sum(claim.n for claim in claims)
    spans = [(each.first, each.n) for each in ranges] + [(claim.first, claim.n) for claim in claims]
    given = Counter(number for first, n in spans for number in range(first, first + n))
    wrong = {
        Break.OVERSOLD: min(seats_left, seats_kept) < 0 or held + claimed > capacity,
        Break.UNBALANCED: capacity != seats_left + seats_kept + held + claimed,
        Break.NUMBER_REPEATED: any(times > 1 for times in given.values()),
        Break.NUMBER_NEVER_GIVEN: any(not 1 <= number < next_number for number in given),
        Break.PEOPLE_DIFFER: any(holding.numbers != tuple(_numbers(holding)) for holding in holdings),
        Break.NO_QUOTA: quota is None and bool(holdings),
    }
    breaks = tuple(each for each in Break if wrong[each])
    return Balance(slot, capacity, seats_left, seats_kept, held, claimed, next_number, breaks)


def _numbers(holding: Holding) -> Iterator[int]:
    for held in holding.ranges:
        yield from range(held.first, held.first + held.n)


def _by_index(store: Store, today: Mapping[str, date], spread: Spread, slots: AbstractSet[Slot] | None) -> _Round:
    """Look at slots, None for all, office by office; nothing is called broken."""

    def look(office_id: str) -> _Round:
        own = None if slots is None else {slot for slot in slots if slot.office_id == office_id}
        first = today[office_id]

        def held(quotas: Mapping[Slot, Quota]) -> dict[Slot, list[Holding]]:
            if own is not None:
                return _listed(store, office_id, first, sorted({slot.date for slot in own}))
            last = max((slot.date for slot in quotas), default=first)
            days = max((last - first).days + 1, PUBLISHED_DAYS)
            return _listed(store, office_id, first, [first + timedelta(days=number) for number in range(days)])

        sound, suspects, changed, many = _look(store, {office_id: first}, held, own)
        return _Round(sound, suspect={each.balance.slot for each in suspects}, changed=changed, many_numbers=many)

    found = [*spread(look, today if slots is None else sorted({slot.office_id for slot in slots}))]
    return _Round(
        sound=sum(each.sound for each in found),
        suspect=frozenset().union(*(each.suspect for each in found)),
        changed=frozenset().union(*(each.changed for each in found)),
        many_numbers=frozenset().union(*(each.many_numbers for each in found)),
    )


def _by_scan(store: Store, today: Mapping[str, date], spread: Spread, slots: AbstractSet[Slot] | None) -> _Round:
    """Look at slots, None for all, in the whole table; what seems broken and stands is broken."""
    sound, suspects, changed, many = _look(store, today, lambda _quotas: _scanned(store, today, spread), slots)
    broken = []
    for each in suspects:
        if _stands(store, each):
            broken.append(each.balance)
        else:
            changed.add(each.balance.slot)
    return _Round(sound, tuple(broken), changed=changed, many_numbers=many)


def _look(
    store: Store,
    today: Mapping[str, date],
    held: Callable[[Mapping[Slot, Quota]], Mapping[Slot, Sequence[Holding]]],
    slots: AbstractSet[Slot] | None,
) -> tuple[int, list[_Suspect], set[Slot], set[Slot]]:
    """Read quotas, what bookings hold, and quotas again.

    Returns how many of the slots, None for all, are sound, those that seem broken, those that changed meanwhile, and
    those that gave far more numbers than they have seats.
    """
    before = _quotas(store, today)
    holdings = held(before)
    after = _quotas(store, today)
    sound, suspects, changed = 0, [], set()
    for slot in sorted(before.keys() | holdings.keys() if slots is None else slots):
        quota = before.get(slot)
        balance = examine(slot, quota, holdings.get(slot, ()))
        if quota != after.get(slot) or (balance.breaks and quota and quota.reopening_at):
            changed.add(slot)
        elif balance.breaks:
            suspects.append(_Suspect(balance, quota, holdings.get(slot, ())))
        else:
            sound += 1
    many = {slot for slot, quota in after.items() if quota.next_number > quota.capacity * MANY_NUMBERS + 1}
    return sound, suspects, changed, many


def _quotas(store: Store, today: Mapping[str, date]) -> dict[Slot, Quota]:
    return {
        quota.slot: quota
        for office_id, first in today.items()
        for quota in store.quotas.between(office_id, first, date.max, consistent=True)
    }


def _listed(store: Store, office_id: str, first: date, days: Iterable[date]) -> dict[Slot, list[Holding]]:
    """Return what the bookings hold of an office from its today `first` on that the index lists for `days`."""
    held: dict[Slot, list[Holding]] = defaultdict(list)
    for day in days:
        for holding in store.bookings.holdings_of_day(office_id, day):
            # A booking that is still listed here may have moved since: to another office, which has a round of its own,
            # or, where a release that knew no index moved it, to a day that is over by now.
            if holding.slot.office_id == office_id and holding.slot.date >= first:
                held[holding.slot].append(holding)
    return held


def _scanned(store: Store, today: Mapping[str, date], spread: Spread) -> dict[Slot, list[Holding]]:
    """Return what is held of each slot from its office's own today on, since it is not the same day everywhere."""
    first = min(today.values(), default=date.max)

    def part(segment: int) -> list[Holding]:
        return list(store.bookings.holdings(first, segment, SEGMENTS))

    held: dict[Slot, list[Holding]] = defaultdict(list)
    for holdings in spread(part, range(SEGMENTS)):
        for holding in holdings:
            if holding.slot.date >= today.get(holding.slot.office_id, first):
                held[holding.slot].append(holding)
    return held


def _stands(store: Store, suspect: _Suspect) -> bool:
    """Tell whether a slot's quota and bookings are as they were read, and no transaction is under way on them."""
    try:
        found = store.read_settled(suspect.balance.slot, [holding.booking_id for holding in suspect.holdings])
    except Busy:
        return False
    return found == (suspect.quota, list(suspect.holdings))
