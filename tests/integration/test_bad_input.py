"""Bad input in bodies and headers: every field of every route, and the answer is the contract's; nothing changes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support import bad_values
from tests.support.bad_values import INVALID, BadField, Outcome
from tests.support.citizens import confirmation, family, new_email, person, sign_up_body
from tests.support.client import Answer
from tests.support.deployed import Deployed
from tests.support.stage import Stage, assert_refused

LONGEST_KEY = 200


@dataclass(frozen=True)
class Route:
    """A route with a body: its address, whose token it takes, and a body that would be taken."""

    method: str
    path: Callable[[Stage], str]
    token: Callable[[Stage], str | None]
    good: Callable[[Stage], dict[str, Any]]
    headers: Callable[[], dict[str, str]] = dict


def _new_key() -> dict[str, str]:
    return {"Idempotency-Key": secrets.token_hex(8)}


def _nobody(_: Stage) -> None:
    return None


ROUTES = {
    "sign up": Route("POST", lambda _: "/accounts", _nobody, lambda _: sign_up_body(person(), new_email())),
    "confirm": Route("POST", lambda _: "/accounts/confirm", _nobody, lambda _: confirmation("A" * 32, "K7QP-2M4X")),
    "ask for a password": Route("POST", lambda _: "/accounts/password", _nobody, lambda _: {"email": new_email()}),
    "set a password": Route(
        "POST", lambda _: "/accounts/password/confirm", _nobody, lambda _: confirmation("A" * 32, "K7QP-2M4X")
    ),
    "close": Route(
        "POST", lambda _: "/me/close", lambda stage: stage.owner.token, lambda _: {"password": "bukan kata sandi saya"}
    ),
    "book": Route(
        "POST",
        lambda _: "/bookings",
        lambda stage: stage.newcomer.token,
        lambda stage: {**stage.slot.choice, "service": "new", "applicants": family(2)},
        _new_key,
    ),
    "add": Route(
        "POST",
        lambda stage: f"{stage.path}/applicants",
        lambda stage: stage.owner.token,
        lambda _: {"applicants": [person("Anak C").applicant()]},
        _new_key,
    ),
    "move": Route(
        "POST",
        lambda stage: f"{stage.path}/reschedule",
        lambda stage: stage.owner.token,
        lambda stage: stage.other.choice,
        _new_key,
    ),
    "change quota": Route(
        "PUT",
        lambda stage: stage.slot.admin_path,
        lambda stage: stage.operator,
        lambda _: {"capacity": 9, "state": "open", "opens_at": "2026-01-01T00:00:00Z", "reason": "uji"},
        lambda: {"If-Match": '"1"'},
    ),
    "check in": Route(
        "POST",
        lambda _: "/checkins",
        lambda stage: stage.officer,
        lambda stage: {"code": f"AP1{stage.made['booking_id']}", "office_id": stage.slot.office_id},
    ),
}
FIELDS = {
    "sign up": bad_values.SIGN_UP,
    "confirm": bad_values.CONFIRM,
    "ask for a password": bad_values.ASK_FOR_PASSWORD,
    "set a password": bad_values.CONFIRM,
    "close": bad_values.CLOSE,
    "book": bad_values.BOOK,
    "add": bad_values.ADD,
    "move": bad_values.MOVE,
    "change quota": bad_values.CHANGE_QUOTA,
    "check in": bad_values.CHECK_IN,
}
WITH_KEY = ["book", "add", "move"]


@pytest.fixture(scope="module")
def stage(deployed: Deployed) -> Iterator[Stage]:
    """People, a booking and staff that the bad requests are about."""
    found = Stage.of(deployed)
    yield found
    found.require_unchanged()


@pytest.fixture(autouse=True)
def _nothing_changes(stage: Stage, request: pytest.FixtureRequest) -> Iterator[None]:
    """After every twenty tests, and the last, the office's quotas, booking, profiles and audit are as they were."""
    yield
    stage.note(request.node.name)


@pytest.mark.parametrize(
    ("name", "field"),
    [pytest.param(name, field, id=f"{name}-{field}") for name, fields in FIELDS.items() for field in fields],
)
def test_every_field(stage: Stage, name: str, field: BadField) -> None:
    """One bad value in a good body: the contract's code, and the value is not repeated."""
    body = field.put_into(ROUTES[name].good(stage))
    assert_refused(_ask(stage, name, body=body), field.outcome, field.value)


@pytest.mark.parametrize("name", ROUTES)
@pytest.mark.parametrize("noise", bad_values.RAW)
def test_bodies_that_are_none(stage: Stage, name: str, noise: str) -> None:
    """Broken, empty, huge, of another kind: refused as a whole."""
    assert_refused(_ask(stage, name, raw=bad_values.RAW[noise]), INVALID)


@pytest.mark.parametrize("name", WITH_KEY)
@pytest.mark.parametrize(
    ("key", "outcome"),
    [
        (None, (400, "idempotency_key_missing")),
        ("", (400, "idempotency_key_missing")),
        ("x" * 300, INVALID),
        ("x" * (LONGEST_KEY + 1), INVALID),
        ("two words", INVALID),
        ("kun\u00e7i", INVALID),
        ("a\tb", INVALID),
    ],
)
def test_idempotency_keys(stage: Stage, name: str, key: str | None, outcome: Outcome) -> None:
    """A key is needed, and is some visible ASCII characters, not too many."""
    headers = {} if key is None else {"Idempotency-Key": key}
    assert_refused(_ask(stage, name, body=ROUTES[name].good(stage), headers=headers), outcome, key)


@pytest.mark.parametrize("count", [6, 20])
def test_too_many_people(stage: Stage, count: int) -> None:
    """A booking has five people at most, also after some were added."""
    body = {**ROUTES["book"].good(stage), "applicants": family(count)}
    assert_refused(_ask(stage, "book", body=body), (422, "too_many_applicants"))
    assert_refused(_ask(stage, "add", body={"applicants": family(count)[1:]}), (422, "too_many_applicants"))


def test_people_named_twice(stage: Stage) -> None:
    """Two of oneself, one child twice, oneself as a child: each is a mistake in one field."""
    child = person().applicant()
    for applicants in (
        [{"relation": "self"}, {"relation": "self"}],
        [{"relation": "self"}, child, child],
        [{"relation": "self"}, child, {**child, "full_name": "Lain", "relation": "parent"}],
        [{"relation": "self"}, stage.newcomer.person.applicant("spouse")],
    ):
        answer = _ask(stage, "book", body={**ROUTES["book"].good(stage), "applicants": applicants})
        assert_refused(answer, INVALID)
        assert answer.body["errors"][0]["field"].startswith(f"applicants.{len(applicants) - 1}.")


def test_a_day_without_service(stage: Stage) -> None:
    """A weekend is closed, in a booking as in a move."""
    # Of oneself: the account's limits would keep that somebody else was asked for.
    alone = {**ROUTES["book"].good(stage), "applicants": family(1)}
    assert_refused(_ask(stage, "book", body={**alone, "date": stage.weekend}), (409, "slot_closed"))
    assert_refused(_ask(stage, "move", body={**stage.other.choice, "date": stage.weekend}), (409, "slot_closed"))


def test_a_change_that_changes_nothing(stage: Stage) -> None:
    """An operator names at least one of the things that can be changed."""
    for body in ({"reason": "uji"}, {"reason": "uji", "capacity": None, "state": None, "opens_at": None}):
        assert_refused(_ask(stage, "change quota", body=body), INVALID)


@pytest.mark.parametrize("name", ["add", "move"])
def test_another_citizens_booking(stage: Stage, name: str) -> None:
    """A good request about somebody else's booking meets nothing, also with a bad body."""
    route = ROUTES[name]
    for body in (route.good(stage), {}):
        answer = _ask(stage, name, body=body, token=stage.newcomer.token)
        assert_refused(answer, (404, "not_found") if body else INVALID)


@pytest.mark.parametrize("name", ["change quota", "check in"])
def test_staff_of_another_office(stage: Stage, name: str) -> None:
    """A good request about an office that is not theirs is forbidden, whatever the group."""
    for token in stage.strangers:
        answer = _ask(stage, name, body=ROUTES[name].good(stage), token=token)
        assert_refused(answer, (403, "forbidden"))


def test_nothing_was_made(deployed: Deployed, stage: Stage) -> None:
    """After all of it the whole table is what it was before the first bad request."""
    stage.require_unchanged()
    assert stage.differences(deployed.table.scan()) == []


def _ask(
    stage: Stage,
    name: str,
    *,
    body: object = None,
    raw: bytes | None = None,
    headers: dict[str, str] | None = None,
    token: str | None = None,
) -> Answer:
    route = ROUTES[name]
    return stage.api.request(
        route.method,
        route.path(stage),
        token=token or route.token(stage),
        body=body,
        raw=raw,
        headers=route.headers() if headers is None else headers,
    )
