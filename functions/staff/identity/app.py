"""For the staff: whose an account is, when somebody shows an identity card, and which visits do not count as missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean import wiring, wiring_misses, wiring_staff
from antrean.base.errors import Code
from antrean.cards import counter
from antrean.cards.forms import HolderView, IdentityDeed, SeenCard, holder_view
from antrean.cards.model import Officer
from antrean.http.answer import Answer
from antrean.http.route import Api, Caller
from antrean.misses.forms import AppealAnswer, AppealsView, MissView, MissWaiver, appeals_view, miss_view
from antrean.offices import staff

if TYPE_CHECKING:
    from antrean.cards.model import Holder

api = Api()
handler = api.handle

_IDENTITY = "/staff/offices/{office_id}/identity"


@api.route(
    "POST",
    f"{_IDENTITY}/look",
    "lookUpIdentity",
    "See which account has the NIK of an identity card; whoever is seen can see that",
    auth="staff",
    answer=HolderView,
    body=SeenCard,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND),
)
def look(caller: Caller, office_id: str, body: SeenCard) -> Answer:
    """Look, with a record of it."""
    return _answer(counter.look(wiring_staff.desk(), _officer(caller, office_id), body.nik))


@api.route(
    "POST",
    _IDENTITY,
    "changeIdentity",
    "Set right whose an account is, after its owner showed the identity card; its mailboxes are told",
    auth="staff",
    answer=HolderView,
    body=IdentityDeed,
    idempotent=True,
    if_match=True,
    problems=(
        Code.FORBIDDEN,
        Code.NOT_FOUND,
        Code.VERSION_CONFLICT,
        Code.ACCOUNT_EXISTS,
        Code.BOOKING_EXISTS,
        Code.TOO_LATE,
    ),
)
def change(caller: Caller, office_id: str, body: IdentityDeed, key: str, version: int) -> Answer:
    """Do it, or answer again what was done with this key."""
    return _answer(counter.act(wiring_staff.desk(), _officer(caller, office_id), body.card(version, key)))


@api.route(
    "GET",
    "/staff/offices/{office_id}/appeals",
    "listAppeals",
    "What citizens say about visits that they missed at an office, the longest waiting first; each look is recorded",
    auth="staff",
    answer=AppealsView,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND),
)
def appeals(caller: Caller, office_id: str) -> Answer:
    """List the appeals that wait, with records that they were seen."""
    staff.authorize(caller.token, "supervisors", office_id)
    office = wiring.directory().found(office_id)
    return Answer(appeals_view(wiring_misses.answers().waiting(caller.account_id, office)))


@api.route(
    "POST",
    "/staff/offices/{office_id}/appeals/{booking_id}",
    "answerAppeal",
    "Answer an appeal, with a reason that is mailed to the citizen",
    auth="staff",
    answer=MissView,
    body=AppealAnswer,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND, Code.TOO_LATE),
)
def answer_appeal(caller: Caller, office_id: str, booking_id: str, body: AppealAnswer) -> Answer:
    """Answer it, or answer again as it was answered."""
    staff.authorize(caller.token, "supervisors", office_id)
    answers = wiring_misses.answers()
    found = answers.answer(caller.account_id, office_id, booking_id, granted=body.granted, reason=body.reason)
    return Answer(miss_view(found))


@api.route(
    "POST",
    "/staff/offices/{office_id}/misses/{booking_id}/waive",
    "waiveMiss",
    "Have a visit at an office not counted as missed, with a reason",
    auth="staff",
    answer=MissView,
    body=MissWaiver,
    problems=(Code.FORBIDDEN, Code.NOT_FOUND),
)
def waive(caller: Caller, office_id: str, booking_id: str, body: MissWaiver) -> Answer:
    """Waive it, or answer again that it does not count."""
    staff.authorize(caller.token, "supervisors", office_id)
    found = wiring_misses.answers().waive(caller.account_id, office_id, booking_id, body.reason)
    return Answer(miss_view(found))


def _officer(caller: Caller, office_id: str) -> Officer:
    """Return who works at the counter; raises `Refused`."""
    staff.authorize_any(caller.token, staff.RECEIVERS, office_id)
    role: staff.Group = "supervisors" if staff.is_in(caller.token, "supervisors") else "officers"
    return Officer(caller.account_id, wiring.directory().found(office_id), role)


def _answer(found: Holder | None) -> Answer:
    view = holder_view(found, wiring.CLOCK.now())
    return Answer(view, headers={"ETag": f'"{view["version"]}"'})
