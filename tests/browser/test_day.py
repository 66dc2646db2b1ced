"""An office's day on the deployed system: the door, two counters, the board, numbers at the door, and today's list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

from tests.browser.hall.officer import VOICES, Officer
from tests.browser.hall.test_counter import NUMBER, calls, opens_counter
from tests.browser.line import Held

if TYPE_CHECKING:
    from local.state.outputs import Outputs
    from tests.browser.conftest import Windows
    from tests.browser.manner import Manner
    from tests.support.deployed import Deployed

LANE: Final = "priority"
"""The lane of these parties: no other test of the deployed system has people wait there, so that these are called."""
ONE, OTHER, THIRD = 4, 5, 6
DIGITS: Final = {
    "id": ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"],
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
}
MOST_BEFORE: Final = 10
MORE_LOOKS: Final = 5_000
"""Milliseconds in which a board looks again at least once, and would announce what it heard twice."""


class Day:
    """An office that has bookings of today, and people who work there."""

    def __init__(self, windows: Windows, outputs: Outputs, deployed: Deployed, desk: Manner) -> None:
        """Book for two citizens."""
        self._windows, self._address, self._desk = windows, outputs["website_url"], desk
        self.deployed = deployed
        made = [deployed.booking_today(citizen) for citizen in deployed.citizens(2)]
        [self.office_id] = {office_id for _, office_id in made}
        self.codes = [code for code, _ in made]

    def sits_down(self) -> Officer:
        """Open a window before which nobody is logged in."""
        found = self._windows(Officer, self._address, self._desk)
        assert isinstance(found, Officer)
        return found

    def officer(self) -> Officer:
        """Log a new officer of the office in, in a browser of their own."""
        she = self.sits_down()
        login = self.deployed.staff_login("officers", self.office_id)
        she.opens("/petugas")
        she.logs_in(login["username"], login["password"])
        she.arrives("home.title", "officer")
        return she

    def comes_in(self, she: Officer, code: str) -> str:
        """Type a code at the door and admit its people, before their time too; return their number."""
        recent = she.page.locator(".pd-recent li strong")
        before = recent.count()
        she.chooses(f"lane.{LANE}")
        she.types("door.code", code.lower())
        she.presses("door.check")
        expect(she.button("door.admit_early").or_(recent.nth(before)).first).to_be_visible()
        if she.button("door.admit_early").is_visible():
            she.watch.expect("409 POST .*/arrivals")
            she.presses("door.admit_early")
        expect(recent).to_have_count(before + 1)
        return recent.first.inner_text()

    def called(self) -> list[tuple[str, int]]:
        """Return what these counters called, by the API's board, the first call first."""
        last = self.deployed.api.get(f"/board/{self.office_id}").body["last"]
        return [(call["number"], call["counter"]) for call in reversed(last) if call["counter"] in {ONE, OTHER}]


@pytest.fixture
def day(windows: Windows, outputs: Outputs, deployed: Deployed, desk: Manner) -> Day:
    """An office where two parties are expected today."""
    return Day(windows, outputs, deployed, desk)


def press_at_once(*officers: Officer) -> None:
    """Press F2 at every counter; no request goes on before all of them were sent."""
    pressed = []
    for she in officers:
        held = Held(she.page, "**/counters/*/next", times=1)
        she.keys.press("F2")
        held.wait_for()
        pressed.append(held)
    for held in pressed:
        held.let_go()


def calls_up_to(she: Officer, number: str) -> None:
    """Press F2 until a number is at the counter: other tests may have people wait in its lane."""
    for _ in range(MOST_BEFORE):
        with she.page.expect_response("**/next") as answered:
            she.keys.press("F2")
        called = answered.value.json()["party"]["number"]
        calls(she, called)
        if called == number:
            return
    pytest.fail(f"never called: {number}")


def heard(hall: Officer, count: int) -> list[tuple[str, int]]:
    """Return which numbers a board has sent to these counters, by what it spoke; wait until they are so many."""
    digits = DIGITS[hall.manner.language]
    ours = " || ".join(f"each.text.endsWith(' {digits[number]}')" for number in (ONE, OTHER))
    hall.until(f"spoken.filter((each) => each.until && ({ours})).length >= {count}")
    found = []
    for each in hall.spoken(count):
        prefix, *number, counter = each["text"].split(", ")
        at = "".join(str(digits.index(word)) for word in counter.split(" ")[1:])
        if int(at) in {ONE, OTHER}:
            found.append((f"{prefix}-{''.join(str(digits.index(word)) for word in number)}", int(at)))
    return found


def test_two_counters_and_a_board(day: Day) -> None:
    """Two parties arrive, two counters press at once and get one each; the board announces both once, in order."""
    one, other = day.officer(), day.officer()
    one.opens("/petugas/pintu")
    one.reads("door.ready")
    numbers = [day.comes_in(one, code) for code in day.codes]
    one.looks("admitted")
    hall = day.sits_down()
    hall.page.add_init_script(VOICES)
    hall.opens(f"/petugas/papan/{day.office_id}")
    hall.presses("board.sound")
    opens_counter(one, ONE, LANE)
    opens_counter(other, OTHER, LANE)

    press_at_once(one, other)
    for she in (one, other):
        expect(she.page.locator(NUMBER)).to_be_visible()
    at_one, at_other = (she.page.locator(NUMBER).inner_text() for she in (one, other))
    assert sorted((at_one, at_other)) == sorted(numbers)
    one.looks("called")
    assert heard(hall, 2) == day.called()
    assert sorted(day.called()) == sorted([(at_one, ONE), (at_other, OTHER)])

    one.keys.press("F4")
    one.hears("counter.said.recall", number=at_one)
    assert heard(hall, 3)[2:] == [(at_one, ONE)]
    one.keys.press("F7")
    one.hears("counter.said.park")
    expect(hall.page.locator("tbody th").get_by_text(at_one, exact=True)).to_have_count(0)
    one.keys.press("Control+z")
    one.hears("counter.said.undo")
    calls(one, at_one)
    expect(hall.page.locator("tbody th").get_by_text(at_one, exact=True)).to_be_visible()
    for she in (one, other):
        she.presses("counter.deed.finish")
        she.hears("counter.said.finish")
        she.presses("counter.deed.close")
        she.hears("counter.said.close")
    hall.page.wait_for_timeout(MORE_LOOKS)
    assert len(heard(hall, 3)) == 3

    one.opens("/petugas/hari-ini")
    one.arrives("today.title")
    one.types("today.search", day.codes[0])
    rows = one.page.locator(".pd-list tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(numbers[0])
    expect(rows).to_contain_text(one.text("party.state.served"))


def test_a_number_at_the_door(day: Day) -> None:
    """People without a booking get a slip, wait in their lane, and are called from it; the list has them too."""
    she = day.officer()
    she.follows("room.walk_in.link")
    she.arrives("walk_in.title")
    she.chooses("lane.bap")
    she.selects("walk_in.people", "2")
    she.presses("walk_in.give")
    number = she.page.locator(".pd-slip__number").inner_text()
    she.looks("given")
    opens_counter(she, THIRD, "bap")
    calls_up_to(she, number)
    she.looks("called")
    she.presses("counter.deed.finish")
    she.hears("counter.said.finish")
    she.presses("counter.deed.close")
    she.hears("counter.said.close")
    she.opens("/petugas/hari-ini")
    she.types("today.search", number)
    rows = she.page.locator(".pd-list tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(she.text("people.no_name"))
    she.looks("found")
    she.types("today.search", day.codes[0])
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(she.text("party.state.expected"))
