"""Today's list, and numbers for people without a booking."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from antrean.tickets.qr import payload
from tests.browser.hall.script import TOMORROW
from tests.browser.scanner import scanned
from tests.browser.visitor import Exactly

if TYPE_CHECKING:
    from tests.browser.hall.conftest import Arrive
    from tests.browser.hall.officer import Officer
    from tests.browser.hall.stage import Stage


def _numbers(she: Officer) -> list[str]:
    return she.page.locator(".pd-list tbody th").all_inner_texts()


def test_the_list(she: Officer, arrive: Arrive) -> None:
    """Counts by session; who should have been here stands on top; search finds by name, number, digits and code."""
    arrive.here(3)
    arrive.expected(overdue=True, session="morning")
    arrive.expected(names=("Nyoman Arta",), session="afternoon")
    wanted = arrive.here(state="served")
    she.opens("/petugas/hari-ini")
    she.arrives("today.title")
    assert _numbers(she) == ["A-004", "A-001", "A-005", "A-006"]
    counts = she.page.locator(".pd-counts tbody tr")
    expect(counts.nth(0).locator("td")).to_have_text(["1", "2", "1", "0", "1", "0", "0"])
    expect(counts.nth(1).locator("td")).to_have_text(["1", "0", "0", "0", "0", "0", "0"])
    for searched, found in (
        ("arta nyo", ["A-005"]),
        ("a006", ["A-006"]),
        (wanted.id.lower(), ["A-006"]),
        ("1235", ["A-005"]),
    ):
        she.types("today.search", searched)
        assert _numbers(she) == found, searched
    she.hears("today.found.one", count=1)
    she.types("today.search", "tidak ada")
    she.reads("today.none_found")
    she.looks("nothing-found")


def test_who_came_after_all(she: Officer, stage: Stage, arrive: Arrive) -> None:
    """Absent people who come wait again; that is one press in the list."""
    party = arrive.here(state="absent")
    she.opens("/petugas/hari-ini")
    she.presses("counter.button_of", deed=she.text("counter.back"), number="A-001")
    she.reads("counter.is_back", number="A-001")
    assert stage.office.parties[party.id].state == "waiting"
    she.reads("party.state.waiting")


def test_the_list_without_a_line(she: Officer, stage: Stage, arrive: Arrive) -> None:
    """It stays, and says of when it is."""
    arrive.here()
    she.page.clock.install()
    she.opens("/petugas/hari-ini")
    she.reads(Exactly("A-001"))
    stage.line = "down"
    she.watch.expect("failed: GET .*/days/")
    she.page.clock.run_for(31_000)
    she.reads("hall.lost")
    she.reads(Exactly("A-001"))
    she.looks("lost")


def test_on_paper(she: Officer, arrive: Arrive) -> None:
    """Names are shortened, and what is only for the screen is left out."""
    arrive.here(names=("Siti Rahayu Putri",))
    she.opens("/petugas/hari-ini")
    she.reads(Exactly("Siti Rahayu Putri"))
    she.page.emulate_media(media="print")
    expect(she.page.get_by_text("Siti R. P.", exact=True)).to_be_visible()
    expect(she.page.get_by_text("Siti Rahayu Putri", exact=True)).to_be_hidden()
    expect(she.page.locator("header")).to_be_hidden()
    expect(she.button("today.print")).to_be_hidden()


def test_as_a_file(she: Officer, stage: Stage, arrive: Arrive) -> None:
    """A spreadsheet reads it as UTF-8, and no name is a formula."""
    arrive.here(names=("=HYPERLINK(1) Élise",))
    she.opens("/petugas/hari-ini")
    with she.page.expect_download() as downloading:
        she.presses("today.csv")
    path = downloading.value.path()
    assert downloading.value.suggested_filename.startswith(f"antrean-{stage.office_id}-")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    heads, row = csv.reader(path.read_text("utf-8-sig").splitlines())
    assert heads[:2] == [she.text("today.column.number"), she.text("today.column.name")]
    assert row[:3] == ["A-001", "'=HYPERLINK(1) É.", "1231"]


def test_a_number_without_a_booking(she: Officer, stage: Stage) -> None:
    """A lane and a count give numbers and a slip of 58 mm, until the quota is used up."""
    she.opens("/petugas/nomor")
    she.arrives("walk_in.title")
    she.chooses("lane.express")
    she.selects("walk_in.people", "3")
    she.presses("walk_in.give")
    she.hears("walk_in.given", numbers="E-001, E-002, E-003")
    she.looks("given")
    she.page.emulate_media(media="print")
    slip = she.page.locator(".pd-slip")
    expect(slip).to_be_visible()
    expect(she.button("walk_in.give")).to_be_hidden()
    expect(she.page.locator("header")).to_be_hidden()
    width = slip.evaluate("(slip) => slip.getBoundingClientRect().width / 96 * 25.4")
    assert width <= 58
    she.page.emulate_media(media="screen")
    she.watch.expect("409 POST .*/walkins")
    she.selects("walk_in.people", "5")
    she.presses("walk_in.give")
    she.reads("hall.refused.slot_full")
    she.looks("full")
    she.presses("walk_in.standby")
    she.reads(she.date(TOMORROW))
    she.looks("standby")
    # the door takes the code of that slip on its day, scanned or typed
    code = "WE00000000000004"
    assert scanned(slip.locator("svg").screenshot()) == payload(code)
    she.reads(Exactly(" ".join(code[at : at + 4] for at in range(0, 16, 4))))
    she.page.emulate_media(media="print")
    assert scanned(slip.locator("svg").screenshot()) == payload(code)
    assert slip.evaluate("(slip) => slip.getBoundingClientRect().width / 96 * 25.4") <= 58
    she.page.emulate_media(media="screen")
    assert [each.state for each in stage.office.parties.values()] == ["waiting"]
    she.opens("/petugas/hari-ini")
    she.reads("session.walk_in_express")
    expect(she.page.locator(".pd-list li").first).to_contain_text(she.text("people.no_name"))
