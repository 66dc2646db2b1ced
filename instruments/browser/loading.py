"""What a page needs from the network until it can be used: bytes, and requests that had to wait for one another."""

from __future__ import annotations

import gzip
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from local.website import SMALLEST_COMPRESSED

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from playwright.sync_api import Browser

BITS_A_SECOND: Final = 400_000
DELAY: Final = 0.4
"""Seconds from a request to the first byte of its answer."""
_LINE: Final = {
    "offline": False,
    "latency": 1000 * DELAY,
    "downloadThroughput": BITS_A_SECOND / 8,
    "uploadThroughput": BITS_A_SECOND / 8,
}
_PACKED: Final = frozenset({".png", ".jpg", ".woff2"})
"""Files that gzip does not make smaller, so that they are sent as they are."""

_PAINTED: Final = """() => new Promise((done) => {
  new PerformanceObserver((list) => list.getEntriesByName("first-contentful-paint").length && done())
    .observe({ type: "paint", buffered: true });
})"""
"""Waits until something can be read: while its style is missing, a page is in the browser but not on the screen."""


@dataclass(frozen=True, slots=True)
class Loading:
    """How a page came to an empty browser over a slow line, until it could be used."""

    requests: int
    transferred: int
    """Bytes of all answers until the page was quiet, compressed, with their headers."""
    needed: int
    """Bytes of the answers that were there when the page could be used."""
    rounds: int
    """The longest chain of requests, each sent after the answer to the one before, until the page could be used."""
    measured: float
    """Seconds until the page could be used."""
    addresses: tuple[str, ...]
    """Of all that was asked for until the page was quiet."""

    @property
    def computed(self) -> float:
        """Seconds until the page can be used, from rounds and bytes alone: what no slow machine changes."""
        return self.rounds * DELAY + 8 * self.needed / BITS_A_SECOND


def load(browser: Browser, url: str, usable: str, before: str = "") -> Loading:
    """Load a page into an empty profile on a slow line; it can be used when the selector `usable` is to be seen.

    `before` is a script that runs before the page, such as one that logs somebody in.
    """
    context = browser.new_context(service_workers="block")
    try:
        if before:
            context.add_init_script(before)
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("Network.enable")
        devtools.send("Network.emulateNetworkConditions", _LINE)
        log = _Log()
        devtools.on("Network.requestWillBeSent", log.sent)
        devtools.on("Network.loadingFinished", log.finished)
        began = time.monotonic()
        page.goto(url, wait_until="commit")
        page.locator(usable).first.wait_for()
        page.evaluate(_PAINTED)
        measured = time.monotonic() - began
        needed = log.answered()
        page.wait_for_load_state("networkidle")
    finally:
        context.close()
    everything = log.answered()
    return Loading(
        requests=len(everything),
        transferred=sum(each.size for each in everything),
        needed=sum(each.size for each in needed),
        rounds=_rounds(needed),
        measured=measured,
        addresses=tuple(each.url for each in everything),
    )


def weight(folder: Path, apart: str) -> dict[str, int]:
    """Return the bytes of every file of a site as they are sent, by name, but for what is in the folder `apart`."""
    return {
        path.relative_to(folder).as_posix(): _sent(path.read_bytes(), path.suffix)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_relative_to(folder / apart)
    }


def _sent(content: bytes, suffix: str) -> int:
    as_it_is = suffix in _PACKED or len(content) < SMALLEST_COMPRESSED
    return len(content) if as_it_is else len(gzip.compress(content, mtime=0))


@dataclass(slots=True)
class _Request:
    url: str
    sent: float
    answered: float | None = None
    size: int = 0


class _Log:
    """Requests of a page by their id."""

    def __init__(self) -> None:
        self._requests: dict[str, _Request] = {}

    def sent(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            self._requests[event["requestId"]] = _Request(event["request"]["url"], event["timestamp"])

    def finished(self, event: dict[str, Any]) -> None:
        if request := self._requests.get(event["requestId"]):
            request.answered, request.size = event["timestamp"], int(event["encodedDataLength"])

    def answered(self) -> list[_Request]:
        return [request for request in self._requests.values() if request.answered is not None]


def _rounds(requests: Iterable[_Request]) -> int:
    # The most requests of which none overlaps another: of those that are free to follow, take the one answered first.
    rounds, free = 0, 0.0
    for request in sorted(requests, key=lambda each: each.answered or 0.0):
        if request.sent >= free:
            rounds, free = rounds + 1, request.answered or 0.0
    return rounds
