"""Who waits for seats in the tests of the waiting list, and how seats are given back for them."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import book, cancel
from antrean.closures.minute import Minute, sweep_and_go_on
from antrean.people.items import account_key
from antrean.slots.model import Slot
from antrean.waiting import joining
from antrean.waiting.forms import NewEntry
from antrean.waiting.model import Entry
from instruments.replay.people import family, nik
from tests.support.ledger import unbalanced
from tests.support.same_table import closures_of, waiting_of
from tests.support.wishes import asked
from tests.unit.conftest import DAY, OTHER_SLOT, SLOT, register

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def wish(people: int = 1, start: int = 1, first: date = DAY, last: date = DAY, **more: object) -> NewEntry:
    """A request to wait, for the account's owner and `people - 1` children whose serials begin with `start`."""
    body = {
        "office_id": "bogor",
        "first": first.isoformat(),
        "last": last.isoformat(),
        "service": "new",
        "applicants": family(people, start),
        **more,
    }
    return NewEntry.model_validate_json(json.dumps(body))


def join(services: Services, account_id: str, people: int = 1, start: int = 1, key: str = "tunggu") -> Entry:
    """Let an account wait for the slot of the tests, in either session."""
    return joining.join(services, waiting_of(services), account_id, wish(people, start), key)


def later(services: Services, by: timedelta) -> None:
    """Let time pass."""
    services.clock.instant += by  # type: ignore[attr-defined]


def given_back(services: Services, n: int = 1, slot: Slot = SLOT, serial: int = 700) -> None:
    """Let a stranger give `n` seats of a slot back, which are kept then; `serial` is that of the stranger's NIK."""
    account_id = register(services, f"orang{serial}", nik(serial))
    made = book.book(services, account_id, asked(n, slot, serial + 1), "kunci-orang")
    cancel.cancel(services, account_id, made.booking_id)


def swept(services: Services) -> Minute:
    """What a run of the minute does."""
    return sweep_and_go_on(services.store, closures_of(services), services.clock)


def stopped(services: Services, account_id: str, until: datetime) -> None:
    """Let missed visits stop the bookings of an account."""
    values = {":until": int(until.timestamp())}
    table = services.store._table  # noqa: SLF001 - what the job of misses writes
    table.update(account_key(account_id), "SET frozen_until = :until", "attribute_exists(pk)", values=values)


def entry_of(services: Services, account_id: str) -> Entry:
    """The entry of an account as it stands."""
    found = waiting_of(services).entry(account_id)
    assert found
    return found


def offer_of(services: Services, account_id: str) -> Booking:
    """The offer that an account has."""
    booking_id = entry_of(services, account_id).booking_id
    assert booking_id
    found = services.store.bookings.get(booking_id)
    assert found
    return found


def held(services: Services, family: str, alone: str, people: int, seats: int) -> None:
    """Hold seats: a family of `people` waits since 10:00, somebody alone since 11:00, `seats` are too few at noon."""
    join(services, family, people, 20)
    later(services, HOUR)
    join(services, alone)
    given_back(services, seats)
    later(services, HOUR)
    assert swept(services).offered == 0


def offered_to(services: Services, account_id: str) -> Booking:
    """Offer a seat: somebody waits since 10:00, the seat was given back, and it is 11:00."""
    given_back(services)
    join(services, account_id)
    later(services, HOUR)
    assert swept(services).offered == 1
    return offer_of(services, account_id)


def balanced(services: Services) -> None:
    """Require that every seat is accounted for once, and no claim is in flight."""
    assert unbalanced(services.store, [SLOT, OTHER_SLOT], settled=True) == []
