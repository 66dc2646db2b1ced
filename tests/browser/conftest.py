"""One browser for all tests, a fresh profile for each visitor."""

from __future__ import annotations

import json
import os
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from instruments.browser import chromium
from tests.browser.inspection import Album
from tests.browser.manner import (
    DESK,
    DESK_INDONESIAN,
    PHONE,
    PHONE_ENGLISH,
    TABLET,
    TABLET_INDONESIAN,
    Manner,
)
from tests.browser.visitor import Visitor
from tests.browser.watch import Watch
from tests.support import proof

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from local.state.outputs import Outputs

_PICTURES = os.environ.get("ANTREAN_PICTURES")
"""A folder for a picture of every page in every manner: `make pictures`."""


class Visit(Protocol):
    """Lets somebody new visit the site: an empty profile on a screen."""

    def __call__(self, manner: Manner = ..., **options: Any) -> Visitor:
        """Open a window; `options` are those of a Playwright browser context."""


class Windows(Protocol):
    """Opens a window of a fresh profile at a site."""

    def __call__(
        self, kind: type[Visitor], address: str, manner: Manner, other: Browser | None = ..., **options: Any
    ) -> Visitor:
        """Let a visitor of this kind sit down before it; `other` is a browser besides that of all tests."""


# Playwright's loop runs in this thread as long as the browser does, and no other loop can: it ends with these tests.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The browser."""
    with ExitStack() as running:
        try:
            found = running.enter_context(chromium.launched())
        except chromium.NoChromiumError as missing:
            if "CI" in os.environ:
                raise
            # Who has no Chromium can still run all other tests; CI must have one.
            pytest.skip(f"NOT TESTED: the website in a browser. {missing}")
        yield found


@pytest.fixture(scope="package")
def album() -> Album:
    """What was looked at."""
    return Album(Path(_PICTURES) if _PICTURES else None)


@pytest.fixture
def windows(browser: Browser, album: Album) -> Iterator[Windows]:
    """Windows of one test; whatever went wrong on their pages fails it in the end."""
    with ExitStack() as open_windows:
        watches = []

        def window(
            kind: type[Visitor], address: str, manner: Manner, other: Browser | None = None, **options: Any
        ) -> Visitor:
            context = (other or browser).new_context(
                base_url=address,
                viewport={"width": manner.width, "height": manner.height},
                locale="id-ID",
                timezone_id="Asia/Jakarta",
                storage_state=_language(address, manner.language),
                **options,
            )
            open_windows.callback(context.close)
            watch = Watch(context)
            watches.append(watch)
            return kind(context.new_page(), watch, manner, album)

        yield window
        for watch in watches:
            watch.require_quiet()


@pytest.fixture
def visit(windows: Windows, outputs: Outputs) -> Visit:
    """Visitors of the citizens' site."""

    def visit(manner: Manner = PHONE, **options: Any) -> Visitor:
        return windows(Visitor, outputs["website_url"], manner, **options)

    return visit


def _language(origin: str, language: str) -> Any:
    """A profile in which a language was chosen; Indonesian is what nobody has to choose."""
    chosen = [] if language == "id" else [{"name": "language", "value": json.dumps(language)}]
    return {"cookies": [], "origins": [{"origin": origin, "localStorage": chosen}]}


def _manners() -> list[Manner]:
    return [PHONE, DESK, PHONE_ENGLISH, DESK_INDONESIAN] if _PICTURES else [PHONE, DESK]


def _manners_of_staff() -> list[Manner]:
    return [DESK_INDONESIAN, TABLET, DESK, TABLET_INDONESIAN] if _PICTURES else [DESK_INDONESIAN, TABLET]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every test visits in one manner, by turns in each of its own; `make pictures` visits in all.

    Citizens come by turns on the telephone and at the desk, the staff at the desk and at the tablet. `make prove`
    visits in the manner that `make test` leaves out, another third of the files each day, so that the two together see
    every test in both. Turns are counted in each file by itself, since the files are shared out among processes.
    """
    if _PICTURES:
        return
    of_test: dict[str, list[pytest.Item]] = {}
    for item in items:
        if _manner_of(item):
            of_test.setdefault(item.nodeid.partition("[")[0], []).append(item)
    left_out = set[pytest.Item]()
    turns = Counter[Path]()
    for ways in of_test.values():
        manners = list(dict.fromkeys(map(_manner_of, ways)))
        chosen = manners[(turns[ways[0].path] + proof.LONG) % len(manners)]
        turns[ways[0].path] += 1
        left_out |= {item for item in ways if _manner_of(item) != chosen}
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]


def _manner_of(item: pytest.Item) -> Manner | None:
    """Return how a test visits; None for one that is the same in every manner."""
    params: dict[str, Any] = item.callspec.params if hasattr(item, "callspec") else {}
    return params.get("manner") or params.get("desk")


@pytest.fixture(params=_manners(), ids=lambda manner: manner.name)
def manner(request: pytest.FixtureRequest) -> Manner:
    """Every way to visit: on a telephone in Indonesian and at a desk in English; with pictures in both languages."""
    found: Manner = request.param
    return found


@pytest.fixture(params=_manners_of_staff(), ids=lambda manner: manner.name)
def desk(request: pytest.FixtureRequest) -> Manner:
    """How staff sit before their pages: at a desk in Indonesian and at a tablet in English; with pictures, all four."""
    found: Manner = request.param
    return found


@pytest.fixture
def she(visit: Visit, manner: Manner) -> Visitor:
    """Somebody new, in each manner."""
    return visit(manner)
