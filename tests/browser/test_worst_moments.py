"""What can come between: somebody else who is quicker, and a line that drops at the worst moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.line import BOOKINGS, Held, Line
from tests.browser.manner import DESK, PHONE
from tests.browser.steps import answer_everything, enter
from tests.browser.visitor import Exactly, Visitor
from tests.support.citizens import Citizen, person

if TYPE_CHECKING:
    from tests.browser.conftest import Visit
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot


def test_the_slot_filled_while_she_typed(she: Visitor, deployed: Deployed) -> None:
    """Nothing that was typed is lost, and a slot that still has seats is one press away."""
    [slot, *_] = deployed.slots()
    citizen, son = deployed.citizen(), person("Agus Santoso")
    answer_everything(she, slot, citizen, [son])
    deployed.change_quota(slot, capacity=0)
    she.watch.expect("409 POST .*/api/bookings")
    she.presses("check.confirm")
    she.arrives("lost.title")
    she.reads("lost.slot_full")
    she.reads("lost.kept")
    she.activates(she.page.get_by_role("main").get_by_role("button").first)
    she.arrives("check.title")
    she.reads(Exactly(son.full_name))
    she.presses("check.confirm")
    she.arrives("booking.made")
    [booking] = deployed.bookings(citizen)
    assert [each["full_name"] for each in booking["applicants"]] == [citizen.person.full_name, son.full_name]
    assert (booking["date"], booking["session"], booking["office_id"]) != (slot.date, slot.session, slot.office_id)


def test_two_browsers_fight_for_the_last_seat(visit: Visit, deployed: Deployed) -> None:
    """Both confirm at the same moment: one gets the number, the other the nearest alternatives."""
    [slot, *_] = deployed.slots()
    deployed.change_quota(slot, capacity=1)
    visitors = [visit(PHONE), visit(DESK)]
    confirmed = []
    for she in visitors:
        answer_everything(she, slot, deployed.citizen(), [])
        held = Held(she.page, BOOKINGS)
        she.presses("check.confirm")
        held.wait_for()
        confirmed.append(held)
    for held in confirmed:
        held.let_go()

    for she in visitors:
        expect(she.heading("booking.made").or_(she.heading("lost.title"))).to_be_visible()
    [winner] = [she for she in visitors if she.heading("booking.made").is_visible()]
    [loser] = [she for she in visitors if she is not winner]
    winner.arrives("booking.made")
    loser.watch.expect("409 POST .*/api/bookings")
    loser.arrives("lost.title")
    loser.reads("alternatives.title.one", count=1)
    quota = deployed.table.quota(slot)
    assert (quota["seats_left"], quota["claims"]) == (0, {})


def test_the_answer_was_lost(she: Visitor, deployed: Deployed) -> None:
    """The line drops after the booking reached the server: it is sent again with the same key, and made once."""
    [slot, *_] = deployed.slots()
    citizen = deployed.citizen()
    answer_everything(she, slot, citizen, [])
    she.watch.expect("failed: POST .*/api/bookings")
    line = Line(she)
    line.loses_the_next_answer()
    she.presses("check.confirm")
    she.arrives("booking.made")
    assert len(line.keys) == 2
    assert len(set(line.keys)) == 1
    _has_one_seat(deployed, slot, citizen)


def test_the_page_was_loaded_again_before_the_answer_came(she: Visitor, deployed: Deployed) -> None:
    """Whoever loses patience and loads the page again finds the booking made, once."""
    [slot, *_] = deployed.slots()
    citizen = deployed.citizen()
    answer_everything(she, slot, citizen, [])
    line = Line(she)
    held = Held(she.page, BOOKINGS, times=1, answered=True)
    she.presses("check.confirm")
    held.wait_for()
    she.watch.expect("failed: POST .*/api/bookings")
    she.reloads()
    she.arrives("booking.made")
    assert len(set(line.keys)) == 1
    _has_one_seat(deployed, slot, citizen)


def test_there_is_no_line_at_all(she: Visitor, deployed: Deployed) -> None:
    """Without a line the booking waits, and goes out when the line is back; nothing has to be typed again."""
    [slot, *_] = deployed.slots()
    citizen = deployed.citizen()
    answer_everything(she, slot, citizen, [])
    she.watch.expect("failed: POST .*/api/bookings")
    she.page.context.set_offline(True)
    she.presses("check.confirm")
    she.reads("page.waiting")
    she.page.context.set_offline(False)
    she.arrives("booking.made")
    _has_one_seat(deployed, slot, citizen)


def test_the_line_is_there_and_nothing_comes_over_it(she: Visitor, deployed: Deployed) -> None:
    """A kept ticket and the list of bookings are shown at once, while the answers are still on their way."""
    [slot, *_] = deployed.slots()
    citizen = deployed.citizen()
    booking = deployed.book(citizen, slot)
    she.opens("/antrean")
    enter(she, citizen)
    she.arrives("bookings.title")
    # neither the token nor a booking comes any more
    for address in ("**/api/**", deployed.outputs["endpoint_url"] + "/**"):
        she.page.route(address, lambda _: None)
    she.reloads()
    she.reads(Exactly(booking["office_name"]))
    she.follows("bookings.open")
    she.reads(Exactly(booking["office_name"]))
    she.arrives("booking.title")


def _has_one_seat(deployed: Deployed, slot: Slot, citizen: Citizen) -> None:
    [booking] = deployed.bookings(citizen)
    assert [each["queue_number"][-3:] for each in booking["applicants"]] == ["001"]
    quota = deployed.table.quota(slot)
    assert (quota["capacity"] - quota["seats_left"], quota["next_number"]) == (1, 2)
