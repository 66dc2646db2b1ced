"""A person's name: what it may be written with. `website/lib/people/name.js` judges by the same rules.

A name is stored as it is written (NFC). What it is compared with is compared in its compatible form (NFKC), in which
letters that only look another way are the same.
"""

from __future__ import annotations

import re
import unicodedata

from antrean.base.text import tidy, with_plain_hyphens
from antrean.policy.people import MOST_MARKS, MOST_NAME_DIGITS

_SCRIPTS = (
    "\u0041-\u02ff\u0370-\u058f\u05d0-\u05f4\u0620-\u07b1\u08a0-\u10ff\u1200-\u139f\u1780-\u17ff\u1a00-\u1a1f"
    "\u1b00-\u1bff\u1e00-\u1fff\u2c60-\u2c7f\u2d80-\u2ddf\u3005\u3041-\u30ff\u3105-\u312f\u3400-\u9fff\ua720-\ua7ff\ua930-\ua95f"
    "\ua980-\ua9df\uaa60-\uaa7f\uab30-\uab6f\uac00-\ud7a3\uf900-\ufdff\ufe70-\ufefc\uff21-\uffdc"
    "\U00020000-\U000323af"
)
"""Blocks of the scripts in use (Unicode's annex 31, tables 5 and 7: recommended ones, and those of Indonesia such as
the Javanese, Balinese, Sundanese, Batak, Buginese and Rejang), with the forms that files and keyboards give letters."""
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a"
"""Blocks with marks only; other marks stand in the blocks of their scripts."""
_SIGNS = "0-9 '\u2018\u2019\u201b`\u00b4\".,/()&\u00b7\u0f0b\u30fb-"
"""Digits and signs that stand in names: apostrophes of all kinds, points of titles, and what sets parts apart."""
_IN_USE = f"[{_SCRIPTS}{_MARKS}]"
_SIGN = f"[{_SIGNS}]"
_JOINERS = "\u200c\u200d"
_WEB_ADDRESS = (
    r"(?ai)www\.|[^ ]\.[^ .,]{2,}/|[^ ]\.(?:com|net|org|info|biz|xyz|top|app|dev|link|site|online|shop|store|live|club"
    r"|vip|click|asia|id|co|io|me|ly|gl|gd|gg|cc|tk|ml|cf|gq|pw|ru|cn|su|uk|eu|tv)(?![a-z])"
)
"""An address with www, with a path behind a point and two signs, or with a top-level domain that is often seen. A
scheme needs a colon, which is in no name."""
_TITLE = r"\.(?:Id|Co|Me|Ly)(?![A-Za-z/])"
"""Short names and titles behind a point that are top-level domains too. Who writes one begins it with a capital."""


def full_name(written: str) -> str:
    """Return a name as it is kept: without what nobody sees, in NFC, with single blanks and plain hyphens.

    Raises ValueError for a name without a letter, with signs or letters that are not in use, with more than two marks
    on a letter, with more than five digits or with an address of the web. What is an address can only be guessed:
    `Siti.Id` is taken for a name, `siti.id` for an address, and a domain that the list does not have passes without www
    and path.
    """
    name = tidy(with_plain_hyphens(written))
    kinds = "".join(map(_kind, name))
    if "?" in kinds:
        message = "must be written with letters; of signs only . , ' - / ( ) & are taken"
        raise ValueError(message)
    if "L" not in kinds:
        message = "must hold at least one letter"
        raise ValueError(message)
    if re.search(rf"(?:^|[^LM])M|M{{{MOST_MARKS + 1}}}", kinds):
        message = f"must not hold more than {MOST_MARKS} marks on a letter, nor a mark without a letter"
        raise ValueError(message)
    if sum(char.isdigit() for char in name) > MOST_NAME_DIGITS:
        message = f"must not hold more than {MOST_NAME_DIGITS} digits"
        raise ValueError(message)
    if re.search(_WEB_ADDRESS, re.sub(_TITLE, "", unicodedata.normalize("NFKC", name))):
        message = "must not hold an address of the web"
        raise ValueError(message)
    return name


def _kind(char: str) -> str:
    """Return L for a letter in use, M for a mark, a blank for a sign, nothing for a joiner, and ? for all else."""
    if char in _JOINERS:
        return ""
    if re.fullmatch(_SIGN, char):
        return " "
    category = unicodedata.category(char)[0]
    return category if category in "LM" and re.fullmatch(_IN_USE, char) else "?"
