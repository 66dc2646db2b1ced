"""The past as answers and table tell it together: what every booking looked like, who can have held seats, and when."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from tests.histories.history import Event, History, Item, Request, Slot, slot_of

_MOST_PEOPLE = 5


class Listed(NamedTuple):
    """Somebody in a booking."""

    name: str
    """Last four digits of the NIK."""
    number: int
    """The queue number; 0 where the booking was moved without them."""
    presence: str

    @property
    def present(self) -> bool:
        """Whether they come with it."""
        return self.presence == "present"

    def may_become(self, later: Listed, *, moved: bool) -> bool:
        """Tell whether they may look so at the same time or later, with or without a move in between."""
        if self.name != later.name or (not self.present and self.presence != later.presence):
            return False
        if not moved:
            return self.number == later.number
        # who did not come any more has no number in the other slot
        return self.present or later.number == 0


@dataclass(frozen=True, slots=True)
class Face:
    """What a booking looked like at one moment."""

    slot: Slot
    people: tuple[Listed, ...]
    """In order; who comes no longer stays in the list."""
    moved: bool
    cancelled: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Its people without their numbers."""
        return tuple(each.name for each in self.people)

    @property
    def present(self) -> tuple[str, ...]:
        """Those who come with it."""
        return tuple(each.name for each in self.people if each.present)

    def runs(self, people: tuple[str, ...]) -> Iterator[tuple[Listed, ...]]:
        """Yield wherever these people stand in the list one after the other."""
        for start in range(len(self.people) - len(people) + 1):
            if self.names[start : start + len(people)] == people:
                yield self.people[start : start + len(people)]

    def may_become(self, later: Face) -> bool:
        """Tell whether a booking with this face may have the other one at the same time or later."""
        if self.cancelled:
            return later == self
        moved = later.moved and not self.moved
        if (self.moved, self.slot) != (later.moved, later.slot) and not moved:
            return False
        if len(self.people) > len(later.people):
            return False
        return all(one.may_become(two, moved=moved) for one, two in zip(self.people, later.people, strict=False))


@dataclass(frozen=True, slots=True)
class Telling:
    """A booking in an answer."""

    event: Event
    booking_id: str
    face: Face


@dataclass(frozen=True, slots=True)
class Kept:
    """A booking in the table."""

    account: str
    face: Face


@dataclass(frozen=True, slots=True)
class Hold:
    """Seats that a request can have taken, from when to when at most."""

    event: Event
    slot: Slot
    n: int
    start: float
    end: float
    under_way: bool
    """Whether only a claim has them so far, which may be given up."""


@dataclass(frozen=True, slots=True)
class Version:
    """A quota as its operators left it, and when at most it was in force."""

    number: int
    capacity: int
    state: str
    start: float
    end: float


class Past:
    """Answers and raw items, put in order for the checks."""

    def __init__(self, history: History, items: Sequence[Item]) -> None:
        """Read everything once."""
        self.history = history
        self.events = [event for event in history.events if not event.turned_away]
        self.items = items
        self.kept = {
            item["pk"].removeprefix("BOOKING#"): Kept(item["account"], _face_of_item(item))
            for item in items
            # what holds nothing but a mark is a tombstone
            if item["sk"] == "BOOKING" and "status" in item
        }
        self.quotas = {slot_of(item): item for item in items if item["sk"].startswith("QUOTA#")}
        self.tellings = [told for event in self.events if event.done for told in _tellings(event)]
        self.told: dict[str, list[Telling]] = defaultdict(list)
        for telling in self.tellings:
            self.told[telling.booking_id].append(telling)
        self.made = {
            (told.event.request.who, told.event.request.key): told.booking_id
            for told in self.tellings
            if told.event.request.kind == "book"
        }
        self.about: dict[str, list[Event]] = defaultdict(list)
        """Events that changed a booking or may have; those without a known booking are under no id."""
        self.effects: dict[str, list[Event]] = defaultdict(list)
        """The same, by the account or the operator."""
        for event in self.events:
            if not event.refused and event.request.kind != "look":
                self.about[self.booking_of(event.request)].append(event)
                self.effects[event.request.who].append(event)
        self.sent: dict[str, list[Event]] = defaultdict(list)
        """Everything that an account or an operator asked for."""
        self.owner_of = {**_owners(self.events), **_owners_of_items(items)}
        """Last four digits of a NIK -> the account of its owner, as far as somebody came as `self`."""
        self._comes_from: dict[str, float] = {}
        """Owner of an account, by the same digits -> when they first asked for a booking of their own."""
        for event in self.events:
            self.sent[event.request.who].append(event)
            for name in event.request.people:
                if event.request.kind == "book" and self.owner_of.get(name) == event.request.who:
                    self._comes_from[name] = min(event.began, self._comes_from.get(name, math.inf))
        self.holds = [*self._holds()]
        self.keeps = [hold if hold.under_way else replace(hold, end=math.inf) for hold in self.holds]
        """The same, where nothing that was given back has been released."""
        self.versions = {slot_of(quota): [*self._versions(quota)] for quota in history.beginning}

    def booking_of(self, request: Request) -> str:
        """Return the id of the booking that a request makes or changes; empty where no answer told it."""
        return request.booking_id or self.made.get((request.who, request.key), "")

    def released(self, booking_id: str, *, moved: bool) -> float:
        """Return from when on a booking is known to hold nothing where it was (before it was `moved`, or after)."""
        ends = [
            told.event.ended
            for told in self.told.get(booking_id, ())
            if told.face.cancelled or (told.face.moved and not moved)
        ]
        return min(ends, default=math.inf)

    def ended(self, event: Event) -> float:
        """Return from when on the booking that an event made or changed is known to be cancelled."""
        told = self.told.get(self.booking_of(event.request), ())
        return min((each.event.ended for each in told if each.face.cancelled), default=math.inf)

    def taken_at_most(self, slot: Slot, first: float, last: float, asking: Event) -> int:
        """Return the most seats that others than `asking` can have had at one moment from `first` to `last`."""
        return _most(self.holds, slot, first, last, asking)

    def gone_at_most(self, slot: Slot, first: float, last: float, asking: Event) -> int:
        """Return the most seats that nobody could claim: taken by others, or given back by them and kept since."""
        return _most(self.keeps, slot, first, last, asking)

    def held_for_certain(self, slot: Slot) -> Iterator[tuple[float, int]]:
        """Return moments, and how many seats of a slot were sold by then and cannot have been given back yet."""
        spans = [
            (told, self._kept_until(told))
            for told in self.tellings
            if told.face.slot == slot and not told.face.cancelled
        ]
        for moment in {told.event.ended for told, _ in spans}:
            held: dict[str, int] = {}
            for told, end in spans:
                if told.event.ended <= moment < end:
                    n = self._seats_at(told, moment)
                    held[told.booking_id] = max(n, held.get(told.booking_id, 0))
            yield moment, sum(held.values())

    def _seats_at(self, told: Telling, moment: float) -> int:
        """Return how many seats of a booking as it was told cannot have been given back until a moment."""
        begun = [event.request for event in self.about[told.booking_id] if event.began <= moment]
        gone = {request.place for request in begun if request.kind == "leave"}
        left = {name for request in begun if request.kind == "quit" for name in request.people}
        people = [each for place, each in enumerate(told.face.people) if place not in gone and each.name not in left]
        account = told.event.request.who
        coming = [each for each in people if each.present and not self._may_be_ousted(account, each.name, moment)]
        # who was superseded left the seat there, until the last goes
        return sum(each.presence != "left" and each.number > 0 for each in people) if coming else 0

    def _may_be_ousted(self, account: str, name: str, moment: float = math.inf) -> bool:
        """Tell whether a booking of somebody's own may have taken them out of one of `account` until a moment."""
        owner = self.owner_of.get(name, account)
        return owner != account and self._comes_from.get(name, math.inf) <= moment

    def may_be_empty(self, booking_id: str) -> bool:
        """Tell whether everybody in a booking may have been taken out by a booking of their own."""
        return any(
            all(self._may_be_ousted(told.event.request.who, name) for name in told.face.present)
            for told in self.told.get(booking_id, ())
        )

    def may_be_gone(self, booking_id: str, place: int, who: Listed) -> bool:
        """Tell whether somebody comes with a booking, or somebody asked for something by which they do not any more."""
        asked = [event.request for event in self.about[booking_id]]
        match who.presence:
            case "left":
                own = any(request.kind == "quit" and who.name in request.people for request in asked)
                return own or any(request.kind == "leave" and request.place == place for request in asked)
            case "superseded":
                return self._may_be_ousted(self.kept[booking_id].account, who.name)
        return who.present

    def may_be_over(self, booking_id: str, face: Face) -> bool:
        """Tell whether somebody asked for something by which a booking was cancelled: also by taking out the last."""
        asked = {event.request.kind for event in self.about[booking_id]}
        return bool(asked & {"cancel", "leave"}) or not face.present

    def in_force(self, slot: Slot, first: float, last: float) -> list[Version]:
        """Return the versions of a quota that can have been in force at some moment from `first` to `last`."""
        return [version for version in self.versions[slot] if version.start <= last and version.end >= first]

    def changes(self, slot: Slot) -> list[Item]:
        """Return the audit records of a slot, in order of their versions."""
        office, date, session = slot
        records = [
            item
            for item in self.items
            if item["pk"] == f"AUDIT#{office}" and (item["date"], item["session"]) == (date, session)
        ]
        return sorted(records, key=lambda record: int(record["after"]["version"]))

    def asked_for(self, slot: Slot, record: Item) -> list[Event]:
        """Return the requests, none of them refused, that can have made the change of an audit record."""
        return [
            event
            for event in self.effects.get(record["operator"], ())
            if event.request.slot == slot and _makes(event.request, record)
        ]

    def size(self, booking_id: str) -> int:
        """Return the most people that a booking is known to have had."""
        faces = [told.face for told in self.told.get(booking_id, ())]
        if booking_id in self.kept:
            faces.append(self.kept[booking_id].face)
        return max((len(face.people) for face in faces), default=_MOST_PEOPLE)

    def slots(self, booking_id: str) -> set[Slot]:
        """Return the slots in which a booking can have been; the table knows one that no answer told of."""
        asked = {event.request.slot for event in self.about[booking_id] if event.request.slot}
        found = asked | {told.face.slot for told in self.told.get(booking_id, ())}
        if booking_id in self.kept:
            kept = self.kept[booking_id]
            found.add(kept.face.slot)
            unanswered = [event.request for event in self.about[""] if event.request.who == kept.account]
            found |= {request.slot for request in unanswered if request.kind == "book" and request.slot}
        return found

    def places(self, request: Request) -> set[Slot]:
        """Return the slots that a request can have been about."""
        return {request.slot} if request.slot else self.slots(self.booking_of(request))

    def _holds(self) -> Iterator[Hold]:
        """Each sending may have a claim while it is under way; what it did, its booking holds until it is released."""
        acknowledged: set[Request] = set()
        for event in sorted(self.events, key=lambda event: event.ended):
            request = event.request
            if request.kind not in {"book", "add", "move"}:
                continue
            booking_id = self.booking_of(request)
            n = len(request.people) or self.size(booking_id)
            claimed_until = math.inf if self.history.strays else event.over
            for slot in self.places(request):
                yield Hold(event, slot, n, event.began, claimed_until, under_way=True)
            if event.done and request not in acknowledged:
                acknowledged.add(request)
                [told] = [told for told in self.told[booking_id] if told.event is event]
                moved = request.kind == "move" or (request.kind == "add" and told.face.moved)
                slot = request.slot or told.face.slot
                yield Hold(event, slot, n, event.ended, self.released(booking_id, moved=moved), under_way=False)

    def _kept_until(self, told: Telling) -> float:
        """When at the earliest a booking can have left the slot in which it was told to be."""
        leaving = {"cancel"} if told.face.moved else {"cancel", "move"}
        begun = (event.began for event in self.about[told.booking_id] if event.request.kind in leaving)
        return min(begun, default=math.inf)

    def _versions(self, quota: Item) -> Iterator[Version]:
        records = self.changes(slot_of(quota))
        certain = [
            min((event.ended for event in self.asked_for(slot_of(quota), record) if event.done), default=math.inf)
            for record in records
        ]
        states = [(quota["version"], quota["capacity"], quota["state"], -math.inf)]
        for record in records:
            after = record["after"]
            start = min((event.began for event in self.asked_for(slot_of(quota), record)), default=-math.inf)
            states.append((after["version"], after["capacity"], after["state"], start))
        for index, (number, capacity, state, start) in enumerate(states):
            yield Version(number, capacity, state, start, min(certain[index:], default=math.inf))


def _most(holds: Sequence[Hold], slot: Slot, first: float, last: float, asking: Event) -> int:
    """Return the most seats that the holds of others have at one moment from `first` to `last`."""
    met = [
        hold
        for hold in holds
        if hold.slot == slot and hold.start <= last and hold.end >= first and hold.event is not asking
    ]
    moments = {max(first, hold.start) for hold in met}
    return max((sum(hold.n for hold in met if hold.start <= at <= hold.end) for at in moments), default=0)


def number_of(printed: str) -> int:
    """Return the number of a queue number as printed, such as `A-001`."""
    return int(printed.rpartition("-")[2])


def _tellings(event: Event) -> Iterator[Telling]:
    """The bookings that an answer tells of: itself, or a list."""
    views = event.body.get("bookings", [event.body])
    for view in views:
        if "booking_id" in view:
            slot = (view["office_id"], view["date"], view["session"])
            people = tuple(
                Listed(who["nik_masked"][-4:], number_of(who.get("queue_number", "-0")), who["presence"])
                for who in view["applicants"]
            )
            face = Face(slot, people, view["reschedules_left"] == 0, view["status"] == "cancelled")
            yield Telling(event, view["booking_id"], face)


def _owners(events: Sequence[Event]) -> dict[str, str]:
    """Return who came as `self` with which account, as answers tell it."""
    return {
        who["nik_masked"][-4:]: event.request.who
        for event in events
        for view in event.body.get("bookings", [event.body])
        if "booking_id" in view
        for who in view["applicants"]
        if who["relation"] == "self"
    }


def _owners_of_items(items: Sequence[Item]) -> dict[str, str]:
    """Return the same, as bookings in the table tell it."""
    return {
        person["l"]: item["account"]
        for item in items
        if item["sk"] == "BOOKING" and "status" in item
        for person in item["people"]
        if person["r"] == "self"
    }


def _face_of_item(item: Item) -> Face:
    slot = (item["office"], item["date"], item["session"])
    people = tuple(Listed(person["l"], person["n"], person.get("a", "present")) for person in item["people"])
    return Face(slot, people, item["rescheduled"], item["status"] == "cancelled")


def _makes(request: Request, record: Item) -> bool:
    before, after = record["before"], record["after"]
    return (
        request.kind == "change"
        and request.version == before["version"]
        and request.reason == record["reason"]
        and after["capacity"] == (before["capacity"] if request.capacity is None else request.capacity)
        and after["state"] == (request.state or before["state"])
    )
