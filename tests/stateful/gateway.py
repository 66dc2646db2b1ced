"""The API in this process: requests become events of API Gateway, for the real handlers, on a table in memory."""

from __future__ import annotations

import io
import json
import logging
import os
from collections import Counter
from collections.abc import Mapping
from contextlib import redirect_stdout
from typing import Any

from contract import declared
from instruments.dynamodb.memory_table import MemoryClient
from instruments.replay.calls import Killed
from instruments.replay.events import EVENTS, ROOT, read
from tests.stateful.records import Said
from tests.stateful.scene import AFTER, BEFORE, Request, claims, slot
from tests.stateful.views import id_of

_EVENT = read(EVENTS / "bookings" / "create-201.json").event
"""An event as API Gateway sends it; what a request says replaces its parts."""
_FUNCTIONS = ("admin", "auditor", "bookings", "jobs", "sweeper", "waiting")
_CHANGES = {
    "add": "/bookings/{booking_id}/applicants",
    "move": "/bookings/{booking_id}/reschedule",
    "cancel": "/bookings/{booking_id}/cancel",
    "leave": "/bookings/{booking_id}/applicants/{place}/leave",
    "object": "/bookings/{booking_id}/applicants/{place}/object",
    "accept": "/bookings/{booking_id}/accept",
    "decline": "/bookings/{booking_id}/decline",
    "contest": "/me/listings/{booking_id}/contest",
    "quit": "/me/listings/{booking_id}/leave",
}
"""Kind of a request -> its address."""


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
    """The functions, loaded once as in a warm environment."""

    def __init__(self) -> None:
        """Load them; POWERTOOLS_SERVICE_NAME must be one that no other logger has."""
        self._modules = {name: declared.load(declared.app_of(ROOT, name)) for name in _FUNCTIONS}
        self._serving = {
            (route.method, route.path): module
            for module in self._modules.values()
            if hasattr(module, "api")
            for route in module.api.routes
        }
        # or pytest would keep every line of a long run
        logger = logging.getLogger(os.environ["POWERTOOLS_SERVICE_NAME"])
        logger.propagate, logger.disabled = False, True
        self.seen: Counter[tuple[str, str]] = Counter()
        """How often a kind of request ended with a code, with its success, or with no answer."""

    def ask(self, request: Request) -> Said | None:
        """Send a request, and return its answer; None if the function died over it."""
        headers = {"Content-Type": "application/json"}
        if request.key is not None:
            headers["If-Match" if request.kind == "change" else "Idempotency-Key"] = request.key
        method, resource, parameters = _address(request)
        try:
            said = self._send(method, resource, parameters, request.who, headers, request.body)
        except Killed:
            self.seen[request.kind, "died"] += 1
            return None
        rule = f" {said.body['rule']}" if said.code == "limit_reached" else ""
        self.seen[request.kind, f"{said.code or 'done'}{rule}"] += 1
        return said

    def show(self, name: str, who: str) -> Said:
        """Read a booking."""
        return self._send("GET", "/bookings/{booking_id}", {"booking_id": id_of(name)}, who, {}, "")

    def listings(self, who: str) -> Said:
        """Read where somebody is listed by others."""
        return self._send("GET", "/me/listings", {}, who, {}, "")

    def _send(
        self, method: str, resource: str, parameters: Mapping[str, str], who: str, headers: Mapping[str, str], body: str
    ) -> Said:
        """Hand an event to the function of a route, and return what its answer says."""
        path = resource.format(**parameters)
        event = {
            **_EVENT,
            "httpMethod": method,
            "resource": resource,
            "path": path,
            "pathParameters": dict(parameters) or None,
            "headers": dict(headers),
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
            "body": body or None,
            "requestContext": {
                **_EVENT["requestContext"],
                "authorizer": {"claims": claims(who)},
                "httpMethod": method,
                "resourcePath": resource,
                "path": f"/v1{path}",
            },
        }
        return _said(self._serving[method, resource].handler(event, None))

    def invoke(self, function: str) -> dict[str, Any]:
        """Run a function that has a schedule."""
        with redirect_stdout(io.StringIO()):  # the metrics of the auditor
            answer: dict[str, Any] = self._modules[function].handler({}, None)
        self.seen[function, "done"] += 1
        return answer


def _address(request: Request) -> tuple[str, str, dict[str, str]]:
    if request.kind == "book":
        return "POST", "/bookings", {}
    if request.kind in {"join", "unjoin"}:
        return "POST" if request.kind == "join" else "DELETE", "/waiting", {}
    if request.kind == "change":
        return "PUT", "/admin/offices/{office_id}/quotas/{date}/{session}", slot(request.about).choice
    place = {} if request.place is None else {"place": str(request.place)}
    return "POST", _CHANGES[request.kind], {"booking_id": id_of(request.about), **place}


_NOT_ABOUT_SEATS = {"type", "title", "status", "detail", "code", "alternatives", "errors"}
"""Members of a refusal that the events under `events/` hold; those that are left depend on the state of the seats."""


def _without_id(value: dict[str, Any]) -> dict[str, Any]:
    """Return an object with whether it names a closure, in place of which."""
    return {**value, "closure_id": value["closure_id"] is not None} if "closure_id" in value else value


def _said(answer: Mapping[str, Any]) -> Said:
    body = json.loads(answer["body"] or "null", object_hook=_without_id)
    if answer["statusCode"] < 400:
        return Said(answer["statusCode"], None, body)
    members = {name: value for name, value in body.items() if name not in _NOT_ABOUT_SEATS}
    return Said(answer["statusCode"], body["code"], members)
