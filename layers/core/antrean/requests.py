"""The bodies and queries of the contract: form only. What is right in form and wrong in fact the rules refuse."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    model_validator,
)

from antrean.people import nik as nik_rules

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ATOM = r"[A-Za-z0-9_+](?:[A-Za-z0-9_+'-]*[A-Za-z0-9_+])?"
"""Narrower than the standard: what our form takes the user pool must take too."""
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = rf" *(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z]{{2,63}} *"
_SPACERS = "[ ().-]*"
_PHONE = rf"{_SPACERS}(?:\+{_SPACERS}[1-9](?:{_SPACERS}[0-9]){{7,13}}|0(?:{_SPACERS}[0-9]){{8,12}}){_SPACERS}"
_LATITUDE = r"-?(?:[0-8]?[0-9](?:\.[0-9]{1,10})?|90(?:\.0{1,10})?)"
_LONGITUDE = r"-?(?:(?:0?[0-9]{1,2}|1[0-7][0-9])(?:\.[0-9]{1,10})?|180(?:\.0{1,10})?)"
_COORDINATES = rf"({_LATITUDE}), ?({_LONGITUDE})"
_OFFSET = r"(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
_INSTANT = (
    rf"(?:20[0-9]{{2}}|2100)-[0-9]{{2}}-[0-9]{{2}}[Tt][0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(?:\.[0-9]{{1,6}})?{_OFFSET}"
)
_NUMBER = r"[0-9]{1,9}"
_JOINERS = "\u200c\u200d"
_EARLIEST_BIRTH = date(1900, 1, 1)
_NIK_DIGITS = 16


def _documented(form: str) -> dict[str, JsonValue]:
    """Return what the contract says of a text of this form; the checks below use the same expression."""
    return {"pattern": f"^{form}$"}


def _text(value: str) -> str:
    """Return text normalised (NFC, single spaces); refuses control, private and unassigned characters."""
    text = " ".join(unicodedata.normalize("NFC", value).split(" ")).strip(" ")
    text = re.sub(" {2,}", " ", text)
    if any(unicodedata.category(char).startswith("C") and char not in _JOINERS for char in text):
        message = "must not hold control characters"
        raise ValueError(message)
    if not text:
        message = "must not be empty"
        raise ValueError(message)
    return text


def _name(value: str) -> str:
    if not any(char.isalpha() for char in value):
        message = "must hold at least one letter"
        raise ValueError(message)
    return value


def _at_most_digits(most: int) -> AfterValidator:
    """Return a check that refuses text which could hold a NIK, however its digits are set apart."""

    def check(value: str) -> str:
        if sum(char.isdigit() for char in value) > most:
            message = f"must not hold more than {most} digits"
            raise ValueError(message)
        return value

    return AfterValidator(check)


def _whole(value: object) -> object:
    """Return 60 for 60.0: JSON has one kind of number, and a JSON schema takes both for an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _day(value: object) -> object:
    """Return the date that a text writes; JSON has no dates, and pydantic alone would take a number for one."""
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        with contextlib.suppress(ValueError):
            return date.fromisoformat(value)
    message = "must be a date that exists, written YYYY-MM-DD"
    raise ValueError(message)


def _birth(value: date) -> date:
    if value < _EARLIEST_BIRTH:
        message = "must not be before 1900"
        raise ValueError(message)
    return value


def _instant(value: object) -> object:
    """Return the instant that a text writes; pydantic alone would also take a number of seconds for one."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, str) and re.fullmatch(_INSTANT, value):
        with contextlib.suppress(ValueError):
            return datetime.fromisoformat(value.upper())
    message = "must be an instant of this century such as 2026-12-01T08:00:00+07:00"
    raise ValueError(message)


def _email(value: str) -> str:
    if not re.fullmatch(_EMAIL, value):
        message = "must be an e-mail address such as nama@contoh.id"
        raise ValueError(message)
    return value.strip(" ").lower()


def _phone(value: str) -> str:
    if not re.fullmatch(_PHONE, value):
        message = "must be a telephone number such as 081234567890 or +6281234567890"
        raise ValueError(message)
    compact = re.sub(_SPACERS, "", value)
    return compact if compact.startswith("+") else f"+62{compact[1:]}"


def _nik(value: str) -> str:
    nik_rules.parse(value)
    return value


def _password(value: str) -> str:
    if any(unicodedata.category(char) == "Cc" for char in value) or value != value.strip():
        message = "must not begin or end with a space or hold control characters"
        raise ValueError(message)
    return value


Text = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_text)]
FullName = Annotated[
    str, Field(min_length=1, max_length=100), AfterValidator(_text), AfterValidator(_name), _at_most_digits(5)
]
Day = Annotated[date, BeforeValidator(_day)]
BirthDate = Annotated[date, BeforeValidator(_day), AfterValidator(_birth)]
Instant = Annotated[AwareDatetime, BeforeValidator(_instant), Field(json_schema_extra=_documented(_INSTANT))]
Email = Annotated[
    # Cognito's limit for user names
    str,
    Field(max_length=128, json_schema_extra=_documented(_EMAIL)),
    AfterValidator(_email),
]
Phone = Annotated[str, Field(max_length=30, json_schema_extra=_documented(_PHONE)), AfterValidator(_phone)]
NikText = Annotated[
    str,
    Field(min_length=_NIK_DIGITS, max_length=_NIK_DIGITS, json_schema_extra=_documented(f"[0-9]{{{_NIK_DIGITS}}}")),
    AfterValidator(_nik),
]
Password = Annotated[
    # NIST SP 800-63B: length, no rules of composition. Half of Cognito's limit, whatever it counts as a character.
    str,
    Field(min_length=10, max_length=128),
    AfterValidator(_password),
]
OfficeId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
SessionName = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,19}$")]
Relation = Literal["self", "spouse", "child", "parent"]
Service = Literal["new", "renewal", "lost", "damaged", "data_change"]


class Body(BaseModel):
    """A request body: no unknown members, no silent conversion of types."""

    # built at first use: a function needs few of them
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, defer_build=True)


class Query(BaseModel):
    """The parameters after the question mark: no unknown ones; their values are text."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, defer_build=True)


_ABOUT_FAMILY: list[JsonValue] = ["full_name", "nik", "birth_date"]
_PERSON: dict[str, JsonValue] = {
    "oneOf": [
        {"properties": {"relation": {"const": "self"}, **{str(name): {"type": "null"} for name in _ABOUT_FAMILY}}},
        {
            "properties": {
                "relation": {"not": {"const": "self"}},
                **{str(name): {"type": "string"} for name in _ABOUT_FAMILY},
            },
            "required": _ABOUT_FAMILY,
        },
    ]
}


class SignUp(Body):
    """`POST /accounts`."""

    nik: NikText = Field(repr=False)
    full_name: FullName
    birth_date: BirthDate
    email: Email
    phone: Phone
    password: Password = Field(repr=False)
    nik_mismatch_confirmed: bool = False


class Confirmation(Body):
    """`POST /accounts/confirm`."""

    email: Email
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")] = Field(repr=False)


class Person(Body):
    """An applicant; of `self` everything comes from the profile."""

    model_config = ConfigDict(json_schema_extra=_PERSON)

    relation: Relation
    full_name: FullName | None = None
    nik: NikText | None = Field(default=None, repr=False)
    birth_date: BirthDate | None = None
    nik_mismatch_confirmed: bool = False

    @model_validator(mode="after")
    def _complete(self) -> Self:
        given = (self.full_name, self.nik, self.birth_date)
        if self.relation == "self" and any(value is not None for value in given):
            message = "`self` is taken from your profile: leave out full_name, nik and birth_date"
            raise ValueError(message)
        if self.relation != "self" and any(value is None for value in given):
            message = "full_name, nik and birth_date are needed for a member of the family"
            raise ValueError(message)
        return self


_People = Annotated[tuple[Person, ...], Field(min_length=1, max_length=20)]


class SlotChoice(Body):
    """`POST /bookings/{booking_id}/reschedule`: the slot to move to."""

    office_id: OfficeId
    date: Day
    session: SessionName


class NewBooking(SlotChoice):
    """`POST /bookings`."""

    service: Service
    applicants: _People


class AddedApplicants(Body):
    """`POST /bookings/{booking_id}/applicants`: the members of the family to add."""

    applicants: _People


class QuotaChange(Body):
    """`PUT /admin/offices/{office_id}/quotas/{date}/{session}`: what is left out stays as it is."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"properties": {name: {"not": {"type": "null"}}}, "required": [name]}
                for name in ("capacity", "state", "opens_at")
            ]
        }
    )

    capacity: Annotated[int, Field(ge=0, le=10_000), BeforeValidator(_whole)] | None = None
    state: Literal["open", "closed"] | None = None
    opens_at: Instant | None = None
    reason: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_text), _at_most_digits(12)]

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.capacity is None and self.state is None and self.opens_at is None:
            message = "name at least one of capacity, state and opens_at"
            raise ValueError(message)
        return self


class CheckInRequest(Body):
    """`POST /checkins`: the scanned text of a QR code, and the office that scans it."""

    code: Annotated[str, Field(min_length=1, max_length=64)]
    office_id: OfficeId


def _coordinates(value: object) -> object:
    if not isinstance(value, str):
        return value
    match = re.fullmatch(_COORDINATES, value)
    if not match:
        message = "must be a latitude and a longitude in degrees such as -6.2,106.8"
        raise ValueError(message)
    return float(match[1]), float(match[2])


Coordinates = Annotated[
    tuple[float, float],
    BeforeValidator(
        _coordinates, json_schema_input_type=Annotated[str, Field(json_schema_extra=_documented(_COORDINATES))]
    ),
]


def _number(value: object) -> object:
    """Return the text of a whole number; pydantic alone would also take 1.0 and +1 for one."""
    if isinstance(value, str) and not re.fullmatch(_NUMBER, value):
        message = "must be a whole number"
        raise ValueError(message)
    return value


class OfficesQuery(Query):
    """`GET /offices`."""

    province: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    near: Coordinates | None = None
    limit: Annotated[int, Field(ge=1, le=200), BeforeValidator(_number)] | None = None


class DaysQuery(Query):
    """`GET .../availability` and `GET .../quotas`: the first and last date, both included."""

    first: Annotated[Day | None, Field(alias="from")] = None
    last: Annotated[Day | None, Field(alias="to")] = None


class NearestQuery(Query):
    """`GET /availability`: the nearest offices that can seat so many people."""

    date: Day | None = None
    people: Annotated[int, Field(ge=1, le=5), BeforeValidator(_number)] = 1
    near: Coordinates | None = None
    limit: Annotated[int, Field(ge=1, le=8), BeforeValidator(_number)] = 8


class ReceiptQuery(Query):
    """`GET /bookings/{booking_id}/receipt`."""

    format: Literal["svg", "png"] = "svg"


class QuotaPath(Query):
    """The date and session in the path of a quota."""

    date: Day
    session: SessionName
