"""For administrators: who works at their offices, what they may do, and how they log in."""

from __future__ import annotations

from antrean import wiring_staff
from antrean.base.errors import Code
from antrean.http.answer import Answer
from antrean.http.route import Api, Caller, validate
from antrean.offices import staff
from antrean.staff import manage
from antrean.staff.forms import (
    NewInvitation,
    StaffChange,
    StaffMemberView,
    StaffPath,
    StaffView,
    listed_view,
    member_view,
)
from antrean.staff.model import Administrator, Person, Request

api = Api({Person: member_view})
handler = api.handle


@api.route(
    "GET",
    "/staff/users",
    "listStaff",
    "Who works at the offices for which one manages the staff",
    auth="staff",
    answer=StaffView,
    problems=(Code.FORBIDDEN,),
)
def index(caller: Caller) -> Answer:
    """List the staff of the caller's offices."""
    administrator = _administrator(caller)
    found = manage.people(wiring_staff.managed(), administrator)
    return Answer({"staff": [listed_view(person, last_login_at) for person, last_login_at in found]})


@api.route(
    "PUT",
    "/staff/users/{username}",
    "putStaffMember",
    "Set who somebody of the staff is, and may do where; who is new is invited by mail",
    auth="staff",
    answer=StaffMemberView,
    body=StaffChange,
    idempotent=True,
    if_match=True,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND, Code.VERSION_CONFLICT),
)
def put(caller: Caller, username: str, body: StaffChange, key: str, version: int) -> Answer:
    """Bring a person to the state that the body describes."""
    administrator = _administrator(caller)
    path: StaffPath = validate(StaffPath, {"username": username})
    request = Request(key, body.reason, version)
    view = member_view(manage.put(wiring_staff.managed(), administrator, path.username, body.wanted(), request))
    return Answer(view, headers={"ETag": view["etag"]})


@api.route(
    "POST",
    "/staff/users/{username}/invitation",
    "inviteStaffMember",
    "Let somebody log in anew: a temporary password is mailed, the authenticator is set up anew, tokens are revoked",
    auth="staff",
    answer=StaffMemberView,
    body=NewInvitation,
    idempotent=True,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND),
)
def invite(caller: Caller, username: str, body: NewInvitation, key: str) -> Answer:
    """Invite a person again."""
    administrator = _administrator(caller)
    path: StaffPath = validate(StaffPath, {"username": username})
    person = manage.invite(wiring_staff.managed(), administrator, path.username, Request(key, body.reason))
    return Answer(member_view(person))


@api.route(
    "POST",
    "/staff/logins",
    "noteLogin",
    "Tell that one has just logged in at the staff's site: administrators see when that was",
    auth="staff",
    status=204,
)
def note_login(caller: Caller) -> Answer:
    """Note the caller's login."""
    managed = wiring_staff.managed()
    managed.logins.note(caller.account_id, managed.clock.now())
    return Answer(None, 204)


def _administrator(caller: Caller) -> Administrator:
    return Administrator(caller.account_id, staff.scope(caller.token, "administrators"))
