"""Replaying the files under events/ through the real handlers, in the state that each asks for."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from contract import declared
from instruments.replay.events import EVENTS, ROOT, Case, Context, fill, read
from instruments.replay.world import World

_REFUSED = 400
"""From this status on an answer is a refusal."""


class Replay:
    """A world with the functions in it, each loaded once, as in a warm environment."""

    def __init__(self, case: Case, table: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        """Set up what the case asks for."""
        # a logger writes to the stdout of its first use, and is known by the service's name
        monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", case.label)
        self._case = case
        self._modules: dict[str, ModuleType] = {}
        self.world = World(table, monkeypatch, self._send_before)
        for step in case.given:
            self.world.given(step)

    def run(self, case: Case) -> Any:
        """Hand the case's event to its function and return the answer."""
        if case.function not in self._modules:
            self._modules[case.function] = declared.load(declared.app_of(ROOT, case.function))
        handler = self._modules[case.function].handler
        return handler(fill(case.event), Context())

    def _send_before(self, label: str | None) -> None:
        answer = self.run(read(EVENTS / f"{label}.json") if label else self._case)
        assert answer.get("statusCode", 200) < _REFUSED, answer
