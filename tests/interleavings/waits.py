"""Scenes of the waiting list, beside whoever books, cancels, closes and counts there; and what must be true of it.

They are drawn from a source of chance of their own, and in place of the other scenes of a seed, so that the seeds
without them mix what they always mixed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from antrean.aws.attributes import from_item
from antrean.bookings.items import as_booking
from antrean.bookings.model import Booking
from antrean.waiting.items import as_entry
from antrean.waiting.model import Entry
from instruments.dynamodb.expressions import Item
from instruments.dynamodb.memory_table import Key, MemoryClient
from instruments.replay.calls import Killed
from tests.interleavings.drawing import happened
from tests.interleavings.mix import CHILDREN, NOON, OWNERS, SLOTS, Story, Wish
from tests.support.ledger import unbalanced

OFTEN, OFTEN_AT_MIDNIGHT = 0.12, 0.4
"""In which part of the seeds people wait, and of those that play around the midnight at which the slots' day begins."""
_HOUR = timedelta(hours=1)
_OFFER_ENDS = NOON + timedelta(hours=7)
"""When an offer can no longer be answered that was made at 13:00 in Jakarta, an hour after noon."""
_MINUTE = Wish("minute")
_ANI, _BUDI = Wish("join", "ani", "w1", "w1", people=(0,)), Wish("join", "budi", "w1", "w1", people=(0,))


def draw(story: Story, seed: int, *, at_midnight: bool) -> list[Wish] | None:
    """Draw a scene of people who wait, let it begin, and return what is wished for at the same time; None: nobody."""
    rng = random.Random(f"the waiting of {seed}")
    if rng.random() >= (OFTEN_AT_MIDNIGHT if at_midnight else OFTEN):
        return None
    wishes = _at_midnight(story, rng) if at_midnight else rng.choice(_SCENES)(story, rng)
    wishes += [Wish(kind) for kind in ("minute", "audit") if rng.random() < 0.4]
    return rng.sample(wishes, len(wishes))


def _joined(story: Story, rng: random.Random) -> list[Wish]:
    """Let Ani and often Budi have joined, alone or with children, and seats be kept since; it is an hour later."""
    family = Wish("join", "ani", "w1", "w1", people=(0, *rng.sample(CHILDREN[:2], rng.choice([0, 0, 1]))))
    wishes = [family, *([_BUDI] if rng.random() < 0.6 else [])]
    happened(story, *rng.sample(wishes, len(wishes)))
    given = Wish("book", "citra", "k1", "k1", rng.choice(SLOTS), (0, CHILDREN[2]) if rng.random() < 0.5 else (0,))
    happened(story, given, Wish("cancel", "citra", "k1"))
    story.clock.instant = max(story.clock.instant, NOON + _HOUR)
    return wishes


def _offered(story: Story, rng: random.Random) -> list[Wish]:
    """Let an offer have been made too, or its run have died in the midst of it."""
    wishes = _joined(story, rng)
    if rng.random() < 0.4:
        dies = rng.choice([DiesBeforeItOffers, DiesBeforeItSettles])
        story.attempt(_MINUTE, story.services(dies(story.table)))
        story.trace.append(("before", f"{_MINUTE} -> {dies.__name__}", None))
        story.clock.instant += timedelta(seconds=rng.choice([0, 30, 61]))
    else:
        happened(story, _MINUTE)
    return wishes


def _beside(rng: random.Random, number: int) -> list[Wish]:
    """Draw what others do at the same time."""
    wishes = [
        Wish("book", "ani", "k1", "k1", rng.choice(SLOTS), (0,)),
        Wish("book", "citra", "k2", "k2", rng.choice(SLOTS), (0, rng.choice(CHILDREN[:2]))),
        Wish("unjoin", "ani"),
        Wish("join", "ani", "w2", "w2", people=(0,)),
        Wish("join", "citra", "w1", "w1", people=(0, rng.choice([*CHILDREN[:2], OWNERS["ani"], OWNERS["budi"]]))),
        Wish("close", key="c1", slot=rng.choice(SLOTS)),
        Wish("sweep"),
        _MINUTE,
        _ANI,
    ]
    return rng.sample(wishes, number)


def _who_is_offered_what(story: Story, rng: random.Random) -> list[Wish]:
    _joined(story, rng)
    return [_MINUTE, _MINUTE, *_beside(rng, rng.choice([1, 2, 3]))]


def _an_offer_that_is_answered(story: Story, rng: random.Random) -> list[Wish]:
    _offered(story, rng)
    answers = [Wish(kind, each, "w1") for kind in ("accept", "accept", "decline") for each in ("ani", "budi")]
    return [*rng.sample(answers, 3), *_beside(rng, rng.choice([1, 2]))]


def _an_offer_that_ends(story: Story, rng: random.Random) -> list[Wish]:
    """In the seconds around its end, and when it is taken back."""
    _offered(story, rng)
    story.clock.instant = _OFFER_ENDS + timedelta(seconds=rng.choice([-1, 0, 59, 60, 61]))
    answers = [Wish(kind, each, "w1") for kind in ("accept", "accept", "decline") for each in ("ani", "budi")]
    return [_MINUTE, _MINUTE, *rng.sample(answers, 2), *_beside(rng, 1)]


def _an_offer_of_a_slot_that_is_closed(story: Story, rng: random.Random) -> list[Wish]:
    rng.choice([_joined, _offered])(story, rng)
    close = Wish("close", key="c1", slot=rng.choice(SLOTS))
    answers = [Wish(kind, each, "w1") for kind in ("accept", "decline") for each in ("ani", "budi")]
    return [close, _MINUTE, Wish("go on"), *rng.sample(answers, 2), *rng.choice([(), (Wish("reopen", key="c1"),)])]


def _at_midnight(story: Story, rng: random.Random) -> list[Wish]:
    """The day begins, and no run of a minute came since the offer ended at 18:00, or at all."""
    midnight, story.clock.instant = story.clock.instant, NOON
    rng.choice([_joined, _offered, _offered])(story, rng)
    story.clock.instant = midnight
    answers = [Wish(kind, each, "w1") for kind in ("accept", "decline") for each in ("ani", "budi")]
    others = [
        Wish("close", key="c1", slot=rng.choice(SLOTS)),
        Wish("go on"),
        Wish("reopen", key="c1"),
        Wish("sweep"),
        Wish("unjoin", "ani"),
        Wish("book", "citra", "k2", "k2", rng.choice(SLOTS), (0,)),
    ]
    return [_MINUTE, _MINUTE, *rng.sample(answers, 2), *rng.sample(others, 3)]


_SCENES = (
    _who_is_offered_what,
    *[_an_offer_that_is_answered] * 2,
    _an_offer_that_ends,
    _an_offer_of_a_slot_that_is_closed,
)
"""The scenes, each as often as it is drawn."""


class DiesBeforeItOffers(MemoryClient):
    """Dies in place of the commit of an offer: its claim stays in the quota."""

    def transact_write_items(self, **arguments: Any) -> dict[str, Any]:
        """Die where an offer would be written."""
        if "'offered'" in str(arguments["TransactItems"]):
            raise Killed
        return super().transact_write_items(**arguments)


class DiesBeforeItSettles(MemoryClient):
    """Dies after the commit of an offer, with its claim in the quota."""

    def update_item(self, **arguments: Any) -> dict[str, Any]:
        """Die in place of the settling."""
        if arguments["UpdateExpression"].startswith("REMOVE claims"):
            raise Killed
        return super().update_item(**arguments)


# ------------------------------------------------------------------------------------------------ what must be true


def after_each_write(items: dict[Key, Item]) -> Iterator[str]:
    """Each open offer is that of one entry, and each entry that has an offer has this one: they change together."""
    entries, offers = _of(items)
    has = {entry.booking_id: entry for entry in entries.values() if entry.state == "has_offer"}
    for booking_id in has.keys() ^ offers.keys():
        yield f"an offer without its entry, or an entry without its offer: {booking_id}"
    for booking_id, offer in offers.items():
        if booking_id in has and has[booking_id].account_id != offer.account_id:
            yield f"the offer {booking_id} is that of another account"


def in_the_end(story: Story) -> Iterator[str]:
    """What lists entries lists those that last, each person waits once, and every open offer ends by itself."""
    items = story.table.items
    entries, offers = _of(items)
    lasting = {account: entry for account, entry in entries.items() if entry.state != "ended"}
    listed = {sk.rpartition("#")[2] for pk, sk in items if pk.startswith("WAITING#") and sk.startswith("E#")}
    if listed != set(lasting):
        yield f"the list and the entries differ: {listed ^ set(lasting)}"
    marks = {pk.removeprefix("NIK#"): from_item(item)["entry"] for (pk, sk), item in items.items() if _is_mark(pk, sk)}
    people = [
        (each, entry.entry_id) for entry in lasting.values() for person in entry.people for each in person.nik_keys
    ]
    if sorted(people) != sorted(marks.items()):
        yield f"marks and entries differ: {set(people) ^ set(marks.items())}"
    due = {sk.partition("#")[2] for pk, sk in items if pk == "WAITING"}
    wanted = {f"entry#{account}" for account in lasting} | {f"offer#{booking_id}" for booking_id in offers}
    if due != wanted:
        yield f"what is due and what lasts differ: {due ^ wanted}"
    if not offers:
        return
    aside, instant = story.aside(), story.clock.instant
    ends = max(offer.offer.until for offer in offers.values() if offer.offer) + timedelta(seconds=60)
    # No clock goes back: what was kept in between is not dated before that.
    story.clock.instant = max(instant, ends)
    aside.attempt(_MINUTE, aside.services())
    if _of(aside.table.items)[1].keys() & offers.keys():
        yield f"offers do not end by themselves: {sorted(offers)}"
    for problem in unbalanced(aside.services().store, SLOTS, settled=True):
        yield f"once its offers have ended: {problem}"
    story.clock.instant = instant


def _is_mark(pk: str, sk: str) -> bool:
    return pk.startswith("NIK#") and sk == "WAITING"


def _of(items: dict[Key, Item]) -> tuple[dict[str, Entry], dict[str, Booking]]:
    """The entries by their accounts, and the offers that are open, by their ids."""
    entries = {}
    offers = {}
    for (pk, sk), item in items.items():
        if pk.startswith("ACCOUNT#") and sk == "WAITING" and (entry := as_entry(from_item(item))):
            entries[entry.account_id] = entry
        elif sk == "BOOKING" and (made := as_booking(from_item(item))) and made.status == "offered":
            offers[made.booking_id] = made
    return entries, offers
