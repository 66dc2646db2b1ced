"""A citizen's account, and a sign-up that waits for its confirmation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from antrean.people.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


Language = Literal["id", "en"]


def masked(nik_last4: str) -> str:
    """Return a NIK as it is shown to people: twelve stars and its last four digits."""
    return "*" * 12 + nik_last4


@dataclass(frozen=True, slots=True)
class Account:
    """A citizen who registered: one NIK, one account."""

    account_id: str
    full_name: str
    birth_year: int
    email: str
    phone: str
    nik_key: str
    nik_last4: str
    language: Language = "id"
    """The language in which the holder is written to."""
    reminders: bool = True
    """Whether the holder wants to be reminded of visits."""
    whatsapp: bool = False
    """Whether the holder asked to be told over WhatsApp too what is sent there."""
    active_booking: str | None = None
    active_until: datetime | None = None
    listed: Mapping[str, int] = field(default_factory=dict)
    """The account's latest bookings by id, and the millisecond (Unix time) in which each was made."""
    notified_at: datetime | None = None
    limits: Limits = field(default_factory=Limits)
    self_guarded: bool = False
    """Whether a booking of the owner was refused because another account has booked the owner's NIK."""
    tokens_valid_after: datetime | None = None
    """The second (UTC) in which all sessions were ended last: only a login after it is good (`login.sessions`)."""
    closes_at: datetime | None = None
    """When the account is erased that its holder has closed; until then it can be reopened."""
    erasing: bool = False
    """Whether the eraser has begun, from which on nobody reopens it."""
    nik_before: tuple[str, ...] = ()
    """The keyed hashes of the NIK under the live versions of the key before the one of `nik_key`, the newest first."""
    has_birth_date: bool = field(default=False, compare=False)
    """Whether the profile holds a whole birth date still, as releases of before wrote it."""
    form: int = field(default=2, compare=False)
    """The form in which the profile is stored (`aws.versions`), on which it depends how a booking is listed in it."""

    @property
    def nik_keys(self) -> tuple[str, ...]:
        """The keyed hashes of the NIK under every version of the key that the account knows of, the newest first."""
        return (self.nik_key, *self.nik_before)

    @property
    def initials(self) -> str:
        """The initials of the holder, such as `B. S.`: enough for a family to know its own again."""
        return " ".join(f"{word[0].upper()}." for word in self.full_name.split())

    @property
    def booking_ids(self) -> list[str]:
        """The ids of the account's bookings, newest first."""
        return sorted(self.listed, key=lambda booking_id: (self.listed[booking_id], booking_id), reverse=True)

    def active_booking_at(self, now: datetime) -> str | None:
        """Return the id of the booking that is active at `now`, or None."""
        if self.active_booking and self.active_until and self.active_until > now:
            return self.active_booking
        return None


@dataclass(frozen=True, slots=True)
class PendingSignUp:
    """What a person gave at sign-up, kept until the mailbox is proved; `account_id` is of the account that it makes."""

    account_id: str
    full_name: str
    birth_year: int
    email: str
    phone: str
    nik_key: str
    nik_last4: str
    nik_before: tuple[str, ...] = ()
    """As in `Account`."""
    language: Language = "id"

    @property
    def nik_keys(self) -> tuple[str, ...]:
        """The keyed hashes of the NIK under every version of the key that the sign-up knows of, the newest first."""
        return (self.nik_key, *self.nik_before)


@dataclass(frozen=True, slots=True)
class Registration:
    """Which account a NIK belongs to, and since when; None where that was not recorded: before every booking.

    `level` tells how sure it is that the account's holder is the person of the NIK: 0 a mailbox was proved, 1 a
    registry knows NIK, name and birth date, 2 the national log-in, 3 the identity card was seen at a counter.
    """

    account_id: str
    registered_at: datetime | None
    level: int = 0
    moved_to: str | None = None
    """The keyed hash under a newer version of the key at which the registration stands by now."""

    def is_older_than(self, instant: datetime) -> bool:
        """Tell whether the NIK had this account already at `instant`."""
        return self.registered_at is None or self.registered_at < instant
