"""Routes: pydantic checks requests, handlers answer them, and refusals become problem documents.

A route declares its body, query and answers once; they are checked at run time by pydantic, and `docs/openapi.json`
is generated from the same declarations. API Gateway has matched the address to a route already and names it, so there
is no resolver here: importing that of powertools, without its validation, takes a tenth of the cold start of a booking.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from aws_lambda_powertools import Logger
from pydantic import BaseModel, ValidationError

from antrean.base.deadline import DEADLINE
from antrean.base.errors import Busy, Code, Refused, invalid
from antrean.http.answer import Answer, proxied
from antrean.http.problems import internal_error, invalid_form, problem, safe
from antrean.policy.system import LONGEST_BODY, LONGEST_IDEMPOTENCY_KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


IDEMPOTENCY_KEY = re.compile(rf"[!-~]{{1,{LONGEST_IDEMPOTENCY_KEY}}}", re.ASCII)
ETAG = re.compile(r'"?([0-9]{1,9})"?', re.ASCII)
_UNIX_TIME = re.compile(r"[0-9]{1,12}", re.ASCII)
BOOKING_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{16}", re.ASCII)

_ACCOUNT_ID = "custom:account_id"

Auth = Literal["public", "citizen", "staff"]


class Route(NamedTuple):
    """One operation of the contract, as declared by its handler."""

    method: str
    path: str
    operation_id: str
    summary: str
    auth: Auth
    status: int
    answer: type | None
    media_type: str
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    idempotent: bool
    if_match: bool
    problems: tuple[Code, ...]
    function: Callable[..., Answer]


class Caller(NamedTuple):
    """Who sent the request: `token` is the content of the verified ID token, which names the account.

    Users of releases that gave accounts no id of their own have their `sub` for it, as the staff do.
    """

    account_id: str
    token: Mapping[str, str]

    @property
    def user(self) -> str:
        """The name that the pool has for whoever logged in; an account may get another user."""
        return self.token["sub"]

    @property
    def logged_in_at(self) -> datetime | None:
        """When the caller proved who they are; a token that was renewed since tells the same."""
        seconds = self.token.get("auth_time", "")
        return datetime.fromtimestamp(int(seconds), UTC) if _UNIX_TIME.fullmatch(str(seconds)) else None


class Api:
    """The routes of one function."""

    def __init__(self, written: Mapping[type, Callable[[Any], object]] | None = None) -> None:
        """Begin without routes; `written` maps the type of a refusal's member to what makes JSON of it."""
        self._written = written or {}
        self.routes: list[Route] = []
        self._by_address: dict[tuple[str, str], Route] = {}
        self._logger = Logger()

    def route(  # noqa: PLR0913 - the declaration of an operation, by name
        self,
        method: str,
        path: str,
        operation_id: str,
        summary: str,
        *,
        auth: Auth = "public",
        status: int = 200,
        answer: type | None = None,
        media_type: str = "application/json",
        body: type[BaseModel] | None = None,
        query: type[BaseModel] | None = None,
        idempotent: bool = False,
        if_match: bool = False,
        problems: tuple[Code, ...] = (),
    ) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
        """Declare an operation of the contract and its handler.

        `operation_id` is what generated clients call it, in camel case: it never changes once it is in use.
        The handler gets by name: each parameter of the path; `caller` unless the route is public; `body` and `query`
        where they are declared; `key` where the route is `idempotent`; `version` where it has `If-Match`.
        """

        def declare(function: Callable[..., Answer]) -> Callable[..., Answer]:
            route = Route(
                method=method,
                path=path,
                operation_id=operation_id,
                summary=summary,
                auth=auth,
                status=status,
                answer=answer,
                media_type=media_type,
                body=body,
                query=query,
                idempotent=idempotent,
                if_match=if_match,
                problems=problems,
                function=function,
            )
            self.routes.append(route)
            self._by_address[method, path] = route
            return function

        return declare

    def handle(self, event: dict[str, Any], context: Any) -> dict[str, Any]:  # noqa: ANN401 - Lambda's context
        """Answer an event of API Gateway (REST, Lambda proxy): the entry point of a function."""
        self._logger.append_keys(request_id=getattr(context, "aws_request_id", None))
        DEADLINE.begin(context)
        route = self._by_address.get((event["httpMethod"], event["resource"]))
        if route is None:
            return proxied(problem(Refused(Code.NOT_FOUND, "There is nothing at this address."), self._written))
        return self._answer(route, event)

    def _answer(self, route: Route, event: dict[str, Any]) -> dict[str, Any]:
        code = ""
        try:
            answer = proxied(route.function(**_arguments(route, event)))
        except Refused as refusal:
            code = refusal.code
            answer = proxied(problem(refusal, self._written))
            if isinstance(refusal, Busy):
                # The log names what was busy, since the answer does not.
                self._logger.warning("busy", operation=f"{route.method} {route.path}", cause=_cause(refusal))
        except Exception:
            # An error of the program: its traceback goes to the log, never to the client.
            self._logger.exception("unhandled error", operation=f"{route.method} {route.path}")
            answer = proxied(internal_error())
        self._logger.info("answered", operation=f"{route.method} {route.path}", status=answer["statusCode"], code=code)
        return answer


def validate(model: type[BaseModel], values: Mapping[str, object]) -> Any:  # noqa: ANN401 - an instance of `model`
    """Return the parameters of a path or query as `model`; raises `validation_failed`."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise invalid_form(error) from None


def _arguments(route: Route, event: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of the route's handler; raises `Refused` for the first that is missing or wrong."""
    arguments: dict[str, Any] = {}
    if route.auth != "public":
        arguments["caller"] = _caller(event)
    if route.idempotent:
        arguments["key"] = _idempotency_key(event)
    if route.if_match:
        arguments["version"] = _version(event)
    if route.query:
        arguments["query"] = _parsed_query(route.query, event)
    if route.body:
        arguments["body"] = _parsed_body(route.body, event)
    path_parameters: dict[str, str] = event.get("pathParameters") or {}
    _check_id(path_parameters.get("booking_id"), "You have no booking of this id.")
    _check_id(path_parameters.get("party_id"), "There is no valid booking with this code.")
    _check_id(path_parameters.get("closure_id"), "There is no closure of this id.")
    return arguments | path_parameters


def _cause(refusal: Busy) -> str:
    """Return the type of the error behind a `busy` and AWS's code; never its message, which may hold an item."""
    cause = refusal.__cause__
    response = getattr(cause, "response", None) or {}
    return f"{type(cause).__name__} {response.get('Error', {}).get('Code', '')}".strip()


def _caller(event: dict[str, Any]) -> Caller:
    authorizer = event.get("requestContext", {}).get("authorizer") or {}
    token = authorizer.get("claims") or {}
    # API Gateway has verified the signature. An access token is refused: it names no groups and no offices.
    if not token.get("sub") or token.get("token_use") != "id":
        raise Refused(Code.UNAUTHENTICATED, "Log in to do this.")
    return Caller(token.get(_ACCOUNT_ID) or token["sub"], token)


def _check_id(given: str | None, none_such: str) -> None:
    """Refuse what cannot be an id before the table is asked: DynamoDB fails on a key of more than 2 KB."""
    if given is not None and not BOOKING_ID.fullmatch(given):
        raise Refused(Code.NOT_FOUND, none_such)


def _idempotency_key(event: dict[str, Any]) -> str:
    key = _header(event, "Idempotency-Key")
    if not key:
        raise Refused(
            Code.IDEMPOTENCY_KEY_MISSING,
            "Send an Idempotency-Key header: any text that is new for each booking and the same for each retry.",
        )
    if not IDEMPOTENCY_KEY.fullmatch(key):
        raise invalid("Idempotency-Key", f"must have 1 to {LONGEST_IDEMPOTENCY_KEY} visible ASCII characters")
    return key


def _version(event: dict[str, Any]) -> int:
    given = _header(event, "If-Match")
    if not given:
        raise Refused(
            Code.PRECONDITION_REQUIRED,
            "Send an If-Match header: the etag of what you read, so that nobody's change is lost.",
        )
    match = ETAG.fullmatch(given)
    if not match:
        raise invalid("If-Match", "must be the ETag of what you read")
    return int(match[1])


def _header(event: dict[str, Any], name: str) -> str | None:
    headers = event.get("headers") or {}
    return next((value for key, value in headers.items() if key.lower() == name.lower()), None)


def _parsed_query(model: type[BaseModel], event: dict[str, Any]) -> Any:  # noqa: ANN401 - an instance of `model`
    for name, values in (event.get("multiValueQueryStringParameters") or {}).items():
        if len(values) > 1:
            raise invalid(safe(name), "must be given once")
    return validate(model, event.get("queryStringParameters") or {})


def _parsed_body(model: type[BaseModel], event: dict[str, Any]) -> Any:  # noqa: ANN401 - an instance of `model`
    raw = (event.get("body") or "").encode("utf-8", "surrogatepass")
    if len(raw) > LONGEST_BODY:
        raise invalid("body", f"must have at most {LONGEST_BODY} bytes")
    if event.get("isBase64Encoded"):
        try:
            raw = b64decode(raw, validate=True)
        except Base64Error:
            raise invalid("body", "must be JSON") from None
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        raise invalid_form(error) from None
