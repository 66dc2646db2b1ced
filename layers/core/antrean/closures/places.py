"""Where displaced people find another place: the nearest in time and distance, kept seats included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.days import start_of_day
from antrean.bookings.operation import get
from antrean.policy.offices import PLACES_AT_HOME, PLACES_SHOWN
from antrean.slots.availability import places_near

if TYPE_CHECKING:
    from antrean.bookings.operation import Services
    from antrean.slots.model import Option


def places(services: Services, account_id: str, booking_id: str) -> list[Option]:
    """Return the nearest slots that can seat a displaced booking of the account; none for any other booking of it.

    At least `PLACES_AT_HOME` of them are of the office that closed, if it has so many whose day begins while the right
    to another place lasts; neighbours may be far away. They are only shown: nothing is held for anybody. Raises
    `not_found`.
    """
    booking = get(services, account_id, booking_id)
    if booking.displacement is None:
        return []
    found = places_near(services.store.quotas, services.clock, services.directory, booking.slot, len(booking.present))
    at_home = [each for each in found if each.office.office_id == booking.slot.office_id]
    within_right = [each for each in at_home if start_of_day(each.slot.date, booking.zone) < booking.displacement.until]
    first = within_right[:PLACES_AT_HOME]
    others = [each for each in found if each not in first]
    shown = first + others[: PLACES_SHOWN - len(first)]
    return [each for each in found if each in shown]
