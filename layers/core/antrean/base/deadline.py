"""The deadline of the present invocation: no call to AWS is begun or repeated that could outlast it.

Lambda ends a function at its timeout without an answer, and API Gateway then answers 500. A function that gives up
before its timeout answers `busy`, and the client sends the request again with the same key.
"""

from __future__ import annotations

from typing import Any

from antrean.base.errors import Busy

_PAUSE = 1.0
"""Seconds: the longest that botocore waits before it repeats a call for the first time."""
_ANSWER = 0.2
"""Seconds that are kept for the answer itself."""


class Deadline:
    """The end of an invocation. A Lambda environment runs one invocation at a time, so it needs one of these."""

    def __init__(self) -> None:
        """Begin without an invocation: until `begin` is called, no call is refused."""
        self._context: Any = None

    def begin(self, context: Any) -> None:  # noqa: ANN401 - Lambda's context; None where there is none
        """Take the context of the invocation that begins."""
        self._context = context

    def refuse_if_late(self, longest: float) -> None:
        """Raise `Busy` if a call of at most `longest` seconds, to connect and answer, could outlast the invocation."""
        if self._context is None:
            return
        needed = longest + _PAUSE + _ANSWER
        if self._context.get_remaining_time_in_millis() < needed * 1000:
            raise Busy


DEADLINE = Deadline()
"""The deadline of this environment."""
