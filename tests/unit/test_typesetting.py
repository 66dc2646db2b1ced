"""Fitting text into boxes: nothing is lost, nothing overlaps, and it is the same everywhere."""

from __future__ import annotations

from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antrean.tickets import typesetting

WIDTH, HEIGHT, LARGEST = 524, 62, 30
"""The box of a name on a ticket, and its largest size."""


def width_of(text: str) -> int:
    """Return the width of a text in thousandths of the font size: that of the narrowest box that holds it.

    At a font size of 1000 the width of the box is in these units, and 1200 is the height of one line.
    """
    return bisect_left(range(20_000), 1000, key=lambda width: typesetting.fit(text, width, 1200, 1000).size)


@given(st.text(max_size=100), st.integers(20, 800), st.integers(20, 200), st.integers(1, 60))
def test_no_character_is_lost(text: str, width: int, height: int, largest: int) -> None:
    """Whatever the text and the box, the lines hold every visible character in order."""
    lines = typesetting.fit(text, width, height, largest).lines
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(min_size=1, max_size=100))
def test_a_name_of_100_characters_fits(text: str) -> None:
    """A name of any script is set within the height that a ticket has for it."""
    setting = typesetting.fit(text, WIDTH, HEIGHT, LARGEST)
    assert len(setting.lines) * setting.leading <= HEIGHT
    assert 1 <= setting.size <= LARGEST


def test_a_short_name_is_set_large_on_one_line() -> None:
    """The usual name gets the largest size."""
    assert typesetting.fit("Siti Rahayu", WIDTH, HEIGHT, LARGEST) == (LARGEST, ("Siti Rahayu",))


def test_a_longer_name_is_broken_between_words() -> None:
    """Words stay whole as long as the size stays readable."""
    setting = typesetting.fit("Raden Ajeng Kartini Djojo Adhiningrat", WIDTH, HEIGHT, LARGEST)
    assert setting.lines == ("Raden Ajeng Kartini Djojo", "Adhiningrat")


def test_a_word_that_is_too_long_is_broken() -> None:
    """A name without spaces is broken rather than made tiny."""
    setting = typesetting.fit("W" * 100, WIDTH, HEIGHT, LARGEST)
    assert len(setting.lines) > 1
    assert setting.size >= 12


@pytest.mark.parametrize(
    "sign",
    [
        "e\u0301",
        "\u0928\u093f",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "\U0001f44b\U0001f3fd",
        "\u2764\ufe0f",
    ],
    ids=["accent", "vowel sign", "joined emoji", "skin tone", "variation selector"],
)
def test_a_sign_is_never_torn_apart(sign: str) -> None:
    """A line never begins inside of what a reader sees as one sign."""
    lines = typesetting.fit(sign * 20, 100, 400, LARGEST).lines
    assert len(lines) > 1
    assert all(len(line) % len(sign) == 0 and line.startswith(sign) for line in lines)


@pytest.mark.parametrize(
    ("characters", "width"),
    [
        ("',./:;IJ\\ijl|", 400),
        ("!()-[]_`frt", 500),
        ('"*?csz', 600),
        ("$0123456789LTabdeghknopquvxy{}", 720),
        ("ABCEFKPRSVXYZ", 790),
        ("#&+<=>DGHNOQU^~", 880),
        ("%@MWmw", 1110),
    ],
)
def test_how_wide_each_character_of_ascii_is(characters: str, width: int) -> None:
    """Every visible character of ASCII keeps its width, so that a ticket is always set the same way."""
    assert {character: width_of(character) for character in characters} == dict.fromkeys(characters, width)


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("l l", 1200),
        ("\u00e9", 720),
        ("e\u0301", 720),
        ("\ufb01", 900),
        ("\u00df", 1110),
        ("\u03a9", 1110),
        ("\u0416", 1110),
        ("\u738b", 1000),
        ("\uff21", 1000),
        ("\uac00", 1000),
        ("\u0634", 1400),
        ("\u0928\u093f", 2800),
        ("\U0001f468", 1400),
        ("\ua9a5", 1400),
        ("\ufa70", 1400),
        ("\ufdfd", 12_000),
        ("\U0001242b", 6000),
    ],
    ids=[
        "a space is as wide as an l",
        "a letter with an accent is as wide as the letter",
        "an accent of its own has no width",
        "a ligature is as wide as its letters: f and i",
        "another Latin letter",
        "Greek",
        "Cyrillic",
        "a Chinese character",
        "a letter as wide as a Chinese character",
        "a Korean syllable",
        "Arabic",
        "Devanagari: a letter and its vowel sign",
        "an emoji, newer than the frozen table",
        "Javanese, newer than the frozen table",
        "a Chinese character that is newer than the frozen table, of which Pythons say different things",
        "one character that is a whole line of Arabic",
        "one character that is a whole line of cuneiform",
    ],
)
def test_how_wide_other_characters_are(text: str, width: int) -> None:
    """One example of each kind of character keeps its width, whatever Python sets the ticket."""
    assert width_of(text) == width


def test_an_empty_text_is_one_empty_line() -> None:
    """Nothing to set is no error."""
    assert typesetting.fit(" ", WIDTH, HEIGHT, LARGEST).lines == ("",)
