"""The rules on a scratch table with a few slots and people: the place where a part of them is taken out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from antrean.aws.table import Table
from antrean.base.clock import Clock, SystemClock
from antrean.base.days import start_of_day
from antrean.base.ids import Pepper
from antrean.bookings.operation import Services
from antrean.bookings.stores import Store
from antrean.offices.directory import OfficeDirectory
from antrean.offices.model import Office, Release, Session
from antrean.slots.full_slots import FullSlots
from antrean.slots.model import Quota, Slot
from instruments.replay.people import BIRTH_DATE, nik, sign_up_of
from tests.histories.clients import Population, families

OFFICE = Office(
    office_id="scratch",
    name="Kantor Imigrasi Coba",
    province="Jawa Barat",
    timezone="Asia/Jakarta",
    latitude=-6.6,
    longitude=106.8,
    sessions=(Session("morning", "09:01", "10:00", "A"), Session("afternoon", "13:00", "14:00", "B")),
    weekly={session: dict.fromkeys(range(7), 6) for session in ("morning", "afternoon")},
    release=Release("days_ahead", "08:00", days=30),
)
DAY = datetime.now(UTC).date() + timedelta(days=7)
SLOTS = tuple(Slot(OFFICE.office_id, DAY, session.session) for session in OFFICE.sessions)
CITIZENS, CHILDREN = range(900, 916), range(1, 65)
"""Serials of their NIKs."""
_ACCOUNTS = {f"citizen-{serial}": nik(serial)[-4:] for serial in CITIZENS}
POPULATION = Population(
    citizens=_ACCOUNTS,
    families=families([*_ACCOUNTS], [nik(serial)[-4:] for serial in CHILDREN]),
    children={
        nik(serial)[-4:]: {
            "relation": "child",
            "full_name": "Anak",
            "nik": nik(serial),
            "birth_date": BIRTH_DATE.isoformat(),
        }
        for serial in CHILDREN
    },
    operators=("operator",),
    slots=tuple((slot.office_id, slot.date.isoformat(), slot.session) for slot in SLOTS),
)


def services(client: Any, table: str, clock: Clock | None = None) -> Services:
    """Return what the rules work with, as a new environment has it, on a table of `client`."""
    clock = clock or SystemClock()
    store = Store(Table(client, table))
    pepper = Pepper(b"a pepper of the tests, 32 bytes..")
    directory = OfficeDirectory(store.offices, clock)
    return Services(store, pepper, lambda: pepper.nik_keys("{}"), clock, FullSlots(clock), directory)


def furnish(lab: Services, seats: int) -> None:
    """Put the office, its slots with so many seats each, and the citizens into an empty table."""
    now = lab.clock.now()
    lab.store.offices.add_if_absent(OFFICE)
    for slot in SLOTS:
        closes_at = start_of_day(slot.date, OFFICE.zone)
        lab.store.quotas.publish(Quota(slot, seats, seats, 1, now - timedelta(days=1), closes_at, "open", 1))
    for serial, account_id in zip(CITIZENS, POPULATION.citizens, strict=True):
        lab.store.accounts.register(sign_up_of(account_id, nik(serial), lab.nik_keys()), now)
