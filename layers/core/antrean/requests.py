"""The bodies and queries of the contract: form only. What is right in form and wrong in fact the rules refuse."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from antrean import nik as nik_rules

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ATOM = r"[a-z0-9_+](?:[a-z0-9_+'-]*[a-z0-9_+])?"
"""Narrower than the standard: what our form takes the user pool must take too."""
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_EMAIL = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[a-z]{{2,63}}")
_PHONE = re.compile(r"(?:\+[1-9]\d{7,13}|0\d{8,12})", re.ASCII)
_JOINERS = "\u200c\u200d"
_EARLIEST_BIRTH = date(1900, 1, 1)
_NIK_DIGITS = 16


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


def _email(value: str) -> str:
    lowered = value.strip().lower()
    if not _EMAIL.fullmatch(lowered):
        message = "must be an e-mail address such as nama@contoh.id"
        raise ValueError(message)
    return lowered


def _phone(value: str) -> str:
    compact = re.sub(r"[ ().-]", "", value)
    if not _PHONE.fullmatch(compact):
        message = "must be a telephone number such as 081234567890 or +6281234567890"
        raise ValueError(message)
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
Email = Annotated[
    # Cognito's limit for user names
    str,
    Field(max_length=128),
    AfterValidator(_email),
]
Phone = Annotated[str, Field(max_length=30), AfterValidator(_phone)]
NikText = Annotated[str, Field(min_length=_NIK_DIGITS, max_length=_NIK_DIGITS), AfterValidator(_nik)]
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

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class Query(BaseModel):
    """The parameters after the question mark: no unknown ones; their values are text."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


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

    capacity: Annotated[int, Field(ge=0, le=10_000)] | None = None
    state: Literal["open", "closed"] | None = None
    opens_at: AwareDatetime | None = None
    reason: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_text), _at_most_digits(12)]

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.capacity is None and self.state is None and self.opens_at is None:
            message = "name at least one of capacity, state and opens_at"
            raise ValueError(message)
        if self.opens_at is not None and not _REASONABLE[0] <= self.opens_at.year <= _REASONABLE[1]:
            message = "opens_at is not a reasonable instant"
            raise ValueError(message)
        return self


_REASONABLE = (2000, 2100)


class CheckInRequest(Body):
    """`POST /checkins`: the scanned text of a QR code, and the office that scans it."""

    code: Annotated[str, Field(min_length=1, max_length=64)]
    office_id: OfficeId


def _coordinates(value: object) -> object:
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"(-?\d{1,2}(?:\.\d{1,10})?),\s?(-?\d{1,3}(?:\.\d{1,10})?)", value, re.ASCII)
    if not match:
        message = "must be a latitude and a longitude in degrees such as -6.2,106.8"
        raise ValueError(message)
    latitude, longitude = float(match[1]), float(match[2])
    if abs(latitude) > 90 or abs(longitude) > 180:  # noqa: PLR2004 - degrees of the globe
        message = "must be a point on the globe"
        raise ValueError(message)
    return latitude, longitude


Coordinates = Annotated[
    tuple[float, float],
    BeforeValidator(_coordinates, json_schema_input_type=str),
]


class OfficesQuery(Query):
    """`GET /offices`."""

    province: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    near: Coordinates | None = None
    limit: Annotated[int, Field(ge=1, le=200)] | None = None


class DaysQuery(Query):
    """`GET .../availability` and `GET .../quotas`: the first and last date, both included."""

    first: Annotated[Day | None, Field(alias="from")] = None
    last: Annotated[Day | None, Field(alias="to")] = None


class NearestQuery(Query):
    """`GET /availability`: the nearest offices that can seat so many people."""

    date: Day | None = None
    people: Annotated[int, Field(ge=1, le=5)] = 1
    near: Coordinates | None = None
    limit: Annotated[int, Field(ge=1, le=8)] = 8


class ReceiptQuery(Query):
    """`GET /bookings/{booking_id}/receipt`."""

    format: Literal["svg", "png"] = "svg"


class QuotaPath(Query):
    """The date and session in the path of a quota."""

    date: Day
    session: SessionName
