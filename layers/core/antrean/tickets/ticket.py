"""The ticket of a booking: one SVG page, A4 wide, for paper and for a phone held up at the counter.

The page is made from the booking and the address that its office tells, and is byte for byte the same on every machine,
so a ticket that is missing can be drawn again. It loads nothing (no scripts, fonts, styles or pictures from elsewhere),
and every text in it is escaped.

The unit is a quarter of a millimetre on A4 paper. The page has no width or height, so a browser fits it to the screen,
and a printer to the sheet.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from antrean.base.words import Words
from antrean.base.words import day as day_in_words
from antrean.tickets import qr, typesetting
from antrean.tickets import words as wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antrean.bookings.model import Applicant, Booking

MEDIA_TYPE = "image/svg+xml; charset=utf-8"

_WIDTH = 840
_MARGIN = 48
_RIGHT = _WIDTH - _MARGIN

_MODULE = 10
_QR_SIDE = (25 + 2 * qr.QUIET_ZONE) * _MODULE
_QR_LEFT = _RIGHT - _QR_SIDE
_QR_TOP = 148
_DETAILS_WIDTH = _QR_LEFT - _MARGIN - 24

_LIST_TOP = 640
_ROW = 104
_NUMBER_WIDTH = 196
_NAME_WIDTH = _RIGHT - _MARGIN - _NUMBER_WIDTH - 24
_NAME_HEIGHT = 62
_FOOT = 136
_CHILDREN_FOOT = 104
"""How much taller the foot is where children come."""
_ADDRESS_HEIGHT = 68
_LOWER = 48
"""How far down the left side moves below an address."""
_BLEED = 8
"""How far tails, slanted strokes and accents of letters may reach out of their box."""

_INK = "#10211f"
_QUIET_INK = "#46595b"
_BRAND = "#0b4f4a"
_LINE = "#b9cbc8"
"""The colours of the site (`website/style.css`)."""

_SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
_MONO = "ui-monospace, SFMono-Regular, Consolas, 'Liberation Mono', monospace"

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg(booking: Booking, address: str = "") -> bytes:
    """Return the ticket of `booking` for its slot and the people who come now, as UTF-8.

    `address` is that of its office, if it has told one.
    """
    foot = _FOOT + (_CHILDREN_FOOT if wording.with_children(booking) else 0)
    height = _LIST_TOP + _ROW * len(booking.present) + foot
    return "\n".join(
        [
            _root(height),
            f'<title id="ticket-title">Tiket antrean paspor {booking.booking_id}</title>',
            f'<desc id="ticket-text">{_escape(_description(booking, address))}</desc>',
            f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
            *_head(booking),
            *_slot(booking, address),
            *_code(booking),
            *_applicants(booking),
            *_foot(booking, height - foot),
            "</svg>\n",
        ]
    ).encode()


def _root(height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}"'
        ' preserveAspectRatio="xMidYMin meet" role="img" aria-labelledby="ticket-title ticket-text"'
        f' lang="id" xml:lang="id" font-family="{_SANS}" fill="{_INK}">'
    )


def _description(booking: Booking, address: str) -> str:
    """Return the ticket in words for a screen reader, to which the drawing is a single picture."""
    children = wording.with_children(booking)
    people = "; ".join(
        f"{applicant.full_name} ({wording.RELATIONS[applicant.relation].indonesian}), "
        f"nomor antrean {booking.queue_number(applicant)}"
        for applicant in booking.present
    )
    return (
        f"{booking.office_name}{f', {address}' if address else ''}. {day_in_words(booking.slot.date).indonesian}, "
        f"datang pukul {wording.window(booking).indonesian}. "
        f"{wording.SERVICES[booking.service].indonesian}. {people}. "
        f"Kode QR antrean {wording.grouped(booking.booking_id)}. {wording.version(booking)}. "
        f"{wording.BRING[booking.service].indonesian}{f' {children.indonesian}' if children else ''}"
    )


def _head(booking: Booking) -> Iterator[str]:
    service = wording.SERVICES[booking.service]
    # The site's logo, as in website/icon.svg.
    yield (
        f'<g transform="translate({_MARGIN} 40) scale(1.7)">'
        '<rect width="40" height="40" rx="9" fill="#0b4f4a"/>'
        '<path fill="#ffc145" d="M9 9h22a2 2 0 0 1 2 2v5.5a3.5 3.5 0 0'
        ' 0 0 7V29a2 2 0 0 1-2 2H9a2 2 0 0 1-2-2v-5.5a3.5 3.5 0 0 0 0-7V11a2 2 0 0 1 2-2z"/>'
        '<path fill="#0b4f4a" d="m14 26.5 4.6-13h2.8l4.6 13h-3l-.9-2.7h-4.2l-.9 2.7zm4.7-5.1h2.6L20 17.3z"/>'
        "</g>"
    )
    yield _line("Antrean Paspor", _MARGIN + 78, 72, 36, weight=700)
    yield _label(Words("Tiket antrean", "Queue ticket"), _MARGIN + 78, 102)
    yield _line(service.indonesian, _RIGHT, 72, 24, weight=700, anchor="end")
    yield _line(service.english, _RIGHT, 102, 20, fill=_QUIET_INK, anchor="end", language="en")
    yield f'<path d="M{_MARGIN} 128H{_RIGHT}" stroke="{_BRAND}" stroke-width="4"/>'


def _slot(booking: Booking, address: str) -> Iterator[str]:
    """Draw the answers to where and when, down the left side."""
    day = day_in_words(booking.slot.date)
    session = wording.session(booking.slot.session)
    yield _label(Words("Kantor", "Office"), _MARGIN, 182)
    yield from _box(booking.office_name, _MARGIN, 190, _DETAILS_WIDTH, 78, 32)
    lower = 0
    if address:
        yield from _box(address, _MARGIN, 270, _DETAILS_WIDTH, _ADDRESS_HEIGHT, 21, weight=400)
        lower = _LOWER
    caption = Words("Jadwal baru", "Rescheduled to") if booking.moved else Words("Tanggal", "Date")
    yield _label(caption, _MARGIN, lower + 318)
    yield from _box(day.indonesian, _MARGIN, lower + 324, _DETAILS_WIDTH, 42, 32)
    yield _line(day.english, _MARGIN, lower + 390, 20, fill=_QUIET_INK, language="en")
    yield _label(Words("Datang pukul", "Arrive"), _MARGIN, lower + 446)
    yield from _box(wording.window(booking).indonesian, _MARGIN, lower + 452, _DETAILS_WIDTH, 54, 44)
    yield _label(session, _MARGIN, lower + 532)


def _code(booking: Booking) -> Iterator[str]:
    """Draw the QR code, each run of dark modules as one bar, and under it the id in case a scanner fails."""
    left, top = _QR_LEFT + qr.QUIET_ZONE * _MODULE, _QR_TOP + qr.QUIET_ZONE * _MODULE
    bars = "".join(
        f"M{left + start * _MODULE} {top + row * _MODULE}h{length * _MODULE}v{_MODULE}h-{length * _MODULE}z"
        for row, start, length in _runs(qr.modules(booking.booking_id, booking.revision))
    )
    yield (
        f'<rect x="{_QR_LEFT}" y="{_QR_TOP}" width="{_QR_SIDE}" height="{_QR_SIDE}" rx="12" fill="#fff"'
        f' stroke="{_LINE}" stroke-width="2"/>'
    )
    yield f'<path d="{bars}" fill="#000" shape-rendering="crispEdges"/>'
    middle = _QR_LEFT + _QR_SIDE // 2
    yield _label(Words("Kode", "Booking code"), middle, 512, anchor="middle")
    yield _line(wording.grouped(booking.booking_id), middle, 544, 27, weight=700, anchor="middle", family=_MONO)
    yield _line(wording.version(booking), middle, 580, 22, weight=700, anchor="middle")


def _runs(symbol: tuple[tuple[bool, ...], ...]) -> Iterator[tuple[int, int, int]]:
    """Yield row, first column and length of each run of dark modules."""
    for row, modules in enumerate(symbol):
        start = 0
        for column, dark in enumerate((*modules, False)):
            if not dark:
                if column > start:
                    yield row, start, column - start
                start = column + 1


def _applicants(booking: Booking) -> Iterator[str]:
    yield _label(Words("Yang datang", "Who comes"), _MARGIN, _LIST_TOP - 14)
    yield _label(Words("Nomor antrean", "Queue number"), _RIGHT, _LIST_TOP - 14, anchor="end")
    for index, applicant in enumerate(booking.present):
        yield from _applicant(booking, applicant, _LIST_TOP + index * _ROW)


def _applicant(booking: Booking, applicant: Applicant, top: int) -> Iterator[str]:
    relation = wording.RELATIONS[applicant.relation]
    yield f'<path d="M{_MARGIN} {top}H{_RIGHT}" stroke="{_LINE}" stroke-width="2"/>'
    yield from _box(applicant.full_name, _MARGIN, top + 6, _NAME_WIDTH, _NAME_HEIGHT, 30)
    yield (
        f'<text x="{_MARGIN}" y="{top + 90}" font-size="20">{relation.indonesian} '
        f'<tspan fill="{_QUIET_INK}"><tspan lang="en" xml:lang="en">· {relation.english}</tspan>'
        f" · NIK ••••{applicant.nik_last4}</tspan></text>"
    )
    number = booking.queue_number(applicant)
    size = typesetting.fit(number, _NUMBER_WIDTH, _ROW, 52).size
    yield _line(number, _RIGHT, top + (_ROW + size * 7 // 10) // 2, size, weight=700, anchor="end", fill=_BRAND)


def _foot(booking: Booking, top: int) -> Iterator[str]:
    """Draw what people bring, and with whom children come, from `top` down."""
    yield f'<path d="M{_MARGIN} {top}H{_RIGHT}" stroke="{_BRAND}" stroke-width="4"/>'
    bring, children = wording.BRING[booking.service], wording.with_children(booking)
    yield from _in_both(bring, top + 16)
    if children:
        yield from _in_both(children, top + _CHILDREN_FOOT + 16)


def _in_both(words: Words, top: int) -> Iterator[str]:
    """Draw a sentence across the page, and its English below it."""
    width = _RIGHT - _MARGIN
    yield from _box(words.indonesian, _MARGIN, top, width, 50, 21)
    yield from _box(words.english, _MARGIN, top + 52, width, 46, 19, weight=400, fill=_QUIET_INK, language="en")


def _box(  # noqa: PLR0913 - a box and how its text looks
    text: str,
    left: int,
    top: int,
    width: int,
    height: int,
    largest: int,
    *,
    weight: int = 700,
    fill: str = _INK,
    language: str = "",
) -> Iterator[str]:
    """Draw text fitted into a box; whatever a font draws far outside the box is cut off, so that it hides nothing."""
    setting = typesetting.fit(_NOT_XML.sub("\ufffd", text), width, height, largest)
    # Nine tenths of the size are above the baseline, the rest of the leading is below it.
    first = _BLEED + (height - setting.leading * len(setting.lines)) // 2 + setting.size * 9 // 10
    outer = f'width="{width + 2 * _BLEED}" height="{height + 2 * _BLEED}"'
    yield f'<svg x="{left - _BLEED}" y="{top - _BLEED}" {outer}>'
    for index, line in enumerate(setting.lines):
        y = first + index * setting.leading
        yield _line(line, _BLEED, y, setting.size, weight=weight, fill=fill, language=language)
    yield "</svg>"


def _label(words: Words, x: int, y: int, anchor: str = "start") -> str:
    """Draw a short caption in both languages."""
    return (
        f'<text x="{x}" y="{y}" font-size="20"{_anchor(anchor)}>{_escape(words.indonesian)} '
        f'<tspan lang="en" xml:lang="en" fill="{_QUIET_INK}">· {_escape(words.english)}</tspan></text>'
    )


def _line(  # noqa: PLR0913 - how a line of text looks
    text: str,
    x: int,
    y: int,
    size: int,
    *,
    weight: int = 400,
    fill: str = _INK,
    anchor: str = "start",
    family: str = "",
    language: str = "",
) -> str:
    """Draw one line of text."""
    attributes = f' font-weight="{weight}"' if weight != 400 else ""  # noqa: PLR2004 - the default weight of SVG
    attributes += f' fill="{fill}"' if fill != _INK else ""
    attributes += f' font-family="{family}"' if family else ""
    attributes += f' lang="{language}" xml:lang="{language}"' if language else ""
    return f'<text x="{x}" y="{y}" font-size="{size}"{_anchor(anchor)}{attributes}>{_escape(text)}</text>'


def _anchor(anchor: str) -> str:
    return f' text-anchor="{anchor}"' if anchor != "start" else ""


def _escape(text: str) -> str:
    """Return text as it may stand in an SVG; what XML cannot hold becomes the replacement character."""
    return _NOT_XML.sub("\ufffd", text).translate(_ESCAPES)
