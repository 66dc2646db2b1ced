"""The sites' scripts as they are sent: without the comments, which are for whoever reads the source."""

from __future__ import annotations

import re
from typing import Final

_COMMENT: Final = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/[ \t]*|//[^\n]*)$", re.DOTALL | re.MULTILINE)
"""A comment that has its lines to itself. One beside code stays: it would take a parser to tell it from a text."""


def without_comments(script: str) -> str:
    """Return a script with empty lines in place of its comments, so that every line has the number that it has here."""
    return _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), script)
