"""A client in a rush asks until it has an answer that means something."""

from __future__ import annotations

import random
import time
from http.client import HTTPException
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.support.client import Answer, Api

_TOO_MANY = 429
_SERVER_ERRORS = 500
_LONGEST_PAUSE = 1.0


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
