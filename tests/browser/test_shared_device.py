"""A telephone that several people use, in several tabs: nobody finds what is another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.steps import enter
from tests.support.citizens import person

if TYPE_CHECKING:
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
    next_one.types("sign_up.nik.title", third.nik)
    next_one.continues()
    next_one.arrives("sign_up.nama.title")
    next_one.opens("/masuk")
    enter(next_one, second)
    next_one.arrives("bookings.title", "none")
    kept = next_one.page.evaluate(_KEPT)
    assert first.person.full_name not in kept
    assert third.nik not in kept


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
