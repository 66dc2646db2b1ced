"""Clients in threads who want the same few seats: they ask by the throws of a seed, and note what they were told.

What a key stands for follows from the seed alone, so clients in other threads and processes who use the key send the
same request: most keys are used several times, many at once, some with another body, and some by a client who did not
wait for the first answer.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from instruments.at_once import at_once
from tests.histories.history import Event, Request, Slot

_LONGEST_PAUSE = 0.5
_FAMILY = 5


@dataclass(frozen=True)
class Population:
    """Who asks for what: small enough that everybody is in everybody's way."""

    citizens: Mapping[str, str]
    """Account -> last four digits of the NIK."""
    children: Mapping[str, Mapping[str, Any]]
    """Last four digits of the NIK -> the child as an applicant of a request."""
    families: Mapping[str, tuple[str, ...]]
    """Account -> the children who may come with it: so few that it does not name too many, and some of another's."""
    operators: tuple[str, ...]
    slots: tuple[Slot, ...]


def families(citizens: Sequence[str], children: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return who may come with whom: neighbours share one child, and each has others of its own."""
    own = _FAMILY - 1
    assert len(children) >= own * len(citizens)
    return {
        who: tuple(children[(index * own + each) % len(children)] for each in range(_FAMILY))
        for index, who in enumerate(citizens)
    }


class Sender(Protocol):
    """A way to the system."""

    def send(self, request: Request, patience: float | None) -> tuple[int, Any] | None:
        """Send a request and return status and body; None where no answer came in `patience` seconds."""


def sent(sender: Sender, request: Request, patience: float | None = None) -> Event:
    """Send a request and return what happened, with the times of one clock that all processes share."""
    began = time.monotonic()
    answer = sender.send(request, patience)
    return Event(request, began) if answer is None else Event(request, began, time.monotonic(), *answer)


@dataclass(frozen=True)
class Crowd:
    """The clients of one process: threads that ask for some seconds, by a seed of their own."""

    population: Population
    seed: int
    number: int
    """Which process this is."""
    threads: int
    seconds: float
    capacities: tuple[int, int] = (28, 34)
    """The fewest and the most seats that operators ask for."""
    key_seconds: float = 4
    """How long bookings are made with one key before the next is taken: cancelled bookings never come back."""
    leaving: float = 0.12
    """How many of the requests are left without waiting for the answer."""
    operating: float = 0.1
    """How many of the requests are operators'."""
    restless: float = 0.7
    """How many of the requests of those who have a booking are to change it."""

    def run(self, sender: Callable[[], Sender]) -> list[Event]:
        """Ask in all threads at once, each with its own sender, and return all events."""
        known = _Known()
        clients = [
            _Client(self, sender(), known, random.Random(f"{self.seed}/{self.number}/{thread}"))
            for thread in range(self.threads)
        ]
        return [event for events in at_once([client.run for client in clients]) for event in events]


class _Known:
    """What the clients of a process have learned from answers."""

    def __init__(self) -> None:
        self.bookings: dict[str, tuple[str, bool]] = {}
        """Booking -> account, and whether it is cancelled."""
        self.present: dict[str, list[tuple[int, str]]] = {}
        """Booking -> places and people of those who come."""
        self.quotas: dict[Slot, tuple[int, str]] = {}
        """Slot -> version and state."""

    def learn(self, event: Event) -> None:
        quota = event.body.get("quota", event.body)
        if "version" in quota and event.request.slot:
            self.quotas[event.request.slot] = (quota["version"], quota["state"])
        for view in event.body.get("bookings", [event.body]):
            if "booking_id" in view:
                self.bookings[view["booking_id"]] = (event.request.who, view["status"] == "cancelled")
                self.present[view["booking_id"]] = [
                    (place, who["nik_masked"][-4:])
                    for place, who in enumerate(view["applicants"])
                    if who["presence"] == "present"
                ]


class _Client:
    """One thread."""

    def __init__(self, crowd: Crowd, sender: Sender, known: _Known, rng: random.Random) -> None:
        self.crowd, self.sender, self.known, self.rng = crowd, sender, known, rng
        self.people = crowd.population
        self.began = time.monotonic()

    def run(self) -> list[Event]:
        self.began = time.monotonic()
        return [event for request in self._requests() for event in self._pursue(request)]

    def _requests(self) -> Iterator[Request]:
        while time.monotonic() < self.began + self.crowd.seconds:
            yield self._draw()

    def _pursue(self, request: Request) -> Iterator[Event]:
        """Send a request, some twice at once; again with the same key while the answer is missing, or give up."""
        together = 2 if self.rng.random() < 0.15 else 1
        for attempt in range(4):
            leaves = self.rng.random() < self.crowd.leaving
            patience = self.rng.uniform(0.01, 0.25) if leaves else None
            events = at_once([partial(sent, self.sender, request, patience)] * together)
            for event in events:
                self.known.learn(event)
            yield from events
            if (
                any(event.done or (event.refused and not event.turned_away) for event in events)
                or self.rng.random() < 0.1
            ):
                return
            time.sleep(self.rng.uniform(0, _LONGEST_PAUSE) * attempt)

    def _draw(self) -> Request:
        rng = self.rng
        if rng.random() < self.crowd.operating:
            return self._change()
        who = rng.choice([*self.people.citizens])
        if rng.random() < 0.05:
            return Request("look", who)
        own = [each for each, (account, _) in self.known.bookings.items() if account == who]
        active = [each for each in own if not self.known.bookings[each][1]]
        if own and rng.random() < (self.crowd.restless if active else 0.2):
            request = self._change_of(who, rng.choice(active or own))
        else:
            request = self._book(who)
        return self._other_body(request) if rng.random() < 0.06 and request.key else request

    def _book(self, who: str) -> Request:
        now = int((time.monotonic() - self.began) / self.crowd.key_seconds)
        key = f"k{max(0, now - self.rng.choice([0, 0, 0, 1]))}"
        fixed = random.Random(f"{self.crowd.seed}/{who}/{key}")
        children = fixed.sample(self.people.families[who], fixed.choice([0, 0, 1, 1, 2, 3]))
        alone = children and fixed.random() < 0.2
        people = children if alone else [self.people.citizens[who], *children]
        return Request("book", who, key, slot=fixed.choice(self.people.slots), people=tuple(people))

    def _change_of(self, who: str, booking_id: str) -> Request:
        # an account that has cancelled three bookings has to wait for a week
        kind = self.rng.choice(["add", "add", "add", "leave", "leave", "move", "move", "cancel"])
        if kind == "cancel":
            return Request(kind, who, booking_id=booking_id)
        if kind == "leave":
            place, name = self.rng.choice(self.known.present[booking_id])
            return Request(kind, who, booking_id=booking_id, people=(name,), place=place)
        key = self.rng.choice(["x1", "x2"])
        fixed = random.Random(f"{self.crowd.seed}/{booking_id}/{kind}/{key}")
        if kind == "add":
            people = tuple(fixed.sample(self.people.families[who], fixed.choice([1, 1, 2])))
            return Request(kind, who, key, booking_id, people=people)
        return Request(kind, who, key, booking_id, slot=fixed.choice(self.people.slots))

    def _other_body(self, request: Request) -> Request:
        """The same key for something else: a crossed wire in the client."""
        if request.kind == "move":
            return replace(request, slot=self.rng.choice(self.people.slots))
        return replace(request, people=(self.rng.choice(self.people.families[request.who]),))

    def _change(self) -> Request:
        rng = self.rng
        slot = rng.choice([*self.known.quotas] if self.known.quotas and rng.random() < 0.7 else self.people.slots)
        version, _ = self.known.quotas.get(slot, (1, "open"))
        # Nobody closes a slot here: that displaces who is in it, which the interleavings and the model of seats judge.
        asked: dict[str, Any] = {"capacity": rng.randint(*self.crowd.capacities)}
        reason = f"percobaan {rng.randrange(1_000)}"
        return Request("change", rng.choice(self.people.operators), slot=slot, version=version, reason=reason, **asked)
