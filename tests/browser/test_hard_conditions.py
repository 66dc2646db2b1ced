"""Pages where reading is hard: very large letters, the colours that somebody needs, long names, a wrong clock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.manner import PHONE, PHONE_ENGLISH, Manner
from tests.browser.steps import enter, take, tell_of
from tests.browser.visitor import Exactly
from tests.support.citizens import PASSWORD, person
from tests.support.deployed_waiting import full_slot, join

if TYPE_CHECKING:
    from tests.browser.conftest import Visit
    from tests.support.deployed import Deployed

_LONG = "NOTOHADIKUSUMAWARDHANINGRATSASTRADIPURA"
"""A name of one word that is longer than a line."""
_TWICE_AS_LARGE = """
addEventListener("DOMContentLoaded", () => { document.documentElement.style.fontSize = "200%"; });
"""
_YEARS_AHEAD = """
{
  const { now } = Date;
  const ahead = 3 * 365 * 86_400_000;
  globalThis.Date = class extends Date {
    constructor(...given) { given.length ? super(...given) : super(now() + ahead); }
    static now() { return now() + ahead; }
  };
}
"""
_CONDITIONS = pytest.mark.parametrize(
    ("condition", "manner", "script", "media"),
    [
        ("large", PHONE, _TWICE_AS_LARGE, {}),
        ("forced", PHONE_ENGLISH, "", {"forced_colors": "active", "color_scheme": "dark"}),
    ],
    ids=["large", "forced"],
)
_READ_BY_ALL = ("/", "/kantor?people=5", "/kantor/semua", "/bantuan", "/syarat.html", "/langsung.html", "/privasi.html")


@_CONDITIONS
def test_every_main_page(
    visit: Visit, deployed: Deployed, condition: str, manner: Manner, script: str, media: dict[str, Any]
) -> None:
    """At 320 pixels nothing is cut off or too small and axe finds nothing, with letters of 200 % and forced colours."""
    citizen = deployed.citizen(replace(person(), full_name=_LONG))
    slot = deployed.slots()[0]
    booking = deployed.book(citizen, slot, 2)
    she = visit(manner)
    if script:
        she.page.add_init_script(script)
    she.opens("/antrean")
    enter(she, citizen)
    she.arrives("bookings.title", condition)
    she.page.emulate_media(**media)
    own = (f"/antrean/{booking['booking_id']}", f"/antrean/{booking['booking_id']}/tiket", "/akun", "/akun/keluarga")
    of_office = (f"/kantor/{slot.office_id}", f"/kantor/{slot.office_id}/{slot.date}")
    for path in (*_READ_BY_ALL, *of_office, *own):
        she.opens(path)
        she.page.locator("h1").first.wait_for()
        she.looks(condition)


@_CONDITIONS
def test_every_form(
    visit: Visit, deployed: Deployed, condition: str, manner: Manner, script: str, media: dict[str, Any]
) -> None:
    """The same of the pages that ask and tell what is wrong: sign-up, log-in, who comes; and of the waiting list."""
    slot, full, _ = deployed.slots()
    citizen, holder = deployed.citizen(replace(person(), full_name=_LONG)), deployed.citizen()
    full_slot(deployed, full, holder)
    assert join(deployed, citizen, full).status == 201
    she = visit(manner)
    if script:
        she.page.add_init_script(script)
    she.opens("/")
    she.page.emulate_media(**media)

    def goes_on_with_nothing(button: str = "page.continue") -> None:
        she.presses(button)
        she.page.locator(".govuk-error-summary").wait_for()
        she.looks(f"{condition} error")

    she.opens("/daftar")
    goes_on_with_nothing()
    she.opens(f"/kantor/{slot.office_id}/{slot.date}?people=2")
    take(she, slot)
    she.arrives("log_in.title", condition)
    she.watch.expect("400 POST")
    she.types("log_in.email", citizen.email)
    she.types("log_in.password", "sandi yang salah")
    goes_on_with_nothing("log_in.send")
    she.types("log_in.password", PASSWORD)
    she.presses("log_in.send")
    she.arrives("service.title", condition)
    goes_on_with_nothing()
    she.chooses("service.new")
    she.continues()
    she.arrives("person.title", condition)
    goes_on_with_nothing()
    tell_of(she, replace(person(), full_name=_LONG), "child")
    she.arrives("check.title", condition)
    she.opens("/tunggu")
    she.arrives("waiting.title", condition)


def test_a_clock_that_is_years_ahead(visit: Visit, deployed: Deployed) -> None:
    """It deletes and closes no ticket, with a line or without one: what the service's clock says is what counts."""
    citizen = deployed.citizen()
    booking = deployed.book(citizen, deployed.slots()[0], 1)
    she = visit(PHONE)
    she.page.add_init_script(_YEARS_AHEAD)
    she.opens(f"/antrean/{booking['booking_id']}")
    enter(she, citizen)
    she.arrives("booking.title")
    she.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    ticket = Exactly(f"{she.text('ticket.title')}: {booking['office_name']}")
    she.follows("booking.show")
    she.arrives(ticket)
    she.reloads()
    she.arrives(ticket)
    she.follows("ticket.close")
    she.reloads()
    she.arrives("booking.title", "years ahead")
    expect(she.link("booking.cancel")).to_be_visible()
    she.follows("booking.show")
    she.arrives(ticket)
    she.page.context.set_offline(True)
    she.watch.expect("failed: GET")
    she.reloads()
    she.arrives(ticket)
