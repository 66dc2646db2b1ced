"""Clients of `openapi-generator` in Kotlin, Swift and Dart: they can make every request that the contract allows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft202012Validator

from instruments.replay.events import Case, fill, read_all
from tests.clients import generators
from tests.clients.generators import Done
from tests.clients.texts import READERS, Client, Type
from tests.support import proof
from tests.support.contract import DOCUMENT

CONTRACT: Final = json.loads(DOCUMENT.read_text(encoding="utf-8"))
CASES: Final = [case for case in read_all() if case.route]
_MISTAKES: Final = {"validation_failed", "idempotency_key_missing", "precondition_required", "not_found"}
"""How requests end that the contract does not allow; what cannot be an id is not found."""
_KNOWN_WARNINGS: Final = (
    "OpenAPI 3.1 support is still in beta",
    "Failed to get the schema name: null",
    # A guess of the generator, of which nothing is left in the client: there is no such model.
    "Date (existing type) cannot be used as model name",
)
_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T.+")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


@pytest.fixture(scope="module", params=READERS)
def made(request: pytest.FixtureRequest) -> tuple[str, Path, Done]:
    """A generator, the client that it made, and what it said."""
    if not generators.has_java():
        # Java comes with the clients' environment, but not for every machine; the other clients are tested there.
        pytest.skip(f"NOT TESTED: clients in {request.param}, because there is no Java for openapi-generator")
    return (request.param, *generators.mobile(request.param))


@pytest.fixture(scope="module")
def client(made: tuple[str, Path, Done]) -> Client:
    """What the text of a client says."""
    generator, folder, _ = made
    return READERS[generator](folder)


def test_it_is_made_without_an_error(made: tuple[str, Path, Done]) -> None:
    """The generator says nothing that it does not say of every contract of this version of OpenAPI."""
    _, _, done = made
    assert done.status == 0, done.told
    told = [line for line in done.told.splitlines() if re.search(r"\b(WARN|ERROR)\b", line)]
    assert [line for line in told if not any(known in line for known in _KNOWN_WARNINGS)] == []


def test_every_schema_is_one_type(client: Client) -> None:
    """There are as many types as the contract has names for them: no `InlineObject1`, no `PersonOneOf`."""
    assert {*client.models, *client.values} == set(CONTRACT["components"]["schemas"])
    assert set(client.operations) == {operation["operationId"] for operation in _operations()}


def test_oneself_is_booked_without_details(client: Client) -> None:
    """Of a person only the relation is needed, and of a change of a quota only the reason."""
    needed = {name: {of for of, kind in client.models[name].items() if not kind.is_optional} for name in client.models}
    assert needed["Person"] == {"relation"}
    assert needed["QuotaChange"] == {"reason"}


def test_it_can_express_every_request_of_the_events(client: Client, made: tuple[str, Path, Done]) -> None:
    """Whatever the contract allows is a call with arguments of the right types; all else ends as a mistake of form."""
    expressed = 0
    for case in CASES:
        operation = CONTRACT["paths"][case.event["resource"]][case.event["httpMethod"].lower()]
        if _is_allowed(case, operation):
            assert list(_cannot(client, case, operation)) == [], case.label
            expressed += 1
        else:
            assert case.expect.get("code") in _MISTAKES, case.label
    assert expressed > len(CASES) * 3 // 4
    proof.found(proof.Engine.RULES, f"{expressed} requests of events/ can be expressed in a client of {made[0]}")


def test_what_cannot_be_expressed_is_found(client: Client) -> None:
    """The control: a `Person` that demands all details, as it once did, and a date that is written as an instant."""
    [case] = (case for case in CASES if case.label == "bookings/create-201")
    operation = CONTRACT["paths"]["/bookings"]["post"]
    strict = {name: Type(kind.name) for name, kind in client.models["Person"].items()}
    assert "Person.full_name is needed" in _cannot(_with(client, "Person", strict), case, operation)
    instant = {**client.models["NewBooking"], "date": Type("instant")}
    assert "NewBooking.date is no instant" in _cannot(_with(client, "NewBooking", instant), case, operation)
    poorer = {name: kind for name, kind in client.models["NewBooking"].items() if name != "session"}
    assert "NewBooking has no session" in _cannot(_with(client, "NewBooking", poorer), case, operation)


def _with(client: Client, name: str, model: Mapping[str, Type]) -> Client:
    return Client({**client.models, name: model}, client.values, client.operations)


def _operations() -> Iterator[dict[str, Any]]:
    for methods in CONTRACT["paths"].values():
        yield from methods.values()


def _sent(case: Case) -> dict[str, str]:
    """Return the parameters that a request has, wherever they stand."""
    event = fill(case.event)
    return {
        **(event["pathParameters"] or {}),
        **(event["queryStringParameters"] or {}),
        **{name: value for name, value in event["headers"].items() if name in {"Idempotency-Key", "If-Match"}},
    }


def _body(case: Case) -> Any:
    return json.loads(fill(case.event)["body"])


def _is_allowed(case: Case, operation: dict[str, Any]) -> bool:
    """Tell whether the contract allows a request."""
    sent, known = _sent(case), {each["name"]: each for each in operation.get("parameters", ())}
    if not sent.keys() <= known.keys() or any(each["required"] and name not in sent for name, each in known.items()):
        return False
    for name, value in sent.items():
        schema = _resolved(known[name]["schema"])
        given = int(value) if schema["type"] == "integer" and re.fullmatch(r"\d+", value) else value
        if not _valid(schema, given):
            return False
    if any(len(values) > 1 for values in (case.event["multiValueQueryStringParameters"] or {}).values()):
        return False
    if "requestBody" not in operation:
        return True
    try:
        return _valid(operation["requestBody"]["content"]["application/json"]["schema"], _body(case))
    except ValueError:
        return False


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = CONTRACT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def _valid(schema: dict[str, Any], instance: object) -> bool:
    whole = {**schema, "components": CONTRACT["components"]}
    return Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER).is_valid(instance)


def _cannot(client: Client, case: Case, operation: dict[str, Any]) -> Iterator[str]:
    """Say why a request cannot be made with a client."""
    arguments = client.operations[operation["operationId"]]
    sent = {_camel(name): value for name, value in _sent(case).items()}
    if "requestBody" in operation:
        name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        [argument] = (argument for argument, kind in arguments.items() if kind.name == name)
        yield from _unlike(client, name, Type(name), _body(case))
    else:
        argument = ""
    for name, value in sent.items():
        kind = arguments[name]
        number = int(value) if kind.name == "number" else value
        yield from _unlike(client, name, kind, number)
    needed = {name for name, kind in arguments.items() if not kind.is_optional} - {argument}
    for name in sorted(needed - sent.keys()):
        yield f"{name} is needed"


def _unlike(client: Client, place: str, kind: Type, value: Any) -> Iterator[str]:
    """Say why a value cannot be of a type; `place` tells where it stands."""
    if value is None:
        if not kind.is_optional:
            yield f"{place} is not null"
    elif kind.is_list:
        for each in value:
            yield from _unlike(client, place, Type(kind.name), each)
    elif kind.name in client.models:
        yield from _unlike_model(client, kind.name, value)
    elif kind.name in client.values:
        if value not in client.values[kind.name]:
            yield f"{place} cannot be {value}"
    elif not _fits(kind.name, value):
        yield f"{place} is no {kind.name}"


def _unlike_model(client: Client, model: str, value: Mapping[str, Any]) -> Iterator[str]:
    """Say why an object cannot be a model."""
    members = client.models[model]
    for name, each in value.items():
        if name in members:
            yield from _unlike(client, f"{model}.{name}", members[name], each)
        else:
            yield f"{model} has no {name}"
    for name, member in members.items():
        if not member.is_optional and name not in value:
            yield f"{model}.{name} is needed"


def _fits(word: str, value: Any) -> bool:
    match word:
        case "text":
            return isinstance(value, str)
        case "number":
            return isinstance(value, int) and not isinstance(value, bool)
        case "flag":
            return isinstance(value, bool)
        case "date":
            return _DATE.fullmatch(value) is not None
        case "instant":
            return _INSTANT.fullmatch(value) is not None
        case _:
            return False


def _camel(name: str) -> str:
    first, *others = re.split(r"[_-]", name)
    return first.lower() + "".join(word.capitalize() for word in others)
