"""Scenes of numbers at the door: a few are left, and several officers give them, for today and for the next day.

They are drawn as the other scenes of an office's day, from a source of chance of their own.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from antrean.offices.model import Lane
from antrean.slots.model import Quota, Slot
from antrean.slots.quota_forms import QuotaChange
from tests.interleavings.drawing import died_after_its_claim, died_before_it_settled, happened
from tests.interleavings.halls import MORNING
from tests.interleavings.mix import AT_DOOR, CLOSES_AT, DAY, NOON, OFFICE, PAST_THE_LEASE, Story, Wish

OFTEN = 0.06
"""In which part of the seeds numbers are given at the door."""
TOMORROW = DAY + timedelta(days=1)
_LANES: tuple[Lane, ...] = ("bap", "priority", "express")


def number(key: str, lane: Lane = "bap", people: int = 1, *, officer: str = "officer", standby: bool = False) -> Wish:
    """Ask for a number at the door."""
    by = f"{officer}/{key}"
    return Wish("walk in", AT_DOOR, by, key, lane=lane, officer=officer, party=people, standby=standby)


def lane_of(lane: Lane, *, standby: bool = False) -> Slot:
    """Return the slot of a lane, today or on the next day."""
    return Slot(OFFICE.office_id, TOMORROW if standby else DAY, f"walk_in_{lane}")


def publish(story: Story, slot: Slot, seats: int) -> None:
    """Let a slot be there, with so many seats."""
    closes_at = CLOSES_AT + (slot.date - DAY) + timedelta(days=1)
    story.services().store.quotas.publish(Quota(slot, seats, seats, 1, NOON, closes_at, "open", 1))
    story.trace.append(("before", f"{slot.date} {slot.session} has {seats} seats", None))


def is_drawn(seed: int) -> bool:
    """Tell whether a seed plays at the door, if it plays no closing."""
    return random.Random(f"numbers at the door of {seed}").random() < OFTEN


def draw(story: Story, seed: int) -> list[Wish] | None:
    """Draw a morning at the door, let it begin, and return what is wished for at the same time; None: another day."""
    rng = random.Random(f"numbers at the door of {seed}")
    if rng.random() >= OFTEN:
        return None
    story.clock.instant = MORNING + timedelta(seconds=rng.choice([0, 0.25]))
    lane = rng.choice(_LANES)
    is_published = rng.random() < 0.8
    if is_published:
        seats = rng.choice([1, 2, 3, 4])
        publish(story, lane_of(lane), seats)
        if rng.random() < 0.3:
            # What an operator adds is kept, and given out at the door all the same.
            more = QuotaChange(capacity=seats + 1, reason="uji")
            happened(story, Wish("change", slot=lane_of(lane), change=more))
    if rng.random() < 0.8:
        publish(story, Slot(OFFICE.office_id, TOMORROW, "morning"), 5)
        publish(story, lane_of(lane, standby=True), rng.choice([2, 3, 4, 6]))
    wishes = [_asked(rng, lane) for _ in range(rng.choice([2, 3, 4]))]
    if rng.random() < 0.5:
        wishes.append(rng.choice(wishes))
    _before(story, rng, wishes[0])
    if rng.random() < 0.3:
        # The same key for other people.
        wishes.append(replace(wishes[0], party=3 - wishes[0].party))
    wishes += [each for each in _beside(story, rng, lane, wishes[0]) if rng.random() < 0.3]
    if is_published and rng.random() < 0.3:
        wishes.append(_change(rng, lane))
    return rng.sample(wishes, len(wishes))


def _asked(rng: random.Random, lane: Lane) -> Wish:
    key, officer = rng.choice(["w1", "w2", "w3"]), rng.choice(["officer", "officer", "other"])
    return number(key, lane, rng.choice([1, 1, 2]), officer=officer, standby=rng.random() < 0.35)


def _before(story: Story, rng: random.Random, wish: Wish) -> None:
    """Let the first of the wishes have been done, or let its function have died on the way."""
    drawn = rng.random()
    if drawn < 0.2:
        happened(story, wish)
    elif drawn < 0.4:
        died_after_its_claim(story, rng, wish)
    elif drawn < 0.5:
        died_before_it_settled(story, wish)
        story.clock.instant += rng.choice([timedelta(0), PAST_THE_LEASE])


def _beside(story: Story, rng: random.Random, lane: Lane, wish: Wish) -> list[Wish]:
    """What is done beside: people are called, an arrival is undone and noted again, sweeper and auditor look."""
    for counter, officer in ((1, "officer 1"), (2, "supervisor")):
        happened(story, Wish("open counter", officer=officer, counter=counter))
    press = Wish("next", key="next 1", officer="officer 1", counter=1)
    undo = Wish("undo arrival", AT_DOOR, wish.made_with, "u1")
    again = Wish("arrive", AT_DOOR, wish.made_with, "d1", lane=lane)
    out_of_turn = Wish("next", AT_DOOR, wish.made_with, "n1", officer="supervisor", counter=2, reason="ibu hamil")
    return [press, press, undo, again, out_of_turn, Wish("sweep"), Wish("sweep"), rng.choice([wish, Wish("audit")])]


def _change(rng: random.Random, lane: Lane) -> Wish:
    """An operator's change of the lane's numbers of today."""
    wanted = rng.choice(
        [QuotaChange(capacity=rng.randint(0, 5), reason="uji"), QuotaChange(state="closed", reason="uji")]
    )
    return Wish("change", slot=lane_of(lane), change=wanted, version=rng.choice([1, 2]))
