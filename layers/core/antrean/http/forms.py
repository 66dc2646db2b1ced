"""What every form is made of: bodies and queries without unknown members, and checked texts, dates and numbers.

Only the form is checked here. The rules refuse what is well formed and still wrong, such as a birth in the future.
"""

from __future__ import annotations

import contextlib
import re
import unicodedata
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from antrean.base.text import tidy
from antrean.http.route import BOOKING_ID
from antrean.policy.system import LONGEST_REASON, MOST_REASON_DIGITS

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_OFFSET = r"(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
_INSTANT = (
    rf"(?:20[0-9]{{2}}|2100)-[0-9]{{2}}-[0-9]{{2}}[Tt][0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(?:\.[0-9]{{1,6}})?{_OFFSET}"
)
_NUMBER = r"[0-9]{1,9}"
_JOINERS = "\u200c\u200d"
_WEB_ADDRESS = re.compile(r"://|[a0]\.a{2}|0(?:\.0+){3}")
"""What leads to a page, in the outline of a text: `://`, a full stop before two letters, or four numbers that full
stops join."""
_IN_OUTLINE = {"L": "a", "M": "a", "S": "a", "N": "0"}
_POINTS = {".": ".", "\u3002": ".", "\u06d4": ".", ":": ":", "/": "/", "\u2044": "/", "_": "a"}


def documented(expression: str) -> dict[str, JsonValue]:
    """Return what the contract says of text: an expression that everything that is taken matches."""
    return {"pattern": f"^{expression}$"}


def conditional(
    members: dict[str, JsonValue], then: dict[str, JsonValue], otherwise: dict[str, JsonValue] | None = None
) -> dict[str, JsonValue]:
    """Return what the contract says of an object whose members depend on the schemas of other `members`.

    Generators of clients pass over conditions, and still see one plain object; of `oneOf` or `anyOf` they make a type
    for each choice. Further members are allowed in so many words, because some validators would else refuse them.
    """
    open_to_more: dict[str, JsonValue] = {"additionalProperties": True}
    condition: dict[str, JsonValue] = {"if": {"properties": members, **open_to_more}, "then": {**then, **open_to_more}}
    return condition | ({"else": {**otherwise, **open_to_more}} if otherwise else {})


def text_of(value: str) -> str:
    """Return text tidied (`base.text`); raises ValueError for control, private and unassigned characters."""
    text = tidy(value)
    if any(unicodedata.category(char).startswith("C") and char not in _JOINERS for char in text):
        message = "must not hold control characters"
        raise ValueError(message)
    if not text:
        message = "must not be empty"
        raise ValueError(message)
    return text


def at_most_digits(most: int) -> AfterValidator:
    """Return a check that refuses more than `most` digits: no text may hold a NIK, however its digits are set apart.

    The numerals of every script count, those in circles and the Roman ones of Unicode too.
    """

    def check(value: str) -> str:
        if sum(char.isnumeric() for char in value) > most:
            message = f"must not hold more than {most} digits"
            raise ValueError(message)
        return value

    return AfterValidator(check)


def without_web_address(value: str) -> str:
    """Return text in which nothing leads to a page; raises ValueError for an address, also without `https://`.

    A full stop between letters without a space counts as one: programs that show mails make links of that.
    """
    if _WEB_ADDRESS.search(_outline(value)):
        message = "must not hold a web or mail address; write a space after a full stop"
        raise ValueError(message)
    return value


def _outline(value: str) -> str:
    """Return text with `a` for every letter, mark and symbol, `0` for a numeral, and a blank for most other signs.

    Names of computers have marks and pictures too, and full stops are written in several ways, most of which are made
    one by the compatible form (NFKC) of Unicode.
    """
    plain = (char for char in unicodedata.normalize("NFKC", value) if char not in _JOINERS)
    return "".join(_POINTS.get(char) or _IN_OUTLINE.get(unicodedata.category(char)[0], " ") for char in plain)


def whole(value: object) -> object:
    """Return 60 for 60.0: JSON has one kind of number, and a JSON schema takes both for an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def bool_of(value: object) -> object:
    """Return false for null, and any other value as it is."""
    return False if value is None else value


def number_of(value: object) -> object:
    """Return `value` unless it is text that is no whole number; pydantic alone would also accept 1.0 and +1."""
    if isinstance(value, str) and not re.fullmatch(_NUMBER, value):
        message = "must be a whole number"
        raise ValueError(message)
    return value


def day_of(value: object) -> object:
    """Return the date that a text writes; JSON has no dates, and pydantic alone would also accept a number."""
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        with contextlib.suppress(ValueError):
            return date.fromisoformat(value)
    message = "must be a date that exists, written YYYY-MM-DD"
    raise ValueError(message)


def _instant(value: object) -> object:
    """Return the instant that a text writes; pydantic alone would also accept a number of seconds."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(_INSTANT, value):
        with contextlib.suppress(ValueError):
            return datetime.fromisoformat(value.upper())
    message = "must be an instant of this century such as 2026-12-01T08:00:00+07:00"
    raise ValueError(message)


Day = Annotated[date, BeforeValidator(day_of)]
Instant = Annotated[AwareDatetime, BeforeValidator(_instant), Field(json_schema_extra=documented(_INSTANT))]

# Answers hold text that is made already. These say in the contract how it is written; nothing is checked at run time.
DateText = Annotated[str, Field(json_schema_extra={"format": "date"})]
InstantText = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
TimeText = Annotated[str, Field(json_schema_extra=documented("[0-2][0-9]:[0-5][0-9]"))]
UrlText = Annotated[str, Field(json_schema_extra={"format": "uri"})]
BookingId = Annotated[str, Field(json_schema_extra=documented(BOOKING_ID.pattern))]


Reason = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_REASON),
    AfterValidator(text_of),
    at_most_digits(MOST_REASON_DIGITS),
    AfterValidator(without_web_address),
]
"""Why an operator changes or closes something. Everybody may read it, and displaced people get it in a mail of the
office: so it holds no NIK, and nothing that whoever stole an operator's account could lead them away with."""
Confirmed = Annotated[bool, BeforeValidator(bool_of, json_schema_input_type=bool | None)]
"""Something that is confirmed; left out or null, it is not. Generated clients for Dart send null for it."""


class Body(BaseModel):
    """A request body: no unknown members, no silent conversion of types."""

    # Each model is built at its first use, because a function needs few of them.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, defer_build=True)

    def canonical(self) -> str:
        """Return the request as one text, by which a retry is told from another request."""
        return self.model_dump_json()


class Query(BaseModel):
    """The parameters after the question mark: no unknown ones. Their values are text."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)
