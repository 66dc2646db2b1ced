"""Cognito: the logins of the staff. The only module that calls the staff's user pool."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, get_args

from botocore.exceptions import ClientError

from antrean.aws.calls import call
from antrean.base.errors import Busy, invalid
from antrean.offices.staff import Group
from antrean.staff.model import Person, Wanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from mypy_boto3_cognito_idp.client import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef

    from antrean.base.errors import Refused

_GROUPS: tuple[Group, ...] = get_args(Group)
_PASSWORD_BYTES = 32
_REFUSED = "InvalidParameterException"


class CognitoPool:
    """The staff's pool."""

    def __init__(self, client: CognitoIdentityProviderClient, pool_id: str) -> None:
        """Use a pool through a botocore `cognito-idp` client."""
        self._client = client
        self._pool_id = pool_id

    def all(self) -> list[Person]:
        """Return everybody, in order of user name."""
        # One list for each group costs a few calls; asking for the groups of each person would cost one for each.
        groups: dict[str, set[Group]] = {}
        for group in _GROUPS:
            for username in self._members(group):
                groups.setdefault(username, set()).add(group)
        found: list[Person] = []
        more: dict[str, Any] = {}
        while True:
            page = call(self._client.list_users, UserPoolId=self._pool_id, **more)
            for user in page["Users"]:
                attributes, of = _values(user["Attributes"]), groups.get(user["Username"], ())
                found.append(
                    _person(user["Username"], attributes, of, user["UserLastModifiedDate"], enabled=user["Enabled"])
                )
            if "PaginationToken" not in page:
                return sorted(found, key=lambda person: person.username)
            more = {"PaginationToken": page["PaginationToken"]}

    def find(self, username: str) -> Person | None:
        """Return the person of this user name, or None; Cognito takes the permanent id for a user name too."""
        try:
            user = call(self._client.admin_get_user, UserPoolId=self._pool_id, Username=username)
        except ClientError as error:
            if error.response["Error"]["Code"] == "UserNotFoundException":
                return None
            raise
        named = user["Username"]
        listed = call(self._client.admin_list_groups_for_user, UserPoolId=self._pool_id, Username=named)["Groups"]
        names = {group["GroupName"] for group in listed}
        of = [group for group in _GROUPS if group in names]
        attributes = _values(user["UserAttributes"])
        return _person(named, attributes, of, user["UserLastModifiedDate"], enabled=user["Enabled"])

    def create(self, username: str, wanted: Wanted) -> None:
        """Make a login without groups, and mail a temporary password; raises `Busy` where somebody was quicker.

        Raises `validation_failed` where Cognito takes no such e-mail address.
        """
        try:
            call(
                self._client.admin_create_user,
                UserPoolId=self._pool_id,
                Username=username,
                UserAttributes=[*_who(wanted), *_where(wanted)],
                DesiredDeliveryMediums=["EMAIL"],
            )
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "UsernameExistsException":
                # Also after a lost answer. Whoever tries again finds the person, and is asked whether it is in scope.
                raise Busy from error
            if code == _REFUSED:
                raise _no_address() from error
            raise

    def change(self, username: str, wanted: Wanted) -> None:
        """Bring a login to this state; one that is not enabled is signed out too.

        Raises `validation_failed` where Cognito takes no such e-mail address, and then nothing is changed. Groups are
        taken away before offices change, and given afterwards: wherever this is cut short, nobody has a group at an
        office where neither the state before nor the one wanted has it.
        """
        try:
            self._write(username, _who(wanted))
        except ClientError as error:
            if error.response["Error"]["Code"] == _REFUSED:
                raise _no_address() from error
            raise
        if not wanted.enabled:
            call(self._client.admin_disable_user, UserPoolId=self._pool_id, Username=username)
            call(self._client.admin_user_global_sign_out, UserPoolId=self._pool_id, Username=username)
        for group in _GROUPS:
            if group not in wanted.groups:
                call(
                    self._client.admin_remove_user_from_group,
                    UserPoolId=self._pool_id,
                    Username=username,
                    GroupName=group,
                )
        self._write(username, _where(wanted))
        for group in sorted(wanted.groups):
            call(self._client.admin_add_user_to_group, UserPoolId=self._pool_id, Username=username, GroupName=group)
        if wanted.enabled:
            call(self._client.admin_enable_user, UserPoolId=self._pool_id, Username=username)

    def invite(self, username: str) -> None:
        """Take password, authenticator and tokens away, and mail a temporary password.

        Cognito mails again only to users who have a temporary password. So everybody gets one that nobody knows first,
        and the mail, which comes last, replaces it.
        """
        unknown = secrets.token_urlsafe(_PASSWORD_BYTES)
        call(
            self._client.admin_set_user_password,
            UserPoolId=self._pool_id,
            Username=username,
            Password=unknown,
            Permanent=False,
        )
        call(
            self._client.admin_set_user_mfa_preference,
            UserPoolId=self._pool_id,
            Username=username,
            SoftwareTokenMfaSettings={"Enabled": False, "PreferredMfa": False},
        )
        call(self._client.admin_user_global_sign_out, UserPoolId=self._pool_id, Username=username)
        call(
            self._client.admin_create_user,
            UserPoolId=self._pool_id,
            Username=username,
            MessageAction="RESEND",
            DesiredDeliveryMediums=["EMAIL"],
        )

    def _write(self, username: str, attributes: list[AttributeTypeTypeDef]) -> None:
        call(
            self._client.admin_update_user_attributes,
            UserPoolId=self._pool_id,
            Username=username,
            UserAttributes=attributes,
        )

    def _members(self, group: Group) -> list[str]:
        found: list[str] = []
        more: dict[str, Any] = {}
        while True:
            page = call(self._client.list_users_in_group, UserPoolId=self._pool_id, GroupName=group, **more)
            found += [user["Username"] for user in page["Users"]]
            if "NextToken" not in page:
                return found
            more = {"NextToken": page["NextToken"]}


def _values(attributes: Iterable[AttributeTypeTypeDef]) -> dict[str, str]:
    return {attribute["Name"]: attribute.get("Value", "") for attribute in attributes}


def _who(wanted: Wanted) -> list[AttributeTypeTypeDef]:
    return [
        {"Name": "email", "Value": wanted.email},
        {"Name": "email_verified", "Value": "true"},
        {"Name": "name", "Value": wanted.name},
    ]


def _where(wanted: Wanted) -> list[AttributeTypeTypeDef]:
    return [{"Name": "custom:offices", "Value": ",".join(sorted(wanted.offices))}]


def _no_address() -> Refused:
    # Name and address alone are sent with it, and a name is any text.
    return invalid("email", "must be an address to which mail can be sent")


def _person(
    username: str, attributes: Mapping[str, str], groups: Iterable[Group], changed_at: datetime, *, enabled: bool
) -> Person:
    offices = frozenset(filter(None, attributes.get("custom:offices", "").split(",")))
    state = Wanted(attributes.get("name", ""), attributes.get("email", ""), frozenset(groups), offices, enabled=enabled)
    return Person(attributes["sub"], username, state, changed_at)
