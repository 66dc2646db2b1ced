"""What the measurement of an office's day rests on: telephones that ask as the page does, and a cache as on AWS."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.costs.operations import OPERATIONS
from bench.day import edge
from bench.day.phones import PAUSES, next_pause
from bench.day.times import percentile
from instruments.replay.events import EVENTS

ROOT = Path(__file__).resolve().parents[2]


def test_every_measured_operation_has_its_event() -> None:
    """An event that was renamed would end `make bench` after some minutes."""
    assert [each.event for each in OPERATIONS if not (EVENTS / f"{each.event}.json").is_file()] == []


def test_telephones_ask_as_the_page_does() -> None:
    """The pauses are those of the page: the shortest after a change, and longer each time if there is none."""
    script = (ROOT / "website/lib/requests/polling.js").read_text()
    found = re.search(r"ON_TELEPHONES = \[(.*)\]", script)
    assert found
    assert [float(each.replace("_", "")) / 1000 for each in found[1].split(",")] == [*PAUSES]
    pauses = [0.0]
    for changed in (False, False, False, False, True, False):
        pauses.append(next_pause(pauses[-1], changed=changed))
    assert pauses[1:] == [15, 30, 60, 60, 15, 30]


def _answers(monkeypatch: pytest.MonkeyPatch, head: bytes) -> Callable[[float], bytes]:
    """A cache whose website answers with a number that it counts, and a way to ask it at an instant."""
    asked = 0

    async def ask(_edge: edge.Edge, _head: bytes, _body: bytes) -> edge.Answer:
        nonlocal asked
        asked += 1
        return edge.answer_of(head + b"\r\n\r\n%d" % asked, time.monotonic())

    monkeypatch.setattr(edge.Edge, "_ask", ask)
    cache = edge.Edge("http://127.0.0.1:9")

    def at(instant: float) -> bytes:
        monkeypatch.setattr(time, "monotonic", lambda: instant)
        answering = cache.answer(b"GET /api/board/bogor HTTP/1.1\r\n\r\n", b"")
        # nothing is waited for: the first step is the last one
        with pytest.raises(StopIteration) as ended:
            answering.send(None)
        return bytes(ended.value.value.body)

    return at


def test_the_cache_keeps_what_the_handler_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    """For two seconds the same answer, and then another one; an answer that may not be kept is asked for each time."""
    at = _answers(monkeypatch, b"HTTP/1.1 200 OK\r\nCache-Control: public, max-age=1, s-maxage=2, must-revalidate")
    assert [at(100.0), at(101.9), at(102.1)] == [b"1", b"1", b"2"]
    at = _answers(monkeypatch, b"HTTP/1.1 200 OK\r\nCache-Control: no-store")
    assert [at(100.0), at(100.1)] == [b"1", b"2"]


@pytest.mark.parametrize(("hundredth", "value"), [(50, 10), (95, 19), (100, 20)])
def test_percentiles(hundredth: int, value: int) -> None:
    """Of twenty values nineteen stay below the 95th, itself included."""
    assert percentile(range(20, 0, -1), hundredth) == value
