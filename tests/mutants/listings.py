"""The rules of "People in others' bookings, and limits", taken out."""

from __future__ import annotations

from tests.mutants.mutant import Mutant

_PACKAGE = "layers/core/antrean"
_BOOKING_NUMBERS = f"{_PACKAGE}/policy/bookings.py"
_LISTINGS = f"{_PACKAGE}/listings/listings.py"
_WRITTEN = f"{_PACKAGE}/messages/letters.py"
_OPERATION = f"{_PACKAGE}/bookings/operation.py"
_OWNERSHIP = f"{_PACKAGE}/bookings/ownership.py"
_BOOK = f"{_PACKAGE}/changes/book.py"
_ADD = f"{_PACKAGE}/changes/add.py"
_MODEL = f"{_PACKAGE}/bookings/model.py"
_ITEMS = f"{_PACKAGE}/bookings/items.py"
_PARTY = f"{_PACKAGE}/changes/party.py"
_LIMITS = f"{_PACKAGE}/people/limits.py"
_STORE = f"{_PACKAGE}/bookings/store.py"
_LISTING_FORMS = f"{_PACKAGE}/listings/forms.py"
_FORMS = f"{_PACKAGE}/bookings/forms.py"
_ACCOUNT = f"{_PACKAGE}/people/model.py"
_ACCOUNTS = f"{_PACKAGE}/people/store.py"
_PEOPLE_ITEMS = f"{_PACKAGE}/people/items.py"

MUTANTS: tuple[Mutant, ...] = (
    Mutant("listing_shows_initials", _ACCOUNT, "{word[0].upper()}.", "{word}"),
    Mutant(
        "listing_shows_initials",
        _LISTINGS,
        "    if booking is None or booking.account_id == account_id:\n        return []",
        "    if booking is None:\n        return []",
    ),
    Mutant("contest_tells_the_booker", _LISTINGS, "        _tell(mail, booker, asked, site_url)\n", ""),
    Mutant("contest_tells_the_booker", _LISTINGS, "    if not asked.person.told_at:\n", "    if True:\n"),
    Mutant(
        "contest_tells_the_booker",
        _LISTINGS,
        "    if booking is None or booking.account_id == account_id:\n        raise",
        "    if booking is None:\n        raise",
    ),
    Mutant("booker_reads_what_is_asked", _LISTINGS, "            booker.language,\n", '            "id",\n'),
    Mutant("booker_reads_what_is_asked", _LISTINGS, "            site_url=site_url,\n", ""),
    Mutant(
        "booker_reads_what_is_asked",
        _WRITTEN,
        "        facts=[(names[fact], value) for fact, value in facts.items()],\n",
        "",
    ),
    Mutant(
        "booker_reads_what_is_asked",
        _WRITTEN,
        'action=_action(language, "booking", site_url, f"/antrean/{booking_id}"),',
        "action=None,",
    ),
    Mutant(
        "booker_reads_what_is_asked",
        "template.yaml",
        '&known_site_url !If [HasSiteDomain, !Sub "https://${SiteDomain}", !Ref SiteAddress]',
        "&known_site_url !Ref SiteAddress",
    ),
    Mutant("time_begins_with_the_mail", _LISTINGS, "            raise Busy from error\n", "            pass\n"),
    Mutant(
        "time_begins_with_the_mail",
        _BOOKING_NUMBERS,
        "TELLING_LEASE = timedelta(minutes=1)",
        "TELLING_LEASE = timedelta(minutes=2)",
    ),
    Mutant(
        "time_begins_with_the_mail",
        _BOOKING_NUMBERS,
        "TELLING_LEASE = timedelta(minutes=1)",
        "TELLING_LEASE = timedelta(seconds=59)",
    ),
    Mutant(
        "time_begins_with_the_mail",
        _BOOKING_NUMBERS,
        "OBJECTION_TIME = timedelta(hours=24)",
        "OBJECTION_TIME = timedelta(hours=25)",
    ),
    Mutant(
        "time_begins_with_the_mail",
        _BOOKING_NUMBERS,
        "OBJECTION_TIME = timedelta(hours=24)",
        "OBJECTION_TIME = timedelta(hours=23)",
    ),
    Mutant("booker_may_object", _OWNERSHIP, "person.told_at is None or person.objected_at", "person.told_at is None"),
    Mutant("booker_may_object", _LISTINGS, "if not person.present or person.contested_at is None:", "if False:"),
    Mutant("booker_may_object", _LISTINGS, "if person.told_at and now >=", "if person.told_at and now >"),
    Mutant("booker_may_object", _LISTINGS, "if person.told_at and now >=", "if False and now >="),
    Mutant("booker_may_object", _OPERATION, "if place >= len(booking.applicants):", "if False:"),
    Mutant("owner_leaves", _BOOKING_NUMBERS, "OWNER_LEVEL = 2", "OWNER_LEVEL = 3"),
    Mutant("owner_leaves", _MODEL, "return person.added_at or self.created_at", "return self.created_at"),
    Mutant("owner_leaves", _ITEMS, '        added_at=_instant(stored.get("s")),\n', ""),
    Mutant(
        "owner_leaves",
        _ADD,
        "tuple(each._replace(added_at=now) for each in numbered(wanted, claim))",
        "numbered(wanted, claim)",
    ),
    Mutant("owner_leaves", _LISTINGS, "if since is None or now < since:", "if since is None:"),
    Mutant("owner_leaves", _LISTINGS, "        if not there.person.present:\n            return\n", ""),
    Mutant(
        "owner_leaves",
        _OWNERSHIP,
        "owner.level >= OWNER_LEVEL or owner.is_older_than(listed_at)",
        "owner.level >= OWNER_LEVEL",
    ),
    Mutant("owner_supersedes", _BOOKING_NUMBERS, "OWNER_LEVEL = 2", "OWNER_LEVEL = 1"),
    Mutant("owner_supersedes", _BOOK, "if since is None or now < since:", "if since is None:"),
    Mutant(
        "owner_supersedes",
        _OWNERSHIP,
        "_unopposed_from(person) if owner.is_older_than(listed_at) else None",
        "_unopposed_from(person)",
    ),
    Mutant(
        "owner_supersedes",
        _STORE,
        "        if superseded:\n            parts +=",
        "        if False:\n            parts +=",
    ),
    Mutant("guards_before_seats", _BOOK, "        others.check_guards(wanted, guards, booking_id, now)\n", ""),
    Mutant("guards_before_seats", _ADD, "        others.check_guards(wanted, guards, booking_id, now)\n", ""),
    Mutant("strangers_are_not_named", _PARTY, "if all(self._limits.knows(nik_key) for nik_key in held):", "if True:"),
    Mutant("strangers_are_not_named", _PARTY, "if all(self._limits.knows(nik_key) for nik_key in held):", "if False:"),
    Mutant(
        "counted_or_busy",
        _PARTY,
        "        if not self._accounts.save_limits(self._account, counted):\n            raise Busy\n        places",
        "        if not self._accounts.save_limits(self._account, counted):\n            pass\n        places",
    ),
    Mutant("strangers_are_counted", _PARTY, "if self._limits.strangers(self._nik_keys):", "if False:"),
    Mutant(
        "strangers_are_counted",
        _PARTY,
        "            if not self._accounts.save_limits(self._account, counted):",
        "            if False:",
    ),
    Mutant("strangers_are_counted", _BOOK, "        account = others.count_strangers(now)\n", ""),
    Mutant("strangers_are_counted", _ADD, "        account = others.count_strangers(now)\n", ""),
    Mutant(
        "strangers_are_counted",
        _PARTY,
        "            self._account, self._limits = self._account._replace(limits=counted), counted\n",
        "",
    ),
    Mutant("three_refusals_a_day", _BOOKING_NUMBERS, "MOST_REFUSALS = 3", "MOST_REFUSALS = 4"),
    Mutant("three_refusals_a_day", _BOOKING_NUMBERS, "MOST_REFUSALS = 3", "MOST_REFUSALS = 2"),
    Mutant(
        "three_refusals_a_day",
        _BOOKING_NUMBERS,
        "REFUSAL_WINDOW = timedelta(hours=24)",
        "REFUSAL_WINDOW = timedelta(hours=25)",
    ),
    Mutant(
        "three_refusals_a_day",
        _BOOKING_NUMBERS,
        "REFUSAL_WINDOW = timedelta(hours=24)",
        "REFUSAL_WINDOW = timedelta(hours=23)",
    ),
    Mutant(
        "retry_counts_once",
        _BOOKING_NUMBERS,
        "REFUSAL_RETRY = timedelta(minutes=10)",
        "REFUSAL_RETRY = timedelta(minutes=11)",
    ),
    Mutant(
        "retry_counts_once",
        _BOOKING_NUMBERS,
        "REFUSAL_RETRY = timedelta(minutes=10)",
        "REFUSAL_RETRY = timedelta(minutes=9)",
    ),
    Mutant("retry_counts_once", _LIMITS, "        if counted and now", "        if False and now"),
    Mutant(
        "retry_counts_once",
        _LIMITS,
        "        if counted and now < _instant(max(counted)) + REFUSAL_RETRY:",
        "        if counted:",
    ),
    Mutant("retry_counts_once", _LIMITS, "if mark not in kept.refusals)", "if True)"),
    Mutant("retry_counts_once", _LIMITS, 'if mark.rstrip("+") == request]', "]"),
    Mutant("three_refusals_a_day", _LIMITS, "        if not nik_keys:\n            return\n", ""),
    Mutant("eight_others", _BOOKING_NUMBERS, "MOST_OTHERS = 8", "MOST_OTHERS = 9"),
    Mutant("eight_others", _BOOKING_NUMBERS, "MOST_OTHERS = 8", "MOST_OTHERS = 7"),
    Mutant(
        "eight_others", _BOOKING_NUMBERS, "OTHERS_WINDOW = timedelta(days=90)", "OTHERS_WINDOW = timedelta(days=91)"
    ),
    Mutant(
        "eight_others", _BOOKING_NUMBERS, "OTHERS_WINDOW = timedelta(days=90)", "OTHERS_WINDOW = timedelta(days=89)"
    ),
    Mutant("three_cancellations", _BOOKING_NUMBERS, "MOST_CANCELLATIONS = 3", "MOST_CANCELLATIONS = 4"),
    Mutant("three_cancellations", _BOOKING_NUMBERS, "MOST_CANCELLATIONS = 3", "MOST_CANCELLATIONS = 2"),
    Mutant(
        "three_cancellations",
        _BOOKING_NUMBERS,
        "CANCELLATION_WINDOW = timedelta(days=30)",
        "CANCELLATION_WINDOW = timedelta(days=31)",
    ),
    Mutant(
        "three_cancellations",
        _BOOKING_NUMBERS,
        "CANCELLATION_WINDOW = timedelta(days=30)",
        "CANCELLATION_WINDOW = timedelta(days=29)",
    ),
    Mutant(
        "three_cancellations",
        _BOOKING_NUMBERS,
        "CANCELLATION_PAUSE = timedelta(days=7)",
        "CANCELLATION_PAUSE = timedelta(days=8)",
    ),
    Mutant(
        "three_cancellations",
        _BOOKING_NUMBERS,
        "CANCELLATION_PAUSE = timedelta(days=7)",
        "CANCELLATION_PAUSE = timedelta(days=6)",
    ),
    Mutant("known_family_costs_no_write", _BOOKING_NUMBERS, "FAMILY_NOTED_AGAIN = 30", "FAMILY_NOTED_AGAIN = 31"),
    Mutant("known_family_costs_no_write", _BOOKING_NUMBERS, "FAMILY_NOTED_AGAIN = 30", "FAMILY_NOTED_AGAIN = 29"),
    Mutant("listing_shows_initials", _LISTINGS, "if guard is None or guard.held_until <= now:", "if guard is None:"),
    Mutant("listing_shows_initials", _LISTING_FORMS, '"booked_by": listing.initials,', '"booked_by": "",'),
    Mutant(
        "contest_tells_the_booker",
        _LISTINGS,
        "with_person(place, person, old.changed_at)",
        "with_person(place, person, person.contested_at)",
    ),
    Mutant(
        "contest_tells_the_booker",
        _LISTINGS,
        "        raise Again from refusal\n    return new\n\n\ndef _too",
        "        pass\n    return new\n\n\ndef _too",
    ),
    Mutant(
        "contest_tells_the_booker",
        _LISTINGS,
        '        check_changeable(booking, services.clock.now(), by="people")\n',
        "        pass\n",
    ),
    Mutant(
        "time_begins_with_the_mail",
        _LISTINGS,
        "booking_id, services.clock.now())\n    return _listing",
        "booking_id, asked.person.contested_at)\n    return _listing",
    ),
    Mutant("leaving_ends_with_the_day_before", _OWNERSHIP, "since and since < booking.changeable_until", "since"),
    Mutant(
        "leaving_ends_with_the_day_before",
        _OWNERSHIP,
        "since < booking.changeable_until",
        "since <= booking.changeable_until",
    ),
    Mutant("leaving_ends_with_the_day_before", _LISTINGS, "    if person.told_at and since is None:", "    if False:"),
    Mutant("booker_may_object", _LISTINGS, "        if person.objected_at:\n            return old\n", ""),
    Mutant("booker_may_object", _LISTINGS, "        check_changeable(old, now)\n", ""),
    Mutant(
        "booker_may_object",
        _LISTINGS,
        "    if person.objected_at:\n        return Refused(",
        "    if False:\n        return Refused(",
    ),
    Mutant("booker_may_object", _FORMS, "if applicant.present and applicant.objected_at:", "if False:"),
    Mutant("contest_tells_the_booker", _FORMS, "if applicant.present and applicant.told_at:", "if False:"),
    Mutant("owner_leaves", _LISTINGS, 'members = {"until": since} if since else {}', "members = {}"),
    Mutant("owner_leaves", _ACCOUNT, "self.registered_at < instant", "self.registered_at <= instant"),
    Mutant("owner_leaves", _ACCOUNT, "self.registered_at is None or self", "self.registered_at and self"),
    Mutant("owner_leaves", _PEOPLE_ITEMS, ', "registered_at": int(registered_at.timestamp())}', "}"),
    Mutant("owner_leaves", _PEOPLE_ITEMS, 'level=item.get("level", 0),\n        version', "level=0,\n        version"),
    Mutant("owner_leaves", _PEOPLE_ITEMS, 'level=item.get("level", 0),\n        version', "level=2,\n        version"),
    Mutant("owner_supersedes", _STORE, "if superseded and nik_key in superseded.guarded:", "if False:"),
    Mutant(
        "owner_supersedes",
        _STORE,
        'parts.append(Part("account", self._accounts.end_active_action(old.account_id, old.booking_id)))',
        "pass",
    ),
    Mutant("owner_supersedes", _STORE, "            parts += self._give_back(old, old.held_seats, now)\n", ""),
    Mutant("owner_supersedes", _BOOK, "if guard is None or guard.held_until <= now:", "if guard is None:"),
    Mutant("owner_supersedes", _BOOK, "if account.self_guarded and selves else None", "if False else None"),
    Mutant("owner_supersedes", _PARTY, "self._accounts.note_self_guarded(self._account.account_id)", "pass"),
    Mutant("owner_supersedes", _ACCOUNTS, '["self_guarded"] if account.self_guarded else []', "[]"),
    Mutant("owner_supersedes", _BOOK, 'other.without(place, "superseded", now)', 'other.without(place, "left", now)'),
    Mutant("eight_others", _LIMITS, "{**asked, **kept.named}", "{**kept.named}"),
    Mutant("eight_others", _LIMITS, "days[too_many - 1]", "days[0]"),
    Mutant("eight_others", _LIMITS, "days[too_many - 1]", "days[-1]"),
    Mutant("eight_others", _LIMITS, "if mark not in marks}", "}"),
    Mutant("three_cancellations", _LIMITS, "[-MOST_CANCELLATIONS:]", "[:MOST_CANCELLATIONS]"),
    Mutant(
        "three_cancellations",
        _LIMITS,
        "<= CANCELLATION_WINDOW.total_seconds()",
        "< CANCELLATION_WINDOW.total_seconds()",
    ),
    Mutant("three_cancellations", _ACCOUNTS, "        if account and limits:\n", "        if False:\n"),
    Mutant("three_cancellations", _ACCOUNTS, "            conditions |= LIMITS_CONDITIONS\n", ""),
    Mutant("three_cancellations", _BOOK, "        others.check_limits(now)\n", ""),
    Mutant("three_refusals_a_day", _LIMITS, "_instant(min(refused))", "_instant(max(refused))"),
    Mutant("three_refusals_a_day", _ADD, "        others.check_limits(now)\n", ""),
    Mutant("counted_or_busy", _ACCOUNTS, "            conditions = {**conditions, **LIMITS_CONDITIONS}\n", ""),
    Mutant(
        "strangers_are_not_named",
        _ACCOUNTS,
        "        if limits and limits is not account.limits:\n            change +=",
        "        if False:\n            change +=",
    ),
    Mutant("strangers_are_not_named", _STORE, "if account and limits and limits is not account.limits:", "if False:"),
    Mutant("strangers_are_not_named", _PARTY, "if all(self._limits.knows", "if any(self._limits.knows"),
    Mutant("guards_before_seats", _PARTY, "if guard.held_until > now}", "}"),
)
