"""Passwords that are tried first: common words, rows and repetitions, also with a few characters before or behind."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from antrean.policy.people import PASSWORD_PADDING

_WORDS: Final = Path(__file__).resolve().parents[1] / "data" / "common_passwords.txt"
_NO_LETTERS: Final = re.compile(r"^[^a-z]+|[^a-z]+$")
_NO_DIGITS: Final = re.compile(r"^[^0-9]+|[^0-9]+$")
_LONGEST_UNIT: Final = 4
"""Characters of the longest unit of a repetition, such as `2026` in `202620262026`."""
_DIGITS: Final = re.compile(r"[0-9]+")


def is_common(password: str) -> bool:
    """Tell whether a password is one of those that are tried first.

    Its letters without what stands around them, its digits without what stands around them, and the whole are looked
    at: each counts where it is nearly all of the password. `website/lib/people/password.js` judges by the same rules.
    """
    small = password.lower().replace(" ", "")
    parts = {small, _NO_LETTERS.sub("", small), _NO_DIGITS.sub("", small)}
    return any(
        part and len(small) - len(part) <= PASSWORD_PADDING and (part in words() or is_row(part)) for part in parts
    )


def is_row(text: str) -> bool:
    """Tell whether a text repeats a few characters, or counts up or down, as `abcdefghij` and `9876543210` do.

    The row of digits on a keyboard ends with 0, so that 0 is the one after 9.
    """
    if any(text == (text[:unit] * len(text))[: len(text)] for unit in range(1, min(_LONGEST_UNIT, len(text) - 1) + 1)):
        return True
    steps = {ord(second) - ord(first) for first, second in pairwise(text)}
    if _DIGITS.fullmatch(text):
        steps = {1 if step % 10 == 1 else step % 10 - 10 for step in steps}
    return steps in ({1}, {-1})


@cache
def words() -> frozenset[str]:
    """Return the words of the list."""
    return frozenset(_WORDS.read_text(encoding="utf-8").split())
