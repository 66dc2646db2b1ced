"""The rules of an office's day, taken out: the door, the order and the counters."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_OFFICE_NUMBERS: Final = f"{_ROOM}/policy/offices.py"
_SYSTEM_NUMBERS: Final = f"{_ROOM}/policy/system.py"
_DOOR: Final = f"{_ROOM}/hall/door.py"
_COUNTERS: Final = f"{_ROOM}/hall/counters.py"
_BOARD: Final = f"{_ROOM}/hall/board.py"
_QR: Final = f"{_ROOM}/tickets/qr.py"
_ORDER: Final = f"{_ROOM}/hall/order.py"
_MODEL: Final = f"{_ROOM}/hall/model.py"
_ITEMS: Final = f"{_ROOM}/hall/items.py"
_STORE: Final = f"{_ROOM}/hall/store.py"
_WRONG_DAY: Final = "if slot.date != now.astimezone(booking.zone).date():"
_WITHIN_LANE: Final = "return party.window_from, party.late, party.prefix, party.number, party.party_id"
_TAKEN: Final = "taken = counter.officer not in {None, officer.staff} and used and now < used + COUNTER_LEASE"
_CALLED_BACK: Final = (
    "called_at = gone.called_at or last.at\n"
    '            back = gone.changed("called", counter=counter.number, called_at=called_at, ended_at=None)'
)

MUTANTS: Final[tuple[Mutant, ...]] = (
    # the door
    Mutant("arrives_once", _DOOR, "    if booking.check_in:\n", "    if False:\n"),
    Mutant("old_ticket_is_told", _DOOR, "scanned.is_older_than(booking.revision)", "False"),
    Mutant("old_ticket_is_told", _DOOR, "scanned.is_older_than(booking.revision)", "scanned.mark is not None"),
    Mutant("old_ticket_is_told", _DOOR, "arrival, officer, now)._replace(outdated=outdated)", "arrival, officer, now)"),
    Mutant("old_ticket_is_told", _DOOR, '{"outdated": True} if outdated else {}', "{}"),
    Mutant("old_ticket_is_told", _QR, "self.mark is not None and ", ""),
    Mutant("arrives_once", _DOOR, "checked_in_at=booking.check_in.at", "checked_in_at=now.replace(microsecond=0)"),
    Mutant(
        "arrives_once", _DOOR, "CheckIn(now.replace(microsecond=0), office_id, officer)", 'CheckIn(now, office_id, "")'
    ),
    Mutant("arrives_once", _DOOR, "[(before, party)], mark=mark, look=look)", "[(before, party)], look=look)"),
    Mutant("arrives_at_its_office", _DOOR, "if slot.office_id != office_id:", "if not office_id:"),
    Mutant("arrives_on_its_day", _DOOR, _WRONG_DAY, "if not slot.date:"),
    Mutant("arrives_on_its_day", _DOOR, _WRONG_DAY, "if slot.date != now.date():"),
    Mutant("arrives_on_its_day", _DOOR, _WRONG_DAY, _WRONG_DAY.replace("!=", "<")),
    Mutant("arrives_on_its_day", _DOOR, _WRONG_DAY, _WRONG_DAY.replace("!=", ">")),
    Mutant(
        "not_too_early",
        _OFFICE_NUMBERS,
        "ARRIVES_EARLY = timedelta(minutes=30)",
        "ARRIVES_EARLY = timedelta(minutes=31)",
    ),
    Mutant(
        "not_too_early",
        _OFFICE_NUMBERS,
        "ARRIVES_EARLY = timedelta(minutes=30)",
        "ARRIVES_EARLY = timedelta(minutes=29)",
    ),
    Mutant("not_too_early", _DOOR, "if now < admitted_from and not early:", "if now < admitted_from:"),
    Mutant("not_too_early", _DOOR, "if now < admitted_from and not early:", "if now <= admitted_from and not early:"),
    Mutant("late_after_its_window", _DOOR, "late=now >= booking.instant_of", "late=now > booking.instant_of"),
    Mutant("late_after_its_window", _DOOR, "late=now >= booking.instant_of(booking.arrive_until)", "late=False"),
    Mutant("present_slot_counts", _DOOR, "is_confirmed:", "is_confirmed or booking.moved:"),
    Mutant(
        "present_slot_counts",
        _DOOR,
        "refusal.done, fingerprint)\n            continue\n        return party",
        "refusal.done, fingerprint)\n            raise Busy\n        return party",
    ),
    Mutant("cancelled_is_not_found", _DOOR, "    if not booking.is_confirmed:", "    if False:"),
    Mutant(
        "cancelled_is_not_found",
        _DOOR,
        "        if booking is None or scanned is None:\n            raise _not_found()\n        day = ",
        "        assert booking\n        assert scanned\n        day = ",
    ),
    Mutant("cancelled_is_not_found", _QR, 'f"{PREFIX}([', 'f"{PREFIX[:2]}.(['),
    Mutant(
        "lost_answer_is_given_again",
        _DOOR,
        "        if done:\n            return _done(staffed, day, done, fingerprint)\n        outdated",
        "        outdated",
    ),
    Mutant(
        "lost_answer_is_given_again",
        _DOOR,
        "        if done:\n            return _done(staffed, day, done, fingerprint)\n        party = _found",
        "        party = _found",
    ),
    Mutant(
        "lost_answer_is_given_again",
        _DOOR,
        'name = operation_name("key", office_id, officer, key)',
        'name = operation_name("key", office_id, key)',
    ),
    Mutant(
        "lost_answer_is_given_again",
        _DOOR,
        'name = operation_name("key", office_id, officer, key)',
        'name = operation_name("key", office_id, officer)',
    ),
    Mutant(
        "lost_answer_is_given_again",
        _COUNTERS,
        "        if done:\n            return _answered(staffed, day, counter, done, fingerprint)\n",
        "",
    ),
    Mutant(
        "lost_answer_is_given_again",
        _COUNTERS,
        "        if done:\n            return _answered(staffed, day, counter, done, fingerprint)\n",
        "        if done and counter.officer == officer.staff:\n"
        "            return _answered(staffed, day, counter, done, fingerprint)\n",
    ),
    Mutant("key_is_of_one_request", _COUNTERS, "    done.refuse_other(fingerprint)\n", ""),
    Mutant("key_is_of_one_request", _COUNTERS, "fingerprint = operation_name(kind, body)", "fingerprint = kind"),
    Mutant(
        "key_is_of_one_request",
        _COUNTERS,
        "fingerprint = operation_name(kind, body)",
        'fingerprint = operation_name("", body)',
    ),
    Mutant("key_is_of_one_request", _DOOR, "    done.refuse_other(fingerprint)\n", ""),
    Mutant("key_is_of_one_request", _DOOR, "repr((scanned and scanned.booking_id, *arrival[1:]))", 'f"{scanned}"'),
    Mutant("key_is_of_one_request", _COUNTERS, "f\"{party_id or ''}#{reason or ''}\", decide", '"", decide'),
    Mutant("key_is_of_one_request", _COUNTERS, "key, lane, decide)", 'key, "", decide)'),
    Mutant(
        "twin_refuses_nothing",
        _COUNTERS,
        "if isinstance(refusal, Busy) or not staffed.hall.operation(day, name):",
        "if refusal:",
    ),
    Mutant("four_tries_then_busy", _SYSTEM_NUMBERS, "HALL_ATTEMPTS = 4", "HALL_ATTEMPTS = 3"),
    Mutant("four_tries_then_busy", _SYSTEM_NUMBERS, "HALL_ATTEMPTS = 4", "HALL_ATTEMPTS = 5"),
    Mutant("arrival_is_a_look", _DOOR, "[(before, party)], mark=mark, look=look)", "[(before, party)], mark=mark)"),
    Mutant("arrival_is_a_look", _DOOR, "len(party.people), booking.account_id)", "len(party.people))"),
    Mutant("party_is_who_is_here", _MODEL, "min(each.number for each in self.here)", "self.people[0].number"),
    Mutant("party_is_who_is_here", _MODEL, "        if each.present\n", ""),
    Mutant("party_is_who_is_here", _DOOR, "if not here or not set(here) <= {", "if not set(here) <= {"),
    Mutant(
        "party_is_who_is_here",
        _DOOR,
        "if not here or not set(here) <= {each.place for each in people}:",
        "if not here:",
    ),
    Mutant("party_is_who_is_here", _DOOR, "return {each.place for each in party.here} == set(here)", "return False"),
    Mutant("people_noted_until_called", _DOOR, 'if party.state not in {"waiting", "parked"}:', "if False:"),
    Mutant(
        "people_noted_until_called",
        _DOOR,
        'if party.state not in {"waiting", "parked"}:',
        'if party.state not in {"waiting"}:',
    ),
    Mutant(
        "arrival_is_undone_for_ten_minutes",
        _OFFICE_NUMBERS,
        "ARRIVAL_UNDO = timedelta(minutes=10)",
        "ARRIVAL_UNDO = timedelta(minutes=11)",
    ),
    Mutant(
        "arrival_is_undone_for_ten_minutes",
        _OFFICE_NUMBERS,
        "ARRIVAL_UNDO = timedelta(minutes=10)",
        "ARRIVAL_UNDO = timedelta(minutes=9)",
    ),
    Mutant(
        "arrival_is_undone_for_ten_minutes",
        _DOOR,
        'if party.state != "waiting" or now >= party.arrived_at + ARRIVAL_UNDO:',
        "if now >= party.arrived_at + ARRIVAL_UNDO:",
    ),
    Mutant(
        "arrival_is_undone_for_ten_minutes",
        _DOOR,
        "mark=Mark(booking, booking.check_in, undone=True))",
        "mark=None)",
    ),
    Mutant("arrival_is_undone_for_ten_minutes", _STORE, ' if party.state != "undone"]', "]"),
    Mutant(
        "undone_arrives_again",
        _DOOR,
        "            party = party._replace(version=before.version + 1)",
        "            pass",
    ),
    Mutant("absent_comes_back_late", _DOOR, "return party.waiting()._replace(late=True)", "return party.waiting()"),
    Mutant(
        "absent_comes_back_late",
        _DOOR,
        "return party.waiting()._replace(late=True)",
        'return party.changed("waiting")._replace(late=True)',
    ),
    Mutant("absent_comes_back_late", _DOOR, 'if party.state != "absent":', "if False:"),
    # the order
    Mutant(
        "order_within_a_lane", _ORDER, _WITHIN_LANE, _WITHIN_LANE.replace("party.window_from, party.late", "party.late")
    ),
    Mutant(
        "order_within_a_lane",
        _ORDER,
        _WITHIN_LANE,
        _WITHIN_LANE.replace("party.window_from, party.late", "party.late, party.window_from"),
    ),
    Mutant("order_within_a_lane", _ORDER, _WITHIN_LANE, _WITHIN_LANE.replace("party.late, ", "")),
    Mutant("order_within_a_lane", _ORDER, _WITHIN_LANE, _WITHIN_LANE.replace("party.number, ", "")),
    Mutant("order_within_a_lane", _ORDER, _WITHIN_LANE, _WITHIN_LANE.replace(", party.party_id", "")),
    Mutant("order_within_a_lane", _ORDER, 'for each in parties if each.state == "waiting")', "for each in parties)"),
    Mutant("lane_ratio", _OFFICE_NUMBERS, '{"booked": 3,', '{"booked": 2,'),
    Mutant("lane_ratio", _OFFICE_NUMBERS, '{"booked": 3,', '{"booked": 4,'),
    Mutant("lane_ratio", _ORDER, "(had[lane] + 1) / ratio[lane])", "had[lane])"),
    Mutant("lane_ratio", _ORDER, "        recent.append(lane)\n", ""),
    Mutant("lane_ratio", _ORDER, "key=_by_call)", "key=_by_call, reverse=True)"),
    Mutant("no_claim_to_calls_of_before", _ORDER, "[-window:] if window else []", ""),
    Mutant(
        "no_claim_to_calls_of_before",
        _ORDER,
        "[lane for lane in recent if lane in shared][-window:]",
        "[lane for lane in recent[-window:] if lane in shared]",
    ),
    Mutant("lane_without_a_share_is_last", _ORDER, "if ratio.get(lane)]", "if True]"),
    # the counters
    Mutant(
        "counter_is_its_officers",
        _OFFICE_NUMBERS,
        "COUNTER_LEASE = timedelta(minutes=30)",
        "COUNTER_LEASE = timedelta(minutes=31)",
    ),
    Mutant(
        "counter_is_its_officers",
        _OFFICE_NUMBERS,
        "COUNTER_LEASE = timedelta(minutes=30)",
        "COUNTER_LEASE = timedelta(minutes=29)",
    ),
    Mutant("counter_is_its_officers", _COUNTERS, _TAKEN, "taken = False"),
    Mutant("counter_is_its_officers", _COUNTERS, "if taken and not officer.supervises:", "if taken:"),
    Mutant("counter_is_its_officers", _COUNTERS, "if counter.officer != officer.staff:", "if not counter.officer:"),
    Mutant("counter_is_its_officers", _COUNTERS, "touched_at=operation.at, ", ""),
    Mutant(
        "counter_is_its_officers",
        _COUNTERS,
        "officer=officer.staff, lanes=tuple(lanes), last=None))",
        "officer=officer.staff, lanes=tuple(lanes)))",
    ),
    Mutant(
        "counter_is_its_officers",
        _COUNTERS,
        "if counter.officer == officer.staff and counter.lanes == tuple(lanes):",
        "if False:",
    ),
    Mutant(
        "counter_is_its_officers",
        _COUNTERS,
        "if counter.officer == officer.staff and counter.lanes == tuple(lanes):",
        "if counter.officer == officer.staff:",
    ),
    Mutant(
        "only_an_empty_counter_closes",
        _COUNTERS,
        "        if counter.party_id:\n            raise Refused(Code.PARTY",
        "        if False:\n            raise Refused(Code.PARTY",
    ),
    Mutant(
        "only_an_empty_counter_closes",
        _COUNTERS,
        "        _own(counter, officer)\n        if counter.party_id",
        "        if counter.party_id",
    ),
    Mutant("only_an_empty_counter_closes", _COUNTERS, "        if not counter.is_open:\n            return None\n", ""),
    Mutant(
        "next_finishes_and_calls",
        _COUNTERS,
        'finished = there.changed("served", ended_at=now)',
        'finished = there.changed("served")',
    ),
    Mutant(
        "next_finishes_and_calls",
        _COUNTERS,
        " if there and finished else Change(counter)",
        " if there and False else Change(counter)",
    ),
    Mutant("next_finishes_and_calls", _COUNTERS, "if refusal.done or refusal.parties != {about}:", "if True:"),
    Mutant("next_finishes_and_calls", _COUNTERS, 'while party and party.state == "waiting":', "for _ in range(1):"),
    Mutant(
        "next_finishes_and_calls", _COUNTERS, "if refusal.done or refusal.parties != {about}:", "if False:", hangs=True
    ),
    Mutant(
        "own_party_is_not_called_twice",
        _COUNTERS,
        "if len({new.party_id for _, new in change.parties}) < len(change.parties):",
        "if False:",
    ),
    Mutant("counter_calls_its_lanes", _COUNTERS, " if counter.takes(waiting.lane) else None", ""),
    Mutant(
        "counter_calls_its_lanes", _MODEL, "return not self.lanes or lane in self.lanes", "return lane in self.lanes"
    ),
    Mutant("board_shows_six", _OFFICE_NUMBERS, "BOARD_SHOWS = 6", "BOARD_SHOWS = 5"),
    Mutant("board_shows_six", _OFFICE_NUMBERS, "BOARD_SHOWS = 6", "BOARD_SHOWS = 7"),
    Mutant("board_tells_who_waits", _OFFICE_NUMBERS, "BOARD_WAITS = 40", "BOARD_WAITS = 39"),
    Mutant("board_tells_who_waits", _OFFICE_NUMBERS, "BOARD_WAITS = 40", "BOARD_WAITS = 41"),
    Mutant("board_tells_who_waits", _COUNTERS, "changed.get(each.party_id, each) for each in found", "*found"),
    Mutant("board_tells_who_waits", _COUNTERS, "recent=recent, line=None,", "recent=recent,"),
    Mutant("board_tells_who_waits", _BOARD, "if each not in called", ""),
    Mutant("board_tells_who_waits", _BOARD, " | {call.label for call, _ in calls if call.at >= line.at}", ""),
    Mutant("board_tells_who_waits", _BOARD, "line = max((", "line = min(("),
    Mutant(
        "parked_is_called_by_name",
        _COUNTERS,
        'party.state not in {"waiting", "parked"}:',
        'party.state not in {"waiting"}:',
    ),
    Mutant(
        "parked_is_called_by_name",
        _COUNTERS,
        'if party is None or party.state not in {"waiting", "parked"}:',
        "if party is None:",
    ),
    Mutant("order_is_broken_with_a_reason", _COUNTERS, "not (officer.supervises and reason):", "not reason:"),
    Mutant(
        "order_is_broken_with_a_reason", _COUNTERS, "not (officer.supervises and reason):", "not officer.supervises:"
    ),
    Mutant("order_is_broken_with_a_reason", _COUNTERS, "party_id=about, reason=change.reason)", "party_id=about)"),
    Mutant("overtakings_are_read", _ITEMS, 'if item["kind"] != "next" or "reason" not in item:', "if True:"),
    Mutant("overtakings_are_read", _COUNTERS, 'reason if chosen.state == "waiting" else None', "reason"),
    Mutant(
        "overtakings_are_read",
        "functions/staff/door/app.py",
        'staff.authorize(caller.token, "supervisors", office_id)',
        "staff.authorize_any(caller.token, staff.RECEIVERS, office_id)",
    ),
    Mutant("recall_announces", _COUNTERS, "calls=party.calls + 1, ", ""),
    Mutant("recall_announces", _COUNTERS, "calls=counter.calls + 1, ", ""),
    Mutant("absent_after_two_calls", _OFFICE_NUMBERS, "ABSENT_CALLS = 2", "ABSENT_CALLS = 1"),
    Mutant("absent_after_two_calls", _OFFICE_NUMBERS, "ABSENT_CALLS = 2", "ABSENT_CALLS = 3"),
    Mutant(
        "absent_after_two_calls",
        _OFFICE_NUMBERS,
        "ABSENT_AFTER = timedelta(minutes=3)",
        "ABSENT_AFTER = timedelta(minutes=2)",
    ),
    Mutant(
        "absent_after_two_calls",
        _OFFICE_NUMBERS,
        "ABSENT_AFTER = timedelta(minutes=3)",
        "ABSENT_AFTER = timedelta(minutes=4)",
    ),
    Mutant(
        "transfer_keeps_the_place", _COUNTERS, "waits = party.waiting()._replace(lane=lane)", "waits = party.waiting()"
    ),
    Mutant(
        "transfer_keeps_the_place",
        _COUNTERS,
        "waits = party.waiting()._replace(lane=lane)",
        "waits = party.waiting()._replace(lane=lane, late=True)",
    ),
    Mutant(
        "finish_calls_nobody",
        _COUNTERS,
        'served = party.changed("served", ended_at=now)',
        'served = party.changed("served")',
    ),
    Mutant(
        "finish_calls_nobody",
        _COUNTERS,
        'served = party.changed("served", ended_at=now)',
        'served = party.changed("absent", ended_at=now)',
    ),
    Mutant(
        "undo_for_a_minute",
        _OFFICE_NUMBERS,
        "COUNTER_UNDO = timedelta(seconds=60)",
        "COUNTER_UNDO = timedelta(seconds=61)",
    ),
    Mutant(
        "undo_for_a_minute",
        _OFFICE_NUMBERS,
        "COUNTER_UNDO = timedelta(seconds=60)",
        "COUNTER_UNDO = timedelta(seconds=59)",
    ),
    Mutant(
        "undo_puts_back",
        _COUNTERS,
        "pairs.append((called, waits._replace(state=last.state)))",
        "pairs.append((called, waits))",
    ),
    Mutant("undo_puts_back", _COUNTERS, "            recent = recent[1:]\n", ""),
    Mutant("undo_puts_back", _COUNTERS, _CALLED_BACK, _CALLED_BACK.replace("gone.called_at or last.at", "last.at")),
    Mutant(
        "undo_puts_back", _COUNTERS, _CALLED_BACK, _CALLED_BACK.replace("gone.called_at or last.at", "gone.called_at")
    ),
    Mutant("undo_puts_back", _COUNTERS, _CALLED_BACK, _CALLED_BACK.replace(", ended_at=None", "")),
    Mutant("undo_puts_back", _COUNTERS, "calls=max(gone.calls, 1), ", "calls=1, "),
    Mutant("undo_puts_back", _COUNTERS, "calls=max(gone.calls, 1), ", ""),
    Mutant("undo_puts_back", _COUNTERS, "lane=gone.lane if last.after else last.lane)", "lane=gone.lane)"),
    Mutant("undo_puts_back", _COUNTERS, "lane=gone.lane if last.after else last.lane)", "lane=last.lane)"),
    Mutant("no_undo_over_others", _COUNTERS, "if party is None or party.version != ref.version:", "if party is None:"),
    Mutant(
        "no_undo_over_others",
        _COUNTERS,
        "if party is None or party.version != ref.version:",
        'if party is None or party.state == "called":',
    ),
    # what is kept
    Mutant(
        "trail_names_nobody",
        _ITEMS,
        '        "expires_at": _seconds(operation.at + TRAIL_KEPT),\n',
        '        "expires_at": _seconds(operation.at + TRAIL_KEPT),\n        "name": operation.name,\n',
    ),
    Mutant("trail_names_nobody", _ITEMS, '        about["reason"] = operation.reason\n', "        pass\n"),
    Mutant("trail_tells_what_became", _ITEMS, "{party.party_id: party.state for", "{party.party_id: 'called' for"),
    Mutant("trail_tells_what_became", _STORE, "[new for _, new in parties])", "[new for _, new in parties[-1:]])"),
    Mutant("day_goes_by_itself", _OFFICE_NUMBERS, "PARTY_KEPT = timedelta(days=30)", "PARTY_KEPT = timedelta(days=31)"),
    Mutant(
        "day_goes_by_itself",
        _OFFICE_NUMBERS,
        "OPERATION_KEPT = timedelta(days=2)",
        "OPERATION_KEPT = timedelta(days=1)",
    ),
    Mutant(
        "day_goes_by_itself", _OFFICE_NUMBERS, "TRAIL_KEPT = timedelta(days=366)", "TRAIL_KEPT = timedelta(days=365)"
    ),
)
