"""The forms of accounts, and an account as its owner sees it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from typing_extensions import TypedDict

from antrean.base.days import rfc3339
from antrean.base.policy import (
    EARLIEST_BIRTH,
    LONGEST_EMAIL,
    LONGEST_NAME,
    LONGEST_NUMBER,
    LONGEST_PASSWORD,
    SHORTEST_PASSWORD,
)
from antrean.base.text import compact, seen, with_plain_hyphens
from antrean.http.forms import Body, BookingId, Confirmed, InstantText, day_of, documented
from antrean.people import nik as nik_rules
from antrean.people import phone
from antrean.people.model import Language, masked
from antrean.people.name import full_name
from antrean.proofs.code import CODE_LENGTH, SECRET_LENGTH, read_code
from antrean.proofs.passwords import is_common

if TYPE_CHECKING:
    from antrean.people.model import Account

_ATOM = r"[A-Za-z0-9_+](?:[A-Za-z0-9_+'-]*[A-Za-z0-9_+])?"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*\.?@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}"
"""Narrower than the standard (RFC 5321), because the user pool must take whatever our form takes; but for the point
before the @, which is not in the standard and which mailboxes of docomo have."""

# What the contract can say of texts that are cleaned before they are judged: their digits, whatever stands between.
_SOME_EMAIL = r"[^@]+@[^@]+\.[^@]+"
_SOME_PHONE = "[^0-9]*(?:[0-9][^0-9]*){6,18}"
_16_DIGITS = f"[^0-9]*(?:[0-9][^0-9]*){{{nik_rules.LENGTH}}}"
_8_CHARACTERS = f"[^0-9A-Za-z]*(?:[0-9A-Za-z][^0-9A-Za-z]*){{{CODE_LENGTH}}}"
_SECRET = f"[A-Za-z0-9_-]{{{SECRET_LENGTH}}}"


def _birth(value: date) -> date:
    if value < EARLIEST_BIRTH:
        message = f"must not be before {EARLIEST_BIRTH.year}"
        raise ValueError(message)
    return value


def _email(value: str) -> str:
    address = with_plain_hyphens(seen(value)).strip(" \n\v\f\r")
    if not re.fullmatch(_EMAIL, address):
        message = "must be an e-mail address such as nama@contoh.id"
        raise ValueError(message)
    return address.lower()


def _nik(value: str) -> str:
    nik = compact(value)
    nik_rules.parse(nik)
    return nik


def _code(value: str) -> str:
    code = read_code(value)
    if not code:
        message = "must be the mailed code, such as K7QP-2M4X"
        raise ValueError(message)
    return code


def _same_everywhere(value: str) -> str:
    """Return a password as it is hashed, whatever keyboard typed it (NIST SP 800-63B, 3.1.1.2: NFKC)."""
    return unicodedata.normalize("NFKC", value)


def _password(value: str) -> str:
    if any(unicodedata.category(char) == "Cc" for char in value) or value != value.strip():
        message = "must not begin or end with a space or hold control characters"
        raise ValueError(message)
    if is_common(value):
        message = "is one of those that are tried first; choose other words"
        raise ValueError(message)
    return value


# What is cleaned is measured afterwards: a validator before a limit runs before it.
FullName = Annotated[str, AfterValidator(full_name), Field(min_length=1, max_length=LONGEST_NAME)]
BirthDate = Annotated[date, BeforeValidator(day_of), AfterValidator(_birth)]
Email = Annotated[
    str, AfterValidator(_email), Field(max_length=LONGEST_EMAIL, json_schema_extra=documented(_SOME_EMAIL))
]
Phone = Annotated[
    str, Field(max_length=LONGEST_NUMBER, json_schema_extra=documented(_SOME_PHONE)), AfterValidator(phone.e164)
]
NikText = Annotated[
    str, Field(max_length=LONGEST_NUMBER, json_schema_extra=documented(_16_DIGITS)), AfterValidator(_nik)
]
CodeText = Annotated[
    str, Field(max_length=LONGEST_NUMBER, json_schema_extra=documented(_8_CHARACTERS)), AfterValidator(_code)
]
Secret = Annotated[str, Field(pattern=f"^{_SECRET}$")]
Password = Annotated[
    str,
    AfterValidator(_same_everywhere),
    Field(
        min_length=SHORTEST_PASSWORD,
        max_length=LONGEST_PASSWORD,
        description="Kept in the form NFKC of Unicode: a client that logs in at Cognito itself normalises it first.",
    ),
    AfterValidator(_password),
]


class SignUp(Body):
    """`POST /accounts`."""

    nik: NikText = Field(repr=False)
    full_name: FullName
    birth_date: BirthDate
    email: Email
    phone: Phone
    language: Language = "id"
    nik_mismatch_confirmed: Confirmed = False


class Confirmation(Body):
    """`POST /accounts/confirm` and `POST /accounts/password/confirm`: the mailed code, and the secret that it needs."""

    secret: Secret = Field(repr=False)
    code: CodeText = Field(repr=False)
    password: Password = Field(repr=False)


class PasswordRequest(Body):
    """`POST /accounts/password`."""

    email: Email
    language: Language = "id"


class ProfileChange(Body):
    """`PATCH /me`: what is left out stays as it is."""

    language: Language | None = None
    reminders: bool | None = None
    whatsapp: bool | None = None


SignUpStatus = Literal["confirmation_sent"]


class ConfirmationSentView(TypedDict):
    """`POST /accounts` and `POST /accounts/password`: alike whoever has an account, but for the random secret."""

    status: SignUpStatus
    secret: Secret


class ProfileView(TypedDict):
    """`GET /me`."""

    account_id: str
    full_name: str
    birth_year: int
    email: Email
    phone: Phone
    nik_masked: str
    language: Language
    reminders: bool
    whatsapp: bool
    whatsapp_available: bool
    mailbox_works: bool
    active_booking: BookingId | None
    closes_at: InstantText | None


def profile_view(
    account: Account, now: datetime, *, mailbox_works: bool, whatsapp_available: bool = False
) -> ProfileView:
    """Return an account as its owner sees it.

    `mailbox_works` tells whether its mailbox took the last mails, `whatsapp_available` whether anything is sent over
    WhatsApp at all.
    """
    return {
        "account_id": account.account_id,
        "full_name": account.full_name,
        "birth_year": account.birth_year,
        "email": account.email,
        "phone": account.phone,
        "nik_masked": masked(account.nik_last4),
        "language": account.language,
        "reminders": account.reminders,
        "whatsapp": account.whatsapp,
        "whatsapp_available": whatsapp_available,
        "mailbox_works": mailbox_works,
        "active_booking": account.active_booking_at(now),
        "closes_at": rfc3339(account.closes_at) if account.closes_at else None,
    }
