"""Accounts: one NIK, one account; nobody learns who has one; nothing but our tokens opens a door."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef

from antrean.messages.letters import code_mail
from tests.support.citizens import PASSWORD, Citizen, family, new_email, person, sign_up_body
from tests.support.client import fetch_url
from tests.support.deployed import Deployed, claims, eventually

OTHER_PASSWORD = "kata sandi orang lain"  # noqa: S105 - made up
WRONG_CODE = (422, "validation_failed")
CITIZENS_ROUTES = [
    ("GET", "/me"),
    ("PATCH", "/me"),
    ("GET", "/me/listings"),
    ("POST", "/me/listings/7K3M9QWERTY2PASD/contest"),
    ("POST", "/me/listings/7K3M9QWERTY2PASD/leave"),
    ("POST", "/bookings"),
    ("GET", "/bookings"),
    ("GET", "/bookings/7K3M9QWERTY2PASD"),
    ("POST", "/bookings/7K3M9QWERTY2PASD/applicants"),
    ("POST", "/bookings/7K3M9QWERTY2PASD/applicants/1/leave"),
    ("POST", "/bookings/7K3M9QWERTY2PASD/applicants/1/object"),
    ("POST", "/bookings/7K3M9QWERTY2PASD/cancel"),
    ("POST", "/bookings/7K3M9QWERTY2PASD/reschedule"),
    ("GET", "/bookings/7K3M9QWERTY2PASD/receipt"),
    ("GET", "/bookings/7K3M9QWERTY2PASD/calendar"),
]
STAFF_ROUTES = [
    ("GET", "/admin/offices/bogor/quotas"),
    ("PUT", "/admin/offices/bogor/quotas/2026-12-08/morning"),
    ("POST", "/checkins"),
]


@pytest.fixture(scope="module")
def citizen(deployed: Deployed) -> Citizen:
    """Somebody with an account, who changes nothing."""
    return deployed.citizen()


def test_codes_come_in_the_look_of_all_mails(deployed: Deployed) -> None:
    """That of a sign-up and that of a new password: the same page, as the local mailbox shows it too."""
    who = deployed.citizen()
    deployed.aws.cognito().forgot_password(ClientId=deployed.outputs["citizen_client_id"], Username=who.email)
    mails = eventually(lambda: deployed.mails(who.email)[1:] and deployed.mails(who.email), "the mail of the reset")
    for mail in mails:
        [code] = re.findall(r"\b[0-9]{6}\b", mail["text"])
        assert (mail["subject"], mail["html"]) == (code_mail(code).subject, code_mail(code).html)
        shown = fetch_url(f"{deployed.outputs['website_url']}/mail/{quote(mail['id'], safe='')}/html")
        assert (shown.status, shown.text) == (200, mail["html"])


def test_a_taken_nik_gets_the_same_answer(deployed: Deployed) -> None:
    """A stranger who signs up with somebody's NIK is told what all are told; the owner gets a mail, no stranger."""
    owner = deployed.citizen()
    stranger = new_email()
    answer = deployed.api.post("/accounts", sign_up_body(owner.person, stranger))
    assert (answer.status, answer.body) == (202, {"status": "confirmation_sent"})
    _owner_was_told(deployed, owner)
    assert deployed.letters_to(stranger) == []
    assert deployed.api.post("/accounts/confirm", {"email": stranger, "code": "123456"}).outcome == WRONG_CODE


def test_a_taken_mailbox_gets_the_same_answer(deployed: Deployed) -> None:
    """The same for an e-mail address that has an account; its password stays what it was."""
    owner = deployed.citizen()
    body = sign_up_body(person("Orang Lain"), owner.email, password=OTHER_PASSWORD)
    answer = deployed.api.post("/accounts", body)
    assert (answer.status, answer.body) == (202, {"status": "confirmation_sent"})
    _owner_was_told(deployed, owner)
    assert deployed.log_in(owner.email, PASSWORD)
    with pytest.raises(ClientError, match="NotAuthorized"):
        deployed.log_in(owner.email, OTHER_PASSWORD)


def test_the_owner_is_told_once_an_hour(deployed: Deployed) -> None:
    """A stranger who tries again and again does not fill the owner's mailbox."""
    owner = deployed.citizen()
    for _ in range(3):
        assert deployed.api.post("/accounts", sign_up_body(owner.person, new_email())).status == 202
    _owner_was_told(deployed, owner)
    assert len(deployed.letters_to(owner.email)) == 2


def test_an_unconfirmed_sign_up_can_be_repeated(deployed: Deployed) -> None:
    """Who never confirmed signs up again, with another password; the one that was proved by the mail counts."""
    who, email = person(), new_email()
    for password in (OTHER_PASSWORD, PASSWORD):
        assert deployed.api.post("/accounts", sign_up_body(who, email, password=password)).status == 202
    assert deployed.api.post("/accounts/confirm", {"email": email, "code": deployed.mailed_code(email)}).status == 204
    assert deployed.api.get("/me", deployed.log_in(email)).status == 200
    with pytest.raises(ClientError, match="NotAuthorized"):
        deployed.log_in(email, OTHER_PASSWORD)


def test_wrong_unknown_and_used_codes_look_the_same(deployed: Deployed) -> None:
    """A wrong code, a stranger's mailbox and a code that was used get one answer, word for word."""
    email = new_email()
    assert deployed.api.post("/accounts", sign_up_body(person(), email)).status == 202
    code = deployed.mailed_code(email)
    wrong = deployed.api.post("/accounts/confirm", {"email": email, "code": f"{(int(code) + 1) % 1_000_000:06d}"})
    unknown = deployed.api.post("/accounts/confirm", {"email": new_email(), "code": code})
    assert deployed.api.post("/accounts/confirm", {"email": email, "code": code}).status == 204
    used = deployed.api.post("/accounts/confirm", {"email": email, "code": code})
    assert wrong.outcome == WRONG_CODE
    assert wrong.content == unknown.content == used.content


def test_two_sign_ups_of_one_nik_end_in_one_account(deployed: Deployed) -> None:
    """Two mailboxes wait with the same NIK: the first to confirm has it, the other can log in but do nothing."""
    who, first, second = person(), new_email(), new_email()
    for email in (first, second):
        assert deployed.api.post("/accounts", sign_up_body(who, email)).status == 202
    for email in (first, second):
        assert (
            deployed.api.post("/accounts/confirm", {"email": email, "code": deployed.mailed_code(email)}).status == 204
        )
    assert deployed.api.get("/me", deployed.log_in(first)).status == 200
    loser = deployed.log_in(second)
    assert deployed.api.get("/me", loser).outcome == (403, "forbidden")
    assert _booking(deployed, loser) == (403, "forbidden")


@pytest.mark.parametrize("proof", [None, "1.AAAA", "9999999999.AAAAAAAAAAAAAAAAAAAAAAAAAA"])
def test_a_sign_up_past_our_api_is_refused(deployed: Deployed, proof: str | None) -> None:
    """Cognito itself asks our gate: without the proof of our API, or with a made-up one, there is no user."""
    attributes: list[AttributeTypeTypeDef] = [{"Name": "custom:sign_up_proof", "Value": proof}] if proof else []
    with pytest.raises(ClientError, match="UserLambdaValidationException"):
        deployed.aws.cognito().sign_up(
            ClientId=deployed.outputs["citizen_client_id"],
            Username=new_email(),
            Password=PASSWORD,
            UserAttributes=attributes,
        )


def test_a_user_without_our_sign_up_cannot_book(deployed: Deployed) -> None:
    """A user that an administrator put into the pool logs in, and has neither profile nor bookings."""
    cognito, email = deployed.aws.cognito(), new_email()
    pool = deployed.outputs["citizen_pool_id"]
    cognito.admin_create_user(UserPoolId=pool, Username=email, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=PASSWORD, Permanent=True)
    token = deployed.log_in(email)
    assert deployed.api.get("/me", token).outcome == (403, "forbidden")
    assert _booking(deployed, token) == (403, "forbidden")
    assert deployed.api.get("/bookings", token).body == {"bookings": []}


def test_the_nik_is_masked(deployed: Deployed, citizen: Citizen) -> None:
    """A citizen sees the last four digits of the own NIK, and nobody sees more."""
    me = deployed.api.get("/me", citizen.token)
    assert me.body["nik_masked"] == "*" * 12 + citizen.person.nik[-4:]
    assert citizen.person.nik not in me.text


@pytest.mark.parametrize(("method", "path"), CITIZENS_ROUTES + STAFF_ROUTES)
def test_every_door_needs_a_token(deployed: Deployed, method: str, path: str) -> None:
    """Without a token every route but the public ones answers 401."""
    assert deployed.api.request(method, path, body={}).outcome == (401, "unauthenticated")


@pytest.mark.parametrize(("method", "path"), CITIZENS_ROUTES)
def test_staff_are_no_citizens(deployed: Deployed, method: str, path: str) -> None:
    """A token of the staff pool opens no citizen's route."""
    token = deployed.staff("operators", "*")
    assert deployed.api.request(method, path, token=token, body={}).outcome == (401, "unauthenticated")


@pytest.mark.parametrize(("method", "path"), STAFF_ROUTES)
def test_citizens_are_no_staff(deployed: Deployed, citizen: Citizen, method: str, path: str) -> None:
    """A token of the citizens' pool opens no staff route."""
    assert deployed.api.request(method, path, token=citizen.token, body={}).outcome == (401, "unauthenticated")


@pytest.mark.parametrize("kind", ["another subject", "no signature", "algorithm none", "noise", "empty parts", "a NIK"])
def test_forged_tokens_are_refused(deployed: Deployed, citizen: Citizen, kind: str) -> None:
    """A token that Cognito did not sign as it stands opens nothing."""
    assert deployed.api.get("/me", _forged(citizen, kind)).outcome == (401, "unauthenticated")


def test_access_tokens_are_refused(deployed: Deployed, citizen: Citizen) -> None:
    """The access token of a login is for Cognito; our API takes ID tokens only."""
    token = deployed.access_token(citizen.email)
    assert claims(token)["token_use"] == "access"  # noqa: S105 - a kind of token
    assert deployed.api.get("/me", token).outcome == (401, "unauthenticated")


def _owner_was_told(deployed: Deployed, owner: Citizen) -> None:
    """The owner has two mails: the code of the own sign-up, and the notice, which names nobody else."""
    letters = eventually(lambda: deployed.letters_to(owner.email)[1:], "a mail to the owner")
    assert owner.person.nik not in letters[0]["text"]
    assert owner.person.full_name in letters[0]["text"]
    [whole] = deployed.mails(owner.email, "account_exists")
    assert f'href="{deployed.outputs["website_url"]}/masuk"' in whole["html"]
    assert owner.person.nik not in whole["html"]


def _booking(deployed: Deployed, token: str) -> tuple[int, str | None]:
    [slot, *_] = deployed.slots()
    body = {**slot.choice, "service": "new", "applicants": family(1)}
    return deployed.api.post("/bookings", body, token).outcome


def _forged(citizen: Citizen, kind: str) -> str:
    header, body, signature = citizen.token.split(".")
    other = _encoded({**claims(citizen.token), "sub": "00000000-0000-4000-8000-000000000000"})
    return {
        "another subject": f"{header}.{other}.{signature}",
        "no signature": f"{header}.{body}.",
        "algorithm none": f"{_encoded({'alg': 'none', 'typ': 'JWT'})}.{other}.",
        "noise": "c2VjcmV0",
        "empty parts": "..",
        "a NIK": citizen.person.nik,
    }[kind]


def _encoded(part: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
