"""Demo people of one local copy. Their passwords are drawn for each copy, so reading the sources reveals none."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from local.state.outputs import Login, write_private

if TYPE_CHECKING:
    from pathlib import Path

    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef

OPERATOR: Final = "demo-operator"
OFFICER: Final = "demo-officer"
CITIZENS: Final = ("demo-citizen@example.com", "demo-citizen-2@example.com")
"""Two, who take turns: the booking for today is made as of yesterday, when that of yesterday still counted."""


@dataclass(frozen=True)
class Passwords:
    """Passwords of the demo people."""

    operator: str
    officer: str
    citizen: str


def passwords(path: Path) -> Passwords:
    """Return the passwords of this state folder; make and keep them at the first call."""
    if path.exists():
        return Passwords(**json.loads(path.read_text()))
    made = Passwords(*(secrets.token_urlsafe(15) for _ in range(3)))
    write_private(path, json.dumps(asdict(made), indent=2) + "\n")
    return made


def ensure_staff(cognito: CognitoIdentityProviderClient, pool_id: str, login: Login, group: str, offices: str) -> None:
    """Make a person of the staff pool, or bring them to this password, group and offices (`*` for all)."""
    name = login["username"]
    scope: list[AttributeTypeTypeDef] = [{"Name": "custom:offices", "Value": offices}]
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
