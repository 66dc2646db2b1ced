"""A registry that is asked over HTTP: the adapter of the port `Registry`.

It is sent `{"nik", "full_name", "birth_date"}` by POST with our key as a bearer token, and answers `{"result"}`: match,
mismatch or unknown. What counts as the same name is its own business. `http.client` is enough for one request, and it
comes with Python.
"""

from __future__ import annotations

import json
import ssl
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

from aws_lambda_powertools import Logger

from antrean.base.errors import Busy

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from antrean.people.model import Verdict

SECONDS: Final = 5.0
"""For the connection, and again for the answer: less than the 15 that the function has."""
_MOST_BYTES: Final = 10_000
_RESULTS: Final[dict[object, Literal["match", "mismatch", "unknown"]]] = {
    "match": "match",
    "mismatch": "mismatch",
    "unknown": "unknown",
}


class RegistryService:
    """Asks the registry at one address."""

    def __init__(self, url: str, read_key: Callable[[], str]) -> None:
        """Ask at `url`; `read_key` returns what proves that we may, or raises `Busy`.

        It is called before the first check, and again after a key was refused.
        """
        found = urlsplit(url)
        # What it trusts takes a while to read, so it is read once.
        self._tls = ssl.create_default_context() if found.scheme == "https" else None
        self._host = found.netloc
        self._path = found.path or "/"
        self._read_key = read_key
        self._key = ""

    def check(self, nik: str, full_name: str, birth_date: date) -> Verdict:
        """Tell what the registry says. The log gets the reason of `down`, and nothing of the person."""
        asked = {"nik": nik, "full_name": full_name, "birth_date": birth_date.isoformat()}
        try:
            status, answer = self._ask(json.dumps(asked).encode())
        except (Busy, OSError, HTTPException) as error:
            return _down(type(error).__name__)
        if status == HTTPStatus.UNAUTHORIZED:
            self._key = ""
        if status != HTTPStatus.OK:
            return _down(str(status))
        return _RESULTS.get(_result(answer)) or _down("no result")

    def _ask(self, body: bytes) -> tuple[int, bytes]:
        self._key = self._key or self._read_key()
        connection = (
            HTTPSConnection(self._host, timeout=SECONDS, context=self._tls)
            if self._tls
            else HTTPConnection(self._host, timeout=SECONDS)
        )
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        try:
            connection.request("POST", self._path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(_MOST_BYTES)
        finally:
            connection.close()


def _down(reason: str) -> Literal["down"]:
    Logger().warning("the registry did not answer", reason=reason)
    return "down"


def _result(answer: bytes) -> object:
    try:
        found: Any = json.loads(answer)
    except ValueError:
        return None
    result = found.get("result") if isinstance(found, dict) else None
    return result if isinstance(result, str) else None
