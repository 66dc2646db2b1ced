"""The rules of "Booking, adding, moving, cancelling", taken out."""

from __future__ import annotations

from tests.mutants.mutant import Mutant

_PACKAGE = "layers/core/antrean"
_BOOKING_NUMBERS = f"{_PACKAGE}/policy/bookings.py"
_SYSTEM_NUMBERS = f"{_PACKAGE}/policy/system.py"
_IDS = f"{_PACKAGE}/base/ids.py"
_ATTEMPTS = f"{_PACKAGE}/base/attempts.py"
_BOOK = f"{_PACKAGE}/changes/book.py"
_ADD = f"{_PACKAGE}/changes/add.py"
_MOVE = f"{_PACKAGE}/changes/move.py"
_CANCEL = f"{_PACKAGE}/changes/cancel.py"
_CLAIM = f"{_PACKAGE}/bookings/claim.py"
_COMMIT = f"{_PACKAGE}/bookings/commit.py"
_MODEL = f"{_PACKAGE}/bookings/model.py"
_OPERATION = f"{_PACKAGE}/bookings/operation.py"
_STORE = f"{_PACKAGE}/bookings/store.py"
_QUOTAS = f"{_PACKAGE}/slots/store.py"
_QUOTA_ITEMS = f"{_PACKAGE}/slots/items.py"
_FULL_SLOTS = f"{_PACKAGE}/slots/full_slots.py"
_CLOSING = f"{_PACKAGE}/slots/closing.py"
_ACCOUNTS = f"{_PACKAGE}/people/store.py"
_GIVE_BACK = "                *self._give_back(old, old.held_seats, now),\n"

MUTANTS: tuple[Mutant, ...] = (
    Mutant(
        "all_or_nothing", _QUOTAS, '":n": n,\n                    ":needed"', '":n": 1,\n                    ":needed"'
    ),
    Mutant("all_or_nothing", _COMMIT, "found = resolve(services.store, claim, services.clock.now())", "found = None"),
    Mutant("consecutive_numbers", _COMMIT, "number=claim.first + index", "number=claim.first"),
    Mutant(
        "consecutive_numbers", _QUOTAS, 'first = changed["next_number"] - n\n', 'first = changed["next_number"] - 1\n'
    ),
    Mutant(
        "numbers_never_repeat",
        _QUOTAS,
        '" SET seats_left = seats_left + :n"',
        '" SET seats_left = seats_left + :n, next_number = next_number - :n"',
    ),
    Mutant(
        "numbers_never_repeat",
        _QUOTAS,
        "kept_at = :now REMOVE {removed}",
        "kept_at = :now, next_number = next_number - :n REMOVE {removed}",
    ),
    Mutant(
        "claim_never_oversells", _QUOTAS, '"seats_left >= :needed"', '"(seats_left >= :needed OR attribute_exists(pk))"'
    ),
    Mutant(
        "claim_only_while_open",
        _QUOTAS,
        'operator": "#state = :open"',
        'operator": "(#state = :open OR attribute_exists(pk))"',
    ),
    Mutant("claim_only_while_open", _QUOTAS, '"opens_at <= :now"', '"attribute_exists(opens_at)"'),
    Mutant("claim_only_while_open", _QUOTAS, '":now < closes_at"', '"attribute_exists(closes_at)"'),
    Mutant("claim_only_while_open", _QUOTAS, '":now < closes_at"', '":now <= closes_at"'),
    Mutant("claim_only_while_open", _BOOK, "if has_closed(slot.date, office.zone, now):", "if False:"),
    Mutant(
        "claim_once_for_an_operation", _QUOTAS, '"attribute_not_exists(claims.#claim)"', '"attribute_exists(claims)"'
    ),
    Mutant("claim_once_for_an_operation", _CLAIM, "if quota and wanted.claim_id in quota.claims:", "if False:"),
    Mutant(
        "millionth_number", _QUOTAS, '"next_number < :numbers"', '"(next_number < :numbers OR attribute_exists(pk))"'
    ),
    Mutant("millionth_number", _QUOTA_ITEMS, "STAMP_UNIT = 1_000_000", "STAMP_UNIT = 10_000_000"),
    Mutant("last_seat_can_be_had", _QUOTAS, '"seats_left >= :needed"', '"seats_left > :needed"'),
    Mutant("last_seat_can_be_had", _QUOTAS, '"opens_at <= :now"', '"opens_at < :now"'),
    Mutant("slot_must_be_of_the_office", _BOOK, "if office is None:", "if False:"),
    Mutant("slot_must_be_of_the_office", _BOOK, "if session is None:", "if False:"),
    Mutant("date_is_within_a_year", _BOOK, "if slot.date > office.today(now) + FURTHEST_DATE:", "if False:"),
    Mutant("date_is_within_a_year", _BOOKING_NUMBERS, "timedelta(days=365)", "timedelta(days=366)"),
    Mutant("date_is_within_a_year", _BOOKING_NUMBERS, "timedelta(days=365)", "timedelta(days=364)"),
    Mutant("same_key_same_answer", _BOOK, "if existing:", "if False:"),
    Mutant("same_key_same_answer", _ADD, "if operation in old.operations:", "if False:"),
    Mutant("same_key_same_answer", _MOVE, "if operation in old.operations:", "if False:"),
    Mutant("key_is_for_one_body", _OPERATION, "if booking.operations.get(operation) != fingerprint:", "if False:"),
    Mutant(
        "key_is_for_one_operation",
        _IDS,
        '"operation", booking_id, kind, idempotency_key',
        '"operation", booking_id, idempotency_key',
    ),
    Mutant("refusal_does_not_stick", _FULL_SLOTS, " and full.until > self._clock.now()", ""),
    Mutant("refusal_does_not_stick", _STORE, 'values[":first"] = claim.first', 'values[":first"] = 0'),
    Mutant(
        "added_family_joins_the_slot", _ADD, "applicants=old.applicants + added,", "applicants=old.applicants + wanted,"
    ),
    Mutant("added_family_joins_the_slot", _ADD, "ranges=(*old.ranges, claim.range),", "ranges=(claim.range,),"),
    Mutant("move_once", _MOVE, "if not old.moves_left:", "if False:"),
    Mutant("move_once", _MOVE, "moved=old.moved or old.meaning.counts,", "moved=False,"),
    Mutant("move_once", _BOOKING_NUMBERS, "MOVES = 1\n", "MOVES = 2\n"),
    Mutant("move_takes_everybody", _MOVE, "n = len(old.present)", "n = 1"),
    Mutant(
        "move_takes_everybody",
        _MOVE,
        "applicants=renumbered(old.applicants, claim),",
        "applicants=renumbered(old.applicants[:1], claim),",
    ),
    Mutant(
        "move_takes_everybody", _MOVE, "applicants=renumbered(old.applicants, claim),", "applicants=old.applicants,"
    ),
    Mutant(
        "move_takes_everybody",
        _STORE,
        f'Part("booking", self.write_action(new, claim, old)),\n{_GIVE_BACK}',
        'Part("booking", self.write_action(new, claim, old)),\n',
    ),
    Mutant("move_goes_elsewhere", _MOVE, "if slot == old.slot and old.holds_seats:", "if False:"),
    Mutant(
        "failed_move_changes_nothing",
        _MOVE,
        "            claim = claim_for(services, seats, judge",
        '            gone = old._replace(status="cancelled", revision=old.revision + 1)\n'
        "            services.store.bookings.commit_cancel(old, gone, now)\n"
        "            claim = claim_for(services, seats, judge",
    ),
    Mutant("changes_until_the_day_before", _OPERATION, "if now >= booking.changeable_until:", "if False:"),
    Mutant(
        "changes_until_the_day_before",
        _OPERATION,
        "if now >= booking.changeable_until:",
        "if now > booking.changeable_until:",
    ),
    Mutant(
        "changes_until_the_day_before",
        _MODEL,
        "return closes_at(self.slot.date, self.zone)",
        "return end_of_day(self.slot.date, self.zone)",
    ),
    Mutant(
        "changes_until_the_day_before",
        _CLOSING,
        "return start_of_day(day, zone)",
        "return start_of_day(day.replace(day=day.day - 1), zone)",
    ),
    Mutant("changes_until_the_day_before", _ADD, "check_changeable(old, now)", "pass"),
    Mutant("changes_until_the_day_before", _MOVE, "check_changeable(old, now)", "pass"),
    Mutant(
        "changes_until_the_day_before",
        _CANCEL,
        "_given_up(services, account_id, booking_id, check_changeable)",
        "_given_up(services, account_id, booking_id, lambda _booking, _now: None)",
    ),
    Mutant("cancelled_stays_cancelled", _CANCEL, "        if not old.meaning.changed_by:\n", "        if False:\n"),
    Mutant(
        "cancelling_frees_the_people",
        _STORE,
        f'Part("booking", self.write_action(new, None, old)),\n{_GIVE_BACK}',
        'Part("booking", self.write_action(new, None, old)),\n',
    ),
    Mutant(
        "cancelling_frees_the_people",
        _STORE,
        "*guard_parts(old.present, lambda key: self._guards.drop(key, new.booking_id)),",
        "",
    ),
    Mutant(
        "cancelling_frees_the_people",
        _STORE,
        '                Part("account", ended),\n',
        "",
    ),
    Mutant("cancelled_is_not_changed", _OPERATION, "if by not in booking.meaning.changed_by:", "if False:"),
    Mutant("served_is_not_changed", _STORE, '"attribute_not_exists(checked_in_at)"', '"attribute_exists(pk)"'),
    Mutant("others_bookings_do_not_exist", _OPERATION, " or booking.account_id != account_id:", ":"),
    Mutant("newest_bookings_first", _OPERATION, "account.booking_ids[:LISTED_BOOKINGS]", "account.booking_ids"),
    Mutant(
        "newest_bookings_first",
        f"{_PACKAGE}/people/model.py",
        "(self.listed[booking_id], booking_id), reverse=True)",
        "(self.listed[booking_id], booking_id))",
    ),
    Mutant("newest_bookings_first", _BOOKING_NUMBERS, "LISTED_BOOKINGS = 10", "LISTED_BOOKINGS = 11"),
    Mutant("newest_bookings_first", _BOOKING_NUMBERS, "LISTED_BOOKINGS = 10", "LISTED_BOOKINGS = 9"),
    Mutant("old_bookings_leave_the_list", _ACCOUNTS, "        if removed:\n", "        if False:\n"),
    Mutant("old_bookings_leave_the_list", _ACCOUNTS, "each: account.listed[each] for each in kept", "**account.listed"),
    Mutant("old_bookings_leave_the_list", _BOOKING_NUMBERS, "LISTED_BOOKINGS = 10", "LISTED_BOOKINGS = 11"),
    Mutant("four_races_then_busy", _SYSTEM_NUMBERS, "OPERATION_ATTEMPTS = 4", "OPERATION_ATTEMPTS = 5"),
    Mutant("four_races_then_busy", _SYSTEM_NUMBERS, "OPERATION_ATTEMPTS = 4", "OPERATION_ATTEMPTS = 3"),
    Mutant("four_races_then_busy", _ATTEMPTS, "    raise Busy\n", "    return attempt()\n"),
    Mutant(
        "booking_costs_3_calls",
        _BOOK,
        "        if existing:\n            return done(existing, operation, fingerprint)\n",
        "        existing = services.store.bookings.get(booking_id)\n"
        "        if existing:\n            return done(existing, operation, fingerprint)\n",
    ),
    Mutant(
        "booking_costs_3_calls",
        f"{_PACKAGE}/bookings/items.py",
        '"service": booking.service,',
        '"service": booking.service, "remark": "-" * 1000,',
    ),
    Mutant("refusal_costs_one_unit", _CLAIM, "and services.full_slots.lacks(wanted.slot, wanted.n):", "and False:"),
    Mutant("refusal_costs_one_unit", _CLAIM, "services.full_slots.remember(wanted.slot, seen.seats_left)", "pass"),
    Mutant("refusal_costs_one_unit", _CLAIM, "if _lacks(seen, wanted) and not _stale(seen, now):", "if False:"),
    Mutant(
        "refusal_costs_one_unit", _CLAIM, "return None if services.full_slots.lacks(slot, n) else slot", "return None"
    ),
)
