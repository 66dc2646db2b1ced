"""What is drawn for a step, with the present state in view, so that most of it means something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.stateful.limits import REFUSAL_RETRY
from tests.stateful.model import KEYED
from tests.stateful.scene import AFTER, BEFORE, FAMILY, NEWCOMERS, OFFICES, PEOPLE, STRANGERS, Request, at, today
from tests.stateful.state import drawn_minute, passed
from tests.stateful.waiting import Waiting
from tests.support.slots import Slot

_UNKNOWN = "ani/never made"
_TIMES = {"open": 8, "full": 8, "closed": 8}
"""How often a slot is among those to draw from, by its state."""
_SECOND = timedelta(seconds=1)


def weighed(*choices: tuple[int, Sequence[Any]]) -> SearchStrategy[Any]:
    """Draw one of the choices of a group, each as often as the group's number says."""
    return st.sampled_from([choice for times, group in choices for choice in [*group] * times])


def of(pick: Callable[[Any], Sequence[Any]]) -> SearchStrategy[Any]:
    """Draw from what the machine has at hand."""
    return st.runner().flatmap(lambda machine: st.sampled_from(pick(machine)))


citizens = of(lambda machine: [*machine.model.accounts])
callers = st.integers(0, 20).flatmap(lambda throw: citizens if throw == 0 else st.just("the owner"))
"""Who asks for something that belongs to one account."""
days = weighed((4, [0]), (1, [1, 2]))
"""For how many days after the one of a slot somebody waits too, in any session then."""
deaths = weighed((6, [None]), (1, [BEFORE, AFTER]))


def _who_comes(selves: SearchStrategy[list[str]], sizes: SearchStrategy[int]) -> SearchStrategy[list[str]]:
    """Draw who comes: most often the family that nobody has booked yet, now and then another account's owner."""
    names = weighed((12, FAMILY), (4, [*STRANGERS, *NEWCOMERS]), (3, [*PEOPLE]))
    family = sizes.flatmap(lambda size: st.lists(names, min_size=size, max_size=size, unique=True))
    return st.tuples(selves, family).map(lambda parts: [*parts[0], *parts[1]])


households = _who_comes(weighed((8, [["self"]]), (1, [[]])), weighed((4, [0, 1, 2]), (1, [3, 5])))
families = _who_comes(st.just([]), weighed((4, [1]), (2, [2]), (1, [4])))
changes = st.sampled_from(
    [
        *({"capacity": seats} for seats in (0, 1, 2, 3, 5, 8)),
        *[{"state": "closed"}] * 2,
        {"state": "open"},
        {"state": "open", "capacity": 4},
        {"opens_at": "2026-12-06T00:00:00Z"},
        {"opens_at": "2026-12-30T12:00:00+07:00"},
    ]
)
reasons = st.sampled_from(["Perbaikan jaringan", "Petugas bertambah"])
versions = weighed((6, [0]), (1, [-1, 1]))
"""How far the operator's If-Match is from the version that is."""


def fresh(machine: Any) -> list[str]:
    """Return the next key that nobody has used."""
    return [f"k{len(machine.asked)}"]


def slots(machine: Any) -> list[Slot]:
    """Return slots of the coming days; most often such as are open or full."""
    model: Waiting = machine.model
    found: list[Slot] = []
    for where in model.quotas:
        if where.date >= str(today(OFFICES[where.office_id], model.now) - timedelta(days=1)):
            found += [where] * _TIMES.get(model.standing(where)["state"], 1)
    return found or [*model.quotas]


def open_slots(machine: Any) -> list[Slot]:
    """Return slots that take bookings; there always are some when a run begins."""
    model: Waiting = machine.model
    return [slot for slot in model.quotas if model.standing(slot)["state"] == "open"]


def held_slots(machine: Any) -> list[Slot]:
    """Return slots to change, most often of those where somebody is, or that are offered to somebody."""
    model: Waiting = machine.model
    there = [booking.slot for booking in [*model.holding(), *model.open_offers()]]
    return there * 40 + slots(machine)


def waited_for(machine: Any) -> list[Slot]:
    """Return slots to wait for, most often such as have seats that were given back, or none left."""
    model: Waiting = machine.model
    kept = [where for where, quota in model.quotas.items() if quota.kept or not quota.left]
    return kept * 20 + slots(machine)


def offers(machine: Any) -> list[str]:
    """Return the names of offers, most often of those that are open, and of bookings that were none."""
    model: Waiting = machine.model
    made = [booking.name for booking in model.bookings.values() if booking.offer]
    return [each.name for each in model.open_offers()] * 20 + made * 4 + [*model.bookings] + [_UNKNOWN]


def bookings(machine: Any) -> list[str]:
    """Return the names of bookings; most often of those that can still be changed."""
    model: Waiting = machine.model
    changeable = [each.name for each in model.bookings.values() if each.active and not passed(each, model.now)]
    return changeable * 6 + [*model.bookings] + [_UNKNOWN]


def _places(machine: Any) -> list[tuple[str, int]]:
    """Return the places of bookings, most often of those that can still be changed, and one too many."""
    model: Waiting = machine.model
    return [
        (name, place)
        for name in bookings(machine)
        for place in range(len(model.bookings[name].people) + 1 if name in model.bookings else 1)
    ]


places = of(_places)
"""A booking and somebody in it."""


def contested(machine: Any) -> list[tuple[str, int]]:
    """Return the places of bookings, most often of those who ask to be taken out."""
    model: Waiting = machine.model
    found = [
        (booking.name, place)
        for booking in model.holding()
        for place, who in enumerate(booking.people)
        if "contested" in who and who["presence"] == "present"
    ]
    places = _places(machine)
    return found * len(places) + places


def listed(machine: Any) -> list[tuple[str, str]]:
    """Return citizens and bookings, most often of another account that has the citizen."""
    model: Waiting = machine.model
    niks = {PEOPLE[who].nik: who for who in model.accounts}
    found = [
        (niks[person["nik"]], booking.name)
        for booking in model.bookings.values()
        for person in booking.people
        if niks.get(person["nik"], booking.owner) != booking.owner
    ]
    return found * 20 + [(who, name) for who in model.accounts for name in [*model.bookings, _UNKNOWN]]


def asked(machine: Any) -> list[Request]:
    """Return the last things that were asked for."""
    found: list[Request] = machine.asked[-12:]
    return found


def keyed(machine: Any) -> list[Request]:
    """Return requests with keys; most often such as were done."""
    model: Waiting = machine.model
    recent: list[Request] = [request for request in machine.asked[-16:] if request.kind in KEYED]
    return [request for request in recent if model.was_done(request)] * 6 + recent


def releases(model: Waiting) -> list[datetime]:
    """Return the next drawn minutes at which seats that are kept now are released, at most five hours ahead."""
    hours = [model.now + timedelta(hours=ahead) for ahead in range(6)]
    found = {drawn_minute(slot, hour) for slot, quota in model.quotas.items() if quota.kept for hour in hours}
    return sorted(minute for minute in found if minute and minute > model.now)[:3]


def instants(machine: Any) -> list[datetime]:
    """Return moments to come: soon, and around midnights, releases and the beginning of a booking's day."""
    model: Waiting = machine.model
    now = model.now
    soon = [now + timedelta(seconds=seconds) for seconds in (1, 2, 61, 61, 3600, 30_000)]
    turns = [at(office, today(office, now) + timedelta(days=1)) for office in OFFICES.values()]
    turns += sorted({quota.opens_at for quota in model.quotas.values() if quota.opens_at > now})[:2]
    turns += [at(booking.office, booking.day) for booking in model.holding()]
    turns += [
        told + timedelta(days=1) for each in model.holding() for person in each.present if (told := person.get("told"))
    ]
    turns += releases(model)
    turns += [entry.hour + timedelta(hours=1) for entry in model.lasting()]
    turns += [entry.ends_at for entry in model.lasting()]
    turns += [each.until_answered + late for each in model.open_offers() for late in (0 * _SECOND, 60 * _SECOND)]
    counted = [moment for each in model.accounts.values() for _, moment in each.refusals]
    turns += [moment + wait for moment in counted[:2] for wait in (REFUSAL_RETRY, timedelta(days=1))]
    return [each for each in (*soon, *turns, *(turn - _SECOND for turn in turns)) if each > now]
