"""Missed visits of the deployed system.

Two days are not waited for: that a visit was missed is written as the job writes it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from antrean.aws.table import Table
from antrean.bookings.items import as_booking
from antrean.bookings.stores import Store
from antrean.misses.items import miss_item
from antrean.misses.model import Miss
from antrean.misses.store import Misses
from antrean.people.items import as_account
from antrean.slots.items import quota_key
from antrean.slots.model import Quota, Slot

if TYPE_CHECKING:
    from tests.support.citizens import Citizen
    from tests.support.deployed import Deployed

TEXT = "Kereta saya mogok di Bojonggede."
EARLIER = "0123456789ABCDEF"
"""The booking of a visit that was missed before."""
_A_WEEK = timedelta(days=7)


def is_missed(deployed: Deployed, citizen: Citizen, made: dict[str, Any], *, stops: bool) -> None:
    """Write that a booking was missed, as the job does once its day is over for 48 hours.

    Where that stops bookings it is the second one: the first was a week before.
    """
    table = _table_of(deployed)
    booking = as_booking(table.get((f"BOOKING#{made['booking_id']}", "BOOKING")))
    account = as_account(table.get((f"ACCOUNT#{citizen.account_id}", "PROFILE")))
    assert booking
    assert account
    now = datetime.now(UTC).replace(microsecond=0)
    until = now + timedelta(days=14) if stops else None
    where = (booking.slot, booking.office_name, booking.timezone)
    miss = Miss(account.account_id, booking.booking_id, *where, 41, now, account.misses, 2 if stops else 1, until)
    if stops:
        earlier = miss.slot._replace(date=miss.slot.date - _A_WEEK)
        first = miss._replace(booking_id=EARLIER, slot=earlier, decided_at=now - _A_WEEK, place=-1, nth=1, until=None)
        table.transact([table.put_action(miss_item(first))])
    assert Misses(table).decide(booking, miss, account, until)


def waits_for(deployed: Deployed, citizen: Citizen, made: dict[str, Any], time: timedelta) -> None:
    """Let an appeal have been written so long ago."""
    written = {"N": str(int((datetime.now(UTC) - time).timestamp()))}
    miss = (f"ACCOUNT#{citizen.account_id}", f"MISS#{made['booking_id']}")
    deployed.rewrite(*miss, "SET appeal.#at = :value", written, {"#at": "at"})


def seats_are_kept(deployed: Deployed, office_id: str, n: int) -> tuple[str, str]:
    """Let `n` seats of an office be given back today, as those are who tell that they do not come; and where it is."""
    table = _table_of(deployed)
    store = Store(table)
    office = next(each for each in store.offices.all() if each.office_id == office_id)
    now, session = datetime.now(UTC), office.sessions[0].session
    slot = Slot(office_id, office.today(now), session)
    if store.quotas.get(slot) is None:
        store.quotas.publish(Quota(slot, 0, 0, 1, now, now, "open", 1))
    change = "SET #capacity = #capacity + :value, seats_kept = if_not_exists(seats_kept, :none) + :value"
    table.update(
        quota_key(slot),
        change,
        "attribute_exists(pk)",
        values={":value": n, ":none": 0},
        names={"#capacity": "capacity"},
    )
    return slot.date.isoformat(), session


def _table_of(deployed: Deployed) -> Table:
    """The table."""
    return Table(deployed.aws.dynamodb(), deployed.outputs["table_name"])
