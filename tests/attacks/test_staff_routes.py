"""Every route of the staff against every role: who is in no role for it, or acts for another office, finds it shut.

The routes are those that the handlers declare, so none that is added later is forgotten. Each is asked as in the file
of its success, in the state of that file, with the roles or the offices of the token changed and nothing else.
"""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any, Final

import pytest

from contract import declared
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.events import ROOT, Case, read_all
from instruments.replay.replay import Replay

_RECEIVERS: Final = frozenset({"officers", "supervisors"})
_OPERATORS: Final = frozenset({"operators"})
_BOTH: Final = _RECEIVERS | _OPERATORS
_SUPERVISORS: Final = frozenset({"supervisors"})
_ADMINISTRATORS: Final = frozenset({"administrators"})
_EVERYBODY: Final = _BOTH | _ADMINISTRATORS
MAY: Final = {
    "noteLogin": _EVERYBODY,
    "checkIn": _RECEIVERS,
    "noteArrival": _RECEIVERS,
    "notePeopleHere": _RECEIVERS,
    "noteReturn": _RECEIVERS,
    "undoArrival": _RECEIVERS,
    "getDay": _RECEIVERS,
    "getQueue": _RECEIVERS,
    "listOvertakings": _SUPERVISORS,
    "giveNumber": _RECEIVERS,
    "giveSeatsToLane": _SUPERVISORS,
    "openCounter": _RECEIVERS,
    "closeCounter": _RECEIVERS,
    "callNext": _RECEIVERS,
    "callAgain": _RECEIVERS,
    "noteAbsent": _RECEIVERS,
    "parkParty": _RECEIVERS,
    "transferParty": _RECEIVERS,
    "finishParty": _RECEIVERS,
    "undoAtCounter": _RECEIVERS,
    "lookUpIdentity": _RECEIVERS,
    "changeIdentity": _RECEIVERS,
    "listAppeals": _SUPERVISORS,
    "answerAppeal": _SUPERVISORS,
    "waiveMiss": _SUPERVISORS,
    "getOfficeSettings": _OPERATORS,
    "changeOffice": _OPERATORS,
    "listQuotas": _OPERATORS,
    "changeQuota": _OPERATORS,
    "countWaiting": _OPERATORS,
    "previewClosure": _OPERATORS,
    "closeSessions": _OPERATORS,
    "listClosures": _BOTH - {"supervisors"},
    "getClosure": _OPERATORS,
    "sendClosureLetters": _OPERATORS,
    "reopenSessions": _OPERATORS,
    "listClosureCalls": _BOTH - {"supervisors"},
    "listStaff": _ADMINISTRATORS,
    "putStaffMember": _ADMINISTRATORS,
    "inviteStaffMember": _ADMINISTRATORS,
}
"""Who may ask for what, by the name of the operation."""
_OF_NO_OFFICE: Final = {"noteLogin", "listStaff", "putStaffMember", "inviteStaffMember"}
"""What is not about one office: whom an administrator may see and change is in `own_scope`."""
_OPERATIONS: Final = [each for each in declared.operations(ROOT) if each.route.auth == "staff"]
_GOOD: Final = {
    case.route: case
    for case in reversed(read_all())
    if case.route and case.expect["status"] < 300 and "again" not in case.label
}
_FORBIDDEN: Final = 403


def _case(operation: declared.Operation) -> Case:
    return _GOOD[operation.route.method, operation.route.path]


def _asked(case: Case, monkeypatch: pytest.MonkeyPatch, **claims: str) -> tuple[int, bool]:
    """Ask with other claims; return the status, and whether the table is as it was."""
    event = copy.deepcopy(case.event)
    event["requestContext"]["authorizer"]["claims"] |= {name.replace("_", ":"): value for name, value in claims.items()}
    table = MemoryTable()
    replay = Replay(case, MemoryClient(table), monkeypatch)
    before = json.dumps(sorted(map(str, table.items.items())))
    answer: dict[str, Any] = replay.run(replace(case, event=event))
    return answer["statusCode"], json.dumps(sorted(map(str, table.items.items()))) == before


def test_every_route_of_the_staff_is_held_here() -> None:
    """A route that is added has its line."""
    assert {each.operation_id for each in _OPERATIONS} == MAY.keys()


@pytest.mark.parametrize("operation", _OPERATIONS, ids=lambda each: each.operation_id)
def test_only_its_roles_may(operation: declared.Operation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every other role, and none, is refused and leaves nothing behind, also all the others together."""
    case, allowed = _case(operation), MAY[operation.operation_id]
    others = sorted(_EVERYBODY - allowed)
    for groups in ([], *([each] for each in others), others):
        if operation.operation_id == "noteLogin" and not others:
            continue
        status, untouched = _asked(case, monkeypatch, cognito_groups=",".join(groups))
        assert (status, untouched) == (_FORBIDDEN, True), groups


@pytest.mark.parametrize(
    "operation",
    [each for each in _OPERATIONS if each.operation_id not in _OF_NO_OFFICE],
    ids=lambda each: each.operation_id,
)
def test_only_its_office_may(operation: declared.Operation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has every role at other offices, at one whose name begins or ends alike, or at none, is refused too."""
    case = _case(operation)
    every = ",".join(sorted(_EVERYBODY))
    for offices in ("depok", "bogor-2,kota-bogor", "bogo", "BOGOR", ""):
        status, untouched = _asked(case, monkeypatch, cognito_groups=every, custom_offices=offices)
        assert (status, untouched) == (_FORBIDDEN, True), offices


@pytest.mark.parametrize("operation", _OPERATIONS, ids=lambda each: each.operation_id)
def test_each_of_its_roles_may(operation: declared.Operation, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: each role that may finds it open, so what shuts it is the role."""
    case = _case(operation)
    for group in sorted(MAY[operation.operation_id]):
        status, _ = _asked(case, monkeypatch, cognito_groups=group)
        assert status != _FORBIDDEN, group
