"""docs/openapi.json: what the handlers declare, valid as OpenAPI, and held against answers as it should be."""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import create_model

from antrean.base.errors import Code
from antrean.http.answer import Answer
from antrean.http.problems import STATUS
from antrean.http.route import Route
from contract import declared, openapi, schemas
from contract.examples import BODIES
from tests.support.contract import CONTRACT

DOCUMENT: dict[str, Any] = openapi.document()
OPERATIONS = [
    (path, method, operation) for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()
]
JSON = {"Content-Type": "application/json"}
PROBLEM = {"content-type": "application/problem+json"}
OPTIONS = json.dumps({"options": []})

_WORDS = ("abstract", "default", "enum", "export", "extension", "factory", "import", "library", "operator", "part")
"""Words of Kotlin, Swift and Dart that names of this contract come near to, beside those of Python."""
_ONE_FIELD: dict[str, Any] = {"date": (str, ...)}
_OTHER_FIELD: dict[str, Any] = {"day": (str, ...)}


def _problem(status: int, code: str, **more: object) -> str:
    return json.dumps({"type": "t", "title": "T", "status": status, "code": code, "detail": "D", **more})


def _schemas(node: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every object of a part of the document but conditions, with its place; a schema is one of them."""
    if isinstance(node, list):
        for number, each in enumerate(node):
            yield from _schemas(each, f"{place}.{number}")
    elif isinstance(node, dict):
        is_names = place.endswith(".properties")
        if not is_names:
            yield place, node
        for name, each in node.items():
            if is_names or name not in {"if", "then", "else", "example", "parameters"}:
                yield from _schemas(each, f"{place}.{name}".removeprefix("."))


def _is_valid(name: str, instance: object) -> bool:
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    return Draft202012Validator(schema).is_valid(instance)


def _violations(status: int, headers: dict[str, str], body: str, path: str = "/availability") -> str:
    return "; ".join(CONTRACT.violations("GET", path, status, headers, body))


def test_the_file_is_what_the_handlers_declare(capsys: pytest.CaptureFixture[str]) -> None:
    """A route, body or answer that changes without the file fails here, with the command that mends it."""
    assert openapi.main(["--check"]) == 0, capsys.readouterr().err


def test_a_stale_file_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The check exits with 1, names the first line that differs and the command, and writes nothing."""
    stale = tmp_path / "openapi.json"
    stale.write_text(openapi.text().replace('"/me"', '"/you"'), encoding="utf-8")
    monkeypatch.setattr(openapi, "DOCUMENT", stale)
    assert openapi.main(["--check"]) == 1
    told = capsys.readouterr().err
    assert '"/you": {' in told
    assert "make openapi" in told
    assert '"/you"' in stale.read_text(encoding="utf-8")
    assert openapi.main([]) == 0
    assert openapi.main(["--check"]) == 0


def test_it_is_valid_openapi() -> None:
    """The validator of the OpenAPI project's schemas finds nothing to say."""
    OpenAPIV31SpecValidator(DOCUMENT).validate()


def test_every_operation_may_be_busy() -> None:
    """Each operation documents 503 with Retry-After: the promise that the same request may be sent again."""
    for path, method, operation in OPERATIONS:
        response = operation["responses"]["503"]
        assert response == {"$ref": "#/components/responses/Busy503"}, f"{method} {path}"
    assert "Retry-After" in DOCUMENT["components"]["responses"]["Busy503"]["headers"]


def test_every_operation_may_fail() -> None:
    """Each operation documents 500, so that a generated client reads the problem and does not lose it."""
    assert {operation["responses"]["500"]["$ref"] for *_, operation in OPERATIONS} == {
        "#/components/responses/InternalError500"
    }


def test_whoever_needs_a_token_may_lack_it() -> None:
    """401 is documented exactly where a security scheme is; a public operation says that it needs none."""
    for path, method, operation in OPERATIONS:
        assert (operation["security"] != []) == ("401" in operation["responses"]), f"{method} {path}"
    public = {operation["operationId"] for *_, operation in OPERATIONS if operation["security"] == []}
    assert public == {
        "signUp",
        "confirmSignUp",
        "requestNewPassword",
        "setNewPassword",
        "confirmNewAddress",
        "undoNewAddress",
        "listOffices",
        "listSeats",
        "getAvailability",
        "getReleases",
        "findSlots",
        "getBoard",
        "getOffice",
    }


def test_operations_are_called_as_an_author_of_clients_would() -> None:
    """The names of operations are methods of generated clients: they read well, and they never change."""
    assert {operation["operationId"]: f"{method.upper()} {path}" for path, method, operation in OPERATIONS} == {
        "addApplicants": "POST /bookings/{booking_id}/applicants",
        "book": "POST /bookings",
        "cancelBooking": "POST /bookings/{booking_id}/cancel",
        "tellCannotCome": "POST /bookings/{booking_id}/cannot-come",
        "listMisses": "GET /me/misses",
        "excuseMiss": "POST /me/misses/{booking_id}/excuse",
        "appealMiss": "POST /me/misses/{booking_id}/appeal",
        "listAppeals": "GET /staff/offices/{office_id}/appeals",
        "answerAppeal": "POST /staff/offices/{office_id}/appeals/{booking_id}",
        "waiveMiss": "POST /staff/offices/{office_id}/misses/{booking_id}/waive",
        "giveSeatsToLane": "POST /staff/offices/{office_id}/walkins/seats",
        "changeIdentity": "POST /staff/offices/{office_id}/identity",
        "lookUpIdentity": "POST /staff/offices/{office_id}/identity/look",
        "changeQuota": "PUT /admin/offices/{office_id}/quotas/{date}/{session}",
        "checkIdentity": "POST /me/check",
        "checkIn": "POST /checkins",
        "closeSessions": "POST /admin/offices/{office_id}/closures",
        "confirmSignUp": "POST /accounts/confirm",
        "contestListing": "POST /me/listings/{booking_id}/contest",
        "findSlots": "GET /availability",
        "getAvailability": "GET /offices/{office_id}/availability",
        "getBooking": "GET /bookings/{booking_id}",
        "getCalendar": "GET /bookings/{booking_id}/calendar",
        "getClosure": "GET /admin/closures/{closure_id}",
        "getProfile": "GET /me",
        "changeProfile": "PATCH /me",
        "getHousehold": "GET /me/household",
        "addMember": "POST /me/household",
        "changeMember": "PATCH /me/household/{member_id}",
        "removeMember": "DELETE /me/household/{member_id}",
        "getReceiptLink": "GET /bookings/{booking_id}/receipt",
        "getReleases": "GET /offices/{office_id}/releases",
        "getTurn": "GET /me/turns",
        "joinWaiting": "POST /waiting",
        "getWaiting": "GET /waiting",
        "leaveWaiting": "DELETE /waiting",
        "acceptOffer": "POST /bookings/{booking_id}/accept",
        "declineOffer": "POST /bookings/{booking_id}/decline",
        "countWaiting": "GET /admin/offices/{office_id}/waiting",
        "leaveListing": "POST /me/listings/{booking_id}/leave",
        "listBookings": "GET /bookings",
        "listClosures": "GET /admin/offices/{office_id}/closures",
        "listClosureCalls": "GET /admin/closures/{closure_id}/calls",
        "endSessions": "POST /me/sessions/end",
        "listLooks": "GET /me/seen",
        "exportAccount": "GET /me/export",
        "closeAccount": "POST /me/close",
        "reopenAccount": "POST /me/reopen",
        "listListings": "GET /me/listings",
        "listSeats": "GET /offices/seats",
        "listOffices": "GET /offices",
        "listPlaces": "GET /bookings/{booking_id}/places",
        "listQuotas": "GET /admin/offices/{office_id}/quotas",
        "moveBooking": "POST /bookings/{booking_id}/reschedule",
        "objectToLeaving": "POST /bookings/{booking_id}/applicants/{place}/object",
        "previewClosure": "GET /admin/offices/{office_id}/closures/preview",
        "removeApplicant": "POST /bookings/{booking_id}/applicants/{place}/leave",
        "reopenSessions": "POST /admin/closures/{closure_id}/reopen",
        "sendClosureLetters": "POST /admin/closures/{closure_id}/send",
        "setNewPassword": "POST /accounts/password/confirm",
        "requestNewPassword": "POST /accounts/password",
        "requestNewAddress": "POST /me/email",
        "confirmNewAddress": "POST /accounts/email/confirm",
        "undoNewAddress": "POST /accounts/email/undo",
        "changePassword": "POST /me/password",
        "noteDevice": "POST /me/logins",
        "signUp": "POST /accounts",
        "getOffice": "GET /offices/{office_id}",
        "getOfficeSettings": "GET /admin/offices/{office_id}",
        "changeOffice": "PUT /admin/offices/{office_id}",
        "listStaff": "GET /staff/users",
        "noteLogin": "POST /staff/logins",
        "putStaffMember": "PUT /staff/users/{username}",
        "inviteStaffMember": "POST /staff/users/{username}/invitation",
        "giveNumber": "POST /staff/offices/{office_id}/walkins",
        "callAgain": "POST /staff/offices/{office_id}/counters/{counter}/recall",
        "callNext": "POST /staff/offices/{office_id}/counters/{counter}/next",
        "closeCounter": "POST /staff/offices/{office_id}/counters/{counter}/close",
        "finishParty": "POST /staff/offices/{office_id}/counters/{counter}/finish",
        "getBoard": "GET /board/{office_id}",
        "getDay": "GET /staff/offices/{office_id}/days/{date}",
        "getQueue": "GET /staff/offices/{office_id}/queue",
        "listOvertakings": "GET /staff/offices/{office_id}/overtakings",
        "noteAbsent": "POST /staff/offices/{office_id}/counters/{counter}/absent",
        "noteArrival": "POST /staff/offices/{office_id}/arrivals",
        "notePeopleHere": "POST /staff/offices/{office_id}/arrivals/{party_id}/people",
        "noteReturn": "POST /staff/offices/{office_id}/arrivals/{party_id}/return",
        "openCounter": "POST /staff/offices/{office_id}/counters/{counter}/open",
        "parkParty": "POST /staff/offices/{office_id}/counters/{counter}/park",
        "transferParty": "POST /staff/offices/{office_id}/counters/{counter}/transfer",
        "undoArrival": "POST /staff/offices/{office_id}/arrivals/{party_id}/undo",
        "undoAtCounter": "POST /staff/offices/{office_id}/counters/{counter}/undo",
    }


def test_a_listing_leads_only_to_what_can_be_done_with_listings() -> None:
    """An export holds both: own bookings lead to their own operations, and bookings of others to those of listings."""
    links = DOCUMENT["paths"]["/me/export"]["get"]["responses"]["200"]["links"]
    of_listings = {name for name in links if name.endswith("OfListings")}
    assert of_listings == {"contestListingOfListings", "leaveListingOfListings"}
    assert {"getBookingOfBookings", "cancelBookingOfBookings"} <= links.keys() - of_listings
    assert not {"contestListingOfBookings", "leaveListingOfBookings"} & links.keys()


def test_every_schema_has_a_name() -> None:
    """No object and no list of values is described in place: generators of clients would call it `InlineObject1`."""
    inline = [
        place
        for part in ("paths", "components")
        for place, schema in _schemas(DOCUMENT[part], part)
        if ("properties" in schema or "enum" in schema) and not re.fullmatch(r"components\.schemas\.\w+", place)
    ]
    assert inline == []


def test_every_name_can_be_that_of_a_type() -> None:
    """Neither with the module of one of two types of one name, nor a word of a client's language: `export` in Dart."""
    names = set(DOCUMENT["components"]["schemas"])
    assert [name for name in names if not re.fullmatch(r"[A-Z][A-Za-z]*", name)] == []
    assert names & {word.capitalize() for word in [*keyword.kwlist, *_WORDS]} == set()


def test_two_types_of_one_name_stop_the_generation() -> None:
    """Pydantic would tell them apart by their modules, where they differ."""
    first, second = (
        Route(
            "POST", f"/{module}", f"make_{module}", "Make it", "public", 201, None, "application/json",
            create_model("Day", __module__=module, **fields), None,
            idempotent=False, if_match=False, problems=(), function=lambda: Answer(None),
        )
        for module, fields in (("one", _ONE_FIELD), ("two", _OTHER_FIELD))
    )  # fmt: skip
    assert schemas.Schemas([first], ["busy"]).components["Day"]
    with pytest.raises(ValueError, match="two types have one name: one__Day, two__Day"):
        schemas.Schemas([first, second], ["busy"])


def test_every_schema_is_used() -> None:
    """Two lists of the same values would be one schema under the first name, and the second would name nothing."""
    text = json.dumps(DOCUMENT)
    assert [name for name in DOCUMENT["components"]["schemas"] if f'"#/components/schemas/{name}"' not in text] == []


def test_no_schema_is_a_choice_of_objects() -> None:
    """Generators make a type for each choice, such as `PersonType0`; only "or null" is understood by all."""
    for name, schema in _schemas(DOCUMENT["components"]["schemas"], ""):
        assert not schema.keys() & {"allOf", "oneOf", "not"}, name
        assert schema.get("anyOf", [{"type": "null"}])[-1] == {"type": "null"}, name


def test_nothing_that_may_be_left_out_has_a_default() -> None:
    """`openapi-typescript` takes a member of a body with a default for one that must be sent."""
    assert [name for name, schema in _schemas(DOCUMENT["components"]["schemas"], "") if "default" in schema] == []


@pytest.mark.parametrize("instance", [{"relation": "self"}, {"relation": "self", "full_name": None}])
def test_oneself_needs_no_details(instance: dict[str, Any]) -> None:
    """The details of the account's holder are left out, or null."""
    assert _is_valid("Person", instance)


def test_details_of_a_person_depend_on_the_relation() -> None:
    """The contract still says what the form checks: a member of the family has all details, and oneself has none."""
    details = {"full_name": "Budi", "nik": "3299010203880001", "birth_date": "1988-03-02"}
    assert _is_valid("Person", {"relation": "spouse", **details})
    assert not _is_valid("Person", {"relation": "spouse", **details, "nik": None})
    assert not _is_valid("Person", {"relation": "spouse"})
    assert not _is_valid("Person", {"relation": "self", **details})
    member = {"relation": "spouse", "member": "v1." + "a" * 56}
    assert _is_valid("Person", member)
    assert not _is_valid("Person", {**member, **details})
    assert not _is_valid("Person", {**member, "relation": "self"})


def test_a_change_of_a_quota_changes_something() -> None:
    """The contract still says what the form checks: one of the three members has a value."""
    for member, value in (("capacity", 5), ("state", "open"), ("opens_at", "2026-12-01T08:00:00+07:00")):
        assert _is_valid("QuotaChange", {"reason": "R", member: value})
        assert not _is_valid("QuotaChange", {"reason": "R", member: None})
    assert not _is_valid("QuotaChange", {"reason": "R"})


def test_a_list_of_values_without_a_name_stops_the_generation() -> None:
    """A new list of values cannot slip into the document without a name."""
    with pytest.raises(ValueError, match="give the values left, right a name"):
        schemas.named({"type": "string", "enum": ["left", "right"]})


def test_every_code_is_in_some_answer() -> None:
    """No code of the contract is left that no route gives."""
    given = {
        problem for each in declared.operations(openapi.ROOT) for problem in declared.function_problems(each.route)
    }
    assert given == {declared.Problem(STATUS[code], code.value) for code in Code}


def test_examples_are_valid() -> None:
    """What the document shows as a body passes the check that bodies go through."""
    for model, example in BODIES.items():
        model.model_validate_json(json.dumps(example))


def test_an_unknown_answer_of_the_gateway_stops_the_generation(tmp_path: Path) -> None:
    """A kind of answer that is new in template.yaml cannot slip past the document."""
    template = tmp_path / "template.yaml"
    template.write_text("Resources: {Api: {Properties: {GatewayResponses: {UNHEARD_OF: {}}}}}", encoding="utf-8")
    with pytest.raises(ValueError, match="UNHEARD_OF"):
        declared.gateway_responses(template)


def test_a_documented_answer_passes() -> None:
    """Status, media type (whatever its parameters) and body as documented are no violation."""
    assert not _violations(200, {"content-type": "application/json; charset=utf-8"}, OPTIONS)
    assert not _violations(503, {**PROBLEM, "Retry-After": "1"}, _problem(503, "busy"))
    assert not _violations(404, PROBLEM, _problem(404, "not_found"), path="/nowhere")


@pytest.mark.parametrize(
    ("status", "headers", "body", "told"),
    [
        (500, PROBLEM, _problem(500, "internal_error"), "an error of the program"),
        (422, PROBLEM, _problem(422, "slot_full"), "(code: slot_full)"),
        (422, PROBLEM, _problem(400, "validation_failed"), "$.status"),
        (422, PROBLEM, _problem(422, "validation_failed", nik="x"), "'nik' was unexpected"),
        (422, JSON, _problem(422, "validation_failed"), "media type application/json"),
        (503, PROBLEM, _problem(503, "busy"), "header Retry-After is missing"),
        (200, JSON, "[]", "$: [] is not of type 'object'"),
        (200, JSON, json.dumps({"options": [{"office_id": 7}]}), "$.options[0]"),
        (200, JSON, json.dumps({"options": [], "more": 1}), "'more' was unexpected"),
        (200, JSON, "seats", "not JSON"),
        (200, {}, OPTIONS, "media type none"),
        (200, JSON, json.dumps({"options": [], "nik": "1" * 16}), "16 digits"),
    ],
)
def test_an_answer_that_is_not_documented_is_told(status: int, headers: dict[str, str], body: str, told: str) -> None:
    """Each way in which an answer can leave the contract is found and named."""
    assert told in _violations(status, headers, body)


def test_an_address_that_is_no_operation_must_be_not_found() -> None:
    """What is served but not documented is a violation, also another method of a documented path."""
    assert _violations(200, JSON, OPTIONS, path="/hidden")
    assert CONTRACT.violations("DELETE", "/bookings", 204, {}, None)
    with pytest.raises(AssertionError, match="GET /hidden answered 200"):
        CONTRACT.check("GET", "/hidden", 200, JSON, OPTIONS)
