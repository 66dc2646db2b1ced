"""Cognito: who has which mailbox and password. The only module that calls the citizens' user pool.

The pool takes an e-mail address as user name, so Cognito itself ensures that a mailbox has at most one user. The
user's permanent name in the pool is its `sub`, which is our account id.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from antrean.aws.calls import passes_by_itself
from antrean.base.errors import Busy
from antrean.people.identity import PROOF_ATTRIBUTE, EmailRefused, EmailTaken, PasswordRefused, User

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from mypy_boto3_cognito_idp.client import CognitoIdentityProviderClient

    from antrean.aws.calls import Answered, Given


class CognitoIdentity:
    """The citizens' pool. Every method raises `Busy` where Cognito throttles, fails or cannot be reached."""

    def __init__(
        self,
        client: CognitoIdentityProviderClient,
        pool_id: str,
        client_id: str,
    ) -> None:
        """Use a pool and an app client of it without a secret, through a botocore `cognito-idp` client."""
        self._client = client
        self._pool_id = pool_id
        self._client_id = client_id

    def sign_up(self, email: str, password: str, proof: str) -> str:
        """Make an unconfirmed user, to whom Cognito mails a code, and return the account id.

        Raises `EmailTaken`, `EmailRefused` and `PasswordRefused`. Where the first answer was lost, a retry (also
        botocore's own) raises `EmailTaken`, because the user exists by then.
        """
        try:
            answer = _call(
                _SIGN_UP_REFUSALS,
                self._client.sign_up,
                ClientId=self._client_id,
                Username=email,
                Password=password,
                UserAttributes=[{"Name": "email", "Value": email}, {"Name": PROOF_ATTRIBUTE, "Value": proof}],
            )
        except _Refusal as refusal:
            raise _SIGN_UP_REFUSALS[refusal.code] from refusal
        return answer["UserSub"]

    def confirm(self, email: str, code: str) -> bool:
        """Prove the mailbox with the mailed code; False, whatever the reason, where Cognito refuses it."""
        try:
            _call(
                _CODE_REFUSALS,
                self._client.confirm_sign_up,
                ClientId=self._client_id,
                Username=email,
                ConfirmationCode=code,
            )
        except _Refusal:
            return False
        return True

    def find(self, email: str) -> User | None:
        """Return the user who has this e-mail address, or None."""
        try:
            answer = _call(_NO_USER, self._client.admin_get_user, UserPoolId=self._pool_id, Username=email)
        except _Refusal:
            return None
        attributes = {attribute["Name"]: attribute["Value"] for attribute in answer["UserAttributes"]}
        return User(attributes["sub"], confirmed=answer["UserStatus"] != _UNCONFIRMED)

    def knows(self, email: str, password: str) -> bool:
        """Tell whether this is the password of who has this mailbox; False, whatever the reason, if it is refused."""
        try:
            _call(
                _PASSWORD_REFUSALS,
                self._client.initiate_auth,
                ClientId=self._client_id,
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": email, "PASSWORD": password},
            )
        except _Refusal:
            return False
        return True

    def delete(self, account_id: str) -> None:
        """Delete a user if there is one; by id, since its e-mail address may have a newer user by now."""
        with suppress(_Refusal):
            _call(_NO_USER, self._client.admin_delete_user, UserPoolId=self._pool_id, Username=account_id)

    def sign_out(self, account_id: str) -> None:
        """Let no session of a user, if there is one, be renewed; tokens that were given stay good until they end."""
        with suppress(_Refusal):
            _call(_NO_USER, self._client.admin_user_global_sign_out, UserPoolId=self._pool_id, Username=account_id)


class _Refusal(Exception):  # noqa: N818 - an expected answer
    """An error code of Cognito that its caller expects."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _call(
    refusals: Container[str],
    operation: Callable[Given, Answered],
    *args: Given.args,
    **arguments: Given.kwargs,
) -> Answered:
    """Call Cognito; raises `_Refusal` for the error codes in `refusals` and `Busy` for what passes by itself."""
    try:
        return operation(*args, **arguments)
    except Exception as error:
        # Refusals come first: Cognito's limit for one user is a refusal of that user's code, not a fault of the pool.
        if isinstance(error, ClientError) and (code := error.response["Error"]["Code"]) in refusals:
            raise _Refusal(code) from error
        if passes_by_itself(error):
            raise Busy from error
        raise


_NO_USER = frozenset({"UserNotFoundException"})
_UNCONFIRMED = "UNCONFIRMED"
_PASSWORD_REFUSALS = _NO_USER.union(
    ("NotAuthorizedException", "UserNotConfirmedException", "PasswordResetRequiredException")
)
_SIGN_UP_REFUSALS = {
    "UsernameExistsException": EmailTaken,
    "InvalidPasswordException": PasswordRefused,
    "InvalidParameterException": EmailRefused,
}
# An unknown user, a confirmed one, a wrong code and too many wrong codes get the same answer, because different answers
# would show who has an account. Only the limits of the whole pool are `Busy`.
_CODE_REFUSALS = _NO_USER | {
    "CodeMismatchException",
    "ExpiredCodeException",
    "NotAuthorizedException",
    "AliasExistsException",
    "InvalidParameterException",
    "LimitExceededException",
    "TooManyFailedAttemptsException",
}
