"""One interleaving from its seed to its end: what was drawn is played on the table in memory, call by call."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import partial
from typing import Any

from antrean.base.errors import Busy
from antrean.slots.full_slots import FullSlots
from instruments.dynamodb.memory_table import MemoryTable
from tests.interleavings import closings, crowds, drawing, halls, listing, numbers, openings, waits
from tests.interleavings.mix import CLOSES_AT, NOON, PAST_THE_LEASE, SLOTS, Story, Wish, beginning
from tests.support.scheduler import Scheduler, Task, VirtualClock


def play(seed: int) -> Story:
    """Play one interleaving to its end: everything has finished or died, late packets have landed, claims are swept."""
    rng = random.Random(seed)
    seats = [rng.choice([1, 2, 3, 3, 4, 6]) for _ in SLOTS]
    items = drawing.registrations(beginning(*seats), rng)
    story = Story(seed, MemoryTable(items), VirtualClock(NOON), items)
    at_midnight = rng.random() < 0.1
    if at_midnight:
        story.clock.instant = CLOSES_AT - timedelta(seconds=rng.choice([1, 3, 10, 70]))
    story.trace.append(("world", f"seats: {seats}", None))
    wishes = closings.draw(story, seed) or numbers.draw(story, seed) or halls.draw(story, seed)
    if wishes is None:
        wishes = waits.draw(story, seed, at_midnight=at_midnight)
    if wishes is None:
        wishes = openings.draw(story, seed)
    if wishes is None:
        wishes = crowds.crowd(story, rng) if rng.random() < 0.5 else drawing.mixed(story, rng, at_midnight=at_midnight)
    wishes += listing.draw(story, seed)
    scheduler = Scheduler(story.table, story.clock, rng, drawing.weather(rng))
    scheduler.trace = story.trace
    environments = [FullSlots(story.clock) for _ in range(2)]
    for number, wish in enumerate(wishes):
        name = f"{number}"
        story.trace.append((name, str(wish), None))
        task = scheduler.add(name, lambda _client: None)
        task.run = partial(_pursue, story, wish, rng.choice([*environments, None]), rng, task)
    scheduler.run()
    finish(story)
    return story


def finish(story: Story) -> None:
    """Let the lease run out and sweep, let jobs and closures come to their end, and the next hour's releases come."""
    story.clock.instant += PAST_THE_LEASE
    story.attempt(Wish("sweep"), story.services())
    listing.run(story)
    if any(key[0] == "CLOSURES" for key in story.table.items):
        # Nothing is late any more. Who opens a slot again waits a minute for the index.
        story.table.index_lags = None
        for _ in range(2):
            story.attempt(Wish("go on"), story.services())
            story.clock.instant += PAST_THE_LEASE
            story.attempt(Wish("go on"), story.services())
    next_hour_ends = story.clock.instant.replace(minute=59) + timedelta(hours=1)
    if next_hour_ends < CLOSES_AT:
        story.clock.instant = next_hour_ends
        story.attempt(Wish("sweep"), story.services())
        story.released = True


def _pursue(
    story: Story, wish: Wish, full_slots: FullSlots | None, rng: random.Random, task: Task, client: Any
) -> None:
    """Try a wish as a client does: once more with the same key where there was no answer, or give up."""
    for _ in range(3):
        outcome = story.attempt(wish, story.services(client, full_slots), task.calls)
        story.trace.append((task.name, f"ended: {outcome.ended!r}", None))
        unanswered = outcome.ended is None or isinstance(outcome.ended, Busy)
        if not unanswered or rng.random() < 0.5:
            return
