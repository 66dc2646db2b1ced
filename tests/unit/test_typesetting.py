"""Fitting text into boxes: nothing is lost, nothing overlaps, and it is the same everywhere."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antrean.tickets import typesetting
from antrean.tickets.typesetting import _attaches, _character_width

WIDTH, HEIGHT, LARGEST = 524, 62, 30


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


def test_every_python_measures_every_character_the_same() -> None:
    """The measures of all characters of the first two planes are those of Python 3.11, 3.12 and 3.13.

    Parts of the frozen Unicode table did change between them; a ticket must not.
    """
    measures = [(_character_width(chr(point)), _attaches(chr(point))) for point in range(0x20000)]
    assert hashlib.sha256(repr(measures).encode()).hexdigest()[:12] == "070ec2b3d0fd"


def test_an_empty_text_is_one_empty_line() -> None:
    """Nothing to set is no error."""
    assert typesetting.fit(" ", WIDTH, HEIGHT, LARGEST).lines == ("",)
