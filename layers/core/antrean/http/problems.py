"""Refusals as problem documents (RFC 9457): one status for each code, and what pydantic finds wrong with a form."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from antrean.base.days import rfc3339
from antrean.base.errors import Busy, Code, Refused
from antrean.http.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import ValidationError

STATUS: Mapping[Code, int] = {
    Code.VALIDATION_FAILED: 422,
    Code.IDEMPOTENCY_KEY_MISSING: 400,
    Code.IDEMPOTENCY_KEY_REUSED: 422,
    Code.SLOT_FULL: 409,
    Code.SLOT_NOT_YET_OPEN: 409,
    Code.SLOT_CLOSED: 409,
    Code.SLOT_PAST: 409,
    Code.NOT_YOUR_TURN: 409,
    Code.NIK_ALREADY_BOOKED: 409,
    Code.BOOKING_EXISTS: 409,
    Code.ALREADY_WAITING: 409,
    Code.WAITS_ELSEWHERE: 409,
    Code.LIMIT_REACHED: 409,
    Code.CONTEST_FIRST: 409,
    Code.NOT_CONTESTED: 409,
    Code.OBJECTED: 409,
    Code.TOO_MANY_APPLICANTS: 422,
    Code.SERVICE_WALK_IN_ONLY: 422,
    Code.NIK_MISMATCH_UNCONFIRMED: 422,
    Code.AGE_UNCONFIRMED: 422,
    Code.NIK_TAKEN: 409,
    Code.IDENTITY_UNVERIFIED: 403,
    Code.ACCOUNT_EXISTS: 409,
    Code.HOUSEHOLD_FULL: 409,
    Code.TOO_LATE: 409,
    Code.RESCHEDULE_USED: 409,
    Code.CAPACITY_BELOW_TAKEN: 409,
    Code.REOPEN_FIRST: 409,
    Code.DISPLACED: 409,
    Code.PRECONDITION_REQUIRED: 428,
    Code.VERSION_CONFLICT: 412,
    Code.ALREADY_CHECKED_IN: 409,
    Code.WRONG_OFFICE: 409,
    Code.WRONG_DAY: 409,
    Code.TOO_EARLY: 409,
    Code.COUNTER_TAKEN: 409,
    Code.COUNTER_CLOSED: 409,
    Code.NO_PARTY: 409,
    Code.PARTY_AT_COUNTER: 409,
    Code.NOT_YET_ABSENT: 409,
    Code.UNAUTHENTICATED: 401,
    Code.FORBIDDEN: 403,
    Code.NOT_FOUND: 404,
    Code.BUSY: 503,
}
"""The one map from refusals to HTTP statuses."""
_PROBLEM = "application/problem+json"
_MOST_SHOWN_DIGITS = 4
"""Digits in the name of a field that is repeated: as many as people are shown of a NIK (`people.model`)."""


def problem(refusal: Refused, written: Mapping[type, Callable[[Any], object]]) -> Answer:
    """Return the problem document of a refusal; `written` maps the type of a member to what makes JSON of it."""
    status = STATUS[refusal.code]
    document = {
        "type": f"urn:antrean-paspor:problem:{refusal.code}",
        "title": refusal.code.replace("_", " ").capitalize(),
        "status": status,
        "code": refusal.code,
        "detail": refusal.detail,
        **{name: _written(value, written) for name, value in refusal.members.items()},
    }
    headers = {"Retry-After": str(refusal.retry_after)} if isinstance(refusal, Busy) else {}
    return Answer(document, status, headers, _PROBLEM)


def _written(value: object, written: Mapping[type, Callable[[Any], object]]) -> object:
    """Return a member of a refusal as JSON."""
    if isinstance(value, list):
        return [_written(each, written) for each in value]
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, date):
        return value.isoformat()
    write = written.get(type(value))
    return write(value) if write else value


def internal_error() -> Answer:
    """Return the answer to an error of the program, which says nothing of what happened."""
    document = {
        "type": "urn:antrean-paspor:problem:internal_error",
        "title": "Internal error",
        "status": 500,
        "code": "internal_error",
        "detail": "Something went wrong on our side. The same request with the same key may be sent again.",
    }
    return Answer(document, 500, media_type=_PROBLEM)


def invalid_form(error: ValidationError) -> Refused:
    """Return `validation_failed` with what pydantic found wrong, field by field; the values are never repeated."""
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    places = [problem["loc"] for problem in problems]
    errors = [
        {
            "field": ".".join(safe(str(part)) for part in problem["loc"]) or "body",
            "message": problem["msg"].removeprefix("Value error, "),
        }
        for problem in problems
        # Pydantic also reports a list as too short whose members are not valid; that is no second mistake.
        if not any(_is_within(place, problem["loc"]) for place in places)
    ]
    return Refused(Code.VALIDATION_FAILED, "Some fields are not valid. Correct them and try again.", errors=errors[:20])


def _is_within(place: tuple[int | str, ...], whole: tuple[int | str, ...]) -> bool:
    return len(place) > len(whole) and place[: len(whole)] == whole


def safe(name: str) -> str:
    """Return a field's name without what must not be repeated: a client can write anything into a name, even a NIK.

    A name with more than four digits shows none of them, however they are set apart.
    """
    plain = re.sub(r"[^\w.@-]", "?", name, flags=re.ASCII)
    digits = sum(char.isdigit() for char in plain)
    return (re.sub("[0-9]+", "#", plain) if digits > _MOST_SHOWN_DIGITS else plain)[:60]
