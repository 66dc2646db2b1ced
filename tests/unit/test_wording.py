"""A booking in words: dates, arrival windows and ids as people read them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest

from antrean.base.words import day as day_in_words
from antrean.tickets import words
from instruments.bookings import booking

ROOT: Final = Path(__file__).parents[2]


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
    assert words.window(booking(timezone=timezone)) == (f"09.01 sampai 10.00 {letters}", f"09:01 to 10:00 {letters}")


def test_a_version_is_numbered_from_one_and_has_its_time() -> None:
    """In the zone of the office, with the month as the site shortens it."""
    at = datetime(2026, 8, 2, 23, 30, tzinfo=UTC)
    assert words.version(booking(revision=0, changed_at=at)) == "Versi 1, 3 Agu, 06.30 WIB"
    far = booking(revision=2, changed_at=at, timezone="Asia/Jayapura")
    assert words.version(far) == "Versi 3, 3 Agu, 08.30 WIT"


def test_paper_and_screen_use_the_same_words() -> None:
    """Relations, services, what to bring and the window, in both languages, as the site's pages write them."""
    for place, language in enumerate(("id", "en")):
        site = json.loads((ROOT / "website" / "texts" / f"{language}.json").read_text())
        assert {name: each[place] for name, each in words.RELATIONS.items()} == site["relation"]
        assert {name: each[place] for name, each in words.SERVICES.items()} == {
            name: site["service"][name] for name in words.SERVICES
        }
        bring = {"new": site["next"]["bring"], "renewal": site["next"]["renewal"]}
        assert {name: each[place] for name, each in words.BRING.items()} == bring
        assert (words.CHILDREN[place], words.WARDS[place]) == (site["next"]["children"], site["next"]["wards"])
        said = site["time"]["window"].format(**{"from": "09.01", "until": "10.00", "zone": "WIB"})
        assert words.window(booking())[place].replace(":", ".") == said
    assert words.version(booking(revision=2)).startswith(
        json.loads((ROOT / "website" / "texts" / "id.json").read_text())["ticket"]["version"].format(version=3, time="")
    )


def test_a_session_of_data_has_words_too() -> None:
    """Sessions are per-office data: one that the table of words lacks is called by its name."""
    assert words.session("morning") == ("Sesi pagi", "Morning session")
    assert words.session("late_evening") == ("Sesi late evening", "Late evening session")


def test_an_id_is_read_out_in_groups() -> None:
    """Sixteen characters in four groups of four."""
    assert words.grouped("7K3M9QWERTY2PASD") == "7K3M 9QWE RTY2 PASD"
