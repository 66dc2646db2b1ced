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
from typing import TYPE_CHECKING, Any, Final, Literal, NotRequired

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from antrean.base.errors import Code
from antrean.http.forms import Day
from antrean.http.route import BOOKING_ID, ETAG, IDEMPOTENCY_KEY
from antrean.offices.forms import OfficeId
from antrean.slots.forms import OptionView, SessionName
from antrean.slots.quota_forms import QuotaView
from contract import declared
from contract.examples import BODIES, PARAMETERS
from contract.links import Links

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from antrean.http.route import Auth, Route
    from contract.declared import Operation


ROOT: Final = Path(__file__).resolve().parent.parent
DOCUMENT: Final = ROOT / "docs" / "openapi.json"

_Schema = dict[str, Any]
_Mode = Literal["validation", "serialization"]

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
    "booking_id": ("The id of one of your bookings", None),
    "date": ("The date of the slot, in office time", Day),
    "office_id": ("The id of an office, see `GET /offices`", OfficeId),
    "session": ("The name of a session of the office", SessionName),
}
_PROBLEM_MEDIA_TYPE: Final = "application/problem+json"
_REF: Final = "#/components/schemas/"


class FieldError(TypedDict):
    """What is wrong with one field; never its value."""

    field: str
    message: str


class ProblemView(TypedDict):
    """An RFC 9457 problem document with a stable code; some codes have further members."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: NotRequired[list[FieldError]]
    alternatives: NotRequired[list[OptionView]]
    opens_at: NotRequired[str]
    reason: NotRequired[str]
    applicants: NotRequired[list[int]]
    quota: NotRequired[QuotaView]
    checked_in_at: NotRequired[str]
    office_id: NotRequired[str]
    date: NotRequired[str]
    session: NotRequired[str]


def document(root: Path = ROOT) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the tree at `root`; the same tree always gives the same document."""
    operations = declared.operations(root)
    gateway = declared.gateway_responses(root / "template.yaml")
    schemas = _Schemas([operation.route for operation in operations])
    refusals = _Refusals()
    links = Links(operations, schemas.components)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        route = operation.route
        problems = declared.function_problems(route) | declared.gateway_problems(route, gateway)
        described = _operation(operation, declared.by_status(problems), schemas, refusals)
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


class _Schemas:
    """JSON schemas of everything that the routes take and answer, as shared components and references to them."""

    def __init__(self, routes: Iterable[Route]) -> None:
        wanted: dict[tuple[type, _Mode], TypeAdapter[Any]] = {(ProblemView, "serialization"): TypeAdapter(ProblemView)}
        for route in routes:
            if route.answer:
                wanted[route.answer, "serialization"] = TypeAdapter(route.answer)
            for model in filter(None, (route.body, route.query)):
                wanted[model, "validation"] = TypeAdapter(model)
        made, shared = TypeAdapter.json_schemas(
            [(of, mode, adapter) for (of, mode), adapter in wanted.items()], ref_template=_REF + "{model}"
        )
        self._made: dict[type, _Schema] = {of: _tidy(schema) for (of, _), schema in made.items()}
        components = {_public_name(name): _tidy(schema) for name, schema in shared["$defs"].items()}
        if len(components) != len(shared["$defs"]):
            message = "two schemas would share a name without `View`"
            raise ValueError(message)
        self._queries = {route.query.__name__ for route in routes if route.query}
        self._all = components
        self.components = {name: components[name] for name in sorted(components.keys() - self._queries)}
        self.components["Problem"]["properties"]["code"]["enum"] = sorted(Code)

    def of(self, wanted: type) -> _Schema:
        """Return the schema of a type: a reference, or for a plain type the schema itself."""
        return self._made[wanted]

    def properties(self, query: type) -> tuple[Mapping[str, _Schema], frozenset[str]]:
        """Return the parameters of a query and the names of those that are required."""
        schema = self._all[query.__name__]
        return schema["properties"], frozenset(schema.get("required", ()))


class _Refusals:
    """The refusals of one code each, which most operations share."""

    def __init__(self) -> None:
        self._components: dict[str, Any] = {}

    @property
    def components(self) -> dict[str, Any]:
        """The shared refusals by name."""
        return dict(sorted(self._components.items()))

    def of(self, status: int, codes: list[str]) -> dict[str, Any]:
        """Return the answer of a status that stands for any of `codes`."""
        if len(codes) > 1:
            return _refusal(status, codes)
        name = f"{status}_{codes[0]}"
        self._components[name] = _refusal(status, codes)
        return {"$ref": f"#/components/responses/{name}"}


def _public_name(name: str) -> str:
    """Return the public name of a component: the suffix `View` is a habit of our code."""
    return name.removesuffix("View")


def _tidy(schema: Any) -> Any:  # noqa: ANN401 - any part of a JSON schema
    """Return a schema without the titles that pydantic makes of names, with references by public names."""
    if isinstance(schema, list):
        return [_tidy(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    tidy = {
        # Keys of `properties` are names of members, and a member may be called "title".
        key: {name: _tidy(member) for name, member in part.items()} if key == "properties" else _tidy(part)
        for key, part in schema.items()
        if key != "title"
    }
    if isinstance(reference := tidy.get("$ref"), str):
        tidy["$ref"] = _public_name(reference)
    return tidy


def _operation(
    operation: Operation, problems: Mapping[int, list[str]], schemas: _Schemas, refusals: _Refusals
) -> dict[str, Any]:
    route = operation.route
    described: dict[str, Any] = {
        "operationId": operation.operation_id,
        "tags": [_TAGS[route.auth][0]],
        "summary": route.summary,
        "description": getdoc(route.function),
    }
    if route.auth != "public":
        described["security"] = [{route.auth: []}]
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
        schema = TypeAdapter(kind).json_schema() if kind else {"type": "string", "pattern": f"^{BOOKING_ID.pattern}$"}
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "description": description,
            "schema": schema,
            "example": PARAMETERS[name],
        }


def _query_parameters(route: Route, schemas: _Schemas) -> Iterable[dict[str, Any]]:
    if not route.query:
        return
    properties, required = schemas.properties(route.query)
    for name, schema in properties.items():
        parameter = {"name": name, "in": "query", "required": name in required, "schema": _of_text(schema)}
        if name in PARAMETERS:
            parameter["example"] = PARAMETERS[name]
        yield parameter


def _of_text(schema: _Schema) -> _Schema:
    """Return the schema of a query's parameter: one that may be left out is never sent as null."""
    given = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if len(given) != 1:
        return schema
    return {**given[0], **{key: part for key, part in schema.items() if key not in {"anyOf", "default"}}}


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
            "description": "The `etag` of the quota as you read it",
            "schema": {"type": "string", "pattern": f"^{ETAG.pattern}$"},
            "example": PARAMETERS["If-Match"],
        }


def _success(route: Route, schemas: _Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {"description": HTTPStatus(route.status).phrase}
    headers = {}
    if route.status == HTTPStatus.CREATED:
        headers["Location"] = _header("The path of what was made, under the server's", {"type": "string"})
    if route.if_match:
        headers["ETag"] = _header("The version to name in the next `If-Match`", {"type": "string"})
    if headers:
        described["headers"] = headers
    if route.answer:
        described["content"] = {route.media_type: {"schema": schemas.of(route.answer)}}
    return described


def _refusal(status: int, codes: list[str]) -> dict[str, Any]:
    described: dict[str, Any] = {"description": ", ".join(f"`{code}`" for code in codes)}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        described["headers"] = {"Retry-After": _header("Seconds to wait", {"type": "integer", "minimum": 1})}
    narrowed = {"properties": {"code": {"enum": codes}, "status": {"const": status}}}
    described["content"] = {_PROBLEM_MEDIA_TYPE: {"schema": {"allOf": [{"$ref": f"{_REF}Problem"}, narrowed]}}}
    return described


def _header(description: str, schema: _Schema) -> dict[str, Any]:
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
