"""What is drawn for a step, with the present state in view, so that most of it means something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.stateful.model import KEYED, Model
from tests.stateful.scene import (
    AFTER,
    BEFORE,
    CITIZENS,
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

_ELSEWHERE = [Slot("surabaya", "2026-12-23", "morning"), Slot("bogor", "2026-12-23", "evening")]
_UNKNOWN = "ani/never made"
_SECOND = timedelta(seconds=1)
_ODD = {
    "self again": {"relation": "self"},
    "eko, born another day": applicant("eko", birth_date="1990-05-18"),
    "gita, born another day, confirmed": applicant("gita", birth_date="1991-05-17", nik_mismatch_confirmed=True),
    "no serial": applicant("eko", nik=PEOPLE["eko"].nik[:12] + "0000"),
    "no such province": applicant("eko", nik="01" + PEOPLE["eko"].nik[2:]),
    "no such month": applicant("eko", nik=PEOPLE["eko"].nik[:8] + "13" + PEOPLE["eko"].nik[10:]),
}
APPLICANTS: dict[str, dict[str, Any]] = {
    "self": {"relation": "self"},
    **{name: applicant(name) for name in PEOPLE},
    **_ODD,
}
"""Who can be asked for, by the words that a failing run prints."""


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
offices = weighed((5, [*OFFICES]), (1, ["surabaya"]))
services = weighed((10, ["new", "renewal"]), (1, ["lost"]))
deaths = weighed((18, [None]), (1, [BEFORE, AFTER]))
_odd = weighed((12, [[]]), (1, [[word] for word in _ODD]))


def _people(selves: SearchStrategy[list[str]], most: int) -> SearchStrategy[list[str]]:
    family = st.lists(st.sampled_from([*PEOPLE]), max_size=most, unique=True)
    return st.tuples(selves, family, _odd).map(lambda parts: sum(parts, []) or ["fitri"])


households = _people(weighed((6, [["self"]]), (1, [[]])), most=5)
families = _people(weighed((20, [[]]), (1, [["self"]])), most=2)
changes = st.sampled_from(
    [
        *({"capacity": seats} for seats in (0, 1, 2, 3, 5, 8)),
        {"state": "closed"},
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
        for ahead, times in ((1, 5), (2, 4), (3, 2), (4, 1), (5, 1), (7, 1), (0, 1), (-1, 1), (40, 1), (400, 1)):
            day = (today(office, model.now) + timedelta(days=ahead)).isoformat()
            found += [Slot(office.office_id, day, each.session) for each in office.sessions for _ in range(times)]
    return found


def bookings(machine: Any) -> list[str]:
    """Return the names of bookings; most often of those that can still be changed."""
    model: Model = machine.model
    changeable = [each.name for each in model.bookings.values() if each.active and not passed(each, model.now)]
    return changeable * 6 + [*model.bookings] + [_UNKNOWN]


def visits(machine: Any) -> list[str]:
    """Return the names of bookings; most often of those whose day it is."""
    model: Model = machine.model
    due = [each.name for each in model.bookings.values() if each.active and each.day == today(each.office, model.now)]
    return due * 6 + [*model.bookings] + [_UNKNOWN]


def asked(machine: Any) -> list[Request]:
    """Return the last things that were asked for."""
    found: list[Request] = machine.asked[-12:]
    return found


def pairs(machine: Any) -> list[tuple[Request, Request]]:
    """Return pairs of requests of a kind with different bodies; the first was done, or is more likely to be."""
    recent: list[Request] = [request for request in machine.asked[-16:] if request.kind in KEYED]
    return [(one, two) for one in recent for two in recent if one.kind == two.kind and one.body != two.body]


def instants(machine: Any) -> list[datetime]:
    """Return moments to come: soon, around each office's midnight, around a release, and when people are served."""
    model: Model = machine.model
    now = model.now
    soon = [now + timedelta(seconds=seconds) for seconds in (1, 2, 61, 61, 3600, 30_000)]
    turns = [at(office, today(office, now) + timedelta(days=1)) for office in OFFICES.values()]
    turns += sorted({quota.opens_at for quota in model.quotas.values() if quota.opens_at > now})[:2]
    days = [at(booking.office, booking.day, "09:30") for booking in model.holding()]
    return [each for each in (*soon, *turns, *(turn - _SECOND for turn in turns), *days) if each > now]
