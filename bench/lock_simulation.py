"""A simulation of one hot slot on an engine whose transactions lock their items: DynamoDB's do, emulators' do not.

A transaction holds each of its items from prepare to commit; meanwhile every other write to such an item is refused
with TransactionConflict (AWS, "Amazon DynamoDB transactions: how it works"). An item takes at most 1,000 write units a
second (AWS, "Service, account, and table quotas": the throughput of a partition), and refused writes are billed too.
Both protocols are played against the same item by the same clients, in virtual time. It is a model, not a measurement:
what it takes for granted is in `Engine`.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

from bench.textbook import FIRST_PAUSE, LONGEST_PAUSE

Step = Generator[float, None, None]
"""A client: yields the seconds until it goes on."""


@dataclass
class Engine:
    """What is taken for granted; times in seconds."""

    read: float = 0.004
    write: float = 0.006
    transaction: float = 0.020
    """How long a call takes at the client when it meets nobody; the lock is a part of a transaction's."""
    lock: tuple[float, float] = (0.008, 0.015)
    """From prepare to commit."""
    units_per_second: int = 1_000
    """Write units that one item takes."""
    patience: float = 300.0
    """When everybody gives up."""


@dataclass
class Outcome:
    """What became of a rush in which every client wants one booking at the same moment."""

    clients: int
    took: list[float] = field(default_factory=list)
    """Seconds from a client's first call to its booking."""
    ended: float = 0.0
    refused: int = 0
    """Writes that were refused because of a lock, or of a number that was no longer the next."""
    throttled: int = 0
    units: int = 0
    """Write units billed on the quota item."""

    @property
    def per_second(self) -> float:
        """Bookings a second, until the last one or the end of everybody's patience."""
        return len(self.took) / self.ended

    def percentile(self, share: float) -> float | None:
        """Seconds within which this share of the clients had their booking; None if fewer ever had."""
        within = int(share * self.clients)
        return sorted(self.took)[within] if within < len(self.took) else None


class _Quota:
    """The hot item: its lock, its next number, and what it can take in a second."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.locked_until = 0.0
        self.number = 0
        self._second, self._used = 0, 0

    def takes(self, now: float, units: int) -> bool:
        """Bill a write, or refuse it because this second's units are used up."""
        if int(now) != self._second:
            self._second, self._used = int(now), 0
        if self._used + units > self._engine.units_per_second:
            return False
        self._used += units
        return True


class Rush:
    """Clients that all want one booking of the same slot."""

    def __init__(self, clients: int, seed: int, engine: Engine | None = None) -> None:
        """Begin with `clients` that come within the first tenth of a second."""
        self._engine = engine or Engine()
        self._rng = random.Random(seed)
        self._quota = _Quota(self._engine)
        self._now = 0.0
        self._clients = clients

    def claims(self) -> Outcome:
        """Play claim, commit, settle: the commit's items are the client's own, so only two plain writes meet."""
        return self._play(self._claim_commit_settle)

    def transactions(self) -> Outcome:
        """Play the textbook's single transaction."""
        return self._play(self._transaction)

    def _play(self, client: Callable[[Outcome], Step]) -> Outcome:
        outcome = Outcome(self._clients)
        events = [(self._rng.random() / 10, number, client(outcome)) for number in range(self._clients)]
        heapq.heapify(events)
        while events and self._now < self._engine.patience:
            self._now, number, step = heapq.heappop(events)
            pause = next(step, None)
            if pause is not None:
                heapq.heappush(events, (self._now + pause, number, step))
        outcome.ended = self._now
        return outcome

    def _claim_commit_settle(self, outcome: Outcome) -> Step:
        engine, began = self._engine, self._now
        yield engine.read
        yield from self._plain_write(outcome)
        yield engine.transaction
        yield from self._plain_write(outcome)
        outcome.took.append(self._now - began)

    def _transaction(self, outcome: Outcome) -> Step:
        engine, quota, began = self._engine, self._quota, self._now
        pauses = self._pauses()
        while True:
            number = quota.number
            yield engine.read
            if not quota.takes(self._now, 2):
                outcome.throttled += 1
            else:
                outcome.units += 2
                if quota.locked_until <= self._now and quota.number == number:
                    lock = self._rng.uniform(*engine.lock)
                    quota.locked_until = self._now + lock
                    yield lock
                    quota.number += 1
                    yield engine.transaction - lock
                    outcome.took.append(self._now - began)
                    return
                outcome.refused += 1
            yield engine.write + next(pauses)

    def _plain_write(self, outcome: Outcome) -> Step:
        pauses = self._pauses()
        while not self._quota.takes(self._now, 1):
            outcome.throttled += 1
            yield self._engine.write + next(pauses)
        outcome.units += 1
        yield self._engine.write

    def _pauses(self) -> Generator[float, None, None]:
        """Pauses before another try, with full jitter."""
        longest = FIRST_PAUSE
        while True:
            yield longest * self._rng.random()
            longest = min(LONGEST_PAUSE, longest * 2)
