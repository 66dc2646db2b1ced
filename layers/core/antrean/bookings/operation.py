"""What the operations on a booking share: what they work with, what they read, and what they all refuse.

Every operation may be sent again (with its key; cancelling needs none), whatever became of the first try. Each attempt
(`base.attempts`) reads first, decides, claims seats where it needs them, commits everything else in one transaction,
and settles the claim. `docs/architecture.md` tells why each step is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antrean.base.errors import Code, Refused, key_reused
from antrean.login.sessions import check_session
from antrean.policy.bookings import LISTED_BOOKINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from antrean.base.clock import Clock
    from antrean.base.ids import Pepper
    from antrean.base.nik_keys import NikKeys
    from antrean.bookings.model import Applicant, Booking, Changer
    from antrean.bookings.stores import Found, Store
    from antrean.login.sessions import LoginSession
    from antrean.offices.directory import OfficeDirectory
    from antrean.people.model import Account
    from antrean.slots.full_slots import FullSlots
    from antrean.slots.model import Slot


@dataclass(frozen=True, slots=True)
class Services:
    """What the rules work with: the table, the keyed hashes, the clock, and what a warm environment remembers."""

    store: Store
    pepper: Pepper
    nik_keys: Callable[[], NikKeys]
    """Returns the keys of NIKs; only functions that hash NIKs may read them. It raises `Busy` where that fails."""
    clock: Clock
    full_slots: FullSlots
    directory: OfficeDirectory
    login_session: LoginSession | None = None
    """The log-in of the citizen who asks."""
    family_level: int = 0
    """The level of identity from which an account books for others; 0 where no registry could raise anybody."""


def get(services: Services, account_id: str, booking_id: str) -> Booking:
    """Return one of the account's bookings; raises `not_found`, also for other people's bookings."""
    return own(read(services, account_id, booking_id).booking, account_id)


def all_of(services: Services, account_id: str) -> list[Booking]:
    """Return the account's bookings, newest first, at most `LISTED_BOOKINGS`."""
    account = asking(services, account_id)
    return services.store.bookings.get_many(account.booking_ids[:LISTED_BOOKINGS]) if account else []


def read(  # noqa: PLR0913 - what is read
    services: Services,
    account_id: str,
    booking_id: str,
    nik_keys: Sequence[str] = (),
    *,
    household: bool = False,
    slot: Slot | None = None,
) -> Found:
    """Read in one call what a request of an account about a booking is decided on (`Store.read_for_change`).

    Raises `unauthenticated` where the account has ended the session of the request, or has another address.
    """
    found = services.store.read_for_change(account_id, booking_id, nik_keys, household=household, slot=slot)
    check_session(found.account, services.login_session)
    return found


def asking(services: Services, account_id: str) -> Account | None:
    """Read the account that asks, None where it has no profile; raises `unauthenticated` as `read` does."""
    account = services.store.accounts.get(account_id)
    check_session(account, services.login_session)
    return account


def own(booking: Booking | None, account_id: str) -> Booking:
    """Return the booking if it is the account's; raises `not_found`, so that nobody learns of other people's."""
    if booking is None or booking.account_id != account_id:
        raise Refused(Code.NOT_FOUND, "You have no booking of this id.")
    return booking


def person_at(booking: Booking, place: int) -> Applicant:
    """Return the person at a place of the account's own booking; raises `not_found`."""
    if place >= len(booking.applicants):
        raise Refused(Code.NOT_FOUND, "Nobody has this place in your booking.")
    return booking.applicants[place]


def registered(account: Account | None) -> Account:
    """Return the account; raises `forbidden` for a user whose registration is not complete."""
    if account is None:
        raise Refused(
            Code.FORBIDDEN, "Your registration is not complete. Look at your profile (GET /me), then try again."
        )
    return account


def check_family(services: Services, account: Account) -> None:
    """Raise `identity_unverified` for an account whose identity is not sure enough to book for others.

    Everybody with a mailbox can make an account, and made-up people in its bookings would take the seats of real ones.
    """
    if account.level < services.family_level:
        raise Refused(
            Code.IDENTITY_UNVERIFIED,
            "Until your identity is verified you can book only for yourself. Have your data checked on your account "
            "page, or show your identity card at an immigration office.",
        )


def refuse_without_nik(account: Account) -> None:
    """Raise `nik_taken` for an account whose NIK is another's by now."""
    if not account.has_nik:
        raise Refused(
            Code.NIK_TAKEN,
            "Somebody else has proved that the NIK of this account is theirs. If it is yours, ask at an immigration "
            "office, and bring your identity card.",
        )


def refuse_offered(booking: Booking) -> None:
    """Raise `not_found` for what is only offered, and no booking yet."""
    if booking.is_offered:
        raise Refused(Code.NOT_FOUND, "This is an offer and no booking yet. It can be accepted or declined.")


def check_changeable(booking: Booking, now: datetime, by: Changer = "account") -> None:
    """Raise `too_late` for a booking that was cancelled, or whose day has begun at the office.

    A displaced one is changed until its right to another place ends, also on its own day and after it. What is only
    offered is no booking yet: raises `not_found`.
    """
    if by not in booking.meaning.changed_by:
        refuse_offered(booking)
        raise Refused(Code.TOO_LATE, "This booking was cancelled.")
    if now >= booking.changeable_until:
        until = "its right to another place ended" if booking.displacement else "the end of the day before"
        raise Refused(Code.TOO_LATE, f"A booking can be changed until {until}.")


def refuse_displaced(booking: Booking) -> None:
    """Raise `displaced` for a booking whose slot its office has closed, with the reason."""
    if booking.displacement:
        raise Refused(
            Code.DISPLACED,
            "The office closed this session, and the booking has no place now: it can be moved, or cancelled.",
            reason=booking.displacement.reason,
        )


def done(booking: Booking, operation: str, fingerprint: str) -> Booking:
    """Return the booking as the answer to an operation that it remembers.

    Raises `idempotency_key_reused` where it remembers the operation with another body.
    """
    if booking.operations.get(operation) != fingerprint:
        raise key_reused()
    return booking
