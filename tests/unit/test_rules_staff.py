"""Who of the staff may do what, and where."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from antrean.base.errors import Code
from antrean.offices import staff
from functions.staff.admin import app as admin
from functions.staff.counters import app as counters
from functions.staff.door import app as door
from functions.staff.walk_ins import app as walk_ins
from tests.support.wishes import refusal


@pytest.mark.parametrize(
    ("groups", "offices", "allowed"),
    [
        ("officers", "bogor", True),
        ("operators,officers", "depok,bogor", True),
        ("[operators officers]", '["depok", "bogor"]', True),
        ("officers", "*", True),
        ("operators", "bogor", False),
        ("officers-of-nothing", "bogor", False),
        ("", "*", False),
        ("officers", "depok", False),
        ("officers", "bogor-2", False),
        ("officers", "", False),
    ],
)
def test_staff_need_the_group_and_the_office(groups: str, offices: str, *, allowed: bool) -> None:
    """Both stand in the token, as lists that API Gateway writes in several ways; `*` is every office."""
    claims = {"cognito:groups": groups, "custom:offices": offices}
    if allowed:
        staff.authorize(claims, "officers", "bogor")
    else:
        assert refusal(lambda: staff.authorize(claims, "officers", "bogor")).code == Code.FORBIDDEN


def test_who_has_no_group_or_office_may_do_nothing() -> None:
    """A token without those claims is refused."""
    assert refusal(lambda: staff.authorize({}, "operators", "bogor")).code == Code.FORBIDDEN


QUOTA = "/admin/offices/{office_id}/quotas/{date}/{session}"
OFFICE = "/staff/offices/{office_id}"
COUNTER = f"{OFFICE}/counters/{{counter}}"
PATH = {
    "office_id": "bogor",
    "date": "2026-12-08",
    "session": "morning",
    "party_id": "0000000000000000",
    "counter": "1",
}
WALK_IN = {"lane": "bap", "people": 1}
KEYS: tuple[tuple[str, dict[str, Any] | None], ...] = (
    ("open", {"lanes": []}),
    ("close", None),
    ("next", {}),
    ("recall", None),
    ("absent", None),
    ("park", None),
    ("transfer", {"lane": "bap"}),
    ("finish", None),
    ("undo", None),
)
"""What is pressed at a counter, with its body."""
CHECK_IN = {"code": "AP10000000000000000", "office_id": "bogor"}


@pytest.mark.parametrize(
    ("handler", "method", "resource", "body", "group"),
    [
        (door.handler, "POST", "/checkins", CHECK_IN, "operators"),
        (door.handler, "POST", f"{OFFICE}/arrivals", {"code": CHECK_IN["code"]}, "operators"),
        (door.handler, "POST", f"{OFFICE}/arrivals/{{party_id}}/people", {"here": [0]}, "operators"),
        (door.handler, "POST", f"{OFFICE}/arrivals/{{party_id}}/undo", None, "operators"),
        (door.handler, "POST", f"{OFFICE}/arrivals/{{party_id}}/return", None, "operators"),
        (door.handler, "GET", f"{OFFICE}/queue", None, "operators"),
        (door.handler, "GET", f"{OFFICE}/days/{{date}}", None, "operators"),
        (door.handler, "GET", f"{OFFICE}/overtakings", None, "officers"),
        (walk_ins.handler, "POST", f"{OFFICE}/walkins", WALK_IN, "operators"),
        *(
            (counters.handler, "POST", f"{OFFICE}/counters/{{counter}}/{each}", body, "operators")
            for each, body in KEYS
        ),
        (admin.handler, "GET", "/admin/offices/{office_id}/quotas", None, "officers"),
        (admin.handler, "PUT", QUOTA, {"capacity": 9, "reason": "more"}, "officers"),
    ],
)
@pytest.mark.parametrize("whose", ["other group", "other office"])
def test_each_route_of_the_staff_asks(
    handler: Any, method: str, resource: str, body: dict[str, Any] | None, group: str, whose: str
) -> None:
    """Officers change no quota, operators receive nobody, and neither may at an office that is not theirs."""
    right = {"officers": "operators", "operators": "officers"}[group]
    claims = {"sub": "staff", "token_use": "id", "custom:offices": "bogor", "cognito:groups": group}
    if whose == "other office":
        claims |= {"custom:offices": "depok", "cognito:groups": right}
    event = {
        "httpMethod": method,
        "resource": resource,
        "headers": {"If-Match": '"1"', "Idempotency-Key": "kunci-123"},
        "pathParameters": {name: value for name, value in PATH.items() if f"{{{name}}}" in resource},
        "requestContext": {"authorizer": {"claims": claims}},
        "body": json.dumps(body),
    }
    assert handler(event, SimpleNamespace(aws_request_id="1"))["statusCode"] == 403
