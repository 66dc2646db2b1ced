"""The NIK: strict in form, lenient in fact."""

from __future__ import annotations

import calendar
import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from antrean.people import nik

with (Path(nik.__file__).parents[1] / "data" / "provinces.csv").open(encoding="utf-8") as _file:
    PROVINCES = [row["code"] for row in csv.DictReader(_file)]
_CODES = st.integers(1, 99).map("{:02d}".format)
_BIRTH_DATES = st.dates(date(1920, 1, 1), date(2026, 12, 31))


def written(birth_date: date, *, is_female: bool = False, place: str = "327301", serial: str = "0001") -> str:
    """Return the NIK as it is issued."""
    day = birth_date.day + 40 * is_female
    return f"{place}{day:02d}{birth_date:%m%y}{serial}"


def refusal_of(text: str) -> str | None:
    """Return the sentence that refuses `text`, or None if it is a NIK."""
    try:
        nik.parse(text)
    except nik.NikError as error:
        return str(error)
    return None


@given(
    place=st.tuples(st.sampled_from(PROVINCES), _CODES, _CODES).map("".join),
    birth_date=_BIRTH_DATES,
    is_female=st.booleans(),
    serial=st.integers(1, 9999).map("{:04d}".format),
)
@example(place="110101", birth_date=date(2000, 2, 29), is_female=True, serial="0001")
@example(place="969999", birth_date=date(1924, 2, 29), is_female=False, serial="9999")
def test_every_issued_nik_is_taken_apart(*, place: str, birth_date: date, is_female: bool, serial: str) -> None:
    """A NIK of any province, birth date, sex and serial parses to its parts and matches its person."""
    parsed = nik.parse(written(birth_date, is_female=is_female, place=place, serial=serial))
    assert (parsed.province, parsed.regency, parsed.district) == (place[0:2], place[2:4], place[4:6])
    written_date = (birth_date.day, birth_date.month, birth_date.year % 100)
    assert (parsed.day, parsed.month, parsed.year) == written_date
    assert (parsed.is_female, parsed.serial) == (is_female, serial)
    assert not nik.mismatch(parsed, birth_date)


@given(st.text())
@example("٣٢٧٣٠١١٧٠٥٩٠٠٠٠١")
@example("327301170590000¹")
@example("327301170590000\n")
@example(" 327301170590000")
@example("+32730117059000")
def test_other_texts_are_refused_with_a_sentence(text: str) -> None:
    """Anything but 16 ASCII digits is refused by NikError and by nothing else."""
    refusal = refusal_of(text)
    if refusal is None:
        assert len(text.encode()) == 16
        assert set(text) <= set("0123456789")
    else:
        assert refusal.startswith("must ")


@given(st.from_regex(r"[0-9]{16}", fullmatch=True))
def test_the_form_decides_for_any_16_digits(text: str) -> None:
    """16 digits are taken exactly when the design's rule says so, and a refusal never repeats them."""
    day, month, year = int(text[6:8]), int(text[8:10]), int(text[10:12])
    real_day = day - 40 if day > 40 else day
    possible = (
        text[:2] in PROVINCES
        and "00" not in (text[2:4], text[4:6])
        and 1 <= month <= 12
        and 1 <= real_day <= (29 if (month, year % 4) == (2, 0) else calendar.monthrange(2001, month)[1])
        and text[12:] != "0000"
    )
    refusal = refusal_of(text)
    assert (refusal is None) == possible
    assert not any(text[start : start + 6] in (refusal or "") for start in range(11))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "must have 16 digits"),
        ("32730117059000", "must have 16 digits"),
        ("32730117059000011", "must have 16 digits"),
        ("32730117O5900001", "must have 16 digits"),
        ("327301170590000\N{ARABIC-INDIC DIGIT ONE}", "must have 16 digits"),
        ("1073011705900001", "must begin with the code of a province"),
        ("0073011705900001", "must begin with the code of a province"),
        ("9973011705900001", "must begin with the code of a province"),
        ("3200011705900001", "must name a regency and a district with digits 3 to 6"),
        ("3273001705900001", "must name a regency and a district with digits 3 to 6"),
        ("3273010005900001", "must hold a possible date of birth in digits 7 to 12"),
        ("3273013205900001", "must hold a possible date of birth in digits 7 to 12"),
        ("3273014005900001", "must hold a possible date of birth in digits 7 to 12"),
        ("3273017205900001", "must hold a possible date of birth in digits 7 to 12"),
        ("3273013104900001", "must hold a possible date of birth in digits 7 to 12"),
        ("3273017104900001", "must hold a possible date of birth in digits 7 to 12"),
        ("3273011700900001", "must hold a possible date of birth in digits 7 to 12"),
        ("3273011713900001", "must hold a possible date of birth in digits 7 to 12"),
        ("3273012902010001", "must hold a possible date of birth in digits 7 to 12"),
        ("3273013002000001", "must hold a possible date of birth in digits 7 to 12"),
        ("3273011705900000", "must not end with 0000"),
    ],
)
def test_each_fault_of_form_has_its_sentence(text: str, reason: str) -> None:
    """What is wrong is said in plain words, for each part of the number."""
    assert refusal_of(text) == reason


def test_a_woman_is_born_on_the_day_minus_40() -> None:
    """Day 57 is the 17th of a woman, day 17 that of a man; 41 and 71 are the first and the last of a month."""
    days = {text: nik.parse(f"327301{text}05900001") for text in ("17", "57", "41", "71")}
    assert {text: (parsed.day, parsed.is_female) for text, parsed in days.items()} == {
        "17": (17, False),
        "57": (17, True),
        "41": (1, True),
        "71": (31, True),
    }


def test_a_leap_day_is_possible_in_a_leap_year_alone() -> None:
    """29 February exists in the year 00, which is 2000, and in 24, and not in 01."""
    assert [refusal_of(f"3273012902{year}0001") is None for year in ("00", "24", "01")] == [True, True, False]


def test_a_nik_has_no_century() -> None:
    """The NIK of somebody born on 17 May 25 is that of 1925 and of 2025, and of no other year, month or day."""
    parsed = nik.parse("3273011705250001")
    assert not nik.mismatch(parsed, date(1925, 5, 17))
    assert not nik.mismatch(parsed, date(2025, 5, 17))
    for other in (date(2026, 5, 17), date(2025, 6, 17), date(2025, 5, 18)):
        assert nik.mismatch(parsed, other)


@given(_BIRTH_DATES, _BIRTH_DATES)
def test_a_mismatch_is_another_day_month_or_year(in_nik: date, given_date: date) -> None:
    """The NIK mismatches exactly when the written date differs; the century is not in a NIK."""
    differs = f"{in_nik:%d%m%y}" != f"{given_date:%d%m%y}"
    for is_female in (False, True):
        assert nik.mismatch(nik.parse(written(in_nik, is_female=is_female)), given_date) is differs


def test_a_printed_nik_shows_its_last_four_digits_only() -> None:
    """Neither repr, str nor a format string gives the digits away, so a log cannot either."""
    text = written(date(1990, 5, 17), serial="4321")
    parsed = nik.parse(text)
    for shown in (repr(parsed), str(parsed), f"{parsed}", f"{[parsed]}"):
        assert "4321" in shown
        assert text[:6] not in shown
        assert "170590" not in shown
    assert nik.last4(text) == "4321"
