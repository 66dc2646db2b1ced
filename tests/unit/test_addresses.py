"""Bookings and the address that their office tells now: where it is shown, and what it costs to know it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from antrean import wiring
from antrean.base.errors import Busy
from antrean.bookings import operation
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import book
from antrean.http.route import Caller
from antrean.offices.directory import OfficeDirectory
from antrean.offices.model import Details
from antrean.waiting import answers
from contract import declared
from instruments.dynamodb.meter import Meter
from tests.support.wishes import KEY, asked
from tests.unit.conftest import NOW, OFFICE

ADDRESS = "Jl. Ahmad Yani 65, Bogor"
APP = declared.app_of(Path(__file__).parents[2], "bookings")
SITI = Caller("siti", {"sub": "siti"})


@pytest.fixture
def told(metered: Services, siti: str) -> Services:
    """The services of a function that is cold, with an office that tells its address, where Siti has booked."""
    book.book(metered, siti, asked(2), KEY)
    office = OFFICE._replace(details=Details(address=ADDRESS), version=1, last_change="1")
    assert metered.store.offices.change(OFFICE, office, "operator", "uji", NOW)
    return replace(metered, directory=OfficeDirectory(metered.store.offices, metered.clock))


@pytest.fixture
def made(told: Services) -> Booking:
    """Siti's booking."""
    [found] = operation.all_of(told, "siti")
    return found


@pytest.fixture
def app(told: Services, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The function of bookings, with these services."""
    monkeypatch.setattr(wiring, "services_for", lambda _caller: told)
    monkeypatch.setattr(wiring, "directory", lambda: told.directory)
    return declared.load(APP)


def test_a_booking_tells_the_address_of_its_office(app: ModuleType, made: Booking) -> None:
    """One booking and the list tell it, though none holds it."""
    assert app.show(SITI, made.booking_id).body["office_address"] == ADDRESS
    assert [each["office_address"] for each in app.index(SITI).body["bookings"]] == [ADDRESS]


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_an_offer_tells_the_address_of_its_office(answer: str, made: Booking, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever accepts or declines an offer is answered a booking like any other."""
    monkeypatch.setattr(wiring, "waiting", lambda: None)
    monkeypatch.setattr(answers, answer, lambda *_asked: made)
    waiting = declared.load(declared.app_of(Path(__file__).parents[2], "waiting"))
    assert getattr(waiting, answer)(SITI, made.booking_id).body["office_address"] == ADDRESS


def test_where_none_is_told_there_is_none(app: ModuleType, made: Booking, told: Services, monkeypatch: Any) -> None:
    """The member is left out then, also where the office is gone."""
    for offices in ({"bogor": OFFICE}, {}):
        monkeypatch.setattr(OfficeDirectory, "_remembered", lambda _self, found=offices: found)
        assert "office_address" not in app.show(SITI, made.booking_id).body
    assert told.directory.get("bogor") is None


def test_a_calendar_file_has_the_address(app: ModuleType, made: Booking) -> None:
    """Saved from the booking's page."""
    assert "LOCATION:Kantor Imigrasi Bogor\\, Jl. Ahmad Yani 65\\, Bogor" in app.event(SITI, made.booking_id).body


def test_an_address_that_cannot_be_read_refuses_nobody(
    app: ModuleType, made: Booking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The booking is answered without it, and so is the list, which tries to read it once for all bookings."""
    tries = []

    def busy(_self: OfficeDirectory) -> Any:
        tries.append(1)
        raise Busy

    monkeypatch.setattr(OfficeDirectory, "_remembered", busy)
    answer = app.show(SITI, made.booking_id).body
    assert (answer["booking_id"], "office_address" in answer) == (made.booking_id, False)
    assert json.dumps(answer)
    monkeypatch.setattr(operation, "all_of", lambda _services, _account_id: [made, made, made])
    tries.clear()
    assert ["office_address" in each for each in app.index(SITI).body["bookings"]] == [False, False, False]
    assert len(tries) == 1


def test_a_warm_environment_knows_it(app: ModuleType, made: Booking, meter: Meter) -> None:
    """The first answer in a minute reads the offices, by one query; the others cost what they did before."""
    meter.bill.clear()
    app.show(SITI, made.booking_id)
    assert meter.bill.calls == ["batch_get_item", "query"]
    meter.bill.clear()
    app.show(SITI, made.booking_id)
    app.index(SITI)
    assert meter.bill.calls == ["batch_get_item", "get_item", "batch_get_item"]
