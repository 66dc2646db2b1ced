"""Administrators manage the staff of their offices over HTTP: invite, change, disable, let log in anew."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from instruments.dynamodb.table import Item
from tests.support.client import Answer
from tests.support.deployed import Deployed, claims, eventually, subject

FORBIDDEN = (403, "forbidden")
NOBODY = '"0"'


def new_name() -> str:
    """Return a user name that nobody has."""
    return f"dewi.{secrets.token_hex(4)}@contoh.id"


def state(username: str, *offices: str, **more: Any) -> dict[str, Any]:
    """Return the body that makes somebody an officer of these offices."""
    person = {"email": username, "name": "Dewi Lestari", "groups": ["officers"], "offices": list(offices)}
    return {**person, "enabled": True, "reason": "baru di loket", **more}


def put(
    deployed: Deployed, token: str, username: str, body: dict[str, Any], version: str = NOBODY, key: str = ""
) -> Answer:
    """Set a state, at a version, under a key."""
    headers = {"If-Match": version, "Idempotency-Key": key or secrets.token_hex()}
    return deployed.api.request("PUT", f"/staff/users/{username}", token=token, headers=headers, body=body)


def invite(deployed: Deployed, token: str, username: str, key: str = "") -> Answer:
    """Let somebody log in anew."""
    path, body = f"/staff/users/{username}/invitation", {"reason": "telepon hilang"}
    return deployed.api.request(
        "POST", path, token=token, headers={"Idempotency-Key": key or secrets.token_hex()}, body=body
    )


def listed(deployed: Deployed, token: str) -> dict[str, dict[str, Any]]:
    """Return the staff whom somebody manages, by user name."""
    answer = deployed.api.get("/staff/users", token)
    assert answer.status == 200, answer.text
    return {member["username"]: member for member in answer.body["staff"]}


def records_of(deployed: Deployed, username: str) -> list[Item]:
    """Return the audit records about somebody, in order of time."""
    return [each for each in deployed.table.partition("AUDIT#STAFF") if each["username"] == username]


def challenge(deployed: Deployed, username: str, password: str) -> str:
    """Begin to log in, and return what Cognito asks next."""
    answer = deployed.aws.cognito().initiate_auth(
        ClientId=deployed.outputs["staff_client_id"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": username, "PASSWORD": password},
    )
    return str(answer.get("ChallengeName", ""))


def two_offices(deployed: Deployed) -> tuple[str, str]:
    """Return two offices."""
    first, second, *_ = deployed.api.get("/offices").body["offices"]
    return first["office_id"], second["office_id"]


def test_somebody_is_invited_changed_and_disabled(deployed: Deployed) -> None:
    """Invited by mail, then an operator elsewhere, then disabled and enabled; each step has its record and is seen."""
    first, second = two_offices(deployed)
    administrator, username = deployed.staff("administrators", f"{first},{second}"), new_name()
    made = put(deployed, administrator, username, state(username, first))
    assert made.status == 200, made.text
    assert made.headers["etag"] == made.body["etag"]
    eventually(lambda: deployed.letters_to(username), "an invitation by mail")
    seen = listed(deployed, administrator)[username]
    assert seen == {**made.body, "last_login_at": None, "changed_at": seen["changed_at"]}
    moved = state(username, second, groups=["operators", "supervisors"], name="Dewi L. Sari")
    changed = put(deployed, administrator, username, moved, seen["etag"]).body
    assert (changed["groups"], changed["offices"]) == (["operators", "supervisors"], [second])
    off = put(deployed, administrator, username, {**moved, "enabled": False}, changed["etag"]).body
    assert not off["enabled"]
    on = put(deployed, administrator, username, moved, off["etag"]).body
    assert (on["enabled"], on["etag"]) == (True, changed["etag"])
    assert [each["action"] for each in records_of(deployed, username)] == ["put"] * 4
    assert {each["operator"] for each in records_of(deployed, username)} == {subject(administrator)}


def test_who_was_invited_logs_in_with_that_role(deployed: Deployed) -> None:
    """The rights that were given are in the token; the first login is seen in the list."""
    first, _ = two_offices(deployed)
    administrator, username, password = deployed.staff("administrators", first), new_name(), secrets.token_urlsafe(15)
    assert put(deployed, administrator, username, state(username, first)).status == 200
    pool = deployed.outputs["staff_pool_id"]
    cognito = deployed.aws.cognito()
    cognito.admin_set_user_password(UserPoolId=pool, Username=username, Password=password, Permanent=True)
    answer = cognito.initiate_auth(
        ClientId=deployed.outputs["staff_client_id"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": username, "PASSWORD": password},
    )
    token = answer["AuthenticationResult"]["IdToken"]
    assert (claims(token)["cognito:groups"], claims(token)["custom:offices"]) == (["officers"], first)
    assert deployed.api.post("/staff/logins", {}, token).status == 204
    assert listed(deployed, administrator)[username]["last_login_at"]
    again = invite(deployed, administrator, username)
    assert again.status == 200, again.text
    with pytest.raises(cognito.exceptions.NotAuthorizedException):
        challenge(deployed, username, password)


def test_the_same_request_again_changes_and_mails_nothing(deployed: Deployed) -> None:
    """Under the same key an invitation is mailed once and a late change does nothing; another under it is refused."""
    first, _ = two_offices(deployed)
    administrator, username = deployed.staff("administrators", first), new_name()
    answers = [put(deployed, administrator, username, state(username, first), key="baru") for _ in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].body["etag"] == answers[1].body["etag"]
    other = state(username, first, name="Orang lain")
    assert put(deployed, administrator, username, other, key="baru").outcome == (422, "idempotency_key_reused")
    later = put(deployed, administrator, username, other, answers[0].body["etag"]).body
    assert put(deployed, administrator, username, state(username, first), key="baru").body["etag"] == later["etag"]
    eventually(lambda: deployed.letters_to(username), "an invitation by mail")
    for _ in range(2):
        assert invite(deployed, administrator, username, key="ulang").status == 200
    eventually(lambda: len(deployed.letters_to(username)) > 1, "a second one")
    assert len(deployed.letters_to(username)) == 2
    assert [each["action"] for each in records_of(deployed, username)] == ["put", "put", "invite"]


def test_two_administrators_do_not_overwrite_each_other(deployed: Deployed) -> None:
    """Who read an older state is told the present one; a user name that somebody has is given to nobody else."""
    first, _ = two_offices(deployed)
    administrator, username = deployed.staff("administrators", first), new_name()
    made = put(deployed, administrator, username, state(username, first)).body
    other = state(username, first, groups=["supervisors"])
    assert put(deployed, deployed.staff("administrators", "*"), username, other, made["etag"]).status == 200
    late = put(deployed, administrator, username, state(username, first, enabled=False), made["etag"])
    assert late.outcome == (412, "version_conflict")
    assert late.body["member"]["groups"] == ["supervisors"]
    taken = put(deployed, administrator, username.upper(), state(username, first))
    assert taken.outcome == (412, "version_conflict")
    assert taken.body["member"]["username"] == username
    missing = deployed.api.request(
        "PUT", f"/staff/users/{username}", token=administrator, headers={"Idempotency-Key": "a"}, body=other
    )
    assert missing.outcome == (428, "precondition_required")


def test_one_name_is_one_person_however_it_is_written(deployed: Deployed) -> None:
    """Invited with capitals in name and address, changed without: there is one login, in small letters."""
    first, _ = two_offices(deployed)
    administrator, username = deployed.staff("administrators", first), new_name()
    made = put(deployed, administrator, username.title(), state(username.title(), first))
    assert (made.body["username"], made.body["email"]) == (username, username)
    changed = put(deployed, administrator, username, state(username, first, name="Dewi"), made.body["etag"])
    assert changed.body["staff_id"] == made.body["staff_id"]
    assert [name for name in listed(deployed, administrator) if name.lower() == username] == [username]


def test_administrators_stay_within_their_offices(deployed: Deployed) -> None:
    """Of another office they see, change, invite and give nothing; nobody changes the own account, under any name."""
    first, second = two_offices(deployed)
    one, other, username = deployed.staff("administrators", first), deployed.staff("administrators", second), new_name()
    made = put(deployed, one, username, state(username, first)).body
    assert username not in listed(deployed, other)
    assert username in listed(deployed, deployed.staff("administrators", "*"))
    assert put(deployed, other, username, state(username, second), made["etag"]).outcome == FORBIDDEN
    assert invite(deployed, other, username).outcome == FORBIDDEN
    for offices in ([second], [first, second], ["*"]):
        assert put(deployed, one, username, state(username, *offices), made["etag"]).outcome == FORBIDDEN
    oneself = listed(deployed, one)[str(claims(one)["cognito:username"])]
    for name in (oneself["username"], oneself["staff_id"]):
        assert put(deployed, one, name, state(username, first), oneself["etag"]).outcome == FORBIDDEN
        assert invite(deployed, one, name).outcome == FORBIDDEN
    assert len(records_of(deployed, username)) == 1


@pytest.mark.parametrize("group", ["officers", "supervisors", "operators", "administrators", "", "citizen"])
def test_who_may_call_which_route(deployed: Deployed, group: str) -> None:
    """Administrators manage; every other role, a citizen, and nobody may not; each of the staff tells of a login."""
    first, _ = two_offices(deployed)
    token = deployed.citizen().token if group == "citizen" else deployed.staff(group, first) if group else None
    username = new_name()
    answers = [
        deployed.api.get("/staff/users", token).status,
        put(deployed, token or "", username, state(username, first)).status,
        invite(deployed, token or "", username).status,
        deployed.api.post("/staff/logins", {}, token).status,
    ]
    if group == "administrators":
        assert answers == [200, 200, 200, 204]
    elif group in {"", "citizen"}:
        assert answers == [401] * 4
    else:
        assert answers == [403, 403, 403, 204]


@pytest.mark.parametrize(
    ("username", "more", "field"),
    [
        ("de wi", {}, "username"),
        ("x", {}, "username"),
        ("", {"email": "bukan alamat"}, "email"),
        ("", {"groups": ["emperors"]}, "groups.0"),
        ("", {"offices": []}, "offices"),
        ("", {"offices": ["atlantis"]}, "offices"),
        ("", {"name": ""}, "name"),
    ],
)
def test_what_is_wrong_is_named(deployed: Deployed, username: str, more: dict[str, Any], field: str) -> None:
    """Each wrong field is told by its name, and makes nobody."""
    wanted = username or new_name()
    answer = put(
        deployed, deployed.staff("administrators", "*"), wanted.replace(" ", "%20"), state(new_name(), "*", **more)
    )
    assert answer.outcome == (422, "validation_failed")
    assert [error["field"] for error in answer.body["errors"]] == [field]
    assert records_of(deployed, wanted) == []
