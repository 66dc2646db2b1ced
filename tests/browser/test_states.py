"""States of pages that no journey comes by: troubles, opened details, an account that waits for its code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.line import changed, refused
from tests.browser.visitor import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.support.deployed import Deployed

_OFFICES = "**/api/offices"
_READABLE = 140
"""Pixels (CSS) of a field in which a password can be looked at."""
_MONTH = "**/availability"
_MOST_PAUSES = 200


def test_a_page_that_cannot_be_made(she: Visitor) -> None:
    """No line, an error and a busy service are told apart; the button tries again, and what was asked is shown."""
    she.watch.expect("failed: GET .*/pages/look/offices.js")
    she.page.route("**/pages/look/offices.js", lambda route: route.abort())
    she.opens("/kantor?name=bandung")
    she.arrives("page.unreachable.title")
    she.page.unroute_all()
    she.presses("page.again")
    she.arrives("offices.title")

    she.watch.expect("403 GET .*/api/offices")
    she.watch.expect("(uncaught|console error): ")
    she.page.route(_OFFICES, refused(403, "forbidden"), times=1)
    she.reloads()
    she.arrives("page.failed.title")
    she.presses("page.again")
    she.arrives("offices.title")

    she.watch.expect("503 GET .*/api/offices")
    she.page.clock.install()
    she.page.route(_OFFICES, refused(503, "busy"))
    she.reloads()
    busy = she.heading("page.busy.title")
    for _ in range(_MOST_PAUSES):
        if busy.is_visible():
            break
        she.page.clock.fast_forward(10_000)
        she.page.wait_for_timeout(20)
    she.arrives("page.busy.title")
    she.page.unroute(_OFFICES)
    she.presses("page.again")
    she.arrives("offices.title")


def test_a_page_that_takes_its_time(she: Visitor) -> None:
    """Who hears the page is told that it is loading, and nothing any more when it is there."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    she.page.route(_OFFICES, hold)
    she.opens("/masuk")
    she.arrives("log_in.title")
    she.follows("page.back")
    she.hears("page.loading")
    [request] = held
    request.continue_()
    she.arrives("offices.title")
    expect(she.page.locator("#status")).to_be_empty()


def test_the_header_can_be_skipped(she: Visitor) -> None:
    """The first stop of the keyboard leads past the header: the next is within the page."""
    for path, title in (("/syarat.html", "bring.title"), ("/", "front.title")):
        she.opens(path)
        expect(she.heading(title)).to_be_visible()
        she.keys.press("Tab")
        expect(she.link("site.skip")).to_be_focused()
        she.looks("skip")
        she.keys.press("Enter")
        expect(she.page.locator("main")).to_be_focused()
        she.keys.press("Tab")
        expect(she.page.locator("main :focus")).to_have_count(1)
        expect(she.heading(title)).to_be_visible()


def test_an_office_without_any_seat(she: Visitor, deployed: Deployed) -> None:
    """A month of full days begins with what can be done; where nobody else has seats either, that is said."""
    [slot, *_] = deployed.slots()
    she.page.route(_MONTH + "*", changed(_fill))
    she.page.route("**/api/availability?*", changed(lambda found: found.update(options=[])))
    she.opens(f"/kantor/{slot.office_id}")
    she.reads("office.none_open.one", count=1)
    she.reads("full.more")
    she.activates(she.page.locator("summary").last)
    she.reads("office.meaning.full")
    she.looks("none")
    she.follows("office.none_open_link")
    she.reads("alternatives.none")
    she.looks("no-alternatives")


def test_what_can_be_opened_and_shown(she: Visitor) -> None:
    """Why the NIK is asked for, and the password, for as long as somebody wants to see it."""
    she.opens("/daftar")
    she.activates(she.page.locator("summary"))
    she.reads("sign_up.nik.why_more")
    she.looks("why")
    she.opens("/masuk")
    password = she.page.get_by_label(she.text("log_in.password"), exact=True)
    she.types("log_in.password", "rahasia")
    she.presses("password.show_label")
    expect(password).to_have_attribute("type", "text")
    she.hears("password.shown")
    assert password.evaluate("(field) => field.clientWidth") > _READABLE
    she.looks("shown")
    # the page is longer than the screen, and looking at all of it has moved it
    she.button("password.hide_label").scroll_into_view_if_needed()
    she.presses("password.hide_label")
    expect(password).to_have_attribute("type", "password")
    expect(password).to_have_value("rahasia")


def test_the_link_of_a_mail_on_another_device(she: Visitor) -> None:
    """The code is shown, to be typed where it was asked for; without a code the page leads to the beginning."""
    for path, title in (("/daftar/kode", "sign_up.kode.title"), ("/sandi/baru", "reset.new_title")):
        she.opens(f"{path}#K7QP-2M4X")
        she.arrives(title, "elsewhere")
        she.reads("mailed.elsewhere")
        expect(she.page.get_by_text("K7QP-2M4X")).to_be_visible()
        known = she.page.get_by_role("heading", name=she.text("log_in.known_title"))
        expect(known).to_have_count(1 if path == "/daftar/kode" else 0)
        she.opens(path)
        she.arrives("sign_up.diri.title" if path == "/daftar/kode" else "reset.title")


def _fill(found: dict[str, Any]) -> None:
    """Take every seat of a month."""
    for day in found["days"]:
        for session in day["sessions"]:
            if session["state"] == "open":
                session.update(state="full", seats_left=0)
