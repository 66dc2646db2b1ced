"""What place an account has in an hour, told shortly before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.base.errors import Code, Refused
from antrean.base.policy import PLACE_TOLD
from antrean.bookings.claim import holder_of
from antrean.bookings.operation import asking, registered
from antrean.turns.places import OwnPlace, comes_last, hour_of, place_of, places_in, seed_of

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.bookings.operation import Services


def own_place(services: Services, account_id: str, at: datetime) -> OwnPlace:
    """Return the place of an account in the hour of an instant.

    Raises `Refused`: forbidden, not_found for a day that was not drawn, too_early (with the instant from which it is
    told).
    """
    account = registered(asking(services, account_id))
    hour, now, secrets = hour_of(at), services.clock.now(), services.store.release_secrets
    found, secret = places_in(secrets, now, hour), secrets.known(hour.date())
    if found is None or secret is None:
        raise Refused(Code.NOT_FOUND, "No places were drawn for this hour.")
    told_from = hour - PLACE_TOLD
    if now < told_from:
        minutes = int(PLACE_TOLD.total_seconds()) // 60
        detail = f"Your place is told from {minutes} minutes before the hour on."
        raise Refused(Code.TOO_EARLY, detail, told_from=told_from)
    last = comes_last(holder_of(account_id, account), hour)
    return OwnPlace(account_id, hour, found.seed_hash, None if last else place_of(seed_of(secret, hour), account_id))
