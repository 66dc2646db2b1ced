"""Scenes in which an office closes a slot, beside whoever books, moves, cancels, leaves, sweeps and counts there.

They are drawn from a source of chance of their own, and in place of the other scenes of a seed, so that the seeds
without them mix what they always mixed.
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.calls import Killed
from tests.interleavings.drawing import (
    change_of,
    died_after_its_claim,
    died_before_it_settled,
    happened,
    leave,
    people,
    quota_change,
)
from tests.interleavings.mix import CHILDREN, CITIZENS, CLOSES_AT, SLOTS, Story, Wish, release_at

OFTEN = 0.15
"""In which part of the seeds an office closes a slot."""
TOGETHER = 0.03
"""In which part of the seeds two operators close slots at once."""
_CLOSE = Wish("close", key="c1")
_REOPEN = Wish("reopen", key="c1")
_CLOSE_DAY = Wish("close day", key="c3")
_REOPEN_DAY = Wish("reopen", key="c3")
_GO_ON = Wish("go on")
_MOVE = Wish("move", "ani", "k1", "x1", SLOTS[1])


def draw(story: Story, seed: int) -> list[Wish] | None:
    """Draw a scene of a closing, let it begin, and return what is wished for at the same time; None: no closing."""
    together = random.Random(f"two closings of {seed}")
    rng = random.Random(f"the closing of {seed}")
    if together.random() < TOGETHER:
        return _two_closings_at_once(story, together)
    if rng.random() >= OFTEN:
        return None
    wishes = rng.choice(_SCENES)(story, rng)
    wishes += [Wish(kind) for kind in ("sweep", "audit", "go on") if rng.random() < 0.4]
    return rng.sample(wishes, len(wishes))


def _booked(story: Story, rng: random.Random) -> Wish:
    """Let Ani have booked the slot that is closed, with some children, and budi another seat of either slot."""
    made = Wish("book", "ani", "k1", "k1", people=(0, *rng.sample(CHILDREN[:2], rng.choice([0, 1, 1, 2]))))
    if rng.random() < 0.2:
        died_before_it_settled(story, made)
    else:
        happened(story, made)
    if rng.random() < 0.2:
        # it was moved once, and cannot be moved again by choice
        happened(story, Wish("move", "ani", "k1", "x0", SLOTS[1]), Wish("close", key="c0", slot=SLOTS[1]))
    if rng.random() < 0.2:
        happened(story, leave(rng, made))
    if rng.random() < 0.6:
        happened(story, Wish("book", "budi", "k1", "k1", rng.choice(SLOTS), (0,)))
    if rng.random() < 0.3:
        happened(story, Wish("cancel", "budi", "k1"))
    return made


def _beside(rng: random.Random, made: Wish, number: int) -> list[Wish]:
    """Draw what others do at the same time."""
    child = rng.choice(made.people)
    rival = Wish("book", "citra", "k1", "k1", rng.choice(SLOTS), (0, child) if child else (0,))
    wishes = [
        _MOVE,
        _MOVE,
        Wish("cancel", "ani", "k1"),
        leave(rng, made),
        change_of(rng, made),
        rival,
        rival,
        Wish("book", "citra", "k1", "k1", SLOTS[0], people(rng, "citra")),
        Wish("move", "budi", "k1", "x1", rng.choice(SLOTS)),
        Wish("cancel", "budi", "k1"),
        Wish("add", "ani", "k1", "x2", people=(CHILDREN[2],)),
        quota_change(rng, SLOTS[0]),
        Wish("close", key="c2", slot=rng.choice(SLOTS)),
    ]
    return rng.sample(wishes, number)


def _a_slot_that_is_closed(story: Story, rng: random.Random) -> list[Wish]:
    made = _booked(story, rng)
    if rng.random() < 0.2:
        died_after_its_claim(story, rng, Wish("book", "citra", "k2", "k2", SLOTS[0], (0,)))
    return [_CLOSE, *rng.choice([(), (_CLOSE,), (_GO_ON,)]), *_beside(rng, made, rng.choice([1, 2, 3]))]


def _two_closings_at_once(story: Story, rng: random.Random) -> list[Wish]:
    """One operator closes the day while others close its sessions: each slot belongs to one of the closures.

    Or somebody opens the day again while its first session is being shut.
    """
    made = _booked(story, rng)
    if rng.random() < 0.4:
        # Its first function died, so that whoever opens it finds it; another one goes on with shutting its slots.
        story.attempt(_CLOSE_DAY, story.services(_DiesBeforeItShuts(story.table)))
        story.trace.append(("before", f"{_CLOSE_DAY} -> died before it shut a slot", None))
        wishes = [_CLOSE_DAY, _REOPEN_DAY, *rng.choice([(), (_GO_ON,), (_CLOSE,)])]
    else:
        wishes = [_CLOSE, _CLOSE_DAY, Wish("close", key="c2", slot=rng.choice(SLOTS))]
        wishes += rng.choice([(), (_GO_ON,), (_REOPEN,)])
    wishes += _beside(rng, made, rng.choice([0, 1]))
    return rng.sample(wishes, len(wishes))


class _DiesBeforeItShuts(MemoryClient):
    """Dies where it would shut a slot."""

    def transact_write_items(self, **arguments: Any) -> dict[str, Any]:
        """Die in place of an operator's change of a slot."""
        if ":old_version" in str(arguments["TransactItems"]):
            raise Killed
        return super().transact_write_items(**arguments)


def _people_without_a_place(story: Story, rng: random.Random) -> list[Wish]:
    """Who is displaced answers, twice or in two ways, and others want the same person or the same seat."""
    made = _booked(story, rng)
    if rng.random() < 0.5:
        happened(story, Wish("book", "citra", "k2", "k2", SLOTS[1], (0,)), Wish("cancel", "citra", "k2"))
    happened(story, _CLOSE)
    if rng.random() < 0.3:
        died_after_its_claim(story, rng, _MOVE)
    if rng.random() < 0.2:
        story.clock.instant = max(story.clock.instant, release_at(SLOTS[1]) - timedelta(seconds=rng.choice([0, 1])))
    first = rng.choice([_MOVE, _MOVE, Wish("cancel", "ani", "k1"), leave(rng, made)])
    return [first, *_beside(rng, made, rng.choice([1, 2, 3])), *rng.choice([(), (_REOPEN,)])]


def _a_slot_that_is_opened_again(story: Story, rng: random.Random) -> list[Wish]:
    made = _booked(story, rng)
    happened(story, _CLOSE)
    if rng.random() < 0.3:
        happened(story, _REOPEN)
        story.clock.instant += timedelta(seconds=rng.choice([0, 59, 61]))
    again = rng.choice([(_GO_ON,), (_REOPEN,), (Wish("close", key="c2"),)])
    return [_REOPEN, *again, *_beside(rng, made, rng.choice([1, 2]))]


def _an_audit_while_it_opens_again(story: Story, rng: random.Random) -> list[Wish]:
    """One has the place again; another one gets it while the first gives it back, and the auditor counts."""
    first, second = rng.sample(CITIZENS, 2)
    happened(story, *(Wish("book", each, "k1", "k1", SLOTS[0], (0,)) for each in (first, second)), _CLOSE)
    story.attempt(_REOPEN, story.services(dies_before_the_second_place(story.table)))
    story.trace.append(("before", f"{_REOPEN} -> died once one had the place again", None))
    return [Wish("audit"), Wish("audit"), _GO_ON, Wish("cancel", rng.choice([first, second]), "k1")]


def dies_before_the_second_place(table: MemoryTable) -> MemoryClient:
    """Return the client of a function that dies where it would give a second booking its place again."""
    return _DiesBeforeTheSecondPlace(table)


class _DiesBeforeTheSecondPlace(MemoryClient):
    """Dies where it would give a second booking its place again."""

    places = 0

    def transact_write_items(self, **arguments: Any) -> dict[str, Any]:
        """Die in place of the second such write."""
        self.places += "seats_kept = seats_kept - :n" in str(arguments["TransactItems"])
        if self.places > 1:
            raise Killed
        return super().transact_write_items(**arguments)


def _a_closing_at_midnight(story: Story, rng: random.Random) -> list[Wish]:
    """The day of the slot begins while it is closed: somebody may be served meanwhile."""
    made = _booked(story, rng)
    story.clock.instant = CLOSES_AT + timedelta(seconds=rng.choice([-2, -1, 0, 60]))
    return [_CLOSE, _GO_ON, Wish("arrive", "ani", "k1", "d1"), *rng.choice([(), (_REOPEN,)]), *_beside(rng, made, 1)]


_SCENES = (
    *[_a_slot_that_is_closed] * 3,
    *[_people_without_a_place] * 3,
    *[_a_slot_that_is_opened_again] * 2,
    *[_an_audit_while_it_opens_again] * 2,
    _a_closing_at_midnight,
)
"""The scenes, each as often as it is drawn."""
