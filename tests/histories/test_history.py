"""The history checker: processes full of clients against the deployed system, then their answers against the table."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import pytest

from tests.histories.checker import problems
from tests.histories.clients import Crowd, Population, families, sent
from tests.histories.history import Event, History, Item, Request, Slot
from tests.histories.senders import OverHttp
from tests.support import proof
from tests.support.citizens import Citizen, made_up_nik, person
from tests.support.deployed import Deployed, eventually, subject

PROCESSES = 2
THREADS = 4
SECONDS = proof.size(10, 90)
ROUNDS = 5
CITIZENS = 16
CHILDREN = 64
FEW, MANY = 30, 90
"""Seats of each slot: in the crowd, and afterwards, so that whoever was refused can be served."""
MEMORY = 5.0
"""A full slot is remembered for two seconds; the rest is for a function that has to wait for its processor."""
LEASE = 60
pytestmark = pytest.mark.usefixtures("few_environments")
KINDS = {"book", "add", "move", "leave", "cancel", "look", "change"}


@dataclass(frozen=True)
class Stage:
    """Four slots of two offices, and people whose NIKs end in different digits."""

    deployed: Deployed
    population: Population
    tokens: dict[str, str]
    beginning: Sequence[Item]

    @property
    def sender(self) -> OverHttp:
        """A way to the API."""
        return OverHttp(self.deployed.outputs["api_url"], self.tokens, self.population)

    def quota(self, slot: Slot) -> Item:
        """The quota item of a slot."""
        office, date, session = slot
        item = self.deployed.table.get(f"OFFICE#{office}", f"QUOTA#{date}#{session}")
        assert item
        return item

    def release(self) -> None:
        """Let everything that is kept be booked, as a release does: the clock is real, and its minute may be far."""
        for office, date, session in self.population.slots:
            if self.quota((office, date, session)).get("seats_kept"):
                self.deployed.aws.dynamodb().update_item(
                    TableName=self.deployed.table.name,
                    Key={"pk": {"S": f"OFFICE#{office}"}, "sk": {"S": f"QUOTA#{date}#{session}"}},
                    UpdateExpression="SET seats_left = seats_left + seats_kept, seats_kept = :none, released_at = :now",
                    ExpressionAttributeValues={":none": {"N": "0"}, ":now": {"N": str(int(time.time()))}},
                )

    def items(self) -> list[Item]:
        """The raw items that the checker looks at."""
        table, people = self.deployed.table, self.population
        found = [self.quota(slot) for slot in people.slots]
        for office in dict.fromkeys(office for office, _, _ in people.slots):
            found += table.partition(f"AUDIT#{office}")
        for account in people.citizens:
            found += [item for item in table.partition(f"ACCOUNT#{account}") if item["sk"] == "PROFILE"]
        for item in table.bookings_and_guards():
            slot = (item.get("office"), item.get("date"), item.get("session"))
            if item["sk"] == "ACTIVE" or slot in people.slots or item.get("account") in people.citizens:
                found.append(item)
        return found

    def settled(self) -> list[Item]:
        """The items when nothing is under way any more; claims that their makers left behind are swept."""

        def look() -> list[Item]:
            quotas = [self.quota(slot) for slot in self.population.slots]
            claims = [stamp for quota in quotas for stamp in quota["claims"].values()]
            if any(time.time() - stamp // 1_000_000 > LEASE for stamp in claims):
                sweeper = self.deployed.function("SweeperFunction")
                self.deployed.aws.functions().invoke(FunctionName=sweeper)
            # a scan is not of one moment: two alike are
            items = self.items()
            return [] if claims or items != self.items() else items

        return eventually(look, "settled table", 2 * LEASE)


@pytest.fixture
def stage(deployed: Deployed) -> Stage:
    """A stage on the running system."""
    people = [replace(person(), birth_date=person().birth_date) for _ in range(CITIZENS + CHILDREN)]
    people = [
        replace(who, nik=made_up_nik(who.birth_date, serial=f"{number:04d}")) for number, who in enumerate(people, 1)
    ]
    with ThreadPoolExecutor(2) as pool:
        citizens: list[Citizen] = [*pool.map(deployed.citizen, people[:CITIZENS])]
    slots = [slot for _ in range(2) for slot in deployed.slots()[:2]]
    operator = deployed.staff("operators", "*")
    operators = {subject(operator): operator}
    population = Population(
        citizens={citizen.account_id: citizen.person.nik[-4:] for citizen in citizens},
        children={child.nik[-4:]: child.applicant() for child in people[CITIZENS:]},
        families=families(
            [citizen.account_id for citizen in citizens], [child.nik[-4:] for child in people[CITIZENS:]]
        ),
        operators=tuple(operators),
        slots=tuple((slot.office_id, slot.date, slot.session) for slot in slots),
    )
    tokens = operators | {citizen.account_id: citizen.token for citizen in citizens}
    return Stage(deployed, population, tokens, [deployed.table.quota(slot) for slot in slots])


def test_answers_and_table_agree(stage: Stage) -> None:
    """Clients book, add, move, leave, cancel, look, retry and give up, operators change quotas: no answer was a lie."""
    sender, people = stage.sender, stage.population
    events = [sent(sender, _seats(slot, stage, FEW)) for slot in people.slots]
    stage.release()
    began = time.monotonic()
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as pool:
        # On a busy machine few requests are sent in the time, and the rarest may never succeed: then more crowds come.
        for first in range(0, ROUNDS * PROCESSES, PROCESSES):
            crowds = [Crowd(people, proof.SEED, first + number, THREADS, SECONDS) for number in range(PROCESSES)]
            for found in pool.map(partial(_run, stage.deployed.outputs["api_url"], stage.tokens), crowds):
                events += found
            if {event.request.kind for event in events if event.done} >= KINDS:
                break
            stage.release()
    seconds = time.monotonic() - began
    events += _calm(stage, events)
    items = stage.settled()
    wrong = problems(History(events, stage.beginning, memory=MEMORY), items)
    assert wrong == [], "\n".join(wrong)
    done = Counter(event.request.kind for event in events if event.done)
    acknowledged = ", ".join(f"{times} {kind}" for kind, times in sorted(done.items()))
    assert done.keys() == KINDS, f"a history in which nobody succeeds with some request shows nothing: {acknowledged}"
    proof.found(
        proof.Engine.STACK,
        f"history of {len(events)} requests of {PROCESSES} processes with {THREADS} threads in {seconds:.0f} s: "
        f"answers and table agree; acknowledged: {acknowledged}",
    )


def _run(api_url: str, tokens: dict[str, str], crowd: Crowd) -> list[Event]:
    """What each process does."""
    return crowd.run(lambda: OverHttp(api_url, tokens, crowd.population))


def _seats(slot: Slot, stage: Stage, seats: int) -> Request:
    """An operator's wish for so many seats."""
    version, [operator] = stage.quota(slot)["version"], stage.population.operators
    return Request("change", operator, slot=slot, version=version, capacity=seats, state="open", reason="uji coba")


def _calm(stage: Stage, before: Sequence[Event]) -> list[Event]:
    """When the crowd has gone there are seats for all, and everybody asks once more with the same key."""
    events = [sent(stage.sender, _seats(slot, stage, MANY)) for slot in stage.population.slots]
    stage.release()
    for request in dict.fromkeys(event.request for event in before if event.request.key):
        events += [sent(stage.sender, request)]
    return events
