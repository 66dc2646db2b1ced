"""A client of DynamoDB that records its calls and can be made to fail before or after one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Killed(BaseException):
    """The function died here. Not an `Exception`, so that no handler of the program can catch it."""


class Recorder:
    """Passes calls on to a botocore client, and notes their names in `calls`.

    `before` and `after` are asked with the number of the call (from 0) and may raise, or do something else in between.
    """

    def __init__(self, client: Any) -> None:
        """Record the calls to `client`."""
        self._client = client
        self.calls: list[str] = []
        self.before: Callable[[int], None] = lambda _number: None
        self.after: Callable[[int], None] = lambda _number: None

    def reset(self) -> None:
        """Forget the calls made so far and let all calls through."""
        self.calls.clear()
        self.before = self.after = lambda _number: None

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        """Return the client's method of that name, recorded."""
        method = getattr(self._client, operation)

        def call(**arguments: Any) -> Any:
            number = len(self.calls)
            self.calls.append(operation)
            self.before(number)
            answer = method(**arguments)
            self.after(number)
            return answer

        return call
