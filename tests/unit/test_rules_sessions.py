"""Sessions: a login of before its account ended all, or of another address, is good for nothing, whatever is asked."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code, Refused
from antrean.bookings.operation import Services
from antrean.http.route import Caller
from antrean.login.cognito import CognitoIdentity
from antrean.login.identity import ACCOUNT_ATTRIBUTE
from antrean.login.sessions import LoginSession, check_session, end_all
from contract import declared
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.calls import Recorder
from instruments.replay.cognito import PoolUser, UserPool, client_error
from instruments.replay.events import ROOT, Context, fill, read_all
from instruments.replay.people import EMAIL
from instruments.replay.world import World
from instruments.stand_in import stand_in
from tests.unit.conftest import NOW

SECOND = timedelta(seconds=1)
ROUTES = [each for each in declared.operations(ROOT) if each.route.auth == "citizen"]
GOOD = {
    case.route: case
    for case in reversed(read_all())
    if case.route and case.expect["status"] < 300 and case.event["requestContext"].get("authorizer")
}
"""A request that succeeds, for each route that takes a token."""


@pytest.mark.parametrize("operation", ROUTES, ids=lambda each: each.operation_id)
def test_an_ended_session_is_good_for_no_route(operation: declared.Operation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every route of citizens reads the profile, refuses a login of before, and does not refuse one of after so."""
    world = World(MemoryClient(MemoryTable()), monkeypatch, lambda _file: None)
    world.citizen("siti", 1)
    world.sessions_ended("siti")
    for logged_in_at, refused in ((NOW, True), (NOW + SECOND, False)):
        event = fill(json.loads(json.dumps(GOOD[operation.route.method, operation.route.path].event)))
        claims = {"sub": "siti", "email": EMAIL, "token_use": "id", "auth_time": str(int(logged_in_at.timestamp()))}
        event["requestContext"]["authorizer"] = {"claims": claims}
        app = declared.load(declared.app_of(ROOT, operation.function))
        answer = app.handler(event, Context())
        assert (answer["statusCode"] == 401) == refused, answer
        assert answer["statusCode"] != 500


@pytest.mark.parametrize("operation", ROUTES, ids=lambda each: each.operation_id)
@pytest.mark.parametrize("address", ["pencuri@contoh.id", None], ids=["another address", "none"])
def test_a_session_of_another_address_is_good_for_no_route(
    operation: declared.Operation, address: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever took a session gave the user of the pool another address there, or a counter gave it to the account."""
    world = World(MemoryClient(MemoryTable()), monkeypatch, lambda _file: None)
    world.citizen("siti", 1)
    for given, refused in ((address, True), (EMAIL, False)):
        event = fill(json.loads(json.dumps(GOOD[operation.route.method, operation.route.path].event)))
        claims = {"sub": "siti", "token_use": "id", "auth_time": str(int(NOW.timestamp()))}
        event["requestContext"]["authorizer"] = {"claims": claims | ({"email": given} if given else {})}
        app = declared.load(declared.app_of(ROOT, operation.function))
        answer = app.handler(event, Context())
        assert (answer["statusCode"] == 401) == refused, answer
        assert answer["statusCode"] != 500


@pytest.mark.parametrize(
    ("logged_in_at", "good"),
    [(NOW - SECOND, False), (NOW, False), (None, False), (NOW + SECOND, True)],
    ids=["before", "in the same second", "nobody knows", "after"],
)
def test_only_a_login_of_after_is_good(
    services: Services,
    siti: str,
    logged_in_at: datetime | None,
    good: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    """The second in which sessions were ended ends those that began in it."""
    services.store.accounts.end_sessions(siti, NOW)
    account = services.store.accounts.get(siti)
    if good:
        check_session(account, session(logged_in_at))
        return
    with pytest.raises(Refused) as caught:
        check_session(account, session(logged_in_at))
    assert caught.value.code == Code.UNAUTHENTICATED


def test_an_account_that_ended_none_takes_every_login(services: Services, siti: str) -> None:
    """Accounts and tokens of before know of no end and no login."""
    check_session(services.store.accounts.get(siti), session(None))
    check_session(None, session(None))


def test_the_pool_is_told_too(services: Services, siti: str, clock: FixedClock) -> None:
    """Ending sessions also lets none be renewed; who is unknown to the pool has none there."""
    pool = UserPool()
    pool.users[siti] = PoolUser(siti, "siti@contoh.id", "", {}, confirmed=True)
    end_all(services.store.accounts, _identity(pool), clock, siti, siti)
    assert pool.users[siti].logged_out == 1
    end_all(services.store.accounts, _identity(UserPool()), clock, siti, siti)
    account = services.store.accounts.get(siti)
    assert account
    assert account.tokens_valid_after == NOW


def test_the_pool_is_told_of_its_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """An account has an id of its own, which the pool does not know."""
    world = World(MemoryClient(MemoryTable()), monkeypatch, lambda _file: None)
    world.citizen("siti", 1)
    world.pool.users = {"user": PoolUser("user", "siti@contoh.id", "", {ACCOUNT_ATTRIBUTE: "siti"}, confirmed=True)}
    event = fill(json.loads(json.dumps(GOOD["POST", "/me/sessions/end"].event)))
    claims = {"sub": "user", "email": EMAIL, "custom:account_id": "siti", "token_use": "id"}
    event["requestContext"]["authorizer"] = {"claims": claims}
    app = declared.load(declared.app_of(ROOT, "own_account"))
    assert app.handler(event, Context())["statusCode"] == 204
    assert world.pool.users["user"].logged_out == 1
    account = world.store.accounts.get("siti")
    assert account
    assert account.tokens_valid_after == NOW


def test_a_pool_that_does_not_answer_leaves_the_token_good(services: Services, siti: str, clock: FixedClock) -> None:
    """Or whoever asks again, as they are told to, could not."""
    pool = Recorder(UserPool())

    def refuse(_number: int) -> None:
        raise client_error("TooManyRequestsException")

    pool.before = refuse
    with pytest.raises(Busy):
        end_all(services.store.accounts, _identity(pool), clock, siti, siti)
    check_session(services.store.accounts.get(siti), session(NOW))


def test_sessions_end_only_for_an_account_that_is_there(services: Services) -> None:
    """No profile is made of an end of sessions alone."""
    services.store.accounts.end_sessions("nobody", NOW)
    assert services.store.accounts.get("nobody") is None


def test_sessions_never_end_earlier_than_they_did(services: Services, siti: str) -> None:
    """A request that was paused lets no session in again."""
    for instant in (NOW, NOW - SECOND):
        services.store.accounts.end_sessions(siti, instant)
    account = services.store.accounts.get(siti)
    assert account
    assert account.tokens_valid_after == NOW


@pytest.mark.parametrize(
    ("claims", "told"),
    [({"auth_time": "1796094000"}, NOW), ({}, None), ({"auth_time": "Tue Dec 01 03:00:00 UTC 2026"}, None)],
)
def test_a_token_tells_when_its_login_was(claims: dict[str, str], told: datetime | None) -> None:
    """API Gateway hands the instant over as text; anything else tells nothing."""
    assert Caller("siti", claims).logged_in_at == told


def session(began: datetime | None) -> LoginSession:
    """A session of Siti's user."""
    return LoginSession("siti", EMAIL, began)


def _identity(pool: Any) -> CognitoIdentity:
    return CognitoIdentity(stand_in(pool), "pool", "client")
