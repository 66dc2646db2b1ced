"""For administrators: who works at their offices, what they may do, and how they log in."""

from __future__ import annotations

from antrean import wiring
from antrean.base.errors import Code
from antrean.http.answer import Answer
from antrean.http.route import Api, Caller, validate
from antrean.offices import staff
from antrean.staff import manage
from antrean.staff.forms import NewInvitation, StaffChange, StaffMemberView, StaffPath, StaffView, member_view
from antrean.staff.model import Administrator

api = Api()
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
    found = manage.people(wiring.managed(), administrator)
    return Answer({"staff": [member_view(each) for each in found]})


@api.route(
    "PUT",
    "/staff/users/{username}",
    "putStaffMember",
    "Set who somebody of the staff is, and may do where; who is new is invited by mail",
    auth="staff",
    answer=StaffMemberView,
    body=StaffChange,
    problems=(Code.FORBIDDEN,),
)
def put(caller: Caller, username: str, body: StaffChange) -> Answer:
    """Bring a person to the state that the body describes."""
    administrator = _administrator(caller)
    path: StaffPath = validate(StaffPath, {"username": username})
    person = manage.put(wiring.managed(), administrator, path.username, body.wanted(), body.reason)
    return Answer(member_view(person))


@api.route(
    "POST",
    "/staff/users/{username}/invitation",
    "inviteStaffMember",
    "Let somebody log in anew: a temporary password is mailed, the authenticator is set up anew, tokens are revoked",
    auth="staff",
    answer=StaffMemberView,
    body=NewInvitation,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND),
)
def invite(caller: Caller, username: str, body: NewInvitation) -> Answer:
    """Invite a person again."""
    administrator = _administrator(caller)
    path: StaffPath = validate(StaffPath, {"username": username})
    return Answer(member_view(manage.invite(wiring.managed(), administrator, path.username, body.reason)))


def _administrator(caller: Caller) -> Administrator:
    return Administrator(caller.account_id, staff.scope(caller.token, "administrators"))
