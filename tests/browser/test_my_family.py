"""The household that is kept on the account, and the family that a release of before kept on the device."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.steps import enter, tell_of
from tests.browser.visitor import Exactly, Visitor
from tests.support.citizens import Person, made_up_nik, person

if TYPE_CHECKING:
    from tests.support.citizens import Citizen
    from tests.support.deployed import Deployed

_KEEP = "family => localStorage.setItem('family', JSON.stringify(family))"


def test_members_are_kept_changed_and_forgotten(she: Visitor, deployed: Deployed) -> None:
    """Whoever is kept is there with the last four digits alone; the own NIK is refused where it was typed."""
    citizen, mother = deployed.citizen(), person("Ibu Aminah")
    she.opens("/akun")
    enter(she, citizen)
    she.arrives("account.title")
    she.follows("account.to_household")
    she.arrives("household.title", "nobody")
    she.reads("household.nobody")
    she.follows("people.add")
    she.arrives("person.title")
    she.watch.expect("422 POST .*/api/me/household")
    tell_of(she, citizen.person, "parent")
    she.is_told("household.wrong.nik", "nik")
    she.types("person.full_name", mother.full_name)
    she.types("person.nik", mother.nik)
    she.types_date("birth_date", mother.birth_date.isoformat())
    she.continues()
    she.arrives("household.title", "one")
    she.reads(Exactly(mother.full_name))
    expect(she.page.locator("main")).to_contain_text("*" * 12 + mother.nik[-4:])
    she.follows(Exactly(f"{she.text('people.change')} {mother.full_name}"))
    she.arrives("person.title", "change")
    she.types("person.full_name", "")
    she.presses("account.save")
    she.is_told("person.full_name_missing", "full_name")
    she.types("person.full_name", "Aminah")
    she.presses("account.save")
    she.arrives("household.title")
    assert _members(deployed, citizen) == ["Aminah"]
    she.presses(Exactly(f"{she.text('people.remove')} Aminah"))
    she.reads("household.nobody")
    she.hears("household.forgotten", name="Aminah")
    assert _members(deployed, citizen) == []


def test_the_year_of_birth_is_read_from_the_nik(she: Visitor, deployed: Deployed) -> None:
    """It is there once day and month are the NIK's, goes with another month, and is kept; one that was typed stays."""
    citizen, son = deployed.citizen(), person("Agus Santoso")
    day, month, year = (str(getattr(son.birth_date, part)) for part in ("day", "month", "year"))
    field = she.page.locator("#birth_date-year")
    she.opens("/akun/keluarga")
    enter(she, citizen)
    she.follows("people.add")
    she.arrives("person.title")
    she.chooses("relation.child")
    she.types("person.full_name", son.full_name)
    she.types("person.nik", son.nik)
    she.types("date.day", day)
    expect(field).to_have_value("")
    she.types("date.month", month)
    expect(field).to_have_value(year)
    she.types("date.month", str(son.birth_date.month % 12 + 1))
    expect(field).to_have_value("")
    she.types("date.month", month)
    expect(field).to_have_value(year)
    she.reloads()
    expect(field).to_have_value(year)
    she.types("date.year", str(int(year) - 1))
    she.types("date.month", month)
    expect(field).to_have_value(str(int(year) - 1))
    she.types("date.year", year)
    she.continues()
    she.arrives("household.title", "one")
    assert _members(deployed, citizen) == [son.full_name]


def test_a_stepchild_who_is_older_is_kept_once_that_is_confirmed(she: Visitor, deployed: Deployed) -> None:
    """The page asks about the NIK first, which it knows by itself, and then about the age; both answers stay."""
    citizen = deployed.citizen()
    born = citizen.person.birth_date - timedelta(days=800)
    stepchild = Person("Agus Santoso", made_up_nik(born), born + timedelta(days=1))
    she.opens("/akun/keluarga")
    enter(she, citizen)
    she.follows("people.add")
    tell_of(she, stepchild, "child")
    she.is_told("doubt.nik_mismatch_confirmed.error", "nik_mismatch_confirmed")
    she.ticks("doubt.nik_mismatch_confirmed.yes")
    she.watch.expect("422 POST .*/api/me/household")
    she.continues()
    she.is_told("doubt.age_confirmed.error", "age_confirmed")
    she.reads("doubt.age_confirmed.why", names=stepchild.full_name)
    she.looks("age")
    she.ticks("doubt.age_confirmed.yes")
    she.continues()
    she.arrives("household.title", "one")
    assert _members(deployed, citizen) == [stepchild.full_name]


def test_a_family_on_the_device_moves_into_the_account(she: Visitor, deployed: Deployed) -> None:
    """It is offered, also where somebody is there already; moved, or at the next visit, it is gone from here."""
    citizen, son, daughter = deployed.citizen(), person("Agus"), person("Dewi")
    family = [each.applicant() for each in (son, daughter)]
    assert deployed.api.post("/me/household", family[0], citizen.token).status == 200
    she.opens("/antrean")
    enter(she, citizen)
    she.arrives("bookings.title", "none")
    she.page.evaluate(_KEEP, family)
    she.reloads()
    she.arrives("bookings.title", "offer")
    she.watch.expect("422 POST .*/api/me/household")
    she.presses("kept_before.move")
    expect(she.button("kept_before.move")).to_be_hidden()
    assert _members(deployed, citizen) == ["Agus", "Dewi"]
    assert daughter.nik not in she.page.evaluate("JSON.stringify(Object.entries(localStorage))")

    she.page.evaluate(_KEEP, family)
    she.opens("/akun/keluarga")
    she.arrives("household.title", "offer")
    expect(she.button("kept_before.move")).to_be_visible()
    she.page.evaluate("sessionStorage.removeItem('family_offered')")
    she.opens("/antrean")
    she.arrives("bookings.title")
    expect(she.button("kept_before.move")).to_be_hidden()
    assert "family" not in json.loads(she.page.evaluate("JSON.stringify(Object.keys(localStorage))"))


def _members(deployed: Deployed, citizen: Citizen) -> list[str]:
    return [each["full_name"] for each in deployed.api.get("/me/household", citizen.token).body["members"]]
