"""Not coming: telling it on the day, a missed visit on the account, and the supervisor who reads an appeal."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.browser.line import changed
from tests.browser.staff.person import Worker
from tests.browser.steps import enter
from tests.browser.visitor import Exactly, Visitor
from tests.support.citizens import made_up_nik
from tests.support.deployed import zone_of_noon
from tests.support.deployed_misses import TEXT, is_missed, seats_are_kept, waits_for
from tests.support.slots import Slot

if TYPE_CHECKING:
    from local.state.outputs import Outputs
    from tests.browser.conftest import Windows
    from tests.browser.manner import Manner
    from tests.support.deployed import Deployed

_REASON = "Gangguan kereta sudah diperiksa"


def test_on_the_day_people_tell_that_nobody_comes(she: Visitor, deployed: Deployed) -> None:
    """Where nothing can be changed any more the page asks whether they come; it is told, and the list says so."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot)
    zone = zone_of_noon()
    today = datetime.now(ZoneInfo(zone)).date().isoformat()

    def is_today(found: dict[str, Any]) -> None:
        for each in found.get("bookings", [found]):
            each.update(date=today, arrive_from="23:59", timezone=zone)

    for address in ("**/api/bookings", "**/api/bookings/*"):
        she.page.route(address, changed(is_today))
    she.opens(f"/antrean/{made['booking_id']}")
    enter(she, citizen)
    she.arrives("booking.title", "of_today")
    she.reads("cannot_come.question")
    expect(she.link("booking.move")).to_be_hidden()
    she.follows("cannot_come.link")
    she.arrives("cannot_come.title")
    she.reads("cannot_come.lost")
    she.presses("cannot_come.confirm")
    she.reads("booking.news.berhalangan")
    she.arrives("booking.title", "not_coming")
    [told] = deployed.bookings(citizen)
    assert (told["status"], "cannot_come_at" in told) == ("cancelled", True)
    she.opens("/antrean")
    she.arrives("bookings.title", "not_coming")
    expect(she.page.locator("main")).to_contain_text(she.text("booking.status.not_coming"))


def test_a_missed_visit_is_seen_and_appealed_against(she: Visitor, deployed: Deployed) -> None:
    """It says what follows; slips are told, and what was typed is there after a reload; one is excused by a press."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot)
    she.opens("/akun")
    enter(she, citizen)
    she.arrives("account.title")
    she.follows("missed.title")
    she.arrives("missed.title", "none")
    she.reads("missed.none")
    is_missed(deployed, citizen, made, stops=True)
    she.reloads()
    she.arrives("missed.title", "frozen")
    she.reads("missed.stays")
    she.activates(she.page.get_by_role("link", name=re.compile(f"^{re.escape(she.text('missed.appeal'))}")).last)
    she.arrives("missed.appeal")
    she.presses("missed.send")
    she.is_told("missed.text_missing", "text")
    she.types("missed.text", f"NIK {made_up_nik(citizen.person.birth_date)}")
    she.presses("missed.send")
    she.is_told("missed.text_digits", "text")
    she.types("missed.text", TEXT)
    she.presses("missed.send")
    she.arrives("missed.title", "appealed")
    she.reads(Exactly(TEXT))
    she.activates(she.page.get_by_role("button", name=re.compile(f"^{re.escape(she.text('missed.excuse'))}")).last)
    she.hears("missed.excused")
    she.arrives("missed.title", "excused")
    she.reads("missed.waived.account")
    assert deployed.api.get("/me/misses", citizen.token).body["frozen_until"] is None
    she.opens(f"/antrean/{made['booking_id']}")
    she.arrives("booking.title", "missed")
    she.follows("missed.title")
    she.arrives("missed.title", "from_the_booking")


def test_a_supervisor_reads_and_answers(windows: Windows, outputs: Outputs, deployed: Deployed, desk: Manner) -> None:
    """List and appeal say how long it waits, and that it is late; the answer needs a decision and a reason."""
    citizen, [slot, *_] = deployed.citizen(), deployed.slots()
    made = deployed.book(citizen, slot)
    is_missed(deployed, citizen, made, stops=True)
    assert deployed.api.post(f"/me/misses/{made['booking_id']}/appeal", {"text": TEXT}, citizen.token).status == 200
    waits_for(deployed, citizen, made, timedelta(hours=74, minutes=30))
    worker = windows(Worker, outputs["website_url"], desk)
    assert isinstance(worker, Worker)
    login = deployed.staff_login("supervisors", slot.office_id)
    worker.opens("/petugas")
    worker.logs_in(login["username"], login["password"])
    worker.arrives("home.title")
    worker.follows("room.appeals.link")
    worker.arrives("appeals.title")
    worker.reads("appeals.late", hours=3)
    worker.activates(worker.page.locator(f'a[href="/petugas/banding/{made["booking_id"]}"]'))
    worker.arrives("appeals.words")
    worker.reads("appeals.late", hours=3)
    worker.reads(Exactly(TEXT))
    worker.presses("appeals.send")
    worker.is_told("appeals.decide_missing", "granted")
    worker.chooses("appeals.yes")
    worker.types("reason.label", _REASON)
    worker.presses("appeals.send")
    worker.arrives("appeals.title", "answered")
    worker.reads("appeals.answered")
    [_, miss] = deployed.api.get("/me/misses", citizen.token).body["misses"]
    assert miss["waiver"] == {"by": "staff", "at": miss["waiver"]["at"], "reason": _REASON}
    worker.types("appeals.code", "AP1")
    worker.types("reason.label", _REASON)
    worker.presses("appeals.waive_do")
    worker.is_told("appeals.code_wrong", "code")
    worker.types("appeals.code", made["booking_id"])
    worker.presses("appeals.waive_do")
    worker.reads("appeals.waived")


def test_a_supervisor_gives_seats_to_a_lane(
    windows: Windows, outputs: Outputs, deployed: Deployed, desk: Manner
) -> None:
    """From the numbers at the door; a slip is told, and then how many numbers the lane has."""
    [slot, *_] = deployed.slots()
    worker = windows(Worker, outputs["website_url"], desk)
    assert isinstance(worker, Worker)
    login = deployed.staff_login("supervisors", slot.office_id)
    worker.opens("/petugas")
    worker.logs_in(login["username"], login["password"])
    worker.arrives("home.title")
    worker.opens("/petugas/nomor")
    worker.follows("seats.title")
    worker.arrives("seats.title")
    day, session = seats_are_kept(deployed, slot.office_id, 2)
    kept = deployed.table.quota(Slot(slot.office_id, day, session))["seats_kept"]
    worker.reloads()
    worker.arrives("seats.title", "kept")
    worker.reads("seats.kept.other", count=kept)
    worker.types("seats.count", str(kept + 1))
    worker.types("reason.label", _REASON)
    worker.presses("seats.give")
    worker.is_told("seats.count_wrong", "seats", most=kept)
    worker.types("seats.count", "1")
    worker.presses("seats.give")
    expect(worker.page.locator("main .govuk-inset-text")).to_be_visible()
    worker.hears("seats.given", left=deployed.table.quota(Slot(slot.office_id, day, "walk_in_bap"))["seats_left"])
    worker.looks("given")
    assert deployed.table.quota(Slot(slot.office_id, day, session))["seats_kept"] == kept - 1
