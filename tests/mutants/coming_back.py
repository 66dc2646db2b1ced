"""The rules of "Seats that come back", taken out."""

from __future__ import annotations

from tests.mutants.mutant import Mutant

_PACKAGE = "layers/core/antrean"
_BOOKING_NUMBERS = f"{_PACKAGE}/policy/bookings.py"
_SYSTEM_NUMBERS = f"{_PACKAGE}/policy/system.py"
_QUOTAS = f"{_PACKAGE}/slots/store.py"
_RELEASES = f"{_PACKAGE}/slots/releases.py"
_SECRETS = f"{_PACKAGE}/turns/store.py"
_CHANGES = f"{_PACKAGE}/slots/changes.py"
_SWEEP = f"{_PACKAGE}/bookings/sweep.py"
_MODEL = f"{_PACKAGE}/bookings/model.py"
_ITEMS = f"{_PACKAGE}/bookings/items.py"
_STORE = f"{_PACKAGE}/bookings/store.py"
_PARTS = f"{_PACKAGE}/bookings/parts.py"
_COMMIT = f"{_PACKAGE}/bookings/commit.py"
_OPERATION = f"{_PACKAGE}/bookings/operation.py"
_CANCEL = f"{_PACKAGE}/changes/cancel.py"
_ADD = f"{_PACKAGE}/changes/add.py"
_PARTY = f"{_PACKAGE}/changes/party.py"
_RECOUNT = f"{_PACKAGE}/audit/recount.py"
_MOVE = f"{_PACKAGE}/changes/move.py"
_FORMS = f"{_PACKAGE}/bookings/forms.py"
_AUDITOR = "functions/clock/auditor/app.py"

MUTANTS: tuple[Mutant, ...] = (
    Mutant(
        "given_back_is_kept",
        _QUOTAS,
        "SET seats_kept = if_not_exists(seats_kept, :none) + :n, kept_at",
        "SET seats_left = if_not_exists(seats_left, :none) + :n, kept_at",
    ),
    Mutant(
        "abandoned_claim_goes_back",
        _QUOTAS,
        '" SET seats_left = seats_left + :n"',
        '" SET seats_kept = seats_kept + :n"',
    ),
    Mutant(
        "release_at_a_drawn_minute",
        _RELEASES,
        "        drawn > local\n        or (quota.kept_at and",
        "        (quota.kept_at and",
    ),
    Mutant("release_at_a_drawn_minute", _RELEASES, "quota.released_at >= drawn", "quota.released_at > drawn"),
    Mutant("release_at_a_drawn_minute", _RELEASES, "if not quota.seats_kept or ", "if "),
    Mutant("release_at_a_drawn_minute", _RELEASES, '"big") % 60', '"big") % 30'),
    Mutant("release_at_a_drawn_minute", _RELEASES, "{slot.path}/{hour:02d}", "{slot.path}"),
    Mutant("release_at_a_drawn_minute", _RELEASES, "releases/v1/{office_id}", "releases/v1/"),
    Mutant("release_at_a_drawn_minute", _SWEEP, "and seed and releases.release", "and releases.release"),
    Mutant("after_the_minute_waits", _RELEASES, "quota.kept_at >= drawn", "quota.kept_at > drawn"),
    Mutant("no_release_at_night", _BOOKING_NUMBERS, "RELEASE_FROM = time(6)", "RELEASE_FROM = time(5)"),
    Mutant("no_release_at_night", _BOOKING_NUMBERS, "RELEASE_FROM = time(6)", "RELEASE_FROM = time(7)"),
    Mutant("no_release_at_night", _RELEASES, " or local.hour not in HOURS:", ":"),
    Mutant("closed_slot_keeps_its_seats", _RELEASES, 'quota.state != "open" or ', ""),
    Mutant("closed_slot_keeps_its_seats", _RELEASES, " or has_closed(quota.slot.date, office.zone, now):", ":"),
    Mutant("minutes_can_be_checked", _RELEASES, "if office.today(now) <= day:", "if False:"),
    Mutant("minutes_can_be_checked", _RELEASES, "if office.today(now) <= day:", "if True:"),
    Mutant("minutes_can_be_checked", _RELEASES, "    if secret is None:\n", "    if False:\n"),
    Mutant("days_are_drawn_ahead", _BOOKING_NUMBERS, "DRAWN_DAYS = 4", "DRAWN_DAYS = 3"),
    Mutant("days_are_drawn_ahead", _BOOKING_NUMBERS, "DRAWN_DAYS = 4", "DRAWN_DAYS = 5"),
    Mutant("raise_is_kept", _CHANGES, "kept = max(old.seats_kept + more, 0)", "kept = old.seats_kept"),
    Mutant("raise_is_kept", _CHANGES, "now.replace(microsecond=0) if more > 0 else old.kept_at", "old.kept_at"),
    Mutant("cut_takes_kept_first", _CHANGES, "kept = max(old.seats_kept + more, 0)", "kept = old.seats_kept"),
    Mutant(
        "cut_takes_kept_first", _CHANGES, "            old = refusal.quota\n", "            raise Busy from refusal\n"
    ),
    Mutant(
        "statuses_in_one_table",
        _MODEL,
        '"displaced": Status(\n        holds_seats=False',
        '"displaced": Status(\n        holds_seats=True',
    ),
    Mutant(
        "statuses_in_one_table",
        _CANCEL,
        "if not old.meaning.changed_by:\n            return old\n        check(old, now)\n",
        'if old.status == "cancelled":\n            return old\n        check(old, now)\n',
    ),
    Mutant("leaving_keeps_numbers", _OPERATION, "if place >= len(booking.applicants):", "if False:"),
    Mutant("leaving_keeps_numbers", _CANCEL, "if not person_at(old, place).present or not", "if not"),
    Mutant(
        "leaving_keeps_numbers",
        _CANCEL,
        "        check_changeable(old, now)\n        if len(old.present) == 1:",
        "        if len(old.present) == 1:",
    ),
    Mutant(
        "leaving_keeps_numbers",
        _STORE,
        "*self._give_back(old, [old.seat_of(leaver)] if old.holds_seats else [], now),",
        "",
    ),
    Mutant(
        "ranges_never_change", _MODEL, "each.n - sum(each.has(number) for number in left)", "each.n - 0 * len(left)"
    ),
    Mutant(
        "ranges_never_change",
        _STORE,
        "guard_parts(old.present, lambda key: self._guards.drop",
        "guard_parts(old.applicants, lambda key: self._guards.drop",
    ),
    Mutant("last_to_go_cancels", _CANCEL, "if len(old.present) == 1:", "if False:"),
    Mutant("absent_have_no_number_elsewhere", _COMMIT, "next(numbers) if applicant.present else 0", "next(numbers)"),
    Mutant(
        "ten_listed_at_most", _BOOKING_NUMBERS, "MOST_LISTED_PEOPLE = 2 * MOST_APPLICANTS", "MOST_LISTED_PEOPLE = 11"
    ),
    Mutant(
        "ten_listed_at_most", _BOOKING_NUMBERS, "MOST_LISTED_PEOPLE = 2 * MOST_APPLICANTS", "MOST_LISTED_PEOPLE = 9"
    ),
    Mutant("ten_listed_at_most", _PARTY, "if listed > MOST_LISTED_PEOPLE:", "if False:"),
    Mutant("absence_is_a_form_of_its_own", _ITEMS, "2 if booking.present == booking.applicants else 3", "2"),
    Mutant("absence_is_a_form_of_its_own", _ITEMS, "2 if booking.present == booking.applicants else 3", "3"),
    Mutant(
        "bookings_expire", _BOOKING_NUMBERS, "BOOKING_KEPT = timedelta(days=90)", "BOOKING_KEPT = timedelta(days=91)"
    ),
    Mutant(
        "bookings_expire", _BOOKING_NUMBERS, "BOOKING_KEPT = timedelta(days=90)", "BOOKING_KEPT = timedelta(days=89)"
    ),
    Mutant("bookings_expire", _ITEMS, '        "expires_at": int(booking.expires_at.timestamp()),\n', ""),
    Mutant(
        "tombstones_expire",
        _BOOKING_NUMBERS,
        "TOMBSTONE_KEPT = timedelta(hours=48)",
        "TOMBSTONE_KEPT = timedelta(hours=47)",
    ),
    Mutant(
        "tombstones_expire",
        _BOOKING_NUMBERS,
        "TOMBSTONE_KEPT = timedelta(hours=48)",
        "TOMBSTONE_KEPT = timedelta(hours=49)",
    ),
    Mutant("many_numbers_raise_an_alarm", _SYSTEM_NUMBERS, "MANY_NUMBERS = 10\n", "MANY_NUMBERS = 11\n"),
    Mutant("many_numbers_raise_an_alarm", _SYSTEM_NUMBERS, "MANY_NUMBERS = 10\n", "MANY_NUMBERS = 9\n"),
    Mutant("many_numbers_raise_an_alarm", _RECOUNT, "tuple(sorted(many))", "()"),
    Mutant("release_at_a_drawn_minute", _RELEASES, "drawn > local\n", "drawn >= local\n"),
    Mutant("no_release_at_night", _RELEASES, "range(RELEASE_FROM.hour, 24)", "range(RELEASE_FROM.hour, 23)"),
    Mutant("release_at_a_drawn_minute", _SWEEP, "today = office.today(clock.now())", "today = clock.now().date()"),
    Mutant(
        "release_at_a_drawn_minute", _RELEASES, "due(quota, seed, now.astimezone(office.zone))", "due(quota, seed, now)"
    ),
    Mutant("release_at_a_drawn_minute", _QUOTAS, ", seats_kept = :none, released_at = :drawn", ", seats_kept = :none"),
    Mutant(
        "release_at_a_drawn_minute", _RELEASES, "quotas.release(quota, drawn, turns", "quotas.release(quota, now, turns"
    ),
    Mutant("days_are_drawn_ahead", _RELEASES, "draw(32)", "draw(16)"),
    Mutant(
        "days_are_drawn_ahead",
        _BOOKING_NUMBERS,
        "SECRETS_KEPT = timedelta(days=366)",
        "SECRETS_KEPT = timedelta(days=365)",
    ),
    Mutant(
        "days_are_drawn_ahead",
        _BOOKING_NUMBERS,
        "SECRETS_KEPT = timedelta(days=366)",
        "SECRETS_KEPT = timedelta(days=367)",
    ),
    Mutant("days_are_drawn_ahead", _SECRETS, ', "expires_at": int(end.timestamp())}', "}"),
    Mutant("minutes_can_be_checked", _RELEASES, "days_from(day + timedelta(days=1), ", "days_from(day, "),
    Mutant("minutes_can_be_checked", _RELEASES, "days=PUBLISHED_DAYS - 1", "days=PUBLISHED_DAYS - 2"),
    Mutant(
        "minutes_can_be_checked", _RELEASES, "for session in office.sessions\n", "for session in office.sessions[:1]\n"
    ),
    Mutant("minutes_can_be_checked", _RELEASES, "office.today(now) <= day", "clock.now().date() <= day"),
    Mutant("minutes_can_be_checked", _RELEASES, "hashlib.sha256(seed)", "hashlib.sha256(secret)"),
    Mutant("given_back_is_kept", _QUOTAS, ":none) + :n, kept_at = :now REMOVE", ":none) + :n REMOVE"),
    Mutant("raise_is_kept", _QUOTAS, "if new.kept_at and new.kept_at != old.kept_at:", "if False:"),
    Mutant(
        "leaving_keeps_numbers",
        _STORE,
        "                *guard_parts([leaver], lambda key: self._guards.drop(key, new.booking_id)),\n",
        "",
    ),
    Mutant(
        "leaving_keeps_numbers",
        _CANCEL,
        "        raise Again from refusal\n    return new\n\n\ndef _cancelled",
        "        raise refusal\n    return new\n\n\ndef _cancelled",
    ),
    Mutant(
        "ranges_never_change",
        _STORE,
        "                *guard_parts(new.present, lambda",
        "                *guard_parts(new.applicants, lambda",
    ),
    Mutant("absent_have_no_number_elsewhere", _MOVE, "n = len(old.present)", "n = len(old.applicants)"),
    Mutant("absent_have_no_number_elsewhere", _FORMS, "    if applicant.number and not", "    if not"),
    Mutant(
        "absent_have_no_number_elsewhere",
        _ITEMS,
        'if person["n"] and person.get("a") == "left"',
        'if person.get("a") == "left"',
    ),
    Mutant(
        "absent_have_no_number_elsewhere",
        _ITEMS,
        'for person in item["people"] if person["n"]),\n',
        'for person in item["people"]),\n',
    ),
    Mutant("ten_listed_at_most", _ADD, "len(old.present) - selves + more", "len(old.applicants) - selves + more"),
    Mutant("ten_listed_at_most", _ADD, "len(old.applicants) + more", "len(old.present) + more"),
    Mutant("ten_listed_at_most", _MODEL, "if each.present and is_of(each, nik_keys)", "if is_of(each, nik_keys)"),
    Mutant("bookings_expire", _MODEL, "return self.until + BOOKING_KEPT", "return self.closes_at + BOOKING_KEPT"),
    Mutant("tombstones_expire", _PARTS, "slot.date + timedelta(days=1), ZoneInfo", "slot.date, ZoneInfo"),
    Mutant("tombstones_expire", _STORE, '"SET #void = :first, expires_at = :expires"', '"SET #void = :first"'),
    Mutant(
        "many_numbers_raise_an_alarm",
        _AUDITOR,
        '"SlotsWithManyNumbers": len(found.many_numbers)',
        '"SlotsWithManyNumbers": 0',
    ),
    Mutant(
        "many_numbers_raise_an_alarm",
        _RECOUNT,
        "changed=changed, many_numbers=many)\n\n    found",
        "changed=changed)\n\n    found",
    ),
    Mutant(
        "many_numbers_raise_an_alarm",
        _RECOUNT,
        "        many_numbers=frozenset().union(*(each.many_numbers for each in found)),\n",
        "",
    ),
    Mutant(
        "many_numbers_raise_an_alarm",
        _AUDITOR,
        '        logger.warning("slot gave many numbers"',
        '        logger.debug("slot gave many numbers"',
    ),
)
