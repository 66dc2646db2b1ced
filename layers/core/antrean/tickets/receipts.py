"""Receipts: the ticket and the QR code of a booking as objects in a private bucket.

An object's name is a keyed hash of the booking's id and revision, so it says nothing, cannot be guessed, and changes
with every revision of the booking (a check-in makes none). An object that is missing is drawn again at any time: by
the stream's function, from the booking alone, or by the function that answers a reader. Who asks for the ticket gets it
with the address that the office tells now: one that was drawn for another address, or for none, is drawn again then.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, NamedTuple

from antrean.base.errors import Code, Refused
from antrean.policy.bookings import RECEIPT_LINK_LIFE
from antrean.tickets import qr, ticket

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.aws.bucket import Bucket
    from antrean.base.clock import Clock
    from antrean.base.ids import Pepper
    from antrean.bookings.model import Booking
    from antrean.bookings.store import Bookings

Format = Literal["svg", "png"]
FORMATS: tuple[Format, ...] = ("svg", "png")
"""`svg` is the ticket to print or show, `png` the QR code alone."""


class Link(NamedTuple):
    """Where a receipt can be read, and until when (UTC)."""

    url: str
    expires_at: datetime


def must_be_drawn_again(old: Booking | None, new: Booking | None) -> bool:
    """Tell whether the receipts of a booking that went from `old` to `new` must be drawn again or removed.

    Receipts show people, numbers and slot. A change of those raises the revision; a check-in and a fence do not.
    """
    if new and not new.account_id:
        # A number that was given at the door is printed there.
        return False
    return not (old and new and old.revision == new.revision)


@dataclass(frozen=True, slots=True)
class Receipts:
    """The receipts in a bucket, under names that nobody knows without the pepper. Every method may raise `Busy`."""

    bucket: Bucket
    pepper: Pepper

    def put(self, booking: Booking) -> None:
        """Draw the receipt of `booking` and store it in both formats."""
        for file_format in FORMATS:
            self._put(booking, file_format)

    def replace(self, old: Booking | None, new: Booking | None) -> None:
        """Bring the receipts up to date with a booking that went from `old` to `new`.

        It may be repeated: the new receipt is stored before the old one is removed, and each revision has its own name.
        """
        if not must_be_drawn_again(old, new):
            return
        if new and new.is_confirmed:
            self.put(new)
        if old:
            self._remove(old.booking_id, old.revision)

    def catch_up(self, bookings: Bookings, booking_id: str, seen: int) -> None:
        """Store the receipts of a booking as it is now, and remove those of all its earlier revisions.

        This is for a record of the stream that is handled late, after newer ones. Following the record would store the
        receipt of a booking that was cancelled or moved since, and nobody would remove it. `seen` is the highest
        revision in the records: where the booking's item is gone, the receipts of all revisions up to it are removed.
        """
        booking = bookings.get(booking_id)
        while booking and booking.is_confirmed:
            self.put(booking)
            now = bookings.get(booking_id)
            if now and now.revision == booking.revision:
                break
            # The booking changed meanwhile, and the stream's function may have removed what was just stored.
            booking = now
        for revision in range(booking.revision if booking else seen + 1):
            self._remove(booking_id, revision)

    def link(self, clock: Clock, booking: Booking, file_format: Format, address: str = "") -> Link:
        """Return a short-lived link to the receipt of a booking at an office of this `address`, which the ticket shows.

        It is drawn now if it is not stored yet, or bears the mark of another address.

        Raises `Refused` with `not_found` for a booking that is not good at the counter.
        """
        if booking.was_never_accepted:
            raise Refused(Code.NOT_FOUND, "An offer that was not accepted has no receipt.")
        if not booking.is_confirmed:
            raise Refused(Code.NOT_FOUND, "A cancelled booking has no receipt.")
        key = self._key(booking.booking_id, booking.revision, file_format)
        if self.bucket.note(key) != _mark(file_format, address):
            self._put(booking, file_format, address)
        expires_at = clock.now() + RECEIPT_LINK_LIFE
        return Link(self.bucket.presign(key, RECEIPT_LINK_LIFE), expires_at)

    def _put(self, booking: Booking, file_format: Format, address: str = "") -> None:
        key = self._key(booking.booking_id, booking.revision, file_format)
        if file_format == "svg":
            drawn, mark = ticket.svg(booking, address), _mark(file_format, address)
            self.bucket.put(key, drawn, ticket.MEDIA_TYPE, "bukti-pendaftaran.svg", mark)
        else:
            self.bucket.put(key, qr.png(booking.booking_id, booking.revision), qr.MEDIA_TYPE, "kode-qr.png")

    def _remove(self, booking_id: str, revision: int) -> None:
        for file_format in FORMATS:
            self.bucket.delete(self._key(booking_id, revision, file_format))

    def _key(self, booking_id: str, revision: int, file_format: Format) -> str:
        return f"receipts/{self.pepper.receipt_name(booking_id, revision)}.{file_format}"


def _mark(file_format: Format, address: str) -> str:
    """Return the mark of the address for which a receipt was drawn, in ASCII; empty without one, and for the code."""
    return sha256(address.encode()).hexdigest() if address and file_format == "svg" else ""
