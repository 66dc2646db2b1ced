"""The end of the present invocation: no call is begun, and none repeated, that could outlast it.

Lambda ends a function at its timeout without an answer, and then API Gateway says 500. A function that gives up while
it can still speak says `busy`, and the client comes back with the same key.
"""

from __future__ import annotations

from typing import Any

from antrean.base.errors import Busy

_PAUSE = 1.0
"""Seconds: the longest that botocore waits before it repeats a call for the first time."""
_ANSWER = 0.2
"""Seconds to answer in."""


class Deadline:
    """What is left of an invocation; an environment runs one at a time."""

    def __init__(self) -> None:
        """Begin without an invocation: until `begin`, there is no end."""
        self._context: Any = None

    def begin(self, context: Any) -> None:  # noqa: ANN401 - Lambda's context; None where there is none
        """Take the context of the invocation that begins."""
        self._context = context

    def refuse_if_late(self, longest: float) -> None:
        """Raise `Busy` if a call that takes `longest` seconds, to connect and to hang, could outlast the invocation."""
        if self._context is None:
            return
        needed = longest + _PAUSE + _ANSWER
        if self._context.get_remaining_time_in_millis() < needed * 1000:
            raise Busy


DEADLINE = Deadline()
"""That of this environment."""
