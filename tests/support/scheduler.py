"""A deterministic scheduler: operations on a `MemoryTable` that take turns at every call, by the throws of one seed.

Each operation is a greenlet. It hands control back before and after each call to the table, and inside the calls that
DynamoDB does not do at one instant. Who goes on, what breaks, which packet lands late and how far the clock moves
is drawn from one `random.Random`, so a seed repeats its interleaving exactly.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError, ReadTimeoutError
from greenlet import greenlet

from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.calls import Killed

_READS = frozenset({"get_item", "batch_get_item", "query", "scan", "transact_get_items"})
_ENDPOINT = "https://dynamodb.invalid"
_MOST_STEPS = 5000
_LONGEST_PAGE = 4


@dataclass
class VirtualClock:
    """The one clock of all operations."""

    instant: datetime

    def now(self) -> datetime:
        """Return the present instant."""
        return self.instant


@dataclass(frozen=True)
class Weather:
    """How likely things are in one interleaving."""

    sticky: float
    """That the operation that made the last step makes the next one too."""
    death: float
    """That an operation dies at a step."""
    trouble: float
    """That a call is repeated, arrives late or loses its answer."""
    tick: float
    """That the clock moves on between two steps, mostly by seconds."""


@dataclass
class Call:
    """A call that reached the table: when, by the length of the table's history, and what it was."""

    at: int
    operation: str
    arguments: dict[str, Any]


@dataclass
class Task:
    """An operation under way."""

    name: str
    run: Callable[[Any], None]
    calls: list[Call] = field(default_factory=list)
    greenlet: greenlet | None = None

    @property
    def alive(self) -> bool:
        """Whether there is something left to do."""
        return self.greenlet is None or not self.greenlet.dead


class Scheduler:
    """Runs tasks to their ends in one interleaving; `trace` tells what happened, step by step."""

    def __init__(self, table: MemoryTable, clock: VirtualClock, rng: random.Random, weather: Weather) -> None:
        """Begin with no task."""
        self.table, self.clock, self.rng, self.weather = table, clock, rng, weather
        self.tasks: list[Task] = []
        self.trace: list[tuple[str, str, Any]] = []
        self.most_steps = _MOST_STEPS
        self.longest_page = _LONGEST_PAGE
        self._packets: list[Callable[[], None]] = []
        self._main: greenlet | None = None

    def add(self, name: str, run: Callable[[Any], None]) -> Task:
        """Add an operation; `run` gets its client of the table."""
        task = Task(name, run)
        self.tasks.append(task)
        return task

    def run(self) -> None:
        """Step until every operation has ended and every packet has landed."""
        self._main = greenlet.getcurrent()
        last: Task | None = None
        for _ in range(self.most_steps):
            live = [task for task in self.tasks if task.alive]
            if not live and not self._packets:
                return
            if self.rng.random() < self.weather.tick:
                self._tick()
            if self._packets and (not live or self.rng.random() < 1 / (1 + 4 * len(live))):
                self._packets.pop(self.rng.randrange(len(self._packets)))()
                continue
            if last is None or not last.alive or self.rng.random() >= self.weather.sticky:
                last = self.rng.choice(live)
            self._resume(last)
        raise AssertionError("the interleaving does not end")

    def note(self, who: str, what: str, detail: Any = None) -> None:
        """Add a line to the trace."""
        self.trace.append((who, what, detail))

    def pause(self) -> None:
        """Hand control back to the scheduler; called by a task."""
        assert self._main is not None
        self._main.switch()

    def later(self, operation: str, arguments: dict[str, Any]) -> None:
        """Let a copy of a write land at some later step."""

        def land() -> None:
            outcome = "nothing"
            try:
                getattr(MemoryClient(self.table), operation)(**arguments)
                outcome = "written"
            except ClientError as refusal:
                outcome = refusal.response["Error"]["Code"]
            self.note("network", f"late packet: {operation}: {outcome}", arguments)

        self._packets.append(land)

    def _resume(self, task: Task) -> None:
        if task.greenlet is None:
            task.greenlet = greenlet(task.run)
            task.greenlet.switch(SteppedClient(self, task))
        else:
            task.greenlet.switch()

    def _tick(self) -> None:
        seconds = self.rng.choice([1, 1, 1, 2, 3, 5, 61, 130])
        self.clock.instant += timedelta(seconds=seconds)
        self.note("clock", f"+{seconds} s")


class SteppedClient:
    """The table as one task sees it: every call is a step, and may go wrong."""

    def __init__(self, scheduler: Scheduler, task: Task) -> None:
        """Make the calls of `task`."""
        self._scheduler, self._task = scheduler, task
        self._client = MemoryClient(scheduler.table, self._between)

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        """Return the call of that name."""

        def call(**arguments: Any) -> Any:
            return self._call(operation, arguments)

        return call

    def _call(self, operation: str, arguments: dict[str, Any]) -> Any:
        rng, weather = self._scheduler.rng, self._scheduler.weather
        read = operation in _READS
        if operation == "batch_get_item":
            arguments = _shuffled(arguments, rng)
        elif operation in {"query", "scan"}:
            # a page ends where DynamoDB likes
            arguments = {**arguments, "Limit": rng.randint(1, self._scheduler.longest_page)}
        elif operation == "transact_write_items":
            # botocore gives every transaction a token, and keeps it when it repeats the call
            arguments = {**arguments, "ClientRequestToken": f"{self._task.name}/{len(self._scheduler.trace)}"}
        self._wait()
        trouble = rng.random()
        if not read and trouble < weather.trouble / 3:
            self._note(f"{operation}: does not arrive in time", arguments)
            self._scheduler.later(operation, arguments)
            self._wait()
            raise ReadTimeoutError(endpoint_url=_ENDPOINT)
        if not read and trouble < weather.trouble * 2 / 3:
            # botocore gave up on the first packet and sent another; the first one is still on its way
            self._scheduler.later(operation, arguments)
        answer = self._land(operation, arguments)
        self._wait()
        trouble = rng.random()
        if trouble < weather.trouble / 3:
            self._note(f"{operation}: the answer is lost", None)
            raise ReadTimeoutError(endpoint_url=_ENDPOINT)
        if trouble < weather.trouble * 2 / 3:
            self._note(f"{operation}: the answer is lost, and botocore repeats the call", None)
            answer = self._land(operation, arguments)
            self._wait()
        return answer

    def _land(self, operation: str, arguments: dict[str, Any]) -> Any:
        self._task.calls.append(Call(len(self._scheduler.table.history), operation, arguments))
        try:
            answer = getattr(self._client, operation)(**arguments)
        except ClientError as refusal:
            self._note(f"{operation}: {refusal.response['Error']['Code']}", arguments)
            self._wait()
            raise
        self._note(f"{operation}: done", arguments)
        return answer

    def sleep(self, _seconds: float) -> None:
        """Let others go on, in place of waiting."""
        self._wait()

    def _wait(self) -> None:
        self._scheduler.pause()
        if self._scheduler.rng.random() < self._scheduler.weather.death:
            self._note("dies", None)
            raise Killed

    def _between(self) -> None:
        self._scheduler.pause()

    def _note(self, what: str, detail: Any) -> None:
        self._scheduler.note(self._task.name, what, detail)


def _shuffled(arguments: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Return a batch with its keys in another order: DynamoDB promises none."""
    [(name, request)] = arguments["RequestItems"].items()
    keys = rng.sample(request["Keys"], len(request["Keys"]))
    return {"RequestItems": {name: {**request, "Keys": keys}}}
