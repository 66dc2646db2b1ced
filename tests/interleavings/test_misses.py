"""Misses that are decided while other things happen: every schedule of the calls of a few who do so at once.

Runs of the job, one of another day, a door that noted an arrival and was paused, and a holder who excuses a miss, each
with lost answers. Here a call to the table is one step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

import pytest

from antrean.aws.attributes import from_item
from antrean.aws.table import Table
from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Refused
from antrean.bookings import store as bookings
from antrean.bookings.items import as_booking
from antrean.bookings.model import CheckIn
from antrean.bookings.operation import Services
from antrean.bookings.stores import Store
from antrean.misses import model, store
from antrean.misses.items import as_miss
from antrean.misses.model import Miss, frozen_until
from antrean.offices.directory import OfficeDirectory
from antrean.people.items import as_account
from antrean.slots.full_slots import FullSlots
from instruments.dynamodb.expressions import Item
from instruments.dynamodb.memory_table import Key, MemoryClient, MemoryTable
from tests.support import proof
from tests.support.missing import DECIDED, Missing
from tests.support.schedules import schedules
from tests.unit.conftest import DAY, NIK_KEYS, NOW, OFFICE, PEPPER, SLOT

MOST_SCHEDULES = proof.size(500, 20_000)
NEXT = date(2026, 12, 15)
_AT = DECIDED + (NEXT - DAY)


def scene(client: Any, clock: FixedClock) -> Missing:
    """People and what decides, on a client of a table."""
    table = Store(Table(client, "antrean", sleep=lambda _seconds: None, jitter=lambda: 1.0))
    directory = OfficeDirectory(table.offices, clock)
    services = Services(table, PEPPER, lambda: NIK_KEYS, clock, FullSlots(clock), directory)
    return Missing(services, clock)


class World:
    """Siti booked two days on which Budi came; nothing is decided yet. `received` is whether he did on the first."""

    def __init__(self, *, received: bool = True) -> None:
        """Let it come about."""
        table, clock = MemoryTable(), FixedClock(NOW)
        missing = scene(MemoryClient(table), clock)
        missing.store.offices.add_if_absent(OFFICE)
        missing.register()
        missing.publish(SLOT)
        self.first = missing.books()
        other = missing.books("budi", start=20)
        if received:
            missing.comes(other)
        self.second = missing.misses_on(NEXT, decide=False)
        self.items: dict[Key, Item] = table.items


Act = Callable[[Missing, World], None]


def decides(missing: Missing, _world: World) -> None:
    """Decide the first day."""
    missing.deciding.decide(OFFICE, DAY)


def decides_the_next(missing: Missing, _world: World) -> None:
    """Decide the day a week later."""
    missing.deciding.decide(OFFICE, NEXT)


def notes_an_arrival(missing: Missing, world: World) -> None:
    """A function of the door that read the booking in time, and was paused."""
    table = missing.store._table  # noqa: SLF001 - the one part of an arrival that is about the booking
    arrived = CheckIn(_AT.replace(microsecond=0), "bogor", "officer")
    table.try_transact([missing.store.bookings.check_in_action(world.first, arrived)])


def excuses(missing: Missing, world: World) -> None:
    """The holder excuses the first day's miss, if it is decided already."""
    try:
        missing.answers.excuse("siti", world.first.booking_id)
    except Refused as refusal:
        if isinstance(refusal, Busy):
            raise


def every(world: World, acts: list[Act], losses: int) -> Iterator[MemoryTable]:
    """Play every schedule of some acts, `MOST_SCHEDULES` at most."""

    def played(act: Act, client: Any) -> None:
        act(scene(client, FixedClock(_AT)), world)

    return schedules(world.items, [partial(played, act) for act in acts], losses, MOST_SCHEDULES, proof.SHARE)


def wrong(table: MemoryTable) -> list[str]:
    """Name what is wrong with how a schedule left the table."""
    items = [from_item(each) for each in table.items.values()]
    account = next(as_account(each) for each in items if each["pk"] == "ACCOUNT#siti" and each["sk"] == "PROFILE")
    misses: Mapping[str, Miss] = {
        miss.booking_id: miss for each in items if each["sk"].startswith("MISS#") if (miss := as_miss(each))
    }
    found = []
    for booking in filter(None, map(as_booking, (each for each in items if each["sk"] == "BOOKING"))):
        if booking.missed_at and booking.check_in:
            found.append("missed, though the arrival was noted")
        if bool(booking.missed_at) != (booking.booking_id in misses):
            found.append("the booking and the account do not say the same")
    if sorted(each.nth for each in misses.values() if not each.waiver) == [1, 1]:
        found.append("two were the first")
    assert account
    if account.frozen_until != frozen_until(misses.values(), _AT):
        found.append("bookings are stopped for another time than the misses say")
    return found


_ALWAYS = {
    "nobody was served": "(attribute_not_exists(checked_in_at) OR attribute_exists(checked_in_at))",
    "no miss was decided or changed meanwhile": "(attribute_not_exists(misses) OR misses >= :read OR misses < :read)",
}
"""Clauses that always hold."""
SCENES: dict[str, tuple[list[Act], int]] = {
    "two runs of a day": ([decides, decides], 1),
    "two days at once": ([decides, decides_the_next], 1),
    "a run and a late arrival": ([notes_an_arrival, decides], 1),
    "a run and an excuse": ([decides, excuses, decides_the_next], 0),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENES)
def test_every_schedule_ends_as_one_after_the_other(name: str) -> None:
    """Whatever takes turns, gets lost and comes twice: each visit is decided once, and who arrived has missed none."""
    acts, losses = SCENES[name]
    world, number = World(), 0
    for table in every(world, acts, losses):
        number += 1
        assert not wrong(table)
    assert number > 5
    proof.found(proof.Engine.MEMORY, f"{name}: {number} schedules, each visit decided once")


@pytest.mark.parametrize(
    ("conditions", "clause", "name", "seen"),
    [
        (bookings.UNCHANGED_CONDITIONS, "nobody was served", "a run and a late arrival", "missed, though"),
        (store.COUNT_CONDITIONS, "no miss was decided or changed meanwhile", "two days at once", "two were the first"),
    ],
    ids=["without looking for an arrival", "without looking at other misses"],
)
def test_some_schedule_goes_wrong(
    conditions: dict[str, str], clause: str, name: str, seen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative controls: without the condition some schedule ends wrong."""
    monkeypatch.setitem(conditions, clause, _ALWAYS[clause])
    acts, losses = SCENES[name]
    assert any(seen in found for table in every(World(), acts, losses) for found in wrong(table))


def test_without_evidence_an_office_that_never_opened_makes_misses(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the rule nobody missed the first day, on which nobody was received; without it Siti and Budi did."""
    world = World(received=False)
    [table] = every(world, [decides], 0)
    assert not [key for key in table.items if key[1].startswith("MISS#")]
    monkeypatch.setattr(model, "_was_received", lambda _booking: True)
    [table] = every(world, [decides], 0)
    assert len([key for key in table.items if key[1].startswith("MISS#")]) == 2
