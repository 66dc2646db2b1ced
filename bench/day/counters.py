"""The counters: how many keys an officer presses for each citizen, and twenty counters that call at once."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from bench.day import screens
from deploy.errors import CommandError
from instruments.at_once import at_once

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser

    from bench.day.office import Member, Office
    from deploy.progress import Step

CITIZENS: Final = 20
COUNTERS: Final = 20
ROUNDS: Final = 6
"""In each round every counter calls once; in the first one every function has to begin."""
LAST_ANSWER: Final = 2.0
"""Seconds until the last of the counters has its answer, on two quiet cores."""


@dataclass(frozen=True, slots=True)
class Shift:
    """An officer who calls one citizen after another."""

    keys: Sequence[str]
    """What was pressed after the first citizen was at the counter."""
    served: int
    """How many were served by that."""
    called: Sequence[float]
    """Milliseconds from a key to the next number on the screen."""


@dataclass(slots=True)
class Rush:
    """Counters that all call at the same moment, some times."""

    last: list[float] = field(default_factory=list)
    """Seconds until the last answer, for each round."""
    took: list[float] = field(default_factory=list)
    """Seconds of each call, but for those of the first round."""
    repeated: list[int] = field(default_factory=list)
    """How many requests were sent again because the service was busy, for each round."""
    cpu: list[float] = field(default_factory=list)
    """The processor seconds of the whole system, for each round."""


def shift(browser: Browser, office: Office, step: Step) -> Shift:
    """Serve citizens in steady state; raises CommandError where one was not served."""
    step.note("keys at a counter")
    before = {party.party_id for party in office.hall.parties(office.day) if party.state != "waiting"}
    office.receives(office.expects(CITIZENS + 1))
    number = 90
    office.must(f"counters/{number}/open", {"lanes": []})
    script = screens.WATCH + f'localStorage.setItem("counter", "{number}");'
    url = office.town.outputs["website_url"]
    with screens.opened(browser, url, "/petugas/loket", office.officer, script) as page:
        page.locator(".pd-desk__now").wait_for()
        screens.wants(page, ".pd-desk__number")
        page.keyboard.press("F2")
        screens.until(page, "() => seen.length === 1")
        page.evaluate("() => { keys.length = 0; }")
        for citizen in range(1, CITIZENS + 1):
            page.keyboard.press("F2")
            screens.until(page, "(count) => seen.length > count", citizen)
        keys: list[str] = page.evaluate("keys")
        called: list[float] = page.evaluate("seen.slice(1).map((each) => each.milliseconds)")
    parties = [party for party in office.hall.parties(office.day) if party.party_id not in before]
    served = sum(party.state == "served" for party in parties)
    if served != CITIZENS:
        message = f"{len(keys)} keys served {served} citizens, not {CITIZENS}."
        raise CommandError(message)
    office.must(f"counters/{number}/finish")
    office.must(f"counters/{number}/close")
    return Shift(keys, served, called)


def rush(office: Office, step: Step) -> Rush:
    """Let all counters call at once; raises CommandError where somebody is called twice, or passed over."""
    step.note("people for the counters")
    booked = office.expects(COUNTERS * ROUNDS)
    office.receives(booked)
    officers = [office.member() for _ in range(COUNTERS)]
    for number, officer in enumerate(officers, start=1):
        office.must(f"counters/{number}/open", {"lanes": []}, officer)
    found = Rush()
    order = [made.booking_id for made in booked]
    for turn in range(ROUNDS):
        step.note(f"{COUNTERS} counters at once, round {turn + 1} of {ROUNDS}")
        calls = [partial(_call, office, number, officer) for number, officer in enumerate(officers, start=1)]
        before, cpu = office.repeated, office.town.cpu_seconds()
        answers = at_once(calls)
        found.cpu.append(office.town.cpu_seconds() - cpu)
        found.repeated.append(office.repeated - before)
        found.last.append(max(took for took, _ in answers))
        if turn:
            found.took += [took for took, _ in answers]
        called = sorted(party for _, party in answers)
        wanted = sorted(order[turn * COUNTERS : (turn + 1) * COUNTERS])
        if called != wanted:
            message = f"{len(set(called))} parties were called by {COUNTERS} counters, {set(wanted) - set(called)} not."
            raise CommandError(message)
    return found


def _call(office: Office, number: int, officer: Member) -> tuple[float, str]:
    began = time.perf_counter()
    answer = office.must(f"counters/{number}/next", {}, officer)
    return time.perf_counter() - began, answer["party"]["party_id"]
