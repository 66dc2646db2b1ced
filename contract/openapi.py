"""`docs/openapi.json`: the contract, generated from what the handlers declare.

`python -m contract.openapi` writes it; with `--check` it compares, and exits with status 1 where the file is stale.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from http import HTTPStatus
from inspect import getdoc
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter

from antrean.hall.forms import CounterNumber
from antrean.household.fields import MemberIdText
from antrean.http.forms import BookingId, Day
from antrean.http.route import ETAG, IDEMPOTENCY_KEY
from antrean.listings.forms import PlaceNumber
from antrean.offices.forms import OfficeId, SessionName
from antrean.slots.quota_forms import ClosureId
from antrean.staff.forms import Username
from contract import declared
from contract.examples import BODIES, PARAMETERS
from contract.links import Links
from contract.refusals import Refusals
from contract.schemas import Schemas

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from antrean.http.route import Auth, Route
    from contract.declared import Operation
    from contract.schemas import Schema


ROOT: Final = Path(__file__).resolve().parent.parent
DOCUMENT: Final = ROOT / "docs" / "openapi.json"

_INFO: Final = {
    "title": "Antrean Paspor",
    "version": "1.0.0",
    "summary": "Queue numbers for Indonesia's immigration offices",
    "description": (
        "Dates are `YYYY-MM-DD` and times `HH:MM`, both in the office's time zone; instants are RFC 3339 in UTC. "
        "Every refusal is an `application/problem+json` document (RFC 9457) whose `code` never changes its meaning; "
        "branch on it, not on the sentences. A request with an `Idempotency-Key` may be sent again with the same key: "
        "it is done once and answered alike. A `503` may be sent again as it was, after `Retry-After` seconds. "
        "Ignore members that you do not know. A NIK is sent in bodies only, and never comes back whole."
    ),
    "contact": {"name": "The maintainers of Antrean Paspor"},
    "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
}
_TAGS: Final[Mapping[Auth, tuple[str, str]]] = {
    "public": ("Public", "Offices, free seats, and signing up; no token is needed"),
    "citizen": ("Citizens", "Bookings of the citizen who is logged in"),
    "staff": ("Staff", "Operators change the quotas of their offices, officers check people in"),
}
_SECURITY: Final = {
    "citizen": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The ID token (not the access token) of the citizens' user pool",
    },
    "staff": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": (
            "The ID token (not the access token) of the staff's user pool; its groups (`operators`, `officers`) and "
            "`custom:offices` say what its bearer may do where"
        ),
    },
}
_PATH_PARAMETERS: Final[Mapping[str, tuple[str, Any]]] = {
    "booking_id": ("The id of a booking: one of yours, or under `/me/` one of another account that has you", BookingId),
    "closure_id": ("The id of a closure of an office of yours", ClosureId),
    "counter": ("The number of a counter of the office", CounterNumber),
    "date": ("A date, in office time", Day),
    "office_id": ("The id of an office, see `GET /offices`", OfficeId),
    "party_id": ("The id of a party of today: that of its booking", BookingId),
    "member_id": ("The id of a member of your household", MemberIdText),
    "place": ("The place of a person among the booking's `applicants`, from 0", PlaceNumber),
    "session": ("The name of a session of the office", SessionName),
    "username": ("The name by which a person of the staff logs in", Username),
}
_DATE: Final = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


def document(root: Path = ROOT) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the tree at `root`; the same tree always gives the same document."""
    operations = declared.operations(root)
    gateway = declared.gateway_responses(root / "template.yaml")
    problems = {
        operation.operation_id: declared.function_problems(operation.route)
        | declared.gateway_problems(operation.route, gateway)
        for operation in operations
    }
    codes = {problem.code for each in problems.values() for problem in each}
    schemas = Schemas([operation.route for operation in operations], codes)
    refusals = Refusals()
    links = Links(operations, schemas.components)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        route = operation.route
        described = _operation(operation, declared.by_status(problems[operation.operation_id]), schemas, refusals)
        if route.answer and (found := links.of(route, schemas.of(route.answer))):
            described["responses"][str(route.status)]["links"] = found
        paths.setdefault(route.path, {})[route.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": _INFO,
        "servers": [{"url": "/v1", "description": "The API's stage; the output ApiUrl of the stack is its address"}],
        "tags": [{"name": name, "description": description} for name, description in _TAGS.values()],
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "responses": refusals.components,
            "links": links.components,
            "securitySchemes": _SECURITY,
        },
    }


def text(root: Path = ROOT) -> str:
    """Return the document as the file holds it."""
    return json.dumps(document(root), ensure_ascii=False, indent=2) + "\n"


def _operation(
    operation: Operation, problems: Mapping[int, list[str]], schemas: Schemas, refusals: Refusals
) -> dict[str, Any]:
    route = operation.route
    described: dict[str, Any] = {
        "operationId": operation.operation_id,
        "tags": [_TAGS[route.auth][0]],
        "summary": route.summary,
        "description": getdoc(route.function),
    }
    described["security"] = [] if route.auth == "public" else [{route.auth: []}]
    if parameters := [*_path_parameters(route), *_query_parameters(route, schemas), *_header_parameters(route)]:
        described["parameters"] = parameters
    if route.body:
        content: dict[str, Any] = {"schema": schemas.of(route.body)}
        if route.body in BODIES:
            content["example"] = BODIES[route.body]
        described["requestBody"] = {"required": True, "content": {"application/json": content}}
    described["responses"] = {str(route.status): _success(route, schemas)} | {
        str(status): refusals.of(status, codes) for status, codes in problems.items()
    }
    return described


def _path_parameters(route: Route) -> Iterable[dict[str, Any]]:
    for name in re.findall(r"{(\w+)}", route.path):
        description, kind = _PATH_PARAMETERS[name]
        schema = TypeAdapter(kind).json_schema()
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "description": description,
            "schema": _of_text(schema),
            "example": PARAMETERS[name],
        }


def _query_parameters(route: Route, schemas: Schemas) -> Iterable[dict[str, Any]]:
    if not route.query:
        return
    properties, required = schemas.properties(route.query)
    for name, schema in properties.items():
        parameter = {"name": name, "in": "query", "required": name in required, "schema": _of_text(schema)}
        if name in PARAMETERS:
            parameter["example"] = PARAMETERS[name]
        yield parameter


def _of_text(schema: Schema) -> Schema:
    """Return the schema of a parameter, which is text in an address and is left out where it would be null."""
    if isinstance(schema.get("type"), list):
        [kind] = (kind for kind in schema["type"] if kind != "null")
        schema = {key: part for key, part in schema.items() if key != "default"} | {"type": kind}
    # Clients that are generated for Dart and Swift write an instant where an address needs a date, if they know that it
    # is one.
    return {"type": "string", "pattern": _DATE} if schema.get("format") == "date" else schema


def _header_parameters(route: Route) -> Iterable[dict[str, Any]]:
    if route.idempotent:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": "Any text that is new for each request and the same for each retry of it",
            "schema": {"type": "string", "pattern": f"^{IDEMPOTENCY_KEY.pattern}$"},
            "example": PARAMETERS["Idempotency-Key"],
        }
    if route.if_match:
        yield {
            "name": "If-Match",
            "in": "header",
            "required": True,
            "description": "The `etag` of what you change, as you read it: the quota, the preview of a closing, or the "
            "person of the staff (`0` for who is new)",
            "schema": {"type": "string", "pattern": f"^{ETAG.pattern}$"},
            "example": PARAMETERS["If-Match"],
        }


def _success(route: Route, schemas: Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {"description": HTTPStatus(route.status).phrase}
    headers = {}
    if route.status == HTTPStatus.CREATED:
        headers["Location"] = _header("The path of what was made, under the server's", {"type": "string"})
    if route.if_match and route.status != HTTPStatus.CREATED:
        headers["ETag"] = _header("The version to name in the next `If-Match`", {"type": "string"})
    if headers:
        described["headers"] = headers
    if route.answer:
        described["content"] = {route.media_type: {"schema": schemas.of(route.answer)}}
    return described


def _header(description: str, schema: Schema) -> dict[str, Any]:
    return {"description": description, "required": True, "schema": schema}


def main(arguments: list[str] | None = None) -> int:
    """Write the document, or with `--check` tell whether it is what the handlers declare: status 1 where it is not."""
    parser = argparse.ArgumentParser(prog="python -m contract.openapi", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 where the file is stale")
    fresh = text()
    if not parser.parse_args(arguments).check:
        DOCUMENT.parent.mkdir(exist_ok=True)
        DOCUMENT.write_text(fresh, encoding="utf-8")
        return 0
    kept = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
    if kept == fresh:
        return 0
    print(
        f"docs/{DOCUMENT.name} is not what the handlers declare{_first_difference(kept, fresh)}. "
        "Run `make openapi` and look at the difference: clients depend on it.",
        file=sys.stderr,
    )
    return 1


def _first_difference(kept: str, fresh: str) -> str:
    """Return the first line in which two texts differ, for a person to look at."""
    for number, (old, new) in enumerate(zip(kept.splitlines(), fresh.splitlines(), strict=False), 1):
        if old != new:
            return f" (first in line {number}: has `{old.strip()}`, would be `{new.strip()}`)"
    return ""


if __name__ == "__main__":
    sys.exit(main())
