"""The rules of "Who may be booked", taken out."""

from __future__ import annotations

from tests.mutants.mutant import Mutant

_PACKAGE = "layers/core/antrean"
_BOOKING_NUMBERS = f"{_PACKAGE}/policy/bookings.py"
_BOOK = f"{_PACKAGE}/changes/book.py"
_ADD = f"{_PACKAGE}/changes/add.py"
_PARTY = f"{_PACKAGE}/changes/party.py"
_BIRTH = f"{_PACKAGE}/people/birth.py"
_CLAIM = f"{_PACKAGE}/bookings/claim.py"
_COMMIT = f"{_PACKAGE}/bookings/commit.py"
_CANCEL = f"{_PACKAGE}/changes/cancel.py"
_LISTINGS = f"{_PACKAGE}/listings/listings.py"
_OWNERSHIP = f"{_PACKAGE}/bookings/ownership.py"
_FORMS = f"{_PACKAGE}/bookings/forms.py"
_MODEL = f"{_PACKAGE}/bookings/model.py"
_STORE = f"{_PACKAGE}/bookings/store.py"
_OPERATION = f"{_PACKAGE}/bookings/operation.py"
_ACCOUNT = f"{_PACKAGE}/people/model.py"
_ACCOUNTS = f"{_PACKAGE}/people/store.py"
_GUARDS = f"{_PACKAGE}/guards/store.py"

MUTANTS: tuple[Mutant, ...] = (
    Mutant("who_left_stays_out", _ADD, "if not out.isdisjoint(nik_keys):", "if False:"),
    Mutant("who_left_stays_out", _LISTINGS, ", by_owner=True", ""),
    Mutant("who_left_stays_out", _MODEL, "person.contested_at or (now if", "(now if"),
    Mutant("last_to_leave_counts", _CANCEL, "services.store.accounts.get(old.account_id), now)", "None, now)"),
    Mutant("served_is_not_superseded", _OWNERSHIP, "if booking.check_in:", "if False:"),
    Mutant("a_visit_keeps_who_comes_alone", _OWNERSHIP, " or (ends_a_visit and", " or (False and"),
    Mutant("a_visit_keeps_who_comes_alone", _OWNERSHIP, ">= booking.arrives_from", "> booking.arrives_from"),
    Mutant("a_visit_keeps_who_comes_alone", _OWNERSHIP, "max(since, now) >=", "since >="),
    Mutant("a_visit_keeps_who_comes_alone", _OWNERSHIP, "max(since, now) >=", "now >="),
    Mutant("a_visit_keeps_who_comes_alone", _OWNERSHIP, " and len(booking.present) == 1", ""),
    Mutant("services_online", _BOOK, "check_service(request.service)", "pass"),
    Mutant("services_online", _BOOK, "if service in WALK_IN_SERVICES:", "if False:"),
    Mutant("services_online", _BOOKING_NUMBERS, '{"lost", "damaged", "data_change"}', '{"damaged", "data_change"}'),
    Mutant("services_online", _BOOKING_NUMBERS, '{"lost", "damaged", "data_change"}', '{"lost", "data_change"}'),
    Mutant("services_online", _BOOKING_NUMBERS, '{"lost", "damaged", "data_change"}', '{"lost", "damaged"}'),
    Mutant(
        "services_online",
        _BOOKING_NUMBERS,
        '{"lost", "damaged", "data_change"}',
        '{"lost", "damaged", "data_change", "renewal"}',
    ),
    Mutant("party_of_five", _BOOK, "check_number(len(request.applicants) - selves, min(selves, 1))", "pass"),
    Mutant(
        "party_of_five",
        _ADD,
        "check_number(len(old.present) - selves + more, selves, len(old.applicants) + more)",
        "pass",
    ),
    Mutant("party_of_five", _PARTY, "family > MOST_FAMILY or ", ""),
    Mutant("party_of_five", _PARTY, " or family + selves > MOST_APPLICANTS", ""),
    Mutant("party_of_five", _BOOKING_NUMBERS, "MOST_FAMILY = 4", "MOST_FAMILY = 5"),
    Mutant("party_of_five", _BOOKING_NUMBERS, "MOST_FAMILY = 4", "MOST_FAMILY = 3"),
    Mutant("party_of_five", _BOOKING_NUMBERS, "MOST_APPLICANTS = MOST_FAMILY + 1", "MOST_APPLICANTS = MOST_FAMILY + 2"),
    Mutant("party_of_five", _BOOKING_NUMBERS, "MOST_APPLICANTS = MOST_FAMILY + 1", "MOST_APPLICANTS = MOST_FAMILY"),
    Mutant(
        "self_comes_from_the_profile",
        _FORMS,
        'if self.relation == "self" and any(value is not None for value in (*given, self.member)):',
        "if False:",
    ),
    Mutant(
        "self_comes_from_the_profile",
        _PARTY,
        'Applicant("self", account.full_name, ',
        'Applicant("self", person.full_name or "", ',
    ),
    Mutant(
        "self_comes_from_the_profile",
        _PARTY,
        "account.full_name, own, account.nik_last4",
        'account.full_name, own, ""',
    ),
    Mutant(
        "family_comes_with_three_facts",
        _FORMS,
        'if self.relation != "self" and self.member is None and any(value is None for value in given):',
        "if False:",
    ),
    Mutant(
        "one_person_once",
        _PARTY,
        "if any(applicant.nik_key == other.nik_key for other in applicants):",
        "if False:",
    ),
    Mutant("own_nik_is_no_family", _PARTY, "if is_of(applicant, account.nik_keys):", "if False:"),
    Mutant(
        "nobody_in_a_party_is_born_tomorrow",
        _PARTY,
        "if birth_date is not None and birth_date > today:",
        "if False:",
    ),
    Mutant(
        "nobody_in_a_party_is_born_tomorrow",
        _BOOK,
        "hashing, office.today(now))",
        "hashing, now.date())",
    ),
    Mutant("nobody_in_a_party_is_born_tomorrow", _ADD, "now.astimezone(old.zone).date()", "now.date()"),
    Mutant("family_mismatch_is_asked_about", _PARTY, "if unconfirmed:", "if False:"),
    Mutant("family_mismatch_is_asked_about", _PARTY, " or person.nik_mismatch_confirmed:", ":"),
    Mutant("unlikely_ages_are_asked_about", _BIRTH, "birth_year < holder_year", "False"),
    Mutant("unlikely_ages_are_asked_about", _BIRTH, "birth_year < holder_year", "birth_year <= holder_year"),
    Mutant("unlikely_ages_are_asked_about", _BIRTH, "birth_year > holder_year", "False"),
    Mutant("unlikely_ages_are_asked_about", _BIRTH, "birth_year > holder_year", "birth_year >= holder_year"),
    Mutant("unlikely_ages_are_asked_about", _BIRTH, 'frozenset({"child"})', 'frozenset({"child", "ward"})'),
    Mutant("unlikely_ages_are_asked_about", _BIRTH, '"parent", "grandparent"}', '"parent"}'),
    Mutant("unlikely_ages_are_asked_about", _PARTY, "    if unlikely:\n", "    if False:\n"),
    Mutant("unlikely_ages_are_asked_about", _PARTY, " or person.age_confirmed:", ":"),
    Mutant(
        "unlikely_ages_are_asked_about",
        f"{_PACKAGE}/household/members.py",
        "not request.age_confirmed and is_unlikely",
        "False and is_unlikely",
    ),
    Mutant(
        "unlikely_ages_are_asked_about",
        f"{_PACKAGE}/household/members.py",
        "not request.age_confirmed and is_unlikely",
        "is_unlikely",
    ),
    Mutant("only_family_is_added", _ADD, 'if person.relation == "self":', "if False:"),
    Mutant("nobody_is_added_twice", _ADD, "if twice:", "if False:"),
    Mutant("one_booking_for_an_account", _BOOK, "        if active:\n", "        if False:\n"),
    Mutant(
        "one_booking_for_an_account",
        _ACCOUNTS,
        '":now": int(now.timestamp())}\n        names',
        '":now": int(until.timestamp())}\n        names',
    ),
    Mutant(
        "one_booking_for_a_nik",
        _STORE,
        "*guard_parts(booking.applicants, lambda key: self._guard(key, booking, now, superseded)),",
        "",
    ),
    Mutant(
        "one_booking_for_a_nik",
        _STORE,
        "*guard_parts(added, lambda key: self._guards.take(key, new.booking_id, new.until, now)),",
        "",
    ),
    Mutant("day_over_may_book_again", _ACCOUNT, " and self.active_until > now:", ":"),
    Mutant(
        "day_over_may_book_again",
        _ACCOUNTS,
        '":now": int(now.timestamp())}\n        names',
        '":now": 0}\n        names',
    ),
    Mutant("day_over_may_book_again", _GUARDS, '{":now": int(now.timestamp())}', '{":now": 0}'),
    Mutant(
        "day_over_may_book_again",
        _MODEL,
        "if self.displacement else end_of_day(self.slot.date, self.zone)",
        "if self.displacement else closes_at(self.slot.date, self.zone)",
    ),
    Mutant("guard_expires_with_its_day", _GUARDS, '"held_until": end, "expires_at": end}', '"held_until": end}'),
    Mutant(
        "guard_expires_with_its_day",
        _GUARDS,
        '"SET held_until = :until, expires_at = :until"',
        '"SET held_until = :until"',
    ),
    Mutant("guard_expires_with_its_day", "template.yaml", "AttributeName: expires_at", "AttributeName: held_until"),
    Mutant("booking_needs_a_profile", _OPERATION, "if account is None:", "if False:"),
    Mutant("booking_needs_a_profile", _BOOK, "        account = registered(account)\n", ""),
    Mutant("booking_needs_a_profile", _ADD, "        account = registered(account)\n", ""),
    Mutant(
        "booking_needs_a_profile",
        f"{_PACKAGE}/changes/cancel.py",
        "registered(account), now, told=told)",
        "account, now, told=told)",
    ),
)
