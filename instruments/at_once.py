"""Calls that are made at the same moment: each in a thread of its own, which waits until all are ready."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_T = TypeVar("_T")


def at_once(calls: Sequence[Callable[[], _T]]) -> list[_T]:
    """Make every call in a thread of its own, all started together; return the answers in order."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], _T]) -> _T:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
