"""Honest people: who come once, who look again and again, who give a seat back; households with several accounts."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.fairness.assumptions import LINES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from antrean.slots.model import Slot
    from bench.fairness.assumptions import Assumed, Line
    from bench.fairness.city import City
    from bench.fairness.virtual_time import Steps, VirtualTime

HONEST = "honest"
_ATTEMPTS = 5
_LONGEST_PAUSE = 8.0
"""Seconds: how often the website sends a request that was refused for its rate, and how long it waits at most."""


@dataclass(eq=False, slots=True)
class Citizen:
    """Somebody who wants one seat, with a line and an account."""

    account: str
    line: Line
    watches: bool
    """Whether they look again for a day if they have none."""
    phase: float
    """When in each round they look."""
    booking_id: str = ""
    busy: bool = False


def citizens(assumed: Assumed, rng: Random) -> list[Citizen]:
    """Return the people, of whom each line has a fifth."""
    return [
        Citizen(
            account=f"{HONEST}-{number}",
            line=LINES[number % len(LINES)],
            watches=rng.random() < assumed.watching,
            phase=rng.random() * assumed.look,
        )
        for number in range(assumed.people)
    ]


class Crowd:
    """All honest people of a city."""

    def __init__(self, city: City, time: VirtualTime, assumed: Assumed, rng: Random) -> None:
        """Give them accounts."""
        self._city, self._time, self._assumed, self._rng = city, time, assumed, rng
        self.people = citizens(assumed, rng)
        self._watchers = sorted((each for each in self.people if each.watches), key=lambda each: each.phase)
        self._phases = [each.phase for each in self._watchers]
        self._looking = False
        city.register([each.account for each in self.people])

    def come(self) -> None:
        """Let all of them come to the opening."""
        for who in self.people:
            self._time.start(self._comes(who))

    def seats_appeared(self) -> None:
        """Let those who watch see that there are seats, when they look next: until then a look shows nothing."""
        if not self._looking and self._watchers:
            self._looking = True
            self._time.start(self._looks())

    def _comes(self, who: Citizen) -> Steps:
        """Come to the opening: at one's turn, which the page asks for in the hour before, or as quickly as one can."""
        city, assumed, rng = self._city, self._assumed, self._rng
        if city.policy.window:
            yield -rng.random() * 3_600
            turn = city.turn(city.place(who.account, 0), 0, 60 * city.policy.window)
            yield turn + rng.random() * assumed.jitter + who.line.first
        else:
            yield assumed.pressing(rng) + who.line.first
        yield from self._asks(who, rng.choice(city.slots))

    def _asks(self, who: Citizen, slot: Slot) -> Steps:
        """Ask for a seat of a slot, and of others that are offered instead, until there is one or none is offered."""
        city, assumed, rng, trip = self._city, self._assumed, self._rng, who.line.round_trip
        attempt = 1
        who.busy = True
        while True:
            answer = city.book(who.account, slot)
            told = city.now + assumed.service + trip
            if answer.code == "done":
                who.booking_id = answer.booking_id
                break
            if answer.code == "throttled":
                # The page tries five times by itself; then it says so, and people press again.
                pause = (0.5 + rng.random() / 2) * min(_LONGEST_PAUSE, 0.5 * 2**attempt)
                yield told + (pause if attempt < _ATTEMPTS else assumed.pressing(rng))
                attempt = attempt % _ATTEMPTS + 1
            elif answer.code == "not_your_turn":
                yield max(answer.turn, told) + rng.random() * assumed.jitter
            elif answer.options:
                slot = rng.choice(answer.options)
                yield told + assumed.pressing(rng)
            else:
                break
        who.busy = False

    def _looks(self) -> Steps:
        """Look as each of those who watch does, one after another, as long as there is something to see.

        Looks while nothing is to be seen are left out: they change nothing.
        """
        city = self._city
        while city.free or city.look():
            wait, who = self._next()
            yield city.now + wait
            seen = city.look()
            if seen and not who.busy and not who.booking_id:
                self._time.start(self._saw(who, self._rng.choice([*seen])))
        self._looking = False

    def _next(self) -> tuple[float, Citizen]:
        """Return who looks next, and in how many seconds."""
        round_ = self._assumed.look
        at = self._city.now % round_
        place = bisect_right(self._phases, at + 1e-6)
        if place == len(self._watchers):
            return self._phases[0] + round_ - at, self._watchers[0]
        return self._phases[place] - at, self._watchers[place]

    def _saw(self, who: Citizen, slot: Slot) -> Steps:
        who.busy = True
        yield self._city.now + self._assumed.pressing(self._rng) + who.line.first
        yield from self._asks(who, slot)

    def gives_back(self, who: Citizen, at: float) -> Steps:
        """Give a seat back at an instant."""
        yield at
        self._city.cancel(who.account, who.booking_id)
        who.booking_id = ""


def household(city: City, assumed: Assumed, rng: Random, accounts: Sequence[str], line: Line) -> Steps:
    """Let a household ask once, with the account whose turn comes first, which books for all of them."""
    yield -rng.random() * 3_600
    until = 60 * city.policy.window
    turn, account = min((city.turn(city.place(each, 0), 0, until), each) for each in accounts)
    yield turn + rng.random() * assumed.jitter + line.first
    answer = city.book(account, rng.choice(city.slots))
    while answer.options:
        yield city.now + assumed.service + line.round_trip + assumed.pressing(rng)
        answer = city.book(account, rng.choice(answer.options))
