"""The waiting list: from a full day to an offer, and what becomes of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.line import lose_the_answer, refused
from tests.browser.steps import day_of, enter, take, tell_of
from tests.browser.visitor import Exactly, Visitor
from tests.support.citizens import person
from tests.support.deployed_waiting import an_hour_earlier, entry_of, full_slot, given_back, held_for_six_hours, join

if TYPE_CHECKING:
    from tests.support.citizens import Citizen
    from tests.support.deployed import Deployed

_REASON = "Listrik padam"
_WAITING = "**/api/waiting"


class Waits:
    """Somebody who wants a slot that another one has filled."""

    def __init__(self, she: Visitor, deployed: Deployed, others: int = 0) -> None:
        """Let the slot be full."""
        self.she, self.deployed = she, deployed
        [self.slot, *_] = deployed.slots()
        self.holder, self.citizen = deployed.citizens(2)
        self.held = full_slot(deployed, self.slot, self.holder, others)

    def answers(self, children: int = 0) -> None:
        """Answer everything, from the full day to the page that says what waiting means."""
        she, slot = self.she, self.slot
        she.opens(f"/kantor/{slot.office_id}/{slot.date}?people={1 + children}")
        she.arrives(she.date(slot.date), "full")
        she.presses("waiting.way")
        enter(she, self.citizen)
        she.arrives("service.title")
        she.chooses("service.new")
        she.continues()
        for number in range(children):
            tell_of(she, person(f"Anak {'ABCD'[number]}"), "child")
        she.arrives("waiting.join_title")

    def joins(self) -> None:
        """Wait for this session of this day at this office."""
        self.she.chooses(Exactly(self.she.text(f"session.{self.slot.session}")))
        self.she.presses("waiting.join")
        self.she.arrives("waiting.title", "joined")

    def is_offered(self) -> str:
        """Let the seat be given back and an hour pass; return the address of the offer."""
        given_back(self.deployed, self.holder, self.held)
        an_hour_earlier(self.deployed, self.citizen)
        self.deployed.run("SweeperFunction")
        return f"/antrean/{entry_of(self.deployed, self.citizen)['booking_id']}"


def test_a_seat_is_waited_for_and_accepted(she: Visitor, deployed: Deployed) -> None:
    """From the full day to the ticket; the answers that are lost on the way are asked for again under the same key."""
    waits = Waits(she, deployed)
    waits.answers()
    she.watch.expect("failed: POST")
    she.page.route(_WAITING, lose_the_answer, times=1)
    waits.joins()
    she.reads("waiting.state.waiting")
    she.reads("waiting.drawing")
    she.reads(Exactly(deployed.office_name(waits.slot)))
    address = waits.is_offered()
    she.reloads()
    she.arrives("waiting.title", "offered")
    she.reads("waiting.state.has_offer")
    she.presses("waiting.check")
    she.reads("waiting.same")
    expect(she.page.locator(".ap-verdict--wrong")).to_have_count(0)
    she.looks("checked")
    she.follows("waiting.answer")
    expect(she.page).to_have_url(re.compile(f"{address}$"))
    she.arrives("offer.title")
    she.reads("offer.number")
    she.page.route("**/accept", lose_the_answer, times=1)
    she.presses("offer.accept")
    she.arrives("booking.made")
    assert [each["status"] for each in deployed.bookings(waits.citizen)] == ["confirmed"]
    she.opens("/tunggu")
    she.arrives("waiting.title", "accepted")
    she.reads("waiting.ends.accepted")


def test_an_offer_is_declined_and_the_list_left(she: Visitor, deployed: Deployed) -> None:
    """Who declines sees that the place on the list stays, and how often that goes; who leaves is off it."""
    waits = Waits(she, deployed)
    waits.answers()
    waits.joins()
    she.opens(waits.is_offered())
    she.arrives("offer.title", "to-decline")
    she.presses("offer.decline")
    she.arrives("offer.ended_title", "declined")
    she.reads("offer.ended.declined")
    she.reads("offer.on")
    she.follows("waiting.title")
    she.arrives("waiting.title", "declined")
    she.reads("waiting.of_most", count=1, most=3)
    she.presses("waiting.leave")
    she.reads("waiting.ends.left")
    she.looks("left")
    she.reloads()
    she.reads("waiting.ends.left")
    assert entry_of(deployed, waits.citizen)["state"] == "ended"


def test_an_office_closes_a_session_that_was_offered(she: Visitor, deployed: Deployed) -> None:
    """The page of the offer says so, and that nothing else is lost."""
    waits = Waits(she, deployed)
    assert join(deployed, waits.citizen, waits.slot).status == 201
    she.opens(waits.is_offered())
    enter(she, waits.citizen)
    she.arrives("offer.title", "to-close")
    assert deployed.change_quota(waits.slot, state="closed", reason=_REASON).status == 200
    she.watch.expect("409 POST .*/accept")
    she.presses("offer.accept")
    expect(she.page.locator(".govuk-error-summary")).to_be_focused()
    she.reloads()
    she.arrives("offer.ended_title", "withdrawn")
    she.reads("offer.ended.withdrawn")
    she.reads("offer.on")


def test_a_family_that_is_passed_over_sees_why(she: Visitor, deployed: Deployed) -> None:
    """How many seats there were, where and when, and that it waits on in its place, with who comes before it."""
    waits = Waits(she, deployed, others=1)
    waits.answers(children=1)
    she.chooses("waiting.any_session")
    she.chooses(re.compile(re.escape(she.text("waiting.around", km=50))))
    she.chooses(re.compile(she.text("waiting.more_days", date=".+")))
    she.looks("wide")
    she.presses("waiting.join")
    she.arrives("waiting.title", "wide")
    an_hour_earlier(deployed, waits.citizen, 0)
    other: Citizen = deployed.citizen()
    assert join(deployed, other, waits.slot).status == 201
    an_hour_earlier(deployed, other, 1)
    given_back(deployed, waits.holder, waits.held)
    deployed.run("SweeperFunction")
    held_for_six_hours(deployed, waits.slot)
    deployed.run("SweeperFunction")
    assert entry_of(deployed, other)["state"] == "has_offer"
    she.reloads()
    she.arrives("waiting.title", "passed-over")
    she.reads("waiting.skips")
    she.reads("waiting.too_few", people=2)
    she.reads("waiting.first")


def test_who_cannot_wait_is_told_why(she: Visitor, deployed: Deployed) -> None:
    """Days that are too near, a booking that is there already, and an entry, which is shown then."""
    waits = Waits(she, deployed)
    waits.answers()
    she.watch.expect("422 POST .*/api/waiting")
    errors: list[dict[str, Any]] = [{"field": "last", "message": ""}]
    she.page.route(_WAITING, refused(422, "validation_failed", errors=errors), times=1)
    she.presses("waiting.join")
    she.is_told("waiting.too_soon", "days")
    she.looks("too-soon")
    she.watch.expect("409 POST .*/api/waiting")
    she.page.route(_WAITING, refused(409, "nik_already_booked", applicants=[0]), times=1)
    she.presses("waiting.join")
    she.arrives("bookings.title", "booked")
    assert join(deployed, waits.citizen, waits.slot).status == 201
    she.opens("/antre/periksa")
    she.arrives("waiting.join_title", "again")
    she.presses("waiting.join")
    she.arrives("waiting.title", "there-already")


def test_who_waits_with_another_account_is_told_so(she: Visitor, deployed: Deployed) -> None:
    """Who registered later is not led to an own entry, which is not there, but told what can be done."""
    waits, who = Waits(she, deployed), person()
    assert join(deployed, waits.citizen, waits.slot, also=[who]).status == 201
    waits.citizen = deployed.citizen(who)
    waits.answers()
    she.watch.expect("409 POST .*/api/waiting")
    she.presses("waiting.join")
    she.is_told("refused.waits_elsewhere", None)
    she.follows("bookings.begin")
    she.arrives("offices.title")


def test_a_slot_that_is_full_meanwhile_can_be_waited_for(she: Visitor, deployed: Deployed) -> None:
    """Who has answered everything when the last seat goes is led to the list with the same answers."""
    [slot, *_] = deployed.slots()
    holder, citizen = deployed.citizens(2)
    she.opens(f"/kantor/{slot.office_id}")
    she.activates(day_of(she, slot.date).get_by_role("link"))
    take(she, slot)
    enter(she, citizen)
    she.chooses("service.renewal")
    she.continues()
    she.arrives("check.title")
    full_slot(deployed, slot, holder)
    she.watch.expect("409 POST .*/api/bookings")
    she.presses("check.confirm")
    she.arrives("lost.title", "full")
    she.presses("waiting.way")
    she.arrives("waiting.join_title", "meanwhile")
    she.presses("waiting.join")
    she.arrives("waiting.title", "meanwhile")
    entry = entry_of(deployed, citizen)
    assert (entry["service"], entry["first"], entry["last"], entry["sessions"]) == ("renewal", slot.date, slot.date, [])
