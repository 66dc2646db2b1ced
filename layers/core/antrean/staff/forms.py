"""What administrators send to manage the staff, and how they see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, Field
from typing_extensions import TypedDict

from antrean.base.days import rfc3339
from antrean.http.forms import Body, InstantText, Query, Reason
from antrean.offices.staff import Group
from antrean.people.fields import Email, FullName
from antrean.policy.offices import MOST_OFFICES_OF_STAFF
from antrean.staff.model import Wanted, version_of

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.staff.model import Person

Username = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.@_-]{2,127}$"), AfterValidator(str.lower)]
"""Also an e-mail address. However it is written it is taken in small letters, because the pool does not tell capitals
from them: one name is one person."""
_Scope = Annotated[str, Field(pattern=r"^(\*|[a-z0-9][a-z0-9-]{0,39})$")]
_Scopes = Annotated[tuple[_Scope, ...], Field(min_length=1, max_length=MOST_OFFICES_OF_STAFF)]


class StaffPath(Query):
    """The user name in the path of a person."""

    username: Username


class StaffChange(Body):
    """`PUT /staff/users/{username}`: the whole state; `offices` are ids, or `*` for every office."""

    email: Email
    name: FullName
    groups: Annotated[tuple[Group, ...], Field(max_length=4)]
    offices: _Scopes
    enabled: bool
    reason: Reason

    def wanted(self) -> Wanted:
        """Return the state that is asked for."""
        return Wanted(self.name, self.email, frozenset(self.groups), frozenset(self.offices), enabled=self.enabled)


class NewInvitation(Body):
    """`POST /staff/users/{username}/invitation`."""

    reason: Reason


class StaffMemberView(TypedDict):
    """A person of the staff. Logins of before may have no name or e-mail address."""

    staff_id: str
    username: str
    name: str
    email: str
    groups: list[Group]
    offices: list[str]
    enabled: bool
    changed_at: InstantText
    etag: str


class ListedStaffMemberView(StaffMemberView):
    """A person of the staff in the list, with the last login at the staff's site; None where there was none yet."""

    last_login_at: InstantText | None


class StaffView(TypedDict):
    """`GET /staff/users`."""

    staff: list[ListedStaffMemberView]


def member_view(person: Person) -> StaffMemberView:
    """Return a person as administrators see it."""
    state = person.state
    return {
        "staff_id": person.staff_id,
        "username": person.username,
        "name": state.name,
        "email": state.email,
        "groups": sorted(state.groups),
        "offices": sorted(state.offices),
        "enabled": state.enabled,
        "changed_at": rfc3339(person.changed_at),
        "etag": f'"{version_of(state)}"',
    }


def listed_view(person: Person, last_login_at: datetime | None) -> ListedStaffMemberView:
    """Return a person as the list shows them."""
    return {**member_view(person), "last_login_at": rfc3339(last_login_at) if last_login_at else None}
