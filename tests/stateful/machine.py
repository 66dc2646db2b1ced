"""The machine that hypothesis drives: every step is a request to the handlers, and the model says how it ends."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

import pytest
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from antrean.base.policy import JOB_GAP, JOB_PATIENCE
from antrean.offices import directory
from antrean.slots import publishing
from instruments.dynamodb.memory_table import MemoryTable
from instruments.replay.world import World
from tests.stateful import checks, draws, views
from tests.stateful.draws import of
from tests.stateful.gateway import Gateway, MortalClient
from tests.stateful.model import Model
from tests.stateful.records import No, Said, refused
from tests.stateful.scene import CITIZENS, DAYS, HOLIDAY, NOW, OFFICES, OPERATOR, Request, applicant, secret_of, today
from tests.support.slots import Slot

_SECOND = timedelta(seconds=1)


class Queue(RuleBasedStateMachine):
    """The queue at two offices: requests go to the handlers and to the model, and their answers must be the same."""

    gateway: Gateway

    def __init__(self) -> None:
        """Begin with the slots of the first days, and nobody booked."""
        super().__init__()
        self.model = Model()
        self.asked: list[Request] = []
        self.seen_at = self.ran_at = datetime.min.replace(tzinfo=UTC)
        """Since when the jobs are known, and when they were run last."""
        self.table = MemoryTable()
        self._patch = pytest.MonkeyPatch()
        self._client = MortalClient(self.table)
        self._world = World(self._client, self._patch, lambda _label: None)
        self._world.clock.instant = NOW
        self._patch.setattr(directory, "packaged", lambda: [*OFFICES.values()])
        for office in OFFICES.values():
            self._world.store.offices.add_if_absent(office)
            first = today(office, NOW)
            last = first + timedelta(days=DAYS - 1)
            publishing.publish(self._world.store.quotas, self._world.clock, office, HOLIDAY, first, last)
        for ahead in range(DAYS + 2):
            day = NOW.date() + timedelta(days=ahead)
            assert self._world.store.release_secrets.add_if_absent(day, secret_of(day))
        for citizen, serial in CITIZENS.items():
            self._world.citizen(citizen, serial)

    def teardown(self) -> None:
        """Give the environment back."""
        self._patch.undo()

    # ------------------------------------------------------------------------------------------- citizens

    @initialize(
        wishes=st.lists(st.tuples(of(draws.open_slots), draws.households, draws.deaths), min_size=1, max_size=5)
    )
    def begin(self, wishes: list[tuple[Slot, list[str], str | None]]) -> None:
        """Some have booked already, so that a run in which hypothesis leaves rules out has something to go on with."""
        for number, (who, (slot, people, dies)) in enumerate(zip(cycle(CITIZENS), wishes, strict=False)):
            self._ask(Request("book", who, _wish(who, people, slot), key=f"first-{number}"), dies)

    @rule(who=draws.citizens, key=of(draws.fresh), slot=of(draws.slots), people=draws.households, dies=draws.deaths)
    def book(self, who: str, key: str, slot: Slot, people: list[str], dies: str | None) -> None:
        """Somebody books."""
        self._ask(Request("book", who, _wish(who, people, slot), key=key), dies)

    @precondition(lambda self: bool(self.model.bookings))
    @rule(name=of(draws.bookings), by=draws.callers, key=of(draws.fresh), people=draws.families, dies=draws.deaths)
    def add(self, name: str, by: str, key: str, people: list[str], dies: str | None) -> None:
        """Family is added to a booking."""
        who = _caller(name, by)
        self._ask(Request("add", who, _wish(who, people), name, key), dies)

    @precondition(lambda self: bool(self.model.bookings))
    @rule(name=of(draws.bookings), by=draws.callers, key=of(draws.fresh), slot=of(draws.slots), dies=draws.deaths)
    def move(self, name: str, by: str, key: str, slot: Slot, dies: str | None) -> None:
        """A booking is moved."""
        self._ask(Request("move", _caller(name, by), json.dumps(slot.choice), name, key), dies)

    @rule(name=of(draws.bookings), by=draws.callers, dies=draws.deaths)
    def cancel(self, name: str, by: str, dies: str | None) -> None:
        """A booking is cancelled."""
        self._ask(Request("cancel", _caller(name, by), about=name), dies)

    @rule(name=of(draws.bookings), by=draws.callers, place=draws.places, dies=draws.deaths)
    def leave(self, name: str, by: str, place: int, dies: str | None) -> None:
        """Somebody is taken out of a booking."""
        self._ask(Request("leave", _caller(name, by), about=name, place=place), dies)

    @precondition(lambda self: bool(self.asked))
    @rule(request=of(draws.asked), dies=draws.deaths)
    def again(self, request: Request, dies: str | None) -> None:
        """Something is asked for once more, whatever became of it."""
        self._ask(request, dies)

    @precondition(lambda self: bool(draws.keyed(self)))
    @rule(request=of(draws.keyed), slot=of(draws.slots), people=draws.families)
    def with_another_body(self, request: Request, slot: Slot, people: list[str]) -> None:
        """A key is used for something else."""
        if request.kind == "add":
            body = _wish(request.who, people)
        else:
            body = json.dumps({**json.loads(request.body), **slot.choice})
        self._ask(replace(request, body=body))

    @rule(name=of(draws.bookings), by=draws.callers)
    def show(self, name: str, by: str) -> None:
        """Somebody looks at a booking."""
        who = _caller(name, by)
        try:
            said = views.booking_said(self.model.own(name, who))
        except No as no:
            said = refused(no)
        _hold(f"{who} looks at {name}", said, self.gateway.show(name, who))

    # ------------------------------------------------------------------------------------------- operator, and time

    @rule(
        slot=of(draws.held_slots),
        change=draws.changes,
        reason=draws.reasons,
        away=draws.versions,
        dies=draws.deaths,
    )
    def change(self, slot: Slot, change: dict[str, Any], reason: str, away: int, dies: str | None) -> None:
        """An operator changes a quota, from what it is or from an older look at it."""
        etag = f'"{self.model.quotas[slot].version + away}"'
        about = f"{slot.office_id}/{slot.date}/{slot.session}"
        self._ask(Request("change", OPERATOR, json.dumps({**change, "reason": reason}), about, etag), dies)

    @rule(function=st.sampled_from(["sweeper", "auditor", "jobs"]))
    def come_by(self, function: str) -> None:
        """Minutes or an hour are over: stale claims are resolved, jobs go on, or every slot to come is found sound."""
        if function == "sweeper":
            assert self.gateway.invoke("sweeper") == self.model.sweep()
            return
        if function == "jobs":
            if self.model.now - self.ran_at > JOB_GAP:
                self.seen_at = self.model.now
            self.ran_at = self.model.now
            done = self.model.now - self.seen_at >= JOB_PATIENCE
            assert self.gateway.invoke("jobs") == {"left": 0 if done else 1}
            return
        found = self.gateway.invoke("auditor")
        assert (found["broken"], found["unjudged"]) == ([], 0)

    @rule(until=of(draws.instants))
    def wait(self, until: datetime) -> None:
        """Time passes."""
        self._be(until)

    # ------------------------------------------------------------------------------------------- what always holds

    @invariant()
    def all_is_well(self) -> None:
        """Nothing is oversold or lost, and the table holds what the model holds."""
        checks.check_slots(self.table.items, self.model)
        checks.check_seats(self.model)
        checks.check_holders(self.table.items, self.model)

    def _be(self, now: datetime) -> None:
        """Set everybody's clock."""
        self.model.now = self._world.clock.instant = now

    def _ask(self, request: Request, dies: str | None = None) -> None:
        """Send a request, and hold what comes back against the model; it takes a second."""
        said = self.model.answer(request, dies)
        self._client.dies = dies
        answer = self.gateway.ask(request)
        self._client.dies = None
        _hold(request, said, answer)
        # where a failing run is told, above its step
        ended = answer.summary if answer else "no answer"
        note(f"# {self.model.now:%A %H:%M:%S} UTC: {request.who} asks to {request.kind}: {ended}")
        self.asked.append(request)
        self._be(self.model.now + _SECOND)


def _hold(asked: object, said: Said | None, came: Said | None) -> None:
    """Hold an answer, or that none came, against what the model says."""
    assert came == said, f"{asked}: the model says\n  {said}, and there came\n  {came}"


def _caller(name: str, by: str) -> str:
    return name.split("/", maxsplit=1)[0] if by == "the owner" else by


def _wish(owner: str, people: list[str], slot: Slot | None = None) -> str:
    """Return the body of a request for these people; the owner of the account comes as `self` or not at all."""
    names = [name for name in people if name != owner] or ["fitri"]
    where = {**slot.choice, "service": "new"} if slot else {}
    return json.dumps({**where, "applicants": [applicant(name) for name in names]})
