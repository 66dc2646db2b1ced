"""An office's day on a stage of its own, officers at their screens, and people who come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tests.browser.hall.officer import Officer
from tests.browser.hall.script import OFFICE, Party, now
from tests.browser.hall.stage import Stage, staged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.browser.conftest import Windows
    from tests.browser.manner import Manner

LOGGED_IN = 'if (location.protocol === "http:") sessionStorage.setItem("staff-refresh", JSON.stringify("%s"));'
"""A script that logs somebody in before a page begins."""


@pytest.fixture
def stage() -> Iterator[Stage]:
    """The site, with a day at which nothing has happened yet behind it."""
    with staged() as found:
        yield found


class Visit(Protocol):
    """Lets somebody sit down at a screen of the office, or in front of a board."""

    def __call__(self, who: str | None = ..., other: Browser | None = ...) -> Officer:
        """Open a window; `who` is logged in there, None for nobody. `other` is a browser of its own."""


@pytest.fixture
def visit(windows: Windows, stage: Stage, desk: Manner) -> Visit:
    """Officers at the screens of one office."""

    def visit(who: str | None = "officer", other: Browser | None = None) -> Officer:
        found = windows(Officer, stage.url, desk, other)
        assert isinstance(found, Officer)
        if who:
            found.page.add_init_script(LOGGED_IN % who)
        return found

    return visit


@pytest.fixture
def she(visit: Visit) -> Officer:
    """An officer of the office."""
    return visit()


class Arrive:
    """People of the day: expected, or here already. Their numbers follow one another, in the order of calling."""

    def __init__(self, stage: Stage) -> None:
        """Begin with none."""
        self._office = stage.office
        self._people = 0
        self._parties = 0

    def expected(self, people: int = 1, **changes: Any) -> Party:
        """Have people come later today."""
        self._parties += 1
        first = self._people + 1
        self._people += people
        names = ("Siti Rahayu", "Budi Santoso", "Agus Pratama Wijaya", "Dewi Lestari", "Nur Aini")
        code = f"4RSYHXYF836WN{self._parties:03}"
        numbers = tuple(range(first, first + people))
        party = replace(Party(code, numbers, tuple(names[(n - 1) % len(names)] for n in numbers)), **changes)
        self._office.add(party)
        return party

    def here(self, people: int = 1, minutes: int = 20, **changes: Any) -> Party:
        """Have people wait, who came some minutes ago."""
        came = {"state": "waiting", "here": tuple(range(people)), "arrived_at": now() - timedelta(minutes=minutes)}
        return self.expected(people, **(came | changes))


@pytest.fixture
def arrive(stage: Stage) -> Arrive:
    """People who come to the office."""
    assert stage.office_id == OFFICE
    return Arrive(stage)
