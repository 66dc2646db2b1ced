"""The index in one interleaving: how late it is, which bookings it lacks at first, and what it lists at the end.

It draws from a source of chance of its own, so that the same seed mixes the same wishes with and without an index.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

from antrean.aws.attributes import from_item, to_values
from antrean.bookings.items import BY_DAY
from antrean.jobs.model import Job
from instruments.dynamodb.expressions import Item
from instruments.dynamodb.indexes import INDEXES, entry_of
from instruments.dynamodb.memory_table import Key
from tests.interleavings.mix import Story, Wish

_KEYS = (BY_DAY, INDEXES[BY_DAY])
_DONE, _UNDER_WAY, _NEVER = "done", "under way", "never"


def draw(story: Story, seed: int) -> list[Wish]:
    """Let the index be late, and the job done, under way or unknown; return what is wished for besides.

    Where the job is under way, some earlier bookings have no keys, or keys of where they were: functions of an
    earlier release, all gone by now, wrote them.
    """
    rng = random.Random(f"the index of {seed}")
    lateness = rng.choice([0.0, 0.3, 0.9])
    story.table.index_lags = lambda: rng.random() < lateness
    state = rng.choice([_DONE, _DONE, _UNDER_WAY, _UNDER_WAY, _NEVER])
    story.trace.append(("index", f"late {lateness}, its job {state}", None))
    if state == _NEVER:
        return []
    now = story.clock.instant
    story.services().store.jobs.add_if_absent(Job(BY_DAY, seen_at=now - timedelta(days=1), ran_at=now))
    if state == _DONE:
        run(story)
        assert story.services().store.lists_every_booking()
        return []
    for key, item in story.table.items.items():
        if key[1] == "BOOKING" and rng.random() < 0.7:
            kept = {name: value for name, value in item.items() if name not in _KEYS}
            elsewhere = {BY_DAY: {"S": "bogor#2026-12-15"}, INDEXES[BY_DAY]: {"S": "morning#000001#elsewhere"}}
            story.table.items[key] = kept | (elsewhere if rng.random() < 0.3 else {})
    return [Wish("index")] * rng.choice([1, 1, 2])


def run(story: Story) -> None:
    """Take the job to its end, if it was ever seen."""
    if story.services().store.jobs.get(BY_DAY):
        story.attempt(Wish("index"), story.services())


def wrong(story: Story) -> Iterator[str]:
    """Name what the index lists and should not, and what it should list and does not, once its job is done."""
    if not story.services().store.lists_every_booking():
        return
    for key, item in story.table.items.items():
        if key[1] != "BOOKING":
            continue
        found, wanted = entry_of(BY_DAY, item), _wanted(key, item)
        if found != wanted:
            yield f"listed as {found}, and should be as {wanted}"


def _wanted(key: Key, item: Item) -> Item | None:
    """Say again, without the product's code, where a booking is to be listed."""
    plain = from_item(item)
    if plain.get("status") not in {"confirmed", "displaced", "offered"}:
        return None
    # who did not come along when it was moved has no number there
    first = min(person["n"] for person in plain["people"] if person["n"])
    number = f"{plain['session']}#{first:06d}#{key[0].removeprefix('BOOKING#')}"
    names = {BY_DAY: f"{plain['office']}#{plain['date']}", INDEXES[BY_DAY]: number}
    if plain["status"] == "displaced":
        names = {BY_DAY: f"closure#{plain['closure']['i']}", INDEXES[BY_DAY]: f"{plain['date']}#{number}"}
    return to_values({"pk": key[0], "sk": key[1], **names})
