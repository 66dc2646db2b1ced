"""The ticket: at the counter, without a line, as a picture, on paper, in the calendar."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.manner import DESK
from tests.browser.scanner import code_of, scanned
from tests.browser.steps import enter
from tests.browser.visitor import Exactly, Visitor

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Visit
    from tests.support.deployed import Deployed

_A4 = (595, 842)
"""Points."""


def test_the_ticket_at_the_counter(she: Visitor, deployed: Deployed) -> None:
    """Nothing else is on the screen, and a scanner reads the code from it."""
    booking = _holds_a_booking(she, deployed)
    she.follows("booking.show")
    she.arrives(Exactly(f"{she.text('ticket.title')}: {booking['office_name']}"))
    expect(she.page.get_by_role("banner")).to_be_hidden()
    for applicant in booking["applicants"]:
        she.reads(Exactly(applicant["queue_number"]))
    assert scanned(she.page.screenshot()) == code_of(booking)
    she.follows("ticket.close")
    she.arrives("booking.title")


def test_the_ticket_without_a_line(she: Visitor, deployed: Deployed) -> None:
    """Once it was seen, it opens with the network cut: from a link, after a reload, and from its address."""
    booking = _holds_a_booking(she, deployed)
    she.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    she.page.context.set_offline(True)
    she.watch.expect("failed: GET")
    she.follows("booking.show")
    ticket = Exactly(f"{she.text('ticket.title')}: {booking['office_name']}")
    she.arrives(ticket)
    she.reloads()
    she.arrives(ticket)
    assert scanned(she.page.screenshot()) == code_of(booking)
    she.opens("/antrean")
    she.arrives("bookings.title", "offline")
    she.reads("bookings.offline")
    she.follows("booking.show")
    she.arrives(ticket)


def test_the_ticket_as_a_picture(visit: Visit, she: Visitor, deployed: Deployed, tmp_path: Path) -> None:
    """Saved as PNG and as SVG, both are read by a scanner; the calendar file says when and where."""
    booking = _holds_a_booking(she, deployed)
    png = _saved(she, "booking.save_png", tmp_path / "ticket.png")
    assert scanned(png) == code_of(booking)
    svg = _saved(she, "booking.save_svg", tmp_path / "ticket.svg")
    assert svg.startswith(b"<svg")
    paper = visit(DESK)
    paper.page.set_content(svg.decode())
    assert scanned(paper.page.screenshot(full_page=True)) == code_of(booking)
    event = _saved(she, "booking.calendar", tmp_path / "visit.ics").decode().replace("\r\n ", "")
    assert "BEGIN:VEVENT" in event
    assert booking["office_name"] in event
    assert re.search(rf"DTSTART[^\n]*{booking['date'].replace('-', '')}", event)


@pytest.mark.parametrize("people", [1, 5])
def test_the_ticket_on_paper(she: Visitor, deployed: Deployed, people: int) -> None:
    """It prints on one sheet of A4, for one person and for five, and the code can be read from it."""
    # the dialogue of the browser would wait for somebody
    she.page.add_init_script("window.print = () => { window.timesPrinted = (window.timesPrinted ?? 0) + 1; }")
    booking = _holds_a_booking(she, deployed, people)
    she.follows("booking.print")
    she.arrives(Exactly(f"{she.text('ticket.title')}: {booking['office_name']}"))
    assert she.page.evaluate("window.timesPrinted") == 1
    printed = she.page.pdf(prefer_css_page_size=True, format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    [box] = set(re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed))
    assert tuple(round(float(each)) for each in box) == _A4
    she.page.emulate_media(media="print")
    assert scanned(she.page.screenshot(full_page=True)) == code_of(booking)


def _holds_a_booking(she: Visitor, deployed: Deployed, people: int = 2) -> dict[str, Any]:
    """Have a booking, and be on its page."""
    citizen = deployed.citizen()
    booking = deployed.book(citizen, deployed.slots()[0], people)
    she.opens(f"/antrean/{booking['booking_id']}")
    enter(she, citizen)
    she.arrives("booking.title")
    return booking


def _saved(she: Visitor, button: str, path: Path) -> bytes:
    with she.page.expect_download() as downloading:
        she.presses(button)
    she.hears("booking.saved")
    downloading.value.save_as(path)
    return path.read_bytes()
