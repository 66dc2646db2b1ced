"""Telephones of people who wait: each asks for the board as the page of a ticket does, more rarely if all is quiet."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

PAUSES: Final = (15.0, 30.0, 60.0)
"""Seconds between two questions, as `ON_TELEPHONES` of website/lib/requests/polling.js."""
_OK: Final = b"200"
_PATIENCE: Final = 30.0


def next_pause(before: float, *, changed: bool) -> float:
    """Return how long a telephone waits before it asks again, as `nextPause` of website/lib/requests/polling.js."""
    return next((each for each in PAUSES if changed or each > before), max(PAUSES))


@dataclass
class Phones:
    """Telephones that all follow one board, on a thread of their own while the context lasts."""

    url: str
    """Of the board."""
    count: int
    took: list[float] = field(default_factory=list)
    """Seconds that each answer took."""
    failed: int = 0
    shown: list[tuple[str, float]] = field(default_factory=list)
    """A number that a telephone showed for the first time, and when, by the clock of this machine."""

    def __enter__(self) -> Self:
        """Let people take their telephones out, one after another in the shortest pause."""
        self._over = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()), name="telephones", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Put all of them away."""
        self._over.set()
        self._thread.join()

    def forget(self) -> None:
        """Begin to count anew."""
        self.took, self.shown, self.failed = [], [], 0

    async def _all(self) -> None:
        drawn = random.Random(self.count)
        tasks = [asyncio.create_task(self._follow(drawn.uniform(0, PAUSES[0]))) for _ in range(self.count)]
        await asyncio.to_thread(self._over.wait)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow(self, first: float) -> None:
        await asyncio.sleep(first)
        pause, before = 0.0, ""
        known: set[str] = set()
        while True:
            changed, began = False, time.monotonic()
            try:
                board = await asyncio.wait_for(self._ask(), _PATIENCE)
            except (OSError, EOFError, TimeoutError, ValueError):
                self.failed += 1
            else:
                self.took.append(time.monotonic() - began)
                last = json.dumps(board["last"])
                changed, before = last != before, last
                numbers = {call["number"] for call in board["last"]}
                self.shown += [(number, time.time()) for number in numbers - known]
                known |= numbers
            pause = next_pause(pause, changed=changed)
            await asyncio.sleep(pause)

    async def _ask(self) -> Mapping[str, Any]:
        """Ask once; raises ValueError for anything but a board."""
        address = urlsplit(self.url)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        try:
            lines = (f"GET {address.path} HTTP/1.1", f"Host: {address.netloc}", "Accept-Encoding: gzip")
            writer.write("\r\n".join([*lines, "Connection: close", "", ""]).encode())
            head = await reader.readuntil(b"\r\n\r\n")
            fields = dict(line.lower().split(b": ", 1) for line in head.rstrip().split(b"\r\n")[1:])
            body = await reader.readexactly(int(fields[b"content-length"]))
        finally:
            writer.close()
        if head.split(b" ", 2)[1] != _OK:
            raise ValueError(head)
        found: Mapping[str, Any] = json.loads(gzip.decompress(body) if b"content-encoding" in fields else body)
        return found
