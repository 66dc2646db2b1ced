"""Administrators manage the staff of their offices."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from pydantic import ValidationError

from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code
from antrean.bookings.operation import Services
from antrean.staff import manage
from antrean.staff.cognito import CognitoPool
from antrean.staff.forms import StaffChange
from antrean.staff.model import Administrator, Wanted
from antrean.staff.store import Trail
from functions.staff.users import app as users
from instruments.replay.calls import Killed, Recorder
from instruments.replay.cognito import MAILED_PASSWORD, STAFF_POOL, UserPool
from instruments.stand_in import stand_in
from tests.support.wishes import refusal

BOGOR = Administrator("admin", frozenset({"bogor"}))
HEADQUARTERS = Administrator("head", frozenset({"*"}))
WANTED = Wanted("Dewi Lestari", "dewi@contoh.id", frozenset({"operators"}), frozenset({"bogor"}), enabled=True)


class Desk:
    """The rules on a pool of the staff and the table of a test."""

    def __init__(self, services: Services, clock: FixedClock) -> None:
        """Begin with an administrator, an officer of Bogor, one of Bogor and Depok, and one of no office."""
        self.pool = UserPool()
        self.calls = Recorder(self.pool)
        self.table = services.store._table  # noqa: SLF001 - no rule reads the records yet
        self.pool.add_staff("admin", ["administrators"], "bogor")
        self.pool.add_staff("budi", ["officers"], "bogor")
        self.pool.add_staff("citra", ["officers"], "bogor,depok")
        self.pool.add_staff("eka", [], "")
        pool = CognitoPool(stand_in(self.calls), STAFF_POOL)
        self.managed = manage.Managed(pool, Trail(self.table), services.directory, clock)

    def put(self, username: str, wanted: Wanted = WANTED, by: Administrator = BOGOR) -> Wanted:
        """Set a state, and return the one that is answered."""
        return manage.put(self.managed, by, username, wanted, "baru di loket").state

    def invite(self, username: str, by: Administrator = BOGOR) -> None:
        """Invite anew."""
        manage.invite(self.managed, by, username, "telepon hilang")

    def records(self) -> list[dict[str, Any]]:
        """The audit records of the staff."""
        return list(self.table.query("AUDIT#STAFF", "0", "~"))


@pytest.fixture
def desk(services: Services, clock: FixedClock) -> Desk:
    """The rules of managing staff."""
    return Desk(services, clock)


@pytest.mark.parametrize(
    ("method", "resource"),
    [("GET", "/staff/users"), ("PUT", "/staff/users/{username}"), ("POST", "/staff/users/{username}/invitation")],
)
@pytest.mark.parametrize(
    "claims",
    [
        {"cognito:groups": "officers,operators,supervisors", "custom:offices": "*"},
        {"cognito:groups": "administrators"},
    ],
)
def test_only_administrators_manage(method: str, resource: str, claims: dict[str, str]) -> None:
    """Another group, and an administrator without offices, may do nothing."""
    body = {"email": "a@contoh.id", "name": "A", "groups": [], "offices": ["*"], "enabled": True, "reason": "r"}
    event = {
        "httpMethod": method,
        "resource": resource,
        "headers": {},
        "pathParameters": {"username": "dewi"} if "{" in resource else {},
        "requestContext": {"authorizer": {"claims": {"sub": "staff", "token_use": "id", **claims}}},
        "body": json.dumps(body if method == "PUT" else {"reason": "r"}),
    }
    assert users.handler(event, SimpleNamespace(aws_request_id="1"))["statusCode"] == 403


def test_administrators_see_their_own_staff(desk: Desk) -> None:
    """Those of Bogor see who works there alone; headquarters see everybody, also who has no office."""

    def seen(by: Administrator) -> list[str]:
        return [person.username for person in manage.people(desk.managed, by)]

    assert seen(BOGOR) == ["admin", "budi"]
    assert seen(HEADQUARTERS) == ["admin", "budi", "citra", "eka"]


@pytest.mark.parametrize("offices", [{"depok"}, {"bogor", "depok"}, {"*"}])
def test_offices_of_others_are_not_given(desk: Desk, offices: set[str]) -> None:
    """Neither another office, nor one beside the own, nor all of them."""
    wanted = replace(WANTED, offices=frozenset(offices))
    assert refusal(lambda: desk.put("budi", wanted)).code == Code.FORBIDDEN
    assert desk.records() == []


@pytest.mark.parametrize("username", ["citra", "eka"])
def test_people_of_others_are_not_changed(desk: Desk, username: str) -> None:
    """Who works at another office too, or nowhere, is headquarters' business."""
    assert refusal(lambda: desk.put(username)).code == Code.FORBIDDEN
    assert refusal(lambda: desk.invite(username)).code == Code.FORBIDDEN
    assert desk.records() == []
    assert desk.put(username, by=HEADQUARTERS) == WANTED


def test_nobody_changes_the_own_account(desk: Desk) -> None:
    """Neither by name nor by the permanent id, by which Cognito finds people too."""
    desk.pool.staff["admin"].attributes["sub"] = "an-id"
    oneself = Administrator("an-id", frozenset({"*"}))
    for name in ("admin", "an-id"):
        assert refusal(lambda name=name: desk.put(name, by=oneself)).code == Code.FORBIDDEN  # type: ignore[misc]
        assert refusal(lambda name=name: desk.invite(name, oneself)).code == Code.FORBIDDEN  # type: ignore[misc]
    assert desk.records() == []
    assert desk.put("admin", by=HEADQUARTERS) == WANTED


def test_offices_that_are_given_exist(desk: Desk) -> None:
    """An office that does not exist is refused; all of them is none."""
    unknown = replace(WANTED, offices=frozenset({"atlantis"}))
    assert refusal(lambda: desk.put("budi", unknown, HEADQUARTERS)).code == Code.VALIDATION_FAILED
    everywhere = replace(WANTED, offices=frozenset({"*"}))
    assert desk.put("budi", everywhere, HEADQUARTERS) == everywhere


def test_a_person_has_at_most_49_offices() -> None:
    """49 ids of 40 characters fit into Cognito's 2,048, and 50 do not."""

    def form(offices: int) -> StaffChange:
        ids = [f"{number:02}{'x' * 38}" for number in range(offices)]
        body = {"email": "a@contoh.id", "name": "Ani", "groups": [], "offices": ids, "enabled": True, "reason": "r"}
        return StaffChange.model_validate_json(json.dumps(body))

    assert len(",".join(form(49).offices)) <= 2048
    with pytest.raises(ValidationError):
        form(50)
    with pytest.raises(ValidationError):
        form(0)


def test_what_is_done_is_recorded_before(desk: Desk) -> None:
    """The record says who, whom, before, after and why, and is there although the function died at once after it."""
    after = {**_plain(WANTED)}
    reads = 2
    desk.calls.kill(reads, "before")
    with pytest.raises(Killed):
        desk.put("budi")
    [record] = desk.records()
    assert (record["operator"], record["action"], record["username"]) == ("admin", "put", "budi")
    assert record["reason"] == "baru di loket"
    before = {"name": "Budi", "email": "budi@contoh.id", "groups": ["officers"], "offices": ["bogor"], "enabled": True}
    assert (record["before"], record["after"]) == (before, after)
    desk.calls.kill(reads, "before")
    with pytest.raises(Killed):
        desk.invite("budi")
    invited = next(each for each in desk.records() if each["action"] == "invite")
    assert (invited["operator"], invited["username"], invited["reason"]) == ("admin", "budi", "telepon hilang")
    assert desk.pool.staff["budi"].logged_in


def test_without_a_record_nothing_is_done(desk: Desk, recorder: Recorder) -> None:
    """While the table cannot be written, nobody is made, changed or invited."""
    desk.managed.directory.get("bogor")

    def fail(_number: int) -> None:
        raise EndpointConnectionError(endpoint_url="table")

    recorder.before = fail
    for act in (lambda: desk.put("budi"), lambda: desk.put("dewi"), lambda: desk.invite("budi")):
        with pytest.raises(Busy):
            act()
    assert "dewi" not in desk.pool.staff
    assert set(desk.calls.calls) == {"admin_get_user", "admin_list_groups_for_user"}


def test_a_state_is_set_again_wherever_it_was_cut_short(desk: Desk, clock: FixedClock) -> None:
    """Whichever call of Cognito was the last, made or not, the same request makes the state whole, and mails once."""
    desk.put("dewi")
    calls = len(desk.calls.calls)
    assert calls > 8
    # The very first call finds nobody, and there is nothing after it.
    for when, first in (("before", 0), ("after", 1)):
        for number in range(first, calls):
            desk.pool.staff.pop("dewi", None)
            desk.calls.kill(number, when)
            with pytest.raises(Killed):
                desk.put("dewi")
            desk.calls.reset()
            assert desk.put("dewi") == WANTED
            assert desk.pool.staff["dewi"].mails == 1
            assert desk.put("dewi") == WANTED
            clock.instant = clock.instant.replace(microsecond=(clock.instant.microsecond + 1) % 1_000_000)


def test_who_was_made_meanwhile_is_looked_at_again(desk: Desk) -> None:
    """Somebody else makes the person first: busy, so that the next try asks whether it is in scope."""

    def forestall(number: int) -> None:
        if number == 1:
            desk.pool.add_staff("dewi", [], "depok")

    desk.calls.before = forestall
    with pytest.raises(Busy):
        desk.put("dewi")
    desk.calls.reset()
    assert refusal(lambda: desk.put("dewi")).code == Code.FORBIDDEN


def test_no_group_is_held_where_nobody_wanted_it(desk: Desk) -> None:
    """An officer of Bogor and Depok becomes an operator of Bogor: at no moment an operator of Depok."""
    held: set[tuple[frozenset[str], str]] = set()
    citra = desk.pool.staff["citra"]

    def look(_number: int) -> None:
        held.add((frozenset(citra.groups), citra.attributes["custom:offices"]))

    desk.calls.after = look
    assert desk.put("citra", by=HEADQUARTERS) == WANTED
    assert held == {
        (frozenset({"officers"}), "bogor,depok"),
        (frozenset(), "bogor,depok"),
        (frozenset(), "bogor"),
        (frozenset({"operators"}), "bogor"),
    }


def test_who_is_disabled_is_signed_out(desk: Desk) -> None:
    """Disabled, nobody can log in and the tokens end; enabled again, the person can."""
    off = replace(WANTED, enabled=False)
    assert desk.put("budi", off) == off
    assert not desk.pool.staff["budi"].logged_in
    assert desk.put("budi") == WANTED
    assert desk.pool.staff["budi"].enabled


def test_an_invitation_takes_everything_away(desk: Desk) -> None:
    """Password, authenticator and tokens go, and a mail comes; also again, and wherever it was cut short."""
    budi = desk.pool.staff["budi"]
    desk.calls.kill(4, "after")
    with pytest.raises(Killed):
        desk.invite("budi")
    assert (budi.authenticator, budi.logged_in, budi.mails) == (False, False, 0)
    desk.calls.reset()
    desk.invite("budi")
    assert (budi.password, budi.mails) == (MAILED_PASSWORD, 1)
    assert refusal(lambda: desk.invite("nobody")).code == Code.NOT_FOUND


def _plain(state: Wanted) -> dict[str, Any]:
    return {
        "name": state.name,
        "email": state.email,
        "groups": sorted(state.groups),
        "offices": sorted(state.offices),
        "enabled": state.enabled,
    }
