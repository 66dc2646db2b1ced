"""Demo people of one local copy. Their passwords are drawn for each copy, so reading the sources reveals none."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Final

from local.state.outputs import Login, write_private

if TYPE_CHECKING:
    from pathlib import Path

    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef

OPERATOR: Final = "demo-operator"
OFFICER: Final = "demo-officer"
ADMINISTRATOR: Final = "demo-administrator"
CITIZENS: Final = ("demo-citizen@example.com", "demo-citizen-2@example.com")
"""Two, who take turns: the booking for today is made as of yesterday, when that of yesterday still counted."""


@dataclass(frozen=True)
class Passwords:
    """Passwords of the demo people."""

    operator: str
    officer: str
    citizen: str
    administrator: str


def passwords(path: Path) -> Passwords:
    """Return the passwords of this state folder; make and keep those that it has not, since it may be an older one."""
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    made = Passwords(**{each.name: kept.get(each.name) or secrets.token_urlsafe(15) for each in fields(Passwords)})
    if asdict(made) != kept:
        write_private(path, json.dumps(asdict(made), indent=2) + "\n")
    return made


def ensure_staff(  # noqa: PLR0913 - where, who, what and where again
    cognito: CognitoIdentityProviderClient, pool_id: str, login: Login, group: str, offices: str, called: str = ""
) -> None:
    """Make a person of the staff pool, or bring them to this password, group and offices (`*` for all).

    With a name (`called`) they get an e-mail address too, so that an administrator can invite them again.
    """
    name = login["username"]
    scope: list[AttributeTypeTypeDef] = [{"Name": "custom:offices", "Value": offices}]
    if called:
        scope += [
            {"Name": "name", "Value": called},
            {"Name": "email", "Value": f"{name}@example.com"},
            {"Name": "email_verified", "Value": "true"},
        ]
    try:
        cognito.admin_create_user(UserPoolId=pool_id, Username=name, UserAttributes=scope, MessageAction="SUPPRESS")
    except cognito.exceptions.UsernameExistsException:
        cognito.admin_update_user_attributes(UserPoolId=pool_id, Username=name, UserAttributes=scope)
    cognito.admin_set_user_password(UserPoolId=pool_id, Username=name, Password=login["password"], Permanent=True)
    cognito.admin_add_user_to_group(UserPoolId=pool_id, Username=name, GroupName=group)


def id_token(cognito: CognitoIdentityProviderClient, client_id: str, username: str, password: str) -> str | None:
    """Log in with a password, as the website does, and return the ID token; None without such a confirmed user."""
    try:
        answer = cognito.initiate_auth(
            ClientId=client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": password},
        )
    except (
        cognito.exceptions.NotAuthorizedException,
        cognito.exceptions.UserNotFoundException,
        cognito.exceptions.UserNotConfirmedException,
    ):
        return None
    return answer["AuthenticationResult"]["IdToken"]
