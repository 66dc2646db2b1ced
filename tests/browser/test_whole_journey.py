"""From the front page to a QR code, by somebody whom the service has never seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.line import SEATS, told_seats
from tests.browser.scanner import code_of, scanned
from tests.browser.steps import mailed_code, register, take, tell_of, use_code
from tests.browser.visitor import Exactly, Visitor
from tests.support.citizens import Citizen, new_email, person
from tests.support.deployed import account_of
from tests.support.slots import slot_view

if TYPE_CHECKING:
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot

_ZONES = {"phone": ("Asia/Makassar", "WITA"), "desk": ("Asia/Jayapura", "WIT")}
"""Where each goes: not where the browser's clock is."""


def test_from_the_front_page_to_a_qr_code(she: Visitor, deployed: Deployed) -> None:
    """She looks, registers on the way, is back at the slot that she chose, and has numbers for two at one office."""
    timezone, zone = _ZONES[she.manner.screen]
    slot = deployed.slot_in(timezone)
    window = _window(she, deployed, slot, zone)
    who, child, email = person(), person("Dewi Santoso"), new_email()

    she.opens("/")
    she.arrives("front.title")
    _chooses(she, slot, deployed.office_name(slot), window)
    she.arrives("log_in.title", "kept")
    she.follows("log_in.sign_up")
    register(she, who, email)
    use_code(she, mailed_code(she, email))

    she.arrives("service.title")
    she.chooses("service.new")
    she.continues()
    tell_of(she, child, "child")
    she.arrives("check.title")
    everything = (deployed.office_name(slot), she.date(slot.date), window, who.full_name, child.full_name)
    for text in everything:
        she.reads(Exactly(text))
    she.presses("check.confirm")

    she.arrives("booking.made")
    for text in (*everything, she.text("service.new")):
        she.reads(Exactly(text))
    token = deployed.log_in(email)
    [booking] = deployed.bookings(Citizen(who, account_of(token), email, token))
    assert (booking["office_id"], booking["date"], booking["session"]) == (slot.office_id, slot.date, slot.session)
    numbers = [applicant["queue_number"] for applicant in booking["applicants"]]
    assert [number[-3:] for number in numbers] == ["001", "002"]
    for number, name in zip(numbers, (who.full_name, child.full_name), strict=True):
        expect(she.page.get_by_role("listitem").filter(has_text=number)).to_contain_text(name)
    expect(she.page.get_by_role("img", name=she.text("ticket.qr"))).to_be_visible()
    assert scanned(she.page.screenshot(full_page=True)) == code_of(booking)


def _chooses(she: Visitor, slot: Slot, office: str, window: str) -> None:
    """Say how many come and where, then choose one of the next days of the office, then the time of day."""
    she.page.route(SEATS, told_seats({slot.office_id: [slot.date]}))
    she.chooses(Exactly("2"))
    she.types("front.where", office.rpartition("Imigrasi ")[2])
    she.presses("front.start")
    she.arrives("offices.title", "one")
    she.activates(she.page.locator(f".ap-dates a[href='/kantor/{slot.office_id}/{slot.date}']"))
    she.arrives(she.date(slot.date))
    she.reads(Exactly(window))
    take(she, slot)


def _window(she: Visitor, deployed: Deployed, slot: Slot, zone: str) -> str:
    """Return when to come to a slot, as it is read: "09.01-10.00 WITA"."""
    session = slot_view(deployed.api, slot)
    clock = {name: session[f"arrive_{name}"] for name in ("from", "until")}
    if she.manner.language == "id":
        clock = {name: time.replace(":", ".") for name, time in clock.items()}
    return she.text("time.window", **clock, zone=zone)
