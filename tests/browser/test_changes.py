"""A booking that is there: add family, move once, cancel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.line import changed, refused
from tests.browser.steps import day_of, enter, take, tell_of
from tests.browser.visitor import Exactly, Visitor
from tests.support.citizens import person

if TYPE_CHECKING:
    from tests.support.citizens import Citizen
    from tests.support.deployed import Deployed


def test_add_family_move_and_cancel(she: Visitor, deployed: Deployed) -> None:
    """A daughter comes too, the day is moved once and not twice, and cancelling gives everything back."""
    first, _, other = deployed.slots()
    citizen, daughter = deployed.citizen(), person("Dewi Santoso")
    booking = deployed.book(citizen, first)
    address = f"/antrean/{booking['booking_id']}"
    she.opens("/antrean")
    enter(she, citizen)
    she.arrives("bookings.title", "one")
    she.follows("bookings.open")
    she.arrives("booking.title")

    she.follows("booking.add")
    she.arrives("add.title")
    she.follows("people.add")
    tell_of(she, daughter, "child")
    she.arrives("add.title", "one")
    she.presses("add.confirm")
    she.reads("booking.news.tambah")
    she.arrives("booking.title", "added")
    she.reads(Exactly(daughter.full_name))
    assert len(_booking(deployed, citizen, address)["applicants"]) == 2

    she.follows("booking.move")
    she.arrives("move.title")
    she.presses("move.begin")
    she.arrives(Exactly(deployed.office_name(first)), "moving")
    she.activates(day_of(she, other.date).get_by_role("link"))
    she.arrives(she.date(other.date), "moving")
    take(she, other)
    she.arrives("move.check")
    she.presses("move.confirm")
    she.reads("booking.news.pindah")
    she.arrives("booking.title", "moved")
    she.reads("booking.moved")
    expect(she.link("booking.move")).to_be_hidden()
    moved = _booking(deployed, citizen, address)
    assert (moved["date"], moved["session"], moved["reschedules_left"]) == (other.date, other.session, 0)

    she.follows("booking.cancel")
    she.arrives("cancel.title")
    she.reads("cancel.lost")
    she.presses("cancel.confirm")
    she.reads("booking.news.batal")
    she.arrives("booking.title", "cancelled")
    assert _booking(deployed, citizen, address)["status"] == "cancelled"
    she.opens(f"{address}?baru")
    she.arrives("booking.title", "cancelled before")
    for slot in (first, other):
        quota = deployed.table.quota(slot)
        assert quota["seats_left"] + quota.get("seats_kept", 0) == quota["capacity"]


def test_the_present_slot_is_no_other(she: Visitor, deployed: Deployed) -> None:
    """Where the other session of the day is full, neither the own one nor its day is offered to move to."""
    first, *_ = deployed.slots()
    citizen = deployed.citizen()
    booking = deployed.book(citizen, first)
    [session] = {"morning", "afternoon"} - {first.session}
    other = replace(first, session=session)
    quota = deployed.table.quota(other)
    taken = quota["capacity"] - quota["seats_left"] - quota.get("seats_kept", 0)
    assert deployed.change_quota(other, capacity=taken).status == 200
    she.opens(f"/antrean/{booking['booking_id']}/pindah")
    enter(she, citizen)
    she.presses("move.begin")
    she.arrives(Exactly(deployed.office_name(first)), "moving")
    she.activates(day_of(she, first.date).get_by_role("link"))
    she.arrives(she.date(first.date), "own")
    she.reads("move.old_slot")
    options = she.page.locator(".ap-option")
    expect(options.first).to_be_visible()
    own = options.filter(has_text=booking["office_name"]).filter(has_text=she.date(first.date))
    expect(own).to_have_count(0)


def test_there_is_no_room_for_a_change(she: Visitor, deployed: Deployed) -> None:
    """Full for the family, and the new slot was taken meanwhile: the booking stays, and another slot is offered."""
    first, _, other = deployed.slots()
    citizen = deployed.citizen()
    booking = deployed.book(citizen, first)
    address = f"/antrean/{booking['booking_id']}"
    deployed.change_quota(first, capacity=1)
    she.opens(f"{address}/keluarga")
    enter(she, citizen)
    she.arrives("add.title")
    she.follows("people.add")
    tell_of(she, person("Dewi Santoso"), "child")
    she.watch.expect("409 POST .*/applicants")
    she.presses("add.confirm")
    she.is_told("add.full", None)
    she.follows("add.move")
    she.arrives("move.title")
    she.presses("move.begin")
    she.presses("move.stop")
    she.arrives("booking.title")
    she.follows("booking.move")
    she.presses("move.begin")
    she.activates(day_of(she, other.date).get_by_role("link"))
    take(she, other)
    she.arrives("move.check")
    deployed.change_quota(other, capacity=0)
    she.watch.expect("409 POST .*/reschedule")
    she.presses("move.confirm")
    she.arrives("lost.title", "moving")
    she.reads("move.kept")
    assert _booking(deployed, citizen, address) == booking
    she.activates(she.page.get_by_role("main").get_by_role("button").first)
    she.arrives("move.check")
    stopped = refused(409, "limit_reached", rule="misses", until="2030-01-15T03:00:00Z")
    she.page.route("**/reschedule", stopped, times=1)
    she.watch.expect("409 POST .*/reschedule")
    she.presses("move.confirm")
    expect(she.page.locator(".govuk-error-summary")).to_contain_text(
        she.text("limit.misses", until="|").partition("|")[0]
    )
    she.looks("stopped")
    she.presses("move.confirm")
    she.reads("booking.news.pindah")
    assert _booking(deployed, citizen, address)["reschedules_left"] == 0


def test_a_day_that_has_come_and_gone(she: Visitor, deployed: Deployed) -> None:
    """Today's booking cannot be changed, a served one says when that was, and what has passed is no ticket any more."""
    citizen = deployed.citizen()
    code, office_id = deployed.booking_today(citizen)
    address = f"/antrean/{code.removeprefix('AP1')}"

    def has_begun(found: dict[str, Any]) -> None:
        for booking in found.get("bookings", [found]):
            booking.update(arrive_from="00:00")

    she.page.route("**/api/bookings", changed(has_begun))
    she.page.route("**/api/bookings/*", changed(has_begun))
    she.opens(address)
    enter(she, citizen)
    she.reads("booking.too_late")
    expect(she.page.get_by_role("heading", name=she.text("next.title"))).to_be_visible()
    she.arrives("booking.title", "today")

    scan = {"code": code, "office_id": office_id}
    assert deployed.api.post("/checkins", scan, deployed.staff("officers", office_id)).status == 200
    she.reloads()
    she.reads(Exactly(she.text("booking.checked_in_at", at="").rstrip()))
    expect(she.page.get_by_role("heading", name=she.text("next.title"))).to_be_hidden()
    she.arrives("booking.title", "served")

    def past(found: dict[str, Any]) -> None:
        for booking in found.get("bookings", [found]):
            booking.update(
                status="confirmed", date=(date.fromisoformat(booking["date"]) - timedelta(days=2)).isoformat()
            )
            booking.pop("checked_in_at")

    she.page.evaluate("localStorage.removeItem('tickets')")
    she.page.route("**/api/bookings", changed(past))
    she.page.route("**/api/bookings/*", changed(past))
    she.opens("/antrean")
    she.reads("bookings.before")
    she.arrives("bookings.title", "past")
    she.activates(she.page.get_by_role("main").get_by_role("listitem").get_by_role("link"))
    she.reads("booking.status.past")
    she.arrives("booking.title", "past")
    expect(she.page.get_by_role("img", name=she.text("ticket.qr"))).to_be_hidden()
    expect(she.link("booking.cancel")).to_be_hidden()


def _booking(deployed: Deployed, citizen: Citizen, address: str) -> dict[str, Any]:
    found: dict[str, Any] = deployed.api.get(address.replace("/antrean/", "/bookings/"), citizen.token).body
    return found
