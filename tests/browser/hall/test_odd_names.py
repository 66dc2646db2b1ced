"""Names and numbers that fit nowhere: on the screens and on paper nothing is cut off, and nothing is turned round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from antrean.tickets.qr import payload
from tests.browser.hall import script
from tests.browser.hall.test_counter import opens_counter
from tests.browser.hall.test_door import scan, stands_there
from tests.browser.visitor import Exactly

if TYPE_CHECKING:
    from tests.browser.hall.conftest import Arrive, Visit
    from tests.browser.hall.officer import Officer
    from tests.browser.hall.stage import Stage

LONG: Final = (
    "Raden Mas Panji Sosrokartono Hadiningrat Wirjodiningrat Kusumonegoro Tjokroaminoto bin Haji Abdulrahmansyahputra"
)
"""A name of more than a hundred characters, with a part that fits into no cell."""
UNBROKEN: Final = "W" * 60
OFFICE: Final = "Kantor Imigrasi Kelas I Khusus Non TPI Kabupaten Kepulauan Siau Tagulandang Biaro Sulawesi Utara"


def test_long_names(she: Officer, arrive: Arrive) -> None:
    """A name of a hundred characters and one without a blank are whole at the counter, in the list and on paper."""
    arrive.here(2, names=(LONG, UNBROKEN))
    stands_there(she)
    scan(she, payload(arrive.expected(2, names=(UNBROKEN, LONG)).id))
    she.reads(Exactly(LONG))
    she.looks("long-names")
    she.opens("/petugas/hari-ini")
    she.reads(Exactly(LONG))
    she.looks("long-names")
    she.page.emulate_media(media="print")
    assert she.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    she.page.emulate_media(media="screen")
    opens_counter(she, 1)
    she.keys.press("F2")
    she.reads(Exactly(LONG))
    she.reads(Exactly(UNBROKEN))
    she.looks("long-names")


def test_a_long_office_and_a_large_number(
    visit: Visit, stage: Stage, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Number 10,000, counter 99 and a long office are whole on the board, and on a slip of 58 mm."""
    monkeypatch.setattr(script, "NAME", OFFICE)
    monkeypatch.setattr("tests.browser.hall.stage.NAME", OFFICE)
    party = arrive.here(numbers=(10_000,))
    she = visit()
    opens_counter(she, 99)
    she.keys.press("F2")
    she.reads(Exactly("A-10000"))
    board = visit(None)
    board.opens(f"/petugas/papan/{stage.office_id}")
    board.reads(Exactly(OFFICE))
    board.reads(Exactly("A-10000"))
    board.looks("large-number")
    she.opens("/petugas/nomor")
    she.selects("walk_in.people", "5")
    she.presses("walk_in.give")
    she.page.emulate_media(media="print")
    slip = she.page.locator(".pd-slip")
    expect(slip).to_contain_text(OFFICE)
    assert slip.evaluate(
        "(slip) => [...slip.querySelectorAll('*')].every((each) => each.scrollWidth <= slip.clientWidth)"
    )
    assert stage.office.parties[party.id].state == "called"


def test_names_that_run_the_other_way(she: Officer, arrive: Arrive) -> None:
    """A name in Arabic letters turns nothing but itself: the number and the digits stand behind it, in their order."""
    arrive.here(names=("محمد أحمد",))
    she.opens("/petugas/hari-ini")
    line = she.page.locator(".pd-people-list li")
    expect(line).to_contain_text("A-001")
    assert line.locator(".pd-full").evaluate("(name) => getComputedStyle(name).unicodeBidi") == "isolate"
    she.looks("arabic")
    opens_counter(she, 1)
    she.keys.press("F2")
    expect(she.page.locator(".pd-desk__now bdi")).to_be_visible()
