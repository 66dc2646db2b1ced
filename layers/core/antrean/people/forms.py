"""The forms of accounts, and an account as its owner sees it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from typing_extensions import TypedDict

from antrean.base.days import rfc3339
from antrean.base.text import compact, seen, with_plain_hyphens
from antrean.http.forms import Body, BookingId, Confirmed, InstantText, day_of, documented
from antrean.people import nik as nik_rules
from antrean.people import phone
from antrean.people.model import Language, Verdict, masked
from antrean.people.name import full_name
from antrean.policy.people import (
    EARLIEST_BIRTH,
    LONGEST_EMAIL,
    LONGEST_NAME,
    LONGEST_NUMBER,
    LONGEST_PASSWORD,
    NOTICE_VERSIONS,
    SHORTEST_PASSWORD,
)
from antrean.proofs.code import CODE_LENGTH, SECRET_LENGTH, read_code
from antrean.proofs.passwords import is_common

if TYPE_CHECKING:
    from collections.abc import Mapping

    from antrean.people.model import Account, Consent, ConsentKind

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
_UNDO = r"[A-Za-z0-9-]{1,64}\.[0-9A-HJKMNP-TV-Z]{26}"


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


def _notice_version(value: str) -> str:
    if value not in NOTICE_VERSIONS:
        message = "must be a version of the privacy notice"
        raise ValueError(message)
    return value


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
DeviceMark = Annotated[str, Field(pattern="^[A-Za-z0-9_-]{22,64}$")]
NoticeVersion = Annotated[
    str,
    AfterValidator(_notice_version),
    Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="The date of a version of the privacy notice."),
]
UndoSecret = Annotated[str, Field(pattern=f"^{_UNDO}$")]
GivenPassword = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LONGEST_PASSWORD,
        description="As it is sent to log in; also one that nobody could choose any more.",
    ),
]
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
    """`POST /accounts`; `notice_version` is the privacy notice that was shown and accepted."""

    nik: NikText = Field(repr=False)
    full_name: FullName
    birth_date: BirthDate
    email: Email
    phone: Phone
    language: Language = "id"
    nik_mismatch_confirmed: Confirmed = False
    notice_version: NoticeVersion | None = None


class Confirmation(Body):
    """`POST /accounts/confirm` and `POST /accounts/password/confirm`: the mailed code, and the secret that it needs."""

    secret: Secret = Field(repr=False)
    code: CodeText = Field(repr=False)
    password: Password = Field(repr=False)


class NewAddress(Body):
    """`POST /me/email`: the new address, and the password once more, as it is sent to log in."""

    email: Email
    password: GivenPassword = Field(repr=False)


class AddressConfirmation(Body):
    """`POST /accounts/email/confirm`: the code that was mailed to the new address, and the secret that it needs."""

    secret: Secret = Field(repr=False)
    code: CodeText = Field(repr=False)


class AddressUndo(Body):
    """`POST /accounts/email/undo`: what the link of the mail to the old address holds, and a new password."""

    secret: UndoSecret = Field(repr=False)
    password: Password = Field(repr=False)


class NewPassword(Body):
    """`POST /me/password`: the password of now, as it is sent to log in, and the new one."""

    old_password: GivenPassword = Field(repr=False)
    new_password: Password = Field(repr=False)


class PasswordRequest(Body):
    """`POST /accounts/password`."""

    email: Email
    language: Language = "id"


class ProfileChange(Body):
    """`PATCH /me`: what is left out stays as it is. The address of the mailbox is changed by `POST /me/email`."""

    phone: Phone | None = None
    language: Language | None = None
    reminders: bool | None = None
    whatsapp: bool | None = None
    notice_version: NoticeVersion | None = None
    children: bool | None = Field(
        default=None,
        description="Whether you agree that data of children are kept for whom you are responsible, in bookings too.",
    )


class NotedLogin(Body):
    """`POST /me/logins`: a random text that is made once and kept on the device; nothing may follow from it."""

    device: DeviceMark = Field(repr=False)


class CheckedPerson(Body):
    """`POST /me/check`: the NIK and the birth date once more, because neither is kept as it was typed."""

    nik: NikText = Field(repr=False)
    birth_date: BirthDate


SignUpStatus = Literal["confirmation_sent"]


class ConfirmationSentView(TypedDict):
    """What is answered to who asks for a code: alike whoever has an account, but for the random secret."""

    status: SignUpStatus
    secret: Secret


CheckStatus = Literal["checking"]


class CheckView(TypedDict):
    """`POST /me/check`: the registry is asked now, and `GET /me` tells what it said."""

    status: CheckStatus


class ProfileView(TypedDict):
    """`GET /me`.

    `identity_level` tells how sure it is that you are the person of the NIK: 0 a mailbox was proved, 1 the registry
    knows NIK, name and birth date, 2 the national log-in, 3 your identity card was seen at a counter. `registry` is
    what the registry said, null where it was not asked; `books_family` is false where the level is too low for that.
    """

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
    identity_level: int
    registry: Verdict | None
    books_family: bool
    notice: NoticeView
    children: bool


class NoticeView(TypedDict):
    """The newest version of the privacy notice, and which one was accepted last, and when."""

    newest: str
    accepted: str | None
    accepted_at: InstantText | None


def profile_view(  # noqa: PLR0913 - what a profile is made of
    account: Account,
    now: datetime,
    consents: Mapping[ConsentKind, Consent],
    *,
    mailbox_works: bool,
    whatsapp_available: bool = False,
    family_level: int = 0,
) -> ProfileView:
    """Return an account as its owner sees it, with the newest consent of each kind.

    `mailbox_works` tells whether its mailbox took the last mails, `whatsapp_available` whether anything is sent over
    WhatsApp at all, `family_level` is the level of identity from which accounts book for others.
    """
    notice, children = consents.get("notice"), consents.get("children")
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
        "identity_level": account.level,
        "registry": account.registry,
        "books_family": account.level >= family_level,
        "notice": {
            "newest": NOTICE_VERSIONS[-1],
            "accepted": notice.version if notice else None,
            "accepted_at": rfc3339(notice.at) if notice else None,
        },
        "children": bool(children and children.given),
    }
