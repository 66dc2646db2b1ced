"""The rules of who of the staff may do what, taken out."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_STAFF: Final = f"{_ROOM}/offices/staff.py"
_DOOR: Final = "functions/staff/door/app.py"
_ADMIN: Final = "functions/staff/admin/app.py"

MUTANTS: Final[tuple[Mutant, ...]] = (
    Mutant("group_and_office", _STAFF, "if groups.isdisjoint(allowed) or not", "if not"),
    Mutant(
        "group_and_office",
        _STAFF,
        "if groups.isdisjoint(allowed) or not {office_id, EVERY_OFFICE} & offices:",
        "if groups.isdisjoint(allowed):",
    ),
    Mutant(
        "group_and_office",
        _STAFF,
        '    groups = _words(token.get("cognito:groups", ""))\n',
        '    groups = token.get("cognito:groups", "")\n',
    ),
    Mutant("group_and_office", _STAFF, r"[^\s,\[\]\"]+", r"[^,]+"),
    Mutant("group_and_office", _DOOR, "    staff.authorize_any(caller.token, staff.RECEIVERS, body.office_id)\n", ""),
    Mutant(
        "group_and_office",
        _DOOR,
        "    staff.authorize_any(caller.token, staff.RECEIVERS, office_id)\n    arrival",
        "    arrival",
    ),
    Mutant(
        "group_and_office",
        _DOOR,
        "    staff.authorize_any(caller.token, staff.RECEIVERS, office_id)\n    return wiring.directory()",
        "    return wiring.directory()",
    ),
    Mutant(
        "group_and_office",
        "functions/staff/counters/app.py",
        "    staff.authorize_any(caller.token, staff.RECEIVERS, office_id)\n",
        "",
    ),
    Mutant(
        "group_and_office",
        "functions/staff/walk_ins/app.py",
        "    staff.authorize_any(caller.token, staff.RECEIVERS, office_id)\n",
        "",
    ),
    Mutant(
        "group_and_office",
        _ADMIN,
        '    staff.authorize(caller.token, "operators", office_id)\n    office = wiring.directory().found(office_id)\n'
        "    now",
        "    office = wiring.directory().found(office_id)\n    now",
    ),
    Mutant(
        "group_and_office",
        _ADMIN,
        '    staff.authorize(caller.token, "operators", office_id)\n    path: ',
        "    path: ",
    ),
    Mutant("star_is_headquarters", _STAFF, "{office_id, EVERY_OFFICE} & offices", "{office_id} & offices"),
)
