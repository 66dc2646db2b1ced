"""Messages over WhatsApp, by templates: the adapter of the port `Messenger` for the Cloud API of Meta.

Meta is told a template's name, its language and what fills it (Meta's documentation, "Template messages"). It knows no
key by which it would know a message again. `http.client` and nothing above it, because only there a connection that
never came about can be told from a request that may have arrived.
"""

from __future__ import annotations

import json
import ssl
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from aws_lambda_powertools import Logger

from antrean.base.errors import Busy
from antrean.messages.port import Message, NotSent

if TYPE_CHECKING:
    from collections.abc import Callable

CONNECT_SECONDS: Final = 2.0
ANSWER_SECONDS: Final = 3.0
"""Ten messages that all hang take 50 seconds, less than the 60 that the notifier has."""
_MOST_BYTES: Final = 10_000
"""Of an answer that refuses: errors of Meta have some hundred."""
_TOO_MANY: Final = frozenset({4, 80007, 130429, 131056})
"""Meta's codes, of which `aws.calls` knows nothing, that say that too much was sent: of the app, of the account, of the
number, and to one person. Meta's pages do not agree on whether they come with the status 429 or 400 ("WhatsApp error
codes")."""


class WhatsAppMessenger:
    """Sends template messages from one telephone number."""

    def __init__(self, url: str, number_id: str, read_token: Callable[[], str]) -> None:
        """Send from the number that Meta knows by `number_id`, to the API at `url`, which ends with its version.

        `read_token` returns what proves that we may, or raises `Busy`. It is called before the first message, and again
        after a token was refused.
        """
        found = urlsplit(url)
        # What it trusts takes a while to read, so it is read once.
        self._tls = ssl.create_default_context() if found.scheme == "https" else None
        self._host = found.netloc
        self._path = f"{found.path.rstrip('/')}/{number_id}/messages"
        self._read_token = read_token
        self._token = ""

    def send(self, to: str, message: Message) -> None:
        """Hand a message over for a telephone number of form E.164; raises `NotSent`.

        The log gets the reason, because a token that ran out or a template that is missing shows nowhere else; it holds
        neither number nor text.
        """
        try:
            self._send(to, message)
        except NotSent as failure:
            Logger().warning("whatsapp did not take a message", reason=str(failure), kind=message.kind)
            raise

    def _send(self, to: str, message: Message) -> None:
        headers = {"Authorization": f"Bearer {self._current_token()}", "Content-Type": "application/json"}
        connection = self._connected()
        try:
            connection.request("POST", self._path, _body(to, message), headers)
            answer = connection.getresponse()
            code = answer.getcode()
            if code >= HTTPStatus.MULTIPLE_CHOICES:
                raise self._refusal(code, answer.read(_MOST_BYTES))
        except (OSError, HTTPException) as error:
            raise NotSent(type(error).__name__, passing=True, unsure=True) from None
        finally:
            connection.close()

    def _current_token(self) -> str:
        if not self._token:
            try:
                self._token = self._read_token()
            except Busy:
                raise NotSent("Busy", passing=True) from None
        return self._token

    def _connected(self) -> HTTPConnection:
        """Return a connection that stands: whatever fails before that, nothing was said yet."""
        connection = (
            HTTPSConnection(self._host, timeout=CONNECT_SECONDS, context=self._tls)
            if self._tls
            else HTTPConnection(self._host, timeout=CONNECT_SECONDS)
        )
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            raise NotSent(type(error).__name__, passing=True) from None
        connection.sock.settimeout(ANSWER_SECONDS)
        return connection

    def _refusal(self, status: int, answer: bytes) -> NotSent:
        """Return what an answer means that takes no message.

        Behind a fault of Meta's own nobody knows what was done. Everything else was surely not taken; of that only what
        was too much passes. The rest is about the message or about our account, and is given up: every person has the
        same by mail, and a wrong token must not have each message try again every minute.
        """
        code = _code(answer)
        reason = f"{status}-{code}"
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return NotSent(reason, passing=True, unsure=True)
        if status == HTTPStatus.UNAUTHORIZED:
            self._token = ""
        return NotSent(reason, passing=status == HTTPStatus.TOO_MANY_REQUESTS or code in _TOO_MANY)


def _body(to: str, message: Message) -> bytes:
    return json.dumps(
        {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": to.removeprefix("+"),
            "type": "template",
            "template": {
                "name": template_name(message.kind),
                "language": {"code": message.language},
                "components": [
                    {"type": "body", "parameters": [{"type": "text", "text": value} for value in message.values]}
                ],
            },
        }
    ).encode()


def template_name(kind: str) -> str:
    """Return the name under which the template of a kind is registered."""
    return f"antrean_{kind}"


def _code(answer: bytes) -> int:
    """Return the code in an answer of Meta; 0 where it is not one of Meta's."""
    try:
        code = json.loads(answer)["error"]["code"]
    except (ValueError, KeyError, TypeError):
        return 0
    return code if isinstance(code, int) else 0
