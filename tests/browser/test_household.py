"""The family of a booking: what may be wrong with its members, and how many may come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.line import refused
from tests.browser.steps import enter, look_for, tell_of
from tests.browser.visitor import Exactly, Visitor
from tests.support.citizens import person

if TYPE_CHECKING:
    from tests.support.deployed import Deployed


def test_a_member_with_a_nik_that_does_not_agree(she: Visitor, deployed: Deployed) -> None:
    """The difference is told, and can be confirmed; every other mistake leads to its field."""
    who = person("Dewi Santoso")
    other = replace(who, birth_date=who.birth_date + timedelta(days=1))
    _is_at_the_people(she, deployed)
    she.follows("people.add")
    she.arrives("person.title")
    she.continues()
    for error, field in (
        ("person.relation_missing", "relation"),
        ("nik.form", "nik"),
        ("sign_up.lahir.error", "birth_date-day"),
    ):
        expect(she.page.locator(".govuk-error-summary").get_by_role("link", name=she.text(error))).to_have_attribute(
            "href", f"#{field}"
        )
    she.is_told("person.full_name_missing", "full_name")
    tell_of(she, other, "child")
    she.is_told("doubt.nik_mismatch_confirmed.error", "nik_mismatch_confirmed")
    she.ticks("doubt.nik_mismatch_confirmed.yes")
    she.continues()
    she.arrives("people.title", "two")
    she.reads(Exactly(who.full_name))


def test_four_members_are_the_most(she: Visitor, deployed: Deployed) -> None:
    """After four there is no way to add another, and nobody at all cannot go on."""
    _is_at_the_people(she, deployed)
    for name in ("Adi", "Bayu", "Citra", "Dian"):
        she.follows("people.add")
        tell_of(she, person(name), "child")
        she.reads(Exactly(name))
    she.arrives("people.title", "five")
    she.reads("people.full")
    expect(she.link("people.add")).to_be_hidden()
    for name in ("Adi", "Bayu", "Citra", "Dian", "Siti Rahayu"):
        remove = Exactly(f"{she.text('people.remove')} {name}")
        she.presses(remove)
        expect(she.button(remove)).to_be_hidden()
    she.continues()
    she.is_told("people.nobody", None)
    she.presses("people.add_self")
    she.reads(Exactly("Siti Rahayu"))


def test_a_member_who_has_a_booking_already(she: Visitor, deployed: Deployed) -> None:
    """Of somebody new it is not said who it is, of family it is; the link leads to the people."""
    first, second, _ = deployed.slots()
    taken = person("Agus Santoso")
    body = {**first.choice, "service": "new", "applicants": [{"relation": "self"}, taken.applicant()]}
    assert deployed.api.post("/bookings", body, deployed.citizen().token).status == 201
    look_for(she, second, 2)
    enter(she, deployed.citizen())
    she.chooses("service.new")
    she.continues()
    tell_of(she, taken, "child")
    she.arrives("check.title")
    she.watch.expect("409 POST .*/api/bookings")
    she.presses("check.confirm")
    she.is_told("refused.somebody", None)
    expect(she.page.locator(".govuk-error-summary")).not_to_contain_text(taken.full_name)
    she.page.route("**/api/bookings", refused(409, "nik_already_booked", applicants=[1]), times=1)
    she.presses("check.confirm")
    expect(she.page.locator(".govuk-error-summary")).to_contain_text(taken.full_name)
    she.is_told("refused.nik_already_booked", None, names=taken.full_name)
    she.activates(she.page.locator(".govuk-error-summary").get_by_role("link").first)
    she.arrives("people.title", "two")


def _is_at_the_people(she: Visitor, deployed: Deployed) -> None:
    look_for(she, deployed.slots()[0])
    enter(she, deployed.citizen())
    she.arrives("service.title")
    she.chooses("service.new")
    she.continues()
    she.arrives("check.title")
    she.opens("/antre/orang")
    she.arrives("people.title")
