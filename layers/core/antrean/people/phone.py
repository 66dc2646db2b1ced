"""Telephone numbers as people write them, and as they are kept: `+`, country code, number (ITU-T E.164).

How a number is read in Indonesia follows Google's libphonenumber, which takes it from the numbering plan (Fundamental
Technical Plan of the ministry): mobile numbers have 9 to 12 digits after the 0, an area code has two or three. The
library itself would cost a third more of cold start, and the website could not carry its twin (decision 21). Of other
countries the country code, what is dialled before a number and the length are checked. Of codes of carriers, which are
dialled in some of them, little is known: a number with one is refused where its length shows it.

`website/lib/people/phone.js` reads the same numbers.
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
_PLANS = (
    "45:290;4567:690;456789ab:352;456789abc:598;456789abcd:43 49;4567a:98;47:683;5:500 "
    "682;56:247;567:688;5678:386;56789a:27 64;56789ab:31;56789abc:358 "
    "971;56789ac:61;56789b:852;567a:685;5689abcd:82;57:676 677 678;58:47 686;6:298 299 672 687;67:597;6789:252 "
    "355;6789a:48 95 880;6789ab:375 595;6789abc:39 381;6789ac:46;6789c:359;678a:53;679:421;689:376 "
    "689;689abcd:63;69:40 508 681;7:238 239 246 248 269 291 297 592 673 674 680 691 692;78:241 599 670 675 853 "
    "961 965 975;789:231 385 967 968;789a:84 243 254 353;789ab:886;789abc:86 882 972;789abcd:62;789b:974;78a:230 "
    "267 372;78ab:507;78b:503;79:220 245 265 354 423;79a:44 263;7a:960;7acd:90;7b:501 679;8:45 216 222 223 226 "
    "227 228 232 235 236 253 257 266 350 356 357 370 371 373 374 389 505 509 800 808 973 993;89:32 36 51 213 224 "
    "233 237 250 258 264 268 377 382 387 591 962 963;89a:20 60 855 856 964 970 976;89ab:55 593;89abc:92 383 "
    "883;89abcd:81 91;89ad:66;8a:229 378 506 850;8ab:57 65 977;8b:502 504;9:33 34 93 94 211 212 218 221 240 242 "
    "244 249 251 255 256 260 261 262 351 590 594 596 979 992 994 995 998;9a:380 881 966 996;9ab:56;9abc:420;9c:41"
    " 870;a:1 52 58 225;ab:54;abc:30 234;ae:7;b:888;c:878"
)
"""Digits that numbers have behind each country code in use, one hexadecimal figure a length: `9a:380` says that those
of 380 have 9 or 10. It is what libphonenumber's metadata says, without lengths with which a number would have more than
the 15 digits of E.164, and a test compares both. No code is the beginning of another."""
_LENGTHS = {
    country: lengths
    for lengths, codes in (plan.split(":") for plan in _PLANS.split(";"))
    for country in codes.split(" ")
}
_PREFIXES = {
    "1": "1",
    "7": "8",
    "36": "06",
    "57": "0(?:[3579]|4(?:[14]4|56))?(?=(?:[0-9]{8}|[0-9]{10})$)",
    "82": "0(?:8(?:[1-46-8]|5[0-9][0-9]))?",
    "370": "[08]",
    "375": "(?:80?|0)(?=[1-9][0-9]{8}$)",
    "692": "1",
    "993": "8",
    **dict.fromkeys(("39", "225", "229", "241", "242", "378"), ""),
}
"""What is dialled before a number within its country, where that is not a 0. In some countries it is nothing, and a 0
belongs to the number. In Colombia and Korea a carrier's code may follow the 0. Numbers that people have in Belarus
are of 9 digits; those of services begin with 80 too."""
_OPERATORS = ("001", "007", "008", "009")
"""With these, operators of Indonesia lead abroad, and elsewhere 00 and a country code begin so: both cannot be told."""

_SIGNS = "[()/]"
_NATIONAL = f"{_MOBILE}|{_FIXED}"


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

    Blanks, hyphens, points, brackets and slashes are left out, and so is the 0, or what else is dialled within a
    country, behind its code. `+62`, `62`, `0062` and `0` all lead to a number of Indonesia; a mobile one may even begin
    with its 8. Every other country needs the `+`, or 00 where that cannot be an operator's code.
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
    """Return the number of any country, its code first; raises `PhoneError`.

    What is dialled before it within the country is left out where a number of a possible length stays. A number that
    has a possible length only with it is kept whole: `+7 800 555 35 35` begins with an 8 of its own.
    """
    country = next((number[:digits] for digits in (1, 2, 3) if number[:digits] in _LENGTHS), None)
    if not country or not re.fullmatch("[0-9]+", number):
        raise PhoneError
    whole = number.removeprefix(country)
    if country == _INDONESIA:
        return _indonesian(whole.removeprefix("0"))
    prefix = _PREFIXES.get(country, "0")
    for national in (re.sub(f"^{prefix}", "", whole), whole):
        if f"{len(national):x}" in _LENGTHS[country] and not (prefix and national.startswith("0")):
            return f"+{country}{national}"
    raise PhoneError
