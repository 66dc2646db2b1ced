"""The machine that hypothesis drives: every step is a request to the handlers, and the model says how it ends."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

import pytest
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from antrean.base.days import days_from
from antrean.offices import directory
from antrean.people.items import registration_key
from antrean.policy.system import JOB_GAP, JOB_PATIENCE
from antrean.slots import publishing
from instruments.dynamodb.memory_table import MemoryTable
from instruments.replay.events import NIK_KEYS
from instruments.replay.people import sign_up_of
from instruments.replay.world import World
from tests.stateful import checks, draws, pasts, views
from tests.stateful.draws import of
from tests.stateful.gateway import Gateway, MortalClient
from tests.stateful.pasts import PASTS, Dying, Step
from tests.stateful.records import Account, No, Said, refused
from tests.stateful.scene import (
    CITIZENS,
    DAYS,
    HOLIDAY,
    LEVELS,
    NEWCOMERS,
    NOW,
    OFFICES,
    OPERATOR,
    PEOPLE,
    Request,
    secret,
    today,
    wait,
    wish,
)
from tests.stateful.waiting import Waiting
from tests.support.slots import Slot

_SECOND = timedelta(seconds=1)


class Queue(RuleBasedStateMachine):
    """The queue at two offices: requests go to the handlers and to the model, and their answers must be the same."""

    gateway: Gateway
    pasts: Sequence[Sequence[Step]] = ((), *PASTS.values())
    """What may have happened before."""

    def __init__(self) -> None:
        """Begin with the slots of the first days, and nobody booked."""
        super().__init__()
        self.model = Waiting()
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
        self._world.clock.instant = NOW - timedelta(days=1)
        for citizen, serial in CITIZENS.items():
            self._world.citizen(citizen, serial)
        self._world.clock.instant = NOW
        for citizen, level in LEVELS.items():
            self._know(citizen, level)
        for day in days_from(NOW.date(), NOW.date() + timedelta(days=DAYS + 1)):
            self._world.store.release_secrets.add_if_absent(day, secret(day))

    def teardown(self) -> None:
        """Give the environment back."""
        self._patch.undo()

    # ------------------------------------------------------------------------------------------- citizens

    @initialize(
        past=of(lambda machine: machine.pasts),
        cut=st.sampled_from([None, None, 2, 4, 6]),
        wishes=st.lists(st.tuples(of(draws.open_slots), draws.households, draws.deaths), min_size=1, max_size=5),
    )
    def begin(self, past: Sequence[Step], cut: int | None, wishes: list[tuple[Slot, list[str], str | None]]) -> None:
        """Some have booked already, so that a run in which hypothesis leaves rules out has something to go on with."""
        for step in past[:cut]:
            match step:
                case Request() as request:
                    self._ask(request)
                case Dying():
                    self._ask(step.request, step.dies)
                case timedelta() as while_:
                    self._be(self.model.now + while_)
                case pasts.SIGN_UP:
                    self._sign_up()
                case _:
                    self._sweep()
        for number, (who, (slot, people, dies)) in enumerate(zip(cycle(CITIZENS), wishes, strict=False)):
            self._ask(Request("book", who, wish(who, people, slot), key=f"first-{number}"), dies)

    @rule(who=draws.citizens, key=of(draws.fresh), slot=of(draws.slots), people=draws.households, dies=draws.deaths)
    def book(self, who: str, key: str, slot: Slot, people: list[str], dies: str | None) -> None:
        """Somebody books."""
        self._ask(Request("book", who, wish(who, people, slot), key=key), dies)

    @precondition(lambda self: bool(self.model.bookings))
    @rule(name=of(draws.bookings), by=draws.callers, key=of(draws.fresh), people=draws.families, dies=draws.deaths)
    def add(self, name: str, by: str, key: str, people: list[str], dies: str | None) -> None:
        """Family is added to a booking."""
        who = _caller(name, by)
        self._ask(Request("add", who, wish(who, people), name, key), dies)

    @precondition(lambda self: bool(self.model.bookings))
    @rule(name=of(draws.bookings), by=draws.callers, key=of(draws.fresh), slot=of(draws.slots), dies=draws.deaths)
    def move(self, name: str, by: str, key: str, slot: Slot, dies: str | None) -> None:
        """A booking is moved."""
        self._ask(Request("move", _caller(name, by), json.dumps(slot.choice), name, key), dies)

    @precondition(lambda self: bool(self.model.bookings))
    @rule(whom=draws.places, by=draws.callers, dies=draws.deaths)
    def leave(self, whom: tuple[str, int], by: str, dies: str | None) -> None:
        """The account takes somebody out of a booking."""
        name, place = whom
        self._ask(Request("leave", _caller(name, by), about=name, place=place), dies)

    @precondition(lambda self: bool(self.model.bookings))
    @rule(whom=of(draws.contested), by=draws.callers, dies=draws.deaths)
    def object_to(self, whom: tuple[str, int], by: str, dies: str | None) -> None:
        """The account objects to somebody's being taken out."""
        name, place = whom
        self._ask(Request("object", _caller(name, by), about=name, place=place), dies)

    @rule(whom=of(draws.listed), kind=st.sampled_from(["contest", "contest", "quit"]), dies=draws.deaths)
    def ask_to_be_taken_out(self, whom: tuple[str, str], kind: str, dies: str | None) -> None:
        """Somebody whom another account booked asks to be taken out, or leaves."""
        who, name = whom
        self._ask(Request(kind, who, about=name), dies)

    @rule(who=draws.citizens)
    def look_where_listed(self, who: str) -> None:
        """Somebody looks at bookings that others made of them."""
        _hold(f"{who} looks at listings", self.model.listings(who), self.gateway.listings(who))

    @precondition(lambda self: len(self.model.accounts) < len(CITIZENS | NEWCOMERS))
    @rule()
    def sign_up(self) -> None:
        """Somebody gets an account, who may be in the bookings of others by now."""
        self._sign_up()

    def _sign_up(self) -> None:
        [(citizen, _)] = NEWCOMERS.items()
        registered = sign_up_of(citizen, PEOPLE[citizen].nik, NIK_KEYS, PEOPLE[citizen].full_name)
        self._world.store.accounts.register(registered, self.model.now)
        self.model.accounts[citizen] = Account(self.model.now)
        self._be(self.model.now + _SECOND)

    @rule(name=of(draws.bookings), by=draws.callers, dies=draws.deaths)
    def cancel(self, name: str, by: str, dies: str | None) -> None:
        """A booking is cancelled."""
        self._ask(Request("cancel", _caller(name, by), about=name), dies)

    @rule(
        who=draws.citizens,
        key=of(draws.fresh),
        slot=of(draws.waited_for),
        people=draws.households,
        days=draws.days,
        dies=draws.deaths,
    )
    def join(self, who: str, key: str, slot: Slot, people: list[str], days: int, dies: str | None) -> None:
        """Somebody joins the waiting list, for one session or any of so many days."""
        self._ask(Request("join", who, wait(who, people, slot, days), key=key), dies)

    @precondition(lambda self: bool(self.model.entries))
    @rule(who=draws.citizens, dies=draws.deaths)
    def unjoin(self, who: str, dies: str | None) -> None:
        """Somebody leaves the waiting list."""
        self._ask(Request("unjoin", who), dies)

    @precondition(lambda self: bool(self.model.entries))
    @rule(
        name=of(draws.offers),
        by=draws.callers,
        kind=st.sampled_from(["accept", "accept", "decline"]),
        dies=draws.deaths,
    )
    def answer(self, name: str, by: str, kind: str, dies: str | None) -> None:
        """An offer is answered."""
        self._ask(Request(kind, _caller(name, by), about=name), dies)

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
            body = wish(request.who, people)
        else:
            body = json.dumps({**json.loads(request.body), **slot.choice})
        self._ask(replace(request, body=body))

    @rule(name=of(draws.bookings), by=draws.callers)
    def show(self, name: str, by: str) -> None:
        """Somebody looks at a booking."""
        who = _caller(name, by)
        try:
            said = views.booking_said(self.model.own(name, who, offered=True))
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
            self._sweep()
            return
        if function == "jobs":
            if self.model.now - self.ran_at > JOB_GAP:
                self.seen_at = self.model.now
            self.ran_at = self.model.now
            done = self.model.now - self.seen_at >= JOB_PATIENCE
            assert self.gateway.invoke("jobs") == {"left": 0 if done else 2}
            return
        found = self.gateway.invoke("auditor")
        assert (found["broken"], found["unjudged"]) == ([], 0)

    @precondition(lambda self: bool(draws.releases(self.model)))
    @rule(minute=of(lambda machine: draws.releases(machine.model)), late=st.sampled_from([-1, 0, 0, 30, 90]))
    def release(self, minute: datetime, late: int) -> None:
        """The sweeper comes about the minute at which kept seats are released."""
        self._be(max(minute + late * _SECOND, self.model.now))
        self._sweep()

    def _sweep(self) -> None:
        before = (self.model.lapsed, self.model.passed_over, self.model.withdrawn)
        swept = self.model.sweep()
        assert self.gateway.invoke("sweeper") == swept
        self.gateway.seen["release", "done"] += swept["released"]
        self.gateway.seen["offer", "done"] += swept["offered"]
        self.gateway.seen["end an offer", "done"] += self.model.lapsed - before[0]
        self.gateway.seen["pass somebody over", "done"] += self.model.passed_over - before[1]
        self.gateway.seen["withdraw an offer", "done"] += self.model.withdrawn - before[2]

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
        checks.check_entries(self.table.items, self.model)
        assert [to for to, _ in self._world.postbox.sent] == self.model.mails

    def _know(self, citizen: str, level: int) -> None:
        """Set a level of identity by hand: nothing raises it yet."""
        pk, sk = registration_key(NIK_KEYS.key(PEOPLE[citizen].nik))
        self._client.update_item(
            TableName="antrean",
            Key={"pk": {"S": pk}, "sk": {"S": sk}},
            UpdateExpression="SET #level = :level",
            ExpressionAttributeNames={"#level": "level"},
            ExpressionAttributeValues={":level": {"N": str(level)}},
        )

    def _be(self, now: datetime) -> None:
        """Set everybody's clock."""
        self.model.now = self._world.clock.instant = now

    def _ask(self, request: Request, dies: str | None = None) -> None:
        """Send a request, and hold what comes back against the model; it takes a second."""
        before, lost, found = self.model.superseded, self.model.displaced, self.model.moved_freely
        withdrawn = self.model.withdrawn
        said = self.model.answer(request, dies)
        self.gateway.seen["supersede", "done"] += self.model.superseded - before
        self.gateway.seen["displace", "done"] += self.model.displaced - lost
        self.gateway.seen["withdraw an offer", "done"] += self.model.withdrawn - withdrawn
        self.gateway.seen["move to another place", "done"] += self.model.moved_freely - found
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
