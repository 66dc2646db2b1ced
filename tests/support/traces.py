"""Looking for NIKs where none may be: whole, in part, or any number that could be one."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.types import Binary

from tests.support.citizens import GIVEN_NIKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SHOWN = 4
"""The last digits of a NIK may be seen."""
_NUMBER = re.compile(r"[0-9]{12,}")
_ALONE = re.compile(r"(?<![0-9A-Za-z])(?<![0-9]\.)[0-9]{16}(?![0-9A-Za-z])")
"""Sixteen digits that are no part of a key, of a longer number or of a fraction."""


def niks_in(text: str) -> set[str]:
    """Return whatever in a text is a NIK that a test gave, without its last four digits, or has the form of one."""
    numbers = _NUMBER.findall(text)
    if not numbers:
        return set()
    hidden = {nik[:-_SHOWN] for nik in GIVEN_NIKS}
    length = len(next(iter(hidden), ""))
    parts = {number[start : start + length] for number in numbers for start in range(len(number) - length + 1)}
    return set(_ALONE.findall(text)) | (parts & hidden)


def niks_in_all(texts: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return what was found by the place where it was; `texts` are places and what stands there."""
    return {place: found for place, text in texts if (found := niks_in(text))}


def texts_of(value: Any) -> Iterator[str]:
    """Yield every text in a value, names of members too; numbers only as far as they are not stamps of claims."""
    if isinstance(value, dict):
        for name, member in value.items():
            yield str(name)
            if name != "claims":
                yield from texts_of(member)
    elif isinstance(value, list | set | tuple):
        for member in value:
            yield from texts_of(member)
    elif isinstance(value, Binary):
        # What is packed is looked into, and what is not packed is an error here: somebody has to say how it is read.
        packed: Any = value
        yield zlib.decompress(packed.value).decode()
    else:
        yield str(value)
