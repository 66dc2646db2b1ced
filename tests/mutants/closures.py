"""The rules of "Closures", taken out."""

from __future__ import annotations

from tests.mutants.mutant import Mutant

_PACKAGE = "layers/core/antrean"
_NOTICE_NUMBERS = f"{_PACKAGE}/policy/notices.py"
_OFFICE_NUMBERS = f"{_PACKAGE}/policy/offices.py"
_MODEL = f"{_PACKAGE}/bookings/model.py"
_STORE = f"{_PACKAGE}/bookings/store.py"
_ITEMS = f"{_PACKAGE}/bookings/items.py"
_CLAIM = f"{_PACKAGE}/bookings/claim.py"
_RESOLVE = f"{_PACKAGE}/bookings/resolve.py"
_QUOTAS = f"{_PACKAGE}/slots/store.py"
_CHANGES = f"{_PACKAGE}/slots/changes.py"
_AVAILABILITY = f"{_PACKAGE}/slots/availability.py"
_MOVE = f"{_PACKAGE}/changes/move.py"
_ADD = f"{_PACKAGE}/changes/add.py"
_CANCEL = f"{_PACKAGE}/changes/cancel.py"
_DOOR = f"{_PACKAGE}/hall/door.py"
_ICAL = f"{_PACKAGE}/tickets/ical.py"
_CLOSURE = f"{_PACKAGE}/closures/model.py"
_APPLY = f"{_PACKAGE}/closures/apply.py"
_CALLS = f"{_PACKAGE}/closures/calls.py"
_DISPLACE = f"{_PACKAGE}/closures/displace.py"
_EVENTS = f"{_PACKAGE}/notices/events.py"
_NOTICE = f"{_PACKAGE}/notices/model.py"
_DELIVER = f"{_PACKAGE}/notices/deliver.py"
_LETTERS = f"{_PACKAGE}/notices/letters.py"
_WRITTEN = f"{_PACKAGE}/messages/letters.py"
_PLACES = f"{_PACKAGE}/closures/places.py"
_PREVIEW = f"{_PACKAGE}/closures/preview.py"
_RECOUNT = f"{_PACKAGE}/audit/recount.py"
_REOPEN = f"{_PACKAGE}/closures/reopen.py"
_STORE_OF_CLOSURES = f"{_PACKAGE}/closures/store.py"
_WORK = f"{_PACKAGE}/closures/work.py"

MUTANTS: tuple[Mutant, ...] = (
    Mutant("preview_counts", _PREVIEW, "people=sum(len(booking.present) for", "people=sum(1 for"),
    Mutant("preview_counts", _PREVIEW, "if account.email not in unreachable}", "}"),
    Mutant(
        "preview_counts", _PREVIEW, "{account.account_id for account in accounts if", "{'' for account in accounts if"
    ),
    Mutant("preview_counts", _PREVIEW, "moved=sum(booking.moved for booking", "moved=sum(False for booking"),
    Mutant("preview_counts", _PREVIEW, "if not booking.check_in]", "if booking]"),
    Mutant("preview_counts", _PREVIEW, "booking.check_in is not None for", "booking.check_in is None for"),
    Mutant("closing_needs_a_preview", _APPLY, "if tag_of(closable_now) != tag:", "if False:"),
    Mutant("closing_needs_a_preview", _PREVIEW, '@{quota.version}"', '"'),
    Mutant(
        "closing_is_set_once",
        _APPLY,
        "if not made.asks_for(office.office_id, days, request.session, request.reason):",
        "if False:",
    ),
    Mutant("closing_is_set_once", _APPLY, "    if made is None:\n", "    if True:\n"),
    Mutant("begun_or_busy", _STORE_OF_CLOSURES, "            raise Busy from refusal\n", "            pass\n"),
    Mutant("closing_displaces", _DISPLACE, "found = _displaced(waiting, clock, closure, listed)", "found = listed"),
    Mutant("closing_displaces", _CHANGES, 'if closing and request.state == "closed" and', "if False and"),
    Mutant("closure_opens_what_it_closed", _CHANGES, 'if old.closure and request.state == "open":', "if False:"),
    Mutant("closure_opens_what_it_closed", _CHANGES, 'if old.reopening_at and request.state == "closed":', "if False:"),
    Mutant("preview_counts", _PREVIEW, "    if last < today:\n        return []\n", ""),
    Mutant("closures_are_found", _CALLS, "        if now < closure.lapses_at\n", ""),
    Mutant("closures_are_found", _CALLS, "key=lambda each: (each.to_call > 0, each", "key=lambda each: (each"),
    Mutant("closures_are_found", _CALLS, "each.closure.closure_id), reverse=True)", "each.closure.closure_id))"),
    Mutant(
        "closures_are_found",
        _STORE_OF_CLOSURES,
        "(office = :office OR attribute_not_exists(office))",
        "office = :office",
    ),
    Mutant(
        "closures_are_found",
        _STORE_OF_CLOSURES,
        " if closure.office_id == office_id]",
        "]",
    ),
    Mutant("served_people_stay", _DISPLACE, "staying += sum(held.n for held in found.held_seats)", "staying += 0"),
    Mutant(
        "closure_waits_for_claims",
        _DISPLACE,
        "return not quota.claims and quota.capacity == quota.free + staying",
        "return True",
    ),
    Mutant(
        "slots_are_shut_at_once",
        _WORK,
        "            for slot in closure.slots:\n",
        "            for slot in closure.slots[:1]:\n",
    ),
    Mutant(
        "opening_shuts_nothing",
        _WORK,
        '                if closure.state != "displacing":\n                    # Somebody',
        "                if False:\n                    # Somebody",
    ),
    Mutant(
        "a_slot_has_one_closure", _DISPLACE, "if rest := closures.leave_out(found, slot, still):", "if rest := found:"
    ),
    Mutant("a_slot_has_one_closure", _DISPLACE, "[store.quotas.unchanged_action(quota)] if quota else []", "[]"),
    Mutant("a_slot_has_one_closure", _APPLY, "    if not done.slots:\n", "    if False:\n"),
    Mutant("a_slot_has_one_closure", _APPLY, "        if not closure.slots:\n", "        if False:\n"),
    Mutant("a_slot_has_one_closure", _WORK, "closure.lapses_at if closure.slots else None", "closure.lapses_at"),
    Mutant(
        "closure_says_who", _STORE_OF_CLOSURES, '(", reopened_by = :by" if by else "")', '(", x = :by" if by else "")'
    ),
    Mutant("closure_says_who", _REOPEN, "closure.reopened_by or closure.operator", "closure.operator"),
    Mutant("closure_says_who", _REOPEN, "closure.reopened_by or closure.operator", "str(closure.reopened_by)"),
    Mutant("closure_says_who", _STORE_OF_CLOSURES, ", sent_by = :by", ", x = :by"),
    Mutant(
        "closure_is_kept_a_year",
        _OFFICE_NUMBERS,
        "CLOSURE_KEPT = timedelta(days=366)",
        "CLOSURE_KEPT = timedelta(days=365)",
    ),
    Mutant(
        "sessions_in_their_order",
        _AVAILABILITY,
        "return quota.slot.date, order.get(",
        "return quota.slot.date, 0 * order.get(",
    ),
    Mutant(
        "sessions_in_their_order",
        _AVAILABILITY,
        "order.get(quota.slot.session, len(order))",
        "order.get(quota.slot.session, -1)",
    ),
    Mutant(
        "sessions_in_their_order",
        _CALLS,
        "sorted(displaced, key=lambda booking: order[booking.slot])",
        "displaced",
    ),
    Mutant(
        "closure_goes_on",
        f"{_PACKAGE}/closures/minute.py",
        "        finally:\n            worked = go_on",
        "        except ZeroDivisionError:\n            pass\n        if True:\n            worked = go_on",
    ),
    Mutant("closure_goes_on", _WORK, "for closure_id in closures.due(begun):", "for closure_id in list[str]():"),
    Mutant(
        "displaced_people_are_held",
        _OFFICE_NUMBERS,
        "DISPLACED_KEPT = timedelta(days=30)",
        "DISPLACED_KEPT = timedelta(days=29)",
    ),
    Mutant(
        "displaced_people_are_held",
        _OFFICE_NUMBERS,
        "DISPLACED_KEPT = timedelta(days=30)",
        "DISPLACED_KEPT = timedelta(days=31)",
    ),
    Mutant("displaced_people_are_held", _CLOSURE, "max(now.replace(microsecond=0), end_of_day(last, zone))", "now"),
    Mutant(
        "displaced_people_are_held",
        _MODEL,
        "return self.displacement.until if self.displacement else end_of_day(self.slot.date, self.zone)",
        "return end_of_day(self.slot.date, self.zone)",
    ),
    Mutant("displacement_is_a_form_of_its_own", _ITEMS, " else 4 if displacement else ", " else "),
    Mutant("displacement_is_a_form_of_its_own", _STORE, "(*INDEX_KEYS, CLOSURE) if", "INDEX_KEYS if"),
    Mutant("displaced_move_freely", _MODEL, "0 if self.moved and self.meaning.counts else", "0 if self.moved else"),
    Mutant(
        "displaced_move_freely",
        _MODEL,
        "return self.displacement.until if self.displacement else self.closes_at",
        "return self.closes_at",
    ),
    Mutant("displaced_move_freely", _MOVE, "moved=old.moved or old.meaning.counts", "moved=True"),
    Mutant("displaced_take_kept_seats", _MOVE, "        if old.displacement:\n", "        if False:\n"),
    Mutant("displaced_take_kept_seats", _MOVE, "        if old.displacement:\n", "        if True:\n"),
    Mutant(
        "displaced_take_kept_seats",
        _CLAIM,
        "return found or claim_for(services, wanted, judge",
        "return found or claim(services, wanted._replace(claim_id=kept_id), None) or claim_for(services, wanted, judge",
    ),
    Mutant("kept_claim_is_kept_again", _RESOLVE, 'if not held and claim.pool == "kept":', "if False:"),
    Mutant("kept_claim_is_kept_again", _QUOTAS, '(f"{back}, kept_at = :now", {**SETTLE', "(back, {**SETTLE"),
    Mutant(
        "displaced_cancel_uncounted", _CANCEL, "if account and old.meaning.counts else None", "if account else None"
    ),
    Mutant(
        "displaced_give_nothing_back",
        _STORE,
        "[old.seat_of(leaver)] if old.holds_seats else []",
        "[old.seat_of(leaver)]",
    ),
    Mutant("displaced_give_nothing_back", _STORE, "        if not new.present:\n", "        if not new.holds_seats:\n"),
    Mutant("displaced_are_not_served", _DOOR, "    refuse_displaced(booking)\n", ""),
    Mutant("nobody_is_added_without_a_place", _ADD, "        refuse_displaced(old)\n", ""),
    Mutant("right_to_a_place_ends", _WORK, "if clock.now() >= closure.lapses_at and", "if False and"),
    Mutant("right_to_a_place_ends", _WORK, "        if now >= until:\n            return False\n", ""),
    Mutant("right_to_a_place_ends", _DISPLACE, "or found.check_in or now >= found.until:", "or found.check_in:"),
    Mutant("begun_day_is_not_opened", _REOPEN, " or clock.now() >= quota.closes_at:", ":"),
    Mutant("begun_day_is_not_opened", _REOPEN, " or now >= found.closes_at:", ":"),
    Mutant(
        "opening_gives_places_again", _REOPEN, "        _rehold(store, clock, closure, booking)\n", "        pass\n"
    ),
    Mutant(
        "opening_waits_a_minute",
        _OFFICE_NUMBERS,
        "INDEX_PATIENCE = timedelta(minutes=1)",
        "INDEX_PATIENCE = timedelta(0)",
    ),
    Mutant(
        "opening_waits_a_minute",
        _OFFICE_NUMBERS,
        "INDEX_PATIENCE = timedelta(minutes=1)",
        "INDEX_PATIENCE = timedelta(minutes=3)",
    ),
    Mutant("opening_is_not_called_broken", _RECOUNT, " or (balance.breaks and quota and quota.reopening_at):", ":"),
    Mutant("begun_day_is_not_opened", _APPLY, "if all(has_closed(slot.date", "if False and all(has_closed(slot.date"),
    Mutant(
        "letters_wait_ten_minutes",
        _OFFICE_NUMBERS,
        "CLOSURE_UNDO = timedelta(minutes=10)",
        "CLOSURE_UNDO = timedelta(minutes=9)",
    ),
    Mutant(
        "letters_wait_ten_minutes",
        _OFFICE_NUMBERS,
        "CLOSURE_UNDO = timedelta(minutes=10)",
        "CLOSURE_UNDO = timedelta(minutes=11)",
    ),
    Mutant("letters_wait_ten_minutes", _CLOSURE, "return min(self.sent_at, undo_ends) if", "return undo_ends if"),
    Mutant(
        "unanswered_are_called", _OFFICE_NUMBERS, "CALL_AFTER = timedelta(hours=48)", "CALL_AFTER = timedelta(hours=47)"
    ),
    Mutant(
        "unanswered_are_called", _OFFICE_NUMBERS, "CALL_AFTER = timedelta(hours=48)", "CALL_AFTER = timedelta(hours=49)"
    ),
    Mutant("unanswered_are_called", _CALLS, "if account.email in unreachable or now >=", "if now >="),
    Mutant("unanswered_are_called", _CALLS, " if now < each.until]", "]"),
    Mutant("unanswered_are_called", _CALLS, "if now < closure.letters_at:", "if False:"),
    Mutant("looks_are_recorded", _CALLS, "    looks.record(", "    str("),
    Mutant("looks_are_recorded", _CALLS, "    looks.record(", "    found and looks.record("),
    Mutant("looks_are_recorded", _OFFICE_NUMBERS, "SEEN_KEPT = timedelta(days=366)", "SEEN_KEPT = timedelta(days=365)"),
    Mutant("three_places_are_shown", _OFFICE_NUMBERS, "PLACES_SHOWN = 3", "PLACES_SHOWN = 2"),
    Mutant("three_places_are_shown", _OFFICE_NUMBERS, "PLACES_SHOWN = 3", "PLACES_SHOWN = 4"),
    Mutant("two_places_at_home", _OFFICE_NUMBERS, "PLACES_AT_HOME = 2", "PLACES_AT_HOME = 1"),
    Mutant("two_places_at_home", _OFFICE_NUMBERS, "PLACES_AT_HOME = 2", "PLACES_AT_HOME = 3"),
    Mutant(
        "two_places_at_home",
        _PLACES,
        "[each for each in at_home if start_of_day",
        "[each for each in at_home if True or start_of_day",
    ),
    Mutant("three_places_are_shown", _PLACES, "    if booking.displacement is None:\n", "    if False:\n"),
    Mutant(
        "three_places_are_shown",
        _AVAILABILITY,
        "max(quota.seats_left, quota.seats_kept) if kept",
        "quota.seats_left if kept",
    ),
    Mutant("closure_is_told", _ICAL, "    if booking.displacement:\n", "    if False:\n"),
    Mutant("closure_waits_for_claims", _DISPLACE, " and (found.check_in or clock.now() >= found.until)", ""),
    Mutant("closures_are_told", _EVENTS, " and (old is None or old.displacement is None)", " and False"),
    Mutant("closures_are_told", _EVENTS, " and new.is_confirmed and new.ranges == old.ranges", " and False"),
    Mutant("closures_are_told", _EVENTS, " and new.changed_at >= right.until", " and False"),
    Mutant("closures_are_told", _EVENTS, "or (old.displacement is not None and new.ranges != old.ranges)", ""),
    Mutant(
        "closures_are_told",
        _NOTICE,
        '    "displaced": Meaning(disturbs=True, repeated=True,',
        '    "displaced": Meaning(disturbs=True, repeated=False,',
    ),
    Mutant("letters_wait_ten_minutes", _DELIVER, "if post.not_before and now < post.not_before:", "if False:"),
    Mutant(
        "letters_wait_ten_minutes",
        _NOTICE_NUMBERS,
        "LETTERS_LOOKED_AT = timedelta(seconds=30)",
        "LETTERS_LOOKED_AT = timedelta(seconds=31)",
    ),
    Mutant("untold_closing_is_untold_opening", _NOTICE, 'takes_back="displaced", ', ""),
    Mutant("untold_closing_is_untold_opening", _NOTICE, ', takes_back="listed_displaced"', ""),
    Mutant("untold_closing_is_untold_opening", _DELIVER, 'SAID | {"sending"}', "SAID"),
    Mutant(
        "untold_closing_is_untold_opening",
        _DELIVER,
        'self.notices.end_unsent(taken_back, "dropped", "taken_back")',
        'taken_back.state == "queued"',
    ),
    Mutant(
        "untold_closing_is_untold_opening",
        _DELIVER,
        '            state, reason = "failed", UNKNOWN\n',
        "            pass\n",
    ),
    Mutant("letters_know_the_closure", _WRITTEN, "    if displaced:\n", "    if not said:\n"),
    Mutant("letters_know_the_closure", _WRITTEN, "displaced=until is not None,", "displaced=False,"),
    Mutant("letters_know_the_closure", _LETTERS, "displaced=booking.displacement is not None", "displaced=False"),
    Mutant(
        "letters_know_the_closure",
        _MODEL,
        "return last_whole_day(self.changeable_until, self.zone)",
        "return self.changeable_until.astimezone(self.zone).date()",
    ),
    Mutant("listed_people_are_told", _EVENTS, '    "listed_displaced": _to_others(_displaced),\n', ""),
    Mutant("listed_people_are_told", _EVENTS, '    "listed_restored": _to_others(_restored),\n', ""),
    Mutant("listed_people_are_told", _EVENTS, '    "listed_moved": _to_others(_found_a_place),\n', ""),
    Mutant("listed_people_are_told", _EVENTS, '    "listed_ended": _to_others(_found_none),\n', ""),
    Mutant("listed_people_are_told", _EVENTS, '    "listed_left": _taken_out,\n', ""),
    Mutant(
        "listed_people_are_told",
        _EVENTS,
        "if old is None or old.displacement is None:\n        return []\n    gone",
        "if old is None:\n        return []\n    gone",
    ),
    Mutant(
        "listed_people_are_told",
        _EVENTS,
        'if not each.stays_out and each.relation != "self"',
        'if each.relation != "self"',
    ),
    Mutant(
        "listed_people_are_told", _EVENTS, 'if not each.stays_out and each.relation != "self"', "if not each.stays_out"
    ),
    Mutant("listed_people_are_told", _EVENTS, "old.displacement is not None and _moved(old, new)", "_moved(old, new)"),
    Mutant("listed_people_are_told", _EVENTS, "old.displacement is not None and _ended(old, new)", "_ended(old, new)"),
    Mutant("listed_people_are_told", _LETTERS, "if not KINDS[notice.kind].to_listed or person is None:", "if True:"),
    Mutant(
        "listed_people_are_told",
        f"{_PACKAGE}/notices/dispatch.py",
        "if not KINDS[notice.kind].to_listed or (new and",
        'if notice.kind != "listed" or (new and',
    ),
    Mutant(
        "listing_tells_the_closure",
        f"{_PACKAGE}/listings/forms.py",
        "    if listing.booking.displacement:\n",
        "    if False:\n",
    ),
    Mutant(
        "listing_tells_the_closure",
        f"{_PACKAGE}/listings/forms.py",
        '"status": shown_status(listing.booking),',
        '"status": "confirmed",',
    ),
    Mutant(
        "called_off_at_night",
        _NOTICE_NUMBERS,
        "URGENT_BEFORE = timedelta(hours=24)",
        "URGENT_BEFORE = timedelta(hours=9)",
    ),
    Mutant(
        "called_off_at_night",
        _NOTICE_NUMBERS,
        "URGENT_BEFORE = timedelta(hours=24)",
        "URGENT_BEFORE = timedelta(hours=48)",
    ),
    Mutant("called_off_at_night", _DELIVER, "if meaning.urgent and post.visit_at and", "if post.visit_at and"),
    Mutant("called_off_at_night", _DELIVER, "timedelta(0) < post.visit_at - now <", "post.visit_at - now <"),
    Mutant("letters_wait_for_an_opening", _DELIVER, "    if post.opens_again:\n", "    if False:\n"),
    Mutant(
        "letters_wait_for_an_opening",
        _LETTERS,
        'opens_again=closure.state == "reopening"',
        "opens_again=closure.opens_again",
    ),
)
