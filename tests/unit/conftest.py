"""Fixtures of the unit tests: the store on an in-process table, a clock that stands still, people to book."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import botocore.session
import pytest
from moto import mock_aws

from antrean.aws.table import Table
from antrean.base.clock import FixedClock
from antrean.base.ids import Pepper
from antrean.bookings.operation import Services
from antrean.bookings.stores import Store
from antrean.closures.store import Closures
from antrean.offices.directory import OfficeDirectory
from antrean.offices.model import Office, Release, Session
from antrean.slots.full_slots import FullSlots
from antrean.slots.model import Quota, Slot
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.dynamodb.meter import Meter
from instruments.dynamodb.scratch import create_table
from instruments.replay.calls import Recorder
from instruments.replay.people import nik, sign_up_of
from instruments.stand_in import stand_in
from tests.support.same_table import closures_of
from tests.support.telling import Telling

NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
"""Tuesday 10:00 in Jakarta."""
DAY = date(2026, 12, 8)
OFFICE = Office(
    office_id="bogor",
    name="Kantor Imigrasi Bogor",
    province="Jawa Barat",
    timezone="Asia/Jakarta",
    latitude=-6.58,
    longitude=106.80,
    sessions=(Session("morning", "09:01", "10:00", "A"), Session("afternoon", "13:00", "14:00", "B")),
    weekly={"morning": dict.fromkeys(range(5), 50), "afternoon": dict.fromkeys(range(5), 40)},
    release=Release("days_ahead", "08:00", days=30),
)
SLOT = Slot("bogor", DAY, "morning")
OTHER_SLOT = Slot("bogor", DAY, "afternoon")
PEPPER = Pepper(b"a pepper of the tests, 32 bytes..")
NIK_KEYS = PEPPER.nik_keys("{}")
"""The keys of NIKs on a stack of before: the first version is the pepper."""


@cache
def session() -> botocore.session.Session:
    """One session for all clients of these tests: each new one would read botocore's descriptions again."""
    return botocore.session.get_session()


@pytest.fixture(autouse=True)
def _no_sockets(socket_disabled: None) -> None:
    """Fail a unit test that opens a socket."""


@pytest.fixture(autouse=True)
def _own_log(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Give each test loggers of its own: one writes to the stdout of its first use, and is known by the service."""
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", request.node.name)


@pytest.fixture
def clock() -> FixedClock:
    """A clock that stands at `NOW`."""
    return FixedClock(NOW)


@pytest.fixture
def recorder(request: pytest.FixtureRequest) -> Iterator[Recorder]:
    """A client of an empty table in this process that counts and can break calls; moto's is for one thread only.

    Tests have our own table, in memory, but for those that are marked `moto`.
    """
    if not request.node.get_closest_marker("moto"):
        yield Recorder(MemoryClient(MemoryTable()))
        return
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        os.environ.setdefault(name, "testing")
    with mock_aws():
        client: Any = session().create_client("dynamodb", region_name="ap-southeast-3")
        create_table(client, "antrean")
        yield Recorder(client)


@pytest.fixture
def store(recorder: Recorder) -> Store:
    """A store that holds one office with two slots of five seats."""
    store = Store(Table(stand_in(recorder), "antrean", sleep=lambda _seconds: None))
    store.offices.add_if_absent(OFFICE)
    for slot in (SLOT, OTHER_SLOT):
        store.quotas.publish(
            Quota(
                slot=slot,
                capacity=5,
                seats_left=5,
                next_number=1,
                opens_at=datetime(2026, 11, 8, 1, 0, tzinfo=UTC),
                closes_at=datetime(2026, 12, 7, 17, 0, tzinfo=UTC),
                state="open",
                version=1,
            )
        )
    recorder.calls.clear()
    return store


@pytest.fixture
def services(store: Store, clock: FixedClock) -> Services:
    """What the rules work with, on the store and the clock of this test."""
    services = Services(
        store=store,
        pepper=PEPPER,
        nik_keys=lambda: NIK_KEYS,
        clock=clock,
        full_slots=FullSlots(clock),
        directory=OfficeDirectory(store.offices, clock),
    )
    # as in a warm environment: calls are counted from here
    services.directory.all()
    return services


@pytest.fixture
def closures(services: Services) -> Closures:
    """The closures of the table."""
    return closures_of(services)


@pytest.fixture
def telling(services: Services, recorder: Recorder, clock: FixedClock) -> Telling:
    """Those who tell people, on the table of this test."""
    return Telling(services, recorder, clock)


@pytest.fixture
def meter(recorder: Recorder) -> Meter:
    """A client of the table of this test that tells what calls cost."""
    return Meter(recorder)


@pytest.fixture
def metered(services: Services, meter: Meter) -> Services:
    """What the rules work with, metered; the offices are known, as in a warm environment."""
    return replace(services, store=Store(Table(stand_in(meter), "antrean")))


def register(services: Services, account_id: str, nik: str) -> str:
    """Give `account_id` a profile with this NIK, and return the id."""
    services.store.accounts.register(sign_up_of(account_id, nik, services.nik_keys()), NOW)
    return account_id


@pytest.fixture
def siti(services: Services) -> str:
    """A registered citizen."""
    return register(services, "siti", nik(901))


@pytest.fixture
def budi(services: Services) -> str:
    """Another registered citizen."""
    return register(services, "budi", nik(902))
