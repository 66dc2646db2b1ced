"""The rules of "Waiting list", taken out."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_PACKAGE: Final = "layers/core/antrean"
_BOOKING_NUMBERS: Final = f"{_PACKAGE}/policy/bookings.py"
_WAITING_NUMBERS: Final = f"{_PACKAGE}/policy/waiting.py"
_MODEL: Final = f"{_PACKAGE}/waiting/model.py"
_STORE: Final = f"{_PACKAGE}/waiting/store.py"
_JOINING: Final = f"{_PACKAGE}/waiting/joining.py"
_OFFERS: Final = f"{_PACKAGE}/waiting/offers.py"
_ANSWERS: Final = f"{_PACKAGE}/waiting/answers.py"
_ENDINGS: Final = f"{_PACKAGE}/waiting/endings.py"
_CLOCK: Final = f"{_PACKAGE}/waiting/clock.py"
_AHEAD: Final = f"{_PACKAGE}/waiting/ahead.py"
_COUNTS: Final = f"{_PACKAGE}/waiting/counts.py"
_STATUSES: Final = f"{_PACKAGE}/bookings/model.py"
_OPERATION: Final = f"{_PACKAGE}/bookings/operation.py"
_RESOLVE: Final = f"{_PACKAGE}/bookings/resolve.py"
_SWEEP: Final = f"{_PACKAGE}/bookings/sweep.py"
_DISPLACE: Final = f"{_PACKAGE}/closures/displace.py"
_ERASURES: Final = f"{_PACKAGE}/account/store.py"
_EVENTS: Final = f"{_PACKAGE}/notices/events.py"
_LETTERS: Final = f"{_PACKAGE}/notices/letters.py"
_TOLD: Final = f"{_PACKAGE}/notices/waiting.py"
_DISPATCH: Final = f"{_PACKAGE}/notices/dispatch.py"
_LIMITS: Final = f"{_PACKAGE}/people/limits.py"
_PARTY: Final = f"{_PACKAGE}/changes/party.py"
_PREVIEW: Final = f"{_PACKAGE}/closures/preview.py"

MUTANTS: Final = (
    Mutant("kept_seats_are_offered", _SWEEP, "if not keeps(office, quota) and seed", "if seed"),
    Mutant("kept_seats_are_offered", _OFFERS, "kept -= len(entry.people)", "kept = 0"),
    Mutant("only_the_wanted_is_offered", _MODEL, "self.first <= slot.date <= self.last", "self.first <= slot.date"),
    Mutant("only_the_wanted_is_offered", _MODEL, "self.first <= slot.date <= self.last", "slot.date <= self.last"),
    Mutant("only_the_wanted_is_offered", _MODEL, " and (not self.sessions or slot.session in self.sessions)", ""),
    Mutant("only_the_wanted_is_offered", _MODEL, '"waiting" and slot not in self.passed', '"waiting"'),
    Mutant("hour_of_joining_comes_first", _MODEL, "{hour:012d}#{rank:010d}", "0#{rank:010d}"),
    Mutant("hour_of_joining_comes_first", _MODEL, "{hour:012d}#{rank:010d}", "{hour:012d}#0"),
    Mutant("hour_of_joining_comes_first", _MODEL, "// 3600 * 3600", ""),
    Mutant("hour_of_joining_comes_first", _MODEL, "antrean/waiting/v1/{account_id}", "antrean/waiting/v1/"),
    Mutant("hour_of_joining_comes_first", "tools/verify.py", "antrean/waiting/v1/{account}", "{account}"),
    Mutant("hour_of_joining_comes_first", _JOINING, "if seed else 0", "if not seed else 0"),
    Mutant("joining_hour_ends_first", _MODEL, "self.hour + timedelta(hours=1) <= now <", "now <"),
    Mutant("joining_hour_ends_first", _MODEL, "timedelta(hours=1) <= now <", "timedelta(hours=1) < now <"),
    Mutant("families_are_offered_together", _OFFERS, "if len(entry.people) <= kept:", "if kept:"),
    Mutant("head_is_held_six_hours", _OFFERS, "elif not any(_could_take", "elif any(_could_take"),
    Mutant("head_is_held_six_hours", _OFFERS, '"held" if now < blocked.since + HEAD_HELD else "skipped"', '"held"'),
    Mutant("holds_have_a_pause", _OFFERS, "blocked.since + HEAD_HELD + HOLD_PAUSE:", "blocked.since + HEAD_HELD:"),
    Mutant(
        "holds_have_a_pause", _OFFERS, "        if blocked and now < blocked", "        if blocked and now > blocked"
    ),
    Mutant(
        "holds_have_a_pause", _WAITING_NUMBERS, "HOLD_PAUSE = timedelta(hours=2)", "HOLD_PAUSE = timedelta(hours=3)"
    ),
    Mutant(
        "nothing_is_held_at_the_end",
        _OFFERS,
        "answer_until(office.zone, quota.slot.date, now + HOLD_ENDS_BEFORE) is None",
        "False",
    ),
    Mutant(
        "nothing_is_held_at_the_end",
        _WAITING_NUMBERS,
        "HOLD_ENDS_BEFORE = timedelta(hours=1)",
        "HOLD_ENDS_BEFORE = timedelta(hours=2)",
    ),
    Mutant(
        "head_is_held_six_hours", _WAITING_NUMBERS, "HEAD_HELD = timedelta(hours=6)", "HEAD_HELD = timedelta(hours=5)"
    ),
    Mutant(
        "head_is_held_six_hours", _WAITING_NUMBERS, "HEAD_HELD = timedelta(hours=6)", "HEAD_HELD = timedelta(hours=7)"
    ),
    Mutant("refused_offers_come_anew", _OFFERS, "            self.waiting.renumber(entry)\n", ""),
    Mutant("skips_are_recorded", _OFFERS, "entry, offered, claim, told_with_it)", "entry, offered, claim, [])"),
    Mutant(
        "offer_holds_seats_alone",
        _STATUSES,
        '"offered": Status(\n        holds_seats=True',
        '"offered": Status(\n        holds_seats=False',
    ),
    Mutant(
        "offer_holds_seats_alone", _STATUSES, 'frozenset({"answer", "office", "schedule"})', 'frozenset({"account"})'
    ),
    Mutant("offer_holds_seats_alone", f"{_PACKAGE}/bookings/items.py", "5 if booking.is_offered else ", ""),
    Mutant("offer_holds_seats_alone", _OPERATION, "    if booking.is_offered:\n", "    if False:\n"),
    Mutant("offer_holds_seats_alone", f"{_PACKAGE}/changes/cancel.py", "    refuse_offered(booking)\n", ""),
    Mutant("offer_is_no_ticket", f"{_PACKAGE}/tickets/ical.py", "if booking.was_never_accepted:", "if False:"),
    Mutant("offer_is_no_ticket", f"{_PACKAGE}/tickets/receipts.py", "if booking.was_never_accepted:", "if False:"),
    Mutant(
        "six_hours_to_answer", _WAITING_NUMBERS, "ANSWER_TIME = timedelta(hours=6)", "ANSWER_TIME = timedelta(hours=5)"
    ),
    Mutant("six_hours_to_answer", _WAITING_NUMBERS, "OFFERS_END = time(18)", "OFFERS_END = time(19)"),
    Mutant("six_hours_to_answer", _MODEL, "return until if until <= ends_at(zone, day) else None", "return until"),
    Mutant("six_hours_to_answer", _MODEL, "        at = max(at, begins)\n", ""),
    Mutant("accepted_until_it_ends", _ANSWERS, "if offer.answer or now >= offer.until:", "if offer.answer:"),
    Mutant("accepted_until_it_ends", _ANSWERS, "or now >= offer.until:", "or now > offer.until:"),
    Mutant("accepted_until_it_ends", _ENDINGS, "offer.until > now - EXPIRY_MARGIN", "offer.until > now"),
    Mutant("accepted_until_it_ends", _WAITING_NUMBERS, "timedelta(seconds=60)", "timedelta(seconds=61)"),
    Mutant(
        "accepting_holds_the_people",
        _STORE,
        "            *guard_parts(new.present, lambda key: self._guards.take(key, new.booking_id, new.until, now)),\n",
        "",
    ),
    Mutant(
        "accepting_holds_the_people",
        _STORE,
        'Part("account", self.store.accounts.begin_active_action(account, new.booking_id, new.until, now)),\n',
        "",
    ),
    Mutant("accepting_holds_the_people", _MODEL, 'return self.ended("accepted")', "return self"),
    Mutant(
        "accepting_holds_the_people",
        _ANSWERS,
        "            if old.is_offered:\n"
        '                end_offer(waiting, old, "booked", "answer", now, ends="booked")\n',
        "",
    ),
    Mutant(
        "booked_by_others_wait_on",
        _ANSWERS,
        "            if refusal.niks:\n",
        "            if refusal.niks:\n"
        '                end_offer(waiting, old, "booked", "answer", now, ends="booked")\n',
    ),
    Mutant(
        "answers_are_for_the_account", _ANSWERS, "found = own(booking, account_id)", "found = booking  # type: ignore"
    ),
    Mutant("answers_are_for_the_account", _ANSWERS, "    if found.offer is None:\n", "    if False:\n"),
    Mutant("answers_are_for_the_account", _ANSWERS, "        if offer.answer:\n            return old\n", ""),
    Mutant(
        "answers_are_for_the_account",
        _ANSWERS,
        'if offer.answer == "accepted":\n            raise',
        "if False:\n            raise",
    ),
    Mutant("two_unanswered_end_it", _WAITING_NUMBERS, "MOST_UNANSWERED = 2", "MOST_UNANSWERED = 1"),
    Mutant("two_unanswered_end_it", _WAITING_NUMBERS, "MOST_UNANSWERED = 2", "MOST_UNANSWERED = 3"),
    Mutant(
        "two_unanswered_end_it", _MODEL, "unanswered=self.unanswered + 1, passed=(*self.passed, slot)", "unanswered=1"
    ),
    Mutant("three_declined_end_it", _WAITING_NUMBERS, "MOST_DECLINED = 3", "MOST_DECLINED = 2"),
    Mutant("three_declined_end_it", _WAITING_NUMBERS, "MOST_DECLINED = 3", "MOST_DECLINED = 4"),
    Mutant("entries_end_with_their_last_day", _CLOCK, 'give_up(waiting, entry, "over", now)', "True"),
    Mutant("entries_end_with_their_last_day", _MODEL, "last - timedelta(days=1), OFFERS_END", "last, OFFERS_END"),
    Mutant(
        "endings_leave_time",
        _WAITING_NUMBERS,
        "ENDINGS_RUN = timedelta(seconds=10)",
        "ENDINGS_RUN = timedelta(seconds=13)",
    ),
    Mutant(
        "endings_leave_time",
        _WAITING_NUMBERS,
        "ENDINGS_RUN = timedelta(seconds=10)",
        "ENDINGS_RUN = timedelta(seconds=9)",
    ),
    Mutant("endings_leave_time", _CLOCK, ">= begun + ENDINGS_RUN", "> begun + ENDINGS_RUN"),
    Mutant("endings_leave_time", _CLOCK, 'key=lambda each: each.kind != "offer"', "key=lambda each: each.key"),
    Mutant("leaving_ends_the_offer", _JOINING, "if entry and entry.lasts and not give_up", "if False and not give_up"),
    Mutant("leaving_ends_the_offer", _ENDINGS, "    if entry.booking_id is None:\n", "    if True:\n"),
    Mutant("closures_take_offers_back", _DISPLACE, "        if found.is_offered:\n", "        if False:\n"),
    Mutant("closures_take_offers_back", _PREVIEW, " and each.is_confirmed]", "]"),
    Mutant("booked_are_not_offered", _OFFERS, "if account.active_booking_at(now) else", "if False else"),
    Mutant(
        "booked_by_others_wait_on", _OFFERS, 'return "booked" if _booked_elsewhere(found, now) else None', "return None"
    ),
    Mutant("booked_by_others_wait_on", _OFFERS, "guard.held_until > now for guard", "guard for guard"),
    Mutant("booked_by_others_wait_on", _OFFERS, 'Passed(entry, outcome == "booked")', "Passed(entry, False)"),
    Mutant(
        "only_who_could_take_them_holds_seats",
        _OFFERS,
        "        if len(entry.people) > quota.capacity:\n",
        "        if False:\n",
    ),
    Mutant(
        "only_who_could_take_them_holds_seats",
        _OFFERS,
        "            return stopped\n        self.waiting.block",
        "            pass\n        self.waiting.block",
    ),
    Mutant("only_who_could_take_them_holds_seats", _OFFERS, " and len(passed.entry.people) <= quota.capacity", ""),
    Mutant("only_who_could_take_them_holds_seats", _OFFERS, "return not passed.booked and", "return"),
    Mutant("booked_by_others_wait_on", _OFFERS, "return kept < quota.seats_kept", "return True"),
    Mutant("skips_are_recorded_once_a_day", _MODEL, " and skip.at < each.at + SKIP_TOLD_AGAIN", ""),
    Mutant("skips_are_recorded_once_a_day", _MODEL, "(each.slot, each.booked) == (skip.slot, skip.booked)", "True"),
    Mutant(
        "skips_are_recorded_once_a_day",
        _OFFERS,
        "for each, skip in skips if not each.knows(skip)]",
        "for each, skip in skips]",
    ),
    Mutant(
        "skips_are_recorded_once_a_day",
        _WAITING_NUMBERS,
        "SKIP_TOLD_AGAIN = timedelta(hours=24)",
        "SKIP_TOLD_AGAIN = timedelta(hours=23)",
    ),
    Mutant(
        "skips_are_recorded",
        _OFFERS,
        "if not self._recorded(untold[:-SKIPPED_AT_ONCE]):",
        "if untold[SKIPPED_AT_ONCE:]:",
    ),
    Mutant(
        "who_left_is_not_booked_by_an_offer",
        _ANSWERS,
        "        if len(entry.people) < len(old.present):\n",
        "        if False:\n",
    ),
    Mutant(
        "dead_offers_are_made_good",
        _OFFERS,
        "return refusal.quota.claims.get(claim_id) if refusal.quota else None",
        "return None",
    ),
    Mutant("dead_offers_are_made_good", _RESOLVE, 'if not held and claim.pool == "kept":', "if False:"),
    Mutant(
        "offer_is_seen_whole",
        _ENDINGS,
        "waiting.settled_entry(booking.account_id)",
        "waiting.entries([booking.account_id]).get(booking.account_id)",
    ),
    Mutant(
        "offer_is_seen_whole",
        _STORE,
        "as_entry(self._table.transact_get([key]).get(key))",
        "as_entry(self._table.get(key))",
    ),
    Mutant("one_entry_at_a_time", _JOINING, "if found.entry and found.entry.entry_id == entry_id:", "if False:"),
    Mutant("one_entry_at_a_time", _JOINING, "if found.entry.fingerprint != fingerprint:", "if False:"),
    Mutant("one_entry_at_a_time", _JOINING, "        if found.entry and found.entry.lasts:\n", "        if False:\n"),
    Mutant("booked_do_not_wait", _JOINING, "        if account.active_booking_at(now):\n", "        if False:\n"),
    Mutant("booked_do_not_wait", _JOINING, "others.check_guards(wanted, found.guards, entry_id, now)", "pass"),
    Mutant("booked_do_not_wait", _JOINING, "    if any(guard.held_until > now for", "    if any(False for"),
    Mutant("person_waits_once", _JOINING, "        if held:\n", "        if False:\n"),
    Mutant("owner_outranks_entries", _JOINING, "registration.level < OWNER_LEVEL and not all(", "not all(False and "),
    Mutant("owner_outranks_entries", _JOINING, "if registration.level < OWNER_LEVEL and not", "if False and not"),
    Mutant("owner_outranks_entries", _JOINING, "raise waits_elsewhere()", "raise already_waiting()"),
    Mutant("owner_outranks_entries", _MODEL, "if not is_of(person, nik_keys))", "if person)"),
    Mutant("owner_outranks_entries", _MODEL, 'else again.ended_as_well("nobody")', "else again"),
    Mutant("joining_counts_for_limits", _JOINING, "        others.check_limits_to_wait(now)\n", ""),
    Mutant("joining_counts_for_limits", _JOINING, "account, others.after_joining(now))", "account, account.limits)"),
    Mutant("joins_are_counted", _LIMITS, "joins=(*kept.joins, int(now.timestamp()))[-MOST_JOINS:]", "joins=()"),
    Mutant("joins_are_counted", _LIMITS, " if now < _instant(second) + JOINS_WINDOW),\n", "),\n"),
    Mutant(
        "joins_are_counted",
        _LIMITS,
        "and now < (until := _instant(self.joins[-MOST_JOINS]) + JOINS_WINDOW)",
        "and (until := now)",
    ),
    Mutant("joins_are_counted", _PARTY, "            self._limits.check_joins(now)\n", "            pass\n"),
    Mutant(
        "joins_are_counted", _PARTY, "limits.after_join(now) if self._nik_keys else limits", "limits.after_join(now)"
    ),
    Mutant(
        "joins_are_counted",
        _PARTY,
        "self._refusal(self._limits.after_join(now), asked, held)",
        "self._refusal(self._limits, asked, held)",
    ),
    Mutant("joins_are_counted", _JOINING, "others.refusal_to_wait(wanted", "others.refusal(wanted"),
    Mutant("joins_are_counted", _BOOKING_NUMBERS, "MOST_JOINS = 5", "MOST_JOINS = 4"),
    Mutant("joins_are_counted", _BOOKING_NUMBERS, "MOST_JOINS = 5", "MOST_JOINS = 6"),
    Mutant(
        "joins_are_counted",
        _BOOKING_NUMBERS,
        "JOINS_WINDOW = timedelta(hours=24)",
        "JOINS_WINDOW = timedelta(hours=25)",
    ),
    Mutant("stopped_do_not_wait", _JOINING, "        refuse_frozen(account, now)\n", ""),
    Mutant("stopped_do_not_wait", _ANSWERS, "        refuse_frozen(account, now)\n", ""),
    Mutant("stopped_do_not_wait", _OFFERS, "if (account.frozen_until and now <", "if (False and now <"),
    Mutant("stopped_do_not_wait", _OFFERS, ' or "cancellations" in account.limits.pauses(now):', ":"),
    Mutant("stopped_do_not_wait", _ANSWERS, "        account.limits.check((), now)\n", ""),
    Mutant("what_can_be_waited_for", _JOINING, "    check_service(request.service)\n", ""),
    Mutant("what_can_be_waited_for", _JOINING, "PUBLISHED_DAYS - 1)", "PUBLISHED_DAYS)"),
    Mutant("what_can_be_waited_for", _JOINING, "PUBLISHED_DAYS - 1)", "PUBLISHED_DAYS - 2)"),
    Mutant("what_can_be_waited_for", _JOINING, "    if request.first > request.last:\n", "    if False:\n"),
    Mutant(
        "what_can_be_waited_for",
        _JOINING,
        "for office in offices) <= now:",
        "for office in offices) <= None:  # type: ignore",
    ),
    Mutant("offices_around", _WAITING_NUMBERS, "MOST_WAITING_OFFICES = 5", "MOST_WAITING_OFFICES = 4"),
    Mutant("offices_around", _WAITING_NUMBERS, "MOST_WAITING_OFFICES = 5", "MOST_WAITING_OFFICES = 6"),
    Mutant("offices_around", _JOINING, "if km <= request.within_km and", "if"),
    Mutant(
        "entry_shows_its_place",
        _AHEAD,
        "if services.clock.now() < hour_of(entry.joined_at)",
        "if None and hour_of(entry.joined_at)",
    ),
    Mutant("entry_shows_its_place", _STORE, 'return sum(item["sk"] != own for', "return sum(1 for"),
    Mutant("operators_see_who_waits", _COUNTS, "            if waiter.wants(slot):\n", "            if True:\n"),
    Mutant("erased_do_not_wait", _ERASURES, "                self._delete(listed)\n", "                pass\n"),
    Mutant("erased_do_not_wait", _ERASURES, "            self._delete(mark_key(nik_key))\n", "            pass\n"),
    Mutant("erased_do_not_wait", _ERASURES, "self._strip_entry(item, nik_keys)", "pass"),
    Mutant("entry_is_exported", f"{_PACKAGE}/account/export.py", "entry=waiting.entry(account_id)", "entry=None"),
    Mutant("offers_are_told", _EVENTS, "return old is None and new.is_offered", "return False"),
    Mutant("offers_are_told", _EVENTS, "        and new.offer.answer == answer\n", ""),
    Mutant("offers_are_told", _EVENTS, "        and not new.offer.last\n", ""),
    Mutant(
        "offers_are_told",
        _EVENTS,
        'if kind == "offer_made" and new.offer else None',
        'if kind == "moved" and new.offer else None',
    ),
    Mutant("offers_are_told", _LETTERS, "    if notice.kind in _OF_OFFERS:\n", "    if False:\n"),
    Mutant("who_waits_is_told", _TOLD, '"waiting_booked" if skip.booked', '"waiting_booked" if False'),
    Mutant("listed_on_the_list_are_told", _DISPATCH, "            if new and owner:\n", "            if False:\n"),
    Mutant(
        "listed_on_the_list_are_told", _TOLD, "(old.entry_id, old.joined_at) == (new.entry_id, new.joined_at)", "True"
    ),
    Mutant("listed_on_the_list_are_told", _TOLD, 'if person.relation != "self"]', "]"),
    Mutant("listed_on_the_list_are_told", _TOLD, "-{entry.joined_at.astimezone(UTC):%Y%m%d}", ""),
    Mutant(
        "skips_are_told_once_a_day",
        _TOLD,
        "Notice(kind, new.account_id, occasion_of_skip(new, skip)",
        "Notice(kind, new.account_id, change",
    ),
    Mutant("skips_are_told_once_a_day", _TOLD, "-{skip.slot.office_id}-", "-"),
    Mutant("skips_are_told_once_a_day", _TOLD, "-{skip.at.astimezone(UTC).date().isoformat()}", ""),
    Mutant("who_waits_is_told", _TOLD, 'each.booked == (notice.kind == "waiting_booked")]', "True]"),
    Mutant("who_waits_is_told", _TOLD, "if occasion_of_skip(entry, each) == notice.occasion)", "if each)"),
    Mutant(
        "who_waits_is_told", _TOLD, "if notice.kind in _OF_SKIPS and _told_skip(notice, entry) is None:", "if False:"
    ),
    Mutant("who_waits_is_told", _TOLD, "new.skips != old.skips:", "not old.skips and not new.skips:"),
    Mutant("who_waits_is_told", _TOLD, " and new.why not in _OWN_ENDS:", ":"),
    Mutant("who_waits_is_told", _TOLD, "    elif len(new.people) < len(old.people):\n", "    elif False:\n"),
    Mutant("who_waits_is_told", _TOLD, " or old.entry_id != new.entry_id:", ":"),
    Mutant("who_waits_is_told", _TOLD, 'entry.lasts != (notice.kind == "waiting_ended")', "True"),
    Mutant("operators_see_who_waits", _COUNTS, "people[slot] += waiter.people", "people[slot] += 1"),
)
