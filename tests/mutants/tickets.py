"""The rules of "Tickets, QR codes, calendar", taken out one by one."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

_BOOKING_NUMBERS: Final = "layers/core/antrean/policy/bookings.py"
_IDS: Final = "layers/core/antrean/base/ids.py"
_WORDS: Final = "layers/core/antrean/tickets/words.py"
_QR: Final = "layers/core/antrean/tickets/qr.py"
_TICKET: Final = "layers/core/antrean/tickets/ticket.py"
_TYPESETTING: Final = "layers/core/antrean/tickets/typesetting.py"
_RECEIPTS: Final = "layers/core/antrean/tickets/receipts.py"
_BATCH: Final = "layers/core/antrean/aws/batch.py"
_QUEUE: Final = "layers/core/antrean/aws/queue.py"
_REPLAY: Final = "layers/core/antrean/tickets/replay.py"
_ICAL: Final = "layers/core/antrean/tickets/ical.py"
_LETTERS: Final = "layers/core/antrean/notices/letters.py"
_BOOKINGS_APP: Final = "functions/citizen/bookings/app.py"
_DIRECTORY: Final = "layers/core/antrean/offices/directory.py"
_RENDERER: Final = "functions/stream/receipt_renderer/app.py"

MUTANTS: Final = (
    Mutant("qr_says_the_booking", _QR, 'PREFIX = "AP1"', 'PREFIX = "AP2"'),
    Mutant("qr_says_the_booking", _QR, 'f"{PREFIX}{booking_id}{', 'f"{PREFIX}{booking_id[::-1]}{'),
    Mutant("ticket_says_its_version", _QR, "'' if revision is None else mark_of(revision)", "''"),
    Mutant("ticket_says_its_version", "website/pages/bookings/qr.js", '"0123456789ABC', '"0123456789ACB'),
    Mutant("ticket_says_its_version", _WORDS, "booking.revision + 1", "booking.revision"),
    Mutant("ticket_says_its_version", _TICKET, "booking_id, booking.revision)", "booking_id, 0)"),
    Mutant("qr_has_one_size", _QR, "_VERSION = 2", "_VERSION = 3"),
    Mutant("qr_has_one_size", _QR, '_ERROR_LEVEL = "h"', '_ERROR_LEVEL = "q"'),
    Mutant("qr_has_its_quiet_zone", _QR, "QUIET_ZONE = 4", "QUIET_ZONE = 3"),
    Mutant("qr_has_its_quiet_zone", _QR, "border=QUIET_ZONE", "border=3"),
    Mutant("qr_has_its_quiet_zone", _TICKET, "_QR_LEFT + qr.QUIET_ZONE * _MODULE", "_QR_LEFT + 3 * _MODULE"),
    Mutant("qr_has_its_quiet_zone", _TICKET, "(25 + 2 * qr.QUIET_ZONE) * _MODULE", "(25 + 2 * 5) * _MODULE"),
    Mutant("scanned_code_is_read", _QR, '_CONTROLS.sub("", code)', "code"),
    Mutant("scanned_code_is_read", _QR, "compact(_CONTROLS", "str(_CONTROLS"),
    Mutant("scanned_code_is_read", _QR, "plain.upper()", "plain"),
    Mutant("scanned_code_is_read", _QR, "if not plain.isascii():", "if False:"),
    Mutant("scanned_code_is_read", _QR, "in (_KIND, _LABEL):", "in (_LABEL,):"),
    Mutant("scanned_code_is_read", _QR, r"\][A-Z][0-9A-Z]", r"\]Q[0-9A-Z]"),
    Mutant("scanned_code_is_read", _QR, r"\][A-Z][0-9A-Z]", r"(?:\][A-Z][0-9A-Z])+"),
    Mutant("scanned_code_is_read", _QR, "code)).strip(_AROUND)", "code))"),
    Mutant("scanned_code_is_read", _QR, "plain.upper()).strip(_AROUND)", "plain.upper())"),
    Mutant("printed_code_is_read", _QR, "in (_KIND, _LABEL):", "in (_KIND,):"),
    Mutant("printed_code_is_read", _QR, "KODE|BOOKINGCODE", "KODE"),
    Mutant("printed_code_is_read", _QR, "KODE|BOOKINGCODE", "BOOKINGCODE"),
    Mutant("scanned_code_is_read", _QR, "BOOKINGCODE):", "BOOKINGCODE):?"),
    Mutant("printed_code_is_read", _QR, "|([{_LETTERS}]{{16}})", "|(-)"),
    Mutant("printed_code_is_read", _QR, "compact(_CONTROLS", "str.strip(_CONTROLS"),
    Mutant("printed_code_is_read", _QR, ".translate(_ALIKE)", ""),
    Mutant("printed_code_is_read", _QR, '("ILO", "110")', '("IL", "11")'),
    Mutant("scanned_code_is_read", _QR, "_CODE.fullmatch(", "_CODE.match("),
    Mutant("scanned_code_is_read", _QR, "_CODE.fullmatch(", "_CODE.search("),
    Mutant("scanned_code_is_read", _QR, "([{_LETTERS}]{{16}})([{_LETTERS}])?", "([0-9A-Z]{{16}})([{_LETTERS}])?"),
    Mutant(
        "ticket_is_a_function_of_its_booking",
        _TICKET,
        "{_escape(_description(booking, address))}",
        '{_escape(_description(booking, address))}{hash("ticket")}',
    ),
    Mutant("ticket_loads_nothing", _TICKET, '"</svg>\\n",', "'<image href=\"/a.png\"/></svg>\\n',"),
    Mutant("ticket_loads_nothing", _TICKET, '"</svg>\\n",', "'<style>text{}</style></svg>\\n',"),
    Mutant("ticket_loads_nothing", _TICKET, '"<": "&lt;", ', ""),
    Mutant("ticket_keeps_names_whole", _TYPESETTING, "if len(lines) * _leading(size) <= height:", "if True:"),
    Mutant("ticket_keeps_names_whole", _TYPESETTING, "return Setting(size, lines)", "return Setting(size, lines[:1])"),
    Mutant("ticket_keeps_names_whole", _TICKET, "_box(applicant.full_name,", "_box(applicant.full_name[:40],"),
    Mutant("ticket_masks_the_nik", _TICKET, "NIK ••••{applicant.nik_last4}", "NIK {applicant.nik_key}"),
    Mutant("ticket_masks_the_nik", _TICKET, "NIK ••••{applicant.nik_last4}", "NIK ••••"),
    Mutant("ticket_tells_of_a_move", _TICKET, "if booking.moved else", "if False else"),
    Mutant(
        "ticket_tells_of_a_move",
        _TICKET,
        "day_in_words(booking.slot.date)\n    session",
        "day_in_words(booking.created_at.date())\n    session",
    ),
    Mutant(
        "ticket_title_names_nobody",
        _TICKET,
        "antrean paspor {booking.booking_id}</title>",
        "antrean paspor {booking.applicants[0].full_name}</title>",
    ),
    Mutant("receipt_follows_the_revision", _RECEIPTS, "old.revision == new.revision)", "old.booking_id)"),
    Mutant(
        "receipt_follows_the_revision",
        _RECEIPTS,
        "        if new and new.is_confirmed:\n"
        "            self.put(new)\n"
        "        if old:\n"
        "            self._remove(old.booking_id, old.revision)\n",
        "        if old:\n"
        "            self._remove(old.booking_id, old.revision)\n"
        "        if new and new.is_confirmed:\n"
        "            self.put(new)\n",
    ),
    Mutant("receipt_follows_the_revision", _RECEIPTS, "        if old:\n", "        if False:\n"),
    Mutant("check_in_draws_nothing", _RECEIPTS, "if not must_be_drawn_again(old, new):", "if False:"),
    Mutant("check_in_draws_nothing", _RECEIPTS, "old.revision == new.revision)", "old == new)"),
    Mutant("cancelled_has_no_receipt", _RECEIPTS, "if new and new.is_confirmed:", "if new:"),
    Mutant("cancelled_has_no_receipt", _RECEIPTS, "        if old:\n", "        if False:\n"),
    Mutant("cancelled_has_no_receipt", _RECEIPTS, "if not booking.is_confirmed:", "if False:"),
    Mutant("cancelled_has_no_receipt", _RECEIPTS, "while booking and booking.is_confirmed:", "while booking:"),
    Mutant(
        "missing_receipt_is_drawn", _RECEIPTS, "if self.bucket.note(key) != _mark(file_format, address):", "if False:"
    ),
    Mutant("ticket_has_the_address_of_now", _RECEIPTS, "!= _mark(file_format, address):", "is None:"),
    Mutant(
        "ticket_has_the_address_of_now",
        _RECEIPTS,
        "self._put(booking, file_format, address)",
        "self._put(booking, file_format)",
    ),
    Mutant("ticket_has_the_address_of_now", _RECEIPTS, 'if address and file_format == "svg"', "if address"),
    Mutant("ticket_shows_the_address", _TICKET, "_box(address,", "_box(address[:250],"),
    Mutant("ticket_shows_the_address", _TICKET, "        lower = _LOWER", "        lower = 0"),
    Mutant("ticket_shows_the_address", _TICKET, "{f', {address}' if address else ''}", ""),
    Mutant(
        "ticket_says_with_whom_children_come",
        _WORDS,
        '(("child", CHILDREN), ("ward", WARDS))',
        '(("child", CHILDREN),)',
    ),
    Mutant(
        "ticket_says_with_whom_children_come",
        _WORDS,
        "for applicant in booking.present}",
        "for applicant in booking.applicants}",
    ),
    Mutant("ticket_says_with_whom_children_come", _TICKET, "    if children:\n", "    if False:\n"),
    Mutant(
        "booking_tells_the_address",
        _BOOKINGS_APP,
        "booking_view(booking, wiring.directory().address_of(booking.slot.office_id))",
        "booking_view(booking)",
    ),
    Mutant(
        "booking_tells_the_address",
        "functions/citizen/waiting/app.py",
        "booking_view(booking, wiring.directory().address_of(booking.slot.office_id))",
        "booking_view(booking)",
    ),
    Mutant("booking_tells_the_address", _DIRECTORY, "with suppress(Busy):", "with suppress():"),
    Mutant(
        "calendar_has_the_address", _ICAL, "if address else booking.office_name", "if False else booking.office_name"
    ),
    Mutant(
        "calendar_has_the_address",
        _BOOKINGS_APP,
        "ical.event(found, wiring.directory().address_of(found.slot.office_id))",
        "ical.event(found)",
    ),
    Mutant(
        "calendar_has_the_address",
        _LETTERS,
        'ical.event(booking, offices.address_of(booking.slot.office_id) if offices else "")',
        "ical.event(booking)",
    ),
    Mutant(
        "receipt_link_life", _BOOKING_NUMBERS, "LINK_LIFE = timedelta(minutes=10)", "LINK_LIFE = timedelta(minutes=11)"
    ),
    Mutant(
        "receipt_link_life", _BOOKING_NUMBERS, "LINK_LIFE = timedelta(minutes=10)", "LINK_LIFE = timedelta(minutes=9)"
    ),
    Mutant("receipt_link_life", _RECEIPTS, "presign(key, RECEIPT_LINK_LIFE)", "presign(key, 2 * RECEIPT_LINK_LIFE)"),
    Mutant("receipt_link_life", _RECEIPTS, "clock.now() + RECEIPT_LINK_LIFE", "clock.now() + 2 * RECEIPT_LINK_LIFE"),
    Mutant(
        "receipt_name_tells_nothing",
        _IDS,
        '_crockford(self._mac("receipt", booking_id, str(revision)), 26)',
        'f"{booking_id}-{revision}"',
    ),
    Mutant(
        "receipt_name_tells_nothing",
        _IDS,
        'self._mac("receipt", booking_id, str(revision))',
        'hmac.digest(b"known", f"{booking_id}{revision}".encode(), "sha256")',
    ),
    Mutant(
        "receipt_name_tells_nothing",
        _IDS,
        'self._mac("receipt", booking_id, str(revision))',
        'self._mac("receipt", booking_id)',
    ),
    Mutant(
        "receipts_are_kept_90_days",
        "template.yaml",
        "    Default: 90\n    MinValue: 70",
        "    Default: 89\n    MinValue: 70",
    ),
    Mutant("receipts_are_kept_90_days", "template.yaml", "!Ref KeepReceiptDays", "4000"),
    Mutant(
        "failed_record_stops_no_other",
        _BATCH,
        "handle(record)\n        except Exception:",
        "handle(record)\n        except ZeroDivisionError:",
    ),
    Mutant(
        "failed_record_stops_no_other",
        _BATCH,
        "failed.add(identify(record))",
        "pass",
    ),
    Mutant(
        "late_record_brings_nothing_old_back",
        _RECEIPTS,
        "range(booking.revision if booking else",
        "range(0 if booking else",
    ),
    Mutant("late_record_brings_nothing_old_back", _RECEIPTS, "if booking else seen + 1)", "if booking else seen)"),
    Mutant(
        "late_record_brings_nothing_old_back", _RECEIPTS, "if now and now.revision == booking.revision:", "if True:"
    ),
    Mutant("expired_batch_is_told_apart", _REPLAY, 'return "expired"', 'return "failed"'),
    Mutant("expired_batch_is_told_apart", _QUEUE, 'if outcome == "done":', 'if outcome != "failed":'),
    Mutant(
        "calendar_names_nobody",
        _ICAL,
        'f"Nomor antrean: {numbers}\\n"',
        'f"{booking.applicants[0].full_name}\\n"',
    ),
    Mutant(
        "calendar_names_nobody",
        _ICAL,
        'f"Nomor antrean: {numbers}\\n"',
        'f"{booking.applicants[0].nik_last4}\\n"',
    ),
    Mutant("calendar_moves_its_event", _ICAL, "SEQUENCE:{booking.revision}", "SEQUENCE:0"),
    Mutant(
        "calendar_moves_its_event", _ICAL, "UID:{booking.booking_id}", "UID:{booking.booking_id}-{booking.revision}"
    ),
    Mutant(
        "calendar_tells_its_change", _ICAL, "DTSTAMP:{_utc(booking.changed_at)}", "DTSTAMP:{_utc(booking.created_at)}"
    ),
    Mutant("calendar_tells_its_change", _ICAL, '    yield f"LAST-MODIFIED:{_utc(booking.changed_at)}"\n', ""),
    Mutant(
        "calendar_tells_its_change", _ICAL, "CREATED:{_utc(booking.created_at)}", "CREATED:{_utc(booking.changed_at)}"
    ),
    Mutant("calendar_tells_its_change", _ICAL, '    yield "METHOD:PUBLISH"\n', ""),
    Mutant("calendar_reminds_twice", _ICAL, '"-P1D"', '"-P2D"'),
    Mutant("calendar_reminds_twice", _ICAL, '"-PT2H"', '"-PT1H"'),
    Mutant("cancelled_visit_is_silent", _ICAL, "    if booking.is_confirmed:", "    if True:"),
    Mutant(
        "cancelled_visit_is_silent",
        _ICAL,
        'yield "STATUS:CANCELLED"',
        'yield "STATUS:CANCELLED"\n        yield from _alarm("-P1D", booking)',
    ),
    Mutant("calendar_lines_are_folded", _ICAL, "_LINE_OCTETS = 75", "_LINE_OCTETS = 76"),
    Mutant("calendar_lines_are_folded", _ICAL, "_LINE_OCTETS = 75", "_LINE_OCTETS = 74"),
    Mutant("calendar_lines_are_folded", _ICAL, "len(character.encode())", "1"),
)
