"""Rules of requests and answers that a plain example shows, through a small function of our own where HTTP decides."""

from __future__ import annotations

import base64
import json
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError, ReadTimeoutError
from pydantic import BaseModel, ValidationError

from antrean.aws.calls import PASSES_BY_ITSELF, passes_by_itself
from antrean.base.errors import Busy, Code
from antrean.bookings.forms import AddedApplicants
from antrean.http.answer import Answer
from antrean.http.forms import Body, Day, Query
from antrean.http.problems import STATUS
from antrean.http.route import Api, Caller
from antrean.offices.forms import OfficesQuery
from antrean.people.forms import Confirmation
from antrean.slots.forms import NearestQuery
from antrean.slots.quota_forms import QuotaChange
from functions.citizen.bookings import app as bookings
from functions.staff.admin import app as admin
from instruments.replay.cognito import client_error
from instruments.replay.people import family, sign_up_form

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


@api.route("POST", "/wishes", "Wish", body=Wish)
def wish(body: Wish) -> Answer:
    """Answer how long the text is."""
    return Answer({"characters": len(body.text)})


@api.route("POST", "/things", "Make", idempotent=True)
def make(key: str) -> Answer:
    """Answer the key."""
    return Answer({"key": key})


@api.route("PUT", "/things", "Change", if_match=True)
def change(version: int) -> Answer:
    """Answer the version."""
    return Answer({"version": version})


@api.route("GET", "/days", "Look", query=Days)
def look(query: Days) -> Answer:
    """Answer the day."""
    return Answer({"day": str(query.day)}, cache_control="public, max-age=300")


@api.route("GET", "/me", "Who", auth="citizen")
def who(caller: Caller) -> Answer:
    """Answer who calls."""
    return Answer({"account_id": caller.account_id})


@api.route("GET", "/things/{booking_id}", "Find")
def find(booking_id: str) -> Answer:
    """Answer the id."""
    return Answer({"booking_id": booking_id})


@api.route("GET", "/busy", "Wait")
def wait() -> Answer:
    """Be busy."""
    raise Busy


@api.route("GET", "/error", "Fail")
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


def takes(model: type[BaseModel], **values: object) -> bool:
    """Tell whether a form takes these values as JSON writes them."""
    try:
        model.model_validate_json(json.dumps(values))
    except ValidationError:
        return False
    return True


def signs_up(**values: object) -> bool:
    """Tell whether the form of a sign-up takes these values."""
    try:
        sign_up_form(**values)  # type: ignore[arg-type]
    except ValidationError:
        return False
    return True


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


@pytest.mark.parametrize(
    ("etag", "version"), [('"7"', 7), ("7", 7), (None, None), ('"x"', None), ("*", None), ('W/"7"', None)]
)
def test_a_change_needs_the_etag_that_was_read(etag: str | None, version: int | None) -> None:
    """Without the ETag of a version, or with any other text, the change is refused."""
    answer = sent("PUT /things", headers={"If-Match": etag} if etag else {})
    if version:
        assert answer.body == {"version": version}
    else:
        assert fields(answer) == ["If-Match"]


def test_a_quota_is_changed_with_its_etag_alone() -> None:
    """The operators' change is such a route."""
    context = {"authorizer": {"claims": {"sub": "operator", "token_use": "id"}}}
    resource = "/admin/offices/{office_id}/quotas/{date}/{session}"
    assert fields(sent(f"PUT {resource}", "{}", admin.api, requestContext=context)) == ["If-Match"]


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


def test_60_point_0_is_60() -> None:
    """JSON has one kind of number."""
    change = QuotaChange.model_validate_json('{"capacity": 60.0, "reason": "lebih"}')
    assert change.capacity == 60
    assert not takes(QuotaChange, capacity=60.5, reason="lebih")
    assert not takes(QuotaChange, capacity="60", reason="lebih")


@pytest.mark.parametrize("number", ["1.0", "+1", " 1", "1_0", "\N{ARABIC-INDIC DIGIT ONE}"])
def test_a_number_of_a_query_is_digits(number: str) -> None:
    """What pydantic alone would take for a number is none."""
    assert NearestQuery.model_validate({"people": "1"}).people == 1
    with pytest.raises(ValidationError):
        NearestQuery.model_validate({"people": number})


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
    """Five digits in a row, odd characters and what is beyond 60 of them are left out, and so are fields beyond 20."""
    names = {NIK: "#", "1234": "1234", "<b>": "?b?", "a" * 61: "a" * 60}
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
    """AWS's services have fifteen names for it, most of them with status 400."""
    names = [
        "CodeDeliveryFailureException",
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
        "slot_not_yet_open": 409,
        "slot_closed": 409,
        "slot_past": 409,
        "nik_already_booked": 409,
        "booking_exists": 409,
        "too_late": 409,
        "reschedule_used": 409,
        "capacity_below_taken": 409,
        "already_checked_in": 409,
        "wrong_office": 409,
        "wrong_day": 409,
        "version_conflict": 412,
        "validation_failed": 422,
        "idempotency_key_reused": 422,
        "too_many_applicants": 422,
        "service_walk_in_only": 422,
        "nik_mismatch_unconfirmed": 422,
        "busy": 503,
    }


# ------------------------------------------------------------------------------------------------------ forms


def test_a_name_has_100_characters_a_letter_and_few_digits() -> None:
    """Five digits are taken, however set apart; six could be a part of a NIK."""
    for good in ("A", "a" * 100, "Siti 12345", "José"):
        assert signs_up(full_name=good)
    for bad in ("", " ", "a" * 101, "12", "Siti 123456", "S1i2t3i4 5 6"):
        assert not signs_up(full_name=bad)


def test_a_name_is_normalised() -> None:
    """Letters are composed (NFC), and blanks are single and not at the ends."""
    assert sign_up_form(full_name="  Jose\N{COMBINING ACUTE ACCENT}   Rizal ").full_name == "José Rizal"


@pytest.mark.parametrize(
    ("char", "taken"),
    [
        ("\n", False),
        ("\x00", False),
        ("\x85", False),
        ("\u202e", False),  # turns the direction of writing
        ("\ue000", False),  # private
        ("\u0378", False),  # unassigned
        ("\u200c", True),
        ("\u200d", True),
        ("\N{APOSTROPHE}", True),
    ],
)
def test_a_text_has_no_control_characters(char: str, *, taken: bool) -> None:
    """Nothing that a screen or a printer would obey or not know; the joiners pass. Blanks alone are no text."""
    assert signs_up(full_name=f"Si{char}ti") is taken
    assert takes(QuotaChange, capacity=1, reason=f"Lebih{char} banyak") is taken
    assert not takes(QuotaChange, capacity=1, reason="  ")


def test_an_e_mail_address_is_ascii_and_short() -> None:
    """64 characters before the @ and 128 in all."""
    label = "b" * 60
    longest = f"{'a' * 64}@{label}.id"
    assert len(longest) == 128
    assert sign_up_form(email=longest).email == longest
    assert signs_up(email="a_b+c.d-e'f@sub.contoh.id")
    for bad in (f"{'a' * 64}@{label}b.id", f"{'a' * 65}@contoh.id", "sití@contoh.id", "siti@contoh", "siti@@contoh.id"):
        assert not signs_up(email=bad)
    for bad in ("siti", ".siti@contoh.id", "siti.@contoh.id", "si ti@contoh.id", "siti@-contoh.id", "siti@contoh.id\n"):
        assert not signs_up(email=bad)


def test_an_e_mail_address_is_written_small() -> None:
    """One mailbox is one address, whatever the case, and blanks around it are no part of it."""
    assert sign_up_form(email=" Siti@Contoh.ID ").email == "siti@contoh.id"
    assert Confirmation(email="SITI@contoh.id", code="123456").email == "siti@contoh.id"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("081234567890", "+6281234567890"),
        ("(0812) 345-678.90", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("012345678", "+6212345678"),
        ("0123456789012", "+62123456789012"),
        ("+12345678", "+12345678"),
        ("+12345678901234", "+12345678901234"),
        ("01234567", None),
        ("01234567890123", None),
        ("+1234567", None),
        ("+123456789012345", None),
        ("+0123456789", None),
        ("81234567890", None),
        ("0812x34567890", None),
    ],
)
def test_a_telephone_number_is_kept_with_its_country(written: str, kept: str | None) -> None:
    """After 0 come 8 to 12 digits, after + 8 to 14; how they are set apart is forgotten."""
    assert signs_up(phone=written) is (kept is not None)
    if kept:
        assert sign_up_form(phone=written).phone == kept


def test_a_password_has_10_to_128_characters() -> None:
    """Whatever they are, but for control characters and blanks at the ends, which get lost when they are typed."""
    for good in ("aaaaaaaaaa", "1111111111", "kata sandi", "p" * 128, "🛂" * 10):
        assert signs_up(password=good)
    for bad in ("a" * 9, "a" * 129, " aaaaaaaaaa", "aaaaaaaaaa ", "aaaaa\taaaaa", "aaaaa\x00aaaaa"):
        assert not signs_up(password=bad)


def test_a_code_has_six_digits() -> None:
    """As Cognito mails it."""
    assert takes(Confirmation, email="siti@contoh.id", code="012345")
    for bad in ("12345", "1234567", "12345a", "123 456", "12345\N{ARABIC-INDIC DIGIT SIX}", "123456\n"):
        assert not takes(Confirmation, email="siti@contoh.id", code=bad)


@pytest.mark.parametrize(
    ("near", "place"),
    [
        ("-6.2,106.8", (-6.2, 106.8)),
        ("-6.2, 106.8", (-6.2, 106.8)),
        ("90,180", (90.0, 180.0)),
        ("-90.0,-180.0", (-90.0, -180.0)),
        ("0.0123456789,1", (0.0123456789, 1.0)),
        ("0.01234567890,1", None),
        ("1,0.01234567890", None),
        ("90.1,0", None),
        ("0,180.1", None),
        ("91,0", None),
        ("0,181", None),
        ("-6.2", None),
        ("-6.2;106.8", None),
        ("nan,0", None),
        ("1e1,0", None),
    ],
)
def test_a_place_is_two_numbers_of_degrees(near: str, place: tuple[float, float] | None) -> None:
    """Latitude to 90 and longitude to 180 degrees, each with at most 10 decimals."""
    if place:
        assert OfficesQuery.model_validate({"near": near}).near == place
    else:
        with pytest.raises(ValidationError):
            OfficesQuery.model_validate({"near": near})


@pytest.mark.parametrize(
    ("query", "name", "most"),
    [(OfficesQuery, "limit", 200), (NearestQuery, "limit", 8), (NearestQuery, "people", 5)],
)
def test_lists_and_searches_have_limits(query: type[Query], name: str, most: int) -> None:
    """200 offices, a search of 8, for 1 to 5 people."""
    for good in (1, most):
        assert getattr(query.model_validate({name: str(good)}), name) == good
    for bad in (0, most + 1):
        with pytest.raises(ValidationError):
            query.model_validate({name: str(bad)})


def test_a_search_is_for_one_person_and_8_offices_unless_it_says_otherwise() -> None:
    """The limits of a search that names none."""
    plain = NearestQuery.model_validate({})
    assert (plain.people, plain.limit, plain.date) == (1, 8, None)
    assert NearestQuery.model_validate({"date": "2026-12-08"}).date == date(2026, 12, 8)


def test_a_form_names_up_to_20_people() -> None:
    """Six are told by the rule that they are too many; nobody sends more than 20."""
    assert takes(AddedApplicants, applicants=family(21, 1)[1:])
    assert not takes(AddedApplicants, applicants=family(22, 1)[1:])
    assert not takes(AddedApplicants, applicants=[])
