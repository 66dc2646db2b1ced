"""The checklist of docs/security.md: each point of ASVS 5.0, levels 1 and 2, stands there once, with its state."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
STATES: Final = {"met", "partly", "not met", "n/a"}
REQUIREMENTS: Final = {
    "1": {1: 2, 2: 9, 3: 11, 4: 3, 5: 2},
    "2": {1: 3, 2: 3, 3: 4, 4: 1},
    "3": {2: 2, 3: 4, 4: 6, 5: 5, 7: 2},
    "4": {1: 3, 2: 1, 3: 2, 4: 4},
    "5": {1: 1, 2: 3, 3: 2, 4: 3},
    "6": {1: 3, 2: 12, 3: 4, 4: 4, 5: 5, 6: 3, 8: 4},
    "7": {1: 3, 2: 4, 3: 2, 4: 5, 5: 2, 6: 2},
    "8": {1: 2, 2: 3, 3: 1, 4: 1},
    "9": {1: 3, 2: 4},
    "10": {1: 2, 2: 2, 3: 4, 4: 11, 5: 5, 6: 2, 7: 3},
    "11": {1: 2, 2: 3, 3: 3, 4: 4, 5: 1, 6: 1},
    "12": {1: 3, 2: 2, 3: 4},
    "13": {1: 1, 2: 5, 3: 2, 4: 5},
    "14": {1: 2, 2: 4, 3: 3},
    "15": {1: 3, 2: 3, 3: 7},
    "16": {1: 1, 2: 5, 3: 4, 4: 3, 5: 3},
    "17": {1: 1, 2: 4, 3: 2},
}
"""By chapter and section, how many requirements are of levels 1 and 2: in each section the first ones. 3.6, 6.7 and
others are of level 3 alone (OWASP Application Security Verification Standard 5.0.0, May 2025)."""


def rows() -> list[tuple[list[str], str, str]]:
    """The rows of the checklist: which requirements, their state, and where or why."""
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8").partition("## OWASP ASVS")[2]
    cells = re.findall(r"^\| (\d[\d., ]*) \| ([^|]+) \| ([^|]+) \|$", text, re.MULTILINE)
    return [(points.split(", "), state, where) for points, state, where in cells]


def test_every_requirement_stands_there_once() -> None:
    """None is left out, none is judged twice."""
    found = Counter(point for points, _, _ in rows() for point in points)
    expected = {
        f"{chapter}.{section}.{number}"
        for chapter, sections in REQUIREMENTS.items()
        for section, most in sections.items()
        for number in range(1, most + 1)
    }
    assert len(expected) == 253
    assert sorted(expected - found.keys()) == []
    assert sorted(found.keys() - expected) == []
    assert [point for point, times in found.items() if times > 1] == []


def test_every_row_has_a_state_and_says_where_or_why() -> None:
    """A state that is not one of four, or a row without a word, would say nothing."""
    assert {state for _, state, _ in rows()} == STATES
    assert not [points for points, _, where in rows() if not where.strip()]


def test_every_file_that_the_page_names_is_there() -> None:
    """Files of the project that the page names in backticks exist; tests are looked at in `test_docs.py`."""
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:layers|website|deploy|local|data|requirements)/[\w/.]*)`", text)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
