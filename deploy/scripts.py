"""The sites' scripts as they are sent: without comments and indentation, which are for whoever reads the source."""

from __future__ import annotations

import re
from typing import Final

_COMMENT: Final = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/[ \t]*|//[^\n]*)$", re.DOTALL | re.MULTILINE)
"""A comment that has its lines to itself. Beside code it stays: it would take a parser to tell it from a text."""

_TYPE: Final = re.compile(r"/\*\* @type (?:(?!\*/).)*\*/ ?")
"""A type beside code, which only `make types` reads. A test holds that no text looks like one."""

_INDENTATION: Final = re.compile(r"^[ \t]+", re.MULTILINE)


def sent(script: str) -> str:
    """Return a script as it is sent, every line with the number that it has here.

    Texts that go over several lines lose the indentation too: those are HTML, where it means nothing. A test holds it.
    """
    return without_indentation(without_comments(script))


def without_indentation(text: str) -> str:
    """Return a script or a page with nothing before the first letter of each line."""
    return _INDENTATION.sub("", text)


def without_comments(script: str) -> str:
    """Return a script with empty lines in place of its comments, so that every line has the number that it has here."""
    return _TYPE.sub("", _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), script))
