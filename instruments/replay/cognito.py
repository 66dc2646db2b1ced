"""A user pool and a mail service in memory, as botocore clients."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

SHORTEST_PASSWORD = 10


def client_error(code: str, status: int = 400) -> ClientError:
    """Return the error with which botocore answers `code`."""
    return ClientError(
        {"Error": {"Code": code, "Message": "message"}, "ResponseMetadata": {"HTTPStatusCode": status}},  # type: ignore[typeddict-item]
        "Operation",
    )


@dataclass
class PoolUser:
    """A user of the pool."""

    sub: str
    email: str
    password: str
    code: str
    attributes: dict[str, str]
    confirmed: bool = False


class UserPool:
    """Cognito's answers for a pool whose user names are e-mail addresses and that hides who exists."""

    def __init__(self) -> None:
        """Begin without users."""
        self.users: dict[str, PoolUser] = {}
        self._numbers = itertools.count(1)

    def by_email(self, email: str) -> PoolUser | None:
        """Return the user with this e-mail address."""
        return next((user for user in self.users.values() if user.email == email), None)

    def sign_up(self, **arguments: Any) -> dict[str, Any]:
        """Make an unconfirmed user with a new code."""
        email, password = arguments["Username"], arguments["Password"]
        if self.by_email(email):
            raise client_error("UsernameExistsException")
        if len(password) < SHORTEST_PASSWORD:
            raise client_error("InvalidPasswordException")
        number = next(self._numbers)
        attributes = {attribute["Name"]: attribute["Value"] for attribute in arguments["UserAttributes"]}
        user = PoolUser(f"sub-{number}", email, password, f"{number:06d}", attributes)
        self.users[user.sub] = user
        return {"UserConfirmed": False, "UserSub": user.sub}

    def confirm_sign_up(self, **arguments: Any) -> dict[str, Any]:
        """Confirm a user who knows the code."""
        user = self.by_email(arguments["Username"])
        if user and user.confirmed:
            raise client_error("NotAuthorizedException")
        if not user or user.code != arguments["ConfirmationCode"]:
            raise client_error("CodeMismatchException")
        user.confirmed = True
        return {}

    def admin_get_user(self, **arguments: Any) -> dict[str, Any]:
        """Return a user by e-mail address."""
        user = self.by_email(arguments["Username"])
        if not user:
            raise client_error("UserNotFoundException")
        return {
            "Username": user.sub,
            "UserStatus": "CONFIRMED" if user.confirmed else "UNCONFIRMED",
            "UserAttributes": [{"Name": "sub", "Value": user.sub}, {"Name": "email", "Value": user.email}],
        }

    def admin_delete_user(self, **arguments: Any) -> dict[str, Any]:
        """Delete a user by sub."""
        if not self.users.pop(arguments["Username"], None):
            raise client_error("UserNotFoundException")
        return {}


class Postbox:
    """SES: keeps what was sent, or fails with `error`."""

    def __init__(self) -> None:
        """Begin empty."""
        self.sent: list[tuple[str, str]] = []
        """To whom, and the text."""
        self.error: Exception | None = None

    def send_email(self, **arguments: Any) -> dict[str, Any]:
        """Keep a mail."""
        if self.error:
            raise self.error
        [to] = arguments["Destination"]["ToAddresses"]
        self.sent.append((to, arguments["Content"]["Simple"]["Body"]["Text"]["Data"]))
        return {"MessageId": str(len(self.sent))}
