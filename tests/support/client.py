"""The deployed API as any client sees it: one connection for each request, answers with their exact text."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.support.contract import CONTRACT

if TYPE_CHECKING:
    from collections.abc import Mapping

BUSY = 503
_SERVER_ERRORS = 500
_TOO_MANY = 429
_PATIENCE_SECONDS = 30
_TIMEOUT_SECONDS = 90
"""Longer than a cold start of every function at once takes on two cores."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `headers` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode()

    @property
    def body(self) -> Any:
        """The body, which must be JSON."""
        return json.loads(self.content)

    @property
    def code(self) -> str | None:
        """The stable code of a refusal; None for an answer that is not a problem document."""
        if self.headers.get("content-type") != "application/problem+json":
            return None
        return str(self.body["code"])

    @property
    def outcome(self) -> tuple[int, str | None]:
        """Status and code, to compare at once."""
        return self.status, self.code


class Api:
    """The API at its address."""

    def __init__(self, url: str) -> None:
        """Talk to the API at `url`, without a slash at its end."""
        address = urlsplit(url)
        self._host, self._port = str(address.hostname), address.port
        self._base = address.path

    def send(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        body: object = None,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        patience: float | None = None,
    ) -> Answer:
        """Send one request, `body` as JSON or `raw` as it is, and hold the answer against docs/openapi.json.

        Raises OSError where no answer comes, or not in `patience` seconds; the connection is closed then.
        """
        sent = {"Content-Type": "application/json", **(headers or {})}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        content = raw if body is None else json.dumps(body).encode()
        answer = fetch(self._host, self._port, method, f"{self._base}{path}", content, sent, patience)
        # what the emulator says when a function could not be run is its own, and no test takes it for an answer
        if answer.status < _SERVER_ERRORS and answer.status != _TOO_MANY:
            CONTRACT.check(method, path.partition("?")[0], answer.status, answer.headers, answer.content)
        return answer

    def request(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        body: object = None,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request, again after `Retry-After` while the answer is 503, as a polite client does."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            answer = self.send(method, path, token=token, body=body, raw=raw, headers=headers)
            if answer.status != BUSY or time.monotonic() > deadline:
                return answer
            time.sleep(int(answer.headers["retry-after"]))

    def get(self, path: str, token: str | None = None) -> Answer:
        """GET."""
        return self.request("GET", path, token=token)

    def post(self, path: str, body: object = None, token: str | None = None, key: str | None = None) -> Answer:
        """POST, with an Idempotency-Key that is new unless it is given."""
        headers = {"Idempotency-Key": key or secrets.token_hex(8)}
        return self.request("POST", path, token=token, body=body, headers=headers)


def fetch(
    host: str,
    port: int | None,
    method: str,
    target: str,
    content: bytes | None,
    headers: Mapping[str, str],
    patience: float | None = None,
) -> Answer:
    """Make one request on a connection of its own; raises OSError where nothing comes for `patience` seconds."""
    connection = HTTPConnection(host, port, timeout=_TIMEOUT_SECONDS if patience is None else patience)
    try:
        connection.request(method, target, body=content, headers=dict(headers))
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, found, response.read())
    finally:
        connection.close()


def fetch_url(url: str) -> Answer:
    """GET an address as a browser that has nothing but the address."""
    address = urlsplit(url)
    target = f"{address.path}?{address.query}" if address.query else address.path
    return fetch(str(address.hostname), address.port, "GET", target, None, {})
