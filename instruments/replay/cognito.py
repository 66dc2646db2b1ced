"""A user pool and a mail service in memory, as botocore clients."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from antrean.login.identity import ACCOUNT_ATTRIBUTE

SHORTEST_PASSWORD = 10
STAFF_POOL = "staff-pool"
OWN_PASSWORD, MAILED_PASSWORD = "chosen by the user", "made by Cognito"
_CHANGED = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)


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
    attributes: dict[str, str]
    confirmed: bool = False
    logged_out: int = 0
    """How often all log-ins of the user were ended."""

    @property
    def account_id(self) -> str:
        """The account that the user's tokens name."""
        return self.attributes.get(ACCOUNT_ATTRIBUTE, self.sub)


@dataclass
class StaffUser:
    """A user of the staff's pool."""

    attributes: dict[str, str]
    groups: set[str] = field(default_factory=set)
    enabled: bool = True
    password: str = OWN_PASSWORD
    authenticator: bool = True
    logged_in: bool = True
    mails: int = 0

    @property
    def sub(self) -> str:
        """The permanent id."""
        return self.attributes["sub"]


class StaffPool:
    """Cognito's answers for the staff's pool, in pages of two; user names are the same with and without capitals."""

    def __init__(self) -> None:
        """Begin without staff."""
        self.staff: dict[str, StaffUser] = {}
        self.no_address: set[str] = set()
        """E-mail addresses that it refuses, though our form takes them."""

    def add_staff(self, username: str, groups: list[str], offices: str) -> None:
        """Add a user with a password and an authenticator, whose `sub` is the user name."""
        known = {"sub": username, "email": f"{username}@contoh.id", "name": username.capitalize()}
        self.staff[username] = StaffUser({**known, "custom:offices": offices}, set(groups))

    def list_users(self, **arguments: Any) -> dict[str, Any]:
        """Return a page of users."""
        return self._page(sorted(self.staff), arguments, "PaginationToken")

    def list_users_in_group(self, **arguments: Any) -> dict[str, Any]:
        """Return a page of the users in a group."""
        members = [name for name, user in sorted(self.staff.items()) if arguments["GroupName"] in user.groups]
        return self._page(members, arguments, "NextToken")

    def admin_list_groups_for_user(self, **arguments: Any) -> dict[str, Any]:
        """Return the groups of a user."""
        return {"Groups": [{"GroupName": group} for group in sorted(self._user(arguments).groups)]}

    def admin_create_user(self, **arguments: Any) -> dict[str, Any]:
        """Make a user with a temporary password, or give one who has such a password another; mail it."""
        name = arguments["Username"]
        if arguments.get("MessageAction") == "RESEND":
            if self._user(arguments).password == OWN_PASSWORD:
                raise client_error("UnsupportedUserStateException")
        elif self._named(name):
            raise client_error("UsernameExistsException")
        else:
            given = self._given(arguments)
            self.staff[name] = StaffUser({"sub": name, **given}, authenticator=False, logged_in=False)
        self.staff[name].password = MAILED_PASSWORD
        self.staff[name].mails += 1
        return {}

    def admin_update_user_attributes(self, **arguments: Any) -> dict[str, Any]:
        """Change attributes."""
        self._user(arguments).attributes.update(self._given(arguments))
        return {}

    def admin_add_user_to_group(self, **arguments: Any) -> dict[str, Any]:
        """Add to a group."""
        self._user(arguments).groups.add(arguments["GroupName"])
        return {}

    def admin_remove_user_from_group(self, **arguments: Any) -> dict[str, Any]:
        """Take out of a group."""
        self._user(arguments).groups.discard(arguments["GroupName"])
        return {}

    def admin_enable_user(self, **arguments: Any) -> dict[str, Any]:
        """Let log in."""
        self._user(arguments).enabled = True
        return {}

    def admin_disable_user(self, **arguments: Any) -> dict[str, Any]:
        """Let log in no more."""
        self._user(arguments).enabled = False
        return {}

    def admin_user_global_sign_out(self, **arguments: Any) -> dict[str, Any]:
        """Revoke tokens."""
        self._user(arguments).logged_in = False
        return {}

    def admin_set_user_password(self, **arguments: Any) -> dict[str, Any]:
        """Set a temporary password."""
        assert not arguments["Permanent"]
        self._user(arguments).password = arguments["Password"]
        return {}

    def admin_set_user_mfa_preference(self, **arguments: Any) -> dict[str, Any]:
        """Take the authenticator away or give it back."""
        self._user(arguments).authenticator = arguments["SoftwareTokenMfaSettings"]["Enabled"]
        return {}

    def get_staff(self, given: str) -> dict[str, Any]:
        """Return a user by name or by `sub`, as Cognito does."""
        name = self._named(given)
        if name is None:
            raise client_error("UserNotFoundException")
        plain = self._plain(name)
        return {**plain, "UserAttributes": plain.pop("Attributes")}

    def _user(self, arguments: dict[str, Any]) -> StaffUser:
        name = self._named(arguments["Username"])
        if name is None:
            raise client_error("UserNotFoundException")
        return self.staff[name]

    def _named(self, given: str) -> str | None:
        found = (name for name, user in self.staff.items() if given.lower() == name.lower() or given == user.sub)
        return next(found, None)

    def _given(self, arguments: dict[str, Any]) -> dict[str, str]:
        given = {attribute["Name"]: attribute["Value"] for attribute in arguments["UserAttributes"]}
        if given.get("email") in self.no_address:
            raise client_error("InvalidParameterException")
        return given

    def _plain(self, name: str) -> dict[str, Any]:
        user = self.staff[name]
        attributes = [{"Name": key, "Value": value} for key, value in user.attributes.items()]
        return {
            "Username": name,
            "Attributes": attributes,
            "Enabled": user.enabled,
            "UserLastModifiedDate": _CHANGED,
        }

    def _page(self, names: list[str], arguments: dict[str, Any], token: str) -> dict[str, Any]:
        first = int(arguments.get(token, "0"))
        more = {token: str(first + 2)} if first + 2 < len(names) else {}
        return {"Users": [self._plain(name) for name in names[first : first + 2]], **more}


class UserPool(StaffPool):
    """Cognito's answers for a pool whose user names are e-mail addresses and that hides who exists.

    It answers for the staff's pool too, since one client calls both.
    """

    def __init__(self) -> None:
        """Begin without users, and with a gate that confirms everybody."""
        super().__init__()
        self.users: dict[str, PoolUser] = {}
        self.confirms = True
        self._numbers = itertools.count(1)

    def by_email(self, email: str) -> PoolUser | None:
        """Return the user with this e-mail address."""
        return next((user for user in self.users.values() if user.email == email), None)

    def sign_up(self, **arguments: Any) -> dict[str, Any]:
        """Make a user, whom the gate confirms: it is the pool of a system whose gate was asked."""
        email, password = arguments["Username"], arguments["Password"]
        if self.by_email(email):
            raise client_error("UsernameExistsException")
        if len(password) < SHORTEST_PASSWORD:
            raise client_error("InvalidPasswordException")
        attributes = {attribute["Name"]: attribute["Value"] for attribute in arguments["UserAttributes"]}
        user = PoolUser(f"sub-{next(self._numbers)}", email, password, attributes, confirmed=self.confirms)
        self.users[user.sub] = user
        return {"UserConfirmed": user.confirmed, "UserSub": user.sub}

    def admin_get_user(self, **arguments: Any) -> dict[str, Any]:
        """Return a user by e-mail address, or of the staff by name."""
        if self._is_of_staff(arguments):
            return self.get_staff(arguments["Username"])
        user = self.by_email(arguments["Username"])
        if not user:
            raise client_error("UserNotFoundException")
        return {
            "Username": user.sub,
            "UserStatus": "CONFIRMED" if user.confirmed else "UNCONFIRMED",
            "UserAttributes": [
                {"Name": name, "Value": value}
                for name, value in {**user.attributes, "sub": user.sub, "email": user.email}.items()
            ],
        }

    def admin_set_user_password(self, **arguments: Any) -> dict[str, Any]:
        """Give a user another password, with which it can log in; or one of the staff, as the pool says."""
        if self._is_of_staff(arguments):
            return super().admin_set_user_password(**arguments)
        user = self._by_name(arguments["Username"])
        if len(arguments["Password"]) < SHORTEST_PASSWORD:
            raise client_error("InvalidPasswordException")
        user.password, user.confirmed = arguments["Password"], arguments["Permanent"]
        return {}

    def admin_update_user_attributes(self, **arguments: Any) -> dict[str, Any]:
        """Give a user another address, unless somebody else has it; or one of the staff other attributes."""
        if self._is_of_staff(arguments):
            return super().admin_update_user_attributes(**arguments)
        user = self._by_name(arguments["Username"])
        given = {attribute["Name"]: attribute["Value"] for attribute in arguments["UserAttributes"]}
        if (self.by_email(given["email"]) or user) is not user:
            raise client_error("AliasExistsException")
        user.email = given["email"]
        return {}

    def admin_user_global_sign_out(self, **arguments: Any) -> dict[str, Any]:
        """End the log-ins of a user, or of one of the staff."""
        if self._is_of_staff(arguments):
            return super().admin_user_global_sign_out(**arguments)
        self._by_name(arguments["Username"]).logged_out += 1
        return {}

    def _is_of_staff(self, arguments: dict[str, Any]) -> bool:
        # The events name the pool as above, the template's tests as the template does.
        return arguments.get("UserPoolId") in {STAFF_POOL, "StaffPool"}

    def _by_name(self, name: str) -> PoolUser:
        if name not in self.users:
            raise client_error("UserNotFoundException")
        return self.users[name]

    def admin_delete_user(self, **arguments: Any) -> dict[str, Any]:
        """Delete a user by sub."""
        if not self.users.pop(arguments["Username"], None):
            raise client_error("UserNotFoundException")
        return {}

    def initiate_auth(self, **arguments: Any) -> dict[str, Any]:
        """Log a user in who knows the password."""
        user = self.by_email(arguments["AuthParameters"]["USERNAME"])
        if not user or not user.confirmed or user.password != arguments["AuthParameters"]["PASSWORD"]:
            raise client_error("NotAuthorizedException")
        return {"AuthenticationResult": {"IdToken": f"token of {user.sub}"}}


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
