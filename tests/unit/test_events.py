"""Every file under events/ through the real handlers: the state it asks for, its event, and how it ends."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import botocore.session
import pytest
from moto import mock_aws

from contract import declared
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.dynamodb.scratch import create_table
from instruments.replay.events import EVENTS, ROOT, Case, differences, fill, read_all
from instruments.replay.outcome import outcome
from instruments.replay.people import holds_nik, nik, texts_of
from instruments.replay.replay import Replay
from tests.support.contract import CONTRACT
from tests.support.ledger import unbalanced


def _succeeds(case: Case) -> bool:
    return case.expect.get("status", 200) < 400 and "error" not in case.expect


CASES = read_all()
OPERATIONS = declared.operations(ROOT)
STRICT = [*{case.route or case.function: case for case in reversed(CASES) if _succeeds(case)}.values()]
"""The first success of each route, and of each function without routes."""
FUNCTIONS = {app.parent.name for app in ROOT.glob("functions/*/*/app.py")}


@pytest.fixture(scope="module")
def dynamodb() -> Iterator[Any]:
    """A client of DynamoDB in this process (moto, so one thread only)."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        os.environ.setdefault(name, "testing")
    with mock_aws():
        yield botocore.session.get_session().create_client("dynamodb", region_name="ap-southeast-3")


@pytest.fixture
def strict(dynamodb: Any) -> Iterator[Any]:
    """The same client, for whom there is an empty table."""
    create_table(dynamodb, "antrean")
    yield dynamodb
    dynamodb.delete_table(TableName="antrean")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_an_event_ends_as_its_file_says(
    case: Case,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Status, code, headers, body and what is left behind are as told; seats add up; no NIK is kept or logged."""
    _replay(case, MemoryClient(MemoryTable()), monkeypatch, capsys, caplog)


@pytest.mark.parametrize("case", STRICT, ids=lambda case: case.label)
def test_another_dynamodb_takes_every_request_too(
    case: Case,
    strict: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The success of each route and function ends so on moto too, which knows DynamoDB's reserved words, for one."""
    _replay(case, strict, monkeypatch, capsys, caplog)


def _replay(
    case: Case,
    table: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    stage = Replay(case, table, monkeypatch)
    world, expect = stage.world, fill(case.expect)
    seats_before = world.seats_left()
    if "error" in expect:
        with pytest.raises(Exception) as caught:  # noqa: PT011 - the file names the type
            stage.run(case)
        assert type(caught.value).__name__ == expect["error"]
        refused = True
    else:
        answer = stage.run(case)
        refused = answer.get("statusCode", 200) >= 400
        if case.route:
            path = fill(case.event["path"])
            wrong = _wrong_http(case.event["httpMethod"], path, expect, answer)
        else:
            wrong = differences(expect["answer"], answer)
        assert not wrong, answer
    world.repair()
    if refused:
        assert world.seats_left() == seats_before, "a refusal took or gave seats"
    assert not differences(expect.get("then", {}), outcome(world), "then")
    assert not unbalanced(world.store, world.slots)
    assert not [text for item in world.items() for text in texts_of(item) if holds_nik(text)]
    output = capsys.readouterr()
    assert not holds_nik(output.out + output.err + caplog.text)


def _wrong_http(method: str, path: str, expect: dict[str, Any], answer: dict[str, Any]) -> list[str]:
    """Name what is wrong with an answer to API Gateway, by the file and by the contract."""
    headers = {name: values[0] for name, values in answer["multiValueHeaders"].items()}
    assert not answer["isBase64Encoded"]
    is_json = headers.get("Content-Type", "").partition(";")[0].endswith("json")
    body = json.loads(answer["body"]) if is_json else answer["body"]
    told: dict[str, Any] = {"status": answer["statusCode"], "headers": headers, "body": body}
    if isinstance(body, dict) and answer["statusCode"] >= 400:
        told["code"] = body["code"]
    wrong = differences({name: part for name, part in expect.items() if name != "then"}, told)
    return wrong + CONTRACT.violations(method, path, answer["statusCode"], headers, answer["body"])


def test_every_function_has_events() -> None:
    """A function that is added without an event fails, and so do events of one that is gone."""
    assert {case.function for case in CASES} == FUNCTIONS


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.operation_id)
def test_every_outcome_of_a_route_has_an_event(operation: declared.Operation) -> None:
    """The success of each route and each code that its handler can give are replayed at least once."""
    route = operation.route
    ends = [case.expect for case in CASES if case.route == (route.method, route.path)]
    assert any(end["status"] == route.status for end in ends)
    replayed = {declared.Problem(end["status"], end["code"]) for end in ends if "code" in end}
    assert replayed == declared.function_problems(route)


def test_no_event_is_of_a_route_that_is_gone() -> None:
    """Each file names a route that its function declares."""
    assert not _strangers(CASES)


def test_a_file_of_a_deleted_route_is_found() -> None:
    """The test above would find a file whose route was deleted or moved to another function."""
    deleted = {"httpMethod": "DELETE", "resource": "/bookings/{booking_id}"}
    moved = {"httpMethod": "POST", "resource": "/bookings"}
    made_up = [
        Case(EVENTS / "bookings" / "remove-204.json", "", "bookings", [], deleted, {}),
        Case(EVENTS / "admin" / "create-201.json", "", "admin", [], moved, {}),
    ]
    assert _strangers(made_up) == ["bookings/remove-204", "admin/create-201"]


def _strangers(cases: list[Case]) -> list[str]:
    routes = {(operation.function, operation.route.method, operation.route.path) for operation in OPERATIONS}
    return [case.label for case in cases if case.route and (case.function, *case.route) not in routes]


def test_names_of_files_tell_what_is_in_them() -> None:
    """`<function>/<operation>-<status>[-<code or remark>]` for routes; and no two files tell the same story."""
    names = {(each.function, each.route.method, each.route.path): each.name for each in OPERATIONS}
    for case in CASES:
        assert case.path.parent.name == case.function
        if case.route:
            end = case.expect
            told = f"{names[case.function, *case.route]}-{end['status']}" + (f"-{end['code']}" if "code" in end else "")
            assert f"{case.path.stem}-".startswith(f"{told}-"), case.label
    assert len({case.name for case in CASES}) == len(CASES)


def test_events_are_as_api_gateway_sends_them() -> None:
    """Path, parameters, headers and request context of each event agree with one another."""
    for case in CASES:
        if not case.route:
            continue
        event, context = case.event, case.event["requestContext"]
        path = event["resource"]
        for name, value in (event["pathParameters"] or {}).items():
            path = path.replace(f"{{{name}}}", value)
        assert unquote(event["path"]) == path, case.label
        assert (context["resourcePath"], context["httpMethod"]) == (event["resource"], event["httpMethod"]), case.label
        assert context["path"] == f"/{context['stage']}{event['path']}", case.label
        assert event["multiValueHeaders"] == {name: [value] for name, value in event["headers"].items()}, case.label
        last = {name: values[-1] for name, values in (event["multiValueQueryStringParameters"] or {}).items()}
        assert (event["queryStringParameters"] or {}) == last, case.label


def test_no_nik_is_written_in_a_file() -> None:
    """Files hold placeholders where a NIK goes, so that none is ever copied from one."""
    assert not [path.name for path in sorted(EVENTS.rglob("*")) if path.is_file() and holds_nik(path.read_text())]


def test_a_nik_would_be_found() -> None:
    """What the replay looks for in log and table is found where it is, and ids and stamps are not taken for it."""
    assert holds_nik(json.dumps({"body": {"nik": nik(7)}}))
    assert holds_nik("nik=" + "3" * 16)
    assert not holds_nik("0123456789ABCDEF " + "1" * 15)
