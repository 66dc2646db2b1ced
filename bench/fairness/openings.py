"""How many requests a second reach the service when a date opens for half a million people, with turns and without."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from antrean.policy.bookings import OPENING_WINDOW
from antrean.turns.model import Holder, turns_from
from antrean.turns.places import turn_of
from bench.fairness.assumptions import LINES
from bench.fairness.city import OPENS, City

if TYPE_CHECKING:
    from bench.fairness.assumptions import Assumed

PEOPLE = 500_000
_SHOWN = 660
"""Seconds that are kept for the plot."""


@dataclass(frozen=True)
class Arrivals:
    """First requests by second since the opening."""

    people: int
    turns: list[int]
    """Turns that come in each second, as `turn_of` says: requests of who sends at once."""
    levelled: list[int]
    """Requests of the website, which waits for a moment more, over each line."""
    race: list[int]
    """Requests of people who press as soon as they can."""

    def data(self) -> dict[str, Any]:
        """Return what is written down: all seconds of a race are in its first minute."""
        return {
            "people": self.people,
            "turns_most": max(self.turns),
            "levelled_most": max(self.levelled),
            "race_most": max(self.race),
            "levelled": self.levelled,
            "race": self.race[:60],
        }


def arrivals(assumed: Assumed, seed: int, people: int = PEOPLE) -> Arrivals:
    """Draw a turn for each account by the product's function, and when each first request is there."""
    rng = Random(f"arrivals {seed}")
    turns = turns_from(OPENS, timedelta(minutes=OPENING_WINDOW))
    assert turns  # noqa: S101 - the window is not 0
    secret = rng.randbytes(32)
    found: tuple[Counter[int], Counter[int], Counter[int]] = (Counter(), Counter(), Counter())
    at_turn, levelled, race = found
    for number in range(people):
        line = LINES[number % len(LINES)]
        turn = City.seconds(turn_of(turns, secret, Holder(f"account-{number}", None)))
        at_turn[int(turn)] += 1
        levelled[int(turn + rng.random() * assumed.jitter + line.first)] += 1
        race[int(assumed.pressing(rng) + line.first)] += 1
    return Arrivals(people, *([each[second] for second in range(_SHOWN)] for each in found))
