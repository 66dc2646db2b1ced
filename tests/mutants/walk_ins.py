"""The rules of numbers at the door taken out."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_WALK_INS: Final = f"{_ROOM}/hall/walk_ins.py"
_LANES: Final = f"{_ROOM}/hall/lanes.py"
_BULK: Final = "website/petugas/slots/bulk.js"
_OFFICE_NUMBERS: Final = f"{_ROOM}/policy/offices.py"
_MODEL: Final = f"{_ROOM}/hall/model.py"

MUTANTS: Final[tuple[Mutant, ...]] = (
    Mutant(
        "walk_ins_have_numbers",
        _WALK_INS,
        'Applicant("self", "", "", "", claim.first',
        'Applicant("self", "-", "", "", claim.first',
    ),
    Mutant("walk_ins_have_numbers", _WALK_INS, "claim.first + index) for", "claim.first) for"),
    Mutant("walk_ins_have_numbers", _WALK_INS, '"walk_in", now, officer', '"arrive", now, officer'),
    Mutant("walk_in_lanes", _MODEL, 'WalkInLane(f"{WALK_IN}bap", "C"', 'WalkInLane(f"{WALK_IN}bap", "P"'),
    Mutant("walk_in_lanes", _MODEL, 'WalkInLane(f"{WALK_IN}priority", "P"', 'WalkInLane(f"{WALK_IN}priority", "X"'),
    Mutant("walk_in_lanes", _MODEL, 'WalkInLane(f"{WALK_IN}express", "X"', 'WalkInLane(f"{WALK_IN}bap", "X"'),
    Mutant("lanes_are_set_ahead", _LANES, "if slot not in there]", "if slot]"),
    Mutant("lanes_are_set_ahead", _LANES, "timedelta(days=STANDBY_DAYS)", "timedelta(days=400)"),
    Mutant("lanes_are_set_ahead", _LANES, "office.session(slot.session) and ", ""),
    Mutant("lanes_are_set_ahead", _LANES, " and slot.date >= office.today(now)", ""),
    Mutant(
        "lanes_are_set_ahead",
        _LANES,
        "    if lane and slot in {",
        "    if lane or slot in {",
    ),
    Mutant("lanes_are_set_ahead", _LANES, "        quotas.publish(found)\n", ""),
    Mutant("lanes_are_set_ahead", _BULK, "SESSIONS.includes(quota.session)", "true"),
    Mutant("walk_in_quota", _OFFICE_NUMBERS, '"bap": 25,', '"bap": 26,'),
    Mutant("walk_in_quota", _OFFICE_NUMBERS, '"priority": 15,', '"priority": 16,'),
    Mutant("walk_in_quota", _OFFICE_NUMBERS, '"express": 15}', '"express": 16}'),
    Mutant("walk_in_quota", _LANES, "capacity=seats,", "capacity=seats + 1,"),
    Mutant(
        "walk_in_once",
        _WALK_INS,
        "        if found:\n            return _given",
        "        if found and now < now:\n            return _given",
        hangs=True,
    ),
    Mutant(
        "walk_in_once",
        _WALK_INS,
        "made = done(booking, name, fingerprint)",
        "made = booking",
    ),
    Mutant("walk_in_once", _WALK_INS, "        if found:\n            return found\n", ""),
    Mutant("walk_in_once", _WALK_INS, "quotas.settle(claim, give_back=False)", "quotas.settle(claim, give_back=True)"),
    Mutant("walk_ins_take_kept_seats", _WALK_INS, '("left", "kept", "left")', '("left", "left", "left")'),
    Mutant("walk_in_lane_can_close", _WALK_INS, 'quota.state == "closed" or ', ""),
    Mutant("walk_in_lane_can_close", _WALK_INS, "reason=quota.reason if quota else None", "reason=None"),
    Mutant("walk_in_closes_at_midnight", _LANES, "closes_at=end_of_day(slot.date", "closes_at=start_of_day(slot.date"),
    Mutant("standby_next_day", _WALK_INS, "today + timedelta(days=1), today", "today, today"),
    Mutant(
        "standby_next_day",
        _WALK_INS,
        ' if quota.state == "open" and quota.slot.session in sessions',
        ' if quota.state == "open"',
    ),
    Mutant("standby_next_day", _OFFICE_NUMBERS, "STANDBY_DAYS = 7", "STANDBY_DAYS = 8"),
    Mutant("standby_next_day", _OFFICE_NUMBERS, "STANDBY_DAYS = 7", "STANDBY_DAYS = 6"),
    Mutant(
        "standby_next_day",
        f"{_ROOM}/hall/door.py",
        "lane=lane_of(booking.slot.session) or arrival.lane",
        "lane=arrival.lane",
    ),
    Mutant("standby_share", _OFFICE_NUMBERS, "STANDBY_SHARE = 50", "STANDBY_SHARE = 52"),
    Mutant("standby_share", _OFFICE_NUMBERS, "STANDBY_SHARE = 50", "STANDBY_SHARE = 47"),
    Mutant("standby_share", _WALK_INS, "ids[pool], n, now, spare)", "ids[pool], n, now)"),
    Mutant("standby_share", _WALK_INS, '("left", "left") if standby else', '("left", "kept") if standby else'),
    Mutant(
        "walk_in_refusal_is_no_twins",
        _WALK_INS,
        "if isinstance(refusal, Busy) or not walk_ins.store.bookings.get(booking_id):",
        "if refusal:",
    ),
    Mutant(
        "walk_in_refusal_is_no_twins",
        _WALK_INS,
        "        walk_ins.hall.operation(day, name)\n        party = walk_ins.hall.party(day, made.booking_id)\n",
        "        pass\n",
    ),
    Mutant(
        "walk_ins_are_not_public",
        f"{_ROOM}/closures/preview.py",
        " if not quota.slot.session.startswith(WALK_IN))",
        ")",
    ),
    Mutant(
        "walk_ins_are_not_told",
        f"{_ROOM}/notices/events.py",
        "if new is None or not new.account_id:",
        "if new is None:",
    ),
    Mutant(
        "walk_ins_are_not_told",
        f"{_ROOM}/tickets/receipts.py",
        "if new and not new.account_id:",
        "if new and new.revision < 0:",
    ),
)
