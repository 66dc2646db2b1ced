"""Time that goes on by itself from one step of somebody to the next, and the same each time."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Generator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

Steps = Generator[float, None, None]
"""What somebody does: yields the instant at which it goes on, in seconds since the opening."""


class VirtualTime:
    """Lets everybody's steps follow in the order of their instants; of one instant in the order in which they came."""

    def __init__(self, reached: Callable[[float], None]) -> None:
        """Begin with nobody; `reached` is told each instant before something happens at it."""
        self.now = float("-inf")
        self._reached = reached
        self._waiting: list[tuple[float, int, Steps]] = []
        self._number = itertools.count()

    def start(self, steps: Steps) -> None:
        """Let somebody do its steps from now on, until the first instant for which it waits."""
        self._go_on(steps)

    def run(self, until: float) -> None:
        """Let everything happen that happens before an instant."""
        while self._waiting and self._waiting[0][0] < until:
            at, _, steps = heapq.heappop(self._waiting)
            self.now = max(self.now, at)
            self._reached(self.now)
            self._go_on(steps)

    def _go_on(self, steps: Steps) -> None:
        at = next(steps, None)
        if at is not None:
            heapq.heappush(self._waiting, (at, next(self._number), steps))
