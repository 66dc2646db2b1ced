"""Builds what only the functions of the staff, of the hall and by hand work with, as `wiring` does for all others."""
# ruff: noqa: PLC0415 - modules that only some functions use are imported where they are used

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from antrean import wiring
from antrean.aws import clients
from antrean.base.environment import setting

if TYPE_CHECKING:
    from antrean.cards.counter import Desk
    from antrean.hall.door import Staffed
    from antrean.hall.lists import DailyLooks
    from antrean.hall.store import Counters, Hall
    from antrean.hall.walk_ins import WalkIns
    from antrean.keys.hashes import Hashes
    from antrean.staff.manage import Managed


@cache
def hall() -> Hall:
    """Return the offices' days in the table."""
    from antrean.hall.store import Hall

    return Hall(wiring.table(), wiring.store().bookings, wiring.looks())


@cache
def staffed() -> Staffed:
    """Return what the door and the counters work with."""
    from antrean.hall.door import Staffed

    return Staffed(hall(), wiring.store().bookings, wiring.CLOCK)


@cache
def walk_ins() -> WalkIns:
    """Return what gives numbers at the door."""
    from antrean.hall.walk_ins import WalkIns

    return WalkIns(hall(), wiring.store(), wiring.CLOCK)


@cache
def daily_looks() -> DailyLooks:
    """Return what records who looked at the lists of a day."""
    from antrean.hall.lists import DailyLooks

    return DailyLooks(wiring.looks())


@cache
def counters() -> Counters:
    """Return the counters in the table."""
    from antrean.hall.store import Counters

    return Counters(wiring.table())


@cache
def desk() -> Desk:
    """Return what officers set right with whose an account is."""
    from antrean.cards.counter import Desk
    from antrean.cards.store import Cards
    from antrean.login.store import AddressChanges

    return Desk(
        accounts=wiring.store().accounts,
        cards=Cards(wiring.table()),
        levels=wiring.levels(),
        erasures=wiring.erasures(),
        looks=wiring.looks(),
        identity=wiring.identity(),
        changes=AddressChanges(wiring.table()),
        pepper=wiring.pepper(),
        nik_keys=wiring.nik_keys(),
        clock=wiring.CLOCK,
    )


@cache
def hashes() -> Hashes:
    """Return the keyed hashes of NIKs in the table."""
    from antrean.keys.hashes import Hashes

    return Hashes(wiring.table(), wiring.store().accounts, wiring.households(), wiring.renewals())


@cache
def managed() -> Managed:
    """Return what administrators manage the staff with."""
    from antrean.staff.cognito import CognitoPool
    from antrean.staff.manage import Managed
    from antrean.staff.store import Logins, Trail

    pool = CognitoPool(clients.client("cognito-idp"), setting("STAFF_POOL_ID"))
    return Managed(pool, Trail(wiring.table()), Logins(wiring.table()), wiring.directory(), wiring.CLOCK)
