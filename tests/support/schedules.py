"""Every order in which a few acts take turns at one table, with lost answers: a call to the table is one step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from botocore.exceptions import ReadTimeoutError
from greenlet import greenlet

from antrean.base.errors import Busy
from instruments.dynamodb.expressions import Item
from instruments.dynamodb.memory_table import Key, MemoryClient, MemoryTable

Act = Callable[[Any], None]
"""What somebody does through a client of the table. It is done again until it has an answer."""


class Choices:
    """The choices of one schedule: those that are given, then always the first; what there was to choose is kept.

    Which is the first one follows from `share`, so that each share begins the search for every schedule elsewhere: in
    share 0 choices are counted from the front, in 1 from the back, and in 2 by turns, from the front and from the back.
    """

    def __init__(self, given: Sequence[int], share: int = 0) -> None:
        """Begin with the choices of `given`."""
        self._given, self._share = given, share
        self.made: list[tuple[int, int]] = []

    def choose(self, number: int) -> int:
        """Return one of so many."""
        place = len(self.made)
        chosen = self._given[place] if place < len(self._given) else 0
        self.made.append((chosen, number))
        from_the_back = place % 2 == 1 if self._share == 2 else self._share == 1
        return number - 1 - chosen if from_the_back else chosen

    def following(self) -> list[int] | None:
        """Return the choices of the next schedule, None after the last."""
        made = self.made[:]
        while made and made[-1][0] + 1 == made[-1][1]:
            made.pop()
        return [*(chosen for chosen, _ in made[:-1]), made[-1][0] + 1] if made else None


class Stepped:
    """The table as one act sees it: it waits before every call, and the answer of a write may get lost."""

    def __init__(self, schedule: Schedule) -> None:
        """Make calls as `schedule` says."""
        self._schedule, self._client = schedule, MemoryClient(schedule.table)

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        """Return the call of that name."""

        def call(**arguments: Any) -> Any:
            self._schedule.wait()
            answer = getattr(self._client, operation)(**arguments)
            if operation == "transact_write_items" and self._schedule.loses_the_answer():
                raise ReadTimeoutError(endpoint_url="https://dynamodb.invalid")
            return answer

        return call


class Schedule:
    """One order of the calls of some acts, each of which is repeated until it has an answer."""

    def __init__(self, items: Mapping[Key, Item], acts: Sequence[Act], choices: Choices, losses: int) -> None:
        """Play `acts` on `items`; at most `losses` answers get lost."""
        self.table = MemoryTable(items)
        self._choices, self._losses = choices, losses
        self._main = greenlet.getcurrent()
        live = [greenlet(partial(self._until_answered, act)) for act in acts]
        while live:
            live[choices.choose(len(live))].switch()
            live = [each for each in live if not each.dead]

    def wait(self) -> None:
        """Let others go on."""
        self._main.switch()

    def loses_the_answer(self) -> bool:
        """Choose whether an answer gets lost."""
        lost = self._losses > 0 and self._choices.choose(2) == 1
        self._losses -= lost
        return lost

    def _until_answered(self, act: Act) -> None:
        while True:
            try:
                act(Stepped(self))
            except Busy:
                continue
            return


def schedules(
    items: Mapping[Key, Item], acts: Sequence[Act], losses: int, most: int, share: int = 0
) -> Iterator[MemoryTable]:
    """Play every schedule of some acts, `most` at most, and yield the table as each left it.

    `share` (0, 1 or 2) says with which one it begins, and so which are played where there are more than `most`.
    """
    given: list[int] | None = []
    for _ in range(most):
        assert given is not None
        choices = Choices(given, share)
        yield Schedule(items, acts, choices, losses).table
        given = choices.following()
        if given is None:
            return
