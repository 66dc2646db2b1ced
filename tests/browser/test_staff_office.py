"""Operators change what an office tells and when its dates open; citizens then read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.staff.person import Worker
from tests.browser.steps import enter
from tests.browser.visitor import Exactly
from tests.support.deployed import eventually

if TYPE_CHECKING:
    from pathlib import Path

    from local.state.outputs import Outputs
    from tests.browser.conftest import Windows
    from tests.browser.manner import Manner
    from tests.browser.visitor import Visitor
    from tests.support.client import Answer
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot

_ADDRESS = "Jl. Merdeka 1, lantai 2"
_TOLD = {
    "directions": "Angkot 07 dari stasiun",
    "priority": "Lansia dan ibu hamil: loket 1, 08.00 sampai 11.00",
    "notice": "Lift rusak sampai 12 Desember",
}
_REASON = "Pindah gedung"


def _change(deployed: Deployed, office_id: str, address: str, **more: str) -> Answer:
    """Have another operator change the address, at the version that stands."""
    path, token = f"/admin/offices/{office_id}", deployed.staff("operators", "*")
    etag = deployed.api.get(path, token).body["etag"]
    body = {"details": {"address": address, **more}, "reason": _REASON}
    return deployed.api.request("PUT", path, token=token, headers={"If-Match": etag}, body=body)


@pytest.fixture(scope="module")
def told(deployed: Deployed) -> Slot:
    """A slot of an office that has told its address and more; what citizens read of offices has it by now."""
    slot = deployed.slots()[0]
    assert _change(deployed, slot.office_id, _ADDRESS, **_TOLD).status == 200
    path = f"/offices/{slot.office_id}"
    eventually(lambda: "address" in deployed.api.get(path).body["details"], "the address is public", 120)
    return slot


def test_an_office_is_changed_after_a_look_and_nobody_is_overwritten(
    windows: Windows, outputs: Outputs, deployed: Deployed, desk: Manner
) -> None:
    """Slips are told; the next dates stand there with their new opening; the slower of two sees what the other did."""
    worker = windows(Worker, outputs["website_url"], desk)
    assert isinstance(worker, Worker)
    slot = deployed.slots()[0]
    name = deployed.office_name(slot)
    login = deployed.staff_login("operators", slot.office_id)
    worker.opens("/petugas")
    worker.logs_in(login["username"], login["password"])
    worker.arrives("home.title")
    worker.follows("room.settings.link")
    worker.arrives("settings.title", office=name)
    worker.presses("slot.look")
    worker.is_told("reason.missing", "reason")
    worker.types("settings.address", _ADDRESS)
    for field, told in _TOLD.items():
        worker.types(f"settings.{field}", told)
    worker.types("settings.at", "25:00")
    worker.types("reason.label", _REASON)
    worker.presses("slot.look")
    worker.is_told("settings.wrong.at", "at")
    worker.types("settings.at", "9.15")
    worker.types("settings.window", "61")
    worker.presses("slot.look")
    worker.is_told("settings.wrong.window", "window", most=60)
    worker.types("settings.window", "0")
    worker.presses("slot.look")
    worker.arrives("slot.check_title")
    worker.reads("settings.keeps", days=35)
    worker.reads("settings.no_turns")
    worker.reads("settings.minutes.other", count=10)
    expect(worker.page.locator("table").last).to_contain_text("09.15" if desk.language == "id" else "09:15")
    assert _change(deployed, slot.office_id, "Jl. Lain 2").status == 200
    worker.watch.expect("412 PUT")
    worker.presses("slot.save")
    worker.reads("settings.conflict")
    worker.looks("conflict")
    worker.reads(Exactly("Jl. Lain 2"))
    worker.presses("slot.look")
    worker.presses("slot.save")
    worker.arrives("settings.title", "saved", office=name)
    worker.reads("slot.saved")
    settings = deployed.api.get(f"/admin/offices/{slot.office_id}", deployed.staff("operators", "*")).body
    assert settings["details"] == {"address": _ADDRESS, **_TOLD}
    assert (settings["release"]["at"], settings["release"]["window_minutes"]) == ("09:15", 0)


def test_citizens_read_what_an_office_tells_and_nothing_where_it_tells_nothing(
    she: Visitor, deployed: Deployed, told: Slot
) -> None:
    """One office has told its address and shows it; another one has not, and its page has the map alone."""
    untold = deployed.slots()[0].office_id
    she.opens(f"/kantor/{untold}")
    she.arrives(Exactly(_name(deployed, untold)))
    expect(she.page.locator(".govuk-summary-list__key")).to_have_text([she.text("map.title")])
    she.opens(f"/kantor/{told.office_id}")
    she.arrives(Exactly(_name(deployed, told.office_id)), "told")
    she.reads("office.about")
    for words in (_ADDRESS, *_TOLD.values()):
        she.reads(Exactly(words))
    expect(she.page.locator(".govuk-inset-text")).to_contain_text(_TOLD["notice"])


def test_who_has_a_booking_reads_where_to_go(she: Visitor, deployed: Deployed, told: Slot, tmp_path: Path) -> None:
    """The booking, its ticket on the screen and saved, and the calendar file have the address of the office."""
    citizen = deployed.citizen()
    booking = deployed.book(citizen, told)
    path = f"/bookings/{booking['booking_id']}"
    eventually(lambda: "office_address" in deployed.api.get(path, citizen.token).body, "it is told", 120)
    she.opens(f"/antrean/{booking['booking_id']}")
    enter(she, citizen)
    she.arrives("booking.title", "told")
    she.reads(Exactly(_ADDRESS))
    for button, said in (("booking.save_svg", _ADDRESS), ("booking.calendar", _ADDRESS.replace(",", "\\,"))):
        with she.page.expect_download() as downloading:
            she.presses(button)
        downloading.value.save_as(tmp_path / button)
        assert said in (tmp_path / button).read_text().replace("\n ", "")
    she.follows("booking.show")
    she.arrives(Exactly(f"{she.text('ticket.title')}: {booking['office_name']}"), "told")
    she.reads(Exactly(_ADDRESS))


def _name(deployed: Deployed, office_id: str) -> str:
    return str(deployed.api.get(f"/offices/{office_id}").body["office"]["name"])
