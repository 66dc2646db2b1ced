"""Names: which are taken, how they are kept, and what none may hold."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from antrean.base.text import tidy, with_plain_hyphens
from antrean.people.name import full_name

ODD = (
    "a \u00ad\u200c\u200d\u0323\u0307\u1e9b\u0301\u064e\u0651\u0f40\u0f0b\u0915\u094d\u09c7\u09be\u0622\u0653"
    "\u115f\u1161\u212b-\u2011"
)
"""Characters that change places, join or vanish when a text is cleaned."""


def kept(written: str) -> str | None:
    """The name as it is kept, or None for a refusal."""
    try:
        return full_name(written)
    except ValueError:
        return None


@pytest.mark.parametrize(
    "name",
    [
        "Siti",
        "I Gusti Ngurah Rai",
        "R.A. Kartini, S.H., M.Kn.",
        "Drs.H.Muh.Ali",
        "Nur'aini",
        "Nur\u2019aini",
        "Anne-Marie O\u2019Neil",
        "Raju a/l Muthu",
        "Siti (Iti) & Co",
        "José Đặng Ünal Łukasz",
        "Ангела Мельник",
        "Νίκος",
        "محمد عليّ",
        "\u0639\u0644\u06cc\u200c\u0631\u0636\u0627",
        "ශ්\u200dරී",
        "ณัฐวุฒิ ปิ่น",
        "ꦱꦶꦠꦶ",
        "ᬰ᭄ᬭᬷ",
        "王小明",
        "김민수",
        "マリア・サントス",
        "\uff33\uff49\uff54\uff49",
        "S",
    ],
)
def test_names_of_the_world_are_kept(name: str) -> None:
    """Letters and marks of scripts in use, titles, apostrophes and brackets stay as they are written, in NFC."""
    assert kept(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("  Siti   Rahayu ", "Siti Rahayu"),
        ("Siti\u00a0Rahayu", "Siti Rahayu"),
        ("Siti\tRahayu", "Siti Rahayu"),
        ("\ufeffSiti\u200b Ra\u00adhayu\u2060", "Siti Rahayu"),
        ("\u202aSiti\u202c \u2067Rahayu\u2069\u200e", "Siti Rahayu"),
        ("Si\u200cti\u200d", "Siti"),
        ("Siti\u202eRahayu", "SitiRahayu"),
        ("Anne\u2010Marie\u2011Lou\u2013Ann", "Anne-Marie-Lou-Ann"),
        ("Jose\u0301", "José"),
        ("\u1100\u1161", "가"),
    ],
)
def test_what_pasting_brings_is_cleaned(written: str, clean: str) -> None:
    """No-break spaces, hyphens of other kinds, marks of direction and what has no width are not kept."""
    assert kept(written) == clean


def test_a_joiner_behind_the_point_of_a_syllable_joins_nothing() -> None:
    """The Tibetan point is no letter, and the page takes such a joiner away too."""
    assert kept("\u0f40\u0f0b\u200c\u0f40") == "\u0f40\u0f0b\u0f40"


@example("\u1e9b\u0323\u064e\xad\u200d\u0915")
@example("a\u0307\u200d\u064e\u200d\u064e\u200d\u0915")
@given(st.text(ODD, max_size=12) | st.text(max_size=12))
def test_what_is_clean_stays_as_it_is(written: str) -> None:
    """Whoever sends back what was kept changes nothing."""
    clean = tidy(with_plain_hyphens(written))
    assert tidy(with_plain_hyphens(clean)) == clean


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "\u200b",
        "\u3164",
        "\u115f\u1160",
        "\u2800",
        "\u200d\u200c",
        "123",
        "-",
        "'",
        "Siti\nRahayu",
        "Siti\x00",
        "Siti \ue000",
        "Siti 🛂",
        "Siti ❤",
        "Siti <b>",
        "siti@contoh",
        "Siti_Rahayu",
        "Siti \u00d7",
        "Siti\u0660",
        "\U0001d412\U0001d422\U0001d42d\U0001d422",
        "𓂀𓃭",
        "𐎠𐎡",
        "ᚠᚢᚦ",
    ],
)
def test_what_is_no_name_is_refused(name: str) -> None:
    """Nothing to see, no letter, signs that are in no name, and letters of scripts that nobody writes any more."""
    assert kept(name) is None


@pytest.mark.parametrize(("marks", "taken"), [(1, True), (2, True), (3, False), (30, False)])
def test_a_letter_has_two_marks_at_most(marks: int, taken: bool) -> None:  # noqa: FBT001 - a column of the table
    """Marks that NFC joins with their letter count no more."""
    assert (kept("Sq" + "\u0322" * marks) is not None) is taken
    assert kept("e\u0323\u0302\u0301\u0322") == "ệ\u0322\u0301"
    assert kept("\u0301Siti") is None
    assert kept("Siti \u0301") is None
    with pytest.raises(ValueError, match="more than 2 marks"):
        full_name("Sq" + "\u0322" * 3)


@pytest.mark.parametrize(
    "address",
    [
        "x//www.y",
        "siti.com",
        "CONTOH.CO.ID",
        "bit.ly/x",
        "(aa.id)",
        "\uff57\uff57\uff57.y",
        "aa.\uff49\uff44",
        "t.me/paspor",
        "x.com/a",
        "x.com",
        "sit\u00e9.com",
        "ev\u0131l.com",
        "evil.ru",
        "Evil.Ru",
        "is.gd/abc",
        "contoh.museum/a",
        "Muh.Id/a",
        "x.Id.com",
    ],
)
def test_a_name_is_no_address_of_the_web(address: str) -> None:
    """Neither www nor a domain, also in letters that only look another way; a scheme has a sign that no name has."""
    with pytest.raises(ValueError, match="address of the web"):
        full_name(f"Siti {address}")
    assert kept("Siti http://x") is None


@pytest.mark.parametrize(
    "name",
    [
        "A.Id. Siti",
        "Moh.Idris",
        "Abd.Comara",
        "Siti. Id",
        "R.M. Me",
        "M.Kes.Id",
        "Siti.Co",
        "Muh.Id",
        "Siti, S.H/M.H",
        "Raju a/l Muthu.S",
    ],
)
def test_initials_and_titles_are_no_address(name: str) -> None:
    """A point before a longer word, a blank or a short word with a capital ends no domain, nor does a single letter."""
    assert kept(name) == name


def test_a_refusal_says_what_is_expected() -> None:
    """Each fault has its sentence, and none repeats the name."""
    faults = {
        "Siti 🛂": "letters",
        "12": "at least one letter",
        "Siti 123456": "5 digits",
        "siti.com": "address of the web",
    }
    for name, sentence in faults.items():
        with pytest.raises(ValueError, match=re.escape(sentence)) as refused:
            full_name(name)
        assert name not in str(refused.value)
