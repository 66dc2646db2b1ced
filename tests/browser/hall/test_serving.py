"""A citizen's ticket on its day: which numbers are called now, and how many are before one's own."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.hall.script import NAME, OFFICE, today
from tests.browser.hall.test_counter import calls, opens_counter
from tests.browser.manner import DESK_INDONESIAN, PHONE, PHONE_ENGLISH
from tests.browser.visitor import Exactly, Visitor

if TYPE_CHECKING:
    from tests.browser.conftest import Windows
    from tests.browser.hall.conftest import Arrive, Visit
    from tests.browser.hall.stage import Stage
    from tests.browser.manner import Manner

ID = "4RSYHXYF836WNPV0"


@pytest.fixture
def desk() -> Manner:
    """Where the officer sits: what is looked at here is the citizen's page."""
    return DESK_INDONESIAN


def ticket(day: str, **changes: str) -> dict[str, Any]:
    """A ticket as a device keeps it."""
    person = {"relation": "self", "full_name": "Siti Rahayu", "presence": "present", "queue_number": "A-009"}
    return {
        "booking_id": ID,
        "status": "confirmed",
        "office_id": OFFICE,
        "office_name": NAME,
        "timezone": "Asia/Jakarta",
        "date": day,
        "session": "morning",
        "arrive_from": "08:00",
        "arrive_until": "09:00",
        "service": "new",
        "applicants": [person],
        "reschedules_left": 1,
    } | changes


def holds(windows: Windows, stage: Stage, day: str, manner: Manner = PHONE, **changes: str) -> Visitor:
    """Hold a ticket of a day, and open it."""
    she = windows(Visitor, stage.url, manner)
    kept = json.dumps(json.dumps([ticket(day, **changes)]))
    she.page.add_init_script(f'if (location.protocol === "http:") localStorage.setItem("tickets", {kept});')
    she.opens(f"/antrean/{ID}/tiket")
    expect(she.page.locator(".ap-ticket__code")).to_be_visible()
    return she


@pytest.mark.parametrize("manner", [PHONE, PHONE_ENGLISH], ids=lambda each: each.name)
def test_what_is_called_now(windows: Windows, visit: Visit, stage: Stage, arrive: Arrive, manner: Manner) -> None:
    """The last calls, with their time, again and again; without a line the last answer stays."""
    for _ in range(2):
        arrive.here()
    officer = visit()
    she = holds(windows, stage, today(), manner)
    she.reads("ticket.serving_nobody")
    opens_counter(officer, 4)
    officer.keys.press("F2")
    calls(officer, "A-001")
    she.page.clock.install()
    she.reloads()
    she.reads("ticket.serving_at", number="A-001", counter=4)
    she.looks("serving")
    officer.keys.press("F2")
    calls(officer, "A-002")
    she.page.clock.run_for(16_000)
    she.reads("ticket.serving_at", number="A-002", counter=4)
    stage.line = "down"
    she.watch.expect("failed: GET .*/board/")
    officer.page.close()
    she.page.clock.run_for(16_000)
    she.page.wait_for_timeout(300)
    she.reads("ticket.serving_at", number="A-002", counter=4)


@pytest.mark.parametrize("manner", [PHONE, PHONE_ENGLISH], ids=lambda each: each.name)
def test_how_many_are_before(windows: Windows, visit: Visit, stage: Stage, arrive: Arrive, manner: Manner) -> None:
    """A family counts as one; who is next is told so, and then the counter; before the first call nothing is told."""
    for people in (1, 1, 6, 1):
        arrive.here(people)
    officer = visit()
    she = holds(windows, stage, today(), manner)
    she.reads("ticket.serving_nobody")
    expect(she.page.locator(".ap-serving__turn")).to_be_empty()
    opens_counter(officer, 4)
    she.page.clock.install()
    # Indonesian has one form for all counts.
    one = "ticket.before.one" if manner.language == "en" else "ticket.before.other"
    told = [("ticket.before.other", {"count": 2}), (one, {"count": 1}), ("ticket.first", {})]
    for number, (text, values) in zip(("A-001", "A-002", "A-003"), told, strict=True):
        officer.keys.press("F2")
        calls(officer, number)
        she.reloads()
        she.reads(text, **values)
        she.looks(text.removeprefix("ticket."))
    officer.keys.press("F2")
    calls(officer, "A-009")
    she.page.clock.run_for(16_000)
    she.reads("ticket.called", number="A-009", counter=4)
    she.looks("called")


def test_who_has_arrived_since_the_last_call(windows: Windows, visit: Visit, stage: Stage, arrive: Arrive) -> None:
    """Is told that, and not how many are before; who is in no line and came before the call is told nothing untrue."""
    arrive.here()
    officer = visit()
    opens_counter(officer, 4)
    officer.keys.press("F2")
    calls(officer, "A-001")
    came = {"status": "checked_in", "checked_in_at": "2100-01-01T00:00:00Z"}
    she = holds(windows, stage, today(), PHONE, **came)
    she.reads("ticket.arrived")
    other = holds(windows, stage, today(), PHONE, **(came | {"checked_in_at": "2026-01-01T00:00:00Z"}))
    other.reads("ticket.serving_at", number="A-001", counter=4)
    expect(other.page.locator(".ap-serving__turn")).to_be_empty()


def test_on_another_day(windows: Windows, stage: Stage) -> None:
    """Nothing is asked for, and nothing is shown."""
    she = holds(windows, stage, (date.fromisoformat(today()) + timedelta(days=1)).isoformat())
    asked: list[str] = []
    she.page.on("request", lambda request: asked.append(request.url))
    she.page.wait_for_timeout(300)
    assert [url for url in asked if "/board/" in url] == []
    expect(she.page.locator("#serving")).to_have_count(0)
    she.reads(Exactly("A-009"))
