"""A citizen's account, and a sign-up that waits for its confirmation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


def masked(nik_last4: str) -> str:
    """Return a NIK as it is shown to people: twelve stars and its last four digits."""
    return "*" * 12 + nik_last4


@dataclass(frozen=True, slots=True)
class Account:
    """A citizen who registered: one NIK, one account."""

    account_id: str
    full_name: str
    birth_date: date
    email: str
    phone: str
    nik_key: str
    nik_last4: str
    active_booking: str | None = None
    active_until: datetime | None = None
    listed: tuple[str, ...] = ()
    """`<millisecond made>#<booking id>` of the account's bookings, newest first."""
    notified_at: datetime | None = None

    @property
    def booking_ids(self) -> list[str]:
        """The ids of the account's bookings, newest first."""
        return [entry.partition("#")[2] for entry in self.listed]

    def active_booking_at(self, now: datetime) -> str | None:
        """Return the id of the booking that is active at `now`, or None."""
        if self.active_booking and self.active_until and self.active_until > now:
            return self.active_booking
        return None


@dataclass(frozen=True, slots=True)
class PendingSignUp:
    """What a person gave at sign-up, kept until the confirmation or until `expires_at`."""

    account_id: str
    full_name: str
    birth_date: date
    email: str
    phone: str
    nik_key: str
    nik_last4: str
    expires_at: datetime
