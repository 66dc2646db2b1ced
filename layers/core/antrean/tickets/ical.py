"""A visit as an iCalendar file (RFC 5545), without names and NIKs, because people share their calendars."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from antrean.base.errors import Code, Refused
from antrean.tickets import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antrean.bookings.model import Booking

_LINE_OCTETS = 75
"""The longest a line should be, without its end (RFC 5545, 3.1)."""

_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def event(booking: Booking, address: str = "") -> str:
    """Return the visit of `booking`, at the `address` that its office tells; the same text for the same visit.

    The UID is the booking's id, the SEQUENCE its revision and the DTSTAMP the instant of its last change, so importing
    the file again after a change moves the event, or marks it cancelled, instead of adding a second one. Raises
    `not_found` for an offer that was not accepted: its number must not look like a ticket.
    """
    if booking.was_never_accepted:
        raise Refused(Code.NOT_FOUND, "An offer that was not accepted has no calendar file.")
    return "".join(f"{line}\r\n" for content in _contents(booking, address) for line in _folded(content))


def _contents(booking: Booking, address: str) -> Iterator[str]:
    numbers = ", ".join(booking.queue_number(applicant) for applicant in booking.present or booking.applicants)
    service = words.SERVICES[booking.service].indonesian
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield "PRODID:-//Antrean Paspor//Antrean Paspor//ID"
    yield "CALSCALE:GREGORIAN"
    # A file to take over, and no invitation to answer. RFC 5546, 3.2.1, wants an ORGANIZER with it, of whom calendars
    # would make a meeting with somebody to write to; there is nobody.
    yield "METHOD:PUBLISH"
    yield "BEGIN:VEVENT"
    yield f"UID:{booking.booking_id}"
    # The instant of this revision: calendars drop a file that is older than what they have (RFC 5546, 2.1.5).
    yield f"DTSTAMP:{_utc(booking.changed_at)}"
    yield f"CREATED:{_utc(booking.created_at)}"
    yield f"LAST-MODIFIED:{_utc(booking.changed_at)}"
    yield f"SEQUENCE:{booking.revision}"
    yield f"DTSTART:{_utc(booking.arrives_from)}"
    yield f"DTEND:{_utc(booking.instant_of(booking.arrive_until))}"
    yield f"SUMMARY:{_text(f'Antrean paspor {numbers}')}"
    # No GEO: our coordinates are good to a kilometre, and a calendar would lead people there past the address.
    yield f"LOCATION:{_text(f'{booking.office_name}, {address}' if address else booking.office_name)}"
    description = (
        f"{service}\n"
        f"Datang pukul {words.window(booking).indonesian}\n"
        f"Nomor antrean: {numbers}\n"
        f"Kode: {words.grouped(booking.booking_id)}\n"
        f"{words.version(booking)}\n"
        f"{words.BRING[booking.service].indonesian}"
    )
    if booking.displacement:
        description = f"Kantor menutup sesi ini: {booking.displacement.reason}\n{description}"
    if booking.cannot_come_at:
        description = f"Anda sudah memberi tahu bahwa tidak dapat datang.\n{description}"
    yield f"DESCRIPTION:{_text(description)}"
    yield "CLASS:PRIVATE"
    if booking.is_confirmed:
        yield "STATUS:CONFIRMED"
        # The first reminder comes while the visit can still be moved or cancelled, the second in time to set out.
        yield from _alarm("-P1D", booking)
        yield from _alarm("-PT2H", booking)
    else:
        yield "STATUS:CANCELLED"
    yield "END:VEVENT"
    yield "END:VCALENDAR"


def _alarm(trigger: str, booking: Booking) -> Iterator[str]:
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"TRIGGER:{trigger}"
    yield f"DESCRIPTION:{_text(f'Antrean paspor, {booking.office_name}, {words.window(booking).indonesian}')}"
    yield "END:VALARM"


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """Return a value of type TEXT (RFC 5545, 3.3.11), without the control characters it must not hold."""
    return _CONTROLS.sub("", value).translate(_ESCAPES)


def _folded(content: str) -> Iterator[str]:
    """Yield a content line in lines of at most 75 octets, never cutting through a character."""
    line, octets = "", 0
    for character in content:
        size = len(character.encode())
        if octets + size > _LINE_OCTETS:
            yield line
            # The space that marks a continuation counts as an octet of the line.
            line, octets = " ", 1
        line, octets = line + character, octets + size
    yield line
