"""Tapes: the calls that a function makes to AWS for one event, and the answers, recorded to be played again."""

from __future__ import annotations

import json
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cache
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest

from deploy.errors import CommandError
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.events import EVENTS, SECRET, fill, read
from instruments.replay.replay import Replay
from instruments.replay.world import NOW

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Tape:
    """An event, and the calls to DynamoDB that a fresh environment makes for it, with their answers."""

    event: dict[str, Any]
    status: int
    now: str
    """The instant at which the event happens."""
    calls: list[tuple[str, dict[str, Any], dict[str, Any]]]
    """Method of the client, arguments, answer."""

    @property
    def answers(self) -> list[tuple[str, dict[str, Any]]]:
        """Every answer by the name of its operation on the wire, those of Secrets Manager included."""
        # In the order in which a fresh environment reads them: the pepper, and the keys of NIKs that came after it.
        secrets = [("GetSecretValue", {"SecretString": text}) for text in (json.dumps({"v1": SECRET}), "{}")]
        return [*secrets, *((_on_the_wire(method), answer) for method, _, answer in self.calls)]


@cache
def record(label: str) -> Tape:
    """Replay `events/<label>.json` on a table in memory; raises CommandError where it does not end as the file says."""
    case = read(EVENTS / f"{label}.json")
    client = _Recorder(MemoryClient(MemoryTable()))
    patch = pytest.MonkeyPatch()
    try:
        with redirect_stdout(StringIO()):
            replay = Replay(case, client, patch)
            client.calls.clear()
            answer = replay.run(case)
    finally:
        patch.undo()
    if answer["statusCode"] != case.expect["status"]:
        raise CommandError(f"{label} ended with {answer['statusCode']}, not {case.expect['status']}.")
    return Tape(fill(case.event), case.expect["status"], NOW.isoformat(), client.calls)


class _Recorder:
    """Passes calls on to a client, and keeps each call with its answer."""

    def __init__(self, client: object) -> None:
        self._client = client
        self.calls: list[tuple[str, dict[str, Any], dict[str, Any]]] = []

    def __getattr__(self, method: str) -> Callable[..., dict[str, Any]]:
        def call(**arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - the arguments of any call
            answer: dict[str, Any] = getattr(self._client, method)(**arguments)
            self.calls.append((method, arguments, answer))
            return answer

        return call


def _on_the_wire(method: str) -> str:
    return "".join(word.capitalize() for word in method.split("_"))
