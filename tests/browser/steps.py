"""What visitors do again and again, in the words of the journeys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.support.citizens import PASSWORD, Citizen, Person
from tests.support.deployed import eventually

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.visitor import Visitor
    from tests.support.slots import Slot

_MAIL_SECONDS = 20


def day_of(she: Visitor, date: str) -> Locator:
    """Return a day of the calendar that she looks at."""
    return she.page.get_by_role("listitem").filter(has=she.page.locator(f"time[datetime='{date}']"))


def look_for(she: Visitor, slot: Slot, people: int = 1) -> None:
    """Choose a slot in the month of its office, for so many people."""
    she.opens(f"/kantor/{slot.office_id}?people={people}")
    she.activates(day_of(she, slot.date).get_by_role("link"))
    she.arrives(she.date(slot.date))
    take(she, slot)


def take(she: Visitor, slot: Slot) -> None:
    """Choose a session of the day that she looks at."""
    she.activates(she.page.get_by_role("button", name=re.compile(f"^{she.text(f'session.{slot.session}')}")))


def enter(she: Visitor, citizen: Citizen, password: str = PASSWORD) -> None:
    """Log in on the page that asks for it."""
    she.arrives("log_in.title")
    she.types("log_in.email", citizen.email)
    she.types("log_in.password", password)
    she.presses("log_in.send")


def tell_of_oneself(she: Visitor, who: Person) -> None:
    """Answer the first page of a sign-up: what stands on the identity card."""
    she.arrives("sign_up.diri.title")
    she.types("sign_up.nik.title", who.nik)
    she.types("sign_up.nama.title", who.full_name)
    she.types_date("birth_date", who.birth_date.isoformat())
    she.continues()


def register(she: Visitor, who: Person, email: str) -> None:
    """Answer all questions of a sign-up, up to the page that asks for the mailed code."""
    tell_of_oneself(she, who)
    she.arrives("sign_up.kontak.title")
    she.types("sign_up.surel.title", email)
    she.types("sign_up.telepon.title", "0812 3456 7890")
    she.continues()
    she.arrives("sign_up.kode.title")


def use_code(she: Visitor, code: str, password: str = PASSWORD) -> None:
    """Enter the mailed code of a sign-up, and choose the password."""
    she.types("mailed.label", code)
    she.continues()
    she.arrives("sign_up.sandi.title")
    she.types("sign_up.sandi.title", password)
    she.presses("sign_up.sandi.send")


def tell_of(she: Visitor, person: Person, relation: str) -> None:
    """Answer the questions about a member of the family."""
    expect(she.heading("person.title")).to_be_visible()
    she.chooses(f"relation.{relation}")
    she.types("person.full_name", person.full_name)
    she.types("person.nik", person.nik)
    she.types_date("birth_date", person.birth_date.isoformat())
    she.continues()


def answer_everything(she: Visitor, slot: Slot, citizen: Citizen, children: list[Person]) -> None:
    """Answer everything up to the page with the button that books."""
    look_for(she, slot, 1 + len(children))
    enter(she, citizen)
    she.arrives("service.title")
    she.chooses("service.new")
    she.continues()
    for number, child in enumerate(children, 2):
        she.arrives("person.title", f"{number}")
        tell_of(she, child, "child")
    she.arrives("check.title")


def mailed_code(she: Visitor, email: str, *, other_than: str = "") -> str:
    """Return the code that was mailed to an address last, as the website's local mailbox shows it."""

    def look() -> str | None:
        letters: list[dict[str, Any]] = she.page.request.get("/mail.json", params={"to": email}).json()
        codes = [re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", letter["text"]) for letter in letters]
        return next((code[0] for code in codes if code and code[0] != other_than), None)

    return eventually(look, f"code for {email}", _MAIL_SECONDS) or ""
