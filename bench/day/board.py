"""The board: from an officer's key to the number on the screen of the hall, while five hundred telephones ask too."""

from __future__ import annotations

import random
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from antrean.aws.table import Table
from antrean.hall.store import Counters
from bench.day import screens
from bench.day.edge import Edge
from bench.day.phones import PAUSES, Phones
from deploy.errors import CommandError
from instruments.at_once import at_once
from instruments.dynamodb.meter import Meter
from instruments.stand_in import stand_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser

    from bench.day.office import Member, Office
    from deploy.progress import Step

PHONES: Final = 500
COUNTERS: Final = 8
CALLS: Final = 60
AIM: Final = 4.0
"""Seconds from call to screen, of 95 calls of 100."""
_BETWEEN: Final = 2.5
"""Seconds between two calls on average; they come at random, as people at a counter take very different times."""
_READERS, _READS = 8, 15
_SHOWN: Final = """
(() => {
  window.shown = {};
  new MutationObserver(() => {
    for (const cell of document.querySelectorAll(".pd-board__calls tbody th")) {
      const number = cell.textContent.trim();
      if (number in shown) continue;
      shown[number] = 0;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => { shown[number] = Date.now(); };
        port2.postMessage(null);
      });
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
})();
"""
"""Notes when each number was on the screen for the first time."""


@dataclass(frozen=True, slots=True)
class Hall:
    """What a board and the telephones showed, in seconds from an officer's key."""

    screen: Sequence[float]
    phones: Sequence[float]
    answered: Sequence[float]
    """How long each question of a telephone took."""
    failed: int
    asked: float
    """Questions of telephones a second."""
    passed: float
    """Questions a second that came through the cache to the embedded AWS, of telephones and of the board."""
    origin: Sequence[float]
    """How long those took."""
    most: float
    """Boards a second that the embedded AWS answers at the most, without a cache."""
    units: float
    """Read units of one reading of the counters."""
    kept: float
    """Seconds for which a cache keeps a board."""


def measure(browser: Browser, office: Office, step: Step) -> Hall:
    """Call people to counters, and see when a board and the telephones show it, through a cache.

    Without one, the embedded AWS would begin a function for every telephone that waits, and answer none in time.
    """
    step.note("people before the board")
    office.receives(office.expects(CALLS))
    officers = [office.member() for _ in range(COUNTERS)]
    for number, officer in enumerate(officers, start=1):
        office.must(f"counters/{number}/open", {"lanes": []}, officer)
    with Edge(office.town.outputs["website_url"]) as edge:
        return _follow(browser, office, officers, edge, step)


def _follow(browser: Browser, office: Office, officers: Sequence[Member], edge: Edge, step: Step) -> Hall:
    path, drawn = f"/petugas/papan/{office.office_id}", random.Random(CALLS)
    called: dict[str, float] = {}
    with ExitStack() as running:
        phones = running.enter_context(Phones(f"{edge.url}/api/board/{office.office_id}", PHONES))
        page = running.enter_context(screens.opened(browser, edge.url, path, before=_SHOWN))
        page.locator(".pd-board").wait_for()
        page.wait_for_timeout(1000 * PAUSES[0])
        phones.forget()
        edge.passed.clear()
        began = time.monotonic()
        for number in range(CALLS):
            step.note(f"call {number + 1} of {CALLS} before {PHONES} telephones")
            counter = number % len(officers)
            at = time.time()
            answer = office.must(f"counters/{counter + 1}/next", {}, officers[counter])
            called[answer["party"]["number"]] = at
            page.wait_for_timeout(1000 * drawn.expovariate(1 / _BETWEEN))
        seconds = time.monotonic() - began
        asked, passed, failed = len(phones.took), [*edge.passed], phones.failed
        # the last calls are still on their way to the telephones
        page.wait_for_timeout(1000 * PAUSES[0])
        shown: dict[str, float] = page.evaluate("shown")
    if missing := called.keys() - shown.keys():
        message = f"The board never showed {', '.join(sorted(missing))}."
        raise CommandError(message)
    return Hall(
        screen=[shown[number] / 1000 - at for number, at in called.items()],
        phones=[at - called[number] for number, at in phones.shown if number in called],
        answered=phones.took,
        failed=failed,
        asked=asked / seconds,
        passed=len(passed) / seconds,
        origin=passed,
        most=_most(office, step),
        units=_reading(office),
        kept=edge.longest,
    )


def _most(office: Office, step: Step) -> float:
    """Ask for the board as quickly as the embedded AWS answers; return how many answers it gives a second."""
    step.note("boards without a cache")

    def read() -> None:
        for _ in range(_READS):
            office.asks("GET", f"/board/{office.office_id}")

    read()
    began = time.monotonic()
    at_once([read] * _READERS)
    return _READERS * _READS / (time.monotonic() - began)


def _reading(office: Office) -> float:
    """Return the read units of one reading of the counters as they are."""
    meter = Meter(office.town.clients.dynamodb())
    Counters(Table(stand_in(meter), office.town.outputs["table_name"])).of_day(office.day)
    return meter.bill.reads
