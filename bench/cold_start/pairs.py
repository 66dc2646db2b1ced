"""Cold starts in pairs: one of a function and one of what it is compared with, right after one another."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PAIRS = 11
Seconds = tuple[float, float]
"""Processor time, and time by the clock."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The seconds of the two cold starts of a pair, each from its first import to its last step."""

    cpu: float
    wall: float
    other_cpu: float
    other_wall: float


def in_turns(one: Callable[[], Seconds], other: Callable[[], Seconds], number: int) -> list[Pair]:
    """Start the one and the other `number` times; they change who begins, so that neither always comes second."""
    pairs = []
    for turn in range(number):
        if turn % 2 == 0:
            mine, theirs = one(), other()
        else:
            theirs, mine = other(), one()
        pairs.append(Pair(*mine, *theirs))
    return pairs


@dataclass(frozen=True, slots=True)
class Start:
    """The pairs of one function."""

    function: str
    pairs: Sequence[Pair]

    @property
    def ratio(self) -> float:
        """The median of the pairs' ratios, by processor time."""
        return median(pair.cpu / pair.other_cpu for pair in self.pairs)

    @property
    def spread(self) -> tuple[float, float]:
        """The quarter points of the pairs' ratios."""
        ratios = sorted(pair.cpu / pair.other_cpu for pair in self.pairs)
        return ratios[len(ratios) // 4], ratios[-1 - len(ratios) // 4]

    @property
    def wall_ratio(self) -> float:
        """The median of the pairs' ratios, by the clock."""
        return median(pair.wall / pair.other_wall for pair in self.pairs)

    @property
    def milliseconds(self) -> float:
        """The function's median processor time."""
        return 1000 * median(pair.cpu for pair in self.pairs)

    @property
    def other_milliseconds(self) -> float:
        """The median processor time of what it is compared with."""
        return 1000 * median(pair.other_cpu for pair in self.pairs)


def total(steps: Sequence[Seconds]) -> Seconds:
    """Return the sum of the steps of one cold start."""
    return sum(cpu for cpu, _ in steps), sum(wall for _, wall in steps)
