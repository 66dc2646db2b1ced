"""Booking for a family, and everything that can come between: ten presses, a lost race, a lost line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.manner import DESK, PHONE
from tests.browser.steps import enter, look_for, tell_of
from tests.browser.visitor import Exactly, Visitor
from tests.support.citizens import Citizen, person

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Request, Route

    from tests.browser.conftest import Visit
    from tests.support.citizens import Person
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot

_BOOKINGS = "**/api/bookings"


def test_booking_for_a_family(she: Visitor, deployed: Deployed) -> None:
    """From the calendar to queue numbers for three; the button is pressed ten times, and one booking is made."""
    [slot, *_] = deployed.slots()
    citizen, husband, daughter = deployed.citizen(), person("Budi Santoso"), person("Dewi Santoso")
    look_for(she, slot)
    enter(she, citizen)
    she.arrives("service.title")
    she.continues()
    she.is_told("service.missing", "service")
    she.chooses("service.new")
    she.continues()
    she.arrives("people.title")
    she.follows("people.add")
    she.arrives("person.title")
    she.continues()
    she.is_told("person.full_name_missing", "full_name")
    tell_of(she, husband, "spouse")
    she.arrives("people.title", "two")
    she.follows("people.add")
    tell_of(she, daughter, "child")
    she.arrives("people.title", "three")
    she.continues()

    she.arrives("check.title")
    for text in (deployed.office_name(slot), husband.full_name, daughter.full_name, she.date(slot.date)):
        she.reads(Exactly(text))
    she.ticks("check.remember")
    sent = _noted(she)
    she.keys.walk_to(she.button("check.confirm"))
    for _ in range(10):
        she.keys.press("Enter")
    she.arrives("booking.made")
    for number in ("001", "002", "003"):
        she.reads(Exactly(number))
    assert len({request.headers["idempotency-key"] for request in sent}) == 1
    assert len(_bookings(deployed, citizen)) == 1
    assert deployed.table.quota(slot)["next_number"] == 4

    she.goes_back()
    assert "/antre/periksa" not in she.page.url


def test_the_family_is_remembered_on_the_device(visit: Visit, deployed: Deployed) -> None:
    """Only who asks for it finds the family again, in this browser, and can have it forgotten."""
    [first, second, _] = deployed.slots()
    citizen, son = deployed.citizen(), person("Agus Santoso")
    she = visit(PHONE)
    _is_about_to_book(she, first, citizen, [son])
    she.ticks("check.remember")
    she.presses("check.confirm")
    she.arrives("booking.made")
    [booking] = _bookings(deployed, citizen)
    deployed.api.post(f"/bookings/{booking['booking_id']}/cancel", token=citizen.token)

    look_for(she, second)
    she.arrives("service.title")
    she.chooses("service.renewal")
    she.continues()
    she.arrives("people.title", "remembered")
    she.presses("people.add_known", name=son.full_name)
    expect(she.button("people.add_known", name=son.full_name)).to_be_hidden()
    she.reads(Exactly(son.full_name))
    she.follows("people.add")
    she.arrives("person.title")
    she.goes_back()
    she.arrives("people.title")
    she.presses(Exactly(f"{she.text('people.remove')} {son.full_name}"))
    she.arrives("people.title", "remembered")
    she.presses("people.forget")
    expect(she.button("people.add_known", name=son.full_name)).to_be_hidden()
    assert "family" not in she.page.evaluate("Object.keys(localStorage)")


def test_the_slot_filled_while_she_typed(she: Visitor, deployed: Deployed) -> None:
    """Nothing that was typed is lost, and a slot that still has seats is one press away."""
    [slot, *_] = deployed.slots()
    citizen, son = deployed.citizen(), person("Agus Santoso")
    _is_about_to_book(she, slot, citizen, [son])
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
    [booking] = _bookings(deployed, citizen)
    assert [each["full_name"] for each in booking["applicants"]] == [citizen.person.full_name, son.full_name]
    assert (booking["date"], booking["session"], booking["office_id"]) != (slot.date, slot.session, slot.office_id)


def test_two_browsers_fight_for_the_last_seat(visit: Visit, deployed: Deployed) -> None:
    """Both confirm at the same moment: one gets the number, the other the nearest alternatives."""
    [slot, *_] = deployed.slots()
    deployed.change_quota(slot, capacity=1)
    visitors = [visit(PHONE), visit(DESK)]
    held: list[Route] = []
    for she in visitors:
        _is_about_to_book(she, slot, deployed.citizen(), [])
        she.page.route(_BOOKINGS, _into(held))
        she.keys.walk_to(she.button("check.confirm"))
    for she in visitors:
        she.keys.press("Enter")
    while len(held) < len(visitors):
        visitors[0].page.wait_for_timeout(10)
    for route in held:
        route.continue_()

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


def test_the_answer_was_lost(visit: Visit, deployed: Deployed) -> None:
    """The line drops after the booking reached the server: it is sent again with the same key, and made once."""
    [slot, *_] = deployed.slots()
    citizen = deployed.citizen()
    she = visit(PHONE)
    _is_about_to_book(she, slot, citizen, [])
    she.watch.expect("failed: POST .*/api/bookings")
    sent = _noted(she)
    she.page.route(_BOOKINGS, _lose_the_answer, times=1)
    she.presses("check.confirm")
    she.arrives("booking.made")
    keys = [request.headers["idempotency-key"] for request in sent]
    assert len(keys) == 2
    assert len(set(keys)) == 1
    _has_one_seat(deployed, slot, citizen)


def test_the_page_was_loaded_again_before_the_answer_came(visit: Visit, deployed: Deployed) -> None:
    """Whoever loses patience and loads the page again finds the booking made, once."""
    [slot, *_] = deployed.slots()
    citizen = deployed.citizen()
    she = visit(DESK)
    _is_about_to_book(she, slot, citizen, [])
    sent = _noted(she)
    held: list[Route] = []
    she.page.route(_BOOKINGS, _answered_into(held), times=1)
    she.presses("check.confirm")
    while not held:
        she.page.wait_for_timeout(10)
    she.watch.expect("failed: POST .*/api/bookings")
    she.reloads()
    she.arrives("booking.made")
    assert len({request.headers["idempotency-key"] for request in sent}) == 1
    _has_one_seat(deployed, slot, citizen)


def test_there_is_no_line_at_all(visit: Visit, deployed: Deployed) -> None:
    """Without a line the booking waits, and goes out when the line is back; nothing has to be typed again."""
    [slot, *_] = deployed.slots()
    citizen = deployed.citizen()
    she = visit(PHONE)
    _is_about_to_book(she, slot, citizen, [])
    she.watch.expect("failed: POST .*/api/bookings")
    she.page.context.set_offline(True)
    she.presses("check.confirm")
    she.reads("page.waiting")
    she.page.context.set_offline(False)
    she.arrives("booking.made")
    _has_one_seat(deployed, slot, citizen)


def test_a_reload_and_back_lose_nothing(visit: Visit, deployed: Deployed) -> None:
    """What was typed and not sent yet is there after a reload and after Back, on every page from the day to the end."""
    [slot, *_] = deployed.slots()
    son = person("Agus Santoso")
    she = visit(DESK)
    look_for(she, slot)
    enter(she, deployed.citizen())
    she.arrives("service.title")
    she.chooses("service.renewal")
    she.reloads()
    expect(she.page.get_by_role("radio", name=she.text("service.renewal"))).to_be_checked()
    she.continues()
    she.arrives("people.title")
    she.follows("people.add")
    she.arrives("person.title")
    she.chooses("relation.child")
    she.types("person.full_name", son.full_name)
    she.types("person.nik", son.nik)
    she.types_date("birth_date", son.birth_date.isoformat())
    she.reloads()
    _holds(she, son)
    she.continues()
    she.arrives("people.title", "two")
    she.continues()
    she.arrives("check.title")
    she.reloads()
    she.arrives("check.title")

    she.goes_back()
    she.arrives("people.title", "two")
    she.goes_back()
    she.arrives("person.title")
    she.goes_back()
    she.arrives("people.title", "two")
    she.goes_back()
    she.arrives("service.title")
    expect(she.page.get_by_role("radio", name=she.text("service.renewal"))).to_be_checked()


def _is_about_to_book(she: Visitor, slot: Slot, citizen: Citizen, children: list[Person]) -> None:
    """Answer everything up to the page with the button that books."""
    look_for(she, slot)
    enter(she, citizen)
    she.arrives("service.title")
    she.chooses("service.new")
    she.continues()
    for child in children:
        she.arrives("people.title")
        she.follows("people.add")
        tell_of(she, child, "child")
    she.arrives("people.title")
    she.continues()
    she.arrives("check.title")


def _lose_the_answer(route: Route) -> None:
    route.fetch()
    route.abort("connectionreset")


def _answered_into(held: list[Route]) -> Callable[[Route], None]:
    """Let a request through, and keep its answer back."""

    def hold(route: Route) -> None:
        route.fetch()
        held.append(route)

    return hold


def _into(held: list[Route]) -> Callable[[Route], None]:
    """Keep requests back."""

    def hold(route: Route) -> None:
        held.append(route)

    return hold


def _noted(she: Visitor) -> list[Request]:
    """Requests to book from now on."""
    sent: list[Request] = []
    she.page.on(
        "request", lambda each: sent.append(each) if each.method == "POST" and "/bookings" in each.url else None
    )
    return sent


def _bookings(deployed: Deployed, citizen: Citizen) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = deployed.api.get("/bookings", citizen.token).body["bookings"]
    return found


def _has_one_seat(deployed: Deployed, slot: Slot, citizen: Citizen) -> None:
    [booking] = _bookings(deployed, citizen)
    assert [each["queue_number"][-3:] for each in booking["applicants"]] == ["001"]
    quota = deployed.table.quota(slot)
    assert (quota["capacity"] - quota["seats_left"], quota["next_number"]) == (1, 2)


def _holds(she: Visitor, child: Person) -> None:
    expect(she.page.get_by_label(she.text("person.full_name"))).to_have_value(child.full_name)
    expect(she.page.get_by_label(she.text("person.nik"), exact=True)).to_have_value(child.nik)
    expect(she.page.locator("#birth_date-year")).to_have_value(str(child.birth_date.year))
