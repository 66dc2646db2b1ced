"""Attempts: an operation on a booking or on the waiting list that has lost a race to another change begins again.

Rules that write one item read and write it in a loop of their own, with as many attempts (`OPERATION_ATTEMPTS`).
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, TypeVar

from antrean.base.errors import Busy
from antrean.policy.system import OPERATION_ATTEMPTS

if TYPE_CHECKING:
    from collections.abc import Callable

Settled = TypeVar("Settled")


class Again(Exception):  # noqa: N818 - it steers the operations and never leaves the rules
    """What the operation works on was changed meanwhile, so the operation must read it again."""


def until_settled(attempt: Callable[[], Settled]) -> Settled:
    """Return what `attempt` returns, beginning again for each `Again`; raises `Busy` after the last attempt."""
    for _ in range(OPERATION_ATTEMPTS):
        with contextlib.suppress(Again):
            return attempt()
    raise Busy
