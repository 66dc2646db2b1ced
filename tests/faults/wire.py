"""The wire between botocore and AWS: requests of real clients are answered in this process, or meet trouble on the way.

Botocore emits `before-send` with each request that it has built and signed, and takes what a handler answers or raises
for what came back over the network. So parsing, retries and their quota are botocore's own, under our own settings.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urlsplit

from botocore import xform_name
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders, ensure_unicode
from botocore.exceptions import ClientError

from antrean.base.clock import FixedClock

DYNAMODB = "dynamodb"
STREAMS = "dynamodb-streams"
COGNITO = "cognito-identity-provider"
SECRETS = "secrets-manager"
S3 = "s3"
SES = "sesv2"
SQS = "sqs"
KMS = "kms"
SERVICES = frozenset({DYNAMODB, STREAMS, COGNITO, SECRETS, S3, SES, SQS, KMS})
"""What the functions call, as botocore calls it in its events."""


@dataclass(frozen=True)
class Call:
    """One request on the wire; botocore's repetitions of a request are requests of their own."""

    number: int
    """Of the request, from 0."""
    service: str
    operation: str
    arguments: Mapping[str, Any]
    read_timeout: float
    """Seconds that the client waits for an answer; as set in `antrean.wiring`."""
    connect_timeout: float

    @property
    def what(self) -> str:
        """What the request asks, the same for each repetition; a repeated transaction may have another token."""
        asked = {name: value for name, value in self.arguments.items() if name != "ClientRequestToken"}
        return f"{self.service} {self.operation} {json.dumps(asked, sort_keys=True, default=repr)}"

    def __str__(self) -> str:
        """The call with the kinds of items that it is about, as a failing cell names it."""
        kinds = dict.fromkeys(_kinds(self.arguments))
        return " ".join([self.service, self.operation, "+".join(kinds)]).strip()


_NOTED = "x-amz-meta-"
"""What headers begin with that note something about an object of S3."""
_BYTES = frozenset({"Plaintext", "CiphertextBlob"})
"""Arguments of KMS that are bytes."""
Trouble = Callable[[Call, Callable[[], AWSResponse]], AWSResponse]
"""What happens to a request on its way: gets the request and the service, and answers or raises in its place."""


class Wire:
    """Answers the requests of one environment from services in memory, on a virtual clock."""

    def __init__(self, services: Mapping[str, Any], clock: FixedClock) -> None:
        """Take the services by their names in botocore's events; each has its operations as methods."""
        self._services = services
        self._timeouts: dict[str, tuple[float, float]] = {}
        self.clock = clock
        self.calls: list[Call] = []
        self.trouble: Trouble = lambda _call, service: service()

    def watch(self, service: str, config: Any) -> None:
        """Note how long a new client of a service waits: `config` is botocore's."""
        self._timeouts[service] = (config.connect_timeout, config.read_timeout)

    def pass_time(self, seconds: float) -> None:
        """Let the virtual clock go on."""
        self.clock.instant += timedelta(seconds=seconds)

    def send(self, request: AWSPreparedRequest, event_name: str) -> AWSResponse:
        """Take a request off botocore."""
        _, service, operation = event_name.split(".")
        connect, read = self._timeouts[service]
        call = Call(len(self.calls), service, operation, _arguments(request), read, connect)
        self.calls.append(call)
        return self.trouble(call, lambda: self._served(call, request.url))

    def _served(self, call: Call, url: str) -> AWSResponse:
        method = getattr(self._services[call.service], xform_name(call.operation))
        try:
            answer = method(**call.arguments)
        except ClientError as error:
            details: Any = error.response
            more = {name: value for name, value in details.items() if name not in {"Error", "ResponseMetadata"}}
            status = details["ResponseMetadata"]["HTTPStatusCode"]
            return refusal(call, status, details["Error"]["Code"], details["Error"]["Message"], url=url, **more)
        if call.service == S3:
            noted = (answer or {}).get("Metadata", {})
            return response(HTTPStatus.OK, b"", {_NOTED + name: value for name, value in noted.items()}, url=url)
        return response(HTTPStatus.OK, _written(answer or {}), url=url)


def _written(answer: Mapping[str, Any]) -> bytes:
    """Return an answer as AWS writes it in JSON: instants are seconds since 1970, and bytes are in base64."""
    return json.dumps(answer, default=_as_json).encode()


def _as_json(value: datetime | bytes) -> float | str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value.timestamp()


def refusal(call: Call, status: int, code: str, message: str = "", *, url: str = "", **more: Any) -> AWSResponse:
    """Return an error as its service writes it."""
    if call.service == S3:
        # the answer to a HEAD has no body
        text = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
        return response(status, b"" if call.operation == "HeadObject" else text.encode(), url=url)
    body = {"__type": f"com.amazonaws.{call.service}#{code}", "message": message, **more}
    headers = {"x-amzn-errortype": code} if call.service == SES else {}
    return response(status, _written(body), headers, url=url)


def response(status: int, body: bytes, headers: Mapping[str, str] | None = None, *, url: str = "") -> AWSResponse:
    """Return an answer as botocore reads one from the network."""
    return AWSResponse(url, status, HTTPHeaders.from_dict(headers or {}), _Body(body))


class _Body(io.BytesIO):
    """A body that was read to its end."""

    def stream(self) -> Iterator[bytes]:
        """Yield it in one piece."""
        yield self.read()


def _arguments(request: AWSPreparedRequest) -> dict[str, Any]:
    """Return what a request asks: the JSON in its body, or bucket and key in its address."""
    address = urlsplit(request.url)
    host = str(address.hostname)
    if ".s3." in host:
        found = {"Bucket": host.partition(".s3.")[0], "Key": unquote(address.path).removeprefix("/")}
        return found | {"Metadata": _noted(request.headers)} if request.method == "PUT" else found
    assert isinstance(request.body, bytes)
    asked: dict[str, Any] = json.loads(request.body, object_hook=_with_bytes)
    return {name: base64.b64decode(value) if name in _BYTES else value for name, value in asked.items()}


def _noted(headers: HTTPHeaders) -> dict[str, str]:
    """Return what is noted about an object that is put."""
    texts = {name.lower(): ensure_unicode(value) for name, value in headers.items()}
    return {name.removeprefix(_NOTED): value for name, value in texts.items() if name.startswith(_NOTED)}


def _with_bytes(part: dict[str, Any]) -> dict[str, Any]:
    """Return a part of a request with its bytes, where it is an attribute of DynamoDB that holds some."""
    return {"B": base64.b64decode(part["B"])} if part.keys() == {"B"} else part


def _kinds(asked: Any) -> Iterator[str]:
    """Yield the kinds of items that the arguments of a call of DynamoDB name by their keys."""
    if isinstance(asked, Mapping):
        if "pk" in asked:
            yield asked["pk"]["S"].partition("#")[0]
        elif ":pk" in asked:
            yield asked[":pk"]["S"].partition("#")[0]
        else:
            for part in asked.values():
                yield from _kinds(part)
    elif isinstance(asked, list):
        for part in asked:
            yield from _kinds(part)
