"""A ticket that is sent to somebody: what it says, what its picture shows, and what happens where it cannot be sent."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.scanner import code_of, scanned
from tests.browser.steps import enter

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.browser.visitor import Visitor
    from tests.support.citizens import Citizen
    from tests.support.deployed import Deployed

_CANNOT = "delete Navigator.prototype.share; delete Navigator.prototype.canShare;"
_CAN = """
navigator.canShare = ({ files }) => files.every((file) => file instanceof File);
navigator.share = async ({ text, files }) => {
  const bytes = new Uint8Array(await files[0].arrayBuffer());
  const picture = btoa([...bytes].map((byte) => String.fromCharCode(byte)).join(""));
  window.shared = { text, picture, name: files[0].name, type: files[0].type };
};
"""
_REFUSES = """
navigator.share = () => Promise.reject(new DOMException("refused", "%s"));
"""


def test_by_a_link_where_the_browser_cannot(she: Visitor, deployed: Deployed) -> None:
    """The link opens WhatsApp with the words of the ticket; beside it stands what the code is good for."""
    she.page.add_init_script(_CANNOT)
    citizen, booking = _holds_a_booking(she, deployed)
    she.reads("share.care")
    href = she.link("share.whatsapp").get_attribute("href") or ""
    assert href.startswith("https://wa.me/?text=")
    [text] = parse_qs(urlsplit(href).query)["text"]
    _says_the_ticket(she, text, citizen, booking)
    with she.page.expect_request("https://wa.me/**"):
        she.page.route("https://wa.me/**", _whats_app)
        she.follows("share.whatsapp")


def test_by_what_the_device_has(she: Visitor, deployed: Deployed) -> None:
    """The words go with a picture, which a scanner at the counter reads."""
    she.page.add_init_script(_CAN)
    citizen, booking = _holds_a_booking(she, deployed)
    she.presses("share.whatsapp")
    expect(she.button("share.whatsapp")).not_to_have_attribute("aria-busy", "true")
    shared = she.page.evaluate("window.shared")
    _says_the_ticket(she, shared["text"], citizen, booking)
    assert (shared["name"], shared["type"]) == (f"antrean-paspor-{booking['date']}.png", "image/png")
    assert scanned(b64decode(shared["picture"])) == code_of(booking)


@pytest.mark.parametrize("reason", ["AbortError", "NotAllowedError"])
def test_where_it_is_refused(she: Visitor, deployed: Deployed, reason: str) -> None:
    """Who closes the device's list stays on the page; where the browser refuses, WhatsApp opens as by the link."""
    she.page.add_init_script(_REFUSES % reason)
    _holds_a_booking(she, deployed)
    she.page.route("https://wa.me/**", _whats_app)
    she.presses("share.whatsapp")
    if reason == "AbortError":
        expect(she.button("share.whatsapp")).not_to_have_attribute("aria-busy", "true")
        expect(she.page.locator("#status")).to_be_empty()
        expect(she.heading("booking.title")).to_be_visible()
    else:
        she.page.wait_for_url("https://wa.me/**")


def test_a_cancelled_booking_is_not_sent(she: Visitor, deployed: Deployed) -> None:
    """There is no ticket to send any more."""
    citizen, booking = _holds_a_booking(she, deployed)
    answer = deployed.api.post(f"/bookings/{booking['booking_id']}/cancel", token=citizen.token)
    assert answer.status == 200, answer.text
    she.reloads()
    she.reads("booking.status.cancelled")
    expect(she.page.locator("main")).not_to_contain_text(she.text("share.title"))


def _holds_a_booking(she: Visitor, deployed: Deployed) -> tuple[Citizen, dict[str, Any]]:
    """Have a booking for two, and be on its page."""
    citizen = deployed.citizen()
    booking = deployed.book(citizen, deployed.slots()[0], 2)
    she.opens(f"/antrean/{booking['booking_id']}")
    enter(she, citizen)
    she.arrives("booking.title")
    return citizen, booking


def _says_the_ticket(she: Visitor, text: str, citizen: Citizen, booking: dict[str, Any]) -> None:
    """Where, when, the numbers and the code, and nothing of who comes."""
    numbers = [each["queue_number"] for each in booking["applicants"]]
    for told in (booking["office_name"], she.date(booking["date"]), ", ".join(numbers)):
        assert told in text
    assert booking["booking_id"] in text.replace(" ", "")
    names = [each["full_name"] for each in booking["applicants"]]
    kept_back = [*names, citizen.email, citizen.account_id, citizen.person.nik, "http"]
    assert [each for each in kept_back if each in text] == []


def _whats_app(route: Route) -> None:
    route.fulfill(content_type="text/html", body="<!doctype html><html lang=en><title>WhatsApp</title>")
