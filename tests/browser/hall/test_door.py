"""The door: what a scanner, a keyboard and a bad line do, and what the screen says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from antrean.tickets.qr import payload
from tests.browser.hall.script import Refusal, instant, now
from tests.browser.line import Held
from tests.browser.visitor import Exactly

if TYPE_CHECKING:
    from tests.browser.hall.conftest import Arrive
    from tests.browser.hall.officer import Officer
    from tests.browser.hall.stage import Stage

_TONES = """
window.tones = [];
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) {
  tones.push(this.frequency.value);
  return start.apply(this, when);
};
"""


def stands_there(she: Officer) -> None:
    """Stand at the door, ready to scan."""
    she.opens("/petugas/pintu")
    she.reads("door.ready")


def scan(she: Officer, code: str, end: str = "Enter") -> None:
    """Let a scanner type a code, wherever the focus is."""
    she.page.keyboard.type(code)
    if end:
        she.page.keyboard.press(end)


def says(she: Officer, word: str, **values: object) -> None:
    """See the word of a verdict."""
    heading = she.page.get_by_role("heading", level=2, name=she.text(f"door.word.{word}", **values), exact=True)
    expect(heading).to_be_visible()


def test_who_comes_in(she: Officer, stage: Stage, arrive: Arrive) -> None:
    """A family is admitted by one scan; who of it is here is ticked; the next scan needs no key in between."""
    family, single = arrive.expected(3), arrive.expected()
    stands_there(she)
    she.looks("ready")
    scan(she, payload(family.id))
    says(she, "admitted")
    she.looks("admitted")
    she.hears(Exactly(f"{she.text('door.word.admitted')} A-001, A-002, A-003"))
    boxes = she.page.get_by_role("checkbox")
    expect(boxes).to_have_count(3)
    she.keys.walk_to(boxes.nth(0))
    she.keys.press("Space")
    she.keys.walk_to(boxes.nth(2))
    she.keys.press("Space")
    expect(boxes.nth(1)).to_be_disabled()
    eventually_here(she, stage, family.id, (1,))
    scan(she, f"]Q1{payload(single.id)}", end="")
    she.hears(Exactly(f"{she.text('door.word.admitted')} A-004"))
    expect(she.page.locator("#code")).to_be_focused()
    assert stage.office.parties[single.id].state == "waiting"


def test_what_is_typed(she: Officer, arrive: Arrive) -> None:
    """With AP1 or without, in groups, in lower case, with O for 0: typed codes are read at Enter and by the button."""
    first, second = arrive.expected(), arrive.expected()
    stands_there(she)
    groups = " ".join(first.id[at : at + 4] for at in range(0, 16, 4))
    she.keys.walk_to(she.page.locator("#code"))
    she.page.keyboard.type(groups.lower().replace("0", "o"), delay=90)
    she.keys.press("Enter")
    says(she, "admitted")
    she.types("door.code", f"ap1-{second.id}")
    she.presses("door.check")
    she.hears(Exactly(f"{she.text('door.word.admitted')} A-002"))
    she.types("door.code", "paspor")
    she.presses("door.check")
    says(she, "invalid")
    she.looks("invalid")


def test_a_scan_in_two_parts(she: Officer, arrive: Arrive) -> None:
    """What a busy computer hands on in two parts is read once it is whole, and a part without a rest is read too."""
    code = payload(arrive.expected().id)
    stands_there(she)
    she.page.keyboard.type(code[:10])
    she.page.wait_for_timeout(500)
    scan(she, code[10:])
    says(she, "admitted")
    scan(she, code[:10], end="")
    says(she, "invalid")


def test_a_ticket_of_before_a_change(she: Officer, arrive: Arrive) -> None:
    """It comes in, or is turned down, as ever; the screen says that it is old. A code of now says nothing."""
    stands_there(she)
    scan(she, payload(arrive.expected(outdated=True).id, 2), end="")
    says(she, "admitted")
    she.reads("door.outdated")
    she.looks("outdated")
    scan(she, payload(arrive.expected().id, 2))
    expect(she.page.get_by_text(she.text("door.outdated"))).to_have_count(0)
    she.watch.expect("409 POST .*/arrivals")
    elsewhere = Refusal(409, "wrong_day", date="2026-12-09", session="afternoon", outdated=True)
    scan(she, payload(arrive.expected(refusal=elsewhere).id, 2))
    says(she, "other_day")
    she.reads("door.outdated")


def test_who_does_not_come_in(she: Officer, stage: Stage, arrive: Arrive) -> None:
    """Each refusal has its word, what belongs to it, and admits nobody."""
    there = {"office_id": stage.office_id, "date": "2026-12-09", "session": "afternoon"}
    refusals = {
        "other_day": Refusal(409, "wrong_day", date="2026-12-09", session="afternoon"),
        "other_office": Refusal(409, "wrong_office", **there),
        "closed": Refusal(409, "displaced", reason="Listrik padam"),
    }
    stands_there(she)
    for word, refusal in refusals.items():
        she.watch.expect("409 POST .*/arrivals")
        scan(she, payload(arrive.expected(refusal=refusal).id))
        says(she, word)
        she.looks(word)
    she.reads(Exactly("Listrik padam"))
    she.watch.expect("404 POST .*/arrivals")
    scan(she, "AP17777777777777777")
    says(she, "invalid")
    late = arrive.expected(late=True)
    scan(she, payload(late.id))
    says(she, "late")
    she.looks("late")
    scan(she, payload(late.id))
    says(she, "done", time=she.clock(stage.office.parties[late.id].arrived_at))
    she.looks("done")
    assert [each.state for each in stage.office.parties.values()] == ["expected"] * 3 + ["waiting"]


def test_who_came_since(she: Officer, stage: Stage, arrive: Arrive) -> None:
    """A second scan of a family that waits shows who is here and is ticked on; one that was called, no more."""
    family = replace(arrive.here(3), here=(0,))
    stage.office.add(family)
    stands_there(she)
    for _ in range(2):
        she.watch.expect("409 POST .*/arrivals")
    scan(she, payload(family.id))
    says(she, "done", time=she.clock(family.arrived_at))
    boxes = she.page.get_by_role("checkbox")
    expect(boxes).to_have_count(3)
    expect(she.page.get_by_role("group", name=she.text("door.who"), exact=True)).to_be_visible()
    she.looks("came-since")
    expect(she.page.locator(".pd-verdict button")).to_have_count(0)
    she.keys.walk_to(boxes.nth(2))
    she.keys.press("Space")
    eventually_here(she, stage, family.id, (0, 2))
    stage.office.add(replace(stage.office.parties[family.id], state="called"))
    scan(she, payload(family.id))
    expect(boxes).to_have_count(0)
    says(she, "done", time=she.clock(family.arrived_at))


def test_too_early(she: Officer, stage: Stage, arrive: Arrive) -> None:
    """Who is too early waits outside, or is admitted all the same by a button."""
    early = arrive.expected(refusal=Refusal(409, "too_early", arrives_from=instant(now() + timedelta(minutes=50))))
    stands_there(she)
    she.watch.expect("409 POST .*/arrivals")
    scan(she, payload(early.id))
    says(she, "early")
    she.looks("early")
    she.presses("door.admit_early")
    says(she, "admitted")
    assert stage.office.parties[early.id].state == "waiting"


def test_a_lane_chosen_meanwhile(she: Officer, stage: Stage, arrive: Arrive) -> None:
    """A lane that is chosen while an answer comes is for the next party, and stays until that one is in."""
    first, second = arrive.expected(), arrive.expected()
    stands_there(she)
    held = Held(she.page, "**/arrivals", times=1)
    scan(she, payload(first.id))
    held.wait_for()
    she.chooses("lane.priority")
    held.let_go()
    says(she, "admitted")
    scan(she, payload(second.id))
    she.hears(Exactly(f"{she.text('door.word.admitted')} A-002"))
    assert [stage.office.parties[each.id].lane for each in (first, second)] == ["booked", "priority"]
    expect(she.page.get_by_role("radio", name=she.text("lane.booked"), exact=True)).to_be_checked()


def test_a_lane_and_an_undo(she: Officer, stage: Stage, arrive: Arrive) -> None:
    """The lane is chosen for one party and then is as before; F8 takes the last arrival back, once."""
    party = arrive.expected()
    stands_there(she)
    she.chooses("lane.priority")
    scan(she, payload(party.id))
    says(she, "admitted")
    assert stage.office.parties[party.id].lane == "priority"
    expect(she.page.get_by_role("radio", name=she.text("lane.booked"), exact=True)).to_be_checked()
    she.keys.press("F8")
    she.reads("door.undone", numbers="A-001")
    she.looks("undone")
    assert stage.office.parties[party.id].state == "undone"
    she.keys.press("F8")
    scan(she, payload(party.id))
    she.hears(Exactly(f"{she.text('door.word.admitted')} A-001"))
    assert [path for _, path, _ in stage.office.asked if path.endswith("/undo")] == [f"arrivals/{party.id}/undo"]


def test_an_undo_ends(she: Officer, stage: Stage, arrive: Arrive) -> None:
    """After ten minutes F8 asks for nothing; that an arrival can be undone no longer is told in words."""
    party = arrive.expected()
    she.page.clock.install()
    stands_there(she)
    scan(she, payload(party.id))
    says(she, "admitted")
    stage.office.add(replace(stage.office.parties[party.id], state="called"))
    she.watch.expect("409 POST .*/undo")
    she.keys.press("F8")
    she.reads("hall.refused.too_late")
    she.page.clock.fast_forward("11:00")
    asked = len(stage.office.asked)
    she.keys.press("F8")
    she.page.wait_for_timeout(200)
    assert [path for _, path, _ in stage.office.asked[asked:] if path.endswith("/undo")] == []


@pytest.mark.parametrize("word", ["in_time", "early", "late", "done", "none"])
def test_without_a_line(she: Officer, stage: Stage, arrive: Arrive, word: str) -> None:
    """The screen says at once that the line is lost, tells what the list says, and records nothing."""
    windows = {"early": ("23:58", "23:59"), "late": ("00:00", "00:00")}
    party = arrive.expected(window=windows.get(word, ("00:00", "23:59")))
    if word == "done":
        stage.office.add(party := replace(party, state="waiting", here=(0,), arrived_at=now()))
    stands_there(she)
    she.until("sessionStorage.getItem('door_list')")
    stage.line = "down"
    she.watch.expect("failed: POST .*/arrivals")
    scan(she, "AP17777777777777777" if word == "none" else payload(party.id))
    says(she, "no_line")
    she.reads("door.lost")
    she.reads(Exactly(she.text(f"door.listed.{word}").split(":" if word != "none" else "{")[0]))
    she.looks(f"lost-{word}")
    assert stage.office.parties[party.id].state == ("waiting" if word == "done" else "expected")
    kept = she.page.evaluate("sessionStorage.getItem('door_list')")
    assert party.id in kept
    assert [name for name in party.names if name in kept] == []
    stage.line = "up"
    if word == "in_time":
        scan(she, payload(party.id))
        says(she, "admitted")
        expect(she.page.locator(".pd-lost")).to_have_count(0)


def test_an_answer_that_was_lost(she: Officer, stage: Stage, arrive: Arrive) -> None:
    """The code is scanned again: the same request goes out under its key, and its people came once."""
    party, other = arrive.expected(), arrive.expected()
    stands_there(she)
    she.until("sessionStorage.getItem('door_list')")
    stage.line = "deaf"
    she.watch.expect("failed: POST .*/arrivals")
    scan(she, payload(party.id))
    says(she, "no_line")
    stage.line = "up"
    scan(she, payload(other.id))
    says(she, "admitted")
    scan(she, payload(party.id))
    she.hears(Exactly(f"{she.text('door.word.admitted')} {party.label(party.numbers[0])}"))
    keys = [key for _, path, key in stage.office.asked if path == "arrivals"]
    # Chromium itself may send a request again whose connection was closed
    assert (keys[0], len(set(keys))) == (keys[-1], 2)


def test_what_is_heard(she: Officer, arrive: Arrive) -> None:
    """Come in sounds otherwise than a refusal; whoever switches the tones off hears none, also after a reload."""
    she.page.add_init_script(_TONES)
    party = arrive.expected()
    stands_there(she)
    scan(she, payload(party.id))
    says(she, "admitted")
    she.until("tones.length === 2")
    good = she.page.evaluate("tones")
    scan(she, "paspor")
    says(she, "invalid")
    she.until("tones.length === 4")
    assert sorted(good) == good
    assert she.page.evaluate("tones.slice(2)") != good
    she.presses("door.sound.off")
    she.reloads()
    she.reads("door.ready")
    expect(she.button("door.sound.on")).to_be_visible()
    scan(she, "paspor")
    says(she, "invalid")
    assert she.page.evaluate("tones") == []


def eventually_here(she: Officer, stage: Stage, party_id: str, here: tuple[int, ...]) -> None:
    """Wait until the API knows who is here."""
    for _ in range(100):
        if stage.office.parties[party_id].here == here:
            return
        she.page.wait_for_timeout(20)
    assert stage.office.parties[party_id].here == here
