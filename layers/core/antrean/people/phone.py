"""Telephone numbers as people write them, and as they are kept: `+`, country code, number (ITU-T E.164).

How a number is read in Indonesia follows Google's libphonenumber, which takes it from the numbering plan (Fundamental
Technical Plan of the ministry): mobile numbers have 9 to 12 digits after the 0, an area code has two or three. The
library itself would cost a third more of cold start, and the website could not carry its twin (decision 21). Of other
countries the country code and the length are checked. `website/lib/people/phone.js` reads the same numbers.
"""

from __future__ import annotations

import re

from antrean.base import text

_INDONESIA = "62"
_MOBILE = r"8[1-35-9][0-9]{7,10}"
_FIXED = (
    r"2[14][0-9]{7,8}|22[0-9]{6,8}|[36]1[0-9]{5,8}|619[0-9]{8}"
    r"|(?:2(?:[35][1-4]|6[0-8]|7[1-6]|8[0-9]|9[1-8])|3(?:[25][1-8]|3[1-68]|4[1-3]|6[1-3568]|7[0-469]|8[0-9])"
    r"|4(?:0[1-589]|1[01347-9]|2[0-36-8]|3[0-24-68]|43|5[1-378]|6[1-5]|7[134]|8[1245])"
    r"|5(?:1[1-35-9]|2[25-8]|3[124-9]|4[1-3589]|5[1-46]|6[1-8])|6(?:[25][0-9]|3[1-69]|4[1-6])"
    r"|7(?:02|[125][1-9]|[36][0-9]|4[1-8]|7[0-36-9])|9(?:0[12]|1[013-8]|2[0-479]|5[125-8]|6[23679]|7[159]|8[01346]))"
    r"[0-9]{5,8}"
)
"""The area codes of Indonesia, and how long a number is behind each."""
_COUNTRIES = (
    r"1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|21[12368]|22[0-9]|23[0-9]|24[0-9]|25[0-8]|26[0-9]"
    r"|29[01789]|35[0-9]|37[0-8]|38[0-35-79]|42[013]|50[0-9]|59[0-9]|67[02-9]|68[0-35-9]|69[0-2]|80[08]|85[02356]"
    r"|87[08]|88[0-368]|96[0-8]|97[0-79]|99[2-68]"
)
"""The country codes in use (ITU-T, list of assigned codes); none is the beginning of another."""
_ZERO_IS_DIALLED = frozenset({"39", "225", "229", "241", "242", "378"})
"""Countries whose numbers begin with a 0 that belongs to them; everywhere else it is only for calls from within."""
_OPERATORS = ("001", "007", "008", "009")
"""With these, operators of Indonesia lead abroad, and elsewhere 00 and a country code begin so: both cannot be told."""

_SIGNS = "[()/]"
_NATIONAL = f"{_MOBILE}|{_FIXED}"
_ABROAD = f"({_COUNTRIES})([0-9]+)"
_SHORTEST = 7
_LONGEST = 15
"""Digits of a number with its country code: E.164 allows 15, and the shortest, of small islands, have 7."""


class PhoneError(ValueError):
    """A text that is no telephone number, or that may be two; the message says what is expected."""

    def __init__(self) -> None:
        """Say what is expected, whatever was wrong."""
        super().__init__(
            "must be a telephone number such as 081234567890 or +6281234567890; "
            "one of another country begins with + and the country code"
        )


def e164(written: str) -> str:
    """Return the one E.164 number that `written` means; raises `PhoneError`.

    Blanks, hyphens, points, brackets and slashes are left out, and so is the 0 behind a country code. `+62`, `62`,
    `0062` and `0` all lead to a number of Indonesia; a mobile one may even begin with its 8. Every other country needs
    the `+`, or 00 where that cannot be an operator's code.
    """
    number = re.sub(_SIGNS, "", text.compact(written))
    if number.startswith("+"):
        return _international(number[1:])
    if number.startswith("00") and not number.startswith(_OPERATORS):
        return _international(number[2:])
    if number.startswith(_INDONESIA):
        return _indonesian(number.removeprefix(_INDONESIA).removeprefix("0"))
    if number.startswith("0") or re.fullmatch(_MOBILE, number):
        return _indonesian(number.removeprefix("0"))
    raise PhoneError


def _indonesian(national: str) -> str:
    if not re.fullmatch(_NATIONAL, national):
        raise PhoneError
    return f"+{_INDONESIA}{national}"


def _international(number: str) -> str:
    match = re.fullmatch(_ABROAD, number)
    if not match:
        raise PhoneError
    country, national = match[1], match[2]
    if country == _INDONESIA:
        return _indonesian(national.removeprefix("0"))
    if country not in _ZERO_IS_DIALLED:
        national = national.removeprefix("0")
        if national.startswith("0"):
            raise PhoneError
    if not _SHORTEST <= len(country + national) <= _LONGEST:
        raise PhoneError
    return f"+{country}{national}"
