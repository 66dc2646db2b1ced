"""Administrators manage the staff of their offices."""

from __future__ import annotations

import copy
import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from pydantic import ValidationError

from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code
from antrean.bookings.operation import Services
from antrean.staff import manage
from antrean.staff.forms import StaffChange, StaffPath
from antrean.staff.model import Administrator
from functions.staff.users import app as users
from instruments.replay.calls import Killed, Recorder
from instruments.replay.cognito import MAILED_PASSWORD, client_error
from tests.support.managing import BOGOR, HEADQUARTERS, WANTED, Desk
from tests.support.wishes import refusal


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
        "headers": {"Idempotency-Key": "key", "If-Match": "0"},
        "pathParameters": {"username": "dewi"} if "{" in resource else {},
        "requestContext": {"authorizer": {"claims": {"sub": "staff", "token_use": "id", **claims}}},
        "body": json.dumps(body if method == "PUT" else {"reason": "r"}),
    }
    assert users.handler(event, SimpleNamespace(aws_request_id="1"))["statusCode"] == 403


def test_administrators_see_their_own_staff(desk: Desk) -> None:
    """Those of Bogor see who works there alone; headquarters see everybody, also who has no office."""

    def seen(by: Administrator) -> list[str]:
        return [person.username for person, _ in manage.people(desk.managed, by)]

    assert seen(BOGOR) == ["admin", "budi"]
    assert seen(HEADQUARTERS) == ["admin", "budi", "citra", "eka"]


@pytest.mark.parametrize("offices", [{"depok"}, {"bogor", "depok"}, {"*"}])
def test_offices_of_others_are_not_given(desk: Desk, offices: set[str]) -> None:
    """Neither another office, nor one beside the own, nor all of them."""
    wanted = WANTED._replace(offices=frozenset(offices))
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
    unknown = WANTED._replace(offices=frozenset({"atlantis"}))
    assert refusal(lambda: desk.put("budi", unknown, HEADQUARTERS)).code == Code.VALIDATION_FAILED
    everywhere = WANTED._replace(offices=frozenset({"*"}))
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
    after = WANTED.plain()
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


def test_a_name_with_capitals_is_the_same_person() -> None:
    """However a user name or an address is written, it is one person: small letters are what counts."""
    path = StaffPath.model_validate({"username": "Siti.Rahayu@Imigrasi.GO.ID"})
    assert path.username == "siti.rahayu@imigrasi.go.id"
    body = {"email": "Siti@Imigrasi.GO.ID", "name": "Siti", "groups": [], "offices": ["*"], "enabled": True}
    assert StaffChange.model_validate_json(json.dumps({**body, "reason": "r"})).email == "siti@imigrasi.go.id"


def test_who_was_made_with_capitals_by_hand_is_found(desk: Desk) -> None:
    """A login of before whose name has capitals is changed, and no second one made."""
    desk.pool.add_staff("Fajar", ["officers"], "bogor")
    assert desk.put("fajar") == WANTED
    assert set(desk.pool.staff) == {"admin", "budi", "citra", "eka", "Fajar"}


@pytest.mark.parametrize("username", ["budi", "dewi"])
def test_an_address_that_cognito_refuses_is_told(desk: Desk, username: str) -> None:
    """Such an address of a person, new or not, is refused by name, and nothing is changed at Cognito."""
    desk.pool.no_address.add("tidak@contoh.id")
    before = copy.deepcopy(desk.pool.staff)
    wrong = refusal(lambda: desk.put(username, WANTED._replace(email="tidak@contoh.id", enabled=False)))
    assert wrong.code == Code.VALIDATION_FAILED
    assert wrong.members["errors"] == [{"field": "email", "message": "must be an address to which mail can be sent"}]
    assert desk.pool.staff == before


def test_another_fault_of_cognito_is_no_address(desk: Desk) -> None:
    """What is neither a refused address nor a fault that passes is an error of the program, and is told as one."""

    def fail(_number: int) -> None:
        if desk.calls.calls[-1] in {"admin_create_user", "admin_update_user_attributes"}:
            raise client_error("NotAuthorizedException")

    desk.calls.before = fail
    for username in ("budi", "dewi"):
        with pytest.raises(ClientError):
            desk.put(username)


def test_the_last_login_is_listed(desk: Desk, clock: FixedClock) -> None:
    """The list tells when somebody logged in last, also where an earlier login is told late; of others nothing."""
    first, last = clock.instant, clock.instant + timedelta(hours=1)
    for instant in (first, last, first):
        desk.managed.logins.note("budi", instant)
    seen = {person.username: at for person, at in manage.people(desk.managed, BOGOR)}
    assert seen == {"admin": None, "budi": last}


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
    off = WANTED._replace(enabled=False)
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
