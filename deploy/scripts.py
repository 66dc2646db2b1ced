"""The sites' scripts and texts as they are sent: without comments and indentation, which are for readers."""

from __future__ import annotations

import json
import re
from typing import Final

_COMMENT: Final = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/[ \t]*|//[^\n]*)$", re.DOTALL | re.MULTILINE)
"""A comment that has its lines to itself. One beside code stays: it would take a parser to tell it from a text."""
_INDENTATION: Final = re.compile(r"^[ \t]+", re.MULTILINE)


def script_as_sent(script: str) -> str:
    """Return a script without its comments and indentation; every line has the number that it has here.

    In a template of HTML blanks at the beginning of a line mean no more than the end of the line before. No other text
    of a script goes over several lines, which a test holds.
    """
    return _INDENTATION.sub("", without_comments(script))


def texts_as_sent(texts: str) -> str:
    """Return a JSON file without what only makes it readable."""
    return json.dumps(json.loads(texts), ensure_ascii=False, separators=(",", ":"))


def without_comments(script: str) -> str:
    """Return a script with empty lines in place of its comments, so that every line has the number that it has here."""
    return _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), script)
