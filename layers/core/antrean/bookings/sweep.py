"""What is done each minute for every office: stale claims are resolved, and kept seats released at their minutes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from antrean.base.errors import Busy
from antrean.bookings.resolve import is_stale, resolve
from antrean.slots import releases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from antrean.base.clock import Clock
    from antrean.bookings.stores import Store
    from antrean.offices.model import Office
    from antrean.slots.model import Quota

    Keeps = Callable[[Office, Quota], bool]
    """Offers the kept seats of a slot to who waits, and tells whether what is left of them stays kept."""


class Swept(NamedTuple):
    """What a sweep did, at one office or at all.

    It says how many stale claims were resolved, and of how many slots the kept seats were released.
    """

    resolved: int
    released: int


def nobody_waits(_office: Office, _quota: Quota) -> bool:
    """Offer nothing to anybody, so that all kept seats are released at their minutes."""
    return False


def sweep(store: Store, clock: Clock, offices: Iterable[Office], keeps: Keeps = nobody_waits) -> Swept:
    """Resolve every stale claim of the offices, and release the kept seats whose minute has come that nobody waits for.

    Raises `Busy` at the end where an office could not be swept; the others were swept all the same.
    """
    of_offices: list[Swept] = []
    secrets: dict[date, bytes | None] = {}
    unswept = 0
    for office in offices:
        try:
            today = office.today(clock.now())
            if today not in secrets:
                secrets[today] = store.release_secrets.get(today)
            secret = secrets[today]
            seed = secret and releases.seed_of(secret, office.office_id)
            of_offices.append(_sweep_office(store, clock, office, seed, keeps))
        except Busy:
            unswept += 1
    if unswept:
        raise Busy
    return Swept(sum(each.resolved for each in of_offices), sum(each.released for each in of_offices))


def _sweep_office(store: Store, clock: Clock, office: Office, seed: bytes | None, keeps: Keeps) -> Swept:
    """Sweep one office, and return what was done there.

    Without a `seed`, which the publisher draws days before, no seats are released. The last claims of a slot are
    made on its day, at the door. So those of just before midnight are found by looking one day back.
    """
    resolved = released = 0
    yesterday = office.today(clock.now()) - timedelta(days=1)
    for quota in store.quotas.unsettled(office.office_id, yesterday, date.max):
        for claim in quota.claims.values():
            if is_stale(claim, clock.now()):
                resolve(store, claim, clock.now())
                resolved += 1
        if not keeps(office, quota) and seed and releases.release(store.quotas, seed, office, quota, clock.now()):
            released += 1
    return Swept(resolved, released)
