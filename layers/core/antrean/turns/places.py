"""The place of an account in an hour, from which its turn follows: drawn, known to nobody before, checked by anybody.

All turns that begin in one hour share a seed, so an account has one place for all offices that open then, and for all
kept seats that are released in that hour: whoever is content with any office would else draw a place at each. The seed
follows from the secret of the day (`turns.store`), whose hour is counted in UTC. Offices are whole hours from it.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from antrean.base.days import rfc3339
from antrean.policy.bookings import SEED_PUBLISHED

if TYPE_CHECKING:
    from antrean.turns.model import Holder, Turns
    from antrean.turns.store import ReleaseSecrets

PLACES = 2**32
"""How many places there are in an hour. Two accounts may have the same one, and then the same turn."""
_AN_HOUR = timedelta(hours=1)


class PlacesOfHour(NamedTuple):
    """What may be known of the places in an hour: the hash of its seed, and the seed once the hour is over."""

    hour: datetime
    seed_hash: str
    seed: str | None


class OwnPlace(NamedTuple):
    """The place of an account in an hour; None where it comes after all others, since it was registered too late."""

    account_id: str
    hour: datetime
    seed_hash: str
    place: int | None


def hour_of(instant: datetime) -> datetime:
    """Return the beginning, in UTC, of the hour to which an instant belongs."""
    return instant.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def seed_of(secret: bytes, hour: datetime) -> bytes:
    """Return the seed of an hour, from the secret of its day: no hour's seed tells another's."""
    return hmac.digest(secret, f"antrean/turns/v1/{rfc3339(hour)}".encode(), "sha256")


def place_of(seed: bytes, account_id: str) -> int:
    """Return the place of an account, from 0 on and below `PLACES`."""
    return int.from_bytes(hmac.digest(seed, account_id.encode(), "sha256")[:4], "big")


def seed_in(secrets: ReleaseSecrets, hour: datetime) -> bytes | None:
    """Return the seed of an hour; None where its day was not drawn."""
    secret = secrets.known(hour.astimezone(UTC).date())
    return None if secret is None else seed_of(secret, hour)


def hash_of(seed: bytes) -> str:
    """Return the hash by which a seed is promised before its hour."""
    return hashlib.sha256(seed).hexdigest()


def comes_last(holder: Holder, hour: datetime) -> bool:
    """Tell whether an account comes after all others, because the hour's hash was public when it was registered."""
    return holder.registered_at is not None and holder.registered_at > hour - SEED_PUBLISHED


def place_in(seed: bytes, hour: datetime, holder: Holder) -> int | None:
    """Return the place of an account in an hour of this seed; None where it comes after all others."""
    return None if comes_last(holder, hour) else place_of(seed, holder.account_id)


def places_in(secrets: ReleaseSecrets, now: datetime, hour: datetime) -> PlacesOfHour | None:
    """Return what may be known at `now` of the places in an hour; None where its day was not drawn.

    The windows of dates that open on the hour are over by its end. Those of kept seats that were released late in it
    may not be, but whoever learns the places then can change none: which accounts have one was fixed days before.
    """
    seed = seed_in(secrets, hour)
    if seed is None:
        return None
    return PlacesOfHour(hour, hash_of(seed), seed.hex() if hour + _AN_HOUR <= now else None)


def turn_of(turns: Turns, seed: bytes | None, holder: Holder) -> datetime:
    """Return the second from which an account may claim; without a seed, which nobody drew, everybody comes last."""
    place = None if seed is None else place_in(seed, hour_of(turns.begin), holder)
    if place is None:
        return turns.until
    return turns.begin + timedelta(seconds=int(turns.window.total_seconds()) * place // PLACES)
