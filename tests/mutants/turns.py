"""The rules of "Turns", taken out."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_PACKAGE: Final = "layers/core/antrean"
_BOOKING_NUMBERS: Final = f"{_PACKAGE}/policy/bookings.py"
_CLAIM: Final = f"{_PACKAGE}/bookings/claim.py"
_BOOK: Final = f"{_PACKAGE}/changes/book.py"
_ADD: Final = f"{_PACKAGE}/changes/add.py"
_MOVE: Final = f"{_PACKAGE}/changes/move.py"
_TURN: Final = f"{_PACKAGE}/account/turn.py"
_PLACES: Final = f"{_PACKAGE}/turns/places.py"
_SECRETS: Final = f"{_PACKAGE}/turns/store.py"
_QUOTAS: Final = f"{_PACKAGE}/slots/store.py"
_ITEMS: Final = f"{_PACKAGE}/slots/items.py"
_RELEASES: Final = f"{_PACKAGE}/slots/releases.py"
_CHANGES: Final = f"{_PACKAGE}/slots/changes.py"
_PUBLISHING: Final = f"{_PACKAGE}/slots/publishing.py"
_AVAILABILITY: Final = f"{_PACKAGE}/slots/availability.py"
_OFFICE: Final = f"{_PACKAGE}/offices/model.py"
_OFFICES: Final = f"{_PACKAGE}/offices/store.py"
_SETTINGS: Final = f"{_PACKAGE}/offices/settings.py"
_FORMS: Final = f"{_PACKAGE}/offices/settings_forms.py"
_PEOPLE: Final = f"{_PACKAGE}/people/items.py"
_REOPEN: Final = f"{_PACKAGE}/closures/reopen.py"
_DATA: Final = "data/office_defaults.json"

MUTANTS: Final = (
    Mutant("turn_of_each_account", _CLAIM, "    if now < at:\n", "    if False:\n"),
    Mutant("turn_of_each_account", _CLAIM, "    if now < at:\n", "    if now <= at:\n"),
    Mutant("turn_of_each_account", _CLAIM, "your_turn_at=at,", ""),
    Mutant("turn_writes_nothing", _CLAIM, "        return _turns(services, wanted, seen, now)", "        return None"),
    Mutant("turn_of_each_account", _PLACES, "return turns.begin + timedelta(", "return turns.begin + 0 * timedelta("),
    Mutant("turn_of_each_account", _ITEMS, "        turns=_turns(item),\n", ""),
    Mutant("turn_writes_nothing", _BOOK, "claim_for(services, seats, turns)", "claim_for(services, seats, None)"),
    Mutant("one_place_in_an_hour", _PLACES, "replace(minute=0, second=0,", "replace(second=0,"),
    Mutant("one_place_in_an_hour", _PLACES, "turns/v1/{rfc3339(hour)}", "turns/v1/"),
    Mutant("one_place_in_an_hour", _PLACES, '"sha256")[:4], "big")', '"sha256")[:3], "big")'),
    Mutant("one_place_in_an_hour", _PLACES, "account_id.encode()", "account_id[:1].encode()"),
    Mutant("after_the_window_everybody", _QUOTAS, "OR turn_until <= :now", "OR turn_until < :now"),
    Mutant("after_the_window_everybody", _PLACES, "return turns.until\n", "return turns.until + _AN_HOUR\n"),
    Mutant(
        "registered_late_comes_last",
        _PLACES,
        "return None if comes_last(holder, hour) else place_of",
        "return place_of",
    ),
    Mutant("registered_late_comes_last", _PLACES, "registered_at > hour - SEED", "registered_at >= hour - SEED"),
    Mutant("registered_late_comes_last", _PLACES, "> hour - SEED_PUBLISHED", "> hour"),
    Mutant(
        "registered_late_comes_last",
        _BOOKING_NUMBERS,
        "SEED_PUBLISHED = timedelta(hours=72)",
        "SEED_PUBLISHED = timedelta(hours=71)",
    ),
    Mutant(
        "registered_late_comes_last",
        _BOOKING_NUMBERS,
        "SEED_PUBLISHED = timedelta(hours=72)",
        "SEED_PUBLISHED = timedelta(hours=73)",
    ),
    Mutant("registered_late_comes_last", _PEOPLE, ', "listed": {}, "registered_at": registered_at}', ', "listed": {}}'),
    Mutant("registered_late_comes_last", _CLAIM, "account.registered_at if account else None", "None"),
    Mutant(
        "undrawn_hours_have_no_first",
        _PLACES,
        "    if place is None:\n        return turns.until\n",
        "    place = place or 0\n",
    ),
    Mutant(
        "adding_and_moving_have_turns",
        _MOVE,
        "claim_for(services, seats, judge(services, seats, quota))",
        "claim_for(services, seats, quota and quota.turns)",
    ),
    Mutant(
        "adding_and_moving_have_turns",
        _ADD,
        "turns = judge(services, seats, ",
        "turns = (lambda _s, _w, quota: quota and quota.turns)(services, seats, ",
    ),
    Mutant("full_before_the_turn", _CLAIM, "if _lacks(seen, wanted) and not _stale(seen, now):", "if False:"),
    Mutant("turn_writes_nothing", _BOOK, "slot=asked\n", "slot=None\n"),
    Mutant(
        "turn_writes_nothing", _ADD, "if asked and office and office.release.window else None", "if False else None"
    ),
    Mutant("turn_writes_nothing", _SECRETS, "            self._known[day] = secret\n", "            return secret\n"),
    Mutant("turn_is_judged_anew", _CLAIM, "        judged = turns\n", "        pass\n"),
    Mutant(
        "turn_is_judged_anew",
        _CLAIM,
        "        turns = _turns(services, wanted, found, now)\n",
        "        turns = found.turns\n",
    ),
    Mutant(
        "read_is_no_instant",
        _CLAIM,
        "        _look_again(services, wanted, refusal)\n        raise\n\n\ndef claim_for(",
        "        raise\n\n\ndef claim_for(",
    ),
    Mutant(
        "read_is_no_instant", _CLAIM, "if _lacks(seen, wanted) and not _stale(seen, now):", "if _lacks(seen, wanted):"
    ),
    Mutant("read_is_no_instant", _CLAIM, "if seen is None and services.full_slots", "if services.full_slots"),
    Mutant(
        "displaced_need_no_turn",
        _QUOTAS,
        "pool = KEPT_CLAIM_CONDITIONS if kept else TURN_CONDITIONS",
        "pool = {**TURN_CONDITIONS, **(KEPT_CLAIM_CONDITIONS if kept else {})}",
    ),
    Mutant("window_of_an_office", _PUBLISHING, "turns=office.release.turns_at(opens_at),", ""),
    Mutant("window_of_an_office", _OFFICE, "timedelta(minutes=self.window)", "timedelta(minutes=10)"),
    Mutant("window_of_an_office", _ITEMS, "        item |= turns_item(quota.turns)\n", "        pass\n"),
    Mutant("window_of_an_office", _BOOKING_NUMBERS, "OPENING_WINDOW = 10", "OPENING_WINDOW = 11"),
    Mutant("window_of_an_office", _OFFICES, 'item.get("window", OPENING_WINDOW)', "OPENING_WINDOW"),
    Mutant("window_of_an_office", _DATA, '"at": "08:00", "window": 10}', '"at": "08:00", "window": 9}'),
    Mutant("window_of_an_office", _DATA, '"at": "14:00", "window": 10}', '"at": "14:00", "window": 9}'),
    Mutant(
        "operators_choose_the_window",
        _SETTINGS,
        "if wanted.window is None else wanted.window",
        "if wanted.window is None else old.release.window",
    ),
    Mutant(
        "operators_choose_the_window",
        _SETTINGS,
        "old.release.window if wanted.window is None",
        "0 if wanted.window is None",
    ),
    Mutant("operators_choose_the_window", _BOOKING_NUMBERS, "LONGEST_WINDOW = 60", "LONGEST_WINDOW = 61"),
    Mutant("operators_choose_the_window", _BOOKING_NUMBERS, "LONGEST_WINDOW = 60", "LONGEST_WINDOW = 59"),
    Mutant("operators_choose_the_window", _FORMS, '"window_minutes": release.window', '"window_minutes": 10'),
    Mutant("release_begins_turns", _RELEASES, "turns = None if quota.seats_left else ", "turns = None if True else "),
    Mutant("release_begins_turns", _RELEASES, "turns = None if quota.seats_left else ", "turns = None if False else "),
    Mutant(
        "release_begins_turns", _RELEASES, "turns_at(max(now, quota.opens_at))", "turns_at(max(drawn, quota.opens_at))"
    ),
    Mutant("release_begins_turns", _RELEASES, "turns_at(max(now, quota.opens_at))", "turns_at(now)"),
    Mutant("release_begins_turns", _RELEASES, "levelled=office.release.window > 0", "levelled=False"),
    Mutant("operators_open_in_turns", _CHANGES, "    if old.turns is None or (", "    if True or ("),
    Mutant("operators_open_in_turns", _CHANGES, 'old.state == "open" and ', ""),
    Mutant("operators_open_in_turns", _CHANGES, " and old.opens_at <= now and opens_at <= now)", ")"),
    Mutant("operators_open_in_turns", _CHANGES, "old.opens_at <= now and ", ""),
    Mutant("operators_open_in_turns", _CHANGES, " and opens_at <= now):", "):"),
    Mutant("operators_open_in_turns", _CHANGES, "turns_from(max(opens_at, now), ", "turns_from(opens_at, "),
    Mutant(
        "operators_open_in_turns",
        _QUOTAS,
        "turns_item(new.turns) if new.turns and new.turns != old.turns else {}",
        "{}",
    ),
    Mutant("operators_open_in_turns", _REOPEN, "        turns=turns_of_opened(quota, quota.opens_at, now),\n", ""),
    Mutant("place_is_told_an_hour_before", _TURN, "    if services.clock.now() < told_from:\n", "    if False:\n"),
    Mutant("place_is_told_an_hour_before", _TURN, "now() < told_from", "now() <= told_from"),
    Mutant(
        "place_is_told_an_hour_before",
        _BOOKING_NUMBERS,
        "PLACE_TOLD = timedelta(minutes=60)",
        "PLACE_TOLD = timedelta(minutes=61)",
    ),
    Mutant(
        "place_is_told_an_hour_before",
        _BOOKING_NUMBERS,
        "PLACE_TOLD = timedelta(minutes=60)",
        "PLACE_TOLD = timedelta(minutes=59)",
    ),
    Mutant("places_can_be_checked", _PLACES, "seed.hex() if hour + _AN_HOUR <= now else None", "seed.hex()"),
    Mutant("places_can_be_checked", _PLACES, "seed.hex() if hour + _AN_HOUR <= now else None", "None"),
    Mutant("places_can_be_checked", _PLACES, "if hour + _AN_HOUR <= now", "if hour + _AN_HOUR < now"),
    Mutant(
        "places_can_be_checked", _PLACES, "hashlib.sha256(seed).hexdigest()", "hashlib.sha256(seed[:-1]).hexdigest()"
    ),
    Mutant("places_can_be_checked", _RELEASES, "for number in range(24)]", "for number in range(23)]"),
    Mutant("places_can_be_checked", "tools/verify.py", "!= seed_hash.lower()", "== 0"),
    Mutant("slot_shows_its_turns", _AVAILABILITY, "now < quota.turns.until and ", ""),
    Mutant("slot_shows_its_turns", _AVAILABILITY, ' and quota.state == "open" else None', " else None"),
    Mutant(
        "slot_shows_its_turns",
        _AVAILABILITY,
        "    if quota is None and found.opens_at:\n",
        "    if quota is None and False:\n",
    ),
)
