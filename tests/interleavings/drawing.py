"""What one seed draws: what happened before, who wishes for what at the same time, and the weather."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from antrean.people.items import registration_key
from antrean.people.limits import Limits
from antrean.policy.bookings import OWNER_LEVEL
from antrean.slots.model import Slot
from antrean.slots.quota_forms import QuotaChange
from instruments.dynamodb.expressions import Item
from instruments.dynamodb.memory_table import Key, MemoryClient
from instruments.replay.calls import Killed
from instruments.replay.people import nik
from tests.interleavings.mix import (
    CHILDREN,
    CITIZENS,
    NIK_KEYS,
    NOON,
    OWNERS,
    SLOTS,
    TABLE,
    Story,
    Wish,
)
from tests.support.scheduler import Weather

A_DAY = timedelta(hours=24)


def registrations(items: Mapping[Key, Item], rng: random.Random) -> dict[Key, Item]:
    """Return the items with how sure it is who the citizens are, and since when each is registered."""
    changed = dict(items)
    for serial in OWNERS.values():
        key = registration_key(NIK_KEYS.key(nik(serial)))
        level, since = rng.choice([(0, None), (0, NOON - A_DAY), (0, NOON + 30 * A_DAY), (2, NOON + 30 * A_DAY)])
        registration = {name: value for name, value in changed[key].items() if name != "registered_at"}
        registration["level"] = {"N": str(level)}
        if since:
            registration["registered_at"] = {"N": str(int(since.timestamp()))}
        changed[key] = registration
    return changed


def mixed(story: Story, rng: random.Random, *, at_midnight: bool) -> list[Wish]:
    """Let some of it have happened before, and return what is wished for at the same time."""
    return _mix(rng, _prelude(story, rng), at_midnight=at_midnight)


def _prelude(story: Story, rng: random.Random) -> list[Wish]:
    """Let some of it have happened before: a booking, or a function that died with its claim in flight."""
    wishes: list[Wish] = []
    if rng.random() < 0.15:
        near_a_limit(story, rng, rng.choice(CITIZENS))
    if rng.random() < 0.6:
        wishes.append(_book(rng, "ani"))
        if rng.random() < 0.3:
            wishes.append(change_of(rng, wishes[0]))
    happened(story, *wishes)
    if rng.random() < 0.3:
        wish = _book(rng, rng.choice(CITIZENS[1:]))
        wishes.append(wish)
        died_after_its_claim(story, rng, wish)
    return wishes


def happened(story: Story, *wishes: Wish) -> None:
    """Let wishes have been tried before, one after the other."""
    for wish in wishes:
        outcome = story.attempt(wish, story.services())
        story.trace.append(("before", f"{wish} -> {outcome.ended!r}", None))


def died_after_its_claim(story: Story, rng: random.Random, wish: Wish) -> None:
    """Let a function have died with its claim in flight."""
    story.attempt(wish, story.services(_DiesAfterItsClaim(story.table)))
    story.clock.instant += timedelta(seconds=rng.choice([0, 30, 60, 61, 100]))
    story.trace.append(("before", f"{wish} -> died after its claim", None))


def died_before_it_settled(story: Story, wish: Wish) -> None:
    """Let a function have died after its commit, with its claim in flight."""
    story.attempt(wish, story.services(_DiesBeforeItSettles(story.table)))
    story.trace.append(("before", f"{wish} -> died before it settled", None))


def seen_at_a_counter(story: Story, citizen: str) -> None:
    """Raise the level of a citizen's registration by hand, as nothing in the product does yet."""
    pk, sk = registration_key(NIK_KEYS.key(nik(OWNERS[citizen])))
    MemoryClient(story.table).update_item(
        TableName=TABLE,
        Key={"pk": {"S": pk}, "sk": {"S": sk}},
        UpdateExpression="SET #level = :level",
        ExpressionAttributeNames={"#level": "level"},
        ExpressionAttributeValues={":level": {"N": str(OWNER_LEVEL)}},
    )
    story.trace.append(("before", f"{citizen} is known by the national log-in", None))


def near_a_limit(story: Story, rng: random.Random, citizen: str, rule: str = "") -> None:
    """Let an account have done so much lately that it may do hardly any more."""
    second, day = int(story.clock.instant.timestamp()), int(NOON.timestamp()) // 86_400
    rules = {
        "others": Limits(family={f"KNOWN{number:03d}": day for number in range(rng.choice([6, 7, 8]))}),
        "refusals": Limits(refusals={f"BEFORE{number}": second for number in range(rng.choice([1, 2, 2]))}),
        "cancellations": Limits(cancellations=(second - 3, second - 2)),
    }
    limits = rules[rule or rng.choice(list(rules))]
    accounts = story.services().store.accounts
    account = accounts.get(citizen)
    assert account
    accounts.save_limits(account, limits)
    story.trace.append(("before", f"{citizen} did much lately: {limits}", None))


class _DiesBeforeItSettles(MemoryClient):
    def update_item(self, **arguments: Any) -> dict[str, Any]:
        """Die in place of the settling."""
        if arguments["UpdateExpression"].startswith("REMOVE claims"):
            raise Killed
        return super().update_item(**arguments)


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
            wish = change_of(rng, rng.choice([wish for wish in known if wish.kind == "book"]))
        elif throw < 0.72:
            wish = Wish(rng.choice(["sweep", "audit"]))
        elif throw < 0.78:
            wish = quota_change(rng)
        elif at_midnight and known and throw < 0.86:
            target = rng.choice(known)
            wish = Wish("arrive", target.citizen, target.made_with, rng.choice(["d1", "d1", "d2"]))
        else:
            wish = _book(rng, rng.choice(CITIZENS))
        wishes.append(wish)
        if wish.operation:
            known.append(wish)
    return wishes


def _book(rng: random.Random, citizen: str) -> Wish:
    key = rng.choice(["k1", "k1", "k2"])
    listed = people(rng, citizen)
    return Wish("book", citizen, key, key, rng.choice([SLOTS[0], SLOTS[0], SLOTS[1]]), listed)


def people(rng: random.Random, citizen: str) -> tuple[int, ...]:
    """The people of a booking: mostly the citizen, often children, and sometimes another citizen as family."""
    children = rng.sample(CHILDREN, rng.choice([0, 0, 1, 1, 2]))
    if rng.random() < 0.15:
        children.append(rng.choice([serial for other, serial in OWNERS.items() if other != citizen]))
    return tuple(children) if children and rng.random() < 0.2 else (0, *children)


def change_of(rng: random.Random, made: Wish) -> Wish:
    """Draw a change of a booking, by its account or by somebody whom it lists."""
    kind = rng.choice(["add", "cancel", "cancel", "move", "leave", "object", "listed"])
    key = rng.choice(["x1", "x1", "x2"])
    match kind:
        case "add":
            people = tuple(rng.sample(CHILDREN, rng.choice([1, 1, 2])))
            return Wish("add", made.citizen, made.made_with, key, people=people)
        case "move":
            slot = SLOTS[1 - SLOTS.index(made.slot)] if rng.random() < 0.9 else made.slot
            return Wish("move", made.citizen, made.made_with, key, slot)
        case "leave":
            return leave(rng, made)
        case "object":
            return Wish("object", made.citizen, made.made_with, place=rng.randrange(len(made.people) + 1))
        case "listed":
            others = [citizen for citizen in CITIZENS if citizen != made.citizen]
            there = [citizen for citizen in others if OWNERS[citizen] in made.people]
            listed = rng.choice(there or others)
            return Wish(rng.choice(["contest", "leave listed"]), made.citizen, made.made_with, listed=listed)
    # Whoever booked with the second key tells that nobody comes. That has no draw of its own, so each seed goes on to
    # draw what it did, and the controls still know theirs.
    return Wish("cannot come" if made.made_with == "k2" else "cancel", made.citizen, made.made_with)


def leave(rng: random.Random, made: Wish) -> Wish:
    """Take out somebody; now and then at a place that nobody has."""
    return Wish("leave", made.citizen, made.made_with, place=rng.randrange(len(made.people) + (rng.random() < 0.2)))


def _other_body(rng: random.Random, wish: Wish) -> Wish:
    """The same key with other people or, for a move, another slot."""
    other = rng.choice(SLOTS) if wish.kind != "add" else wish.slot
    listed: tuple[int, ...] = ()
    if wish.kind == "book":
        listed = people(rng, wish.citizen)
    elif wish.kind == "add":
        listed = tuple(rng.sample(CHILDREN, 1))
    return Wish(wish.kind, wish.citizen, wish.made_with, wish.key, other, listed)


def quota_change(rng: random.Random, slot: Slot | None = None) -> Wish:
    """Draw an operator's change of a slot."""
    asked: dict[str, Any] = {"reason": "uji coba"}
    if rng.random() < 0.7:
        asked["capacity"] = rng.randint(0, 7)
    if len(asked) == 1 or rng.random() < 0.3:
        asked["state"] = rng.choice(["open", "closed"])
    return Wish("change", slot=slot or rng.choice(SLOTS), change=QuotaChange(**asked), version=rng.choice([1, 1, 2]))


def weather(rng: random.Random) -> Weather:
    """Draw how much goes wrong."""
    return Weather(
        sticky=rng.choice([0.0, 0.5, 0.8, 0.93]),
        death=rng.choice([0.0, 0.0, 0.01, 0.04]),
        trouble=rng.choice([0.0, 0.0, 0.03, 0.1, 0.3]),
        tick=rng.choice([0.0, 0.01, 0.05, 0.15]),
    )
