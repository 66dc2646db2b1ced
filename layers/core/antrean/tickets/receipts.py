"""Receipts: the ticket and the QR code of a booking as objects in a private bucket.

An object's name is a keyed hash of the booking's id and revision, so it tells nothing, cannot be guessed, and
changes with every change of the booking. Both pictures follow from the booking alone: an object that is
missing is drawn again by whoever needs it first, the stream's function or the reader.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from antrean.base.errors import Code, Refused
from antrean.tickets import qr, ticket

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.aws.bucket import Bucket
    from antrean.base.clock import Clock
    from antrean.base.ids import Pepper
    from antrean.bookings.model import Booking
    from antrean.bookings.store import Bookings

Form = Literal["svg", "png"]
FORMS: tuple[Form, ...] = ("svg", "png")
"""`svg` is the ticket to print or show, `png` the QR code alone."""

LINK_LIFE = timedelta(minutes=10)
"""Long enough for a slow telephone; too short for whoever finds the link in a history later."""


class Link(NamedTuple):
    """Where a receipt can be read, and until when (UTC)."""

    url: str
    expires_at: datetime


def publish(bucket: Bucket, pepper: Pepper, booking: Booking) -> None:
    """Draw and store both forms of the receipt of `booking`; may raise `Busy`."""
    for form in FORMS:
        _store(bucket, pepper, booking, form)


def replace(bucket: Bucket, pepper: Pepper, old: Booking | None, new: Booking | None) -> None:
    """Bring the receipts up to date with a booking that went from `old` to `new`; may raise `Busy`.

    Does nothing where the revision is the same (a check-in, a fence). May be repeated: the new receipt is
    there before the old one goes, and names of different revisions never meet.
    """
    if old and new and old.revision == new.revision:
        return
    if new and new.active:
        publish(bucket, pepper, new)
    if old:
        _remove(bucket, pepper, old.booking_id, old.revision)


def catch_up(bucket: Bucket, pepper: Pepper, bookings: Bookings, booking_id: str, seen: int) -> None:
    """Bring the receipts of a booking in step with what it is now; may raise `Busy`.

    For whoever comes late with a record of the stream and may be overtaken by newer ones: to follow an old record would
    publish the receipt of a booking that was cancelled or moved since, and nobody would remove it. So all revisions
    before the present one go, and of a booking whose item is gone all up to `seen`.
    """
    booking = bookings.get(booking_id)
    while booking and booking.active:
        publish(bucket, pepper, booking)
        now = bookings.get(booking_id)
        if now and now.revision == booking.revision:
            break
        # it changed in between, and the stream may have removed already what was just published
        booking = now
    for revision in range(booking.revision if booking else seen + 1):
        _remove(bucket, pepper, booking_id, revision)


def link(bucket: Bucket, pepper: Pepper, clock: Clock, booking: Booking, form: Form) -> Link:
    """Return a short-lived link to the receipt of an active booking, drawn now if the stream is late.

    Raises `Refused` with `not_found` for a cancelled booking; may raise `Busy`.
    """
    if not booking.active:
        raise Refused(Code.NOT_FOUND, "A cancelled booking has no receipt.")
    key = _key(pepper, booking.booking_id, booking.revision, form)
    if not bucket.exists(key):
        _store(bucket, pepper, booking, form)
    expires_at = clock.now() + LINK_LIFE
    return Link(bucket.presign(key, LINK_LIFE), expires_at)


def _store(bucket: Bucket, pepper: Pepper, booking: Booking, form: Form) -> None:
    key = _key(pepper, booking.booking_id, booking.revision, form)
    if form == "svg":
        bucket.put(key, ticket.svg(booking), ticket.MEDIA_TYPE, "bukti-pendaftaran.svg")
    else:
        bucket.put(key, qr.png(booking.booking_id), qr.MEDIA_TYPE, "kode-qr.png")


def _remove(bucket: Bucket, pepper: Pepper, booking_id: str, revision: int) -> None:
    for form in FORMS:
        bucket.delete(_key(pepper, booking_id, revision, form))


def _key(pepper: Pepper, booking_id: str, revision: int, form: Form) -> str:
    return f"receipts/{pepper.receipt_name(booking_id, revision)}.{form}"
