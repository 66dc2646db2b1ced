"""The API in this process: requests become events of API Gateway, for the real handlers, on a table in memory."""

from __future__ import annotations

import io
import logging
import os
from collections import Counter
from collections.abc import Mapping
from contextlib import redirect_stdout
from typing import Any

from contract import declared
from instruments.dynamodb.memory_table import MemoryClient
from instruments.replay.calls import Killed
from instruments.replay.events import EVENTS, ROOT, booking_id, read
from instruments.replay.world import holds_nik
from tests.stateful.scene import AFTER, BEFORE, Request, claims, slot
from tests.support.client import Answer
from tests.support.contract import CONTRACT

_EVENT = read(EVENTS / "bookings" / "create-201.json").event
"""An event as API Gateway sends it; what a request says replaces its parts."""
_OF_THE_VISIT = {"UID", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "STATUS"}
_FUNCTIONS = ("admin", "bookings", "checkins", "offices", "publisher", "sweeper")


class MortalClient(MemoryClient):
    """The table's client in a function that may die at its transaction."""

    dies: str | None = None

    def transact_write_items(self, **arguments: Any) -> dict[str, Any]:
        """Write all or nothing, and live on or not."""
        if self.dies == BEFORE:
            raise Killed
        answer = super().transact_write_items(**arguments)
        if self.dies == AFTER:
            raise Killed
        return answer


class Gateway:
    """The functions, loaded once as in a warm environment; what they log is looked at, and forgotten."""

    def __init__(self) -> None:
        """Load them; POWERTOOLS_SERVICE_NAME must be one that no other logger has."""
        self._log = io.StringIO()
        # a logger writes to what is stdout when it is made
        with redirect_stdout(self._log):
            self._modules = {name: declared.load(declared.app_of(ROOT, name)) for name in _FUNCTIONS}
        # or pytest would keep every line of a long run
        logging.getLogger(os.environ["POWERTOOLS_SERVICE_NAME"]).propagate = False
        self.operations = [
            declared.Operation(name, route)
            for name, module in self._modules.items()
            if hasattr(module, "api")
            for route in module.api.routes
        ]
        self._by_address = {(each.route.method, each.route.path): each for each in self.operations}
        self.seen: Counter[tuple[str, str]] = Counter()
        """How often an operation ended with a code, or with its success."""

    def ask(self, request: Request) -> Answer | None:
        """Send a request; None if the function died over it."""
        method, resource, parameters = _address(request)
        headers = {"Content-Type": "application/json"}
        if request.key is not None:
            headers["If-Match" if request.kind == "change" else "Idempotency-Key"] = request.key
        try:
            return self.send(method, resource, parameters, request.who, headers=headers, body=request.body)
        except Killed:
            self.seen[request.kind, "died"] += 1
            return None

    def get(self, resource: str, who: str | None = None, query: Mapping[str, str] | None = None, **path: str) -> Answer:
        """Read something."""
        return self.send("GET", resource, path, who, query=query)

    def send(
        self,
        method: str,
        resource: str,
        parameters: Mapping[str, str],
        who: str | None,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: str = "",
    ) -> Answer:
        """Hand an event to the function of a route, and hold the answer against docs/openapi.json."""
        operation = self._by_address[method, resource]
        path = resource.format(**parameters)
        event = {
            **_EVENT,
            "httpMethod": method,
            "resource": resource,
            "path": path,
            "pathParameters": dict(parameters) or None,
            "queryStringParameters": dict(query) if query else None,
            "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} if query else None,
            "headers": dict(headers or {}),
            "multiValueHeaders": {name: [value] for name, value in (headers or {}).items()},
            "body": body or None,
            "requestContext": {
                **_EVENT["requestContext"],
                "authorizer": {"claims": claims(who)} if who else None,
                "httpMethod": method,
                "resourcePath": resource,
                "path": f"/v1{path}",
            },
        }
        given = self._modules[operation.function].handler(event, None)
        answer = Answer(
            given["statusCode"],
            {name.lower(): values[0] for name, values in given["multiValueHeaders"].items()},
            given["body"].encode(),
        )
        CONTRACT.check(method, path, answer.status, answer.headers, answer.content)
        self.seen[operation.operation_id, answer.code or "done"] += 1
        return answer

    def invoke(self, function: str) -> dict[str, int]:
        """Run a function that has a schedule."""
        answer: dict[str, int] = self._modules[function].handler({}, None)
        self.seen[function, "done"] += 1
        return answer

    def check_log(self) -> None:
        """No NIK was logged since the last look."""
        assert not holds_nik(self._log.getvalue()), "a NIK was logged"
        self._log.seek(0)
        self._log.truncate()


def _address(request: Request) -> tuple[str, str, dict[str, str]]:
    match request.kind:
        case "book":
            return "POST", "/bookings", {}
        case "check in":
            return "POST", "/checkins", {}
        case "change":
            where = slot(request.about).choice
            return "PUT", "/admin/offices/{office_id}/quotas/{date}/{session}", where
    path = {"add": "applicants", "reschedule": "reschedule", "cancel": "cancel"}[request.kind]
    return "POST", f"/bookings/{{booking_id}}/{path}", {"booking_id": booking_id(request.about)}


def told(answer: Answer) -> Any:
    """Return what an answer says: its JSON, the members of a problem that depend on the case, or an event's lines."""
    if answer.headers["content-type"].startswith("text/calendar"):
        lines = answer.text.replace("\r\n ", "").splitlines()
        return {name: value for name, _, value in (line.partition(":") for line in lines) if name in _OF_THE_VISIT}
    if answer.code is None:
        return answer.body
    problem = dict(answer.body)
    assert problem.pop("type") == f"urn:antrean-paspor:problem:{answer.code}"
    assert problem.pop("status") == answer.status
    assert problem.pop("title")
    assert problem.pop("detail")
    del problem["code"]
    if "errors" in problem:
        problem["errors"] = [error["field"] for error in problem["errors"]]
    return problem
