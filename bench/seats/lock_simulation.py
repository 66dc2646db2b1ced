"""A simulation of one hot slot on an engine whose transactions lock their items: DynamoDB's do, emulators' do not.

A transaction holds each of its items from prepare to commit; meanwhile every other write to such an item, plain or in a
transaction, is refused with TransactionConflict (AWS, "Amazon DynamoDB transactions: how it works"). An item takes at
most 1,000 write units a second (AWS, "Best practices for designing and using partition keys"); what is more is
throttled. Both protocols are played against the same item by the same clients, in virtual time. It is a model, not a
measurement: what it takes for granted is in `Assumptions`, and where DynamoDB's behaviour is not known, the assumption
favours the textbook.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

from bench.seats.textbook import FIRST_PAUSE, LONGEST_PAUSE

Client = Generator[float, None, None]
"""One client, or somebody who cancels: yields the seconds until it goes on."""
_MOST = 0.95
"""The share of the clients after which the rate is taken."""


@dataclass(frozen=True)
class Assumptions:
    """What the simulation takes for granted of DynamoDB and of the clients; times in seconds."""

    read: float = 0.004
    write: float = 0.006
    transaction: float = 0.020
    """How long a call takes for its client when no other is in its way; a transaction's time includes its lock."""
    lock: tuple[float, float] = (0.008, 0.015)
    """The shortest and the longest time from prepare to commit; every length between them is equally likely."""
    units_per_second: int = 1_000
    """Write units that one item takes. A write that meets a lock uses none."""
    come_back: tuple[float, float] = (1.0, 2.0)
    """After what time a throttled client comes back: the answer `503` tells it to wait for a second."""
    cancelled: float = 0.05
    """The likelihood that, beside a booking, somebody cancels an older one of the slot: a transaction on the quota."""
    arrive: float = 0.1
    """Within this time all clients begin."""
    patience: float = 300.0
    """When everybody gives up."""


@dataclass
class Outcome:
    """The result of a rush in which every client wants one booking at the same moment."""

    clients: int
    sold: list[int] = field(default_factory=list)
    """Queue numbers, in order of their bookings."""
    took: list[float] = field(default_factory=list)
    """Seconds from a client's first call to its booking."""
    done: list[float] = field(default_factory=list)
    """The instants at which bookings were done, in order."""
    conflicts: int = 0
    """Writes that met a lock."""
    late: int = 0
    """Transactions whose number was no longer the next."""
    throttled: int = 0
    """Writes that the item had no units for."""
    units: int = 0
    """Write units that bookings used on the quota item; cancellations are not in it."""

    @property
    def per_second(self) -> float:
        """Bookings a second until 95 of 100 had theirs: the last ones only had bad luck."""
        most = int(_MOST * self.clients)
        return most / self.done[most] if most < len(self.done) else len(self.done) / Assumptions.patience

    def percentile(self, share: float) -> float | None:
        """Seconds within which this share of the clients had their booking; None if fewer ever had."""
        within = int(share * self.clients)
        return sorted(self.took)[within] if within < len(self.took) else None


class _Quota:
    """The hot item: its lock, its next number, and what it can take in a second."""

    def __init__(self, assumed: Assumptions) -> None:
        self._assumed = assumed
        self.locked = False
        self.next_number = 1
        self._units, self._seen = float(assumed.units_per_second), 0.0

    def has_room(self, now: float, units: int) -> bool:
        """Use units and return True, or return False if too few are left.

        Units come evenly; what is not used is saved, but never more than the units of one second.
        """
        limit = self._assumed.units_per_second
        self._units, self._seen = min(limit, self._units + limit * (now - self._seen)), now
        if self._units < units:
            return False
        self._units -= units
        return True


class Rush:
    """Clients that all want one booking of the same slot, which has seats for all."""

    def __init__(
        self, clients: int, seed: int, assumed: Assumptions | None = None, longest_pause: float = LONGEST_PAUSE
    ) -> None:
        """Set the rush up; `longest_pause` is the ceiling of the pauses before repetitions, in seconds."""
        self._assumed = assumed or Assumptions()
        self._rng = random.Random(seed)
        self._longest_pause = longest_pause
        self._quota = _Quota(self._assumed)
        self._now = 0.0
        self._clients = clients

    def claims(self) -> Outcome:
        """Play claim, commit, settle: the commit's items are the client's own, so only two plain writes meet."""
        return self._play(self._claim_commit_settle)

    def transactions(self) -> Outcome:
        """Play the textbook's single transaction."""
        return self._play(self._transaction)

    def _play(self, client: Callable[[Outcome], Client]) -> Outcome:
        outcome, assumed = Outcome(self._clients), self._assumed
        steps = [client(outcome) for _ in range(self._clients)]
        steps += [self._cancel() for _ in range(self._clients) if self._rng.random() < assumed.cancelled]
        # Cancellations are spread over the time that the rush would take if no write met another.
        spread = assumed.arrive + self._clients / assumed.units_per_second
        begins = [assumed.arrive if number < self._clients else spread for number in range(len(steps))]
        events = [
            (self._rng.random() * begin, number, step)
            for number, (step, begin) in enumerate(zip(steps, begins, strict=True))
        ]
        heapq.heapify(events)
        while events and len(outcome.took) < self._clients and events[0][0] < assumed.patience:
            self._now, number, step = heapq.heappop(events)
            pause = next(step, None)
            if pause is not None:
                heapq.heappush(events, (self._now + pause, number, step))
        return outcome

    def _claim_commit_settle(self, outcome: Outcome) -> Client:
        assumed, began = self._assumed, self._now
        yield assumed.read
        yield from self._plain_write(outcome)
        number = self._quota.next_number
        self._quota.next_number += 1
        yield assumed.write
        yield assumed.transaction
        yield from self._plain_write(outcome)
        yield assumed.write
        self._book(outcome, number, began)

    def _plain_write(self, outcome: Outcome) -> Client:
        """Try a plain write until it succeeds; ends at the instant of the write."""
        pauses = self._pauses()
        while True:
            if self._quota.locked:
                outcome.conflicts += 1
                yield self._assumed.write + next(pauses)
            elif not self._quota.has_room(self._now, 1):
                outcome.throttled += 1
                yield self._assumed.write + self._rng.uniform(*self._assumed.come_back)
            else:
                outcome.units += 1
                return

    def _transaction(self, outcome: Outcome) -> Client:
        assumed, quota, began = self._assumed, self._quota, self._now
        pauses = self._pauses()
        while True:
            number = quota.next_number
            yield assumed.read
            if quota.locked:
                outcome.conflicts += 1
            elif not quota.has_room(self._now, 2):
                outcome.throttled += 1
                yield assumed.write + self._rng.uniform(*assumed.come_back)
                continue
            elif quota.next_number != number:
                outcome.units += 2
                outcome.late += 1
            else:
                outcome.units += 2
                yield from self._hold(numbers=1)
                self._book(outcome, number, began)
                return
            yield assumed.write + next(pauses)

    def _book(self, outcome: Outcome, number: int, began: float) -> None:
        outcome.sold.append(number)
        outcome.took.append(self._now - began)
        outcome.done.append(self._now)

    def _cancel(self) -> Client:
        """Give a seat back in one transaction on the quota, by either protocol."""
        pauses = self._pauses()
        while self._quota.locked or not self._quota.has_room(self._now, 2):
            yield self._assumed.write + next(pauses)
        yield from self._hold(numbers=0)

    def _hold(self, numbers: int) -> Client:
        """Lock the quota, give out that many numbers, unlock it; ends when the client has the answer."""
        lock = self._rng.uniform(*self._assumed.lock)
        self._quota.locked = True
        yield lock
        self._quota.next_number += numbers
        self._quota.locked = False
        yield self._assumed.transaction - lock

    def _pauses(self) -> Generator[float, None, None]:
        """Pauses before another try, with full jitter."""
        longest = FIRST_PAUSE
        while True:
            yield longest * self._rng.random()
            longest = min(self._longest_pause, longest * 2)
