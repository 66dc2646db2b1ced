"""What is drawn for a step, with the present state in view, so that most of it means something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from instruments.replay.events import booking_id
from tests.stateful.model import KEYED, Model
from tests.stateful.scene import (
    AFTER,
    BEFORE,
    CITIZENS,
    FAMILY,
    OFFICES,
    PEOPLE,
    STAFF,
    STRANGER,
    Request,
    applicant,
    at,
    today,
)
from tests.stateful.state import passed
from tests.support.slots import Slot

_SOMEWHERE = "bogor/2026-12-23/morning"
_ELSEWHERE = [Slot("surabaya", "2026-12-23", "morning"), Slot("bogor", "2026-12-23", "evening")]
_UNKNOWN = "ani/never made"
_TIMES = {"open": 8, "full": 8}
"""How often a slot is among those to draw from, by its state."""
_SECOND = timedelta(seconds=1)
_ODD = {
    "self again": {"relation": "self"},
    "eko, born another day": applicant("eko", birth_date="1990-05-18"),
    "gita, born another day, confirmed": applicant("gita", birth_date="1991-05-17", nik_mismatch_confirmed=True),
    "no serial": applicant("eko", nik=PEOPLE["eko"].nik[:12] + "0000"),
    "no such province": applicant("eko", nik="01" + PEOPLE["eko"].nik[2:]),
    "no such month": applicant("eko", nik=PEOPLE["eko"].nik[:8] + "13" + PEOPLE["eko"].nik[10:]),
}
_MISMATCHES = [word for word in _ODD if "another day" in word]
APPLICANTS: dict[str, dict[str, Any]] = {
    "self": {"relation": "self"},
    **{name: applicant(name) for name in PEOPLE},
    **_ODD,
}
"""Who can be asked for, by the words that a failing run prints."""

NONSENSE = (
    (Request("book", "ani", "{}", key="k"), ["office_id", "date", "session", "service", "applicants"]),
    (Request("book", "ani", "{}", key="a key"), ["Idempotency-Key"]),
    (Request("add", "ani", "{}", "ani/k", "k"), ["applicants"]),
    (Request("reschedule", "ani", "{}", "ani/k", "k"), ["office_id", "date", "session"]),
    (Request("change", "pusat", "{}", _SOMEWHERE, '"1"'), ["reason"]),
    (Request("change", "pusat", '{"state": "open", "reason": "Salah"}', _SOMEWHERE, "one"), ["If-Match"]),
    (Request("check in", "pusat", "{}"), ["code", "office_id"]),
)
"""Requests that mean nothing, and the fields that the answer names."""
READS: dict[str, dict[str, str]] = {
    "/offices": {},
    "/availability": {},
    "/offices/{office_id}/availability": {"office_id": "bogor"},
    "/admin/offices/{office_id}/quotas": {"office_id": "bogor"},
    "/bookings": {},
    "/bookings/{booking_id}": {"booking_id": booking_id("ani/k")},
    "/bookings/{booking_id}/calendar": {"booking_id": booking_id("ani/k")},
}
"""Addresses to look at, with their parameters."""
QUERIED = [*READS][:4]
"""Those that take a query."""
PROTECTED = [*READS][3:]
"""Those that need a token."""


def weighed(*choices: tuple[int, Sequence[Any]]) -> SearchStrategy[Any]:
    """Draw one of the choices of a group, each as often as the group's number says."""
    return st.sampled_from([choice for times, group in choices for choice in [*group] * times])


def of(pick: Callable[[Any], Sequence[Any]]) -> SearchStrategy[Any]:
    """Draw from what the machine has at hand."""
    return st.runner().flatmap(lambda machine: st.sampled_from(pick(machine)))


citizens = weighed((6, [*CITIZENS]), (1, [STRANGER]))
callers = weighed((20, ["the owner"]), (1, [*CITIZENS, STRANGER]))
"""Who asks for something that belongs to one account."""
staff = weighed((6, ["pusat"]), (1, [*STAFF, "ani"]))
offices = weighed((3, [*OFFICES]), (1, ["surabaya"]))
services = weighed((4, ["new", "renewal"]), (1, ["lost"]))
deaths = weighed((10, [None]), (1, [BEFORE, AFTER]))


def _people(selves: SearchStrategy[list[str]], sizes: SearchStrategy[int]) -> SearchStrategy[list[str]]:
    """Draw who comes: most often the family that nobody has booked yet, now and then somebody odd."""
    names = weighed((30, FAMILY), (3, _MISMATCHES), (1, [*PEOPLE, *_ODD]))
    family = sizes.flatmap(lambda size: st.lists(names, min_size=size, max_size=size, unique=True))
    return st.tuples(selves, family).map(lambda parts: [*chain(*parts)] or ["fitri"])


households = _people(weighed((8, [["self"]]), (1, [[]])), weighed((4, [0, 1, 2]), (1, [3, 5])))
families = _people(weighed((20, [[]]), (1, [["self"]])), weighed((4, [1]), (2, [2]), (1, [4])))
changes = st.sampled_from(
    [
        *({"capacity": seats} for seats in (0, 1, 2, 3, 5, 8)),
        *[{"state": "closed"}] * 2,
        {"state": "open"},
        {"state": "open", "capacity": 4},
        {"opens_at": "2026-12-20T00:00:00Z"},
        {"opens_at": "2027-01-02T12:00:00+07:00"},
    ]
)
reasons = st.sampled_from(["Perbaikan jaringan", "Petugas bertambah"])
versions = weighed((6, [0]), (1, [-1, 1]))
"""How far an operator's If-Match is from the version that is."""


def fresh(machine: Any) -> list[str]:
    """Return the next key that nobody has used."""
    return [f"k{len(machine.asked)}"]


def slots(machine: Any) -> list[Slot]:
    """Return slots of the coming days, and some that cannot be had."""
    model: Model = machine.model
    found = [*_ELSEWHERE]
    for office in OFFICES.values():
        for ahead in (-1, 0, 1, 2, 3, 4, 5, 7, 40, 400):
            day = (today(office, model.now) + timedelta(days=ahead)).isoformat()
            for session in office.sessions:
                where = Slot(office.office_id, day, session.session)
                found += [where] * _TIMES.get(model.standing(where)["state"], 1)
    return found


def open_slots(machine: Any) -> list[Slot]:
    """Return slots that take bookings; there always are some when a run begins."""
    model: Model = machine.model
    return [slot for slot in model.quotas if model.standing(slot)["state"] == "open"]


def held_slots(machine: Any) -> list[Slot]:
    """Return slots to change, most often of those where somebody is."""
    model: Model = machine.model
    return [booking.slot for booking in model.holding()] * 40 + slots(machine)


def bookings(machine: Any) -> list[str]:
    """Return the names of bookings; most often of those that can still be changed."""
    model: Model = machine.model
    changeable = [each.name for each in model.bookings.values() if each.active and not passed(each, model.now)]
    return changeable * 6 + [*model.bookings] + [_UNKNOWN]


def visits(machine: Any) -> list[str]:
    """Return the names of bookings; most often of those that can still be served."""
    model: Model = machine.model
    awaited = [each.name for each in model.holding() if not each.served]
    return awaited * 6 + [*model.bookings] + [_UNKNOWN]


def asked(machine: Any) -> list[Request]:
    """Return the last things that were asked for."""
    found: list[Request] = machine.asked[-12:]
    return found


def keyed(machine: Any) -> list[Request]:
    """Return requests with keys; most often such as were done."""
    model: Model = machine.model
    recent: list[Request] = [request for request in machine.asked[-16:] if request.kind in KEYED and request.key]
    return [request for request in recent if model.was_done(request)] * 6 + recent


def instants(machine: Any) -> list[datetime]:
    """Return moments to come: soon, and around midnights, releases and the beginning of a booking's day."""
    model: Model = machine.model
    now = model.now
    soon = [now + timedelta(seconds=seconds) for seconds in (1, 2, 61, 61, 3600, 30_000)]
    turns = [at(office, today(office, now) + timedelta(days=1)) for office in OFFICES.values()]
    turns += sorted({quota.opens_at for quota in model.quotas.values() if quota.opens_at > now})[:2]
    days = [at(booking.office, booking.day) for booking in model.holding()]
    turns += days
    return [each for each in (*soon, *turns, *(turn - _SECOND for turn in turns)) if each > now]
