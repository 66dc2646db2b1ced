"""The board of the hall: every call once, in order, seen and heard, without a name."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

from tests.browser.hall.officer import VOICES
from tests.browser.hall.script import now
from tests.browser.hall.test_counter import calls, opens_counter
from tests.browser.visitor import Exactly

if TYPE_CHECKING:
    from tests.browser.hall.conftest import Arrive, Visit
    from tests.browser.hall.officer import Officer
    from tests.browser.hall.stage import Stage


_CLIP: Final = re.compile(r"/board/clips/(.*)\.mp3$")
_PLAYED: Final = """
window.played = [];
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (at) {
  played.push({ start: at, end: at + this.buffer.duration });
  return start.call(this, at);
};
"""
"""Notes when each clip is played, in seconds by the clock of what sounds."""


def board(visit: Visit, stage: Stage, *, aloud: bool = True) -> Officer:
    """Stand before a board whose sound was turned on."""
    hall = visit(None)
    hall.page.add_init_script(VOICES)
    hall.opens(f"/petugas/papan/{stage.office_id}")
    if aloud:
        hall.presses("board.sound")
        expect(hall.page.get_by_role("button", name=hall.text("board.sound"))).to_have_count(0)
    return hall


def test_two_counters_at_once(visit: Visit, stage: Stage, arrive: Arrive) -> None:
    """Two officers press F2 at once: two parties are called, and the board announces both, once and in order."""
    for _ in range(4):
        arrive.here()
    hall = board(visit, stage)
    asked: list[str] = []
    hall.page.on("request", lambda request: asked.extend(_CLIP.findall(request.url)))
    one, other = visit("officer"), visit("second-officer")
    opens_counter(one, 1)
    opens_counter(other, 2)
    # both presses are under way before either is answered
    for she in (one, other):
        she.page.evaluate("dispatchEvent(new KeyboardEvent('keydown', { key: 'F2', bubbles: true }))")
    expect(one.page.locator(".pd-desk__number")).to_be_visible()
    expect(other.page.locator(".pd-desk__number")).to_be_visible()
    called = {she.page.locator(".pd-desk__number").inner_text() for she in (one, other)}
    assert called == {"A-001", "A-002"}
    heard = hall.spoken(2)
    hall.page.wait_for_timeout(5_000)
    assert hall.page.evaluate("spoken.length") == 2
    words = {"id": ("nol", "satu", "dua", "loket"), "en": ("zero", "one", "two", "counter")}[hall.manner.language]
    nought, first, second, counter = words
    order = [each["number"] for each in reversed(stage.office.last)]
    at = {each["number"]: each["counter"] for each in stage.office.last}
    said = {"A-001": f"A, {nought}, {nought}, {first}", "A-002": f"A, {nought}, {nought}, {second}"}
    counters = {1: f"{counter} {first}", 2: f"{counter} {second}"}
    assert [each["text"] for each in heard] == [f"{said[number]}, {counters[at[number]]}" for number in order]
    assert heard[0]["until"] <= heard[1]["from"]
    assert asked == []
    hall.looks("two")


def test_a_recall(visit: Visit, stage: Stage, arrive: Arrive) -> None:
    """Who is called again is announced again; what was undone is not, and after a reload nothing is heard twice."""
    arrive.here()
    arrive.here()
    hall = board(visit, stage)
    she = visit()
    opens_counter(she, 7)
    she.keys.press("F2")
    calls(she, "A-001")
    hall.spoken(1)
    she.keys.press("F4")
    assert len({each["text"] for each in hall.spoken(2)}) == 1
    expect(hall.page.locator(".pd-board__last li strong")).to_have_text(["A-001"])
    hall.reloads()
    hall.presses("board.sound")
    hall.page.wait_for_timeout(2_500)
    assert hall.page.evaluate("spoken") == []
    she.keys.press("F2")
    calls(she, "A-002")
    hall.spoken(1)
    she.keys.press("Control+z")
    calls(she, "A-001")
    hall.page.wait_for_timeout(3_000)
    assert hall.page.evaluate("spoken.length") == 1


def test_what_is_on_it(visit: Visit, stage: Stage, arrive: Arrive) -> None:
    """Numbers and counters, the last six, the rule; nobody's name, and nobody is asked to log in."""
    parties = [arrive.here(2 if each == 0 else 1) for each in range(8)]
    she = visit()
    opens_counter(she, 12)
    for each in range(8):
        she.keys.press("F2")
        calls(she, f"A-{each + 1 + (each > 0):03}")
    hall = board(visit, stage, aloud=False)
    expect(hall.page.locator("tbody th")).to_have_text(["A-009"])
    expect(hall.page.locator("tbody td")).to_have_text(["12"])
    expect(hall.page.locator(".pd-board__last li strong")).to_have_text([f"A-{n:03}" for n in range(9, 3, -1)])
    hall.reads("board.rule")
    hall.looks("full")
    text = hall.page.locator("body").inner_text()
    assert [name for party in parties for name in party.names if name in text] == []


def test_before_anybody_is_called(visit: Visit, stage: Stage, arrive: Arrive) -> None:
    """It says so; a call of long ago is shown and not announced."""
    party = arrive.here()
    hall = board(visit, stage)
    hall.reads("board.nobody")
    hall.looks("nobody")
    she = visit()
    opens_counter(she, 1)
    stage.line = "board-down"
    she.keys.press("F2")
    calls(she, "A-001")
    stage.office.counters[1].called_at = now() - timedelta(seconds=91)
    stage.line = "up"
    expect(hall.page.locator("tbody th")).to_have_text(["A-001"])
    hall.page.wait_for_timeout(2_500)
    assert hall.page.evaluate("spoken") == []
    assert stage.office.parties[party.id].state == "called"


def test_no_contact(visit: Visit, stage: Stage, arrive: Arrive) -> None:
    """Fifteen seconds after the last answer the board turns red and says so, and not before; then it goes on."""
    arrive.here()
    hall = visit(None)
    hall.page.clock.install()
    # a slash at the end, as people type it
    hall.opens(f"/petugas/papan/{stage.office_id}/")
    hall.reads("board.rule")
    stage.line = "down"
    hall.watch.expect("failed: GET .*/board/")
    hall.page.clock.run_for(13_000)
    expect(hall.page.locator(".pd-board--lost")).to_have_count(0)
    hall.page.clock.run_for(4_000)
    hall.reads("board.lost")
    expect(hall.page.locator(".pd-board--lost")).to_have_count(1)
    hall.looks("lost")
    stage.line = "up"
    hall.page.clock.run_for(4_000)
    expect(hall.page.locator(".pd-board--lost")).to_have_count(0)


def voiceless(visit: Visit, stage: Stage) -> tuple[Officer, list[str]]:
    """Stand before the board of a device that speaks other languages only; and the clips that it asks for, in order."""
    hall = visit(None)
    hall.page.add_init_script(
        VOICES.replace('lang: "id-ID"', 'lang: "fr-FR"').replace('lang: "en-GB"', 'lang: "de-DE"') + _PLAYED
    )
    asked: list[str] = []
    hall.page.on("request", lambda request: asked.extend(_CLIP.findall(request.url)))
    hall.opens(f"/petugas/papan/{stage.office_id}")
    return hall, asked


def test_recorded_words(visit: Visit, stage: Stage, arrive: Arrive) -> None:
    """A device without a voice asks for the clips of a call in its order, none before its sound is on and none twice.

    They are played one after another, and the next call waits for the end of the one before.
    """
    arrive.here()
    arrive.here()
    hall, asked = voiceless(visit, stage)
    one, other = visit("officer"), visit("second-officer")
    opens_counter(one, 23)
    opens_counter(other, 11)
    hall.reads("board.rule")
    assert asked == []
    hall.presses("board.sound")
    one.keys.press("F2")
    calls(one, "A-001")
    other.keys.press("F2")
    calls(other, "A-002")
    # "A, nol, nol, satu, loket dua puluh tiga", and then "A, nol, nol, dua, loket sebelas"
    hall.until("played.length === 13")
    language = hall.manner.language
    assert asked == [f"{language}/{part}" for part in ("a", "0", "1", "counter", "20", "3", "2", "11")]
    played = hall.page.evaluate("played")
    assert all(before["end"] <= after["start"] + 0.001 for before, after in pairwise(played))
    assert min(each["end"] - each["start"] for each in played) > 0.2
    assert hall.page.evaluate("spoken") == []
    hall.page.wait_for_timeout(300)
    expect(hall.page.get_by_text(hall.text("board.no_voice"))).to_have_count(0)


def test_recorded_words_that_do_not_come(visit: Visit, stage: Stage, arrive: Arrive) -> None:
    """Then the bell is all, and the board says so until the next call is heard, for which it asks again."""
    arrive.here()
    arrive.here()
    hall, _ = voiceless(visit, stage)
    hall.watch.expect("/clips/.*/1.mp3")
    hall.page.route("**/1.mp3", lambda route: route.fulfill(status=503))
    hall.presses("board.sound")
    she = visit()
    opens_counter(she, 1)
    she.keys.press("F2")
    words = "A, nol, nol, satu, loket satu" if hall.manner.language == "id" else "A, zero, zero, one, counter one"
    hall.hears(Exactly(words))
    hall.reads("board.no_voice")
    assert hall.page.evaluate("played") == []
    hall.page.unroute("**/1.mp3")
    she.keys.press("F4")
    hall.until("played.length === 6")
    expect(hall.page.get_by_text(hall.text("board.no_voice"))).to_have_count(0)
