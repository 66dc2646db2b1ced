"""What one seed draws: what happened before, who wishes for what at the same time, and the weather."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from antrean.slots.quota_forms import QuotaChange
from instruments.dynamodb.memory_table import MemoryClient
from instruments.replay.calls import Killed
from tests.interleavings.mix import CHILDREN, CITIZENS, CLOSES_AT, PAST_THE_LEASE, SLOTS, Story, Wish
from tests.support.scheduler import Weather


def wishes(story: Story, rng: random.Random, *, at_midnight: bool) -> list[Wish]:
    """Let some of it have happened before, and return what is wished for at the same time."""
    if rng.random() < 0.5:
        return _crowd(story, rng)
    return _mix(rng, _prelude(story, rng), at_midnight=at_midnight)


def _prelude(story: Story, rng: random.Random) -> list[Wish]:
    """Let some of it have happened before: a booking, or a function that died with its claim in flight."""
    wishes: list[Wish] = []
    if rng.random() < 0.6:
        wishes.append(_book(rng, "ani"))
        if rng.random() < 0.3:
            wishes.append(_change_of(rng, wishes[0]))
    _happened(story, *wishes)
    if rng.random() < 0.3:
        wish = _book(rng, rng.choice(CITIZENS[1:]))
        wishes.append(wish)
        _died_after_its_claim(story, rng, wish)
    return wishes


def _happened(story: Story, *wishes: Wish) -> None:
    for wish in wishes:
        outcome = story.attempt(wish, story.services())
        story.trace.append(("before", f"{wish} -> {outcome.ended!r}", None))


def _died_after_its_claim(story: Story, rng: random.Random, wish: Wish) -> None:
    story.attempt(wish, story.services(_DiesAfterItsClaim(story.table)))
    story.clock.instant += timedelta(seconds=rng.choice([0, 30, 60, 61, 100]))
    story.trace.append(("before", f"{wish} -> died after its claim", None))


_CROWDS = (
    "a guard that is freed",
    "a booking that is cancelled",
    "a booking that is cancelled",
    "a change of a booking",
    "a claim that is stale",
    "a claim of a change that is stale",
    "a day that begins",
)


def _crowd(story: Story, rng: random.Random) -> list[Wish]:
    """Twins of one wish around one booking: they share claims, and what refused the one lets the other pass."""
    child = rng.choice(CHILDREN)
    made = Wish("book", "ani", "k1", "k1", people=(0, child))
    match rng.choice(_CROWDS):
        case "a claim that is stale":
            _died_after_its_claim(story, rng, made)
            wishes = [made, made, Wish("sweep"), Wish("book", "citra", "k1", "k1", people=(0,))]
        case "a claim of a change that is stale":
            made = Wish("book", "ani", "k1", "k1", people=(0,))
            _happened(story, made)
            change = rng.choice(
                [Wish("add", "ani", "k1", "x1", people=(child,)), Wish("move", "ani", "k1", "x1", SLOTS[1])]
            )
            _died_after_its_claim(story, rng, change)
            story.clock.instant += PAST_THE_LEASE
            wishes = [change, change, Wish("sweep"), Wish("sweep")]
        case "a day that begins":
            _happened(story, made)
            story.clock.instant = CLOSES_AT - timedelta(seconds=rng.choice([1, 2]))
            wishes = [_change_of(rng, made), Wish("check in", "ani", "k1"), Wish("check in", "ani", "k1")]
        case "a guard that is freed":
            rival = Wish("book", "budi", "k1", "k1", rng.choice(SLOTS), (0, child))
            _happened(story, rival)
            wishes = [made, made, made, Wish("cancel", "budi", "k1")]
        case "a booking that is cancelled":
            made = Wish("book", "ani", "k1", "k1", people=(0,))
            wishes = [made, made, *rng.choice([(), (made,)]), Wish("cancel", "ani", "k1")]
        case _:
            _happened(story, made)
            change = _change_of(rng, made)
            wishes = [change, change, Wish("cancel", "ani", "k1")]
    for kind in ("sweep", "audit"):
        if rng.random() < 0.4:
            wishes.append(Wish(kind))
    return rng.sample(wishes, len(wishes))


class _DiesAfterItsClaim(MemoryClient):
    def transact_write_items(self, **_arguments: Any) -> dict[str, Any]:
        """Die in place of the commit."""
        raise Killed


def _mix(rng: random.Random, before: Sequence[Wish], *, at_midnight: bool) -> list[Wish]:
    """Anything at all: some of it a retry, or the same key with another body."""
    known = [wish for wish in before if wish.kind in {"book", "add", "move"}]
    wishes: list[Wish] = []
    for _ in range(rng.randint(2, 5)):
        throw = rng.random()
        if known and throw < 0.25:
            wish = rng.choice(known)
        elif known and throw < 0.32:
            wish = _other_body(rng, rng.choice(known))
        elif known and throw < 0.62:
            wish = _change_of(rng, rng.choice([wish for wish in known if wish.kind == "book"]))
        elif throw < 0.72:
            wish = Wish(rng.choice(["sweep", "audit"]))
        elif throw < 0.78:
            wish = _quota_change(rng)
        elif at_midnight and known and throw < 0.86:
            target = rng.choice(known)
            wish = Wish("check in", target.citizen, target.made_with)
        else:
            wish = _book(rng, rng.choice(CITIZENS))
        wishes.append(wish)
        if wish.operation:
            known.append(wish)
    return wishes


def _book(rng: random.Random, citizen: str) -> Wish:
    key = rng.choice(["k1", "k1", "k2"])
    people = _people(rng)
    return Wish("book", citizen, key, key, rng.choice([SLOTS[0], SLOTS[0], SLOTS[1]]), people)


def _people(rng: random.Random) -> tuple[int, ...]:
    children = rng.sample(CHILDREN, rng.choice([0, 0, 1, 1, 2]))
    return tuple(children) if children and rng.random() < 0.2 else (0, *children)


def _change_of(rng: random.Random, made: Wish) -> Wish:
    kind = rng.choice(["add", "cancel", "cancel", "move"])
    key = rng.choice(["x1", "x1", "x2"])
    match kind:
        case "add":
            people = tuple(rng.sample(CHILDREN, rng.choice([1, 1, 2])))
            return Wish("add", made.citizen, made.made_with, key, people=people)
        case "move":
            slot = SLOTS[1 - SLOTS.index(made.slot)] if rng.random() < 0.9 else made.slot
            return Wish("move", made.citizen, made.made_with, key, slot)
    return Wish("cancel", made.citizen, made.made_with)


def _other_body(rng: random.Random, wish: Wish) -> Wish:
    """The same key with other people or, for a move, another slot."""
    other = rng.choice(SLOTS) if wish.kind != "add" else wish.slot
    people = _people(rng) if wish.kind == "book" else tuple(rng.sample(CHILDREN, 1)) if wish.kind == "add" else ()
    return Wish(wish.kind, wish.citizen, wish.made_with, wish.key, other, people)


def _quota_change(rng: random.Random) -> Wish:
    asked: dict[str, Any] = {"reason": "uji coba"}
    if rng.random() < 0.7:
        asked["capacity"] = rng.randint(0, 7)
    if len(asked) == 1 or rng.random() < 0.3:
        asked["state"] = rng.choice(["open", "closed"])
    return Wish("change", slot=rng.choice(SLOTS), change=QuotaChange(**asked), version=rng.choice([1, 1, 2]))


def weather(rng: random.Random) -> Weather:
    """Draw how much goes wrong."""
    return Weather(
        sticky=rng.choice([0.0, 0.5, 0.8, 0.93]),
        death=rng.choice([0.0, 0.0, 0.01, 0.04]),
        trouble=rng.choice([0.0, 0.0, 0.03, 0.1, 0.3]),
        tick=rng.choice([0.0, 0.01, 0.05, 0.15]),
    )
