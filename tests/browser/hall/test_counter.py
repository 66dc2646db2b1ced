"""A counter: keys and buttons, one request for each press, and what is told when an answer is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.hall.script import now
from tests.browser.visitor import Exactly

if TYPE_CHECKING:
    from playwright.sync_api import Route

    from tests.browser.hall.conftest import Arrive, Visit
    from tests.browser.hall.officer import Officer
    from tests.browser.hall.stage import Stage

NUMBER = ".pd-desk__number"


def opens_counter(she: Officer, number: int, *lanes: str) -> None:
    """Open a counter for some lanes, or for all, by keyboard."""
    she.opens("/petugas/loket")
    she.types("counter.which", str(number))
    for lane in lanes:
        she.ticks(f"lane.{lane}")
    she.presses("counter.open")
    expect(she.page.get_by_role("heading", level=2, name=she.text("counter.at", counter=number))).to_be_visible()


def calls(she: Officer, number: str) -> None:
    """See who is at the counter."""
    expect(she.page.locator(NUMBER)).to_have_text(number)


def done(stage: Stage) -> list[str]:
    """What was done at counters, in its order."""
    return [path.rpartition("/")[2] for method, path, _ in stage.office.asked if method == "POST"]


def test_a_morning(she: Officer, stage: Stage, arrive: Arrive) -> None:
    """Open, call, call again, park, call who was parked, move to a lane, undo, finish, close: by keys alone."""
    first, second, third = arrive.here(3, minutes=40), arrive.here(minutes=30), arrive.here(minutes=20, late=True)
    arrive.here(minutes=10)
    she.opens("/petugas/loket")
    she.arrives("counter.title", "closed")
    opens_counter(she, 3)
    she.reads("counter.nobody", key="F2")
    she.looks("nobody")
    she.keys.press("F2")
    calls(she, "A-001")
    she.hears("counter.said.next", number="A-001")
    she.reads(Exactly("Siti Rahayu"))
    she.looks("called")
    she.keys.press("F4")
    she.hears("counter.said.recall", number="A-001")
    she.keys.press("F7")
    she.hears("counter.said.park")
    she.looks("parked")
    she.keys.press("F2")
    calls(she, "A-004")
    she.presses("counter.button_of", deed=she.text("counter.call"), number="A-001")
    calls(she, "A-001")
    she.keys.press("F2")
    calls(she, "A-006")
    she.keys.press("F9")
    she.looks("lanes")
    she.presses("lane.priority")
    she.hears("counter.said.transfer")
    she.keys.press("Control+z")
    she.hears("counter.said.undo")
    calls(she, "A-006")
    she.presses("counter.deed.finish")
    she.hears("counter.said.finish")
    she.presses("counter.deed.close")
    she.hears("counter.said.close")
    expect(she.button("counter.open")).to_be_visible()
    states = [stage.office.parties[each.id].state for each in (first, second, third)]
    assert states == ["served", "served", "waiting"]
    expected = "open next recall park next next next transfer undo finish close"
    assert done(stage) == expected.split()


def test_a_double_press(she: Officer, stage: Stage, arrive: Arrive) -> None:
    """Two presses before an answer are one request; the next one calls the next party."""
    for _ in range(3):
        arrive.here()
    opens_counter(she, 1)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    she.page.route("**/counters/1/next", hold, times=1)
    for _ in range(3):
        she.keys.press("F2")
    while not held:
        she.page.wait_for_timeout(10)
    she.page.locator("[aria-keyshortcuts='F2']").evaluate("(button) => button.click()")
    held[0].continue_()
    calls(she, "A-001")
    she.keys.press("F2")
    calls(she, "A-002")
    assert done(stage) == ["open", "next", "next"]


def test_an_answer_that_was_lost(she: Officer, stage: Stage, arrive: Arrive) -> None:
    """The page says so; whatever is pressed next, also after a reload, the same request goes out under its key."""
    arrive.here()
    arrive.here()
    opens_counter(she, 1)
    she.page.clock.install()
    stage.line = "deaf"
    she.watch.expect("failed: POST .*/counters/1/next")
    she.watch.expect("failed: GET .*/queue")
    she.keys.press("F2")
    unanswered = she.page.get_by_text(she.text("counter.unanswered"))
    for _ in range(200):
        if unanswered.is_visible():
            break
        she.page.clock.run_for(5_000)
    expect(unanswered).to_be_visible()
    she.looks("unanswered")
    stage.line = "up"
    she.reloads()
    expect(she.page.get_by_text(she.text("counter.unanswered"))).to_be_visible()
    calls(she, "A-001")
    she.keys.press("F7")
    she.hears("counter.said.next", number="A-001")
    calls(she, "A-001")
    she.keys.press("F2")
    calls(she, "A-002")
    keys = [key for _, path, key in stage.office.asked if path.endswith("/next")]
    assert len(set(keys)) == 2
    assert len(keys) > 2
    assert "park" not in done(stage)


def test_who_does_not_come(she: Officer, stage: Stage, arrive: Arrive) -> None:
    """Before two calls and three minutes nobody is absent, and the page says until when; who comes later waits."""
    party = arrive.here()
    opens_counter(she, 1)
    she.keys.press("F2")
    calls(she, "A-001")
    she.watch.expect("409 POST .*/absent")
    she.keys.press("F6")
    until = (stage.office.parties[party.id].called_at or now()) + timedelta(minutes=3)
    she.reads("hall.refused.not_yet_absent_from", time=she.clock(until))
    she.looks("not-yet")
    she.keys.press("F4")
    she.hears("counter.said.recall", number="A-001")
    called = stage.office.parties[party.id]
    stage.office.add(replace(called, called_at=now() - timedelta(minutes=4)))
    she.keys.press("F6")
    she.hears("counter.said.absent")
    she.looks("absent")
    she.presses("counter.button_of", deed=she.text("counter.back"), number="A-001")
    she.reads("counter.is_back", number="A-001")
    assert stage.office.parties[party.id].state == "waiting"


def test_out_of_order(visit: Visit, arrive: Arrive) -> None:
    """Only a supervisor sees the way to call somebody out of order, and not without a reason."""
    arrive.here()
    arrive.here()
    officer = visit()
    opens_counter(officer, 1)
    officer.reads(Exactly("A-002"))
    expect(officer.page.locator("details")).to_have_count(0)
    she = visit("supervisor")
    opens_counter(she, 2)
    she.activates(she.page.locator("summary"))
    she.presses("counter.button_of", deed=she.text("counter.call_now"), number="A-002")
    she.looks("reason")
    she.keys.press("Enter")
    she.reads("counter.reason_missing")
    she.types(Exactly(she.text("counter.reason", number="A-002")), "Ibu hamil")
    she.keys.press("Enter")
    calls(she, "A-002")
    she.opens("/petugas/hari-ini")
    she.follows("overtakings.title")
    she.arrives("overtakings.title")
    expect(she.page.locator("main tbody tr")).to_contain_text(["Ibu hamil"])
    she.reads("overtakings.mine")
    officer.opens("/petugas/hari-ini/luar-urutan")
    officer.reads("home.refused")


def test_a_counter_of_somebody_else(visit: Visit, stage: Stage) -> None:
    """It cannot be opened, and the page says why; nothing that is no counter is asked for."""
    opens_counter(visit(), 1)
    she = visit("second-officer")
    she.watch.expect("409 POST .*/open")
    she.opens("/petugas/loket")
    she.types("counter.which", "0")
    she.presses("counter.open")
    she.reads("counter.which_wrong", most=99)
    she.types("counter.which", "1")
    she.presses("counter.open")
    she.reads("hall.refused.counter_taken")
    she.looks("taken")
    assert done(stage) == ["open", "open"]


def test_the_line_is_lost(she: Officer, stage: Stage, arrive: Arrive) -> None:
    """The queue stays on the screen, which says that it may have changed, until the line is back."""
    arrive.here()
    opens_counter(she, 1)
    she.reads(Exactly("A-001"))
    stage.line = "down"
    she.watch.expect("failed: GET .*/queue")
    she.reads("counter.lost")
    she.reads(Exactly("A-001"))
    she.looks("lost")
    stage.line = "up"
    expect(she.page.locator(".pd-lost")).to_have_count(0)
