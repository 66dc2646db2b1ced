"""Records of one story that come in two shards of the stream: each notice is made once, in whichever order they come.

DynamoDB keeps the changes of one item in order, and those of two items in none: the booking's records and those of the
account's profile are split over two shards here. They are played in the orders in which both can be delivered, with
each record twice: once more at once, or once more after the whole shard, as after a reader that died. `make prove`
plays every order, other runs some that the seed draws.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from antrean.aws.table import Table
from antrean.base.clock import FixedClock
from antrean.bookings.items import booking_key
from antrean.bookings.operation import Services
from antrean.bookings.stores import Store
from antrean.changes import add, book, cancel
from antrean.closures import apply
from antrean.closures.work import go_on_with_all
from antrean.notices.model import Notice
from antrean.notices.store import Notices, _item, notice_key
from antrean.offices.directory import OfficeDirectory
from antrean.people.items import account_key
from antrean.slots.full_slots import FullSlots
from antrean.slots.quota_forms import QuotaChange
from instruments.dynamodb.memory_table import Key, MemoryClient, MemoryTable
from instruments.stand_in import stand_in
from tests.interleavings.mix import NIK_KEYS, NOON, OFFICE, OWNERS, PEPPER, SLOTS, beginning
from tests.support import proof
from tests.support.same_table import closures_of
from tests.support.telling import Telling
from tests.support.wishes import asked, more

Record = Mapping[str, Any]
"""A record of the stream: how an item was, and how it is."""
MADE = {
    "changed": ["added", "listed", "left", "cancelled", "bookings_paused"],
    "closed": ["displaced", "restored", "listed_displaced", "listed_restored", "cancelled", "bookings_paused"],
}
"""What each story tells."""


class Past:
    """What happened: the table afterwards, and the records of one booking and of its account, each in order."""

    def __init__(self, story: str) -> None:
        """Let Ani book and cancel, and book again; then what is told, and last that she cancels and is paused.

        She adds Budi and takes a child out; or she booked Budi too, and the office closes the session and opens it.
        """
        self.story = story
        self.clock = FixedClock(NOON)
        self.table = MemoryTable(beginning(6, 6))
        services = services_on(self.table, self.clock)
        services.store.offices.add_if_absent(OFFICE)
        for key in ("k1", "k2"):
            made = book.book(services, "ani", asked(1, SLOTS[1]), key)
            self.clock.instant += timedelta(minutes=1)
            cancel.cancel(services, "ani", made.booking_id)
        others = OWNERS["budi"] if story == "closed" else 1
        made = book.book(services, "ani", asked(2, SLOTS[0], others), "k3")
        begun = len(self.table.history)
        if story == "closed":
            self.closed_and_opened(services)
        else:
            add.add(services, "ani", made.booking_id, more(1, OWNERS["budi"]), "x1")
            cancel.leave(services, "ani", made.booking_id, 1)
        self.clock.instant += timedelta(minutes=1)
        cancel.cancel(services, "ani", made.booking_id)
        self.booking_id = made.booking_id
        self.shards = [
            [record for change in self.table.history[begun:] if (record := _record(change, key))]
            for key in (booking_key(made.booking_id), account_key("ani"))
        ]

    def closed_and_opened(self, services: Services) -> None:
        """Close the session for ten minutes, and open it again; nobody was told of it in between."""
        closures = closures_of(services)
        closing = QuotaChange(state="closed", reason="Listrik padam")
        quota = services.store.quotas.get(SLOTS[0])
        assert quota
        changed = apply.change_quota(services, closures, "operator", OFFICE, SLOTS[0], quota.version, closing)
        closure = apply.found(closures, changed.closure or "")
        self.clock.instant += timedelta(minutes=1)
        apply.reopen(services, closures, "operator", OFFICE, closure)
        self.clock.instant += timedelta(minutes=2)
        assert go_on_with_all(services.store, closures, self.clock) == 1


def services_on(table: MemoryTable, clock: FixedClock) -> Services:
    """Return what the rules work with, on a table."""
    store = Store(Table(stand_in(MemoryClient(table)), "antrean"))
    return Services(store, PEPPER, lambda: NIK_KEYS, clock, FullSlots(clock), OfficeDirectory(store.offices, clock))


def _record(change: Mapping[Key, tuple[Any, Any]], key: Key) -> Record | None:
    if key not in change:
        return None
    old, new = change[key]
    return {name: image for name, image in (("OldImage", old), ("NewImage", new)) if image}


def orders(first: Sequence[Record], second: Sequence[Record]) -> Iterator[list[Record]]:
    """Yield every order in which the records of two shards can come, each shard's own in order."""
    length = len(first) + len(second)
    for places in combinations(range(length), len(first)):
        ones, others = iter(first), iter(second)
        yield [next(ones if place in places else others) for place in range(length)]


def told(past: Past, records: Sequence[Record]) -> tuple[list[str], list[str], list[str]]:
    """Deliver records, each with the notifier after it; return the notices, what was made, and what was sent."""
    table, clock = MemoryTable(past.table.items), FixedClock(past.clock.instant)
    telling = Telling(services_on(table, clock), MemoryClient(table), clock)
    for record in records:
        telling.dispatcher.item_changed(record)
        telling.bring()
    writes = [key[0] for change in table.history for key, (old, _) in change.items() if key[1] == "NOTICE" and not old]
    standing = sorted(key[0] for key in table.items if key[1] == "NOTICE")
    return standing, sorted(writes), sorted(telling.post.kinds)


@pytest.fixture(scope="module", params=list(MADE))
def past(request: pytest.FixtureRequest) -> Past:
    """The story that is told."""
    return Past(request.param)


def every_way(past: Past) -> Iterator[list[Record]]:
    """Yield every order of both shards, with each record twice in one of two ways."""
    twice_at_once = [[record for record in shard for _ in range(2)] for shard in past.shards]
    whole_again = [[*shard, *shard] for shard in past.shards]
    for first, second in (twice_at_once, whole_again):
        yield from orders(first, second)


def test_each_notice_is_made_once_in_every_order(past: Past) -> None:
    """Whichever shard is behind, and however often its records come, the same notices are made, and sent, once."""
    assert [len(shard) for shard in past.shards] == [3, 3]
    expected = told(past, [*past.shards[0], *past.shards[1]])
    assert {name.split("#")[3] for name in expected[0]} == {*MADE[past.story]}
    assert expected[0] == expected[1]
    ways = [*every_way(past)]
    assert len(ways) == 2 * 924
    played = random.Random(proof.SEED).sample(ways, proof.size(300, len(ways)))
    for records in played:
        assert told(past, records) == expected
    proof.found(proof.Engine.MEMORY, f"two shards: {len(played)} orders of a story's records, each notice made once")


def test_without_the_condition_some_are_told_twice(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: a dispatcher that writes a notice whether or not it is there has it sent again."""
    expected = told(past, [*past.shards[0], *past.shards[1]])

    def careless(notices: Notices, notice: Notice) -> Notice:
        pk, sk = notice_key(notice.notice_id)
        notices._table.put({"pk": pk, "sk": sk, "v": 1, **_item(notice)})  # noqa: SLF001 - the condition is taken out
        return notice._replace()

    monkeypatch.setattr(Notices, "add_if_absent", careless)
    assert all(len(told(past, records)[2]) > len(expected[2]) for records in [*every_way(past)][:5])
