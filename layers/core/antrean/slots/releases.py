"""When kept seats can be claimed again: at a minute that nobody can know before, and that everybody can check after.

A seat that is given back is kept (`slots.store.Quotas.give_back_action`). Each hour from `RELEASE_FROM` on, the seats
that a slot kept before a drawn minute are released at that minute. The minutes of an office's day follow from a seed,
which follows from the secret of the day. The hash of the seed is public before the day, the seed itself after it, so
that everybody can see that no minute was chosen for somebody.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from antrean.base.days import days_from, start_of_day
from antrean.base.errors import Code, Refused
from antrean.policy.bookings import DRAWN_DAYS, PUBLISHED_DAYS, RELEASE_FROM
from antrean.slots.closing import has_closed
from antrean.slots.model import Slot
from antrean.turns.places import places_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from antrean.base.clock import Clock
    from antrean.offices.model import Office
    from antrean.slots.model import Quota
    from antrean.slots.store import Quotas
    from antrean.turns.places import PlacesOfHour
    from antrean.turns.store import ReleaseSecrets

HOURS = range(RELEASE_FROM.hour, 24)
"""The hours of the day, office time, in each of which a slot's kept seats are released once."""


class Releases(NamedTuple):
    """The releases of an office on a day. `seed` and `minutes` are None until the day is over there.

    `minutes` has the minutes of each slot, one for each of `HOURS`. `places` has the hours of the day at the office, in
    which turns may begin.
    """

    office_id: str
    day: date
    seed_hash: str
    seed: str | None
    minutes: dict[Slot, list[int]] | None
    places: list[PlacesOfHour]


def seed_of(secret: bytes, office_id: str) -> bytes:
    """Return the seed of an office's day, from the secret of the day: no office's seed tells another's."""
    return hmac.digest(secret, f"antrean/releases/v1/{office_id}".encode(), "sha256")


def minute_of(seed: bytes, slot: Slot, hour: int) -> int:
    """Return the minute of `hour`, 0 to 59, at which the kept seats of `slot` are released."""
    drawn = hmac.digest(seed, f"{slot.path}/{hour:02d}".encode(), "sha256")
    return int.from_bytes(drawn[:8], "big") % 60


def draw_days(release_secrets: ReleaseSecrets, clock: Clock, draw: Callable[[int], bytes] = secrets.token_bytes) -> int:
    """Draw the secrets of the coming days that have none, and return how many were drawn."""
    # The offices are east of Greenwich, so no office is at an earlier date than UTC.
    today = clock.now().date()
    days = days_from(today, today + timedelta(days=DRAWN_DAYS))
    return sum(release_secrets.add_if_absent(day, draw(32)) for day in days)


def due(quota: Quota, seed: bytes, local: datetime) -> datetime | None:
    """Return the drawn instant at which the kept seats of `quota` are released by now, None if they are not.

    `local` is the present instant in office time. A run that was missed is made good by the next one of the hour.
    """
    if not quota.seats_kept or local.hour not in HOURS:
        return None
    minute = minute_of(seed, quota.slot, local.hour)
    drawn = local.replace(minute=minute, second=0, microsecond=0)
    if (
        drawn > local
        or (quota.kept_at and quota.kept_at >= drawn)
        or (quota.released_at and quota.released_at >= drawn)
    ):
        return None
    return drawn


def release(quotas: Quotas, seed: bytes, office: Office, quota: Quota, now: datetime) -> bool:
    """Release the kept seats of a slot if their minute has come, and tell whether it was done.

    Where nothing was left they are claimed in turns: else whoever asks all the time would see them first.
    """
    if quota.state != "open" or has_closed(quota.slot.date, office.zone, now):
        return False
    drawn = due(quota, seed, now.astimezone(office.zone))
    if drawn is None:
        return False
    # A late run counts turns from now. From the drawn minute, some turns would be over already.
    turns = None if quota.seats_left else office.release.turns_at(max(now, quota.opens_at))
    return quotas.release(quota, drawn, turns, levelled=office.release.window > 0)


def releases_of(release_secrets: ReleaseSecrets, clock: Clock, office: Office, day: date) -> Releases:
    """Return what may be known now of the releases of `office` on `day`; raises `not_found` for a day not drawn."""
    secret = release_secrets.known(day)
    if secret is None:
        raise Refused(Code.NOT_FOUND, "No minutes were drawn for this day.")
    seed = seed_of(secret, office.office_id)
    seed_hash = hashlib.sha256(seed).hexdigest()
    begin, now = start_of_day(day, office.zone), clock.now()
    hours = [begin + timedelta(hours=number) for number in range(24)]
    places = list(filter(None, (places_in(release_secrets, now, hour) for hour in hours)))
    if office.today(now) <= day:
        return Releases(office.office_id, day, seed_hash, None, None, places)
    # A slot takes bookings until its day begins, and none was published later than this.
    slots = [
        Slot(office.office_id, each, session.session)
        for each in days_from(day + timedelta(days=1), day + timedelta(days=PUBLISHED_DAYS - 1))
        for session in office.sessions
    ]
    minutes = {slot: [minute_of(seed, slot, hour) for hour in HOURS] for slot in slots}
    return Releases(office.office_id, day, seed_hash, seed.hex(), minutes, places)
