"""Text as people type and paste it: what nobody can see is taken out before anything is judged.

Web pages, chats and contact lists bring no-break spaces, marks of direction, characters of no width and hyphens of
their own along. `website/lib/base/text.js` cleans by the same rules, and a test compares both.
"""

from __future__ import annotations

import re
import unicodedata

_SPACES = "\t\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""White space besides the blank (Unicode's property White_Space), without what ends a line on a keyboard."""
_JOINERS = "\u200c\u200d"
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff"
)
"""What has no picture of its own (Unicode's property Default_Ignorable_Code_Point), without the two joiners and without
the signs of musical and shorthand notation."""
_HYPHENS = "\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
"""Signs that look like the hyphen of a keyboard: hyphens, dashes and the minus."""

_BETWEEN = f"[ \n\v\f\r{_SPACES}{_INVISIBLE}{_JOINERS}{_HYPHENS}.-]"
_WRITING = "\u0600-\u0f0a\u0f0c-\u17ff"
"""From the Arabic to the Khmer script: what stands there may be written otherwise with a joiner than without. The point
between Tibetan syllables is no letter."""
_JOINER = f"([{_WRITING}][{_JOINERS}])(?=[{_WRITING}])|[{_JOINERS}]"


def seen(text: str) -> str:
    """Return what can be seen of `text`: nothing invisible, and a blank for each other space.

    A joiner stays between two letters of a script that needs it, such as the Arabic or the Sinhala.
    """
    text = re.sub(f"[{_SPACES}]", " ", re.sub(f"[{_INVISIBLE}]", "", text))
    return re.sub(_JOINER, r"\1", text)


def tidy(text: str) -> str:
    """Return what can be seen of `text`, normalised (NFC), with single blanks and none at its ends.

    A text that is tidy already stays as it is. NFC puts the marks on a letter in order, so that another mark may come
    to stand before a joiner; then no joiner stays.
    """
    text = unicodedata.normalize("NFC", seen(text))
    if seen(text) != text:
        text = unicodedata.normalize("NFC", re.sub(f"[{_JOINERS}]", "", text))
    return re.sub(" {2,}", " ", text).strip(" ")


def with_plain_hyphens(text: str) -> str:
    """Return `text` with the hyphen of a keyboard in place of every other hyphen, dash and minus."""
    return re.sub(f"[{_HYPHENS}]", "-", text)


def compact(text: str) -> str:
    """Return a number or a code without what people and programs put between its characters.

    These are blanks of all kinds, points, hyphens, and what nobody sees.
    """
    return re.sub(_BETWEEN, "", text)
