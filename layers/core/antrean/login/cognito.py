"""Cognito: who logs in with which address and password. The only module that calls the citizens' user pool.

The pool takes an e-mail address as user name, so Cognito itself ensures that an address has at most one user. The
user's permanent name in the pool is its `sub`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from antrean.aws.calls import passes_by_itself
from antrean.base.errors import Busy
from antrean.login.identity import ACCOUNT_ATTRIBUTE, PROOF_ATTRIBUTE, EmailTaken, PasswordRefused, User

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

    def sign_up(self, email: str, password: str, account_id: str, proof: str) -> bool:
        """Make a user, and tell whether it can log in; raises `EmailTaken` and `PasswordRefused`.

        Where the first answer was lost, a retry (also botocore's own) raises `EmailTaken`, because the user exists by
        then.
        """
        attributes = {"email": email, ACCOUNT_ATTRIBUTE: account_id, PROOF_ATTRIBUTE: proof}
        try:
            answer = _call(
                _SIGN_UP_REFUSALS,
                self._client.sign_up,
                ClientId=self._client_id,
                Username=email,
                Password=password,
                UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
            )
        except _Refusal as refusal:
            raise _SIGN_UP_REFUSALS[refusal.code] from refusal
        return answer["UserConfirmed"]

    def find(self, email: str) -> User | None:
        """Return the user who has this e-mail address, or None."""
        try:
            answer = _call(_NO_USER, self._client.admin_get_user, UserPoolId=self._pool_id, Username=email)
        except _Refusal:
            return None
        attributes = {attribute["Name"]: attribute["Value"] for attribute in answer["UserAttributes"]}
        name = attributes["sub"]
        return User(name, attributes.get(ACCOUNT_ATTRIBUTE, name), confirmed=answer["UserStatus"] != _UNCONFIRMED)

    def set_password(self, name: str, password: str) -> None:
        """Give a user another password and end its log-ins; raises `PasswordRefused`, and `Busy` for one who is gone.

        The log-ins are ended second, so that whoever knows the old password cannot log in again in between.
        """
        user = {"UserPoolId": self._pool_id, "Username": name}
        try:
            _call(_PASSWORD_REFUSALS, self._client.admin_set_user_password, **user, Password=password, Permanent=True)
            _call(_NO_USER, self._client.admin_user_global_sign_out, **user)
        except _Refusal as refusal:
            if refusal.code in _NO_USER:
                raise Busy from refusal
            raise PasswordRefused from refusal

    def change_address(self, name: str, email: str) -> None:
        """Let a user, if there is one, log in with another address, which was proved; raises `EmailTaken`."""
        attributes = {"email": email, "email_verified": "true"}
        try:
            _call(
                _ADDRESS_REFUSALS,
                self._client.admin_update_user_attributes,
                UserPoolId=self._pool_id,
                Username=name,
                UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
            )
        except _Refusal as refusal:
            if refusal.code not in _NO_USER:
                raise EmailTaken from refusal

    def knows(self, email: str, password: str) -> bool:
        """Tell whether this is the password of who has this mailbox; False, whatever the reason, if it is refused."""
        try:
            _call(
                _LOG_IN_REFUSALS,
                self._client.initiate_auth,
                ClientId=self._client_id,
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": email, "PASSWORD": password},
            )
        except _Refusal:
            return False
        return True

    def delete(self, name: str) -> None:
        """Delete a user if there is one; by its name, since its e-mail address may have a newer user by now."""
        with suppress(_Refusal):
            _call(_NO_USER, self._client.admin_delete_user, UserPoolId=self._pool_id, Username=name)

    def sign_out(self, name: str) -> None:
        """Let no session of a user, if there is one, be renewed; tokens that were given stay good until they end."""
        with suppress(_Refusal):
            _call(_NO_USER, self._client.admin_user_global_sign_out, UserPoolId=self._pool_id, Username=name)


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
        if isinstance(error, ClientError) and (code := error.response["Error"]["Code"]) in refusals:
            raise _Refusal(code) from error
        if passes_by_itself(error):
            raise Busy from error
        raise


_NO_USER = frozenset({"UserNotFoundException"})
_UNCONFIRMED = "UNCONFIRMED"
_SIGN_UP_REFUSALS = {"UsernameExistsException": EmailTaken, "InvalidPasswordException": PasswordRefused}
_PASSWORD_REFUSALS = _NO_USER | {"InvalidPasswordException"}
_ADDRESS_REFUSALS = _NO_USER | {"AliasExistsException", "UsernameExistsException"}
_LOG_IN_REFUSALS = _NO_USER | {
    "NotAuthorizedException",
    "UserNotConfirmedException",
    "PasswordResetRequiredException",
}
