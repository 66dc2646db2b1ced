"""Pages that are only read, the other language, addresses that lead nowhere, and a browser without JavaScript."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.manner import DESK_INDONESIAN, PHONE, Manner
from tests.browser.steps import enter
from tests.browser.visitor import Visitor
from tests.support.citizens import person
from tests.support.system import ROOT

if TYPE_CHECKING:
    from tests.browser.conftest import Visit
    from tests.support.deployed import Deployed


def test_a_lost_passport_needs_no_number(she: Visitor) -> None:
    """From the front page to where to go and what to bring, and on to the offices."""
    she.opens("/")
    she.follows("front.walk_in_link")
    she.arrives("walk_in.title")
    for text in ("walk_in.where", "walk_in.lost_1", "walk_in.damaged_1", "walk_in.fee"):
        she.reads(text)
    _finds_under(she, "walk_in", "data_title", ["data_1", "id", "family", "data_2", "data_3", "data_4"])
    she.follows("walk_in.where_link")
    she.arrives("offices.title")


def test_what_to_bring_and_what_is_kept(she: Visitor) -> None:
    """The lists of documents for adults, children and renewals are at the foot of every page, and so is the privacy."""
    she.opens("/kantor")
    she.arrives("offices.title")
    she.follows("site.bring")
    she.arrives("bring.title")
    for list_of, documents in (("adult", 5), ("child", 7), ("renewal", 2)):
        she.follows(f"bring.{list_of}_title")
        expect(she.page.get_by_role("heading", name=she.text(f"bring.{list_of}_title"))).to_be_in_viewport()
        _finds_under(she, "bring", f"{list_of}_title", [f"{list_of}_{number + 1}" for number in range(documents)])
    she.reads("bring.child_who")
    she.reads("bring.renewal_note")
    she.follows("site.privacy")
    she.arrives("privacy.title")
    she.reads("privacy.place")


@pytest.mark.parametrize("path", ["/kantor/atlantis", "/no/such/page", "/daftar/tidak-ada", "/kantor/%E0%A4%A"])
def test_an_address_that_leads_nowhere(she: Visitor, path: str) -> None:
    """It is said, with the way to the front page."""
    if path == "/kantor/atlantis":
        # the page asks for both at once
        she.watch.expect("404 GET .*/offices/atlantis$")
        she.watch.expect("404 GET .*/offices/atlantis/availability")
        asked = "**/offices/atlantis"
        with she.page.expect_response(asked), she.page.expect_response(f"{asked}/availability"):
            she.opens(path)
    else:
        she.opens(path)
    she.arrives("page.missing.title")
    she.follows("page.home")
    she.arrives("front.title")


# without its scripts a page stays as it is written, in Indonesian
@pytest.mark.parametrize("manner", [PHONE, DESK_INDONESIAN], ids=lambda manner: manner.name)
def test_a_script_that_gets_lost_on_the_way(she: Visitor) -> None:
    """Without it nothing can be shown; after ten seconds there is a link that tries again."""
    she.watch.expect("failed: GET .*/lib/frame/router.js")
    she.page.route("**/lib/frame/router.js", lambda route: route.abort())
    she.opens("/kantor?name=bandung")
    expect(she.link("page.again")).to_be_hidden()
    she.page.unroute("**/lib/frame/router.js")
    she.page.evaluate("document.getAnimations().forEach((animation) => animation.finish())")
    she.follows("page.again")
    expect(she.heading("offices.title")).to_be_visible()
    expect(she.page.get_by_label(she.text("front.where"), exact=True)).to_have_value("bandung")


def test_texts_that_get_lost_on_the_way(she: Visitor) -> None:
    """Without them no page can say what is wrong, so they are asked for again until they come."""
    texts = f"/texts/{she.manner.language}.json"
    she.watch.expect(f"failed: GET .*{texts}")
    she.page.route(f"**{texts}", lambda route: route.abort(), times=2)
    she.opens("/kantor")
    she.arrives("offices.title")


def test_a_link_that_is_pressed_twice(she: Visitor) -> None:
    """On a slow line people press again; it is one step back all the same."""
    she.opens("/kantor")
    she.arrives("offices.title")
    with she.page.expect_request("**/availability*"):
        she.page.locator(".ap-list a").first.dblclick()
    expect(she.page.locator(".ap-days")).to_be_visible()
    she.goes_back()
    she.arrives("offices.title")


def test_where_the_application_begins(she: Visitor, deployed: Deployed) -> None:
    """From the screen of a telephone somebody new comes to the front page, who logged in here before to the log-in."""
    start = json.loads((ROOT / "website" / "manifest.webmanifest").read_text())["start_url"]
    she.opens(start)
    she.arrives("front.title")
    she.opens("/antrean")
    enter(she, deployed.citizen())
    she.arrives("bookings.title", "none")
    she.follows("log_out.link")
    she.presses("log_out.confirm")
    she.arrives("front.title")
    she.opens(start)
    she.arrives("log_in.title")


@pytest.mark.parametrize("manner", [PHONE, DESK_INDONESIAN], ids=lambda manner: manner.name)
def test_the_other_language(visit: Visit, manner: Manner) -> None:
    """One press changes everything on the page, keeps what was typed, and is remembered on the next page."""
    she, nik = visit(manner), person().nik
    she.opens("/daftar")
    she.types("sign_up.nik.title", nik)
    she.presses("site.other_language")
    she.speaks("en")
    she.arrives("sign_up.diri.title")
    expect(she.page.get_by_label(she.text("sign_up.nik.title"))).to_have_value(nik)
    she.opens("/")
    she.arrives("front.title")
    she.presses("site.other_language")
    she.speaks("id")
    expect(she.heading("front.title")).to_be_visible()
    expect(she.button("site.other_language")).to_be_focused()


def test_fees_in_the_other_language(visit: Visit) -> None:
    """A page that is only read writes its fees as the chosen language writes numbers, and again as before."""
    she = visit(PHONE)
    she.opens("/syarat.html")
    fees = she.page.locator("data")
    expect(fees).to_have_text(["Rp350.000", "Rp650.000", "Rp650.000", "Rp950.000"])
    she.presses("site.other_language")
    expect(fees).to_have_text(["Rp350,000", "Rp650,000", "Rp650,000", "Rp950,000"])
    she.speaks("en")
    she.presses("site.other_language")
    expect(fees).to_have_text(["Rp350.000", "Rp650.000", "Rp650.000", "Rp950.000"])


def test_without_javascript(visit: Visit) -> None:
    """What can do without it does; the rest says what is missing."""
    she = visit(PHONE, java_script_enabled=False)
    # this is how Chromium does without
    she.watch.expect(r"failed: GET .*\.js \(csp\)")
    she.opens("/syarat.html")
    expect(she.heading("bring.title")).to_be_visible()
    she.opens("/kantor")
    expect(she.page.get_by_role("heading", name="Halaman ini memerlukan JavaScript")).to_be_visible()


def _finds_under(she: Visitor, group: str, heading: str, documents: list[str]) -> None:
    """Find a list of these documents and no others under a heading; all are texts of one group."""
    title = she.page.get_by_role("heading", name=she.text(f"{group}.{heading}"), exact=True)
    listed = she.page.locator("section").filter(has=title).get_by_role("listitem")
    expect(listed).to_have_text([she.text(f"{group}.{document}") for document in documents])
