"""Booking for a family: from the calendar to queue numbers, and nothing that was answered is lost on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.line import Line
from tests.browser.steps import enter, look_for, tell_of
from tests.browser.visitor import Exactly, Visitor
from tests.support.citizens import person

if TYPE_CHECKING:
    from tests.support.citizens import Person
    from tests.support.deployed import Deployed


_KEPT = "JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])"


def test_booking_for_a_family(she: Visitor, deployed: Deployed) -> None:
    """From the calendar to queue numbers for three; the button is pressed ten times, and one booking is made."""
    [slot, *_] = deployed.slots()
    citizen, husband, daughter = deployed.citizen(), person("Budi Santoso"), person("Dewi Santoso")
    look_for(she, slot, 3)
    enter(she, citizen)
    she.arrives("service.title")
    she.continues()
    she.is_told("service.missing", "service")
    she.chooses("service.new")
    she.continues()
    she.arrives("person.title")
    she.reads("person.of", number=2, count=3)
    she.continues()
    she.is_told("person.full_name_missing", "full_name")
    tell_of(she, husband, "spouse")
    she.reads("person.of", number=3, count=3)
    tell_of(she, daughter, "child")

    she.arrives("check.title")
    she.follows("people.helping")
    she.arrives("people.title", "three")
    she.continues()
    she.arrives("check.title")
    for text in (deployed.office_name(slot), husband.full_name, daughter.full_name, she.date(slot.date)):
        she.reads(Exactly(text))
    line = Line(she)
    she.keys.walk_to(she.button("check.confirm"))
    for _ in range(10):
        she.keys.press("Enter")
    she.arrives("booking.made")
    for number in ("001", "002", "003"):
        she.reads(Exactly(number))
    assert len(set(line.keys)) == 1
    assert len(deployed.bookings(citizen)) == 1
    assert deployed.table.quota(slot)["next_number"] == 4

    she.goes_back()
    assert "/antre/periksa" not in she.page.url


def test_the_family_on_the_account_is_chosen_by_name(she: Visitor, deployed: Deployed) -> None:
    """Who is kept on the account is booked by an id: no NIK is in the request, and none stays in this browser."""
    [first, second, _] = deployed.slots()
    citizen, son = deployed.citizen(), person("Agus Santoso")
    look_for(she, first, 2)
    enter(she, citizen)
    she.chooses("service.new")
    she.continues()
    she.arrives("person.title", "keep")
    she.ticks("person.keep")
    tell_of(she, son, "child")
    she.arrives("check.title", "member")
    sent: list[str] = []
    she.page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    she.reads(Exactly("*" * 12 + son.nik[-4:]))
    assert son.nik not in she.page.evaluate(_KEPT)
    she.presses("check.confirm")
    she.arrives("booking.made")
    assert son.nik not in "".join(sent)
    [booking] = deployed.bookings(citizen)
    assert [each["full_name"] for each in booking["applicants"]] == [citizen.person.full_name, son.full_name]
    deployed.api.post(f"/bookings/{booking['booking_id']}/cancel", token=citizen.token)

    look_for(she, second, 2)
    she.arrives("service.title")
    she.chooses("service.renewal")
    she.continues()
    she.arrives("people.title", "household")
    she.reads("people.looked_for", wanted=2, count=1)
    she.presses("people.add_known", name=son.full_name)
    expect(she.button("people.add_known", name=son.full_name)).to_be_hidden()
    she.reads(Exactly(son.full_name))
    she.presses(Exactly(f"{she.text('people.remove')} {son.full_name}"))
    she.presses("people.add_known", name=son.full_name)
    she.continues()
    she.arrives("check.title")
    she.presses("check.confirm")
    she.arrives("booking.made")
    she.reads(Exactly(son.full_name))


def test_a_reload_and_back_lose_nothing(she: Visitor, deployed: Deployed) -> None:
    """What was typed and not sent yet is there after a reload and after Back, on every page from the day to the end."""
    [slot, *_] = deployed.slots()
    son = person("Agus Santoso")
    look_for(she, slot, 2)
    enter(she, deployed.citizen())
    she.arrives("service.title")
    she.chooses("service.renewal")
    she.reloads()
    expect(she.page.get_by_role("radio", name=she.text("service.renewal"))).to_be_checked()
    she.continues()
    she.arrives("person.title")
    she.chooses("relation.child")
    she.types("person.full_name", son.full_name)
    she.types("person.nik", son.nik)
    she.types_date("birth_date", son.birth_date.isoformat())
    she.reloads()
    _holds(she, son)
    she.continues()
    she.arrives("check.title")
    she.reloads()
    she.arrives("check.title")

    she.goes_back()
    she.arrives("person.title")
    _holds(she, son)
    she.goes_back()
    she.arrives("service.title")
    expect(she.page.get_by_role("radio", name=she.text("service.renewal"))).to_be_checked()


def _holds(she: Visitor, child: Person) -> None:
    expect(she.page.get_by_label(she.text("person.full_name"))).to_have_value(child.full_name)
    expect(she.page.get_by_label(she.text("person.nik"), exact=True)).to_have_value(child.nik)
    expect(she.page.locator("#birth_date-year")).to_have_value(str(child.birth_date.year))
