"""What people log in with and from where, over HTTP: another e-mail address and its undo, another password, devices."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from tests.support.citizens import PASSWORD, new_email
from tests.support.deployed import Deployed, account_of, eventually
from tests.support.moving import ask_for_address, asked_for_address, link_of_undo

if TYPE_CHECKING:
    from tests.support.citizens import Citizen
    from tests.support.client import Answer

OTHER_PASSWORD = "kata sandi yang lain lagi"  # noqa: S105 - made up
THIRD_PASSWORD = "kucing tidur di siang hari"  # noqa: S105 - made up
ENDED = (401, "unauthenticated")


def test_an_address_is_changed_and_changed_back(deployed: Deployed) -> None:
    """The new mailbox proves itself by its code; the old one is told, and undoes it by the link of that mail."""
    citizen, new = deployed.citizen(), new_email()
    assert field_of(ask_for_address(deployed, citizen, new, OTHER_PASSWORD)) == "password"
    proof = asked_for_address(deployed, citizen, new)
    wrong = {**proof, "code": "0000-0000" if proof["code"] != "0000-0000" else "1111-1111"}
    assert field_of(deployed.api.post("/accounts/email/confirm", wrong)) == "code"
    assert deployed.api.get("/me", citizen.token).body["email"] == citizen.email

    # the second is the repeat of whoever did not get the answer
    for _ in range(2):
        assert deployed.api.post("/accounts/email/confirm", proof).status == 204
    assert deployed.api.get("/me", citizen.token).outcome == ENDED
    token = _only_logs_in_with(deployed, citizen, new, citizen.email, PASSWORD)
    again = deployed.api.post("/me/email", {"email": new_email(), "password": PASSWORD}, token)
    assert (again.outcome, again.body["rule"]) == ((409, "limit_reached"), "address")

    secret = link_of_undo(deployed, citizen)
    [told] = deployed.mails(citizen.email, "address_changed")
    assert new not in told["text"] + told["html"]
    guessed = {"secret": f"{secret[:-1]}{'A' if secret[-1] != 'A' else 'B'}", "password": OTHER_PASSWORD}
    assert field_of(deployed.api.post("/accounts/email/undo", guessed)) == "secret"
    assert deployed.api.get("/me", token).body["email"] == new
    for _ in range(2):
        undone = deployed.api.post("/accounts/email/undo", {"secret": secret, "password": OTHER_PASSWORD})
        assert undone.status == 204, undone.text
    assert deployed.api.get("/me", token).outcome == ENDED
    _only_logs_in_with(deployed, citizen, citizen.email, new, OTHER_PASSWORD)
    eventually(lambda: deployed.mails(new, "address_restored"), "the mail to the mailbox that the account had")


def test_a_mailbox_of_another_account_is_not_given(deployed: Deployed) -> None:
    """The answer is the same, and its holder gets a mail in place of a code, which changes nothing."""
    citizen, other = deployed.citizens(2)
    taken, free = ask_for_address(deployed, citizen, other.email), ask_for_address(deployed, citizen, new_email())
    assert taken.status == free.status == 202
    assert taken.body.keys() == free.body.keys()
    eventually(lambda: deployed.mails(other.email, "address_taken"), "the mail in place of a code")
    # the one code that its holder has is of the sign-up
    proof = {"secret": taken.body["secret"], "code": deployed.mailed_code(other.email)}
    assert field_of(deployed.api.post("/accounts/email/confirm", proof)) == "code"
    for each in (citizen, other):
        assert deployed.api.get("/me", each.token).body["email"] == each.email


def test_a_changed_password_ends_the_log_ins_of_the_old_one(deployed: Deployed) -> None:
    """Who knows the old one changes it, and every device logs in anew, with the new one."""
    citizen = deployed.citizen()
    elsewhere, refresh = deployed.log_in(citizen.email), deployed.refresh_token(citizen.email)
    assert field_of(_change_password(deployed, citizen.token, THIRD_PASSWORD)) == "old_password"
    assert deployed.api.get("/me", elsewhere).status == 200
    answer = _change_password(deployed, citizen.token, PASSWORD)
    assert answer.status == 204, answer.text
    for token in (citizen.token, elsewhere):
        assert deployed.api.get("/me", token).outcome == ENDED
    with pytest.raises(ClientError, match="NotAuthorized"):
        deployed.renewed(refresh)
    with pytest.raises(ClientError, match="NotAuthorized"):
        deployed.log_in(citizen.email)
    assert deployed.api.get("/me", deployed.log_in(citizen.email, OTHER_PASSWORD)).status == 200


def test_a_new_device_is_told_of_once(deployed: Deployed) -> None:
    """Not the first one, nor one that is known; each other one by one mail, and the account is told when it logged in.

    The third device is the control: its mail comes last, so by then no other one is on its way.
    """
    citizen = deployed.citizen()
    first, second, third = (secrets.token_urlsafe(24) for _ in range(3))
    for mark in (first, first, second, first, second):
        _logs_in_from(deployed, citizen, mark)
    [told] = eventually(lambda: deployed.mails(citizen.email, "new_device"), "the mail of the second device")
    assert f"{deployed.outputs['website_url']}/sandi" in told["text"]
    _logs_in_from(deployed, citizen, third)
    mails = eventually(
        lambda: len(found := deployed.mails(citizen.email, "new_device")) > 1 and found, "the mail of the third device"
    )
    assert mails
    assert len(mails) == 2
    known = deployed.api.get("/me/export", citizen.token)
    assert len(known.body["devices"]) == 3
    assert not [mark for mark in (first, second, third) if mark in known.text]


def test_what_is_agreed_to_is_recorded_once(deployed: Deployed) -> None:
    """The newest notice and the data of children: shown with the profile, exported, and taken back by the account."""
    citizen = deployed.citizen()
    profile = deployed.api.get("/me", citizen.token).body
    newest = profile["notice"]["newest"]
    assert (profile["notice"]["accepted"], profile["children"]) == (None, False)
    agreed = {"notice_version": newest, "children": True}
    for _ in range(2):
        shown = _change(deployed, citizen, agreed)
        assert (shown["notice"]["accepted"], shown["children"]) == (newest, True)
    assert _change(deployed, citizen, {"children": False})["children"] is False
    records = deployed.api.get("/me/export", citizen.token).body["consents"]
    assert [(each["kind"], each["given"], each.get("version")) for each in records] == [
        ("children", True, None),
        ("children", False, None),
        ("notice", True, newest),
    ]


def field_of(answer: Answer) -> str:
    """Return the one field that was refused."""
    assert answer.outcome == (422, "validation_failed"), answer.text
    [error] = answer.body["errors"]
    return str(error["field"])


def _only_logs_in_with(deployed: Deployed, citizen: Citizen, email: str, other: str, password: str) -> str:
    """The account has one address and no more the other; return the token of a log-in with it."""
    token = deployed.log_in(email, password)
    assert account_of(token) == citizen.account_id
    assert deployed.api.get("/me", token).body["email"] == email
    for each in (PASSWORD, OTHER_PASSWORD):
        with pytest.raises(ClientError, match=r"NotAuthorized|UserNotFound"):
            deployed.log_in(other, each)
    return token


def _change_password(deployed: Deployed, token: str, old: str) -> Answer:
    return deployed.api.post("/me/password", {"old_password": old, "new_password": OTHER_PASSWORD}, token)


def _logs_in_from(deployed: Deployed, citizen: Citizen, mark: str) -> None:
    answer = deployed.api.post("/me/logins", {"device": mark}, citizen.token)
    assert answer.status == 204, answer.text


def _change(deployed: Deployed, citizen: Citizen, body: dict[str, Any]) -> dict[str, Any]:
    answer = deployed.api.request("PATCH", "/me", token=citizen.token, body=body)
    assert answer.status == 200, answer.text
    changed: dict[str, Any] = answer.body
    return changed
