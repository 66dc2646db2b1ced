"""Every order of the steps of a few operations, one after the other: the scheduler, with chance taken out of it.

`Orders` stands in for the scheduler's source of chance and chooses who goes on, by a list of choices that grows until
no order is left. Two orders that lead to one state have one future, so the second is followed no further: a state is
what the table and the pool hold, and what each operation has been answered so far. One operation may die in each order,
before any of its calls.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from instruments.replay.calls import Killed
from tests.support.scheduler import Scheduler, Task, Weather

_T = TypeVar("_T")
CALM = Weather(sticky=0, death=0, trouble=0, tick=0)


class Known(Exception):  # noqa: N818 - no error: the rest of the order is known
    """The state was met before."""


@dataclass
class Orders:
    """In the place of `random.Random`: takes the choices of `prefix`, then the first of each, and notes the others."""

    deaths: int
    state: Callable[[], Hashable] = lambda: None
    seen: set[Hashable] = field(default_factory=set)
    waiting: list[tuple[int, ...]] = field(default_factory=lambda: [()])
    prefix: tuple[int, ...] = ()
    path: list[int] = field(default_factory=list)
    died: list[str] = field(default_factory=list)
    dies: Task | None = None

    def random(self) -> float:
        """Let nothing happen by chance."""
        return 1.0

    def choice(self, live: Sequence[Task]) -> Task:
        """Choose who goes on, or dies."""
        options = [(task, False) for task in live]
        if len(self.died) < self.deaths:
            options += [(task, True) for task in live]
        at = len(self.path)
        if at < len(self.prefix):
            chosen = self.prefix[at]
        else:
            state = (self.state(), tuple(self.died), tuple(task.name for task in live))
            if state in self.seen:
                raise Known
            self.seen.add(state)
            chosen = 0
            self.waiting += [(*self.path, other) for other in range(1, len(options))]
        self.path.append(chosen)
        task, dies = options[chosen]
        if dies:
            self.died.append(task.name)
            self.dies = task
        return task

    def each(self, play: Callable[[Orders], _T]) -> Iterator[_T]:
        """Play one order after the other, until none is left, and yield what those left that were played to the end."""
        while self.waiting:
            self.prefix, self.path, self.died, self.dies = self.waiting.pop(), [], [], None
            with suppress(Known):
                yield play(self)


class Stepped:
    """A client whose calls are steps: before each, others may go on, or the operation dies."""

    def __init__(self, client: Any, scheduler: Scheduler, orders: Orders, task: Task, told: list[Any]) -> None:
        """Make the calls of `task`, and note in `told` what they are answered."""
        self._client, self._scheduler, self._orders, self._task, self._told = client, scheduler, orders, task, told

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        """Return the call of that name."""

        def call(**arguments: Any) -> Any:
            self._told.append(f"about to {operation}")
            self._scheduler.pause()
            if self._orders.dies is self._task:
                raise Killed
            try:
                answer = getattr(self._client, operation)(**arguments)
            except Exception as error:
                self._told.append((operation, repr(error), repr(getattr(error, "response", None))))
                raise
            self._told.append((operation, repr(answer)))
            return answer

        return call
