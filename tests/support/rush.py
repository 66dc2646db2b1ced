"""Many clients at once: all wait at one barrier, and each asks until it has an answer that means something."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.support.client import Answer, Api

_T = TypeVar("_T")
_TOO_MANY = 429
_SERVER_ERRORS = 500
_LONGEST_PAUSE = 1.0


def at_once(calls: Sequence[Callable[[], _T]]) -> list[_T]:
    """Make every call in a thread of its own, all started together; return the answers in order."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], _T]) -> _T:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def insist(api: Api, path: str, token: str, key: str, body: dict[str, Any], seconds: float = 90) -> Answer:
    """POST with one key until the answer is neither busy nor an error of the system, as a client in a rush does.

    Lost connections are tried again too. Fails after `seconds`.
    """
    deadline = time.monotonic() + seconds
    jitter = random.Random(key)
    while True:
        try:
            answer = api.send("POST", path, token=token, body=body, headers={"Idempotency-Key": key})
        except (OSError, HTTPException) as lost:
            last = repr(lost)
        else:
            if answer.status < _SERVER_ERRORS and answer.status != _TOO_MANY:
                return answer
            last = f"{answer.status} {answer.text}"
        assert time.monotonic() < deadline, f"no answer within {seconds} s; the last was {last}"
        time.sleep(jitter.uniform(0.05, _LONGEST_PAUSE))
