"""The rules of "Slots and what people are shown", taken out one by one."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_BOOKING_NUMBERS: Final = "layers/core/antrean/policy/bookings.py"
_PUBLISHING: Final = "layers/core/antrean/slots/publishing.py"
_STANDING: Final = "layers/core/antrean/slots/standing.py"
_CLOSING: Final = "layers/core/antrean/slots/closing.py"
_AVAILABILITY: Final = "layers/core/antrean/slots/availability.py"
_CLAIM: Final = "layers/core/antrean/bookings/claim.py"
_BOOK: Final = "layers/core/antrean/changes/book.py"
_OFFICES: Final = "functions/public/offices/app.py"

MUTANTS: Final = (
    Mutant("publishing_horizon", _BOOKING_NUMBERS, "PUBLISHED_DAYS = 35", "PUBLISHED_DAYS = 34"),
    Mutant("publishing_horizon", _BOOKING_NUMBERS, "PUBLISHED_DAYS = 35", "PUBLISHED_DAYS = 36"),
    Mutant("publishing_horizon", _PUBLISHING, "timedelta(days=days - 1)", "timedelta(days=days)"),
    Mutant("publishing_horizon", _AVAILABILITY, "timedelta(days=PUBLISHED_DAYS - 1)", "timedelta(days=30)"),
    Mutant(
        "published_slot_is_never_touched", _PUBLISHING, "if quotas.publish(quota)]", "if quotas.publish(quota) or 1]"
    ),
    Mutant("new_slot_is_whole", _PUBLISHING, "seats_left=seats,", "seats_left=seats - 1,"),
    Mutant("new_slot_is_whole", _PUBLISHING, "next_number=1,", "next_number=2,"),
    Mutant("new_slot_is_whole", _PUBLISHING, "version=1,", "version=2,"),
    Mutant("no_pattern_no_slot", _PUBLISHING, "if seats:", "if True:"),
    Mutant("holiday_is_published_closed", _PUBLISHING, '"closed" if reason else "open"', '"open"'),
    Mutant("holiday_is_published_closed", _PUBLISHING, "reason=reason,", "reason=None,"),
    Mutant("holiday_is_published_closed", _PUBLISHING, "if seats:", "if seats and not reason:"),
    Mutant(
        "past_days_are_not_published",
        _PUBLISHING,
        "first = max(first, office.today(clock.now()))",
        "first = max(first, first)",
    ),
    Mutant(
        "past_days_are_not_published",
        _PUBLISHING,
        "max(first, office.today(clock.now()))",
        "max(first, clock.now().date())",
    ),
    Mutant(
        "past_days_are_not_published",
        _PUBLISHING,
        "max(first, office.today(clock.now()))",
        "max(first, office.today(clock.now()) + timedelta(days=1))",
    ),
    Mutant(
        "busy_office_stops_no_other",
        _PUBLISHING,
        "except Busy:\n            return None",
        "except Busy:\n            raise",
    ),
    Mutant(
        "busy_office_stops_no_other",
        _PUBLISHING,
        "except Busy:\n            return None",
        "except Busy:\n            return []",
    ),
    Mutant(
        "slot_states_in_order",
        _STANDING,
        "if now >= quota.closes_at:",
        'if now >= quota.closes_at and quota.state == "open":',
    ),
    Mutant(
        "slot_states_in_order",
        _STANDING,
        'if quota.state != "open":',
        'if quota.state != "open" and now >= quota.opens_at:',
    ),
    Mutant(
        "slot_states_in_order",
        _STANDING,
        "if now < quota.opens_at:",
        "if now < quota.opens_at and quota.seats_left >= party:",
    ),
    Mutant("slot_states_in_order", _STANDING, "if now < quota.opens_at:", "if now <= quota.opens_at:"),
    Mutant("slot_states_in_order", _CLAIM, 'if found.state == "past":', "if False:"),
    Mutant("slot_states_in_order", _CLAIM, "if found.opens_at:", "if False:"),
    Mutant("slot_states_in_order", _CLAIM, 'if quota is None or found.state == "closed":', "if quota is None:"),
    Mutant(
        "slot_closes_before_its_day",
        _CLOSING,
        "return start_of_day(day, zone)",
        "return start_of_day(type(day).fromordinal(day.toordinal() + 1), zone)",
    ),
    Mutant("slot_closes_before_its_day", _CLOSING, "return day <= now", "return day < now"),
    Mutant("slot_closes_before_its_day", _CLOSING, "now.astimezone(zone).date()", "now.date()"),
    Mutant(
        "slot_closes_before_its_day",
        _PUBLISHING,
        "closes_at=closes_at(day, office.zone)",
        "closes_at=closes_at(last, office.zone)",
    ),
    Mutant("slot_closes_before_its_day", _STANDING, "if now >= quota.closes_at:", "if now > quota.closes_at:"),
    Mutant("slot_closes_before_its_day", _STANDING, "if has_closed(slot.date, office.zone, now):", "if False:"),
    Mutant("slot_closes_before_its_day", _BOOK, "if has_closed(slot.date, office.zone, now):", "if False:"),
    Mutant("closed_slot_tells_why", _STANDING, "reason=quota.reason", "reason=None"),
    Mutant("closed_slot_tells_why", _STANDING, "reason=holidays[slot.date]", "reason=None"),
    Mutant("closed_slot_tells_why", _STANDING, "reason=NOT_PUBLISHED", "reason=None"),
    Mutant("closed_slot_tells_why", _STANDING, "Jadwal belum diterbitkan", "Not published"),
    Mutant("closed_slot_tells_why", _STANDING, "Tidak ada layanan pada hari", "No service on"),
    Mutant("closed_slot_tells_why", _CLAIM, ", reason=found.reason)", ")"),
    Mutant("unopened_slot_tells_when", _STANDING, "opens_at=quota.opens_at", "opens_at=None"),
    Mutant("unopened_slot_tells_when", _CLAIM, ", opens_at=found.opens_at)", ")"),
    Mutant("full_depends_on_the_party", _STANDING, "quota.seats_left < party", "quota.seats_left < 1"),
    Mutant("open_means_claimable", _STANDING, "quota.seats_left < party", "quota.seats_left <= party"),
    Mutant("open_means_claimable", _STANDING, "if now < quota.opens_at:", "if False:"),
    Mutant("unpublished_slot_takes_nobody", _STANDING, 'Standing("closed", reason=NOT_PUBLISHED)', 'Standing("open")'),
    Mutant("unpublished_slot_takes_nobody", _STANDING, "if slot.date in holidays:", "if False:"),
    Mutant(
        "unpublished_slot_takes_nobody",
        _STANDING,
        "if not office.weekly.get(slot.session, {}).get(weekday):",
        "if False:",
    ),
    Mutant(
        "beyond_the_horizon_it_says_when",
        _STANDING,
        "opens_at = office.release.opens_at(slot.date, office.zone)",
        "opens_at = now",
    ),
    Mutant("default_days_of_a_query", _BOOKING_NUMBERS, "VIEWED_DAYS = 31", "VIEWED_DAYS = 30"),
    Mutant("default_days_of_a_query", _AVAILABILITY, "begin = first or today", "begin = today"),
    Mutant("most_days_of_a_query", _BOOKING_NUMBERS, "MOST_VIEWED_DAYS = 62", "MOST_VIEWED_DAYS = 63"),
    Mutant("most_days_of_a_query", _BOOKING_NUMBERS, "MOST_VIEWED_DAYS = 62", "MOST_VIEWED_DAYS = 61"),
    Mutant("most_days_of_a_query", _AVAILABILITY, ">= MOST_VIEWED_DAYS:", "> MOST_VIEWED_DAYS:"),
    Mutant("most_days_of_a_query", _AVAILABILITY, "if end < begin:", "if False:"),
    Mutant(
        "search_seats_the_whole_party",
        _AVAILABILITY,
        "seats_left=seats), now, party=party).state",
        "seats_left=seats), now).state",
    ),
    Mutant(
        "search_seats_the_whole_party",
        _AVAILABILITY,
        'party=party).state == "open"',
        'party=party).state != "full"',
    ),
    Mutant("search_widens_by_eight", _BOOKING_NUMBERS, "OFFICES_AT_A_TIME = 8", "OFFICES_AT_A_TIME = 9"),
    Mutant("search_widens_by_eight", _BOOKING_NUMBERS, "MOST_OFFICES_ASKED = 24", "MOST_OFFICES_ASKED = 32"),
    Mutant("search_widens_by_eight", _BOOKING_NUMBERS, "MOST_OFFICES_ASKED = 24", "MOST_OFFICES_ASKED = 16"),
    Mutant("search_widens_by_eight", _AVAILABILITY, "if len(options) >= FEWEST", "if FEWEST"),
    Mutant("search_widens_by_eight", _AVAILABILITY, "if len(options) >= FEWEST_OFFICES_FOUND", "if False"),
    Mutant("search_widens_by_eight", _BOOKING_NUMBERS, "FEWEST_OFFICES_FOUND = 2", "FEWEST_OFFICES_FOUND = 1"),
    Mutant("search_widens_by_eight", _BOOKING_NUMBERS, "FEWEST_OFFICES_FOUND = 2", "FEWEST_OFFICES_FOUND = 3"),
    Mutant("search_widens_by_eight", _AVAILABILITY, "options += sorted(", "options = sorted("),
    Mutant("search_tells_one_slot_an_office", _AVAILABILITY, "party, day), 1)", "party, day), 2)"),
    Mutant(
        "search_tells_one_slot_an_office", _AVAILABILITY, "options += sorted(found, key=_date_of)", "options += found"
    ),
    Mutant(
        "search_tells_one_slot_an_office",
        _AVAILABILITY,
        "return sorted(quotas.between(office.office_id, first, last, consistent=consistent), key=place)",
        "return [*quotas.between(office.office_id, first, last, consistent=consistent)]",
    ),
    Mutant("search_by_date_is_a_week", _BOOKING_NUMBERS, "SEARCHED_DAYS = 7", "SEARCHED_DAYS = 8"),
    Mutant("search_by_date_is_a_week", _BOOKING_NUMBERS, "SEARCHED_DAYS = 7", "SEARCHED_DAYS = 6"),
    Mutant("search_by_date_is_a_week", _AVAILABILITY, "first = max(day or today, today)", "first = today"),
    Mutant(
        "search_in_the_past_is_refused",
        _AVAILABILITY,
        "all(day < office.today(now) for office in offices)",
        "False",
    ),
    Mutant(
        "search_in_the_past_is_refused",
        _AVAILABILITY,
        "all(day < office.today(now) for office in offices)",
        "any(day < office.today(now) for office in offices)",
    ),
    Mutant("search_without_a_place", _AVAILABILITY, "(-seats(office), office.office_id)", "office.office_id"),
    Mutant("full_slot_names_the_way_out", _BOOKING_NUMBERS, "NEIGHBOURS = 4", "NEIGHBOURS = 5"),
    Mutant("full_slot_names_the_way_out", _BOOKING_NUMBERS, "NEIGHBOURS = 4", "NEIGHBOURS = 3"),
    Mutant("full_slot_names_the_way_out", _BOOKING_NUMBERS, "ALTERNATIVES_AT_HOME = 3", "ALTERNATIVES_AT_HOME = 4"),
    Mutant("full_slot_names_the_way_out", _BOOKING_NUMBERS, "ALTERNATIVES_AT_HOME = 3", "ALTERNATIVES_AT_HOME = 2"),
    Mutant(
        "full_slot_names_the_way_out",
        _AVAILABILITY,
        "here.sort(key=lambda option: option.slot.date != slot.date)",
        "pass",
    ),
    Mutant("full_slot_names_the_way_out", _AVAILABILITY, "neighbours, party, slot.date)", "neighbours, party, None)"),
    Mutant(
        "full_slot_names_the_way_out", _AVAILABILITY, "now, office, 0.0, party, None)", "now, office, 0.0, 1, None)"
    ),
    Mutant(
        "full_slot_names_the_way_out",
        _AVAILABILITY,
        "sorted(_soonest_of_each(quotas, now, neighbours, party, slot.date), key=_date_of)",
        "_soonest_of_each(quotas, now, neighbours, party, slot.date)",
    ),
    Mutant("full_slot_names_the_way_out", _CLAIM, "alternatives=alternatives,", "alternatives=[],"),
    Mutant("refused_slot_is_no_alternative", _AVAILABILITY, "if option.slot != slot]", "if option.slot]"),
    Mutant("public_reads_may_be_old", _OFFICES, "max-age=300", "max-age=301"),
    Mutant("public_reads_may_be_old", _OFFICES, "max-age=1,", "max-age=2,"),
    Mutant("public_reads_may_be_old", _OFFICES, "max-age=1, must-revalidate", "max-age=1"),
    Mutant("public_reads_may_be_old", _OFFICES, "found), cache_control=_SEATS_CACHE)", "found))"),
)
