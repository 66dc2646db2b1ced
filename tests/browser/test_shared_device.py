"""A telephone that several people use, in several tabs: nobody finds what is another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.steps import enter, tell_of_oneself
from tests.support.citizens import PASSWORD, person

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.browser.visitor import Visitor
    from tests.support.deployed import Deployed

_KEPT = "JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])"


def test_logging_out_in_one_tab_logs_out_in_all(she: Visitor, deployed: Deployed) -> None:
    """Another tab shows the login by itself, and keeps neither a token nor what was typed."""
    citizen, child = deployed.citizen(), person()
    she.opens("/antrean")
    enter(she, citizen)
    she.arrives("bookings.title", "none")
    other = she.in_another_tab()
    other.opens("/antrean")
    enter(other, citizen)
    other.arrives("bookings.title", "none")
    other.opens("/daftar")
    other.types("sign_up.nik.title", child.nik)
    other.opens("/antrean")
    other.arrives("bookings.title", "none")
    she.follows("log_out.link")
    she.arrives("log_out.title")
    she.presses("log_out.confirm")
    she.arrives("front.title")
    other.arrives("log_in.title")
    kept = other.page.evaluate(_KEPT)
    assert child.nik not in kept
    assert "refresh" not in kept


def test_who_logs_in_finds_nothing_of_who_did_before(she: Visitor, deployed: Deployed) -> None:
    """Neither the ticket of somebody who did not log out is there, nor the sign-up that somebody began."""
    first, second, third = deployed.citizen(), deployed.citizen(), person()
    deployed.book(first, deployed.slots()[0])
    she.opens("/antrean")
    enter(she, first)
    she.arrives("bookings.title")
    assert first.person.full_name in she.page.evaluate(_KEPT)
    next_one = she.in_another_tab()
    she.page.close()
    next_one.opens("/daftar")
    tell_of_oneself(next_one, third)
    next_one.arrives("sign_up.kontak.title")
    next_one.opens("/masuk")
    enter(next_one, second)
    next_one.arrives("bookings.title", "none")
    kept = next_one.page.evaluate(_KEPT)
    assert first.person.full_name not in kept
    assert third.nik not in kept


def test_only_who_wants_to_stay_logged_in_does(she: Visitor, deployed: Deployed) -> None:
    """A login ends with its tab, or is the device's if that was asked for, until somebody logs out in any tab.

    While too many log in, people are told so, and the page tries again by itself. The header says whose account it is.
    """
    citizen = deployed.citizen()
    she.opens("/antrean")
    enter(she, citizen)
    she.arrives("bookings.title", "none")
    second = she.in_another_tab()
    she.page.close()
    second.opens("/antrean")
    second.arrives("log_in.title", "kept")
    expect(second.page.locator(".ap-header__who")).to_have_count(0)
    busy = f"{deployed.outputs['endpoint_url']}/"
    second.watch.expect(f"400 POST {busy}")
    second.page.route(busy, _has_too_much_to_do, times=2)
    second.types("log_in.email", citizen.email)
    second.types("log_in.password", PASSWORD)
    second.ticks("log_in.keep")
    second.presses("log_in.send")
    expect(second.page.locator("main .ap-status")).to_have_text(second.text("log_in.waiting"))
    second.arrives("bookings.title", "none")

    third = second.in_another_tab()
    second.page.close()
    third.opens("/antrean")
    third.arrives("bookings.title", "none")
    expect(third.page.locator(".ap-header__who").get_by_role("link")).to_have_text(citizen.email)
    fourth = third.in_another_tab()
    fourth.opens("/antrean")
    fourth.arrives("bookings.title", "none")
    fourth.follows("log_out.link")
    fourth.arrives("log_out.title")
    fourth.presses("log_out.confirm")
    fourth.arrives("front.title")
    third.arrives("log_in.title")
    assert "refresh" not in third.page.evaluate(_KEPT)
    expect(third.page.locator(".ap-header__who")).to_have_count(0)


def test_a_link_to_the_login_leads_nowhere_else(she: Visitor, deployed: Deployed) -> None:
    """Whatever a link says of where to go on, it is a page of this site."""
    citizen = deployed.citizen()
    for address in ("//contoh.id/", "/%5Ccontoh.id", "https://contoh.id/", "javascript:alert(1)", "//"):
        she.opens(f"/masuk?lanjut={address}")
        enter(she, citizen)
        she.arrives("bookings.title", "none")
    she.opens("/masuk?lanjut=/syarat.html")
    enter(she, citizen)
    she.arrives("bring.title")


def _has_too_much_to_do(route: Route) -> None:
    """Answer for the pool as it does when it has given all the log-ins that it gives in a second."""
    body = {"__type": "TooManyRequestsException"}
    route.fulfill(status=400, json=body, headers={"access-control-allow-origin": "*"})
