"""The REST API of template.yaml against the HTTP contract and the handlers behind it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from antrean.base.errors import Code
from antrean.http.problems import STATUS
from antrean.http.route import Api
from tests.infra.handlers import NAMES, function_of, load
from tests.infra.stack import Stack

PUBLIC, CITIZEN, STAFF = "NONE", "Citizens", "Staff"
CONTRACT = {
    ("GET", "/offices"): PUBLIC,
    ("GET", "/offices/seats"): PUBLIC,
    ("GET", "/offices/{office_id}/availability"): PUBLIC,
    ("GET", "/offices/{office_id}/releases"): PUBLIC,
    ("GET", "/availability"): PUBLIC,
    ("POST", "/accounts"): PUBLIC,
    ("POST", "/accounts/confirm"): PUBLIC,
    ("POST", "/accounts/password"): PUBLIC,
    ("POST", "/accounts/password/confirm"): PUBLIC,
    ("POST", "/accounts/email/confirm"): PUBLIC,
    ("POST", "/accounts/email/undo"): PUBLIC,
    ("POST", "/me/email"): CITIZEN,
    ("POST", "/me/password"): CITIZEN,
    ("POST", "/me/logins"): CITIZEN,
    ("GET", "/me"): CITIZEN,
    ("PATCH", "/me"): CITIZEN,
    ("GET", "/me/household"): CITIZEN,
    ("POST", "/me/household"): CITIZEN,
    ("PATCH", "/me/household/{member_id}"): CITIZEN,
    ("DELETE", "/me/household/{member_id}"): CITIZEN,
    ("POST", "/me/sessions/end"): CITIZEN,
    ("POST", "/me/check"): CITIZEN,
    ("POST", "/staff/offices/{office_id}/identity"): STAFF,
    ("POST", "/staff/offices/{office_id}/identity/look"): STAFF,
    ("GET", "/me/seen"): CITIZEN,
    ("GET", "/me/misses"): CITIZEN,
    ("POST", "/me/misses/{booking_id}/excuse"): CITIZEN,
    ("POST", "/me/misses/{booking_id}/appeal"): CITIZEN,
    ("GET", "/me/export"): CITIZEN,
    ("POST", "/me/close"): CITIZEN,
    ("POST", "/me/reopen"): CITIZEN,
    ("POST", "/bookings"): CITIZEN,
    ("GET", "/bookings"): CITIZEN,
    ("GET", "/bookings/{booking_id}"): CITIZEN,
    ("POST", "/bookings/{booking_id}/applicants"): CITIZEN,
    ("POST", "/bookings/{booking_id}/applicants/{place}/leave"): CITIZEN,
    ("POST", "/bookings/{booking_id}/applicants/{place}/object"): CITIZEN,
    ("GET", "/me/listings"): CITIZEN,
    ("POST", "/me/listings/{booking_id}/contest"): CITIZEN,
    ("POST", "/me/listings/{booking_id}/leave"): CITIZEN,
    ("POST", "/bookings/{booking_id}/cancel"): CITIZEN,
    ("POST", "/bookings/{booking_id}/cannot-come"): CITIZEN,
    ("POST", "/bookings/{booking_id}/reschedule"): CITIZEN,
    ("GET", "/bookings/{booking_id}/receipt"): CITIZEN,
    ("GET", "/bookings/{booking_id}/calendar"): CITIZEN,
    ("GET", "/admin/offices/{office_id}/quotas"): STAFF,
    ("PUT", "/admin/offices/{office_id}/quotas/{date}/{session}"): STAFF,
    ("POST", "/checkins"): STAFF,
    ("GET", "/bookings/{booking_id}/places"): CITIZEN,
    ("GET", "/me/turns"): CITIZEN,
    ("POST", "/waiting"): CITIZEN,
    ("GET", "/waiting"): CITIZEN,
    ("DELETE", "/waiting"): CITIZEN,
    ("POST", "/bookings/{booking_id}/accept"): CITIZEN,
    ("POST", "/bookings/{booking_id}/decline"): CITIZEN,
    ("GET", "/admin/offices/{office_id}/waiting"): STAFF,
    ("GET", "/admin/offices/{office_id}/closures/preview"): STAFF,
    ("GET", "/admin/offices/{office_id}/closures"): STAFF,
    ("POST", "/admin/offices/{office_id}/closures"): STAFF,
    ("GET", "/admin/closures/{closure_id}"): STAFF,
    ("POST", "/admin/closures/{closure_id}/send"): STAFF,
    ("POST", "/admin/closures/{closure_id}/reopen"): STAFF,
    ("GET", "/admin/closures/{closure_id}/calls"): STAFF,
    ("GET", "/offices/{office_id}"): PUBLIC,
    ("GET", "/admin/offices/{office_id}"): STAFF,
    ("PUT", "/admin/offices/{office_id}"): STAFF,
    ("POST", "/staff/offices/{office_id}/walkins"): STAFF,
    ("POST", "/staff/offices/{office_id}/walkins/seats"): STAFF,
    ("GET", "/staff/offices/{office_id}/appeals"): STAFF,
    ("POST", "/staff/offices/{office_id}/appeals/{booking_id}"): STAFF,
    ("POST", "/staff/offices/{office_id}/misses/{booking_id}/waive"): STAFF,
    ("GET", "/staff/users"): STAFF,
    ("PUT", "/staff/users/{username}"): STAFF,
    ("POST", "/staff/users/{username}/invitation"): STAFF,
    ("POST", "/staff/logins"): STAFF,
    ("POST", "/staff/offices/{office_id}/counters/{counter}/recall"): STAFF,
    ("POST", "/staff/offices/{office_id}/counters/{counter}/next"): STAFF,
    ("POST", "/staff/offices/{office_id}/counters/{counter}/close"): STAFF,
    ("POST", "/staff/offices/{office_id}/counters/{counter}/finish"): STAFF,
    ("POST", "/staff/offices/{office_id}/counters/{counter}/absent"): STAFF,
    ("POST", "/staff/offices/{office_id}/counters/{counter}/open"): STAFF,
    ("POST", "/staff/offices/{office_id}/counters/{counter}/park"): STAFF,
    ("POST", "/staff/offices/{office_id}/counters/{counter}/transfer"): STAFF,
    ("POST", "/staff/offices/{office_id}/counters/{counter}/undo"): STAFF,
    ("GET", "/board/{office_id}"): PUBLIC,
    ("GET", "/staff/offices/{office_id}/days/{date}"): STAFF,
    ("GET", "/staff/offices/{office_id}/queue"): STAFF,
    ("GET", "/staff/offices/{office_id}/overtakings"): STAFF,
    ("POST", "/staff/offices/{office_id}/arrivals"): STAFF,
    ("POST", "/staff/offices/{office_id}/arrivals/{party_id}/people"): STAFF,
    ("POST", "/staff/offices/{office_id}/arrivals/{party_id}/return"): STAFF,
    ("POST", "/staff/offices/{office_id}/arrivals/{party_id}/undo"): STAFF,
}


def body(stack: Stack) -> dict[str, Any]:
    """The OpenAPI document that API Gateway imports."""
    document: dict[str, Any] = stack.properties("Api")["Body"]
    return document


def operations(stack: Stack) -> dict[tuple[str, str], dict[str, Any]]:
    """What the API answers itself or hands to a function, preflight requests left out."""
    return {
        (method.upper(), path): operation
        for path, item in body(stack)["paths"].items()
        for method, operation in item.items()
        if method != "options"
    }


def responses(stack: Stack) -> Mapping[str, dict[str, Any]]:
    """The gateway's own answers, by type."""
    found: dict[str, dict[str, Any]] = body(stack)["x-amazon-apigateway-gateway-responses"]
    return found


def test_routes_are_those_of_the_contract_with_their_authorizers(stack: Stack) -> None:
    """Every route of the contract is there, no other is, and each asks for the right kind of token."""
    found = {route: operation["security"] for route, operation in operations(stack).items()}
    assert found == {route: [{authorizer: []}] for route, authorizer in CONTRACT.items()}


@pytest.mark.parametrize("name", NAMES)
def test_each_function_gets_the_routes_that_it_handles(stack: Stack, name: str) -> None:
    """No route leads to a function that does not know it, and no handler waits for requests that never come."""
    uri = f"<{function_of(name)}Aliaslive>/invocations"
    routed = {
        (*route, *operation["security"][0])
        for route, operation in operations(stack).items()
        if operation["x-amazon-apigateway-integration"]["uri"].endswith(uri)
    }
    kinds = {"public": PUBLIC, "citizen": CITIZEN, "staff": STAFF}
    handled = getattr(load(name), "api", Api())
    assert routed == {(route.method, route.path, kinds[route.auth]) for route in handled.routes}


def test_authorizers_are_the_two_pools_and_take_id_tokens(stack: Stack) -> None:
    """Citizens' and staff's tokens are told apart by pool; without scopes API Gateway wants an ID token."""
    schemes = body(stack)["securityDefinitions"]
    pools = {name: scheme["x-amazon-apigateway-authorizer"]["providerARNs"] for name, scheme in schemes.items()}
    assert pools == {CITIZEN: ["<CitizenPool.Arn>"], STAFF: ["<StaffPool.Arn>"]}
    assert all(scheme["name"] == "Authorization" for scheme in schemes.values())


def test_preflight_lets_pages_send_the_headers_of_the_contract(stack: Stack) -> None:
    """Browsers on other origins may send the token, the idempotency key and If-Match, and need no token to ask."""
    for path, item in body(stack)["paths"].items():
        preflight = item["options"]
        assert "security" not in preflight, path
        answer = preflight["x-amazon-apigateway-integration"]["responses"]["default"]["responseParameters"]
        allowed = answer["method.response.header.Access-Control-Allow-Headers"].strip("'").split(",")
        assert set(allowed) == {"Authorization", "Content-Type", "Idempotency-Key", "If-Match"}
        methods = answer["method.response.header.Access-Control-Allow-Methods"].strip("'").split(",")
        assert {method.upper() for method in item} <= set(methods)


def test_every_route_is_throttled(stack: Stack) -> None:
    """A flood of requests meets a limit on every route, and a lower one where each request sends a mail."""
    settings = {
        (setting["ResourcePath"], setting["HttpMethod"]): setting
        for setting in stack.properties("Apiv1Stage")["MethodSettings"]
    }
    limits = {
        route: (float(setting["ThrottlingRateLimit"]), int(setting["ThrottlingBurstLimit"]))
        for route, setting in settings.items()
    }
    assert limits == {
        ("/*", "*"): (1000, 2000),
        ("/~1accounts", "POST"): (25, 25),
        ("/~1accounts~1confirm", "POST"): (25, 25),
        ("/~1accounts~1password", "POST"): (25, 25),
        ("/~1accounts~1password~1confirm", "POST"): (25, 25),
        ("/~1me~1email", "POST"): (25, 25),
    }
    # Cognito makes 50 users a second, and both confirmations may make one.
    assert sum(rate for (path, _), (rate, _) in limits.items() if path.endswith("confirm")) <= 50


def test_stage_logs_nothing_about_a_person(stack: Stack) -> None:
    """Access logs hold the route's pattern and figures, never an address, a claim, a query, a path or a body."""
    stage = stack.properties("Apiv1Stage")
    assert stage["AccessLogSetting"]["DestinationArn"] == "<ApiLogGroup.Arn>"
    logged = json.loads(stage["AccessLogSetting"]["Format"])
    assert set(re.findall(r"\$context\.[\w.]+", "".join(logged.values()))) == {
        "$context.requestId",
        "$context.extendedRequestId",
        "$context.requestTime",
        "$context.httpMethod",
        "$context.resourcePath",
        "$context.status",
        "$context.responseLatency",
        "$context.integrationLatency",
        "$context.error.responseType",
    }
    # Execution logs would hold headers and bodies.
    assert all(setting["LoggingLevel"] == "OFF" for setting in stage["MethodSettings"])
    assert not any(setting["DataTraceEnabled"] for setting in stage["MethodSettings"])


def test_old_tls_is_refused(stack: Stack) -> None:
    """The API speaks TLS 1.2 or newer only."""
    properties = stack.properties("Api")
    assert properties["SecurityPolicy"] == "SecurityPolicy_TLS13_1_2_2021_06"
    assert properties["EndpointAccessMode"] == "STRICT"


def test_answers_of_the_gateway_are_problems_like_all_others(stack: Stack) -> None:
    """What API Gateway answers without a function has the contract's media type, shape, code and status."""
    known: dict[str, int] = {str(code): status for code, status in STATUS.items()}
    for kind, response in responses(stack).items():
        problem = json.loads(response["responseTemplates"]["application/json"])
        code = problem["code"]
        assert set(problem) == {"type", "title", "status", "code", "detail"}
        assert problem["type"] == f"urn:antrean-paspor:problem:{code}"
        assert problem["title"] == code.replace("_", " ").capitalize()
        assert problem["status"] == int(response["statusCode"])
        expected = {**known, "internal_error": 500}
        if kind != "REQUEST_TOO_LARGE":
            assert problem["status"] == expected[code], kind
        headers = response["responseParameters"]
        assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
        assert headers["gatewayresponse.header.Access-Control-Allow-Origin"] == "'*'"
        assert ("gatewayresponse.header.Retry-After" in headers) == (code == Code.BUSY)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("UNAUTHORIZED", Code.UNAUTHENTICATED),
        ("EXPIRED_TOKEN", Code.UNAUTHENTICATED),
        ("ACCESS_DENIED", Code.FORBIDDEN),
        ("MISSING_AUTHENTICATION_TOKEN", Code.NOT_FOUND),
        ("THROTTLED", Code.BUSY),
        ("INTEGRATION_TIMEOUT", Code.BUSY),
        ("REQUEST_TOO_LARGE", Code.VALIDATION_FAILED),
        ("DEFAULT_4XX", Code.VALIDATION_FAILED),
        ("DEFAULT_5XX", "internal_error"),
    ],
)
def test_gateway_answers_mean_what_the_contract_says(stack: Stack, kind: str, code: str) -> None:
    """A missing token, an unknown path, too many requests and the rest have the codes that clients branch on."""
    assert json.loads(responses(stack)[kind]["responseTemplates"]["application/json"])["code"] == code
