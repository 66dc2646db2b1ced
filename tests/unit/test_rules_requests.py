"""Rules of requests and answers that a plain example shows, through a small function of our own where HTTP decides."""

from __future__ import annotations

import base64
import json
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError, ReadTimeoutError

from antrean.aws.calls import PASSES_BY_ITSELF, passes_by_itself
from antrean.base.errors import Busy, Code
from antrean.http.answer import Answer
from antrean.http.forms import Body, Day, Query
from antrean.http.problems import STATUS
from antrean.http.route import Api, Caller
from functions.citizen.bookings import app as bookings
from functions.staff.admin import app as admin
from instruments.replay.cognito import client_error

NIK = "3299011705900001"


class Wish(Body):
    """A body of these tests."""

    text: str = ""
    number: int = 0
    day: Day | None = None


class Days(Query):
    """A query of these tests."""

    day: Day | None = None


api = Api()


@api.route("POST", "/wishes", "wish", "Wish", body=Wish)
def wish(body: Wish) -> Answer:
    """Answer how long the text is."""
    return Answer({"characters": len(body.text)})


@api.route("POST", "/things", "make", "Make", idempotent=True)
def make(key: str) -> Answer:
    """Answer the key."""
    return Answer({"key": key})


@api.route("PUT", "/things", "change", "Change", if_match=True)
def change(version: int) -> Answer:
    """Answer the version."""
    return Answer({"version": version})


@api.route("GET", "/days", "look", "Look", query=Days)
def look(query: Days) -> Answer:
    """Answer the day."""
    return Answer({"day": str(query.day)}, cache_control="public, max-age=300")


@api.route("GET", "/me", "who", "Who", auth="citizen")
def who(caller: Caller) -> Answer:
    """Answer who calls."""
    return Answer({"account_id": caller.account_id})


@api.route("GET", "/things/{booking_id}", "find", "Find")
def find(booking_id: str) -> Answer:
    """Answer the id."""
    return Answer({"booking_id": booking_id})


@api.route("GET", "/busy", "wait", "Wait")
def wait() -> Answer:
    """Be busy."""
    raise Busy


@api.route("GET", "/error", "fail", "Fail")
def fail() -> Answer:
    """Fail with something that nobody outside should read."""
    message = "the table is called antrean-7"
    raise RuntimeError(message)


def sent(address: str, body: str | None = None, function: Api = api, **more: Any) -> SimpleNamespace:
    """Return status, body and headers of the answer to a request."""
    method, _, resource = address.partition(" ")
    event = {"httpMethod": method, "resource": resource, "body": body, **more}
    answer = function.handle(event, SimpleNamespace(aws_request_id="1"))
    headers = {name: values[0] for name, values in answer["multiValueHeaders"].items()}
    return SimpleNamespace(status=answer["statusCode"], body=json.loads(answer["body"]), headers=headers)


def fields(answer: SimpleNamespace) -> list[str]:
    """Return the fields that a refusal of a form names."""
    assert (answer.status, answer.body["code"]) == (422, "validation_failed")
    return [error["field"] for error in answer.body["errors"]]


# --------------------------------------------------------------------------------------------------- requests


def test_a_body_has_at_most_16384_bytes() -> None:
    """Bytes are counted and not characters: 16,384 are read, one more is refused before it is parsed."""
    around = len(json.dumps({"text": ""}))
    assert sent("POST /wishes", json.dumps({"text": "a" * (16_384 - around)})).status == 200
    assert fields(sent("POST /wishes", json.dumps({"text": "a" * (16_385 - around)}))) == ["body"]
    assert fields(sent("POST /wishes", json.dumps({"text": "é" * 10_000}, ensure_ascii=False))) == ["body"]


def test_a_body_in_base64_is_read() -> None:
    """API Gateway may hand over a body in base64; what is neither that nor JSON is refused."""
    encoded = base64.b64encode(b'{"text": "abc"}').decode()
    assert sent("POST /wishes", encoded, isBase64Encoded=True).body == {"characters": 3}
    for broken in ("%%%", base64.b64encode(b"no JSON").decode()):
        assert fields(sent("POST /wishes", broken, isBase64Encoded=True)) == ["body"]


@pytest.mark.parametrize("key", ["k", "!~", "a" * 200])
def test_a_key_has_up_to_200_visible_characters(key: str) -> None:
    """The key comes in a header, whose name is written in any case."""
    assert sent("POST /things", headers={"idempotency-KEY": key}).body == {"key": key}


@pytest.mark.parametrize("key", ["a" * 201, "two words", "kunci-é", "a\n"])
def test_another_key_is_refused(key: str) -> None:
    """Longer, with a blank, beyond ASCII or with a control character."""
    assert fields(sent("POST /things", headers={"Idempotency-Key": key})) == ["Idempotency-Key"]


@pytest.mark.parametrize("headers", [None, {}, {"Idempotency-Key": ""}])
def test_without_a_key_nothing_is_made(headers: dict[str, str] | None) -> None:
    """It is told with a code and a status of its own."""
    answer = sent("POST /things", headers=headers)
    assert (answer.status, answer.body["code"]) == (400, "idempotency_key_missing")


@pytest.mark.parametrize(
    "resource", ["/bookings", "/bookings/{booking_id}/applicants", "/bookings/{booking_id}/reschedule"]
)
def test_whatever_takes_seats_needs_a_key(resource: str) -> None:
    """Booking, adding and moving are refused without one."""
    context = {"authorizer": {"claims": {"sub": "siti", "token_use": "id"}}}
    answer = sent(f"POST {resource}", "{}", bookings.api, requestContext=context)
    assert answer.body["code"] == "idempotency_key_missing"


@pytest.mark.parametrize(("etag", "version"), [('"7"', 7), ("7", 7)])
def test_a_change_takes_the_etag_that_was_read(etag: str, version: int) -> None:
    """The ETag of a version is taken, with its quotes and without."""
    assert sent("PUT /things", headers={"If-Match": etag}).body == {"version": version}


@pytest.mark.parametrize("etag", ['"x"', "*", 'W/"7"'])
def test_another_text_is_no_etag(etag: str) -> None:
    """A header that names no version is wrong in form."""
    assert fields(sent("PUT /things", headers={"If-Match": etag})) == ["If-Match"]


@pytest.mark.parametrize("headers", [None, {}, {"If-Match": ""}])
def test_a_change_needs_an_etag(headers: dict[str, str] | None) -> None:
    """Without an ETag the change is refused, with a code and a status of its own (RFC 6585, 3)."""
    answer = sent("PUT /things", headers=headers)
    assert (answer.status, answer.body["code"]) == (428, "precondition_required")


def test_a_quota_is_changed_with_its_etag_alone() -> None:
    """The operators' change is such a route."""
    context = {"authorizer": {"claims": {"sub": "operator", "token_use": "id"}}}
    resource = "/admin/offices/{office_id}/quotas/{date}/{session}"
    answer = sent(f"PUT {resource}", "{}", admin.api, requestContext=context)
    assert answer.body["code"] == "precondition_required"


def test_a_parameter_is_given_once() -> None:
    """Of two, nobody knows which one is meant."""
    one, two = ["2026-12-08"], ["2026-12-08", "2026-12-09"]
    query: dict[str, Any] = {"queryStringParameters": {"day": "2026-12-08"}}
    assert sent("GET /days", multiValueQueryStringParameters={"day": one}, **query).body == {"day": "2026-12-08"}
    assert fields(sent("GET /days", multiValueQueryStringParameters={"day": two}, **query)) == ["day"]


def test_a_member_that_nobody_knows_is_refused() -> None:
    """A misspelt wish of a body or a query is told, not passed over."""
    assert fields(sent("POST /wishes", '{"txet": "a"}')) == ["txet"]
    assert fields(sent("GET /days", queryStringParameters={"dya": "2026-12-08"})) == ["dya"]


@pytest.mark.parametrize("body", [{"number": "7"}, {"number": True}, {"number": 7.5}, {"text": 7}, {"day": 20_000}])
def test_nothing_is_converted_in_silence(body: dict[str, Any]) -> None:
    """No text becomes a number, no number a text or a date."""
    assert fields(sent("POST /wishes", json.dumps(body))) == [*body]


@pytest.mark.parametrize("day", ["2026-12-8", "20261208", "2026-W50-2", "2026-02-29", "1796083200", "2026-12-08T00:00"])
def test_a_date_is_written_one_way_and_exists(day: str) -> None:
    """YYYY-MM-DD alone, in a query, in a body and in the operators' path."""
    assert sent("GET /days", queryStringParameters={"day": "2026-12-08"}).body == {"day": "2026-12-08"}
    assert fields(sent("GET /days", queryStringParameters={"day": day})) == ["day"]
    assert fields(sent("POST /wishes", json.dumps({"day": day}))) == ["day"]


@pytest.mark.parametrize(
    "booking_id",
    [
        "0123456789ABCDE",
        "0123456789ABCDEFG",
        "0123456789ABCDEI",
        "0123456789ABCDEL",
        "0123456789ABCDEO",
        "0123456789ABCDEU",
        "0123456789abcdef",
        "0123456789ABCDEF\n",
        "A" * 2049,
    ],
)
def test_what_cannot_be_a_bookings_id_is_not_found(booking_id: str) -> None:
    """16 characters of Crockford's base32 reach the table, nothing else does."""
    good = {"booking_id": "0123456789ABCDEF"}
    assert sent("GET /things/{booking_id}", pathParameters=good).body == good
    answer = sent("GET /things/{booking_id}", pathParameters={"booking_id": booking_id})
    assert (answer.status, answer.body["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "claims", [None, {}, {"sub": "siti"}, {"sub": "siti", "token_use": "access"}, {"token_use": "id"}]
)
def test_an_id_token_is_needed(claims: dict[str, str] | None) -> None:
    """An access token, a token without a person and no token at all are refused."""
    context = {"authorizer": {"claims": {"sub": "siti", "token_use": "id"}}}
    assert sent("GET /me", requestContext=context).body == {"account_id": "siti"}
    answer = sent("GET /me", requestContext={"authorizer": claims and {"claims": claims}})
    assert (answer.status, answer.body["code"]) == (401, "unauthenticated")


# ---------------------------------------------------------------------------------------------------- answers


def test_a_refusal_repeats_no_value() -> None:
    """It names the field and says what it should be."""
    answer = sent("POST /wishes", json.dumps({"number": NIK, "day": NIK, "text": 3299011705900001}))
    assert fields(answer) == ["text", "number", "day"]
    assert NIK not in json.dumps(answer.body)


def test_a_name_of_ours_is_repeated_with_care() -> None:
    """The digits of a name with five of them, odd characters, what is beyond 60, and fields beyond 20 are left out."""
    names = {
        NIK: "#",
        "-".join((NIK[:4], NIK[4:8], NIK[8:12], NIK[12:])): "#-#-#-#",
        "3299 0106 1057 0001": "#?#?#?#",
        ".".join("12345"): "#.#.#.#.#",
        "nik_1_2_3_4_5": "nik_#_#_#_#_#",
        "1-2-3-4": "1-2-3-4",
        "1234": "1234",
        "<b>": "?b?",
        "a" * 61: "a" * 60,
    }
    for name, repeated in names.items():
        assert fields(sent("POST /wishes", json.dumps({name: 1}))) == [repeated]
        twice = {name: ["1", "2"]}
        assert fields(sent("GET /days", multiValueQueryStringParameters=twice)) == [repeated]
    many = {f"field{letter}": 1 for letter in "abcdefghijklmnopqrstu"}
    assert len(many) == 21
    assert len(fields(sent("POST /wishes", json.dumps(many)))) == 20


def test_busy_says_when_to_come_again() -> None:
    """503 with `Retry-After`: the same request may be sent again after a second."""
    answer = sent("GET /busy")
    assert (answer.status, answer.body["code"], answer.headers["Retry-After"]) == (503, "busy", "1")


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (client_error("Whatever", 500), True),
        (client_error("Whatever", 503), True),
        (client_error("Whatever", 429), True),
        (client_error("Whatever", 400), False),
        (client_error("AccessDeniedException", 403), False),
        (client_error("ConditionalCheckFailedException", 400), False),
        (ReadTimeoutError(endpoint_url="http://aws.invalid"), True),
        (EndpointConnectionError(endpoint_url="http://aws.invalid"), True),
        (NoCredentialsError(), False),
        (ValueError("a fault of ours"), False),
    ],
)
def test_what_passes_by_itself(error: Exception, *, passes: bool) -> None:
    """A fault of AWS, too many requests and no answer pass; a missing right or a wrong argument does not."""
    assert passes_by_itself(error) is passes


def test_what_passes_by_its_name() -> None:
    """Each of AWS's seventeen names for a failure that passes is known, most of them with status 400."""
    names = [
        "CodeDeliveryFailureException",
        "DecryptionFailure",
        "EncryptionFailure",
        "InternalErrorException",
        "InternalServerError",
        "InvalidLambdaResponseException",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestTimeout",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "UnexpectedLambdaException",
        "UserLambdaValidationException",
    ]
    assert sorted(PASSES_BY_ITSELF) == names
    for name in names:
        assert passes_by_itself(client_error(name, 400))


def test_an_error_of_the_program_tells_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """The client reads that it may come again; the stack and what happened go to the log."""
    answer = sent("GET /error")
    assert (answer.status, answer.body["code"]) == (500, "internal_error")
    assert "may be sent again" in answer.body["detail"]
    assert "antrean-7" not in json.dumps(answer.body)
    assert "antrean-7" in caplog.text
    assert "Traceback" in caplog.text


def test_an_answer_is_private_unless_its_route_says_otherwise() -> None:
    """Nobody keeps an answer or a refusal on the way, but for those that a route gives to everybody."""
    assert sent("POST /wishes", "{}").headers["Cache-Control"] == "no-store"
    assert sent("POST /wishes", "[]").headers["Cache-Control"] == "no-store"
    assert sent("GET /days").headers["Cache-Control"] == "public, max-age=300"
    assert sent("GET /days", queryStringParameters={"day": "x"}).headers["Cache-Control"] == "no-store"


def test_every_code_has_its_status() -> None:
    """Clients branch on these, so neither a code nor its status ever changes."""
    assert {code.value: STATUS[code] for code in Code} == {
        "idempotency_key_missing": 400,
        "unauthenticated": 401,
        "forbidden": 403,
        "not_found": 404,
        "slot_full": 409,
        "too_early": 409,
        "counter_taken": 409,
        "counter_closed": 409,
        "no_party": 409,
        "party_at_counter": 409,
        "not_yet_absent": 409,
        "slot_not_yet_open": 409,
        "slot_closed": 409,
        "slot_past": 409,
        "not_your_turn": 409,
        "nik_already_booked": 409,
        "booking_exists": 409,
        "already_waiting": 409,
        "waits_elsewhere": 409,
        "limit_reached": 409,
        "contest_first": 409,
        "not_contested": 409,
        "objected": 409,
        "too_late": 409,
        "reschedule_used": 409,
        "capacity_below_taken": 409,
        "reopen_first": 409,
        "displaced": 409,
        "already_checked_in": 409,
        "wrong_office": 409,
        "wrong_day": 409,
        "version_conflict": 412,
        "precondition_required": 428,
        "validation_failed": 422,
        "idempotency_key_reused": 422,
        "too_many_applicants": 422,
        "service_walk_in_only": 422,
        "nik_mismatch_unconfirmed": 422,
        "age_unconfirmed": 422,
        "nik_taken": 409,
        "identity_unverified": 403,
        "account_exists": 409,
        "household_full": 409,
        "busy": 503,
    }
