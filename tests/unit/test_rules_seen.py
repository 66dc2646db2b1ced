"""Who of the staff has seen a person: each look leaves its record before the answer, and the person is told of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError

from antrean import wiring_staff
from antrean.account.export import export
from antrean.account.forms import export_view
from antrean.account.seen import seen
from antrean.base.clock import FixedClock
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import book
from antrean.hall import lists
from antrean.hall.lists import DailyLooks
from antrean.offices.model import Look
from antrean.offices.store import Looks
from contract import declared
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.events import ROOT, Context, fill, read_all
from instruments.replay.people import holds_nik, nik, texts_of
from instruments.replay.world import World
from tests.support.hall import arrived, staffed
from tests.support.household import households_of, keep
from tests.support.missing import Missing
from tests.support.same_table import waiting_of
from tests.support.waiting import join
from tests.support.wishes import KEY, asked
from tests.unit.conftest import NOW, OFFICE, register

MORNING = datetime(2026, 12, 8, 3, 0, tzinfo=UTC)
"""10:00 in Jakarta, on the day of the slots."""
MIDNIGHT = datetime(2026, 12, 7, 17, 0, tzinfo=UTC)
_NAMED = {"checkIn", "noteArrival", "notePeopleHere", "undoArrival", "noteReturn", "getQueue", "getDay"}
_AT_COUNTERS = {"openCounter", "closeCounter", "callNext", "callAgain", "noteAbsent", "parkParty"}
SHOW_NAMES = _NAMED | _AT_COUNTERS | {"transferParty", "finishParty", "undoAtCounter", "listClosureCalls"}
"""The routes of the staff that answer with people's names."""
GOOD = {
    case.route: case
    for case in reversed(read_all())
    if case.route and case.expect["status"] < 300 and "again" not in case.label
}
ROUTES = [each for each in declared.operations(ROOT) if each.operation_id in SHOW_NAMES]


@pytest.fixture
def looks(services: Services) -> Looks:
    """The records of looks."""
    return Looks(services.store._table)  # noqa: SLF001 - they are no part of it


@pytest.fixture
def made(services: Services, siti: str, clock: FixedClock) -> Booking:
    """A booking of Siti and a child; it is the morning of its day."""
    made = book.book(services, siti, asked(2), KEY)
    clock.instant = MORNING
    return made


def told(services: Services, looks: Looks, account_id: str) -> list[tuple[str, str, datetime, str, bool]]:
    """What an account is told."""
    return [tuple(each) for each in seen(services, looks, account_id)]  # type: ignore[misc]


def test_who_let_people_in_is_told(services: Services, looks: Looks, made: Booking, siti: str) -> None:
    """Role, office, instant and why."""
    arrived(services, made)
    assert told(services, looks, siti) == [("officers", "bogor", MORNING, "arrival", False)]


@pytest.mark.usefixtures("made")
def test_lists_of_the_day_are_told_of_once_a_day(services: Services, looks: Looks, siti: str) -> None:
    """Each officer's, of the day and the office of the booking alone."""
    for officer in ("a", "b"):
        for _ in range(2):
            lists.queue(staffed(services), DailyLooks(looks), officer, OFFICE, None)
    lists.day_list(staffed(services), services.store.quotas, DailyLooks(looks), "a", OFFICE, "2026-12-08")
    looks.record(Look("bogor", "a", MIDNIGHT - timedelta(days=1), "queue", 0))
    looks.record(Look("depok", "a", MIDNIGHT, "queue", 0))
    found = told(services, looks, siti)
    assert sorted(found) == [("officers", "bogor", MIDNIGHT, why, True) for why in ("list", "queue")]


def test_whom_others_booked_is_told_too(services: Services, looks: Looks, made: Booking) -> None:
    """The child of the booking, with an account of its own, is told of looks at that booking and at no other one."""
    child = register(services, "anak", nik(1))
    arrived(services, made)
    looks.record(Look("bogor", "a", MORNING + timedelta(seconds=1), "party OTHER", 1, made.account_id))
    assert told(services, looks, child) == [("officers", "bogor", MORNING, "arrival", False)]


def test_who_was_called_is_told_by_whom(services: Services, looks: Looks, siti: str) -> None:
    """A look at a telephone number says in which role, also one that was recorded without it before."""
    looks.record_all([Look("bogor", "operator", NOW, "closure X", 1, siti, "operators")])
    assert told(services, looks, siti) == [("operators", "bogor", NOW, "call", False)]


@pytest.mark.parametrize("operation", ROUTES, ids=lambda each: each.operation_id)
def test_every_route_that_shows_names_leaves_a_record_first(
    operation: declared.Operation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A success of each route writes a record; where none can be written there is no answer."""
    case = GOOD[operation.route.method, operation.route.path]
    for fails in (False, True):
        client = _Refusing(MemoryClient(MemoryTable()))
        monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", f"{case.label}-{fails}")
        modules: dict[str, Any] = {}
        world = World(client, monkeypatch, partial(_send, modules))
        for step in case.given:
            world.given(step)
        # another environment, which remembers no look
        wiring_staff.daily_looks.cache_clear()
        client.refuses = fails
        before = client.records
        answer = _run(modules, operation.function, fill(case.event))
        if fails:
            assert answer["statusCode"] == 503, answer
            assert "full_name" not in answer["body"]
        else:
            assert answer["statusCode"] < 300, answer
            assert client.records > before


def test_an_export_has_everything(services: Services, looks: Looks, made: Booking, siti: str) -> None:
    """Profile, bookings, who looked, what is counted and since when; and no NIK."""
    arrived(services, made)
    account = services.store.accounts.get(siti)
    assert account
    keep(services, account, 5)
    waiting, answers = waiting_of(services), Missing.answers_of(services)
    known = export(services, looks, households_of(services), waiting, answers, siti)
    view = export_view(known, services.pepper, mailbox_works=True, whatsapp_available=False)
    assert view["profile"]["email"] == "siti@contoh.id"
    assert [each["booking_id"] for each in view["bookings"]] == [made.booking_id]
    assert [each["why"] for each in view["seen"]] == ["arrival"]
    assert (view["counted"]["others"], view["registered_at"]) == (1, "2026-12-01T03:00:00Z")
    assert [each["nik_masked"] for each in view["household"]] == ["************0005"]
    assert not any(holds_nik(text) for text in texts_of(json.loads(json.dumps(view))))
    assert not {"used_at", "former_email", "last_deed", "last_checks"} & set(view)
    seldom = account._replace(
        used_at=NOW, former_email="lama@contoh.id", last_deed="raised#1#Bogor", checked="2026-12-01#2"
    )
    view = export_view(known._replace(account=seldom), services.pepper, mailbox_works=True, whatsapp_available=False)
    assert (view["used_at"], view["former_email"]) == ("2026-12-01T03:00:00Z", "lama@contoh.id")
    assert (view["last_deed"], view["last_checks"]) == ("raised#1#Bogor", "2026-12-01#2")
    child = register(services, "anak", nik(1))
    listed = export_view(
        export(services, looks, households_of(services), waiting_of(services), Missing.answers_of(services), child),
        services.pepper,
        mailbox_works=True,
        whatsapp_available=False,
    )
    assert [each["booking_id"] for each in listed["listings"]] == [made.booking_id]
    assert (view["waiting"], listed["waiting"]) == (None, None)


def test_an_export_has_the_entry_of_the_waiting_list(services: Services, looks: Looks) -> None:
    """With the people in it."""
    budi = register(services, "budi", nik(902))
    join(services, budi, 2, 20)
    waiting, answers = waiting_of(services), Missing.answers_of(services)
    known = export(services, looks, households_of(services), waiting, answers, budi)
    view = export_view(known, services.pepper, mailbox_works=True, whatsapp_available=False)
    assert view["waiting"]
    assert [each["full_name"] for each in view["waiting"]["applicants"]] == ["Siti Rahayu", "Anak A"]


class _Refusing:
    """A client of the table that counts records of looks, and fails at them if it is told to."""

    def __init__(self, client: MemoryClient) -> None:
        self._client, self.refuses, self.records = client, False, 0

    def __getattr__(self, operation: str) -> Any:
        method = getattr(self._client, operation)

        def call(**arguments: Any) -> Any:
            puts = [
                arguments.get("Item", {}),
                *(each.get("Put", {}).get("Item", {}) for each in arguments.get("TransactItems", [])),
            ]
            if any(str(item.get("pk", {}).get("S", "")).startswith("SEEN#") for item in puts):
                if self.refuses:
                    raise ConnectionClosedError(endpoint_url="dynamodb")
                self.records += 1
            return method(**arguments)

        return call


def _run(modules: dict[str, Any], function: str, event: dict[str, Any]) -> dict[str, Any]:
    if function not in modules:
        modules[function] = declared.load(declared.app_of(ROOT, function))
    answer: dict[str, Any] = modules[function].handler(event, Context())
    return answer


def _send(modules: dict[str, Any], label: str | None) -> None:
    [case] = [case for case in read_all() if case.label == label]
    assert _run(modules, case.function, fill(case.event)).get("statusCode", 200) < 400
