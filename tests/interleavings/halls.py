"""Scenes of an office's day: people arrive at several doors, and counters call them, all at the same time.

They are drawn from a source of chance of their own, and in place of the other scenes of a seed, so that the seeds
without them mix what they always mixed.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from antrean.hall.model import Desk
from antrean.offices.model import Lane
from tests.interleavings.drawing import happened
from tests.interleavings.mix import CHILDREN, CITIZENS, CLOSES_AT, SLOTS, Story, Wish

OFTEN = 0.12
"""In which part of the seeds it is the day of the slots."""
MORNING = CLOSES_AT + timedelta(hours=9, minutes=10)
"""Ten past nine at the office."""
COUNTERS = (1, 2, 3)
_LANES: tuple[Lane, ...] = ("booked", "booked", "booked", "priority", "bap")
_OWN_KEY = 0.95
"""How often a press has a key of its kind, which no other kind of press has."""
_PRESSES = ("next", "next", "next", "next", "finish", "park", "transfer", "recall", "absent", "undo", "undo")


def draw(story: Story, seed: int) -> list[Wish] | None:
    """Draw a day, let it begin, and return what is wished for at the same time; None: another day."""
    rng = random.Random(f"the hall of {seed}")
    if rng.random() >= OFTEN:
        return None
    booked = [_booked(story, rng, citizen, number) for number, citizen in enumerate(CITIZENS)]
    story.clock.instant = MORNING + timedelta(seconds=rng.choice([0, 0.25]))
    wishes = rng.choice(_SCENES)(story, rng, booked)
    return rng.sample(wishes, len(wishes))


def _booked(story: Story, rng: random.Random, citizen: str, number: int) -> Wish:
    """Let a citizen have booked, some of them with a child."""
    people = (0, CHILDREN[number]) if rng.random() < 0.4 else (0,)
    made = Wish("book", citizen, "k1", "k1", rng.choice(SLOTS), people)
    happened(story, made)
    return made


def _arrives(rng: random.Random, made: Wish) -> Wish:
    """An arrival at one of two doors, with one of two keys."""
    here = (rng.randrange(len(made.people)),) if rng.random() < 0.3 else ()
    key = f"{made.citizen} {rng.choice(['1', '1', '2'])}" if rng.random() < _OWN_KEY else "another booking's"
    officer = rng.choice(["officer", "officer", "other"])
    return Wish("arrive", made.citizen, "k1", key, lane=rng.choice(_LANES), here=here, officer=officer)


def _at_door(rng: random.Random, made: Wish, arrival: Wish) -> Wish:
    """Whatever the door does with a booking."""
    kind = rng.choice(["arrive", "arrive", "again", "people", "undo arrival", "undo arrival", "return"])
    here = tuple(place for place in range(len(made.people)) if rng.random() < 0.6)
    match kind:
        case "arrive":
            return arrival
        case "again":
            return _arrives(rng, made)
        case "people":
            return Wish("people", made.citizen, "k1", here=here, officer=arrival.officer)
        case "undo arrival":
            return Wish("undo arrival", made.citizen, "k1", rng.choice(["u1", "u1", "u2"]), officer=arrival.officer)
    return Wish("return", made.citizen, "k1", officer=arrival.officer)


def _open(story: Story, number: int) -> None:
    happened(story, Wish("open counter", officer=_officer(number), counter=number))


def _officer(number: int) -> str:
    return f"officer {number}"


def _press(rng: random.Random, number: int, kind: str = "") -> Wish:
    """A key that is pressed at a counter; the same key twice is a double click, another one a second press."""
    kind = kind or rng.choice(_PRESSES)
    lane = rng.choice(_LANES) if kind == "transfer" else "booked"
    key = f"{kind} {rng.choice(['1', '1', '2'])}" if rng.random() < _OWN_KEY else "another kind's"
    return Wish(kind, key=key, officer=_officer(number), counter=number, lane=lane)


def _presses(rng: random.Random, wishes: int) -> list[Wish]:
    """Keys at several counters, some of them twice."""
    pressed: list[Wish] = []
    for _ in range(wishes):
        again = pressed and rng.random() < 0.25
        pressed.append(rng.choice(pressed) if again else _press(rng, rng.choice(COUNTERS)))
    return pressed


def _all_arrived(story: Story, rng: random.Random, booked: list[Wish]) -> None:
    for made in booked:
        happened(story, replace(_arrives(rng, made), key=f"{made.citizen} 1"))


def _two_doors(story: Story, rng: random.Random, booked: list[Wish]) -> list[Wish]:
    """The same booking at two doors, undone and noted, beside a counter that calls."""
    made = booked[0]
    arrival = _arrives(rng, made)
    if rng.random() < 0.4:
        happened(story, arrival)
    for other in booked[1:]:
        if rng.random() < 0.5:
            happened(story, _arrives(rng, other))
    _open(story, 1)
    beside = [_at_door(rng, made, arrival) for _ in range(rng.choice([2, 3, 4]))]
    return [*beside, *[_press(rng, 1) for _ in range(rng.choice([0, 1, 2]))]]


def _several_counters(story: Story, rng: random.Random, booked: list[Wish]) -> list[Wish]:
    """Everybody waits, and every counter calls, pressed twice here and there."""
    _all_arrived(story, rng, booked)
    for number in COUNTERS:
        _open(story, number)
    if rng.random() < 0.5:
        happened(story, _press(rng, 1, "next"))
        story.clock.instant += timedelta(seconds=rng.choice([1, 30, 59]))
    return [_press(rng, 1, "next"), _press(rng, 2, "next"), *_presses(rng, rng.choice([1, 2, 3]))]


def _one_counter(story: Story, rng: random.Random, booked: list[Wish]) -> list[Wish]:
    """One officer's key is pressed twice, with the same key and with another, and the answers are lost."""
    _all_arrived(story, rng, booked)
    _open(story, 1)
    first = _press(rng, 1, "next")
    if rng.random() < 0.5:
        happened(story, replace(first, key="p0"))
    second = replace(first, key="next 9")
    return [first, first, *rng.choice([(), (second,), (second, second)]), _press(rng, 1)]


def _somebody_does_not_come(story: Story, rng: random.Random, booked: list[Wish]) -> list[Wish]:
    """Who was called twice and has not come is noted as absent, comes back, is undone, parked and called again."""
    _all_arrived(story, rng, booked)
    for number in COUNTERS[:2]:
        _open(story, number)
    happened(story, replace(_press(rng, 1, "next"), key="p0"), replace(_press(rng, 1, "recall"), key="r0"))
    story.clock.instant += timedelta(minutes=3, seconds=rng.choice([-1, 0, 0, 0]))
    end = replace(_press(rng, 1, rng.choice(["absent", "absent", "park", "transfer", "finish"])), key="p3")
    if rng.random() < 0.6:
        happened(story, end)
    there = _called(story, 1) or booked[0].citizen
    back = [
        Wish("return", there, "k1"),
        Wish("return", there, "k1"),
        Wish("people", there, "k1", here=(0,)),
        Wish("next", there, "k1", "p4", officer=_officer(2), counter=2),
        Wish("next", there, "k1", "p5", officer="supervisor", counter=2, reason="ibu hamil"),
        Wish("open counter", officer="supervisor", counter=2),
    ]
    presses = [_press(rng, 1, "undo"), _press(rng, 1), _press(rng, 2), end]
    return [*rng.sample(back, rng.choice([1, 2, 3])), *rng.sample(presses, rng.choice([1, 2, 3]))]


def _a_counter_is_taken_over(story: Story, rng: random.Random, booked: list[Wish]) -> list[Wish]:
    """Somebody takes a counter over while its officer still presses keys there, and closes it."""
    _all_arrived(story, rng, booked)
    for number in COUNTERS[:2]:
        _open(story, number)
    if rng.random() < 0.5:
        happened(story, replace(_press(rng, 1, "next"), key="p0"))
    story.clock.instant += rng.choice([timedelta(0), timedelta(minutes=30)])
    taken = Wish("open counter", officer=rng.choice(["officer 2", "supervisor"]), counter=1)
    closing = Wish("close counter", officer=rng.choice([taken.officer, "officer 1"]), counter=1)
    by_taker = Wish("next", key="t1", officer=taken.officer, counter=1)
    beside = [_press(rng, 1), _press(rng, 1), _press(rng, 2), closing, closing, by_taker, taken]
    return [taken, *rng.sample(beside, rng.choice([2, 3, 4]))]


def _called(story: Story, number: int) -> str | None:
    """The citizen whom a counter called last, as its answers say."""
    for outcome in reversed(story.outcomes):
        if isinstance(outcome.ended, Desk) and outcome.ended.counter.number == number and outcome.ended.party:
            party_id = outcome.ended.party.party_id
            return next(each for each in CITIZENS if Wish("book", each, "k1").booking_id == party_id)
    return None


_SCENES = (
    *[_two_doors] * 2,
    *[_several_counters] * 3,
    *[_one_counter] * 2,
    *[_somebody_does_not_come] * 3,
    _a_counter_is_taken_over,
)
"""The scenes, each as often as it is drawn."""
