"""The rules of visits to which nobody came taken out."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_MISS_NUMBERS: Final = f"{_ROOM}/policy/misses.py"
_CANCEL: Final = f"{_ROOM}/changes/cancel.py"
_BOOK: Final = f"{_ROOM}/changes/book.py"
_MOVE: Final = f"{_ROOM}/changes/move.py"
_WALK_INS: Final = f"{_ROOM}/hall/walk_ins.py"
_MODEL: Final = f"{_ROOM}/misses/model.py"
_DECIDE: Final = f"{_ROOM}/misses/decide.py"
_ANSWERS: Final = f"{_ROOM}/misses/answers.py"
_STORE: Final = f"{_ROOM}/misses/store.py"
_OVERDUE: Final = f"{_ROOM}/misses/overdue.py"
_FORMS: Final = f"{_ROOM}/misses/forms.py"
_ITEMS: Final = f"{_ROOM}/misses/items.py"
_EVENTS: Final = f"{_ROOM}/notices/events.py"
_LETTERS: Final = f"{_ROOM}/notices/letters.py"
_ERASER: Final = f"{_ROOM}/account/store.py"
_EXPORT: Final = f"{_ROOM}/account/forms.py"

MUTANTS: Final[tuple[Mutant, ...]] = (
    Mutant(
        "cannot_come_until_the_window", _CANCEL, "if now >= booking.arrives_from:", "if now > booking.arrives_from:"
    ),
    Mutant(
        "cannot_come_until_the_window",
        _CANCEL,
        "booking_id, _check_awaited, told=True",
        "booking_id, check_changeable, told=True",
    ),
    Mutant(
        "cannot_come_is_a_cancellation", _CANCEL, "if account and old.meaning.counts else None", "if False else None"
    ),
    Mutant("cannot_come_is_a_cancellation", _CANCEL, "    refuse_displaced(booking)\n", ""),
    Mutant("who_arrived_comes", _CANCEL, "    if booking.check_in:\n", "    if not booking:\n"),
    Mutant("cannot_come_is_shown", _CANCEL, "now.replace(microsecond=0) if told else None", "None"),
    Mutant("cannot_come_is_shown", f"{_ROOM}/tickets/ical.py", "if booking.cannot_come_at:", "if booking.missed_at:"),
    Mutant("cannot_come_is_shown", f"{_ROOM}/bookings/forms.py", "if booking.cannot_come_at:", "if booking.missed_at:"),
    Mutant("kept_seats_go_to_a_lane", _WALK_INS, "elif quota is None or quota.seats_kept < n:", "elif quota is None:"),
    Mutant("kept_seats_go_to_a_lane", _WALK_INS, "    if office.session(session) is None:\n", "    if not session:\n"),
    Mutant(
        "kept_seats_go_to_a_lane",
        _WALK_INS,
        "            made.refuse_other(fingerprint)\n        elif quota is None or quota",
        "            pass\n        elif quota is None or quota",
    ),
    Mutant("kept_seats_are_told", f"{_ROOM}/hall/lists.py", "kept.get(session.session, 0)", "0"),
    Mutant(
        "missed_only_where_others_came", _MODEL, "sum(map(_was_received, of_session))", "sum(1 for _ in of_session)"
    ),
    Mutant(
        "missed_only_where_others_came",
        _MODEL,
        "booking.arrives_from - ARRIVES_EARLY",
        "booking.arrives_from - 99 * ARRIVES_EARLY",
    ),
    Mutant("missed_only_where_others_came", _MODEL, "- ARRIVES_EARLY\n", "\n"),
    Mutant(
        "missed_only_where_others_came",
        _DECIDE,
        "groupby(found, key=lambda each: each.slot)",
        "groupby(found, key=lambda each: each.slot.date)",
    ),
    Mutant("who_came_has_not_missed", _MODEL, "not booking.is_awaited or ", ""),
    Mutant(
        "miss_is_final_after_48_hours",
        _MISS_NUMBERS,
        "MISS_FINAL = timedelta(hours=48)",
        "MISS_FINAL = timedelta(hours=47)",
    ),
    Mutant(
        "miss_is_final_after_48_hours", _MODEL, "now < booking.until + MISS_FINAL", "now <= booking.until + MISS_FINAL"
    ),
    Mutant("closed_is_not_missed", _MODEL, 'quota.state == "closed" or quota.closure', "quota.closure"),
    Mutant("closed_is_not_missed", _MODEL, " or quota.closure:", ":"),
    Mutant("numbers_at_the_door_miss_nothing", _MODEL, "not booking.account_id or not", "not"),
    Mutant("miss_is_decided_once", _MODEL, " or booking.missed_at or", " or"),
    Mutant("miss_is_decided_once", _STORE, "missed_at = :at, revision = revision + :one", "missed_at = :at"),
    Mutant("miss_is_decided_once", _DECIDE, "not found[0].is_awaited or found[0].missed_at", "found[0].missed_at"),
    Mutant(
        "misses_stop_bookings",
        _MISS_NUMBERS,
        "timedelta(0), timedelta(days=14), timedelta(days=30)",
        "timedelta(0), timedelta(days=15), timedelta(days=30)",
    ),
    Mutant(
        "misses_stop_bookings",
        _MISS_NUMBERS,
        "timedelta(0), timedelta(days=14), timedelta(days=30)",
        "timedelta(0), timedelta(days=14), timedelta(days=31)",
    ),
    Mutant(
        "misses_stop_bookings",
        _MISS_NUMBERS,
        "timedelta(0), timedelta(days=14), timedelta(days=30)",
        "timedelta(days=1), timedelta(days=14), timedelta(days=30)",
    ),
    Mutant("misses_stop_bookings", _MODEL, "bool(freeze) and miss.waiver is None", "bool(freeze)"),
    Mutant("misses_stop_bookings", _MODEL, "each.waiver is None and each.place", "each.place"),
    Mutant(
        "miss_counts_a_year", _MISS_NUMBERS, "MISS_COUNTS = timedelta(days=365)", "MISS_COUNTS = timedelta(days=364)"
    ),
    Mutant("miss_counts_a_year", _MODEL, " and miss.decided_at < each.counts_until for", " for"),
    Mutant("miss_counts_a_year", _STORE, "if each and now < each.counts_until]", "if each]"),
    Mutant(
        "miss_counts_a_year",
        _ITEMS,
        '"nth": miss.nth,\n        "expires_at": _seconds(miss.counts_until),',
        '"nth": miss.nth,',
    ),
    Mutant("whose_misses_stop_bookings_books_nothing", _BOOK, "        refuse_frozen(account, now)\n", ""),
    Mutant(
        "whose_misses_stop_bookings_books_nothing", _BOOK, "now < account.frozen_until", "now <= account.frozen_until"
    ),
    Mutant(
        "whose_misses_stop_bookings_books_nothing",
        f"{_ROOM}/changes/add.py",
        "        refuse_frozen(account, now)\n",
        "",
    ),
    Mutant(
        "what_is_booked_stays",
        _MOVE,
        "if account and old.meaning.counts:",
        "if account:",
    ),
    Mutant("what_is_booked_stays", f"{_ROOM}/bookings/store.py", "now if old.meaning.counts else None", "now"),
    Mutant(
        "what_is_booked_stays",
        _CANCEL,
        "        if not person_at(",
        "        if account and account.frozen_until:\n            raise ValueError\n        if not person_at(",
    ),
    Mutant(
        "whose_misses_stop_bookings_moves_nothing",
        _MOVE,
        "            refuse_frozen(account, now)\n",
        "            assert account\n",
    ),
    Mutant("family_is_never_punished", _DECIDE, "account_id=booking.account_id,", 'account_id="anak",'),
    Mutant("misses_are_decided_by_a_job", _DECIDE, "reversed(range(MISSES_LOOKED_BACK))", "range(MISSES_LOOKED_BACK)"),
    Mutant("misses_are_decided_by_a_job", _MISS_NUMBERS, "MISSES_LOOKED_BACK = 3", "MISSES_LOOKED_BACK = 4"),
    Mutant("misses_are_decided_by_a_job", _DECIDE, ".date() - _A_DAY\n", ".date()\n"),
    Mutant("misses_are_decided_by_a_job", _DECIDE, "if len(offices) > 1 else None", "if offices else None", hangs=True),
    Mutant("one_excuse_a_year", _ANSWERS, "            if excused:\n", "            if not miss:\n"),
    Mutant("one_excuse_a_year", _ANSWERS, "until=max(excused)", "until=now"),
    Mutant(
        "one_excuse_a_year", _ANSWERS, "if each.waiver and each.waiver.by ==", "if each.waiver and each.waiver.by !="
    ),
    Mutant(
        "answered_within_a_month",
        _MISS_NUMBERS,
        "MISS_ANSWERED = timedelta(days=30)",
        "MISS_ANSWERED = timedelta(days=31)",
    ),
    Mutant(
        "answered_within_a_month", _ANSWERS, "    if now >= miss.answered_until:", "    if now > miss.answered_until:"
    ),
    Mutant(
        "answered_within_a_month",
        _ANSWERS,
        "            _check_time(miss, now)\n            return miss._replace(appeal",
        "            return miss._replace(appeal",
    ),
    Mutant(
        "answered_within_a_month",
        _ANSWERS,
        "            _check_time(miss, now)\n            excused",
        "            excused",
    ),
    Mutant("staff_waive_with_a_reason", _ANSWERS, "booking.slot.office_id != office_id:", "not office_id:"),
    Mutant(
        "staff_waive_with_a_reason",
        _ANSWERS,
        "return [self.misses.record_action(miss, deed, staff, reason, now)]",
        "return []",
    ),
    Mutant(
        "appeal_is_read_by_a_person",
        _MISS_NUMBERS,
        "APPEAL_READ = timedelta(hours=72)",
        "APPEAL_READ = timedelta(hours=71)",
    ),
    Mutant("appeal_is_read_by_a_person", _ANSWERS, "            self.looks.record(look)\n", ""),
    Mutant("overdue_appeals_are_counted", _OVERDUE, "now >= miss.appeal.read_until", "now > miss.appeal.read_until"),
    Mutant("overdue_appeals_are_counted", _OVERDUE, "now >= miss.appeal.read_until", "True"),
    Mutant("overdue_appeals_are_counted", _OVERDUE, " if count}", "}"),
    Mutant(
        "appeal_is_read_by_a_person",
        _STORE,
        "key=lambda each: (each.appeal.at if each.appeal else each.decided_at, each.booking_id)",
        "key=lambda each: each.slot.date",
    ),
    Mutant(
        "appeal_is_answered_once",
        _ANSWERS,
        "            if not miss.is_appealed:\n                raise",
        "            if not miss:\n                raise",
    ),
    Mutant(
        "appeal_is_answered_once",
        _ANSWERS,
        '            if miss.appeal:\n                raise Refused(Code.TOO_LATE, "You have',
        '            if not miss:\n                raise Refused(Code.TOO_LATE, "You have',
    ),
    Mutant("taken_back_waits_for_nobody", _MODEL, " and self.waiver is None", ""),
    Mutant(
        "taken_back_waits_for_nobody",
        _ANSWERS,
        "            if miss.waiver:\n                raise",
        "            if not miss:\n                raise",
    ),
    Mutant(
        "taken_back_waits_for_nobody",
        _ANSWERS,
        "            if appeal and miss.is_appealed:\n",
        "            if not miss and appeal:\n",
    ),
    Mutant("appeal_holds_no_nik", _FORMS, ", at_most_digits(MOST_REASON_DIGITS)\n", "\n"),
    Mutant("appeal_holds_no_nik", _MISS_NUMBERS, "LONGEST_APPEAL = 500", "LONGEST_APPEAL = 501"),
    Mutant("misses_are_told", _EVENTS, 'kind: Kind = "frozen" if new.until else "missed"', 'kind: Kind = "missed"'),
    Mutant("misses_are_told", _EVENTS, " or (before and before.answered_at):", ":"),
    Mutant(
        "misses_are_told",
        _EVENTS,
        'kind = "appeal_granted" if appeal.granted else "appeal_refused"',
        'kind = "appeal_refused"',
    ),
    Mutant("misses_are_told", _LETTERS, 'or (miss.waiver and notice.kind in {"missed", "frozen"})', ""),
    Mutant(
        "misses_are_told",
        _LETTERS,
        'notice._replace(kind="frozen" if account.frozen_until else "missed")',
        "notice",
    ),
    Mutant("misses_are_told", _LETTERS, "miss._replace(until=account.frozen_until)", "miss"),
    Mutant("miss_is_shown_as_it_counts", _ANSWERS, "[as_it_counts(each, found) for each in found]", "found"),
    Mutant("miss_is_shown_as_it_counts", _ANSWERS, "return as_it_counts(miss, others)", "return miss"),
    Mutant("miss_is_shown_as_it_counts", _ANSWERS, "return as_it_counts(new, others)", "return new"),
    Mutant("misses_are_exported", _EXPORT, "[miss_view(each) for each in known.missed.misses]", "[]"),
    Mutant("misses_are_exported", _EXPORT, "if known.missed.frozen_until:", "if known.missed.frozen_until is None:"),
    Mutant(
        "misses_are_erased",
        _ERASER,
        '                self._delete((item["pk"], item["sk"]))\n\n    def free_mailbox',
        "                continue\n\n    def free_mailbox",
    ),
    Mutant("misses_are_erased", _ERASER, "                if OFFICE in item:\n", "                if not item:\n"),
)
