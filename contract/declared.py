"""The contract as the handlers declare it, and the answers that API Gateway gives without asking a handler."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from samtranslator.yaml_helper import yaml_parse

from antrean.base.errors import Code
from antrean.http.problems import STATUS
from antrean.http.route import Api, Route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
    from types import ModuleType


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal as a client receives it: an HTTP status and a code."""

    status: int
    code: str


@dataclass(frozen=True, slots=True)
class Operation:
    """A route, and the function (the folder under `functions/`) that serves it."""

    function: str
    route: Route

    @property
    def name(self) -> str:
        """The handler's name, such as `create`; unique within its function."""
        return self.route.function.__name__

    @property
    def operation_id(self) -> str:
        """The name that is unique in the contract, and that generated clients give it, such as `listBookings`."""
        return self.route.operation_id


def load(app: Path) -> ModuleType:
    """Run a function's `app.py` anew, under a name of its own: all of them are called `app` when deployed."""
    spec = importlib.util.spec_from_file_location(f"function_{app.parent.name}", app)
    if spec is None or spec.loader is None:
        message = f"{app} is not a module"
        raise ImportError(message)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def app_of(root: Path, function: str) -> Path:
    """Return the `app.py` of a function, in whichever folder under `root`/functions its role is; raises ValueError."""
    [app] = root.glob(f"functions/*/{function}/app.py")
    return app


def operations(root: Path) -> list[Operation]:
    """Return every route under `root`/functions, by path and method; raises ValueError for one that is there twice."""
    found = [
        Operation(app.parent.name, route)
        for app in sorted(root.glob("functions/*/*/app.py"))
        if isinstance(api := getattr(load(app), "api", None), Api)
        for route in api.routes
    ]
    for kind, names in (
        ("route", [f"{operation.route.method} {operation.route.path}" for operation in found]),
        ("operation", [operation.operation_id for operation in found]),
    ):
        if twice := {name for name in names if names.count(name) > 1}:
            message = f"declared twice as {kind}: {', '.join(sorted(twice))}"
            raise ValueError(message)
    return sorted(found, key=lambda operation: (operation.route.path, operation.route.method))


def function_problems(route: Route) -> set[Problem]:
    """Return what the handler of a route can answer: what it declares, and what every route of its kind can."""
    codes = {*route.problems, Code.BUSY}
    if route.body or route.query or route.idempotent or route.if_match:
        codes.add(Code.VALIDATION_FAILED)
    if route.auth != "public":
        codes.add(Code.UNAUTHENTICATED)
    if route.idempotent:
        codes |= {Code.IDEMPOTENCY_KEY_MISSING, Code.IDEMPOTENCY_KEY_REUSED}
    if route.if_match:
        codes.add(Code.PRECONDITION_REQUIRED)
    return {Problem(STATUS[code], code.value) for code in codes}


def gateway_problems(route: Route, responses: Mapping[str, Problem]) -> set[Problem]:
    """Return what API Gateway can answer in place of a route; `responses` are those of `gateway_responses`."""
    return {problem for kind, problem in responses.items() if _MET_BY[kind](route)}


def gateway_responses(template: Path) -> dict[str, Problem]:
    """Return the gateway's own answers by kind, as template.yaml words them.

    Raises ValueError for a kind of which it is not known which routes meet it.
    """
    resources: dict[str, Any] = yaml_parse(template.read_text(encoding="utf-8"))["Resources"]
    responses: dict[str, Any] = resources["Api"]["Properties"]["GatewayResponses"]
    if unknown := responses.keys() - _MET_BY.keys():
        message = f"say in contract/declared.py which routes meet the gateway's {', '.join(sorted(unknown))}"
        raise ValueError(message)
    return {kind: _problem(response) for kind, response in responses.items()}


def by_status(problems: Iterable[Problem]) -> dict[int, list[str]]:
    """Return the codes of each status, both in order."""
    statuses: dict[int, set[str]] = {}
    for problem in problems:
        statuses.setdefault(problem.status, set()).add(problem.code)
    return {status: sorted(codes) for status, codes in sorted(statuses.items())}


def _problem(response: Mapping[str, Any]) -> Problem:
    # The text is a JSON document, and every JSON document is YAML.
    document: dict[str, Any] = yaml_parse(response["ResponseTemplates"]["application/json"])
    return Problem(int(response["StatusCode"]), document["code"])


def _needs_token(route: Route) -> bool:
    return route.auth != "public"


def _has_body(route: Route) -> bool:
    return route.body is not None


def _any(_route: Route) -> bool:
    return True


def _none(_route: Route) -> bool:
    return False


_MET_BY: Mapping[str, Callable[[Route], bool]] = {
    "UNAUTHORIZED": _needs_token,
    "EXPIRED_TOKEN": _needs_token,
    "ACCESS_DENIED": _needs_token,
    # Only where the operators put a web application firewall before the API.
    "WAF_FILTERED": _any,
    "REQUEST_TOO_LARGE": _has_body,
    "THROTTLED": _any,
    "QUOTA_EXCEEDED": _any,
    "INTEGRATION_TIMEOUT": _any,
    "INTEGRATION_FAILURE": _any,
    "DEFAULT_4XX": _any,
    # These three answer an address or a method that is no route.
    "MISSING_AUTHENTICATION_TOKEN": _none,
    "INVALID_SIGNATURE": _none,
    "RESOURCE_NOT_FOUND": _none,
    # An error of the system, from the gateway or from a handler. Nobody means to give it, but it can happen everywhere.
    "DEFAULT_5XX": _any,
}
"""Which routes meet each kind of answer that API Gateway gives itself."""
