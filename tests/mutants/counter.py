"""The rules of the counter and of the staff taken out."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_CHECK_IN: Final = f"{_ROOM}/counter/check_in.py"
_STAFF: Final = f"{_ROOM}/offices/staff.py"
_ADMIN: Final = "functions/staff/admin/app.py"
_WRONG_DAY: Final = "if booking.slot.date != now.astimezone(booking.zone).date():"

MUTANTS: Final[tuple[Mutant, ...]] = (
    Mutant("served_once", _CHECK_IN, "        if booking.check_in:\n", "        if booking.check_in == officer:\n"),
    Mutant("served_once", _CHECK_IN, "checked_in_at=booking.check_in.at", "checked_in_at=now.replace(microsecond=0)"),
    Mutant(
        "served_once",
        _CHECK_IN,
        "CheckIn(now.replace(microsecond=0), office_id, officer)",
        'CheckIn(now, office_id, "")',
    ),
    Mutant("served_at_its_office", _CHECK_IN, "if booking.slot.office_id != office_id:", "if not office_id:"),
    Mutant("served_on_its_day", _CHECK_IN, _WRONG_DAY, "if not booking.slot.date:"),
    Mutant("served_on_its_day", _CHECK_IN, _WRONG_DAY, "if booking.slot.date != now.date():"),
    Mutant("served_on_its_day", _CHECK_IN, _WRONG_DAY, _WRONG_DAY.replace("!=", "<")),
    Mutant("served_on_its_day", _CHECK_IN, _WRONG_DAY, _WRONG_DAY.replace("!=", ">")),
    Mutant(
        "served_at_any_hour",
        _CHECK_IN,
        _WRONG_DAY,
        'if booking.slot.date != now.date() or now.astimezone(booking.zone).strftime("%H:%M") > booking.arrive_until:',
    ),
    Mutant(
        "served_at_any_hour",
        _CHECK_IN,
        _WRONG_DAY,
        'if booking.slot.date != now.date() or now.astimezone(booking.zone).strftime("%H:%M") < booking.arrive_from:',
    ),
    Mutant(
        "present_slot_counts",
        _CHECK_IN,
        "            booking = refusal.booking\n",
        "            raise Busy from refusal\n",
    ),
    Mutant("present_slot_counts", _CHECK_IN, "good_at_counter:", "good_at_counter or booking.moved:"),
    Mutant(
        "cancelled_is_not_found",
        _CHECK_IN,
        "if booking is None or not booking.meaning.good_at_counter:",
        "if booking is None:",
    ),
    Mutant(
        "cancelled_is_not_found",
        _CHECK_IN,
        "if booking is None or not booking.meaning.good_at_counter:",
        "if booking and not booking.meaning.good_at_counter:",
    ),
    Mutant(
        "cancelled_is_not_found",
        f"{_ROOM}/tickets/qr.py",
        "(?:{PREFIX})?",
        "(?:{PREFIX[:2]}.)?",
    ),
    Mutant("lost_check_in_is_found", _CHECK_IN, "if booking and booking.check_in == served:", "if not officer:"),
    Mutant(
        "lost_check_in_is_found",
        _CHECK_IN,
        "if booking and booking.check_in == served:",
        "if booking and booking.check_in:",
    ),
    Mutant("three_check_ins_then_busy", f"{_ROOM}/base/policy.py", "CHECK_IN_ATTEMPTS = 3", "CHECK_IN_ATTEMPTS = 2"),
    Mutant("three_check_ins_then_busy", f"{_ROOM}/base/policy.py", "CHECK_IN_ATTEMPTS = 3", "CHECK_IN_ATTEMPTS = 4"),
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
    Mutant(
        "group_and_office",
        "functions.staff.door/app.py",
        '    staff.authorize(caller.token, "officers", body.office_id)\n',
        "",
    ),
    Mutant(
        "group_and_office",
        _ADMIN,
        '    staff.authorize(caller.token, "operators", office_id)\n    office = _office(office_id)\n    first',
        "    office = _office(office_id)\n    first",
    ),
    Mutant(
        "group_and_office",
        _ADMIN,
        '    staff.authorize(caller.token, "operators", office_id)\n    path: ',
        "    path: ",
    ),
    Mutant("star_is_headquarters", _STAFF, "{office_id, EVERY_OFFICE} & offices", "{office_id} & offices"),
)
