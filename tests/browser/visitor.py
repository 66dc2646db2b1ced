"""Somebody who uses the website with nothing but a keyboard, and looks closely at every page on the way."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from playwright.sync_api import Locator, Page, expect

from instruments.browser.words import words
from tests.browser.inspection import Album
from tests.browser.keyboard import Keyboard

if TYPE_CHECKING:
    from tests.browser.manner import Manner
    from tests.browser.watch import Watch

_PATIENCE: Final = 20_000
"""Milliseconds: a function that answers for the first time starts first."""
_DATE: Final = """([day, locale]) => new Date(day).toLocaleDateString(locale,
  { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" })"""
_IS_NEW: Final = "() => { const first = !window.wasSeen; window.wasSeen = true; return first; }"
"""Whether a page was loaded since this was asked last, rather than shown by the one that was there."""
expect.set_options(timeout=_PATIENCE)


class Exactly(str):
    """Words that are on the page as they are here, rather than a key of the site's texts."""

    __slots__ = ()


class Visitor:
    """One person at one browser window. Names of things are keys of the site's texts, or `Exactly` what is read."""

    def __init__(self, page: Page, watch: Watch, manner: Manner, album: Album) -> None:
        """Sit down at an empty page."""
        self.page = page
        self.watch = watch
        self.manner = manner
        self.keys = Keyboard(page)
        self.album = album

    def text(self, key: str, /, **values: object) -> str:
        """Return a text of the site in the visitor's language."""
        return key if isinstance(key, Exactly) else words(key, self.manner.language, **values)

    def date(self, day: str) -> Exactly:
        """Return a date (YYYY-MM-DD) in words, by the browser's own rules: "Selasa, 8 Desember 2026"."""
        return Exactly(self.page.evaluate(_DATE, [day, "id-ID" if self.manner.language == "id" else "en-GB"]))

    def speaks(self, language: str) -> None:
        """Read another language from now on."""
        self.manner = replace(self.manner, language=language)

    def in_another_tab(self) -> Visitor:
        """Return the same person at another tab of the same browser."""
        return Visitor(self.page.context.new_page(), self.watch, self.manner, self.album)

    # Moving about

    def opens(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path)

    def reloads(self) -> None:
        """Load the page again."""
        self.page.reload()

    def goes_back(self) -> None:
        """Press the browser's Back."""
        self.page.go_back()

    def arrives(self, title: str, state: str = "", **values: object) -> None:
        """Be on the page of this heading and look closely; `state` names a look of its own.

        The focus is on the heading, so that a screen reader begins there; a browser that loads a page does that itself.
        """
        heading = self.heading(title, **values)
        expect(heading).to_be_visible()
        if not self.page.evaluate(_IS_NEW):
            expect(heading).to_be_focused()
            expect(self.page).to_have_title(re.compile(f".+ – {self.text('site.name')}$"))
        self.looks(state)

    def looks(self, state: str = "") -> None:
        """Look closely at the page as it is: it is accessible, in one language, and nothing is cut off or too small."""
        expect(self.page.locator("html")).to_have_attribute("lang", self.manner.language)
        for found in self.album.look(self.page, self.manner, state):
            self.watch.note(found)

    # Doing things

    def heading(self, title: str, **values: object) -> Locator:
        """Return the heading of the page, if it is this one."""
        return self.page.get_by_role("heading", level=1, name=self.text(title, **values), exact=True)

    def link(self, name: str, /, **values: object) -> Locator:
        """Return the link of this name."""
        return self.page.get_by_role("link", name=self.text(name, **values), exact=True).first

    def button(self, name: str, /, **values: object) -> Locator:
        """Return the button of this name."""
        return self.page.get_by_role("button", name=self.text(name, **values), exact=True).first

    def follows(self, name: str, /, **values: object) -> None:
        """Follow a link."""
        self.activates(self.link(name, **values))

    def presses(self, name: str, /, **values: object) -> None:
        """Press a button."""
        self.activates(self.button(name, **values), "Space")

    def activates(self, target: Locator, key: str = "Enter") -> None:
        """Tab to something and press a key on it."""
        expect(target).to_be_visible()
        self.keys.walk_to(target)
        self.keys.press(key)

    def continues(self) -> None:
        """Go on to the next question."""
        self.presses("page.continue")

    def types(self, label: str, value: str) -> None:
        """Type into the field of this label."""
        self.keys.walk_to(self.page.get_by_label(self.text(label), exact=True))
        self.keys.write(value)

    def types_date(self, name: str, date: str) -> None:
        """Type a date (YYYY-MM-DD) into the three fields of a date."""
        year, month, day = (str(int(part)) for part in date.split("-"))
        for part, value in (("day", day), ("month", month), ("year", year)):
            self.keys.walk_to(self.page.locator(f"#{name}-{part}"))
            self.keys.write(value)

    def chooses(self, option: str | re.Pattern[str]) -> None:
        """Choose a radio button: Tab to its group, then the arrows."""
        name = option if isinstance(option, re.Pattern) else self.text(option)
        wanted = self.page.get_by_role("radio", name=name, exact=True)
        expect(wanted).to_be_visible()
        group = self.page.locator(f"input[type=radio][name='{wanted.get_attribute('name')}']")
        checked = group.and_(self.page.locator(":checked"))
        self.keys.walk_to(checked if checked.count() else group.first)
        self.keys.press("Space")
        for _ in range(group.count()):
            if wanted.is_checked():
                return
            self.keys.press("ArrowDown")
        expect(wanted).to_be_checked()

    def ticks(self, label: str) -> None:
        """Tick a checkbox."""
        box = self.page.get_by_role("checkbox", name=self.text(label), exact=True)
        self.keys.walk_to(box)
        self.keys.press("Space")
        expect(box).to_be_checked()

    def selects(self, label: str, option: str) -> None:
        """Choose in a list by typing what it begins with."""
        field = self.page.get_by_label(self.text(label), exact=True)
        self.keys.walk_to(field)
        self.page.keyboard.type(option)
        expect(field.locator("option:checked")).to_have_text(option)

    # Reading

    def reads(self, text: str, /, **values: object) -> None:
        """See a text on the page, possibly as a part of a longer one."""
        expect(self.page.locator("main")).to_contain_text(self.text(text, **values))

    def hears(self, text: str, /, **values: object) -> None:
        """Be told something by a screen reader that is not where the focus goes."""
        expect(self.page.locator("#status")).to_have_text(self.text(text, **values))

    def is_told(self, error: str, field: str | None, **values: object) -> None:
        """Be taken to what is wrong, and by its link to the field of this id; None where no field can mend it."""
        summary = self.page.locator(".govuk-error-summary")
        expect(summary).to_be_focused()
        message = self.text(error, **values)
        expect(summary).to_contain_text(message)
        expect(self.page).to_have_title(re.compile(f"^{self.text('page.error_title').strip()}"))
        self.looks("error")
        if field is not None:
            self.follows(Exactly(message))
            expect(self.page.locator(f"#{field}")).to_be_focused()
