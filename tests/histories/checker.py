"""The referee of a history: holds every answer against the other answers and against the raw items of the table.

It knows the rules of the design and the shape of the items, and uses nothing of the product. `problems` returns one
line for each thing that is wrong, which begins with one of these names:
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from instruments.dynamodb import referee
from tests.histories import refusals
from tests.histories.history import Event, History, Item, Slot, slot_of
from tests.histories.past import Face, Past, Telling

NAMES = {
    **referee.NAMES,
    **refusals.NAMES,
    "sold twice": "more seats were sold at one moment than any quota then had, whatever became of it later",
    "in flight": "a claim is still there when everything was settled",
    "number twice": "a queue number was given to two people of a slot in the whole history, also where they cancelled",
    "passed on": "more seats were booked than were left, although none of those that are kept was released",
    "split": "people who were asked for together have numbers that are not consecutive",
    "missing": "an acknowledged booking is not in the table",
    "otherwise": "a booking is not in the table as it was acknowledged",
    "alive": "a booking whose cancellation was acknowledged is active",
    "two answers": "two answers tell a booking in two ways that cannot both have been true",
    "backwards": "an answer tells an older state of a booking than an earlier answer",
    "another answer": "an answer does not tell what was asked for",
    "two bodies": "a key was acknowledged with two bodies",
    "unasked": "something was done that nobody asked for, or that was refused",
    "two bookings": "an account or a person is in two active bookings",
    "at odds": "guards or profiles do not say what the bookings say",
    "change": "an operator's change, its audit record and the quota do not agree",
    "error": "an answer is neither an acknowledgement, nor a refusal of the contract, nor `busy`",
}


def problems(history: History, items: Sequence[Item]) -> list[str]:
    """Name everything that is wrong with a history that is over; empty if nothing is.

    `items` are the raw items of the table: the quotas of the history's slots, all bookings of its accounts or in its
    slots, the guards, the profiles of its accounts, and the audit records. Nothing may be under way any more.
    """
    past = Past(history, items)
    return [
        *_seats(past),
        *_numbers(past),
        *_kept(past),
        *_told(past),
        *_answers(past),
        *_asked(past),
        *_people(past),
        *_changes(past),
        *refusals.untrue(past),
    ]


def _seats(past: Past) -> Iterator[str]:
    for slot, quota in past.quotas.items():
        for problem in referee.problems(past.items, quota):
            name, _, rest = problem.partition(":")
            yield f"{name}: {'/'.join(slot)}{rest}"
        if quota["claims"]:
            yield f"in flight: {len(quota['claims'])} claims in {'/'.join(slot)}"
        for moment, held in past.held_for_certain(slot):
            capacity = max((version.capacity for version in past.in_force(slot, moment, moment)), default=held)
            if held > capacity:
                yield f"sold twice: {held} of {capacity} seats of {'/'.join(slot)} at {moment}"


def _numbers(past: Past) -> Iterator[str]:
    """A queue number belongs to one person of one booking for ever, and was given out by the quota."""
    owners: dict[tuple[Slot, int], set[tuple[str, str]]] = defaultdict(set)
    began = {slot_of(quota): quota for quota in past.history.beginning}
    faces = [(told.booking_id, told.face) for told in past.tellings]
    faces += [(booking_id, kept.face) for booking_id, kept in past.kept.items()]
    for booking_id, face in faces:
        for place, who in enumerate(face.people):
            # who comes no longer keeps the number, and whoever left before a move has none
            if who.number:
                owners[face.slot, who.number].add((booking_id, f"{who.name} at place {place}"))
    for (slot, number), given in owners.items():
        if len(given) > 1:
            yield f"number twice: {number} of {'/'.join(slot)} was given to {sorted(given)}"
        quota = past.quotas.get(slot)
        if quota is None or not 1 <= number < quota["next_number"]:
            yield f"numbers out of order: {number} of {'/'.join(slot)} was never given out"
    for slot, quota in past.quotas.items():
        # what was given back, or added by an operator, is kept until a release, and only that leaves a mark
        booked = [number for where, number in owners if where == slot and number >= began[slot]["next_number"]]
        if "released_at" not in quota and len(booked) > began[slot]["seats_left"]:
            left = began[slot]["seats_left"]
            yield f"passed on: {len(booked)} seats of {'/'.join(slot)} were booked, and {left} were left"


def _kept(past: Past) -> Iterator[str]:
    """What was acknowledged is in the table, or what can have become of it."""
    for told in past.tellings:
        kept = past.kept.get(told.booking_id)
        if kept is None:
            yield f"missing: {told.booking_id}, told by {told.event}"
        elif told.face.cancelled and not kept.face.cancelled:
            yield f"alive: {told.booking_id}, cancelled by {told.event}"
        elif kept.account != told.event.request.who:
            yield f"another answer: {told.booking_id} is somebody else's: {told.event}"
        elif not told.face.may_become(kept.face):
            yield f"otherwise: {told.booking_id} was {told.face}, and is {kept.face}: {told.event}"


def _told(past: Past) -> Iterator[str]:
    """All answers about a booking belong to one story, told forwards."""
    for booking_id, tellings in past.told.items():
        for one, other in combinations(tellings, 2):
            forwards, backwards = one.face.may_become(other.face), other.face.may_become(one.face)
            if not forwards and not backwards:
                yield f"two answers: {booking_id} is {one.face} and {other.face}"
            elif (one.event.before(other.event) and not forwards) or (other.event.before(one.event) and not backwards):
                yield f"backwards: {booking_id} is {one.face} and {other.face}"
        for face in {told.face for told in tellings}:
            groups = _came_together(past, booking_id, moved=face.moved)
            yield from (f"split: {booking_id}: {group} in {face}" for group in groups if _is_split(face, group))


def _came_together(past: Past, booking_id: str, *, moved: bool) -> set[tuple[str, ...]]:
    """The groups of people who were given their numbers by one acknowledged operation."""
    groups = {event.request.people for event in past.about[booking_id] if event.done and event.request.key}
    if moved:
        # all who were there were moved together
        unmoved = (told.face.names for told in past.told[booking_id] if not told.face.moved)
        groups.add(max(unmoved, key=len, default=()))
    return groups


def _is_split(face: Face, group: tuple[str, ...]) -> bool:
    """Tell whether nowhere in the list the people of a group have consecutive numbers, as far as they have any."""
    runs = [[each.number for each in run if each.number] for run in face.runs(group)]
    numbered = [numbers for numbers in runs if numbers]
    return bool(numbered) and not any(numbers == [*range(numbers[0], numbers[-1] + 1)] for numbers in numbered)


def _answers(past: Past) -> Iterator[str]:
    """Every answer is one to its request, and a key is good for one body and one booking."""
    bodies: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    keys = Counter(past.made.values())
    for event in past.events:
        if event.done and event.request.key:
            bodies[event.request.operation].add(str(event.request))
        if event.status and not event.done and event.code not in refusals.CODES.get(event.request.kind, ()):
            yield f"error: {event}"
    for told in past.tellings:
        if not _is_answer(past, told) or keys[told.booking_id] > 1:
            yield f"another answer: {told.face} to {told.event}"
    yield from (f"two bodies: {sorted(asked)}" for asked in bodies.values() if len(asked) > 1)


def _is_answer(past: Past, told: Telling) -> bool:
    request, face = told.event.request, told.face
    match request.kind:
        case "book":
            where = face.moved or face.slot == request.slot
            same = told.booking_id == past.made[request.who, request.key]
            return where and same and face.names[: len(request.people)] == request.people
        case "add":
            # by places and not by people: the first may have left and been added again
            behind = replace(face, people=face.people[1:])
            added = next(behind.runs(request.people), None) is not None
            return added and told.booking_id == request.booking_id
        case "move":
            return face.moved and face.slot == request.slot and told.booking_id == request.booking_id
        case "leave":
            # the last to go cancels the booking, and stays in it
            there = face.names[request.place : request.place + 1] == request.people
            gone = face.cancelled or not face.people[request.place].present
            return there and gone and told.booking_id == request.booking_id
        case "cancel":
            return face.cancelled and told.booking_id == request.booking_id
    return True


def _asked(past: Past) -> Iterator[str]:
    """Everything about a booking in the table was asked for, by its owner, and was not refused."""
    for booking_id, kept in past.kept.items():
        own = past.effects.get(kept.account, [])
        made = [
            event.request
            for event in own
            if event.request.kind == "book"
            and past.booking_of(event.request) in {booking_id, ""}
            and kept.face.names[: len(event.request.people)] == event.request.people
        ]
        changes = [event.request for event in past.about[booking_id] if event.request.who == kept.account]
        moves = {request.slot for request in changes if request.kind == "move"}
        named = {name for request in (*made, *changes) for name in request.people}
        gone = [who for place, who in enumerate(kept.face.people) if not past.may_be_gone(booking_id, place, who)]
        if not made:
            yield f"unasked: the booking {booking_id} of {kept.account}: {kept.face}"
        elif kept.face.slot not in (moves if kept.face.moved else {request.slot for request in made}):
            yield f"unasked: the slot of {booking_id}: {kept.face}"
        elif not named.issuperset(kept.face.names):
            yield f"unasked: people of {booking_id}: {kept.face}"
        elif gone:
            yield f"unasked: {gone} come no longer with {booking_id}"
        elif kept.face.cancelled and not past.may_be_over(booking_id, kept.face):
            yield f"unasked: the cancellation of {booking_id}"


def _people(past: Past) -> Iterator[str]:
    """One active booking for each account and each person; guards and profiles agree with the bookings."""
    active = {booking_id: kept for booking_id, kept in past.kept.items() if not kept.face.cancelled}
    accounts = Counter(kept.account for kept in active.values())
    names = Counter(name for kept in active.values() for name in kept.face.present)
    twice = sorted(who for who, times in (accounts + names).items() if times > 1)
    if twice:
        yield f"two bookings: {twice}"
    guarded = {(item["pk"], item["booking_id"]) for item in past.items if item["sk"] == "ACTIVE"}
    wanted = {
        (f"NIK#{person['k']}", item["pk"].removeprefix("BOOKING#"))
        for item in past.items
        if item["pk"].removeprefix("BOOKING#") in active
        for person in item["people"]
        if "a" not in person
    }
    # guards of other bookings may be among the items
    stray = {guard for guard in guarded - wanted if guard[1] in past.kept}
    if wanted - guarded or stray:
        yield f"at odds: guards missing {sorted(wanted - guarded)}, guards left over {sorted(stray)}"
    for item in past.items:
        account = item["pk"].removeprefix("ACCOUNT#")
        said = {item["active_booking"]} if item.get("active_booking") else set()
        if item["sk"] == "PROFILE" and said != {each for each, kept in active.items() if kept.account == account}:
            yield f"at odds: the profile of {account} says {sorted(said)}"


def _changes(past: Past) -> Iterator[str]:
    """Each acknowledged change has one audit record; they form a chain, and the quota is as the last one left it."""
    for beginning in past.history.beginning:
        slot = beginning["pk"].removeprefix("OFFICE#"), *beginning["sk"].split("#")[1:]
        standing = {name: beginning[name] for name in ("capacity", "state", "version")}
        for record in past.changes(slot):
            before, after = ({name: record[side][name] for name in standing} for side in ("before", "after"))
            if before != standing or after["version"] != before["version"] + 1:
                yield f"change: {'/'.join(slot)} was {standing}, its audit says {before}, then {after}"
            if not past.asked_for(slot, record):
                yield f"unasked: the change of {'/'.join(slot)} to {after}"
            standing = after
        quota = past.quotas[slot]
        if standing != {name: quota[name] for name in standing}:
            yield f"change: {'/'.join(slot)} is {quota}, and its audit ends with {standing}"
    for event in past.events:
        if event.done and event.request.kind == "change":
            yield from _acknowledged_change(past, event)


def _acknowledged_change(past: Past, event: Event) -> Iterator[str]:
    asked = event.request
    assert asked.slot
    recorded = [record for record in past.changes(asked.slot) if event in past.asked_for(asked.slot, record)]
    if len(recorded) != 1:
        yield f"change: {len(recorded)} audit records of {event}"
    elif {name: event.body[name] for name in ("capacity", "state", "version")} != {
        name: recorded[0]["after"][name] for name in ("capacity", "state", "version")
    }:
        yield f"change: told {event.body}, recorded {recorded[0]['after']}"
