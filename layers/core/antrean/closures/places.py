"""Where displaced people find another place: the nearest in time and distance, kept seats included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.policy import PLACES_SHOWN
from antrean.bookings.operation import get
from antrean.slots.availability import places_near

if TYPE_CHECKING:
    from antrean.bookings.operation import Services
    from antrean.slots.model import Option


def places(services: Services, account_id: str, booking_id: str) -> list[Option]:
    """Return the nearest slots that can seat a displaced booking of the account; none for any other booking of it.

    They are only shown: nothing is held for anybody. Raises `not_found`.
    """
    booking = get(services, account_id, booking_id)
    if booking.displacement is None:
        return []
    found = places_near(services.store.quotas, services.clock, services.directory, booking.slot, len(booking.present))
    return found[:PLACES_SHOWN]
