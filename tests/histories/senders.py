"""Two ways to the system: the deployed API over HTTP, and the rules in this process on some table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from http.client import HTTPException
from typing import Any

from antrean.base.errors import Refused
from antrean.bookings import operation
from antrean.bookings.forms import AddedApplicants, NewBooking, SlotChoice, booking_view
from antrean.bookings.operation import Services
from antrean.changes import add, book, cancel, move
from antrean.http.problems import STATUS, problem
from antrean.slots import changes
from antrean.slots.forms import option_view
from antrean.slots.model import Option, Quota, Slot
from antrean.slots.quota_forms import QuotaChange, quota_view
from tests.histories.clients import Population
from tests.histories.history import Request
from tests.support.client import Api


class OverHttp:
    """The deployed API."""

    def __init__(self, api_url: str, tokens: Mapping[str, str], population: Population) -> None:
        """Send to `api_url` with the token of whoever asks."""
        self._api, self._tokens, self._population = Api(api_url), tokens, population

    def send(self, request: Request, patience: float | None) -> tuple[int, Any] | None:
        """Send a request; the connection is closed where no answer has come in `patience` seconds."""
        headers = {"Idempotency-Key": request.key} if request.key else {}
        method, path = "POST", f"/bookings/{request.booking_id}"
        match request.kind:
            case "book":
                path = "/bookings"
            case "add":
                path += "/applicants"
            case "move":
                path += "/reschedule"
            case "leave":
                path += f"/applicants/{request.place}/leave"
            case "cancel":
                path += "/cancel"
            case "look":
                method, path = "GET", "/bookings"
            case "change":
                assert request.slot
                office, day, session = request.slot
                method, path = "PUT", f"/admin/offices/{office}/quotas/{day}/{session}"
                headers = {"If-Match": f'"{request.version}"'}
        try:
            answer = self._api.send(
                method,
                path,
                token=self._tokens[request.who],
                body=_body(request, self._population),
                headers=headers,
                patience=patience,
            )
        except (OSError, HTTPException):
            return None
        return answer.status, answer.body


class InProcess:
    """The rules in this process."""

    def __init__(self, services: Services, population: Population) -> None:
        """Call the rules with `services`."""
        self._services, self._population = services, population

    def send(self, request: Request, _patience: float | None) -> tuple[int, Any]:
        """Do what is asked for, and return what the API would answer."""
        try:
            return 200, self._done(request, json.dumps(_body(request, self._population)))
        except Refused as refused:
            return STATUS[refused.code], refusal_said(refused)

    def _done(self, request: Request, body: str) -> Mapping[str, Any]:
        services, who, booking_id = self._services, request.who, request.booking_id
        match request.kind:
            case "book":
                made = book.book(services, who, NewBooking.model_validate_json(body), request.key)
            case "add":
                added = AddedApplicants.model_validate_json(body)
                made = add.add(services, who, booking_id, added, request.key)
            case "move":
                choice = SlotChoice.model_validate_json(body)
                made = move.move(services, who, booking_id, choice, request.key)
            case "leave":
                made = cancel.leave(services, who, booking_id, request.place)
            case "cancel":
                made = cancel.cancel(services, who, booking_id)
            case "look":
                return {"bookings": [booking_view(each) for each in operation.all_of(services, who)]}
            case _:
                assert request.slot
                office, day, session = request.slot
                slot = Slot(office, date.fromisoformat(day), session)
                change = QuotaChange.model_validate_json(body)
                return quota_view(
                    changes.change(
                        services.store.quotas, services.pepper, services.clock, who, slot, request.version, change
                    )
                )
        return booking_view(made)


def refusal_said(refused: Refused) -> Mapping[str, Any]:
    """Return what the API says of a refusal."""
    body = problem(refused, {Option: option_view, Quota: quota_view}).body
    assert isinstance(body, dict)
    return body


def _body(request: Request, population: Population) -> dict[str, Any] | None:
    """Return the body of a request."""
    people = [_applicant(request.who, name, population) for name in request.people]
    match request.kind:
        case "book":
            return {**_slot(request), "service": "new", "applicants": people}
        case "add":
            return {"applicants": people}
        case "move":
            return _slot(request)
        case "change":
            asked = {"capacity": request.capacity, "state": request.state, "reason": request.reason}
            return {name: value for name, value in asked.items() if value is not None}
    return None


def _slot(request: Request) -> dict[str, Any]:
    assert request.slot
    return dict(zip(("office_id", "date", "session"), request.slot, strict=True))


def _applicant(who: str, name: str, population: Population) -> Mapping[str, Any]:
    return {"relation": "self"} if population.citizens.get(who) == name else population.children[name]
