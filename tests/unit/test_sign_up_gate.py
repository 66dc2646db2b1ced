"""The pre sign-up trigger: who may become a user of the citizens' pool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from antrean import wiring
from antrean.base.ids import Pepper
from antrean.login.identity import ACCOUNT_ATTRIBUTE, PROOF_ATTRIBUTE
from functions.citizen.sign_up_gate import app as gate

if TYPE_CHECKING:
    from antrean.base.clock import FixedClock

EMAIL = "siti@contoh.id"
ACCOUNT = "account-of-siti"
OWN = {"email": EMAIL, ACCOUNT_ATTRIBUTE: ACCOUNT}
PEPPER = Pepper(b"a pepper of the tests, 32 bytes..")


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, clock: FixedClock) -> None:
    """The pepper and the clock of the tests."""
    monkeypatch.setattr(wiring, "pepper", lambda: PEPPER)
    monkeypatch.setattr(wiring, "CLOCK", clock)


def event(source: str, **attributes: str) -> dict[str, Any]:
    """Return the event with which Cognito asks."""
    return {
        "version": "1",
        "triggerSource": source,
        "userName": "sub",
        "request": {"userAttributes": attributes, "validationData": None},
        "response": {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False},
    }


def test_whom_our_proof_names_is_confirmed(clock: FixedClock) -> None:
    """With a fresh proof for its e-mail address and its account the user may log in at once, and is mailed no code."""
    proof = PEPPER.sign_up_proof(EMAIL, ACCOUNT, int(clock.now().timestamp()))
    asked = event("PreSignUp_SignUp", **OWN, **{PROOF_ATTRIBUTE: proof})
    answer = gate.handler(asked, None)
    assert answer["response"] == {"autoConfirmUser": True, "autoVerifyEmail": True, "autoVerifyPhone": False}
    assert {**answer, "response": asked["response"]} == asked


@pytest.mark.parametrize(
    "fault",
    [
        "no proof",
        "not a proof",
        "of another address",
        "of another account",
        "of no account",
        "expired",
        "made to last",
        "of another pepper",
    ],
)
def test_a_sign_up_past_our_api_is_refused(clock: FixedClock, fault: str) -> None:
    """Without a proof that is ours, fresh and of this address there is no user; the message names nobody."""
    now = int(clock.now().timestamp())
    expired = PEPPER.sign_up_proof(EMAIL, ACCOUNT, now - 1)
    attributes = {
        "no proof": {},
        "not a proof": {PROOF_ATTRIBUTE: "9999999999.AAAA"},
        "of another address": {PROOF_ATTRIBUTE: PEPPER.sign_up_proof("budi@contoh.id", ACCOUNT, now)},
        "of another account": {PROOF_ATTRIBUTE: PEPPER.sign_up_proof(EMAIL, "account-of-budi", now)},
        "of no account": {PROOF_ATTRIBUTE: PEPPER.sign_up_proof(EMAIL, ACCOUNT, now), ACCOUNT_ATTRIBUTE: ""},
        "expired": {PROOF_ATTRIBUTE: expired},
        "made to last": {PROOF_ATTRIBUTE: f"{now + 9}.{expired.partition('.')[2]}"},
        "of another pepper": {PROOF_ATTRIBUTE: Pepper(b"another").sign_up_proof(EMAIL, ACCOUNT, now)},
    }[fault]
    with pytest.raises(gate.SignUpRefused) as refusal:
        gate.handler(event("PreSignUp_SignUp", **{**OWN, **attributes}), None)
    assert str(refusal.value) == "Sign up on our website or through our API."


def test_administrators_make_users_and_nobody_else_does(clock: FixedClock) -> None:
    """AdminCreateUser needs our own credentials and passes; federation is refused, even with a proof."""
    made = event("PreSignUp_AdminCreateUser", email=EMAIL)
    assert gate.handler(made, None) == event("PreSignUp_AdminCreateUser", email=EMAIL)
    proof = PEPPER.sign_up_proof(EMAIL, ACCOUNT, int(clock.now().timestamp()))
    with pytest.raises(gate.SignUpRefused):
        gate.handler(event("PreSignUp_ExternalProvider", **OWN, **{PROOF_ATTRIBUTE: proof}), None)
