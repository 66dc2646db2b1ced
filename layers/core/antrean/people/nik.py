"""The NIK, Indonesia's 16-digit identity number.

Its digits are: province 2, regency 2, district 2, date of birth DDMMYY (women: day plus 40), serial 4. A number of
another form cannot have been issued and is refused. A number of this form with another date of birth than the person's
may have been issued: a NIK is kept for life even when it is wrong, so the person is asked to confirm it.
"""

from __future__ import annotations

import calendar
import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

LENGTH = 16
_FEMALE = 40
_NONE = "00"
_NO_SERIAL = "0000"
_PROVINCES = Path(__file__).parents[1] / "data" / "provinces.csv"
_CENTURIES = (1900, 2000)


class NikError(ValueError):
    """A text that cannot be a NIK; the message says why and never holds the text."""


@dataclass(frozen=True, slots=True, repr=False)
class Nik:
    """A NIK by its parts: codes and serial as text, `year` with two digits, `day` 1 to 31 for everybody.

    Printing it shows the last four digits only.
    """

    province: str
    regency: str
    district: str
    day: int
    month: int
    year: int
    is_female: bool
    serial: str

    def __repr__(self) -> str:
        """Return the last four digits alone, so that no log or traceback holds more; `str` does the same."""
        return f"Nik({'*' * (LENGTH - len(self.serial))}{self.serial})"


def parse(text: str) -> Nik:
    """Return the NIK that `text` writes; raises `NikError` for a text that cannot be one."""
    if len(text) != LENGTH or not (text.isascii() and text.isdigit()):
        message = "must have 16 digits"
        raise NikError(message)
    province, regency, district = text[0:2], text[2:4], text[4:6]
    if province not in _province_codes():
        message = "must begin with the code of a province"
        raise NikError(message)
    if _NONE in (regency, district):
        message = "must name a regency and a district with digits 3 to 6"
        raise NikError(message)
    written_day, month, year = int(text[6:8]), int(text[8:10]), int(text[10:12])
    is_female = written_day > _FEMALE
    day = written_day - _FEMALE if is_female else written_day
    if not _is_possible_date(day, month, year):
        message = "must hold a possible date of birth in digits 7 to 12"
        raise NikError(message)
    serial = text[12:16]
    if serial == _NO_SERIAL:
        message = "must not end with 0000"
        raise NikError(message)
    return Nik(province, regency, district, day, month, year, is_female, serial)


def last4(text: str) -> str:
    """Return the last four digits of a NIK, the only ones that are stored (beside the keyed hash) and shown."""
    return text[-4:]


def mismatch(nik: Nik, birth_date: date) -> bool:
    """Tell whether the NIK writes another date of birth than `birth_date`; nobody is asked for their sex.

    A NIK has no century: people born in 1925 and in 2025 match the same digits.
    """
    return (nik.day, nik.month, nik.year) != (birth_date.day, birth_date.month, birth_date.year % 100)


def _is_possible_date(day: int, month: int, year: int) -> bool:
    """Tell whether the date exists in the year `year` (two digits) of some century that people live in."""
    if not 1 <= month <= 12:  # noqa: PLR2004 - the months of a year
        return False
    return any(1 <= day <= calendar.monthrange(century + year, month)[1] for century in _CENTURIES)


@cache
def _province_codes() -> frozenset[str]:
    with _PROVINCES.open(encoding="utf-8", newline="") as file:
        return frozenset(row["code"] for row in csv.DictReader(file))
