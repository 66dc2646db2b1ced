"""The rules of notices taken out: what is told to whom, when, how often, and in which words."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_ROOM: Final = "layers/core/antrean"
_NOTICE_NUMBERS: Final = f"{_ROOM}/policy/notices.py"
_EVENTS: Final = f"{_ROOM}/notices/events.py"
_MODEL: Final = f"{_ROOM}/notices/model.py"
_DISPATCH: Final = f"{_ROOM}/notices/dispatch.py"
_DELIVER: Final = f"{_ROOM}/notices/deliver.py"
_LETTERS: Final = f"{_ROOM}/notices/letters.py"
_WRITTEN: Final = f"{_ROOM}/messages/letters.py"
_REMINDERS: Final = f"{_ROOM}/notices/reminders.py"
_QUIET: Final = f"{_ROOM}/notices/quiet.py"
_STORE: Final = f"{_ROOM}/notices/store.py"
_REPORTS: Final = f"{_ROOM}/notices/reports.py"
_MAILBOXES: Final = f"{_ROOM}/messages/mailboxes.py"
_SES: Final = f"{_ROOM}/messages/ses.py"
_WHATSAPP: Final = f"{_ROOM}/messages/whatsapp.py"
_LIMITS: Final = f"{_ROOM}/people/limits.py"
_PEOPLE: Final = f"{_ROOM}/people/store.py"
_ITEMS: Final = f"{_ROOM}/people/items.py"

MUTANTS: Final[tuple[Mutant, ...]] = (
    Mutant(
        "reminders_are_due",
        f"{_ROOM}/bookings/store.py",
        "(each.slot.office_id, each.slot.date) == (office_id, day)",
        "True",
    ),
    Mutant("changes_are_told", _EVENTS, "return not _held(old) and new.is_confirmed", "return False"),
    Mutant("changes_are_told", _EVENTS, " and len(new.applicants) > len(old.applicants)", ""),
    Mutant("changes_are_told", _EVENTS, "return new.slot != old.slot or", "return"),
    Mutant("changes_are_told", _EVENTS, "return _held(old) and not new.holds_people", "return False"),
    Mutant("changes_are_told", _EVENTS, 'return _gone(old, new, "left") if new.holds_people else []', "return []"),
    Mutant("changes_are_told", _EVENTS, 'if each.present and each.relation != "self"]', "if each.present]"),
    Mutant("listed_people_are_told", _EVENTS, "if each.present and each.relation", "if each.relation"),
    Mutant("changes_are_told", _EVENTS, "known = len(old.applicants) if old and _held(old) else 0", "known = 0"),
    Mutant("changes_are_told", _DISPATCH, "return owner is not None and owner != booking.account_id", "return False"),
    Mutant(
        "nothing_is_said_twice", _EVENTS, 'if not any(kind == "superseded" for kind, _ in about):', "if new := True:"
    ),
    Mutant(
        "nothing_is_said_twice",
        _EVENTS,
        "if before.present and after.presence == presence]",
        "if after.presence == presence]",
    ),
    Mutant(
        "one_notice_for_an_occasion",
        _MODEL,
        "parts = [self.subject, self.occasion, self.kind]",
        "parts = [self.subject, self.kind]",
    ),
    Mutant("one_notice_for_an_occasion", _MODEL, "parts if self.place is None else [*parts, str(self.place)]", "parts"),
    Mutant(
        "one_notice_for_an_occasion",
        _DISPATCH,
        "if self.notices.add_if_absent(carried).state not in ENDS:",
        "if self.notices.add_if_absent(carried) is carried:",
    ),
    Mutant("one_notice_for_an_occasion", _DELIVER, "notice is None or notice.state in ENDS", "notice is None"),
    Mutant("pauses_are_told", _EVENTS, "if known.get(rule) != until", "if known"),
    Mutant("pauses_are_told", _EVENTS, '"refusals": "family_paused"', '"refusals": "bookings_paused"'),
    Mutant("pauses_are_told", _LIMITS, 'found["refusals"] = _instant(min(refused)) + REFUSAL_WINDOW', "pass"),
    Mutant(
        "untrue_is_not_told",
        _LETTERS,
        "            return not booking.holds_people\n",
        "            return True\n",
    ),
    Mutant(
        "untrue_is_not_told",
        _LETTERS,
        "booking.displacement is not None and booking.displacement.closure_id == notice.closure",
        "True",
    ),
    Mutant(
        "untrue_is_not_told",
        _LETTERS,
        "person is not None and person.presence == _GONE[notice.kind]",
        "person is not None",
    ),
    Mutant(
        "untrue_is_not_told",
        _LETTERS,
        'return booking.holds_people and person.presence == "left"',
        "return booking.holds_people",
    ),
    Mutant("listed_people_are_told", _LETTERS, " and (person is None or not person.present):", " and person is None:"),
    Mutant("untrue_is_not_told", _LETTERS, "and not person.contested_at", "and True"),
    Mutant("untrue_is_not_told", _LETTERS, "return booking.holds_people and not", "return not"),
    Mutant(
        "untrue_is_not_told",
        _LETTERS,
        "return booking.is_awaited and notice.occasion == occasion_of(booking.slot)",
        "return booking.is_awaited",
    ),
    Mutant(
        "untrue_is_not_told",
        _LETTERS,
        "        case _:\n            return booking.is_confirmed\n",
        "        case _:\n            return True\n",
    ),
    Mutant("news_last_a_day", _NOTICE_NUMBERS, "NEWS_LASTS = timedelta(hours=24)", "NEWS_LASTS = timedelta(hours=25)"),
    Mutant("news_last_a_day", _DELIVER, "if now < notice.ends_at else None", "if now <= notice.ends_at else None"),
    Mutant("notices_are_kept", _NOTICE_NUMBERS, "NOTICE_KEPT = timedelta(days=40)", "NOTICE_KEPT = timedelta(days=41)"),
    Mutant(
        "listed_once_for_a_day",
        _LETTERS,
        "booking.account_id, person.nik_key, booking",
        'booking.account_id, "", booking',
    ),
    Mutant("listed_once_for_a_day", _MODEL, "\\x1f{office_id}", ""),
    Mutant("who_left_is_told_again", _DELIVER, " and not self.letters.wanted_out(other)", ""),
    Mutant("who_left_is_told_again", _DELIVER, " and not self.letters.wanted_out(other)", " and not other"),
    Mutant(
        "who_left_is_told_again", _LETTERS, "(person.contested_at is not None or person.stays_out)", "person.stays_out"
    ),
    Mutant(
        "who_left_is_told_again",
        _LETTERS,
        "(person.contested_at is not None or person.stays_out)",
        "not person.present",
    ),
    Mutant("listed_once_for_a_day", _MODEL, "\\x1f{day.isoformat()}", ""),
    Mutant("listed_once_for_a_day", _MODEL, 'f"{booker}\\x1f', 'f"'),
    Mutant("listed_once_for_a_day", _DELIVER, 'if post.once_for else "this"', 'if not post else "this"'),
    Mutant("listed_once_for_a_day", _DELIVER, "        if other and other.state not in ENDS:\n", "        if False:\n"),
    Mutant(
        "listed_once_for_a_day",
        _DELIVER,
        "mine, notice.expires_at, taken_by)",
        "mine, notice.expires_at)",
    ),
    Mutant(
        "ended_mail_is_no_ticket",
        _LETTERS,
        "if not booking.is_confirmed:",
        "if booking.displacement:",
    ),
    Mutant(
        "listing_names_nobody",
        _MODEL,
        "return base64.b32encode(hashlib.sha256(text.encode()).digest())[:26].decode()",
        "return text",
    ),
    Mutant(
        "closure_outranks_listing",
        _LETTERS,
        "closed.closure_id).notice_id if closed else",
        '"").notice_id if not person else',
    ),
    Mutant(
        "closure_outranks_listing",
        _DELIVER,
        "            if other is None or other.state not in ENDS:\n",
        "            if other and other.state not in ENDS:\n",
    ),
    Mutant("closure_outranks_listing", _DELIVER, "if other is None or other.state not in ENDS:", "if True:"),
    Mutant(
        "closure_outranks_listing",
        _DELIVER,
        "            if other.state in SAID:\n                return",
        "            if True:\n                return",
    ),
    Mutant(
        "closure_outranks_listing",
        _DELIVER,
        "            if other.state in SAID:\n                return",
        "            if False:\n                return",
    ),
    Mutant("refused_told_nobody", _DELIVER, 'end(begun, "refused", str(failure))', 'end(begun, "failed", UNKNOWN)'),
    Mutant(
        "refused_told_nobody",
        _MODEL,
        'SAID: frozenset[State] = frozenset({"sent",',
        'SAID: frozenset[State] = frozenset({"refused", "sent",',
    ),
    Mutant("refused_told_nobody", _STORE, 'item.get("reason") != UNKNOWN', "not item"),
    Mutant("notices_of_before", _MODEL, "return self.cause or self.occasion", "return self.occasion"),
    Mutant("notices_of_before", _STORE, '        item["cause"] = notice.closure\n', "        pass\n"),
    Mutant("notices_of_before", _STORE, 'if item["state"] == "suppressed":', "if not item:"),
    Mutant("notices_of_before", _DELIVER, "return meaning.to_listed or not post.after_letters", "return True"),
    Mutant(
        "notices_of_before", _LETTERS, "after_letters=closure.letters_at <= notice.happened_at", "after_letters=True"
    ),
    Mutant(
        "doubt_waits_a_quarter",
        _NOTICE_NUMBERS,
        "NOTICE_LEASE = timedelta(minutes=15)",
        "NOTICE_LEASE = timedelta(minutes=14)",
    ),
    Mutant(
        "doubt_waits_a_quarter",
        _NOTICE_NUMBERS,
        "NOTICE_LEASE = timedelta(minutes=15)",
        "NOTICE_LEASE = timedelta(minutes=16)",
    ),
    Mutant("doubt_waits_a_quarter", _DELIVER, "if not KINDS[notice.kind].repeated:", "if not notice:"),
    Mutant(
        "doubt_waits_a_quarter",
        _MODEL,
        '"listed": Meaning(disturbs=True, repeated=True,',
        '"listed": Meaning(disturbs=True, repeated=False,',
    ),
    Mutant(
        "doubt_waits_a_quarter", _DELIVER, "            if failure.unsure:\n                return NOTICE_LEASE\n", ""
    ),
    Mutant(
        "refusal_is_tried_again",
        _NOTICE_NUMBERS,
        "NOTICE_PAUSE = timedelta(minutes=1)",
        "NOTICE_PAUSE = timedelta(minutes=2)",
    ),
    Mutant("refusal_is_tried_again", _DELIVER, "if failure.passing:", "if failure:"),
    Mutant("quiet_hours", _NOTICE_NUMBERS, "QUIET_FROM = time(20)", "QUIET_FROM = time(21)"),
    Mutant("quiet_hours", _NOTICE_NUMBERS, "QUIET_UNTIL = time(7)", "QUIET_UNTIL = time(6)"),
    Mutant("quiet_hours", _QUIET, "now.astimezone(zone)", "now"),
    Mutant("quiet_hours", _DELIVER, "if meaning.disturbs else None", "if not KINDS else None"),
    Mutant("quiet_hours", _MODEL, '"booked": Meaning(disturbs=False', '"booked": Meaning(disturbs=True'),
    Mutant(
        "dead_mailboxes_get_none", _DELIVER, " and self.mailboxes.is_unreachable(post.to):", " and not self.mailboxes:"
    ),
    Mutant(
        "dead_mailboxes_get_none",
        _NOTICE_NUMBERS,
        "MAILBOX_FORGOTTEN = timedelta(days=180)",
        "MAILBOX_FORGOTTEN = timedelta(days=181)",
    ),
    Mutant("dead_mailboxes_get_none", _SES, ' if event["bounce"]["bounceType"] == "Permanent":', ":"),
    Mutant(
        "dead_mailboxes_get_none",
        f"{_ROOM}/base/ids.py",
        'self._mac("mailbox", email.lower())',
        'self._mac("mailbox", email)',
    ),
    Mutant(
        "dead_mailboxes_get_none",
        _MAILBOXES,
        'return f"MAILBOX#{name}", "SUPPRESSED"',
        'return "MAILBOX#", "SUPPRESSED" + name[:0]',
    ),
    Mutant(
        "reports_settle_doubts",
        _REPORTS,
        "                self.notices.confirm(id_of(report.reference))\n",
        "                pass\n",
    ),
    Mutant(
        "lost_answer_is_no_doubt",
        _STORE,
        'return begun if failure.item and failure.item.get("mark") == mark else None',
        "return None",
    ),
    Mutant(
        "lost_answer_is_no_doubt",
        _STORE,
        'return failure.item is not None and failure.item.get("mark") == mark',
        "return False",
    ),
    Mutant("reports_settle_doubts", _MODEL, 'return reference.replace("__", "#")', "return reference"),
    Mutant("reminders_are_due", _NOTICE_NUMBERS, "REMINDED_BEFORE = time(16)", "REMINDED_BEFORE = time(17)"),
    Mutant("reminders_are_due", _NOTICE_NUMBERS, "REMINDED_TODAY = time(7)", "REMINDED_TODAY = time(8)"),
    Mutant("reminders_are_due", _REMINDERS, "local = now.astimezone(office.zone)", "local = now"),
    Mutant("reminders_are_due", _REMINDERS, "        return QUIET_FROM\n", "        return time.max\n"),
    Mutant("one_reminder_for_a_slot", _REMINDERS, "{slot.date.isoformat()}-{slot.session}", "{slot.date.isoformat()}"),
    Mutant("no_reminder_too_late", _REMINDERS, ", not_after=not_after)", ")"),
    Mutant("no_reminder_too_late", _REMINDERS, " or begins <= self.clock.now()", ""),
    Mutant(
        "no_reminder_too_late",
        f"{_ROOM}/bookings/model.py",
        "return self.is_confirmed and not self.check_in",
        "return self.is_confirmed",
    ),
    Mutant("reminders_may_be_declined", _DELIVER, "if not post.wanted or ", "if "),
    Mutant(
        "reminders_may_be_declined",
        _LETTERS,
        "account.reminders or not KINDS[notice.kind].declinable",
        "account.reminders or bool(notice)",
    ),
    Mutant(
        "round_is_one_runs",
        _NOTICE_NUMBERS,
        "ROUND_LEASE = timedelta(minutes=1)",
        "ROUND_LEASE = timedelta(seconds=59)",
    ),
    Mutant(
        "round_is_one_runs", _NOTICE_NUMBERS, "ROUND_LEASE = timedelta(minutes=1)", "ROUND_LEASE = timedelta(minutes=2)"
    ),
    Mutant(
        "round_is_one_runs",
        _STORE,
        '{"pk": pk, "sk": sk, "v": 1, "free_at": expires_at, "expires_at": expires_at}',
        '{"pk": pk, "sk": sk, "v": 1, "free_at": 0, "expires_at": expires_at}',
    ),
    Mutant(
        "letters_in_their_language",
        _WRITTEN,
        '    return words.indonesian if language == "id" else words.english\n',
        "    return words.indonesian\n",
    ),
    Mutant("letters_in_their_language", _LETTERS, "    language = account.language\n", '    language = "id"\n'),
    Mutant(
        "calendar_comes_along",
        _LETTERS,
        "if notice.kind in _WITH_CALENDAR:",
        "if False:",
    ),
    Mutant("stranger_learns_no_names", _LETTERS, "people=not of_others))", "people=True))"),
    Mutant(
        "settings_of_an_account",
        _PEOPLE,
        "for name, value in given.items() if value is not None}",
        "for name, value in given.items() if value}",
    ),
    Mutant("settings_of_an_account", _ITEMS, '        "language": pending.language,\n', ""),
    Mutant("whatsapp_by_wish", _LETTERS, "wanted and account.whatsapp", "wanted"),
    Mutant("whatsapp_by_wish", _LETTERS, "wanted and account.whatsapp", "account.whatsapp"),
    Mutant("whatsapp_by_wish", _DISPATCH, "if channel not in KINDS[notice.kind].channels:", "if not channel:"),
    Mutant("whatsapp_by_wish", _DELIVER, " or notice.channel not in self.messengers", ""),
    Mutant("whatsapp_by_wish", _DELIVER, 'notice.channel == "mail" and self.mailboxes', "self.mailboxes"),
    Mutant("whatsapp_by_wish", _MODEL, "waits_for_undo=True, channels=_BOTH", "waits_for_undo=True"),
    Mutant(
        "channels_are_apart", _MODEL, 'return about if self.channel == "mail" else', "return about if self.channel else"
    ),
    Mutant("channels_are_apart", _STORE, '    if notice.channel != "mail":', "    if not notice.channel:"),
    Mutant(
        "templates_name_nobody",
        f"{_ROOM}/notices/templates.py",
        '"reminder_before": ("day", "office", "window")',
        '"reminder_before": ("day", "office", "window", "name")',
    ),
    Mutant(
        "meta_is_asked_again",
        _WHATSAPP,
        "passing=status == HTTPStatus.TOO_MANY_REQUESTS or code in _TOO_MANY",
        "passing=False",
    ),
    Mutant("meta_is_asked_again", _WHATSAPP, " or code in _TOO_MANY", ""),
    Mutant(
        "meta_is_asked_again", _WHATSAPP, "return NotSent(reason, passing=True, unsure=True)", "return NotSent(reason)"
    ),
    Mutant("meta_is_asked_again", _WHATSAPP, '            self._token = ""\n', "            pass\n"),
    Mutant(
        "meta_is_asked_again",
        _WHATSAPP,
        "raise NotSent(type(error).__name__, passing=True, unsure=True) from None",
        "raise NotSent(type(error).__name__, passing=True) from None",
    ),
    Mutant(
        "meta_is_asked_again",
        _WHATSAPP,
        "raise NotSent(type(error).__name__, passing=True) from None",
        "raise NotSent(type(error).__name__, passing=True, unsure=True) from None",
    ),
    Mutant(
        "meta_is_asked_again",
        _WHATSAPP,
        'raise NotSent("Busy", passing=True) from None',
        'raise NotSent("Busy") from None',
    ),
)
