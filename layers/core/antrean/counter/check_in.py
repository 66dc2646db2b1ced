"""Check-in at the counter. The booking's present slot counts, even if an older ticket shows another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from antrean.base.errors import Busy, Code, Refused
from antrean.base.policy import CHECK_IN_ATTEMPTS
from antrean.bookings.model import Booking, CheckIn
from antrean.bookings.operation import refuse_displaced
from antrean.bookings.parts import CheckInRefused
from antrean.tickets import qr

if TYPE_CHECKING:
    from antrean.base.clock import Clock
    from antrean.bookings.store import Bookings


def check_in(bookings: Bookings, clock: Clock, officer: str, office_id: str, code: str) -> Booking:
    """Record that the booking of a scanned code is served now by `officer` at `office_id`, and return it.

    Raises `Refused`: not_found, displaced (with the reason), wrong_office, wrong_day, already_checked_in (with when and
    where).
    """
    booking_id = qr.booking_id_of(code)
    booking = bookings.get(booking_id) if booking_id else None
    for _ in range(CHECK_IN_ATTEMPTS):
        now = clock.now()
        if booking:
            refuse_displaced(booking)
        if booking is None or not booking.meaning.good_at_counter:
            raise Refused(Code.NOT_FOUND, "There is no valid booking with this code.")
        if booking.check_in:
            raise Refused(
                Code.ALREADY_CHECKED_IN,
                "This booking was checked in already.",
                checked_in_at=booking.check_in.at,
                office_id=booking.check_in.office_id,
            )
        if booking.slot.office_id != office_id:
            raise Refused(
                Code.WRONG_OFFICE,
                f"This booking is for another office: {booking.office_name}.",
                office_id=booking.slot.office_id,
                date=booking.slot.date,
                session=booking.slot.session,
            )
        if booking.slot.date != now.astimezone(booking.zone).date():
            raise Refused(
                Code.WRONG_DAY,
                f"This booking is for {booking.slot.date.isoformat()}.",
                date=booking.slot.date,
                session=booking.slot.session,
            )
        served = CheckIn(now.replace(microsecond=0), office_id, officer)
        try:
            bookings.check_in(booking, served)
        except CheckInRefused as refusal:
            booking = refusal.booking
            if booking and booking.check_in == served:
                # This very check-in was written, and only its answer was lost.
                return booking
        else:
            return replace(booking, check_in=served)
    raise Busy
