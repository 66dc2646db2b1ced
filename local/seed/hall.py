"""An office's day in full swing, so that a person can try door, counters and board at once.

Invented people booked yesterday for today, and were received by the rules that receive everybody: some have arrived,
two counters have called, one party was served, one is absent. It is made once a day; what was done since stays.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from antrean.base.clock import FixedClock
from antrean.base.days import start_of_day
from antrean.bookings.forms import NewBooking, Person
from antrean.changes import book
from antrean.hall import counters, door
from antrean.hall.counters import Officer
from antrean.hall.model import Day
from antrean.hall.store import Hall
from antrean.offices.store import Looks
from antrean.people.model import PendingSignUp
from antrean.tickets import qr
from local.seed.demo import open_slot, slots_today

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from antrean.aws.table import Table
    from antrean.bookings.model import Booking, Relation
    from antrean.bookings.operation import Services
    from antrean.slots.model import Slot

_NAMES: Final = (
    ("Siti Rahayu",),
    ("Budi Santoso", "Dewi Santoso", "Rara Santoso"),
    ("Agus Wijaya",),
    ("Lestari Putri", "Bima Putra"),
    ("Yohanes Tambunan",),
    ("Maria Goreti",),
    ("Ahmad Fauzi", "Nur Aini"),
    ("Ketut Sudarma",),
    ("Fransiska Lona",),
    ("Hendra Gunawan", "Lina Gunawan"),
)
"""Parties of invented people, in the order of their booking."""
_STAY_AWAY: Final = 2
"""The last of them have not arrived yet."""
_BORN: Final = date(1990, 5, 17)
_STAFF: Final = ("petugas-contoh-1", "petugas-contoh-2")
_MINUTE: Final = timedelta(minutes=1)


class Scene(NamedTuple):
    """Where the day is played; the clock of `services` shows yesterday, as a slot takes no bookings on its own day."""

    services: Services
    slot: Slot
    zone: ZoneInfo
    """The office's."""


def ensure_day(services: Services, table: Table, office_id: str) -> int:
    """Play the beginning of an office's day, if it was not played yet; return how many parties there are.

    The clock of `services` shows yesterday. None are there where no session of today has seats for them.
    """
    for office, slot in slots_today(services, office_id):
        if office.office_id != office_id:
            return 0
        open_slot(services, office, slot)
        quota = services.store.quotas.get(slot)
        if quota and quota.seats_left >= sum(map(len, _NAMES)):
            return play(Scene(services, slot, office.zone), table)
    return 0


def play(scene: Scene, table: Table) -> int:
    """Receive people by the rules, in the twenty minutes before now; return how many parties there are.

    Just after midnight they are the first twenty minutes of the day, since nobody is received on another day.
    """
    began = scene.services.clock.now() + timedelta(days=1) - 20 * _MINUTE
    clock = FixedClock(max(began, start_of_day(scene.slot.date, scene.zone)))
    hall = Hall(table, scene.services.store.bookings, Looks(table))
    staffed = door.Staffed(hall, scene.services.store.bookings, clock)
    day = Day(scene.slot.office_id, scene.slot.date)
    played = hall.parties(day)
    if played:
        return len(played)
    booked = [_booking(scene, names, index) for index, names in enumerate(_NAMES)]
    for made in booked[:-_STAY_AWAY]:
        arrival = door.Arrival(qr.payload(made.booking_id), early=True)
        door.arrive(staffed, _STAFF[0], day.office_id, arrival, made.booking_id)
    _call(staffed, clock, [Officer(name, day, number) for number, name in enumerate(_STAFF, 1)])
    return len(_NAMES) - _STAY_AWAY


def _call(staffed: door.Staffed, clock: FixedClock, officers: Sequence[Officer]) -> None:
    """Let two counters work for a quarter of an hour: one party was served, one is absent, one fetches a copy."""
    first, second = officers
    for officer in officers:
        counters.open_counter(staffed, officer, [])
        counters.call_next(staffed, officer, "first")
    counters.recall(staffed, second, "again")
    clock.instant += 5 * _MINUTE
    counters.note_absent(staffed, second, "absent")
    counters.call_next(staffed, first, "second")
    counters.park(staffed, first, "park")
    clock.instant += 10 * _MINUTE
    for officer in officers:
        counters.call_next(staffed, officer, "third")


def _booking(scene: Scene, names: Sequence[str], index: int) -> Booking:
    """Book for a party of invented people, whose account nobody can log in to."""
    name = f"contoh-{scene.slot.date.isoformat()}-{index}"
    serial = 5 * index + 1
    key = scene.services.nik_keys().key(_nik(scene, serial))
    phone, last4 = "+62" + "81200000000", _nik(scene, serial)[-4:]
    account = PendingSignUp(name, names[0], _BORN.year, f"{name}@example.com", phone, key, last4)
    if scene.services.store.accounts.get(name) is None:
        scene.services.store.accounts.register(account, scene.services.clock.now())
    relations: tuple[Relation, ...] = ("spouse", "child")
    family = [
        Person(relation=relation, full_name=each, nik=_nik(scene, serial + place), birth_date=_BORN)
        for place, (relation, each) in enumerate(zip(relations, names[1:], strict=False), 1)
    ]
    slot = scene.slot
    request = NewBooking(
        office_id=slot.office_id,
        date=slot.date,
        session=slot.session,
        service="renewal",
        applicants=(Person(relation="self"), *family),
    )
    return book.book(scene.services, name, request, name)


def _nik(scene: Scene, serial: int) -> str:
    """Return an invented NIK, others on each day of a week, since those of yesterday are still booked."""
    district = f"{scene.slot.date.isoweekday():02d}"
    return "32" + "99" + district + _BORN.strftime("%d%m%y") + f"{serial:04d}"
