"""The referee's own test: the same rush in this process, with the claim as it is and without its seats clause."""

from __future__ import annotations

import random
import secrets
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from antrean.aws.table import Table
from antrean.base.clock import SystemClock
from antrean.base.errors import Busy, Code, Refused
from antrean.base.ids import Pepper
from antrean.bookings.forms import NewBooking, Person, booking_view
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.bookings.stores import Store
from antrean.changes import book
from antrean.offices.directory import OfficeDirectory
from antrean.offices.model import Office, Release, Session
from antrean.slots.full_slots import FullSlots
from antrean.slots.model import Quota, Slot
from antrean.slots.store import CLAIM_CONDITIONS
from instruments.at_once import at_once
from instruments.dynamodb import referee
from instruments.dynamodb.scratch import embedded_dynamodb, scratch_table
from instruments.dynamodb.table import TableReader
from instruments.replay.people import sign_up_of
from tests.support import citizens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb import DynamoDBClient

    from local.state.outputs import Outputs


CLIENTS = 64
SEATS = 50
LARGEST_FAMILY = 5
OFFICE = Office(
    office_id="scratch",
    name="Kantor Imigrasi Coba",
    province="Jawa Barat",
    timezone="Asia/Jakarta",
    latitude=-6.6,
    longitude=106.8,
    sessions=(Session("morning", "09:01", "10:00", "A"),),
    weekly={"morning": dict.fromkeys(range(7), SEATS)},
    release=Release("days_ahead", "08:00", days=30),
)
SLOT = Slot(OFFICE.office_id, datetime.now(UTC).date() + timedelta(days=7), "morning")
QUOTA_KEY = (f"OFFICE#{SLOT.office_id}", f"QUOTA#{SLOT.date}#{SLOT.session}")


@pytest.fixture(scope="module")
def dynamodb(outputs: Outputs) -> DynamoDBClient:
    """A client of the embedded DynamoDB with a connection for every thread."""
    return embedded_dynamodb(outputs, CLIENTS)


@pytest.fixture
def table(dynamodb: DynamoDBClient) -> Iterator[TableReader]:
    """An empty table that nothing listens to."""
    with scratch_table(dynamodb) as name:
        yield TableReader(dynamodb, name)


@pytest.fixture
def services(dynamodb: DynamoDBClient, table: TableReader) -> Services:
    """The rules on the scratch table, with one office and one slot of 50 seats."""
    clock, store = SystemClock(), Store(Table(dynamodb, table.name))
    store.offices.add_if_absent(OFFICE)
    now = clock.now()
    store.quotas.publish(
        Quota(
            slot=SLOT,
            capacity=SEATS,
            seats_left=SEATS,
            next_number=1,
            opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=2),
            state="open",
            version=1,
        )
    )
    pepper = Pepper(b"a pepper of the tests, 32 bytes..")
    directory = OfficeDirectory(store.offices, clock)
    return Services(store, pepper, lambda: pepper.nik_keys("{}"), clock, FullSlots(clock), directory)


def test_the_rush_in_this_process_is_clean(services: Services, table: TableReader) -> None:
    """With the claim as it is the referee finds nothing: what it finds below is the missing clause, not the harness."""
    rush = run(services)
    assert rush.refused
    assert referee.problems(table.bookings_and_guards(), _quota(table), rush) == []


def test_without_its_seats_clause_the_claim_oversells(
    services: Services, table: TableReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the same rush with the seats clause removed oversells, and the referee says so.

    Whoever read the quota when nothing was left is refused before any claim. The others had read it before.
    """
    monkeypatch.setitem(CLAIM_CONDITIONS, "never oversell", "(seats_left >= :needed OR attribute_exists(pk))")
    rush = run(services)
    found = referee.problems(table.bookings_and_guards(), _quota(table), rush)
    assert any(problem.startswith("oversold") for problem in found), found


def run(services: Services) -> referee.Rush:
    """Have 64 families ask for the slot at once, and return what they were told."""
    seed = secrets.randbelow(1_000_000)
    print(f"seed of the families: {seed}")
    sizes = random.Random(seed).choices(range(1, LARGEST_FAMILY + 1), k=CLIENTS)
    for number in range(CLIENTS):
        _register(services, f"account-{number}")
    outcomes = at_once(
        [partial(_book, services, f"account-{number}", _request(size)) for number, size in enumerate(sizes)]
    )
    rush = referee.Rush()
    for outcome, size in zip(outcomes, sizes, strict=True):
        if isinstance(outcome, Refused):
            assert outcome.code == Code.SLOT_FULL
            rush.refused.append(size)
        else:
            rush.booked.append(dict(booking_view(outcome)))
    return rush


def _book(services: Services, account_id: str, request: NewBooking) -> Booking | Refused:
    while True:
        try:
            return book.book(services, account_id, request, "key")
        except Busy:
            continue
        except Refused as refused:
            return refused


def _request(size: int) -> NewBooking:
    children = [citizens.person("Anak") for _ in range(size - 1)]
    return NewBooking(
        office_id=SLOT.office_id,
        date=SLOT.date,
        session=SLOT.session,
        service="new",
        applicants=(
            Person(relation="self"),
            *(
                Person(relation="child", full_name=child.full_name, nik=child.nik, birth_date=child.birth_date)
                for child in children
            ),
        ),
    )


def _register(services: Services, account_id: str) -> None:
    who = citizens.person()
    services.store.accounts.register(
        sign_up_of(account_id, who.nik, services.nik_keys(), who.full_name),
        services.clock.now(),
    )


def _quota(table: TableReader) -> dict[str, object]:
    found = table.get(*QUOTA_KEY)
    assert found
    return found
