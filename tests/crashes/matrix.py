"""The cells of the crash matrix: every operation, interrupted at each of its calls in every way, retried or not.

The calls of an operation are found by running it once. A function that stops between two calls was killed after the
first and before the second: that is one point, and there is one before the first call and one after the last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise, product
from typing import Any

from tests.crashes.engines import Engine, in_memory
from tests.crashes.play import Play, Send
from tests.crashes.variant import Variant
from tests.crashes.variants import VARIANTS
from tests.interleavings.hall_operations import KINDS
from tests.interleavings.mix import NOON, Outcome, beginning
from tests.support.scheduler import VirtualClock


class Fault(StrEnum):
    """What happens to a function, at a point or at a call."""

    KILLED = "killed"
    PAUSED_SWEEPER_FIRST = "paused (sweeper, then rival)"
    PAUSED_RIVAL_FIRST = "paused (rival, then sweeper)"
    REQUEST_LOST = "request lost"
    ANSWER_LOST = "answer lost"
    REPEATED = "answer lost and call repeated"


class Retry(StrEnum):
    """When the same is asked again, with the same key."""

    NEVER = "not retried"
    AT_ONCE = "retried at once"
    AFTER_THE_SWEEP = "retried after the sweep"
    EARLY_IN_THE_PAUSE = "retried early in the pause"
    LATE_IN_THE_PAUSE = "retried late in the pause"


PAUSES = frozenset({Fault.PAUSED_SWEEPER_FIRST, Fault.PAUSED_RIVAL_FIRST})
_NO_ANSWER = (Retry.NEVER, Retry.AT_ONCE, Retry.AFTER_THE_SWEEP)
_LATE_ANSWER = (Retry.NEVER, Retry.AT_ONCE, Retry.EARLY_IN_THE_PAUSE, Retry.LATE_IN_THE_PAUSE)
AT_POINTS: dict[Fault, Sequence[Retry]] = {Fault.KILLED: _NO_ANSWER, **dict.fromkeys(sorted(PAUSES), _LATE_ANSWER)}
AT_CALLS: dict[Fault, Sequence[Retry]] = {
    Fault.REQUEST_LOST: _NO_ANSWER,
    Fault.ANSWER_LOST: _NO_ANSWER,
    Fault.REPEATED: (Retry.NEVER, Retry.AT_ONCE),
}


@dataclass(frozen=True)
class Cell:
    """One operation with one fault at one place, and when it is retried."""

    variant: Variant
    fault: Fault
    number: int
    """Of the call, from 0; for a fault at a point, of the call that comes next."""
    where: str
    retry: Retry
    is_last: bool = False
    """Whether it is the point after the last call."""

    def __str__(self) -> str:
        """The cell as a test names it."""
        return f"{self.variant.name}: {self.fault} {self.where}, {self.retry}"


def cells(variants: Sequence[Variant] = VARIANTS) -> Iterator[Cell]:
    """Return every cell of the matrix."""
    for variant in variants:
        calls = undisturbed(variant).calls
        points = [
            f"before {calls[0]}",
            *(f"between {one} and {next_one}" for one, next_one in pairwise(calls)),
            f"after {calls[-1]}",
        ]
        for (number, where), (fault, retries) in product(enumerate(points), AT_POINTS.items()):
            for retry in retries:
                yield Cell(variant, fault, number, where, retry, is_last=number == len(calls))
        for (number, call), (fault, retries) in product(enumerate(calls), AT_CALLS.items()):
            for retry in retries:
                yield Cell(variant, fault, number, f"at {call}", retry)


def figures() -> str:
    """Return the size of the matrix in words."""
    calls = sum(len(undisturbed(variant).calls) for variant in VARIANTS)
    return f"{len(VARIANTS)} operations with {calls} calls, {len(list(cells()))} cells"


@dataclass(frozen=True)
class Undisturbed:
    """An operation to which nothing happened."""

    calls: Sequence[str]
    """The names of its calls in order; those of one name are numbered."""
    outcome: Outcome
    play: Play


def undisturbed(variant: Variant) -> Undisturbed:
    """Run an operation from beginning to end."""
    play = begin(variant, in_memory)
    meanwhile = Meanwhile(play, variant)
    calls: list[str] = []
    met: Counter[str] = Counter()

    def around(_number: int, name: str, send: Send) -> Any:
        meanwhile.before(name)
        met[name] += 1
        calls.append(name if met[name] == 1 else f"{name} {met[name]}")
        return send()

    return Undisturbed(calls, play.act("operation", variant.wish, around), play)


def begin(variant: Variant, engine: Engine) -> Play:
    """Return the play at the moment before the operation."""
    before = _before(variant)
    table, client, name = engine(before.table.items)
    table.history[:] = before.table.history
    play = Play(0, table, VirtualClock(before.clock.instant), before.beginning, client=client, table_name=name)
    play.outcomes, play.trace, play.mail.sent = [*before.outcomes], [*before.trace], [*before.mail.sent]
    return play


@cache
def _before(variant: Variant) -> Play:
    items = beginning(*variant.seats)
    table, client, name = in_memory(items)
    play = Play(0, table, VirtualClock(NOON), items, client=client, table_name=name)
    for step in variant.before:
        step(play)
    return play


class Meanwhile:
    """What others do beside an operation: once, just before its first commit."""

    def __init__(self, play: Play, variant: Variant) -> None:
        """Nothing has happened yet."""
        self._play, self._wishes = play, list(variant.meanwhile)

    def before(self, call: str) -> None:
        """Let it happen if `call` is a commit, what a closure does to a booking, or anything on an office's day."""
        if call in {"commit", "displace", "hold again", *KINDS.values()}:
            self.at_last()

    def at_last(self) -> None:
        """Let it happen if it did not."""
        while self._wishes:
            self._play.act("meanwhile", self._wishes.pop(0))
