"""The forms of accounts, and an account as its owner sees it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from typing_extensions import TypedDict

from antrean.base.policy import (
    EARLIEST_BIRTH,
    LONGEST_EMAIL,
    LONGEST_NAME,
    LONGEST_PASSWORD,
    LONGEST_PHONE,
    MOST_NAME_DIGITS,
    SHORTEST_PASSWORD,
)
from antrean.http.forms import Body, BookingId, Confirmed, DateText, at_most_digits, day_of, documented, text_of
from antrean.people import nik as nik_rules
from antrean.people.model import masked

if TYPE_CHECKING:
    from antrean.people.model import Account

_ATOM = r"[A-Za-z0-9_+](?:[A-Za-z0-9_+'-]*[A-Za-z0-9_+])?"
"""Narrower than the standard (RFC 5321), because the user pool must take whatever our form takes."""
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = rf" *(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z]{{2,63}} *"
_SPACERS = "[ ().-]*"
_PHONE = rf"{_SPACERS}(?:\+{_SPACERS}[1-9](?:{_SPACERS}[0-9]){{7,13}}|0(?:{_SPACERS}[0-9]){{8,12}}){_SPACERS}"


def _name(value: str) -> str:
    if not any(char.isalpha() for char in value):
        message = "must hold at least one letter"
        raise ValueError(message)
    return value


def _birth(value: date) -> date:
    if value < EARLIEST_BIRTH:
        message = f"must not be before {EARLIEST_BIRTH.year}"
        raise ValueError(message)
    return value


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


FullName = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_NAME),
    AfterValidator(text_of),
    AfterValidator(_name),
    at_most_digits(MOST_NAME_DIGITS),
]
BirthDate = Annotated[date, BeforeValidator(day_of), AfterValidator(_birth)]
Email = Annotated[
    str,
    Field(max_length=LONGEST_EMAIL, json_schema_extra=documented(_EMAIL)),
    AfterValidator(_email),
]
Phone = Annotated[str, Field(max_length=LONGEST_PHONE, json_schema_extra=documented(_PHONE)), AfterValidator(_phone)]
NikText = Annotated[
    str,
    Field(
        min_length=nik_rules.LENGTH,
        max_length=nik_rules.LENGTH,
        json_schema_extra=documented(f"[0-9]{{{nik_rules.LENGTH}}}"),
    ),
    AfterValidator(_nik),
]
Password = Annotated[
    str,
    Field(min_length=SHORTEST_PASSWORD, max_length=LONGEST_PASSWORD),
    AfterValidator(_password),
]


class SignUp(Body):
    """`POST /accounts`."""

    nik: NikText = Field(repr=False)
    full_name: FullName
    birth_date: BirthDate
    email: Email
    phone: Phone
    password: Password = Field(repr=False)
    nik_mismatch_confirmed: Confirmed = False


class Confirmation(Body):
    """`POST /accounts/confirm`."""

    email: Email
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")] = Field(repr=False)


SignUpStatus = Literal["confirmation_sent"]


class ConfirmationSentView(TypedDict):
    """`POST /accounts`: the same whoever exists already."""

    status: SignUpStatus


class ProfileView(TypedDict):
    """`GET /me`."""

    account_id: str
    full_name: str
    birth_date: DateText
    email: Email
    phone: Phone
    nik_masked: str
    active_booking: BookingId | None


def profile_view(account: Account, now: datetime) -> ProfileView:
    """Return an account as its owner sees it."""
    return {
        "account_id": account.account_id,
        "full_name": account.full_name,
        "birth_date": account.birth_date.isoformat(),
        "email": account.email,
        "phone": account.phone,
        "nik_masked": masked(account.nik_last4),
        "active_booking": account.active_booking_at(now),
    }
