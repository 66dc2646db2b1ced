"""Giving a booking up, which gives its seats back: cancelling it, and telling that nobody comes; taking one person out.

Cancelling ends with the day before. On the day itself people may still tell that they cannot come, until their arrival
window begins. Both are one change of the booking, and count alike: who told early would else be worse off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.attempts import Again, until_settled
from antrean.base.errors import Code, Refused
from antrean.bookings.commit import resolve_leftovers
from antrean.bookings.operation import (
    check_changeable,
    own,
    person_at,
    read,
    refuse_displaced,
    refuse_offered,
    registered,
)
from antrean.bookings.parts import CommitRefused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from antrean.bookings.model import Booking
    from antrean.bookings.operation import Services
    from antrean.people.model import Account


def cancel(services: Services, account_id: str, booking_id: str) -> Booking:
    """Cancel a booking and give its seats back; a cancelled one is returned as it is. Raises `Refused`."""
    return _given_up(services, account_id, booking_id, check_changeable)


def cannot_come(services: Services, account_id: str, booking_id: str) -> Booking:
    """Tell that nobody of a booking comes, which ends it as a cancellation does; one that has ended stays as it is.

    Raises `Refused`: not_found, displaced, and too_late once the arrival window began or its people have arrived.
    """
    return _given_up(services, account_id, booking_id, _check_awaited, told=True)


def _given_up(
    services: Services,
    account_id: str,
    booking_id: str,
    check: Callable[[Booking, datetime], None],
    *,
    told: bool = False,
) -> Booking:
    """End a booking and give its seats back, where `check` refuses nothing; `told` is that its people cannot come."""

    def attempt() -> Booking:
        now = services.clock.now()
        account, existing, *_ = read(services, account_id, booking_id)
        old = own(existing, account_id)
        if not old.meaning.changed_by:
            return old
        check(old, now)
        # Nobody without a profile has a booking that could be the active one, so the commit would be refused each time.
        return _cancelled(services, old, registered(account), now, told=told)

    return until_settled(attempt)


def _check_awaited(booking: Booking, now: datetime) -> None:
    """Raise `too_late` once the arrival window of a booking began, or its people have arrived; `displaced` before.

    What is only offered is no booking: raises `not_found`.
    """
    refuse_offered(booking)
    refuse_displaced(booking)
    if booking.check_in:
        raise Refused(Code.TOO_LATE, "The people of this booking have arrived already.")
    if now >= booking.arrives_from:
        raise Refused(Code.TOO_LATE, "Until the arrival window begins one can tell that nobody comes. It has begun.")


def leave(services: Services, account_id: str, booking_id: str, place: int) -> Booking:
    """Take the person at a `place` out of a booking and give the seat back; the others keep their numbers.

    A displaced booking has no seat to give back. The last to go cancels the booking. Where the person does not come
    anyway, the booking is returned as it is.
    Raises `Refused`: not_found, too_late.
    """

    def attempt() -> Booking:
        now = services.clock.now()
        account, existing, *_ = read(services, account_id, booking_id)
        old = own(existing, account_id)
        if not person_at(old, place).present or not old.meaning.changed_by:
            return old
        check_changeable(old, now)
        if len(old.present) == 1:
            return _cancelled(services, old, registered(account), now)
        return left(services, old, place, now)

    return until_settled(attempt)


def left(services: Services, old: Booking, place: int, now: datetime, *, by_owner: bool = False) -> Booking:
    """Take a person out of a booking as it was read; raises `Again` where it was changed since.

    Where nobody else comes with it, that cancels the booking and counts for the account that made it, whoever asked.
    Otherwise two accounts, one of which books the other, could book and give back as often as they like. `by_owner`
    tells that the owner of the NIK leaves, whom the booking then never lists again.
    """
    new = old.without(place, "left", now, by_owner=by_owner)
    if not new.present:
        return _ended(services, old, new, services.store.accounts.get(old.account_id), now)
    try:
        services.store.bookings.commit_leaving(old, new, old.applicants[place], now)
    except CommitRefused as refusal:
        resolve_leftovers(services, refusal)
        raise Again from refusal
    return new


def _cancelled(services: Services, old: Booking, account: Account, now: datetime, *, told: bool = False) -> Booking:
    """Cancel a booking as it was read; raises `Again` as `_ended` does."""
    cannot_come_at = now.replace(microsecond=0) if told else None
    new = old.ended()._replace(revision=old.revision + 1, changed_at=now, cannot_come_at=cannot_come_at)
    return _ended(services, old, new, account, now)


def _ended(services: Services, old: Booking, new: Booking, account: Account | None, now: datetime) -> Booking:
    """End a booking as it was read; raises `Again` where it or the account changed since.

    It counts for the account that made it, but not where the office has closed its slot.
    """
    limits = account.limits.after_cancellation(now) if account and old.meaning.counts else None
    try:
        services.store.bookings.commit_cancel(old, new, now, account, limits)
    except CommitRefused as refusal:
        resolve_leftovers(services, refusal)
        raise Again from refusal
    return new
