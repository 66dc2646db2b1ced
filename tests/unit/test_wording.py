"""A booking in words: dates, arrival windows and ids as people read them."""

from __future__ import annotations

from datetime import date

import pytest

from antrean.base.words import day as day_in_words
from antrean.tickets import words
from instruments.bookings import booking


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        (date(2026, 8, 17), "Senin, 17 Agustus 2026", "Monday, 17 August 2026"),
        (date(2027, 1, 1), "Jumat, 1 Januari 2027", "Friday, 1 January 2027"),
        (date(2028, 2, 29), "Selasa, 29 Februari 2028", "Tuesday, 29 February 2028"),
        (date(2026, 12, 31), "Kamis, 31 Desember 2026", "Thursday, 31 December 2026"),
    ],
)
def test_a_date_is_written_out_in_both_languages(value: date, indonesian: str, english: str) -> None:
    """Weekday and month come from our own tables, in the right order."""
    assert day_in_words(value) == (indonesian, english)


@pytest.mark.parametrize(
    ("timezone", "letters"),
    [
        ("Asia/Jakarta", "WIB"),
        ("Asia/Pontianak", "WIB"),
        ("Asia/Makassar", "WITA"),
        ("Asia/Jayapura", "WIT"),
        ("Asia/Tokyo", "Asia/Tokyo"),
    ],
)
def test_the_arrival_window_names_its_zone(timezone: str, letters: str) -> None:
    """Indonesia's three zones by their letters, any other by its name; a dot in Indonesian, a colon in English."""
    assert words.window(booking(timezone=timezone)) == (f"09.01\u201310.00 {letters}", f"09:01\u201310:00 {letters}")


def test_a_session_of_data_has_words_too() -> None:
    """Sessions are per-office data: one that the table of words lacks is called by its name."""
    assert words.session("morning") == ("Sesi pagi", "Morning session")
    assert words.session("late_evening") == ("Sesi late evening", "Late evening session")


def test_an_id_is_read_out_in_groups() -> None:
    """Sixteen characters in four groups of four."""
    assert words.grouped("7K3M9QWERTY2PASD") == "7K3M 9QWE RTY2 PASD"
