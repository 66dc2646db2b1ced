"""What one seed draws: what happened before, who wishes for what at the same time, and the weather."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from antrean.people.limits import Limits
from antrean.people.store import registration_key
from antrean.slots.model import Slot
from antrean.slots.quota_forms import QuotaChange
from instruments.dynamodb.expressions import Item
from instruments.dynamodb.memory_table import Key, MemoryClient
from instruments.replay.calls import Killed
from instruments.replay.people import nik
from tests.interleavings.mix import (
    CHILDREN,
    CITIZENS,
    CLOSES_AT,
    NOON,
    OWNERS,
    PAST_THE_LEASE,
    PEPPER,
    SLOTS,
    Story,
    Wish,
    release_at,
)
from tests.support.scheduler import Weather

A_DAY = timedelta(hours=24)


def registrations(items: Mapping[Key, Item], rng: random.Random) -> dict[Key, Item]:
    """Return the items with how sure it is who the citizens are, and since when each is registered."""
    changed = dict(items)
    for serial in OWNERS.values():
        key = registration_key(PEPPER.nik_key(nik(serial)))
        level, since = rng.choice([(0, None), (0, NOON - A_DAY), (0, NOON + 30 * A_DAY), (2, NOON + 30 * A_DAY)])
        registration = {name: value for name, value in changed[key].items() if name != "registered_at"}
        registration["level"] = {"N": str(level)}
        if since:
            registration["registered_at"] = {"N": str(int(since.timestamp()))}
        changed[key] = registration
    return changed


def wishes(story: Story, rng: random.Random, *, at_midnight: bool) -> list[Wish]:
    """Let some of it have happened before, and return what is wished for at the same time."""
    if rng.random() < 0.5:
        return _crowd(story, rng)
    return _mix(rng, _prelude(story, rng), at_midnight=at_midnight)


def _prelude(story: Story, rng: random.Random) -> list[Wish]:
    """Let some of it have happened before: a booking, or a function that died with its claim in flight."""
    wishes: list[Wish] = []
    if rng.random() < 0.15:
        _near_a_limit(story, rng, rng.choice(CITIZENS))
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


def _died_before_it_settled(story: Story, wish: Wish) -> None:
    story.attempt(wish, story.services(_DiesBeforeItSettles(story.table)))
    story.trace.append(("before", f"{wish} -> died before it settled", None))


def _near_a_limit(story: Story, rng: random.Random, citizen: str) -> None:
    """Let an account have done so much lately that it may do hardly any more."""
    second, day = int(story.clock.instant.timestamp()), int(NOON.timestamp()) // 86_400
    limits = rng.choice(
        [
            Limits(family={f"KNOWN{number:03d}": day for number in range(rng.choice([6, 7, 8]))}),
            Limits(refusals={f"BEFORE{number}": second for number in range(rng.choice([1, 2, 2]))}),
            Limits(cancellations=(second - 3, second - 2)),
        ]
    )
    accounts = story.services().store.accounts
    account = accounts.get(citizen)
    assert account
    accounts.save_limits(account, limits)
    story.trace.append(("before", f"{citizen} did much lately: {limits}", None))


_CROWDS = (
    "a guard that is freed",
    "a booking that is cancelled",
    "a booking that is cancelled",
    "a change of a booking",
    "a claim that is stale",
    "a claim of a change that is stale",
    "a day that begins",
    "people who leave",
    "people who leave",
    "an owner in the booking of another",
    "an owner in the booking of another",
    "an owner in the booking of another",
    "a minute that is drawn",
    "a minute that is drawn",
    "an account near its limits",
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
        case "people who leave":
            wishes = _people_who_leave(story, rng)
        case "an owner in the booking of another":
            wishes = _owner(story, rng)
        case "a minute that is drawn":
            wishes = _drawn_minute(story, rng)
        case "an account near its limits":
            _near_a_limit(story, rng, "ani")
            _happened(story, Wish("book", "budi", "k1", "k1", SLOTS[1], (0, child)))
            others = [Wish("book", "ani", key, key, rng.choice(SLOTS), _people(rng, "ani")) for key in ("k1", "k2")]
            asked = Wish("book", "ani", "k1", "k1", people=(0, child))
            wishes = [asked, *others, Wish("cancel", "budi", "k1")]
        case _:
            _happened(story, made)
            change = _change_of(rng, made)
            wishes = [change, change, Wish("cancel", "ani", "k1")]
    for kind in ("sweep", "audit"):
        if rng.random() < 0.4:
            wishes.append(Wish(kind))
    return rng.sample(wishes, len(wishes))


def _people_who_leave(story: Story, rng: random.Random) -> list[Wish]:
    """Who leaves gives the seat back, beside whatever else is done to the booking, some of it not settled yet."""
    made = Wish("book", "ani", "k1", "k1", people=(0, *rng.sample(CHILDREN, rng.choice([0, 1, 2]))))
    if rng.random() < 0.4:
        _died_before_it_settled(story, made)
        story.clock.instant += rng.choice([timedelta(0), PAST_THE_LEASE])
    else:
        _happened(story, made)
    if rng.random() < 0.3:
        _happened(story, _leave(rng, made))
    wishes = [_leave(rng, made), _leave(rng, made), rng.choice([_change_of(rng, made), Wish("sweep")])]
    return [*wishes, Wish("cancel", "ani", "k1")] if rng.random() < 0.4 else wishes


def _owner(story: Story, rng: random.Random) -> list[Wish]:
    """The owner of a NIK books, leaves or asks to be taken out, beside whatever the booker does."""
    owner = rng.choice(CITIZENS[1:])
    child = rng.choice(CHILDREN)
    people = rng.choice([(0, OWNERS[owner]), (OWNERS[owner],), (0, child, OWNERS[owner]), (OWNERS[owner], child)])
    made = Wish("book", "ani", "k1", "k1", people=people)
    place = people.index(OWNERS[owner])
    own = Wish("book", owner, "k1", "k1", rng.choice(SLOTS), rng.choice([(0,), (0,), (0, rng.choice(CHILDREN))]))
    contest = Wish("contest", "ani", "k1", listed=owner)
    objection = Wish("object", "ani", "k1", place=place)
    out = Wish("leave listed", "ani", "k1", listed=owner)
    if rng.random() < 0.2:
        _died_before_it_settled(story, made)
    else:
        _happened(story, made)
    if rng.random() < 0.6:
        _happened(story, contest, *rng.choice([(), (), (), (objection,)]))
        if rng.random() < 0.8 and story.clock.instant + 2 * A_DAY < CLOSES_AT:
            story.clock.instant += A_DAY - timedelta(seconds=rng.choice([0, 0, 0, 2]))
    taken_out = Wish("leave", "ani", "k1", place=place)
    beside = [own, out, contest, objection, taken_out, Wish("cancel", "ani", "k1"), _change_of(rng, made)]
    return [rng.choice([own, own, out]), *rng.sample(beside, rng.choice([2, 3]))]


def _drawn_minute(story: Story, rng: random.Random) -> list[Wish]:
    """At the minute that was drawn kept seats are released, beside who gives back, who claims, and an operator."""
    slot = rng.choice(SLOTS)
    made = Wish("book", "ani", "k1", "k1", slot, people=(0, *rng.sample(CHILDREN, rng.choice([0, 1]))))
    gone = Wish("book", "budi", "k1", "k1", slot, (0,))
    _happened(story, made, gone, Wish("cancel", "budi", "k1"))
    if rng.random() < 0.3:
        _happened(story, _quota_change(rng, slot))
    drawn = release_at(slot) + timedelta(seconds=rng.choice([-2, -1, 0, 1, 30]))
    story.clock.instant = max(story.clock.instant, drawn)
    beside = [
        Wish("cancel", "ani", "k1"),
        _leave(rng, made),
        Wish("book", "budi", "k2", "k2", slot, (0,)),
        _quota_change(rng, slot),
        _quota_change(rng, slot),
        Wish("sweep"),
    ]
    return [Wish("sweep"), Wish("book", "citra", "k1", "k1", slot, (0,)), *rng.sample(beside, rng.choice([1, 2, 3]))]


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
    people = _people(rng, citizen)
    return Wish("book", citizen, key, key, rng.choice([SLOTS[0], SLOTS[0], SLOTS[1]]), people)


def _people(rng: random.Random, citizen: str) -> tuple[int, ...]:
    """The people of a booking: mostly the citizen, often children, and sometimes another citizen as family."""
    children = rng.sample(CHILDREN, rng.choice([0, 0, 1, 1, 2]))
    if rng.random() < 0.15:
        children.append(rng.choice([serial for other, serial in OWNERS.items() if other != citizen]))
    return tuple(children) if children and rng.random() < 0.2 else (0, *children)


def _change_of(rng: random.Random, made: Wish) -> Wish:
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
            return _leave(rng, made)
        case "object":
            return Wish("object", made.citizen, made.made_with, place=rng.randrange(len(made.people) + 1))
        case "listed":
            others = [citizen for citizen in CITIZENS if citizen != made.citizen]
            there = [citizen for citizen in others if OWNERS[citizen] in made.people]
            listed = rng.choice(there or others)
            return Wish(rng.choice(["contest", "leave listed"]), made.citizen, made.made_with, listed=listed)
    return Wish("cancel", made.citizen, made.made_with)


def _leave(rng: random.Random, made: Wish) -> Wish:
    """Take out somebody; now and then at a place that nobody has."""
    return Wish("leave", made.citizen, made.made_with, place=rng.randrange(len(made.people) + (rng.random() < 0.2)))


def _other_body(rng: random.Random, wish: Wish) -> Wish:
    """The same key with other people or, for a move, another slot."""
    other = rng.choice(SLOTS) if wish.kind != "add" else wish.slot
    people = (
        _people(rng, wish.citizen)
        if wish.kind == "book"
        else tuple(rng.sample(CHILDREN, 1))
        if wish.kind == "add"
        else ()
    )
    return Wish(wish.kind, wish.citizen, wish.made_with, wish.key, other, people)


def _quota_change(rng: random.Random, slot: Slot | None = None) -> Wish:
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
