"""A cache before the website of this machine, which keeps what a handler allows, as CloudFront does on AWS.

The website of `make run` caches nothing. On AWS every request for a board comes through a cache, which lets one request
through at a time for what it does not have; without it a measurement would be one of the embedded AWS alone.
"""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from local.state.settings import HOST

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter

_KEPT: Final = re.compile(rb"^cache-control:.*?s-maxage=(\d+)", re.IGNORECASE | re.MULTILINE)
_LENGTH: Final = re.compile(rb"^content-length: *(\d+)", re.IGNORECASE | re.MULTILINE)
_OURS: Final = (b"host:", b"connection:", b"accept-encoding:")
"""Header fields of a request that the cache writes itself."""


@dataclass(slots=True)
class Answer:
    """An answer of the website, and how long it is good for others too."""

    head: bytes
    body: bytes
    at: float
    kept: float
    """Seconds for which it may be given again."""


@dataclass
class Edge:
    """The cache, which serves on a thread of its own while its context lasts."""

    origin: str
    """The address of the website."""
    passed: list[float] = field(default_factory=list)
    """For each request that was not answered from the cache and whose answer may be kept: how many seconds it took."""
    longest: float = 0.0
    """Seconds for which an answer was kept at the most."""
    _kept: dict[bytes, Answer] = field(default_factory=dict)
    _asking: defaultdict[bytes, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    def __enter__(self) -> Self:
        """Start serving."""
        self._ready, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="edge", daemon=True)
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop serving and free the port."""
        self._over.set()
        self._thread.join()

    async def _run(self) -> None:
        server = await asyncio.start_server(self._serve, HOST, 0, backlog=1000)
        self.url = f"http://{HOST}:{server.sockets[0].getsockname()[1]}"
        self._ready.set()
        await asyncio.to_thread(self._over.wait)
        server.close()

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = _LENGTH.search(head)
                body = await reader.readexactly(int(length[1])) if length else b""
                answer = await self.answer(head, body)
                age = f"Age: {time.monotonic() - answer.at:.0f}\r\n" if answer.kept else ""
                writer.write(answer.head + age.encode() + b"\r\n" + answer.body)
                await writer.drain()
        writer.close()

    async def answer(self, head: bytes, body: bytes) -> Answer:
        """Return the answer to a request: a kept one where it is fresh, else the website's, one at a time."""
        method, target = head.split(b" ", 2)[:2]
        if method != b"GET":
            return await self._ask(head, body)
        async with self._asking[target]:
            known = self._kept.get(target)
            if known and time.monotonic() < known.at + known.kept:
                return known
            found = await self._ask(head, body)
            if found.kept:
                self._kept[target] = found
                self.longest = max(self.longest, found.kept)
                self.passed.append(time.monotonic() - found.at)
            return found

    async def _ask(self, head: bytes, body: bytes) -> Answer:
        """Ask the website, on a connection that ends with the answer."""
        address, began = urlsplit(self.origin), time.monotonic()
        first, *lines = head.rstrip().split(b"\r\n")
        theirs = [line for line in lines if not line.lower().startswith(_OURS)]
        ours = [f"Host: {address.netloc}".encode(), b"Connection: close", b"Accept-Encoding: gzip"]
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        try:
            writer.write(b"\r\n".join([first, *theirs, *ours]) + b"\r\n\r\n" + body)
            return answer_of(await reader.read(), began)
        finally:
            writer.close()


def answer_of(said: bytes, asked_at: float) -> Answer:
    """Return an answer as it came, with how long it may be kept."""
    head, _, body = said.partition(b"\r\n\r\n")
    kept = _KEPT.search(head)
    return Answer(head + b"\r\n", body, asked_at, float(kept[1]) if kept else 0.0)
