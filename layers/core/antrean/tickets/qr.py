"""The QR code of a booking: what it says, how it is drawn, and how a scanned one is read."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, NamedTuple

from antrean.base.text import compact

if TYPE_CHECKING:
    import segno

PREFIX = "AP1"
"""Names the format and its version, so that a scanner can tell our codes from others."""

MEDIA_TYPE = "image/png"

QUIET_ZONE = 4
"""Light modules around the symbol that readers need (ISO/IEC 18004)."""

_VERSION = 2
_ERROR_LEVEL = "h"
"""Version 2 is the smallest that holds the 20 characters at level H, and it holds no more. At this level 30 % of the
symbol may be lost, as where paper was folded or the screen of a phone is cracked."""
_PNG_SCALE = 16
_AROUND = "\"'*;,:\u2018\u2019\u201c\u201d"
"""What scanners, lists and letters put before and behind a code: quotation marks, asterisks and what ends a field."""
_KIND = r"\][A-Z][0-9A-Z]"
"""`]Q1` and the like is how scanners tell which kind of symbol they read (ISO/IEC 15424)."""
_LABEL = "(?:KODE|BOOKINGCODE):"
"""How calendar and ticket call the code (`tickets.ical`, `tickets.ticket`); blanks are left out already."""
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32."""
_CODE = re.compile(f"{PREFIX}([{_LETTERS}]{{16}})([{_LETTERS}])?|([{_LETTERS}]{{16}})")
"""The id alone has 16 characters, so one that begins with AP1 is never cut."""
_CONTROLS = re.compile("[\x00-\x1f\x7f]")
_ALIKE = str.maketrans("ILO", "110")
"""Letters that Crockford's base32 leaves out and reads as the digits that they look like."""


class Scanned(NamedTuple):
    """What a code says: a booking, and the mark of its revision when it was drawn; None where it bears no mark."""

    booking_id: str
    mark: str | None

    def is_older_than(self, revision: int) -> bool:
        """Tell whether the booking has changed since the code was drawn; of a code without a mark nobody knows."""
        return self.mark is not None and self.mark != mark_of(revision)


def mark_of(revision: int) -> str:
    """Return the letter that stands for a revision in a code. It comes again after 32, which no booking reaches."""
    return _LETTERS[revision % len(_LETTERS)]


def payload(booking_id: str, revision: int | None = None) -> str:
    """Return what the QR code of a booking says: `AP1`, the id and the mark of its revision; nothing about the people.

    Without a revision it is the code of a number that was given at the door, or of before codes had marks.
    """
    return f"{PREFIX}{booking_id}{'' if revision is None else mark_of(revision)}"


def read(code: str) -> Scanned | None:
    """Return what a scanned or typed code says, or None if it is not one of ours.

    A code is taken as the QR code says it and as we print it, with AP1 or without, in groups or in one, and with the
    word before it that says what it is. Lower case, and what scanners and pasting add, such as white space, control
    characters, quotation marks and the kind of symbol, do not matter.
    """
    plain = compact(_CONTROLS.sub("", code)).strip(_AROUND)
    # Refused before `upper`, which turns some letters, such as the long s, into ASCII.
    if not plain.isascii():
        return None
    # Taken away before I, L and O are read as digits: kinds and words are written in letters.
    for before in (_KIND, _LABEL):
        plain = re.sub(f"^{before}", "", plain.upper()).strip(_AROUND)
    match = _CODE.fullmatch(plain.translate(_ALIKE))
    return Scanned(match[1] or match[3], match[2]) if match else None


def modules(booking_id: str, revision: int | None = None) -> tuple[tuple[bool, ...], ...]:
    """Return the symbol row by row, True for dark, without the quiet zone."""
    return tuple(tuple(bool(module) for module in row) for row in _symbol(booking_id, revision).matrix)


def png(booking_id: str, revision: int | None = None) -> bytes:
    """Return the code as a PNG picture with its quiet zone, large enough to fill a phone's screen."""
    picture = io.BytesIO()
    _symbol(booking_id, revision).save(picture, kind="png", scale=_PNG_SCALE, border=QUIET_ZONE)
    return picture.getvalue()


def _symbol(booking_id: str, revision: int | None) -> segno.QRCode:
    import segno  # noqa: PLC0415 - 40 ms that only whoever draws a code has to pay; check-in only reads them

    return segno.make(
        payload(booking_id, revision),
        version=_VERSION,
        error=_ERROR_LEVEL,
        mode="alphanumeric",
        micro=False,
        boost_error=False,
    )
