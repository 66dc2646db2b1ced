"""Whether what stood in somebody's way can have stood there while the request was under way."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from tests.histories.history import Event
from tests.histories.past import Past, Version

NAMES = {
    "untrue": "a refusal names a reason that cannot have been there while the request was under way",
    "forgotten": "a request was refused although it had been acknowledged before",
}
_BOOKING = {"slot_full", "slot_closed", "slot_past", "not_your_turn", "idempotency_key_reused", "busy"}
_PEOPLE = {"nik_already_booked", "limit_reached"}
_CHANGE = {"not_found", "too_late", "busy"}
CODES = {
    "book": _BOOKING | _PEOPLE | {"booking_exists"},
    "add": _BOOKING | _CHANGE | _PEOPLE | {"too_many_applicants"},
    "move": _BOOKING | _CHANGE | {"reschedule_used", "validation_failed"},
    "leave": _CHANGE,
    "cancel": _CHANGE,
    "quit": _CHANGE | {"contest_first", "objected"},
    "look": {"busy"},
    "change": {"version_conflict", "capacity_below_taken", "busy"},
}
"""The codes with which a request of a history may be answered; all these requests are of the right form."""
_MOST_PEOPLE = 4
"""In a booking without its owner."""
_MOST_OTHERS, _MOST_REFUSALS, _MOST_CANCELLATIONS = 8, 3, 3
"""People whom an account may name, refusals for one of them and cancellations, after which it has to wait."""
_RETRY = 590
"""Seconds after which the very same request may count anew: ten minutes, less what two clocks may differ by."""


def untrue(past: Past) -> Iterator[str]:
    """Name the refusals that cannot have been true, and those of things that had been done."""
    done: dict[tuple[str, str, str, str], float] = {}
    for event in past.events:
        if event.done and event.request.key:
            operation = event.request.operation
            done[operation] = min(event.ended, done.get(operation, event.ended))
    for event in past.events:
        if not event.refused or event.code not in _CAN_BE:
            continue
        done_at = done.get(event.request.operation, event.began)
        if done_at < event.began and event.code != "idempotency_key_reused":
            yield f"forgotten: {event}"
        elif not _CAN_BE[event.code](past, event):
            yield f"untrue: {event}"


def _full(past: Past, event: Event) -> bool:
    """Whether there was a moment, or one that was still remembered, with fewer seats than people.

    What was given back, and what an operator added, may be kept all the time. So there are certainly as many seats as
    the smallest capacity had so far, without those that were ever taken.
    """
    since = event.began - past.history.memory
    n = len(event.request.people) or past.size(event.request.booking_id)
    return any(
        version.capacity - past.gone_at_most(slot, since, event.ended, event) < n
        for slot in past.places(event.request)
        for version in past.in_force(slot, -math.inf, event.ended)
    )


def _closed(past: Past, event: Event) -> bool:
    return any(version.state == "closed" for version in _versions(past, event))


def _not_your_turn(_past: Past, _event: Event) -> bool:
    """Turns are in no answer and no audit record. The interleavings know every quota there was, and judge by them."""
    return True


def _past(past: Past, _event: Event) -> bool:
    return past.history.days_end


def _nik_already_booked(past: Past, event: Event) -> bool:
    """Whether another operation can have held each of the people that are named; of strangers none is, but one was."""
    asked = event.request.people
    named = [asked[index] for index in event.body.get("applicants", ())]
    others = [
        each
        for events in past.effects.values()
        for each in events
        if each.request.operation != event.request.operation and _can_stand(past, each, event)
    ]
    held = {name for each in others for name in each.request.people}
    return held.issuperset(named) if named else bool(held.intersection(asked))


def _limit_reached(past: Past, event: Event) -> bool:
    """Whether the account can have done so much before the answer."""
    before = [each for each in past.sent[event.request.who] if each.began <= event.ended]
    match event.body["rule"]:
        case "others":
            asked = [each.request for each in before if each.request.kind in {"book", "add"}]
            named = {name for request in asked for name in request.people}
            return sum(past.owner_of.get(name) != event.request.who for name in named) > _MOST_OTHERS
        case "refusals":
            # what was refused without an answer, or answered with `busy`, may have been counted
            counted = [each for each in before if each.code == "nik_already_booked" or each.over == math.inf]
            # the same people for a booking that was moved meanwhile are asked for once more
            times = {"book": 1, "add": 2}
            asked_for = {each.request for each in counted if each.request.kind in times}
            found = {request: [each for each in counted if each.request == request] for request in asked_for}
            most = (times[request.kind] * _times(same, event.ended) for request, same in found.items())
            return sum(most) >= _MOST_REFUSALS
        case "cancellations":
            ended = {each.request.booking_id for each in before if each.request.kind in {"cancel", "leave"}}
            return len(ended) >= _MOST_CANCELLATIONS
    return False


def _times(same: Sequence[Event], until: float) -> int:
    """How often sendings of one request can have been counted at most."""
    first = min(each.began for each in same)
    last = max(min(each.over, until) for each in same)
    return min(len(same), 1 + int((last - first) // _RETRY))


def _booking_exists(past: Past, event: Event) -> bool:
    return any(
        each.request.kind == "book" and each.request.key != event.request.key and _can_stand(past, each, event)
        for each in past.effects[event.request.who]
    )


def _key_reused(past: Past, event: Event) -> bool:
    return any(
        each.request.operation == event.request.operation
        and each.request != event.request
        and each.began <= event.ended
        for each in past.effects[event.request.who]
    )


def _too_late(past: Past, event: Event) -> bool:
    ending = {"cancel", "leave", "quit"}
    over = any(each.request.kind in ending for each in _meanwhile(past, event))
    return past.history.days_end or over or past.may_be_empty(event.request.booking_id)


def _reschedule_used(past: Past, event: Event) -> bool:
    return any(
        each.request.kind == "move" and each.request.key != event.request.key for each in _meanwhile(past, event)
    )


def _own_slot(past: Past, event: Event) -> bool:
    return event.request.slot in past.slots(event.request.booking_id)


def _too_many(past: Past, event: Event) -> bool:
    return past.size(event.request.booking_id) + len(event.request.people) > _MOST_PEOPLE


def _not_found(past: Past, event: Event) -> bool:
    """Whether nobody told the account before of its booking, or of so many people in it."""
    own = [each for each in past.told.get(event.request.booking_id, ()) if each.event.request.who == event.request.who]
    return not any(each.event.before(event) and event.request.place < len(each.face.people) for each in own)


def _version_conflict(past: Past, event: Event) -> bool:
    return any(version.number != event.request.version for version in _versions(past, event))


def _below_taken(past: Past, event: Event) -> bool:
    """Whether the capacity that was asked for was too small; a change that asks for none is never below."""
    capacity = event.request.capacity
    return capacity is not None and any(
        past.taken_at_most(slot, event.began, event.ended, event) > capacity for slot in past.places(event.request)
    )


def _versions(past: Past, event: Event) -> Iterator[Version]:
    for slot in past.places(event.request):
        yield from past.in_force(slot, event.began, event.ended)


def _meanwhile(past: Past, event: Event) -> Iterator[Event]:
    """What may have been done to the booking before the refusal was answered."""
    return (each for each in past.about[event.request.booking_id] if each.began <= event.ended)


def _can_stand(past: Past, made: Event, event: Event) -> bool:
    """Whether what was made can have stood at some moment of the event."""
    return made.began <= event.ended and past.ended(made) >= event.began


_CAN_BE: dict[str, Callable[[Past, Event], bool]] = {
    "slot_full": _full,
    "slot_closed": _closed,
    "slot_past": _past,
    "not_your_turn": _not_your_turn,
    "nik_already_booked": _nik_already_booked,
    "limit_reached": _limit_reached,
    "booking_exists": _booking_exists,
    "idempotency_key_reused": _key_reused,
    "too_late": _too_late,
    "reschedule_used": _reschedule_used,
    "validation_failed": _own_slot,
    "too_many_applicants": _too_many,
    "not_found": _not_found,
    "version_conflict": _version_conflict,
    "capacity_below_taken": _below_taken,
}
