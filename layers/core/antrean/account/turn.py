"""What place an account has in an hour, told shortly before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.errors import Code, Refused
from antrean.bookings.claim import holder_of
from antrean.bookings.operation import asking, registered
from antrean.policy.bookings import PLACE_TOLD
from antrean.turns.places import OwnPlace, hash_of, hour_of, place_in, seed_in

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.bookings.operation import Services


def own_place(services: Services, account_id: str, at: datetime) -> OwnPlace:
    """Return the place of an account in the hour of an instant.

    Raises `Refused`: forbidden, not_found for a day that was not drawn, too_early (with the instant from which it is
    told).
    """
    account = registered(asking(services, account_id))
    hour = hour_of(at)
    seed = seed_in(services.store.release_secrets, hour)
    if seed is None:
        raise Refused(Code.NOT_FOUND, "No places were drawn for this hour.")
    told_from = hour - PLACE_TOLD
    if services.clock.now() < told_from:
        minutes = int(PLACE_TOLD.total_seconds()) // 60
        detail = f"Your place is told from {minutes} minutes before the hour on."
        raise Refused(Code.TOO_EARLY, detail, told_from=told_from)
    return OwnPlace(account_id, hour, hash_of(seed), place_in(seed, hour, holder_of(account_id, account)))
