"""Accounts: one NIK, one account; nobody learns who has one; nothing but our tokens opens a door."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef

from antrean.messages.letters import code_letter
from tests.support.accounts import CODE
from tests.support.citizens import PASSWORD, Citizen, confirmation, family, new_email, person
from tests.support.client import fetch_url
from tests.support.deployed import Deployed, claims, eventually

OTHER_PASSWORD = "kata sandi orang lain"  # noqa: S105 - made up
WRONG_CODE = (422, "validation_failed")
CITIZENS_ROUTES = [
    ("GET", "/me"),
    ("PATCH", "/me"),
    ("POST", "/me/email"),
    ("POST", "/me/password"),
    ("POST", "/me/logins"),
    ("POST", "/me/sessions/end"),
    ("GET", "/me/export"),
    ("GET", "/me/seen"),
    ("POST", "/me/close"),
    ("POST", "/me/reopen"),
    ("GET", "/me/household"),
    ("POST", "/me/household"),
    ("PATCH", "/me/household/v1.x"),
    ("DELETE", "/me/household/v1.x"),
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
    assert deployed.api.post("/accounts/password", {"email": who.email, "language": "en"}).status == 202
    mails = eventually(lambda: deployed.mails(who.email)[1:] and deployed.mails(who.email), "the mail of the reset")
    for mail in mails:
        kind, language = ("reset", "en") if "new password" in mail["subject"] else ("sign_up", "id")
        found = CODE.findall(mail["text"])
        assert found
        letter = code_letter(kind, found[0], language, deployed.outputs["website_url"])  # type: ignore[arg-type] # of a table
        assert (mail["subject"], mail["html"]) == (letter.subject, letter.html)
        shown = fetch_url(f"{deployed.outputs['website_url']}/mail/{quote(mail['id'], safe='')}/html")
        assert (shown.status, shown.text) == (200, mail["html"])


def test_a_taken_nik_gets_the_same_answer(deployed: Deployed) -> None:
    """A stranger who signs up with somebody's NIK gets a code as all do; with it the refusal, and the owner a mail."""
    owner, stranger = deployed.citizen(), new_email()
    secret = deployed.sign_up(owner.person, stranger)
    assert deployed.confirm(stranger, secret).outcome == (409, "nik_taken")
    _owner_was_told(deployed, owner)
    with pytest.raises(ClientError, match="NotAuthorized"):
        deployed.log_in(stranger)


def test_a_taken_mailbox_gets_the_same_answer(deployed: Deployed) -> None:
    """The same for an e-mail address that has an account; its password stays what it was, and it is mailed no code."""
    owner = deployed.citizen()
    secret = deployed.sign_up(person("Orang Lain"), owner.email)
    letters = eventually(lambda: deployed.letters_to(owner.email)[1:], "the mail in place of a code")
    assert "Anda sudah punya akun" in letters[-1]["text"]
    # the code of the first sign-up is the one of this hour, but the mailbox has an account
    assert deployed.confirm(owner.email, secret, OTHER_PASSWORD).outcome == (409, "account_exists")
    assert deployed.log_in(owner.email, PASSWORD)
    with pytest.raises(ClientError, match="NotAuthorized"):
        deployed.log_in(owner.email, OTHER_PASSWORD)


def test_the_owner_is_told_once_an_hour(deployed: Deployed) -> None:
    """A stranger who tries again and again does not fill the owner's mailbox."""
    owner = deployed.citizen()
    for _ in range(2):
        stranger = new_email()
        secret = deployed.sign_up(owner.person, stranger)
        assert deployed.confirm(stranger, secret).outcome == (409, "nik_taken")
    _owner_was_told(deployed, owner)
    assert len(deployed.letters_to(owner.email)) == 2


def test_sign_ups_of_one_mailbox_wait_side_by_side(deployed: Deployed) -> None:
    """The first is proved after the second was begun, and the password is the one that came with the code."""
    who, email = person(), new_email()
    first, second = (deployed.sign_up(each, email) for each in (who, person("Orang Lain")))
    assert deployed.confirm(email, first).status == 204
    assert deployed.confirm(email, first).status == 204
    assert deployed.confirm(email, second, OTHER_PASSWORD).outcome == (409, "account_exists")
    assert deployed.api.get("/me", deployed.log_in(email)).body["full_name"] == who.full_name
    with pytest.raises(ClientError, match="NotAuthorized"):
        deployed.log_in(email, OTHER_PASSWORD)


def test_wrong_codes_unknown_secrets_and_spent_tries_look_the_same(deployed: Deployed) -> None:
    """One answer, word for word; and after five wrong codes the right one is refused."""
    email = new_email()
    secret, code = deployed.sign_up(person(), email), deployed.mailed_code(email)
    other = "0000-0000" if code != "0000-0000" else "1111-1111"
    said = [deployed.api.post("/accounts/confirm", confirmation("A" * 32, code))]
    said += [deployed.api.post("/accounts/confirm", confirmation(secret, other)) for _ in range(5)]
    said.append(deployed.api.post("/accounts/confirm", confirmation(secret, code)))
    assert said[0].outcome == WRONG_CODE
    assert len({answer.content for answer in said}) == 1


def test_two_sign_ups_of_one_nik_end_in_one_account(deployed: Deployed) -> None:
    """Two mailboxes wait with the same NIK: the first to confirm has it, and the other hears so and may use another."""
    who, first, second = person(), new_email(), new_email()
    secrets = [deployed.sign_up(who, email) for email in (first, second)]
    assert deployed.confirm(first, secrets[0]).status == 204
    assert deployed.confirm(second, secrets[1]).outcome == (409, "nik_taken")
    assert deployed.api.get("/me", deployed.log_in(first)).status == 200
    assert deployed.confirm(second, deployed.sign_up(person(), second)).status == 204


def test_a_new_password_ends_the_log_ins_of_the_old_one(deployed: Deployed) -> None:
    """A code by mail sets it; old password and old tokens are good for nothing, and who logs in at once is in."""
    citizen = deployed.citizen()
    refresh, before = deployed.refresh_token(citizen.email), deployed.log_in(citizen.email)
    assert deployed.api.get("/me", before).status == 200
    body = confirmation(*deployed.asked_for_password(citizen.email), OTHER_PASSWORD)
    assert deployed.api.post("/accounts/password/confirm", body).status == 204
    token = deployed.log_in(citizen.email, OTHER_PASSWORD)
    assert deployed.api.get("/me", token).body["account_id"] == citizen.account_id
    assert deployed.api.get("/me", before).outcome == (401, "unauthenticated")
    with pytest.raises(ClientError, match="NotAuthorized"):
        deployed.log_in(citizen.email)
    with pytest.raises(ClientError, match="NotAuthorized"):
        deployed.renewed(refresh)


def test_a_user_who_was_deleted_at_cognito_comes_back(deployed: Deployed) -> None:
    """The account is there still: a new password gives it another user."""
    citizen = deployed.citizen()
    deployed.aws.cognito().delete_user(AccessToken=deployed.access_token(citizen.email))
    body = confirmation(*deployed.asked_for_password(citizen.email))
    assert deployed.api.post("/accounts/password/confirm", body).status == 204
    assert deployed.api.get("/me", deployed.log_in(citizen.email)).body["account_id"] == citizen.account_id


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
