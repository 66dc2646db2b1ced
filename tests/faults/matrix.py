"""The cells of the matrix: every file of events/ that reaches AWS, each of its calls, every fault that can meet it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from instruments.replay.events import Case, read_all
from tests.faults.scene import End, Scene
from tests.faults.troubles import FAULTS, Fault, Span, trouble
from tests.faults.wire import Call

Begin = Callable[[Case], Scene]
"""Makes a scene that has not begun."""


class Retry(StrEnum):
    """When the same event is sent again, with the fault gone."""

    AT_ONCE = "retried at once"
    AFTER_THE_SWEEP = "retried after the sweep"


_LASTING = {
    # what botocore's one repetition mends is mostly acknowledged; then the retry is the answer's twin
    Span.ONCE: (Retry.AT_ONCE,),
    Span.THIS_CALL: (Retry.AT_ONCE, Retry.AFTER_THE_SWEEP),
    Span.FROM_HERE: (Retry.AFTER_THE_SWEEP,),
    Span.EACH: (Retry.AT_ONCE,),
}
_ONLY = {
    # Cognito does not wait: a minute later the proof of a sign-up has expired
    "sign_up_gate": (Retry.AT_ONCE,),
    # a message whose handing over nobody saw is hidden until then
    "receipt_replayer": (Retry.AFTER_THE_SWEEP,),
    "notice_replayer": (Retry.AFTER_THE_SWEEP,),
    # what a run has begun is no other run's for a minute
    "reminders": (Retry.AFTER_THE_SWEEP,),
    # the seats of an offer that could not be committed are given back once its claim is a minute old
    "sweeper": (Retry.AFTER_THE_SWEEP,),
}
"""Functions that are not asked again at any time."""


@dataclass(frozen=True)
class Cell:
    """One event with one fault that begins at one of its calls, and when it is retried."""

    case: Case
    call: Call
    fault: Fault
    span: Span
    retry: Retry

    def __str__(self) -> str:
        """The cell, as a failure names it."""
        return (
            f"{self.case.label}: {self.fault.name} at call {self.call.number} ({self.call}), {self.span}, {self.retry}"
        )


@dataclass(frozen=True)
class Played:
    """What happened in a cell, or without any fault."""

    scene: Scene
    first: End
    second: End
    """Of the retry."""


def cases() -> list[Case]:
    """Return the files in which all is well until the event, and time stands still for it: faults let it pass."""
    return [case for case in read_all() if not any("fails" in step or "step" in step for step in case.given)]


def cells(case: Case, calls: Sequence[Call]) -> Iterator[Cell]:
    """Return every cell of a case whose calls are these."""
    for call in calls:
        yield from at(case, call, calls)


def at(case: Case, call: Call, calls: Sequence[Call]) -> Iterator[Cell]:
    """Return the cells of a case whose fault begins at `call`."""
    is_last = all(later.service != call.service for later in calls[call.number + 1 :])
    for fault in FAULTS:
        if not fault.meets(call):
            continue
        for span, retries in _LASTING.items():
            # where nothing is left that it could change, a longer span is no other cell
            if (span is Span.FROM_HERE and is_last) or (span is Span.EACH and call.number):
                continue
            for retry in _ONLY.get(case.function, retries):
                yield Cell(case, call, fault, span, retry)


def drawn(case: Case, calls: Sequence[Call], seed: int, number: int) -> Iterator[Cell]:
    """Return `number` cells, drawn by the seed, for each kind of call; the publisher makes fifty of one kind."""
    draw = random.Random(f"{seed} {case.label}")
    kinds: dict[str, list[Call]] = {}
    for call in calls:
        kinds.setdefault(str(call), []).append(call)
    for alike in kinds.values():
        found = [cell for call in alike for cell in at(case, call, calls)]
        yield from draw.sample(found, min(number, len(found)))


def undisturbed(case: Case, begin: Begin, retry: Retry) -> Played:
    """Play an event and its retry without any fault: it ends with an error only where its file says so."""
    played = _play(begin(case), retry)
    assert played.first.raised is None or "error" in case.expect, played.first.raised
    return played


def play(cell: Cell, begin: Begin) -> Played:
    """Play a cell to its end: the event in trouble, its retry without, and a sweep."""
    scene = begin(cell.case)
    scene.wire.trouble = trouble(scene.wire, cell.fault, cell.call.number, cell.span)
    return _play(scene, cell.retry)


def _play(scene: Scene, retry: Retry) -> Played:
    first = scene.run()
    scene.calls = list(scene.wire.calls)
    scene.wire.trouble = lambda _call, service: service()
    if retry is Retry.AFTER_THE_SWEEP:
        scene.sweep()
    second = scene.run()
    scene.sweep()
    return Played(scene, first, second)
