"""Crowds around one booking: scenes in which some of it has happened, and twins and rivals then ask at the same time.

They share claims, and what refused the one lets the other pass. `drawing.py` mixes anything at all.
"""

from __future__ import annotations

import random
from datetime import timedelta

from tests.interleavings.drawing import (
    A_DAY,
    change_of,
    died_after_its_claim,
    died_before_it_settled,
    happened,
    leave,
    near_a_limit,
    people,
    quota_change,
    seen_at_a_counter,
)
from tests.interleavings.mix import (
    CHILDREN,
    CITIZENS,
    CLOSES_AT,
    OWNERS,
    PAST_THE_LEASE,
    SLOTS,
    Story,
    Wish,
    release_at,
)

_ALONE = Wish("book", "ani", "k1", "k1", people=(0,))
_CANCEL = Wish("cancel", "ani", "k1")


def crowd(story: Story, rng: random.Random) -> list[Wish]:
    """Draw a scene, let it begin, and return what is wished for at the same time, in any order."""
    wishes = rng.choice(_SCENES)(story, rng)
    for kind in ("sweep", "audit"):
        if rng.random() < 0.4:
            wishes.append(Wish(kind))
    return rng.sample(wishes, len(wishes))


def _with_a_child(rng: random.Random) -> Wish:
    return Wish("book", "ani", "k1", "k1", people=(0, rng.choice(CHILDREN)))


def _a_claim_that_is_stale(story: Story, rng: random.Random) -> list[Wish]:
    made = _with_a_child(rng)
    died_after_its_claim(story, rng, made)
    return [made, made, Wish("sweep"), Wish("book", "citra", "k1", "k1", people=(0,))]


def _a_claim_of_a_change_that_is_stale(story: Story, rng: random.Random) -> list[Wish]:
    happened(story, _ALONE)
    adds = Wish("add", "ani", "k1", "x1", people=(rng.choice(CHILDREN),))
    change = rng.choice([adds, Wish("move", "ani", "k1", "x1", SLOTS[1])])
    died_after_its_claim(story, rng, change)
    story.clock.instant += PAST_THE_LEASE
    return [change, change, Wish("sweep"), Wish("sweep")]


def _a_day_that_begins(story: Story, rng: random.Random) -> list[Wish]:
    made = _with_a_child(rng)
    happened(story, made)
    story.clock.instant = CLOSES_AT - timedelta(seconds=rng.choice([1, 2]))
    return [change_of(rng, made), Wish("arrive", "ani", "k1", "d1"), Wish("arrive", "ani", "k1", "d2", officer="other")]


def _a_guard_that_is_freed(story: Story, rng: random.Random) -> list[Wish]:
    made = _with_a_child(rng)
    happened(story, Wish("book", "budi", "k1", "k1", rng.choice(SLOTS), made.people))
    return [made, made, made, Wish("cancel", "budi", "k1")]


def _a_booking_that_is_cancelled(_story: Story, rng: random.Random) -> list[Wish]:
    return [_ALONE, _ALONE, *rng.choice([(), (_ALONE,)]), _CANCEL]


def _a_change_of_a_booking(story: Story, rng: random.Random) -> list[Wish]:
    made = _with_a_child(rng)
    happened(story, made)
    change = change_of(rng, made)
    return [change, change, _CANCEL]


def _people_who_leave(story: Story, rng: random.Random) -> list[Wish]:
    """Who leaves gives the seat back, beside whatever else is done to the booking, some of it not settled yet."""
    made = Wish("book", "ani", "k1", "k1", people=(0, *rng.sample(CHILDREN, rng.choice([0, 1, 2]))))
    if rng.random() < 0.4:
        died_before_it_settled(story, made)
        story.clock.instant += rng.choice([timedelta(0), PAST_THE_LEASE])
    else:
        happened(story, made)
    if rng.random() < 0.3:
        happened(story, leave(rng, made))
    wishes = [leave(rng, made), leave(rng, made), rng.choice([change_of(rng, made), Wish("sweep")])]
    return [*wishes, _CANCEL] if rng.random() < 0.4 else wishes


def _an_owner_in_the_booking_of_another(story: Story, rng: random.Random) -> list[Wish]:
    """The owner of a NIK books, leaves or asks to be taken out, beside whatever the booker does."""
    owner, child = rng.choice(CITIZENS[1:]), rng.choice(CHILDREN)
    serial = OWNERS[owner]
    listed = rng.choice([(0, serial), (serial,), (0, child, serial), (serial, child)])
    made = Wish("book", "ani", "k1", "k1", people=listed)
    came = rng.choice([(0,), (0,), (0, rng.choice(CHILDREN))])
    own = Wish("book", owner, "k1", "k1", rng.choice([SLOTS[0], SLOTS[1], SLOTS[1]]), came)
    contest = Wish("contest", "ani", "k1", listed=owner)
    objection = Wish("object", "ani", "k1", place=listed.index(serial))
    out = Wish("leave listed", "ani", "k1", listed=owner)
    if rng.random() < 0.2:
        died_before_it_settled(story, made)
    else:
        happened(story, made)
    if rng.random() < 0.4:
        seen_at_a_counter(story, owner)
    elif rng.random() < 0.8:
        happened(story, contest, *rng.choice([(), (), (), (), (objection,)]))
        if rng.random() < 0.9 and story.clock.instant + 2 * A_DAY < CLOSES_AT:
            story.clock.instant += A_DAY - timedelta(seconds=rng.choice([0, 0, 0, 0, 2]))
    taken_out = Wish("leave", "ani", "k1", place=listed.index(serial))
    beside = [own, own, out, contest, objection, taken_out, _CANCEL, change_of(rng, made)]
    return [rng.choice([own, own, own, own, out]), *rng.sample(beside, rng.choice([1, 1, 2, 3]))]


def _a_minute_that_is_drawn(story: Story, rng: random.Random) -> list[Wish]:
    """At the minute that was drawn kept seats are released, beside who gives back, who claims, and an operator."""
    slot = rng.choice(SLOTS)
    made = Wish("book", "ani", "k1", "k1", slot, people=(0, *rng.sample(CHILDREN, rng.choice([0, 1]))))
    happened(story, made, Wish("book", "budi", "k1", "k1", slot, (0,)), Wish("cancel", "budi", "k1"))
    if rng.random() < 0.3:
        happened(story, quota_change(rng, slot))
    drawn = release_at(slot) + timedelta(seconds=rng.choice([-2, -1, 0, 1, 30]))
    story.clock.instant = max(story.clock.instant, drawn)
    beside = [
        _CANCEL,
        leave(rng, made),
        Wish("book", "budi", "k2", "k2", slot, (0,)),
        quota_change(rng, slot),
        quota_change(rng, slot),
        Wish("sweep"),
    ]
    return [Wish("sweep"), Wish("book", "citra", "k1", "k1", slot, (0,)), *rng.sample(beside, rng.choice([1, 2, 3]))]


def _an_account_that_named_many(story: Story, rng: random.Random) -> list[Wish]:
    asked = _with_a_child(rng)
    near_a_limit(story, rng, "ani", rng.choice(["others", "refusals"]))
    happened(story, Wish("book", "budi", "k1", "k1", SLOTS[1], asked.people))
    others = [Wish("book", "ani", key, key, rng.choice(SLOTS), people(rng, "ani")) for key in ("k1", "k2")]
    return [asked, *others, Wish("cancel", "budi", "k1")]


def _an_account_that_cancels_often(story: Story, rng: random.Random) -> list[Wish]:
    near_a_limit(story, rng, "ani", "cancellations")
    happened(story, _ALONE)
    ends = [_CANCEL, Wish("leave", "ani", "k1")]
    return [rng.choice(ends), rng.choice(ends), Wish("book", "ani", "k2", "k2", SLOTS[1], people(rng, "ani"))]


_SCENES = (
    *[_a_guard_that_is_freed] * 2,
    *[_a_booking_that_is_cancelled] * 2,
    _a_change_of_a_booking,
    *[_a_claim_that_is_stale] * 2,
    *[_a_claim_of_a_change_that_is_stale] * 3,
    _a_day_that_begins,
    *[_people_who_leave] * 2,
    *[_an_owner_in_the_booking_of_another] * 4,
    *[_a_minute_that_is_drawn] * 2,
    _an_account_that_named_many,
    _an_account_that_cancels_often,
)
"""The scenes, each as often as it is drawn; those whose races are rare are drawn more often."""
