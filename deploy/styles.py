"""Style sheets as they are sent: GOV.UK Frontend's without what no page of the site has, ours without comments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

_CLASS: Final = re.compile(r"\.((?:\\.|[\w-])+)")
_NOT: Final = re.compile(r":not\([^()]*\)")
_COMMA: Final = re.compile(r",(?![^()]*\))")
_WORD: Final = re.compile(r"govuk-[\w!-]+")
_COMMENT: Final = re.compile(r"\s*/\*.*?\*/\s*|\s+", re.DOTALL)
_REMARK: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_BETWEEN: Final = re.compile(r"\s*\n\s*")
_NESTING: Final = ("@media", "@supports", "@-moz-document")


def named_in(text: str) -> set[str]:
    """Return the classes of GOV.UK Frontend that a source of the site names, wherever it does."""
    return set(_WORD.findall(text))


def classes_of(selector: str) -> set[str]:
    """Return the classes that an element must have for a selector; those that it must not have are left out."""
    found = (name.replace("\\", "") for name in _CLASS.findall(_NOT.sub("", selector)))
    return {name for name in found if name.startswith("govuk-")}


def without_comments(css: str) -> str:
    """Return a style sheet of ours without comments, indentation and empty lines."""
    return _BETWEEN.sub("\n", _REMARK.sub("", css)).lstrip()


def only(css: str, names: AbstractSet[str]) -> str:
    """Return a minified style sheet without the selectors that need a class of GOV.UK Frontend not among `names`."""
    return "".join(f"{head}{{{body}}}" if body is not None else head for head, body in _kept(css, names))


def rules(css: str) -> Iterator[tuple[str, str | None]]:
    """Read the rules of a style sheet, one after the other: what stands before the braces, and what is in them.

    A comment, and a statement without braces, come with None.
    """
    at = 0
    while at < len(css):
        if comment := _COMMENT.match(css, at):
            yield comment[0], None
            at = comment.end()
            continue
        opening, statement = css.find("{", at), css.find(";", at)
        if -1 < statement < opening or opening < 0:
            end = statement + 1 if statement >= 0 else len(css)
            yield css[at:end], None
            at = end
            continue
        closing = _closing(css, opening)
        yield css[at:opening], css[opening + 1 : closing]
        at = closing + 1


def _closing(css: str, opening: int) -> int:
    depth = 0
    for at in range(opening, len(css)):
        depth += {"{": 1, "}": -1}.get(css[at], 0)
        if depth == 0:
            return at
    message = "a brace is never closed"
    raise ValueError(message)


def _kept(css: str, names: AbstractSet[str]) -> Iterator[tuple[str, str | None]]:
    for head, body in rules(css):
        if body is None or (head.startswith("@") and not head.startswith(_NESTING)):
            yield head, body
        elif head.startswith(_NESTING):
            inner = only(body, names)
            if inner:
                yield head, inner
        else:
            selectors = [each for each in _COMMA.split(head) if classes_of(each) <= names]
            if selectors:
                yield ",".join(selectors), body
