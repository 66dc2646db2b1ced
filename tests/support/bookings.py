"""Bookings as the table's stream shows them, the names of their receipts, and whether one is told as before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from antrean.aws.attributes import to_values
from antrean.base.ids import Pepper
from antrean.bookings.items import as_item, booking_key
from antrean.bookings.model import Booking
from antrean.tickets import receipts


def image(made: Booking) -> dict[str, Any]:
    """A booking as the stream shows it."""
    pk, sk = booking_key(made.booking_id)
    return to_values({"pk": pk, "sk": sk, **as_item(made)})


def receipt_names(pepper: Pepper, *bookings: Booking) -> set[str]:
    """The keys of the receipts of bookings at their revisions."""
    return {
        f"receipts/{pepper.receipt_name(each.booking_id, each.revision)}.{form}"
        for each in bookings
        for form in receipts.FORMATS
    }


def is_again(now: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Tell whether a booking is told as before: it lost its place and has it again, which are two changes."""
    same = {**now, "changed_at": before["changed_at"], "revision": before["revision"]} == before
    return same and now["revision"] == before["revision"] + 2
