"""Recorded answers in place of AWS: botocore writes, signs and reads as ever, but nothing is sent.

It runs inside the measured interpreters, so it imports nothing of this repository.
"""

from __future__ import annotations

import json
from io import BytesIO

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.httpsession import URLLib3Session


class _Body(BytesIO):
    def stream(self) -> list[bytes]:
        return [self.getvalue()]


class TapedAws:
    """Gives the recorded answers in their order, over and over.

    An answer is passed over if its call is not made: a warm environment remembers some answers.
    """

    def __init__(self, recorded: list[tuple[str, dict[str, object]]]) -> None:
        """Begin with the first answer; each comes with the name of its operation."""
        self._recorded = [(operation, json.dumps(answer).encode()) for operation, answer in recorded]
        self._next = 0
        self.calls: list[str] = []

    def install(self) -> None:
        """From now on answer every request of every client of this process."""

        def send(_session: object, request: AWSPreparedRequest) -> AWSResponse:
            return AWSResponse(request.url or "", 200, HTTPHeaders(), _Body(self._answer(request)))

        setattr(URLLib3Session, "send", send)  # noqa: B010 - a method replaced, as types see it

    def _answer(self, request: AWSPreparedRequest) -> bytes:
        target: bytes | str = request.headers["X-Amz-Target"]
        operation = (target if isinstance(target, str) else target.decode()).rpartition(".")[2]
        self.calls.append(operation)
        for skipped in range(len(self._recorded)):
            place = (self._next + skipped) % len(self._recorded)
            recorded, answer = self._recorded[place]
            if recorded == operation:
                self._next = place + 1
                return answer
        raise LookupError(operation)
