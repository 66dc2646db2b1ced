"""The gate, which is the pre sign-up trigger of the citizens' pool: only who proved a mailbox to our API gets a user.

Anybody can call Cognito's SignUp with the app client's id, which is public. Such a user could name any account as its
own, would fill the pool, and would make Cognito mail codes to strangers. Whom our proof names has entered our code, so
the user is confirmed at once, and Cognito mails nothing.
"""

from __future__ import annotations

from typing import Any

from antrean import wiring
from antrean.login.identity import ACCOUNT_ATTRIBUTE, PROOF_ATTRIBUTE

_BY_ADMINISTRATOR = "PreSignUp_AdminCreateUser"
_BY_PERSON = "PreSignUp_SignUp"


class SignUpRefused(Exception):  # noqa: N818 - Cognito hands the message to the caller
    """A sign-up that did not come through our API."""


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Let the sign-up of an event pass, confirmed, by returning it; raises `SignUpRefused`.

    Users made by administrators pass unchanged: that call needs credentials of our AWS account. Every other source is
    refused, also federation, which the pool does not have.
    """
    source = event["triggerSource"]
    if source == _BY_ADMINISTRATOR:
        return event
    attributes = event["request"]["userAttributes"]
    proof, email = attributes.get(PROOF_ATTRIBUTE, ""), attributes.get("email", "")
    account_id = attributes.get(ACCOUNT_ATTRIBUTE, "")
    now = int(wiring.CLOCK.now().timestamp())
    if source != _BY_PERSON or not wiring.pepper().proves_sign_up(proof, email, account_id, now):
        message = "Sign up on our website or through our API."
        raise SignUpRefused(message)
    return {**event, "response": {**event["response"], "autoConfirmUser": True, "autoVerifyEmail": True}}
