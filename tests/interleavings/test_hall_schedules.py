"""Counters that call at the same time: every schedule of a few presses, and random schedules of twenty counters.

The first part tries each order of the calls of two counters, with lost answers and double clicks, on the real code;
here a call to the table is one step. The second part draws orders in which transactions are not one step either.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from antrean.aws.attributes import from_item, to_values
from antrean.aws.table import Table
from antrean.base.errors import Busy
from antrean.bookings.stores import Store
from antrean.hall import counters, store
from antrean.hall.counters import Officer
from antrean.hall.door import Staffed
from antrean.hall.items import as_party, party_item
from antrean.hall.model import Day, Party, Visitor
from antrean.hall.store import Hall
from antrean.offices.store import Looks
from instruments.dynamodb.expressions import Item
from instruments.dynamodb.memory_table import Key, MemoryClient, MemoryTable
from instruments.replay.calls import Killed
from tests.interleavings.drawing import weather
from tests.interleavings.hall_referee import broken
from tests.interleavings.halls import MORNING
from tests.interleavings.mix import DAY, OFFICE
from tests.support import proof
from tests.support.scheduler import Scheduler, VirtualClock
from tests.support.schedules import Act, schedules

TWENTY = 20
RANDOM_SCHEDULES = proof.size(15, 700)
MOST_SCHEDULES = proof.size(500, 30_000)
"""Of one scene: the long form plays all of them but those of three presses; the short one begins as its share says."""
_DAY = Day(OFFICE.office_id, DAY)
_UNCHANGED = "not changed since it was read"
_WHATEVER_WAS_READ = "(version = :read OR attribute_exists(pk))"

Press = tuple[int, str]
"""A counter, and the key with which it calls the next party."""


def staffed(client: Any, clock: VirtualClock) -> Staffed:
    """What the counters work with, on a client of a table."""
    table = Table(client, "antrean", sleep=getattr(client, "sleep", lambda _seconds: None), jitter=lambda: 1.0)
    bookings = Store(table).bookings
    return Staffed(Hall(table, bookings, Looks(table)), bookings, clock)


def officer(number: int) -> Officer:
    """Who works at a counter."""
    return Officer(f"officer {number}", _DAY, number)


def world(parties: int, open_counters: int) -> dict[Key, Item]:
    """The items of a morning on which so many parties wait and so many counters are open."""
    table = MemoryTable()
    for number in range(1, parties + 1):
        people = (Visitor(0, number, "Siti", "0001", "self", here=True),)
        party = Party(
            _DAY, f"PARTY{number:011d}", "A", "morning", "09:00", "new", "booked", "waiting", late=False,
            arrived_at=MORNING, admitted_by="door", people=people,
        )  # fmt: skip
        item = party_item(party)
        table.items[item["pk"], item["sk"]] = to_values(item)
    hall = staffed(MemoryClient(table), VirtualClock(MORNING))
    for number in range(1, open_counters + 1):
        counters.open_counter(hall, officer(number), ())
    return table.items


# ------------------------------------------------------------------------------------------- every schedule


def pressed(press: Press) -> Act:
    """Press a counter's key."""
    number, key = press

    def act(client: Any) -> None:
        counters.call_next(staffed(client, VirtualClock(MORNING)), officer(number), key)

    return act


def every(items: dict[Key, Item], presses: Sequence[Press], losses: int) -> Iterator[MemoryTable]:
    """Play every schedule of some presses, `MOST_SCHEDULES` at most."""
    return schedules(items, [*map(pressed, presses)], losses, MOST_SCHEDULES, proof.SHARE)


def calls_of(table: MemoryTable) -> Counter[str]:
    """How often each party was called: how many writes brought it to a counter from where it waited."""
    called: Counter[str] = Counter()
    for change in table.history:
        for (_, sk), (old, new) in change.items():
            if sk.startswith("P#") and old and new and old["state"] != {"S": "called"} == new["state"]:
                called[sk.removeprefix("P#")] += 1
    return called


def parties_of(table: MemoryTable) -> list[Party]:
    """The parties as they are."""
    return [as_party(from_item(item)) for (_, sk), item in table.items.items() if sk.startswith("P#")]


SCENES: dict[str, tuple[int, int, list[Press], int]] = {
    # parties, counters, presses, how many answers get lost
    "two counters, two answers lost": (2, 2, [(1, "a"), (2, "b")], 2),
    "two counters and one party": (1, 2, [(1, "a"), (2, "b")], 1),
    "a double click": (2, 1, [(1, "a"), (1, "a")], 1),
    "two presses of one counter": (3, 1, [(1, "a"), (1, "b")], 1),
    "a double click beside another counter": (3, 2, [(1, "a"), (1, "a"), (2, "b")], 0),
    "three counters": (3, 3, [(1, "a"), (2, "b"), (3, "c")], 0),
}


@pytest.mark.slow
@pytest.mark.parametrize("scene", SCENES)
def test_every_schedule_calls_each_party_once(scene: str) -> None:
    """Whatever takes turns, gets lost and comes twice: as many parties are called as keys were pressed, each once."""
    waiting, open_counters, presses, losses = SCENES[scene]
    items = world(waiting, open_counters)
    number = 0
    for table in every(items, presses, losses):
        number += 1
        assert not broken(items, table.history)
        called = calls_of(table)
        assert set(called.values()) <= {1}
        # A counter that was pressed twice has finished with the first party.
        assert called.total() == min(waiting, len(set(presses)))
        # They were called in their order: nobody was passed over.
        assert sorted(called) == [f"PARTY{each:011d}" for each in range(1, called.total() + 1)]
    proof.found(proof.Engine.MEMORY, f"{scene}: {number} schedules, each party called exactly once")


@pytest.mark.parametrize(
    ("conditions", "scene"),
    [
        (store.PARTY_CONDITIONS, "two counters, two answers lost"),
        (store.COUNTER_CONDITIONS, "two presses of one counter"),
    ],
    ids=["without the party's condition", "without the counter's condition"],
)
def test_some_schedule_calls_twice(conditions: dict[str, str], scene: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative controls: without a condition some schedule calls one party twice, or two to one counter."""
    monkeypatch.setitem(conditions, _UNCHANGED, _WHATEVER_WAS_READ)
    waiting, open_counters, presses, losses = SCENES[scene]
    items = world(waiting, open_counters)
    assert any(broken(items, each.history) for each in every(items, presses, losses))


# ------------------------------------------------------------------------------------------- twenty counters


def play(seed: int) -> tuple[dict[Key, Item], MemoryTable]:
    """Let twenty counters press at the same time, some of them twice, in the weather of a seed; then call the rest."""
    rng = random.Random(seed)
    items = world(rng.choice([10, 20]), TWENTY)
    table, clock = MemoryTable(items), VirtualClock(MORNING)
    scheduler = Scheduler(table, clock, rng, weather(rng))
    scheduler.most_steps, scheduler.longest_page = 40_000, 30
    for number in range(1, TWENTY + 1):
        clicks = rng.choice([1, 1, 2])
        for click in range(clicks):
            task = scheduler.add(f"{number}/{click}", lambda _client: None)
            task.run = partial(_pursue, clock, number, rng)
    scheduler.run()
    _call_the_rest(table, clock)
    return items, table


def _pursue(clock: VirtualClock, number: int, rng: random.Random, client: Any) -> None:
    """Press a key, as a page does that repeats it with its key where there was no answer; and then another one."""
    for key in ("first", "second")[: rng.choice([1, 2])]:
        for _ in range(4):
            try:
                counters.call_next(staffed(client, clock), officer(number), key)
            except (Busy, Killed):
                # The function died, or has no answer: the page asks again.
                continue
            break


def _call_the_rest(table: MemoryTable, clock: VirtualClock) -> None:
    clock.instant += timedelta(minutes=1)
    hall = staffed(MemoryClient(table), clock)
    last = officer(TWENTY + 1)
    counters.open_counter(hall, last, ())
    key = 0
    while counters.call_next(hall, last, f"{key}").party:
        key += 1


@pytest.mark.slow
def test_twenty_counters_call_each_party_once() -> None:
    """In every drawn schedule each party is called exactly once, and no counter ever has two."""
    calls = 0
    first = proof.first(RANDOM_SCHEDULES)
    for seed in range(first, first + RANDOM_SCHEDULES):
        items, table = play(seed)
        assert not broken(items, table.history), seed
        called = calls_of(table)
        assert called == Counter(party.party_id for party in parties_of(table)), seed
        calls += called.total()
    proof.found(
        proof.Engine.MEMORY,
        f"{RANDOM_SCHEDULES} random schedules of {TWENTY} counters: {calls} parties, each called exactly once",
    )
