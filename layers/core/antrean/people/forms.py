"""The forms of accounts, and an account as its owner sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field
from typing_extensions import TypedDict

from antrean.base.days import rfc3339
from antrean.http.forms import Body, BookingId, Confirmed, InstantText
from antrean.people.fields import BirthDate, Email, FullName, NikText, Phone
from antrean.people.model import Language, Verdict, masked
from antrean.policy.people import NOTICE_VERSIONS
from antrean.proofs.fields import CodeText, GivenPassword, Password, Secret, UndoSecret

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from antrean.people.model import Account, Consent, ConsentKind


def _notice_version(value: str) -> str:
    if value not in NOTICE_VERSIONS:
        message = "must be a version of the privacy notice"
        raise ValueError(message)
    return value


DeviceMark = Annotated[str, Field(pattern="^[A-Za-z0-9_-]{22,64}$")]
NoticeVersion = Annotated[
    str,
    AfterValidator(_notice_version),
    Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="The date of a version of the privacy notice."),
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
