"""Looking first, without an account: which office, which month, and what is not to be had."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.browser.line import SEATS, told_seats
from tests.browser.manner import Manner
from tests.browser.steps import day_of
from tests.browser.visitor import Exactly, Visitor
from tests.support.slots import day_ahead

if TYPE_CHECKING:
    from tests.browser.conftest import Visit
    from tests.support.deployed import Deployed
    from tests.support.slots import Slot

_ANSWERS_WHEN_TOLD = """
Geolocation.prototype.getCurrentPosition = (found) => {
  window.answer = () => found({ coords: { latitude: -6.91, longitude: 107.61 } });
};
"""
_COUNTS_QUESTIONS = """
window.timesAsked = 0;
for (const name of ["getCurrentPosition", "watchPosition"]) {
  const ask = Geolocation.prototype[name];
  Geolocation.prototype[name] = function (...how) {
    window.timesAsked += 1;
    return ask.apply(this, how);
  };
}
"""
_BANDUNG = {"latitude": -6.9, "longitude": 107.6}


def test_an_office_is_found_while_somebody_types(she: Visitor) -> None:
    """Among all offices by a slip, by an everyday name, by a province; what is typed outlives the list of before."""
    she.opens("/kantor")
    she.arrives("offices.title")
    she.follows("offices.every", count=126)
    she.arrives("offices.every_title")
    she.reads("offices.found.other", count=126)
    for typed, office in (("surabya", "Surabaya"), ("solo", "Surakarta")):
        she.types("offices.name", typed)
        she.reads("offices.found.one", count=1)
        expect(she.link(Exactly(f"Kantor Imigrasi {office}"))).to_be_visible()
        expect(she.page.get_by_label(she.text("offices.name"))).to_be_focused()
    she.types("offices.name", "bali")
    she.reads("offices.found.other", count=3)
    she.looks("found")
    she.follows(Exactly("Kantor Imigrasi Singaraja"))
    she.arrives(Exactly("Kantor Imigrasi Singaraja"))


def test_a_place_that_is_not_known(she: Visitor) -> None:
    """Nothing found is said, with what to do instead, on both lists."""
    she.opens("/kantor?name=atlantis")
    she.reads("offices.none")
    she.arrives("offices.title", "none")
    she.follows("offices.every", count=126)
    she.arrives("offices.every_title")
    she.types("offices.name", "atlantis")
    she.reads("offices.none")
    she.looks("none")


def test_the_soonest_seats_near_when_the_location_may_be_used(visit: Visit, manner: Manner) -> None:
    """The location is asked for by the button only, and sent nowhere; the nearest office comes first."""
    she = visit(manner, permissions=["geolocation"], geolocation=_BANDUNG)
    sent: list[str] = []
    she.page.on("request", lambda request: sent.append(request.url))
    she.page.add_init_script(_COUNTS_QUESTIONS)
    she.page.route(SEATS, told_seats({office: [day_ahead(2)] for office in ("bandung", "bogor", "manado")}))
    she.opens("/kantor?people=3")
    she.arrives("offices.title")
    assert she.page.evaluate("window.timesAsked") == 0
    she.activates(she.page.locator("summary"))
    she.presses("front.near")
    expect(she.page).to_have_url(re.compile(r"[?]people=3&near=here$"))
    she.hears("offices.soonest.other", count=3)
    assert she.page.evaluate("window.timesAsked") == 1
    found = she.page.locator(".ap-found > li")
    expect(found).to_have_count(3)
    expect(found.first).to_contain_text("Kantor Imigrasi Bandung")
    expect(found.first).to_contain_text(" km")
    assert [url for url in sent if "/api/" in url and "107" in url] == []
    she.arrives("offices.title", "near")


def test_what_is_typed_counts_more_than_a_position_that_comes_late(visit: Visit, manner: Manner) -> None:
    """Who types, or chooses for how many, while the position is awaited keeps it; a position is used for so many."""
    she = visit(manner)
    she.page.add_init_script(_ANSWERS_WHEN_TOLD)
    she.page.route(SEATS, told_seats({office: [day_ahead(2)] for office in ("bandung", "manado")}))
    she.opens("/kantor?people=2&near=here")
    she.arrives("offices.title")
    she.chooses(Exactly("3"))
    she.page.evaluate("window.answer()")
    she.hears("offices.soonest.other", count=3)
    found = she.page.locator(".ap-found > li")
    expect(found.first).to_contain_text("Kantor Imigrasi Bandung")
    she.opens("/kantor?people=2&near=here")
    she.types("front.where", "manado")
    she.page.evaluate("window.answer()")
    expect(she.page).to_have_url(re.compile("[?]people=2&name=manado$"))
    expect(found.first).to_contain_text("Kantor Imigrasi Manado")
    expect(she.page.get_by_label(she.text("front.where"))).to_have_value("manado")


def test_the_soonest_seats_near_when_it_may_not(visit: Visit, manner: Manner) -> None:
    """From the front page's button: without the location she is told what to do, and is where that can be done."""
    she = visit(manner, permissions=[])
    she.opens("/")
    she.presses("front.near")
    she.reads("offices.no_position")
    name = she.page.get_by_label(she.text("front.where"))
    expect(name).to_be_focused()
    expect(name).to_have_accessible_description(she.text("offices.no_position"))
    she.looks("lost")


def test_a_month_shows_why_a_day_has_no_seats(she: Visitor, deployed: Deployed) -> None:
    """Open, full, not yet open, closed and past days read differently, and only an open one can be chosen."""
    open_day, full, closed, later = _days(deployed, 4)
    _change(deployed, full, capacity=0)
    assert deployed.change_quota(replace(open_day, session="afternoon"), capacity=0).status == 200
    _change(deployed, closed, state="closed", reason=_REASON)
    opens = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1, hours=1)
    _change(deployed, later, opens_at=opens.isoformat())
    office = deployed.office_name(open_day)

    she.opens(f"/kantor/{open_day.office_id}")
    she.arrives(Exactly(office))
    she.reads("full.more")
    states = {
        _first_day(deployed, open_day): "office.state.past",
        full.date: "office.state.full",
        closed.date: "office.state.closed",
        later.date: "office.state.not_yet_open",
    }
    for date, state in states.items():
        expect(day_of(she, date)).to_contain_text(she.text(state))
        expect(day_of(she, date).get_by_role("link")).to_have_count(0)
    looks = {day_of(she, date).locator(".ap-day__inside").evaluate(_BACKGROUND) for date in [*states, open_day.date]}
    assert len(looks) == len(states) + 1

    she.reads(_REASON)
    with she.page.expect_download() as downloading:
        she.activates(she.page.get_by_role("link", name=re.compile(she.date(later.date))).last)
    reminder = downloading.value.path().read_text()
    assert f"DTSTART:{opens:%Y%m%dT%H%M%SZ}" in reminder
    assert f"/kantor/{later.office_id}/{later.date}" in reminder.replace("\r\n ", "")

    she.activates(she.page.locator(f"main a[href$='/{later.date}']"))
    she.arrives(she.date(later.date), "later")
    she.reads("day.by_itself")
    she.goes_back()
    she.arrives(Exactly(office))
    she.activates(day_of(she, open_day.date).get_by_role("link"))
    she.arrives(she.date(open_day.date), "half")
    she.reads(Exactly(f"{she.text('session.afternoon')}: {she.text('office.state.full')}"))
    expect(she.page.locator("main button.ap-option")).to_have_count(1)
    she.opens(f"/kantor/{closed.office_id}/{closed.date}")
    she.arrives(she.date(closed.date), "closed")
    she.reads("office.state.closed")
    she.reads(_REASON)


def test_a_full_day_leads_to_the_nearest_seats(she: Visitor, deployed: Deployed) -> None:
    """From a full day one press leads to the seats of another office, and from there to logging in."""
    [full] = _days(deployed, 1)
    _change(deployed, full, capacity=0)
    she.opens(f"/kantor/{full.office_id}")
    she.follows("office.full_link", date=she.date(full.date))
    she.arrives(she.date(full.date), "full")
    she.reads("full.more")
    she.reads("alternatives.title.one", count=1)
    she.activates(she.page.get_by_role("main").get_by_role("button").first)
    she.arrives("log_in.title", "kept")
    she.reads("log_in.kept")


_REASON = Exactly("Pelatihan <img src=x onerror=alert(1)> petugas")
"""What an operator types is text, whatever is in it."""
_BACKGROUND = "(element) => { const { background, border } = getComputedStyle(element); return background + border; }"


def _days(deployed: Deployed, count: int) -> list[Slot]:
    """The mornings of `count` days on which nobody has booked at an office that no other test uses."""
    while True:
        [first, *_] = deployed.slots()
        answer = deployed.api.get(f"/offices/{first.office_id}/availability?from={first.date}&to={day_ahead(25)}")
        dates = [day["date"] for day in answer.body["days"] if all(map(_is_untouched, day["sessions"]))]
        if len(dates) >= count:
            return [replace(first, date=date) for date in dates[:count]]


def _is_untouched(session: dict[str, Any]) -> bool:
    return bool(session["state"] == "open" and session["seats_left"] == session["capacity"])


def _first_day(deployed: Deployed, slot: Slot) -> str:
    """Today, where the office is."""
    return str(deployed.api.get(f"/offices/{slot.office_id}/availability").body["days"][0]["date"])


def _change(deployed: Deployed, day: Slot, **change: object) -> None:
    for session in ("morning", "afternoon"):
        answer = deployed.change_quota(replace(day, session=session), **change)
        assert answer.status == 200, answer.text
