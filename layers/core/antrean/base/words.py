"""The same thing said in both languages, and dates in words.

The names of days and months are in tables of our own, because the locales of machines differ and what people get from
us must not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date, datetime


class Words(NamedTuple):
    """The same thing said in Indonesian and in English."""

    indonesian: str
    english: str


_DAYS = (
    Words("Senin", "Monday"),
    Words("Selasa", "Tuesday"),
    Words("Rabu", "Wednesday"),
    Words("Kamis", "Thursday"),
    Words("Jumat", "Friday"),
    Words("Sabtu", "Saturday"),
    Words("Minggu", "Sunday"),
)
_MONTHS = (
    Words("Januari", "January"),
    Words("Februari", "February"),
    Words("Maret", "March"),
    Words("April", "April"),
    Words("Mei", "May"),
    Words("Juni", "June"),
    Words("Juli", "July"),
    Words("Agustus", "August"),
    Words("September", "September"),
    Words("Oktober", "October"),
    Words("November", "November"),
    Words("Desember", "December"),
)


def month(value: date) -> Words:
    """Return the month of a date, such as `Desember`."""
    return _MONTHS[value.month - 1]


def day(value: date) -> Words:
    """Return a date with its weekday, such as `Senin, 1 Desember 2025`."""
    weekday, named = _DAYS[value.weekday()], month(value)
    return Words(
        f"{weekday.indonesian}, {value.day} {named.indonesian} {value.year}",
        f"{weekday.english}, {value.day} {named.english} {value.year}",
    )


def clock(value: datetime, zone: str) -> Words:
    """Return an instant in the zone that it is given in, to the minute, with the `zone` as people call it."""
    words = day(value.date())
    return Words(f"{words.indonesian} pukul {value:%H.%M} {zone}", f"{words.english}, {value:%H:%M} {zone}")
