"""Fits text of any script into a box without knowing the font it will be shown in.

The widths are upper bounds for the usual system fonts, so text may be set a little smaller than necessary, but it never
overlaps its neighbour. All numbers are whole and the Unicode table is fixed, so the same text is set the same way on
every machine.
"""

from __future__ import annotations

from typing import NamedTuple

# This table is the same in every Python, unlike the current one: a newer Python must set an old ticket the same way.
from unicodedata import ucd_3_2_0 as unicode_3_2

LEADING = 6, 5
"""Distance of two baselines as a fraction of the font size."""

_EM = 1000
_ASCII = {
    character: width
    for width, characters in (
        (400, " ',./:;IJ\\ijl|"),
        (500, "!()-[]_`frt"),
        (600, '"*?csz'),
        (720, "$0123456789LTabdeghknopquvxy{}"),
        (790, "ABCEFKPRSVXYZ"),
        (880, "#&+<=>DGHNOQU^~"),
        (1110, "%@MWmw"),
    )
    for character in characters
}
_SPACE = _ASCII[" "]
_LETTER = 1110
"""Any letter up to `_LAST_LETTER`: Latin, Greek, Cyrillic and Armenian."""
_LAST_LETTER = "\u058f"
_IDEOGRAPH = 1000
_OTHER = 1400
"""Any other character. These widths are in thousandths of the font size, measured on DejaVu Sans Bold, the widest of
the common fonts."""

_KNOWN = _ASCII | {
    # Single characters that fonts draw as wide as a line of writing.
    "\ufdfd": 12_000,
    "\U0001242b": 6_000,
}
_JOINER = "\u200d"
_SKIN_TONES = "\U0001f3fb", "\U0001f3ff"


class Setting(NamedTuple):
    """Text as it is to be shown: lines of one font size."""

    size: int
    lines: tuple[str, ...]

    @property
    def leading(self) -> int:
        """The distance of two baselines."""
        return _leading(self.size)


class _Cluster(NamedTuple):
    """Characters that are one sign to the reader and must not be torn apart."""

    text: str
    width: int


def fit(text: str, width: int, height: int, largest: int) -> Setting:
    """Return `text` in the largest size, at most `largest`, whose lines fit `width` and `height`.

    Words stay whole down to three fifths of `largest`; below that, a long word is broken.
    """
    words = [_clusters(word) for word in text.split()]
    for size in range(largest, 1, -1):
        room = width * _EM // size
        if size * 5 >= largest * 3 and any(_width(word) > room for word in words):
            continue
        lines = _wrap(words, room)
        if len(lines) * _leading(size) <= height:
            return Setting(size, lines)
    return Setting(1, _wrap(words, width * _EM))


def _leading(size: int) -> int:
    return size * LEADING[0] // LEADING[1]


def _wrap(words: list[list[_Cluster]], room: int) -> tuple[str, ...]:
    lines: list[str] = []
    line, used = "", 0
    for word in words:
        needed = _width(word)
        if line and used + _SPACE + needed <= room:
            line, used = f"{line} {_text(word)}", used + _SPACE + needed
            continue
        if line:
            lines.append(line)
        line, used = "", 0
        for cluster in word:
            if line and used + cluster.width > room:
                lines.append(line)
                line, used = "", 0
            line, used = line + cluster.text, used + cluster.width
    return (*lines, line)


def _clusters(word: str) -> list[_Cluster]:
    clusters: list[_Cluster] = []
    for character in word:
        if clusters and (_attaches(character) or clusters[-1].text.endswith(_JOINER)):
            last = clusters.pop()
            clusters.append(_Cluster(last.text + character, last.width + _character_width(character)))
        else:
            clusters.append(_Cluster(character, _character_width(character)))
    return clusters


def _attaches(character: str) -> bool:
    """Tell whether a character belongs to the one before it: marks, joiners and skin tones."""
    return unicode_3_2.category(character) in {"Mn", "Mc", "Me", "Cf"} or _SKIN_TONES[0] <= character <= _SKIN_TONES[1]


def _character_width(character: str) -> int:
    if character in _KNOWN:
        return _KNOWN[character]
    category = unicode_3_2.category(character)
    if category == "Cn":
        # The character is newer than the table, and Pythons differ in what else they say of it.
        return _OTHER
    if category in {"Mn", "Me", "Cf"}:
        return 0
    if unicode_3_2.east_asian_width(character) in {"W", "F"}:
        return _IDEOGRAPH
    parts = unicode_3_2.normalize("NFKD", character)
    if parts != character:
        # A letter with its accents, or a ligature that stands for several letters.
        return sum(_character_width(part) for part in parts)
    return _LETTER if character <= _LAST_LETTER else _OTHER


def _width(word: list[_Cluster]) -> int:
    return sum(cluster.width for cluster in word)


def _text(word: list[_Cluster]) -> str:
    return "".join(cluster.text for cluster in word)
