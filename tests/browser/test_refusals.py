"""What the service may have against a booking at the last moment: each refusal says what to do, and nothing is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.line import refused
from tests.browser.steps import answer_everything, tell_of
from tests.browser.visitor import Exactly, Visitor
from tests.support.citizens import person

if TYPE_CHECKING:
    from tests.support.deployed import Deployed

_BOOKINGS = "**/api/bookings"


def test_something_is_wrong_with_the_people(she: Visitor, deployed: Deployed) -> None:
    """It is said of whom, the link leads to where it is mended, and a NIK can be confirmed on the page itself."""
    citizen, son = deployed.citizen(), person("Agus Santoso")
    answer_everything(she, deployed.slots()[0], citizen, [replace(citizen.person, full_name=son.full_name)])
    she.watch.expect("422 POST .*/api/bookings")
    she.presses("check.confirm")
    she.is_told("refused.person.nik", None, name=son.full_name)
    she.activates(she.page.locator(".govuk-error-summary").get_by_role("link"))
    she.arrives("person.title", "again")
    tell_of(she, son, "child")
    she.arrives("people.title", "two")
    she.continues()

    wrong = [{"field": f"applicants.1.{part}", "message": ""} for part in ("birth_date", "full_name")]
    _is_refused(she, 422, "validation_failed", errors=wrong)
    for part in ("birth_date", "data"):
        she.reads(f"refused.person.{part}", name=son.full_name)
    she.looks("person")

    _is_refused(she, 422, "nik_mismatch_unconfirmed", applicants=[1])
    she.reads("doubt.nik_mismatch_confirmed.why", names=son.full_name)
    box = she.page.get_by_role("checkbox", name=she.text("doubt.nik_mismatch_confirmed.yes"))
    error = f"{she.text('page.error_title')}{she.text('doubt.nik_mismatch_confirmed.error')}"
    expect(box).to_have_accessible_description(error)
    she.looks("mismatch")
    she.is_told("doubt.nik_mismatch_confirmed.error", "nik_mismatch_confirmed")
    she.ticks("doubt.nik_mismatch_confirmed.yes")
    _is_refused(she, 422, "age_unconfirmed", applicants=[1])
    she.reads("doubt.age_confirmed.why", names=son.full_name)
    she.looks("age")
    she.is_told("doubt.age_confirmed.error", "age_confirmed")
    she.ticks("doubt.age_confirmed.yes")
    with she.page.expect_request(_BOOKINGS) as sent:
        _is_refused(she, 422, "too_many_applicants")
    body = json.loads(sent.value.post_data or "")
    assert body["applicants"][1]["nik_mismatch_confirmed"] is True
    assert body["applicants"][1]["age_confirmed"] is True
    she.looks("too-many")
    she.follows("refused.too_many_applicants")
    she.arrives("people.title", "two")
    assert deployed.bookings(citizen) == []


def test_limits_of_an_account(she: Visitor, deployed: Deployed) -> None:
    """Each says which rule it is and until when; where it is about other people, the link leads to them."""
    first, second, other = deployed.slots()
    citizen, son = deployed.citizen(), person("Agus Santoso")
    for slot in (first, second, first):
        booking = deployed.book(citizen, slot)
        assert deployed.api.post(f"/bookings/{booking['booking_id']}/cancel", token=citizen.token).status == 200
    answer_everything(she, other, citizen, [son])
    she.watch.expect("409 POST .*/api/bookings")
    she.presses("check.confirm")
    told = she.page.locator(".govuk-error-summary")
    expect(told).to_contain_text(_rule(she, "cancellations", count=3, days=30))
    expect(told.get_by_role("link")).to_have_count(0)
    expect(she.button("check.confirm")).to_be_hidden()
    expect(she.link("check.to_bookings")).to_be_visible()
    she.looks("limit-cancellations")
    she.reloads()
    she.arrives("check.title")

    until = "2026-12-08T16:30:00Z"
    _is_refused(she, 409, "limit_reached", rule="new", until=until)
    expect(told).to_contain_text(_rule(she, "unknown"))
    _is_refused(she, 409, "limit_reached", rule="refusals", until=until)
    expect(told).to_contain_text(_rule(she, "refusals", hours=24, count=3))
    she.looks("limit-refusals")
    _is_refused(she, 409, "limit_reached", rule="others", until=until)
    expect(told).to_contain_text(_rule(she, "others", count=8, days=90))
    she.looks("limit-others")
    she.activates(told.get_by_role("link"))
    she.arrives("people.title", "two")


def test_the_office_changes_its_mind(she: Visitor, deployed: Deployed) -> None:
    """A slot that opens later, or that was closed, is left for another one; a reminder of the opening can be saved."""
    [slot, *_] = deployed.slots()
    answer_everything(she, slot, deployed.citizen(), [])
    she.watch.expect("409 POST .*/api/bookings")
    opens = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    deployed.change_quota(slot, opens_at=opens.isoformat())
    she.presses("check.confirm")
    she.arrives("lost.early_title")
    with she.page.expect_download() as downloading:
        she.follows("office.remind")
    assert f"DTSTART:{opens:%Y%m%dT%H%M%SZ}" in downloading.value.path().read_text()

    deployed.change_quota(slot, state="closed", reason="Listrik padam")
    she.reloads()
    she.arrives("check.title")
    she.presses("check.confirm")
    she.arrives("lost.title", "closed")
    she.reads("lost.slot_closed")
    she.reads(Exactly("Listrik padam."))
    she.reads("lost.kept")
    she.activates(she.page.get_by_role("main").get_by_role("button").first)
    she.arrives("check.title")
    she.presses("check.confirm")
    she.arrives("booking.made")


def test_there_is_a_booking_already(she: Visitor, deployed: Deployed) -> None:
    """It is shown with the reason; when it is cancelled, what was answered for another one can be gone on with."""
    first, _, other = deployed.slots()
    citizen, son = deployed.citizen(), person("Agus Santoso")
    answer_everything(she, first, citizen, [son])
    booking = deployed.book(citizen, other)
    she.watch.expect("409 POST .*/api/bookings")
    she.presses("check.confirm")
    she.reads("bookings.news.sudah")
    she.arrives("bookings.title", "exists")
    she.opens("/antre/layanan")
    she.reads("booking.news.sudah")
    she.arrives("booking.title", "exists")
    stranger = she.in_another_tab()
    stranger.opens("/antrean")
    stranger.reads("bookings.logged_out")
    stranger.arrives("bookings.title", "logged-out")
    stranger.page.close()

    deployed.api.post(f"/bookings/{booking['booking_id']}/cancel", token=citizen.token)
    she.opens("/antrean")
    she.reads("bookings.before")
    she.reads("bookings.none_to_come")
    she.reads("booking.status.cancelled")
    she.arrives("bookings.title", "before")
    she.follows("bookings.go_on")
    she.arrives("check.title")
    she.presses("check.confirm")
    she.arrives("booking.made")

    she.opens("/keluar")
    she.arrives("log_out.title", "booked")
    she.presses("log_out.confirm")
    she.arrives("front.title")
    kept = she.page.evaluate("JSON.stringify(Object.entries(localStorage))")
    assert son.nik not in kept
    assert "tickets" not in kept


def _rule(she: Visitor, rule: str, **numbers: int) -> str:
    """What is said of a limit, up to the instant until which it holds."""
    return she.text(f"limit.{rule}", **numbers, until="|").partition("|")[0].strip()


def _is_refused(she: Visitor, status: int, code: str, **members: object) -> None:
    """Press the button that books, in vain."""
    she.page.route(_BOOKINGS, refused(status, code, **members), times=1)
    she.presses("check.confirm")
    expect(she.page.locator(".govuk-error-summary")).to_be_focused()
    expect(she.button("check.confirm")).not_to_have_attribute("aria-busy", "true")
