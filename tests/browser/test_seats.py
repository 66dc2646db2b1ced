"""Seats first: for how many people, where, and when; and a day that is not open yet is no dead end."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.line import BOOKINGS, SEATS, changed, refused, told_seats
from tests.browser.steps import answer_everything, day_of, enter, look_for, take, tell_of
from tests.browser.visitor import Exactly, Visitor
from tests.support.citizens import person
from tests.support.slots import day_ahead

if TYPE_CHECKING:
    from tests.support.deployed import Deployed

_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) window.shifted += shift.hadRecentInput ? 0 : shift.value;
}).observe({ type: "layout-shift", buffered: true });
"""
_STILL = 0.05
"""How much of a page may jump while it is loaded (CLS); 0.1 is what is called good."""


def test_from_the_front_page_to_a_day(she: Visitor) -> None:
    """How many and where; five offices at most, the one that is meant first; the number goes along, and can change."""
    day, later = day_ahead(3), day_ahead(5)
    near = ("surabaya", "tanjung-perak", "malang", "kediri", "pamekasan", "madiun", "medan")
    she.page.route(SEATS, told_seats({office: [day, later] for office in near} | {"surabaya": [later]}, seats=4))
    she.opens("/")
    she.arrives("front.title")
    she.chooses(Exactly("4"))
    she.types("front.where", "surabya")
    she.presses("front.start")
    she.arrives("offices.title", "five")
    expect(she.page).to_have_url(re.compile("people=4&name=surabya$"))
    she.reads("offices.soonest.other", count=4)
    found = she.page.locator(".ap-found > li")
    expect(found).to_have_count(5)
    expect(found.first).to_contain_text("Kantor Imigrasi Surabaya")
    expect(found.first.get_by_role("link")).to_have_count(2)
    expect(found.nth(1)).to_contain_text("Tanjung Perak")
    expect(found.nth(1)).to_contain_text(she.text("office.seats.other", count=4))

    she.activates(she.page.locator("summary"))
    expect(she.page.get_by_role("radio", name="4", exact=True)).to_be_checked()
    with she.page.expect_request("**/seats?people=2"):
        she.chooses(Exactly("2"))
    she.looks("changing")
    she.reads("offices.soonest.other", count=2)
    expect(she.page).to_have_url(re.compile("people=2&name=surabya$"))
    expect(she.page.get_by_role("radio", name="2", exact=True)).to_be_focused()
    she.activates(found.nth(1).locator("a[href*='/tanjung-perak/']").first)
    she.arrives(she.date(day))
    she.reads("day.for.other", count=2)
    she.goes_back()
    she.arrives("offices.title")
    she.reads("offices.soonest.other", count=2)


def test_offices_come_while_somebody_types(she: Visitor) -> None:
    """Each letter changes what is shown, without a request; a pause later the address has it, and it is read aloud."""
    she.page.route(SEATS, told_seats({"bandung": [day_ahead(2)], "medan": [day_ahead(2)]}))
    she.opens("/kantor")
    she.arrives("offices.title", "anywhere")
    found = she.page.locator(".ap-found > li")
    expect(found).to_have_count(2)
    sent: list[str] = []
    she.page.on("request", lambda request: sent.append(request.url))
    she.types("front.where", "medn")
    expect(found.first).to_contain_text("Kantor Imigrasi Medan")
    expect(she.page).to_have_url(re.compile("people=1&name=medn$"))
    she.hears("offices.soonest.one", count=1)
    expect(she.page.get_by_label(she.text("front.where"))).to_have_value("medn")
    expect(she.page.get_by_label(she.text("front.where"))).to_be_focused()
    assert sent == []


def test_an_office_that_is_meant_and_has_no_seats(she: Visitor) -> None:
    """It is named with when it opens, or that it is full, in the list of all too; the nearest with seats are below."""
    opens = datetime.now(UTC).replace(microsecond=0) + timedelta(days=3)
    told = told_seats({"bogor": [day_ahead(2)], "depok": []}, seats=2, opens={"bandung": f"{opens:%Y-%m-%dT%H:%M:%SZ}"})
    she.page.route(SEATS, told)
    she.opens("/kantor?people=2&name=bandung")
    she.arrives("offices.title", "without")
    opening = she.text("office.opens", opens="|").partition("|")[0]
    expect(she.page.locator("main p").filter(has_text="Kantor Imigrasi Bandung")).to_contain_text(opening)
    expect(she.page.locator(".ap-found > li")).to_have_count(1)
    she.follows("offices.every", count=126)
    she.arrives("offices.every_title", "standing")
    expect(she.page.get_by_role("listitem").filter(has_text="Imigrasi Bandung")).to_contain_text(opening)
    expect(she.page.get_by_role("listitem").filter(has_text="Imigrasi Depok")).to_contain_text(
        she.text("day.not_enough.other", count=2)
    )


def test_seats_that_cannot_be_told(she: Visitor) -> None:
    """The nearest offices are there all the same, with a sentence that the seats are not."""
    she.watch.expect("503 GET .*/api/offices/seats")
    she.page.route(SEATS, refused(503, "busy"))
    she.opens("/kantor?people=2&name=jogja")
    she.arrives("offices.title", "no-seats")
    she.reads("offices.without_seats")
    expect(she.page.locator(".ap-found > li").first).to_contain_text("Kantor Imigrasi Yogyakarta")
    she.follows("offices.every", count=126)
    she.arrives("offices.every_title", "no-seats")
    she.reads("offices.without_seats")


@pytest.mark.parametrize("page", ["month", "day"])
def test_nothing_jumps_while_a_page_comes(she: Visitor, deployed: Deployed, page: str) -> None:
    """What is loaded takes the place that was left for it, and pushes no footer about."""
    [slot, *_] = deployed.slots()
    she.page.add_init_script(_SHIFTS)
    she.opens(f"/kantor/{slot.office_id}" + (f"/{slot.date}" if page == "day" else ""))
    expect(she.page.locator("main").get_by_text(deployed.office_name(slot))).to_be_visible()
    assert she.page.evaluate("window.shifted") <= _STILL


def test_nothing_jumps_while_offices_come(she: Visitor) -> None:
    """The page of offices is painted once, when both answers are there."""
    she.page.add_init_script(_SHIFTS)
    she.page.route(SEATS, told_seats({"bandung": [day_ahead(2)], "bogor": [day_ahead(2)]}))
    she.opens("/kantor?people=2&name=bandung")
    expect(she.page.locator(".ap-found > li")).to_have_count(2)
    assert she.page.evaluate("window.shifted") <= _STILL


def test_a_session_with_too_few_seats_says_so_before_anything_is_answered(she: Visitor, deployed: Deployed) -> None:
    """Of a day with two seats the month and the day tell whoever comes with four; for two it can be taken."""
    [slot, *_] = deployed.slots()
    for session in ("morning", "afternoon"):
        assert deployed.change_quota(replace(slot, session=session), capacity=2).status == 200
    she.opens(f"/kantor/{slot.office_id}?people=4")
    expect(day_of(she, slot.date)).to_contain_text(she.text("day.not_enough.other", count=4))
    she.looks("too few")
    she.activates(day_of(she, slot.date).get_by_role("link"))
    she.arrives(she.date(slot.date), "too few")
    she.reads("day.few", seats=2, count=4)
    she.reads("alternatives.title.other", count=4)
    she.activates(she.page.locator("summary").first)
    she.chooses(Exactly("2"))
    she.reads("day.seats_enough", seats=she.text("office.seats.other", count=2), count=2)
    she.looks("enough")
    take(she, slot)
    she.arrives("log_in.title", "kept")


def test_more_people_than_were_looked_for(she: Visitor, deployed: Deployed) -> None:
    """Whoever adds people learns at once that the slot has too few seats for them, and where to choose another."""
    [slot, *_] = deployed.slots()
    deployed.change_quota(slot, capacity=1)
    answer_everything(she, slot, deployed.citizen(), [])
    she.opens("/antre/orang")
    she.arrives("people.title")
    she.follows("people.add")
    tell_of(she, person("Agus Santoso"), "child")
    she.arrives("people.title", "more")
    she.reads("people.looked_for", wanted=1, count=2)
    she.continues()
    she.is_told("people.too_few", None, seats=1, count=2)
    she.activates(she.page.locator(".govuk-error-summary").get_by_role("link"))
    she.arrives(she.date(slot.date))
    she.reads("day.for.other", count=2)


def test_the_refusal_says_how_many_seats_are_left(she: Visitor, deployed: Deployed) -> None:
    """Seats that go while she types: two were looked for and one is left, which is said, with what can be done."""
    [slot, *_] = deployed.slots()
    answer_everything(she, slot, deployed.citizen(), [person("Agus Santoso")])
    deployed.change_quota(slot, capacity=1)
    she.watch.expect("409 POST .*/api/bookings")
    she.presses("check.confirm")
    she.arrives("lost.title", "one left")
    she.reads("lost.left", seats=1, count=2)
    she.follows("lost.fewer")
    she.arrives("people.title", "fewer")


def test_who_has_a_booking_learns_it_at_the_beginning(she: Visitor, deployed: Deployed) -> None:
    """On the page of offices and on that of a day, with the way to it; asked once, however much she types there."""
    first, second, _ = deployed.slots()
    citizen = deployed.citizen()
    booking = deployed.book(citizen, first)
    she.opens("/masuk?lanjut=%2Fkantor")
    enter(she, citizen)
    she.arrives("offices.title", "booked")
    she.reads("bookings.news.sudah")
    sent: list[str] = []
    she.page.on("request", lambda request: sent.append(request.url))
    she.types("front.where", "bandung")
    expect(she.page).to_have_url(re.compile("name=bandung$"))
    assert [url for url in sent if url.endswith("/api/me")] == []
    she.opens(f"/kantor/{second.office_id}/{second.date}")
    she.arrives(she.date(second.date), "booked")
    she.reads("bookings.news.sudah")
    she.follows("front.mine")
    expect(she.page).to_have_url(re.compile(f"{booking['booking_id']}$"))


def test_a_day_that_is_not_open_yet_opens_by_itself(she: Visitor, deployed: Deployed) -> None:
    """It counts down, shows other days of the office and a reminder; at its moment the sessions can be chosen."""
    [slot, *_] = deployed.slots()
    path = f"**/offices/{slot.office_id}/availability?from={slot.date}*"
    opens = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=12)

    def closed(found: dict[str, Any]) -> None:
        for session in found["days"][0]["sessions"]:
            session.update(state="not_yet_open", opens_at=f"{opens:%Y-%m-%dT%H:%M:%SZ}")

    she.page.route(path, changed(closed))
    she.opens(f"/kantor/{slot.office_id}/{slot.date}")
    she.arrives(she.date(slot.date), "opens")
    expect(she.page.get_by_role("timer")).to_have_text(re.compile(r"\d"))
    she.reads("day.by_itself")
    expect(she.link("office.remind")).to_be_visible()
    back = quote(f"/kantor/{slot.office_id}/{slot.date}", safe="")
    expect(she.link("day.log_in")).to_have_attribute("href", f"/masuk?lanjut={back}")
    here = she.page.locator(".ap-option").filter(has_text=deployed.office_name(slot))
    expect(here.first).to_be_visible()
    she.page.unroute(path)
    she.hears("day.opened")
    expect(she.page.get_by_role("timer")).to_be_hidden()
    she.looks("opened")
    take(she, slot)
    she.arrives("log_in.title", "kept")


def test_nothing_untrue_stands_below_a_countdown(she: Visitor, deployed: Deployed) -> None:
    """Where a day opens in minutes and nothing else is near, nobody is told to try again tomorrow."""
    [slot, *_] = deployed.slots()
    opens = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=5)

    def closed(found: dict[str, Any]) -> None:
        for day in found["days"]:
            for session in day["sessions"]:
                session.update(state="not_yet_open", opens_at=f"{opens:%Y-%m-%dT%H:%M:%SZ}")

    she.page.route(f"**/offices/{slot.office_id}/availability*", changed(closed))
    she.page.route("**/api/availability?*", changed(lambda found: found.update(options=[])))
    she.opens(f"/kantor/{slot.office_id}/{slot.date}")
    she.arrives(she.date(slot.date), "alone")
    she.reads("day.by_itself")
    expect(she.page.locator("main")).not_to_contain_text(she.text("alternatives.none"))


def test_a_refusal_that_knows_of_nothing_else(she: Visitor, deployed: Deployed) -> None:
    """The service looks at few days around a full slot; the page looks at the rest of the office's month too."""
    [slot, *_] = deployed.slots()
    answer_everything(she, slot, deployed.citizen(), [])
    she.watch.expect("409 POST .*/api/bookings")
    she.page.route(BOOKINGS, refused(409, "slot_full", alternatives=[]), times=1)
    she.presses("check.confirm")
    she.arrives("lost.title", "looked up")
    she.reads("alternatives.title.one", count=1)
    she.activates(she.page.locator(".ap-option").filter(has_text=deployed.office_name(slot)).first)
    she.arrives("check.title")


def test_a_closed_day_leads_to_other_days(she: Visitor, deployed: Deployed) -> None:
    """It never says that there are no seats soon while the same office has some: those days are one press away."""
    [slot, *_] = deployed.slots()
    for session in ("morning", "afternoon"):
        answer = deployed.change_quota(replace(slot, session=session), state="closed", reason="Libur bersama")
        assert answer.status == 200
    she.page.route("**/api/availability?*", changed(lambda found: found.update(options=[])))
    she.opens(f"/kantor/{slot.office_id}/{slot.date}")
    she.arrives(she.date(slot.date), "closed")
    she.reads("alternatives.title.one", count=1)
    expect(she.page.locator(".ap-option")).to_have_count(3)
    she.activates(she.page.locator(".ap-option").first)
    she.arrives("log_in.title", "kept")


def test_who_comes_for_four_is_not_asked_again(she: Visitor, deployed: Deployed) -> None:
    """The booking begins with the number: the others are asked for one after another, and then comes the last page."""
    [slot, *_] = deployed.slots()
    citizen = deployed.citizen()
    look_for(she, slot, 3)
    enter(she, citizen)
    she.chooses("service.new")
    she.continues()
    for number in (2, 3):
        she.arrives("person.title", f"of three, {number}")
        she.reads("person.of", number=number, count=3)
        tell_of(she, person(f"Anak {'AB'[number - 2]}"), "child")
    she.arrives("check.title")
    she.presses("check.confirm")
    she.arrives("booking.made")
    assert len(deployed.bookings(citizen)[0]["applicants"]) == 3
