"""The stage on which the machine acts: the real handlers on a table in memory, and the model beside them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from hypothesis import note
from hypothesis.stateful import RuleBasedStateMachine

from antrean.offices import directory
from antrean.slots import publishing
from instruments.dynamodb.memory_table import Change, MemoryTable
from instruments.replay.world import World
from tests.stateful.gateway import Gateway, MortalClient, told
from tests.stateful.model import Model
from tests.stateful.records import Said
from tests.stateful.scene import CITIZENS, HOLIDAYS, NOW, OFFICES, PUBLISHED_DAYS, Request, today
from tests.support.client import Answer

_SECOND = timedelta(seconds=1)


class Stage(RuleBasedStateMachine):
    """Requests go to the handlers and to the model, and their answers must be the same."""

    gateway: Gateway

    def __init__(self) -> None:
        """Begin with the first days on view, and nobody booked."""
        super().__init__()
        self.model = Model()
        self.asked: list[Request] = []
        self.table = MemoryTable()
        self._patch = pytest.MonkeyPatch()
        self._client = MortalClient(self.table)
        self._looked = 0
        self._world = World(self._client, self._patch, lambda _label: None)
        self._world.clock.instant = NOW
        self._patch.setattr(directory, "packaged", lambda: [*OFFICES.values()])
        for office in OFFICES.values():
            self._world.store.offices.add_if_absent(office)
            first = today(office, NOW)
            last = first + timedelta(days=PUBLISHED_DAYS - 1)
            publishing.publish(self._world.store.quotas, self._world.clock, office, HOLIDAYS, first, last)
        for citizen, serial in CITIZENS.items():
            self._world.citizen(citizen, serial)

    def teardown(self) -> None:
        """Give the environment back."""
        self._patch.undo()

    def be(self, now: datetime) -> None:
        """Set everybody's clock."""
        self.model.now = self._world.clock.instant = now

    def ask(self, request: Request, dies: str | None = None) -> None:
        """Send a request, and hold what comes back against the model; it takes a second."""
        said = self.model.answer(request, dies)
        self._client.dies = dies
        answer = self.gateway.ask(request)
        self._client.dies = None
        self.hold(request, said, answer)
        self.asked.append(request)
        self.be(self.model.now + _SECOND)

    def read(
        self, said: Said, resource: str, who: str | None, query: Mapping[str, str] | None = None, **path: str
    ) -> None:
        """Look at something, and hold what is shown against the model."""
        self.hold(resource, said, self.gateway.get(resource, who, query, **path))

    def hold(self, asked: object, said: Said | None, answer: Answer | None) -> None:
        """Hold an answer, or that none came, against what the model says."""
        came = None
        if answer is not None:
            headers = {name: answer.headers.get(name, "") for name in said.headers} if said else {}
            came = Said(answer.status, answer.code, told(answer), headers)
        assert came == said, f"{asked}: the model says\n  {said}, and there came\n  {came}"
        if isinstance(asked, Request):
            # where a failing run is told, above its step
            ended = came.summary if came else "no answer"
            note(f"# {self.model.now:%A %H:%M:%S} UTC: {asked.who} asks to {asked.kind}: {ended}")

    def written(self) -> list[Change]:
        """Return what was written to the table since this was asked for the last time."""
        found, self._looked = self.table.history[self._looked :], len(self.table.history)
        return found
