"""A newcomer's way from the front page to a QR code, counted: pages, presses, fields, letters typed and words read.

Nobody waits here. How long a person takes follows from what stands on the pages and what is typed, by the speeds below,
so a slow machine changes nothing. What it leaves out: the line, the service and the mail on its way.
"""

from __future__ import annotations

import re
import secrets
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from playwright.sync_api import Locator, Page, expect

from instruments.browser.words import words
from instruments.replay.people import BIRTH_DATE, nik

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from playwright.sync_api import Browser

LETTERS_A_SECOND: Final = 3
WORDS_A_MINUTE: Final = 200
READ: Final = 1 / 3
"""The part of a page that people read."""
PRESS_SECONDS: Final = 1.0
"""For each press: of a link, a button or an answer, and to begin with a field."""
LONGEST: Final[Mapping[int, float]] = {1: 3.0, 4: 5.0}
"""By the number of people, under how many minutes the way is to take."""
_MAIL_PRESSES: Final = 3
"""To the program of mails, to the mail with the code, and back to the page."""
_WIDTH, _HEIGHT = 360, 640
_PATIENCE: Final = 30_000
"""Milliseconds: a function that answers for the first time starts first."""
_PLACE: Final = "bandung"
_PEOPLE: Final = 99 * 9_999
"""For how many people `nik` has a NIK."""
_PHONE: Final = "081234567890"
_PASSWORD: Final = "nasi goreng pedas"  # noqa: S105 - made up
_FAMILY: Final = (("spouse", "Budi Santoso"), ("child", "Dewi Santoso"), ("child", "Agus Santoso"))
_CODE: Final = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
_LOOKS: Final = 100
_SEEN: Final = r"""() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let words = 0;
  while (texts.nextNode()) {
    const { parentElement: around, textContent } = texts.currentNode;
    if (around.closest("script, style, .govuk-visually-hidden, .govuk-skip-link")) continue;
    if (!around.checkVisibility({ visibilityProperty: true })) continue;
    words += textContent.split(/\s+/).filter((each) => /[\p{L}\p{N}]/u.test(each)).length;
  }
  return words;
}"""
"""Counts the words that can be seen on a page, with its header and footer, and not those that are only heard."""


@dataclass(slots=True)
class Stage:
    """A page of the way, or the mail on it, and what was done there."""

    name: str
    words: int
    presses: int = 0
    """Of links, buttons and answers."""
    fields: int = 0
    letters: int = 0
    elsewhere: int = 0
    """Presses outside the site."""

    @property
    def seconds(self) -> float:
        """How long a person is here."""
        pressed = self.presses + self.fields + self.elsewhere
        return self.words * READ * 60 / WORDS_A_MINUTE + self.letters / LETTERS_A_SECOND + pressed * PRESS_SECONDS


@dataclass(slots=True)
class Way:
    """All pages of a way in their order."""

    people: int
    all: list[Stage] = field(default_factory=list)
    """Pages and the mail."""

    @property
    def stages(self) -> Sequence[Stage]:
        """The pages of the site."""
        return [stage for stage in self.all if not stage.elsewhere]

    @property
    def pages(self) -> int:
        """How many pages were seen."""
        return len(self.stages)

    @property
    def presses(self) -> int:
        """How many links, buttons and answers were pressed."""
        return sum(stage.presses for stage in self.stages)

    @property
    def fields(self) -> int:
        """How many fields were filled in; a date has three."""
        return sum(stage.fields for stage in self.stages)

    @property
    def letters(self) -> int:
        """How many letters and digits were typed."""
        return sum(stage.letters for stage in self.stages)

    @property
    def words(self) -> int:
        """How many words stood on the pages and in the mail."""
        return sum(stage.words for stage in self.all)

    @property
    def minutes(self) -> float:
        """How long a person takes until the page with the code is there."""
        return sum(stage.seconds for stage in self.all[:-1]) / 60

    @property
    def minutes_read(self) -> float:
        """How long a person takes who also reads that last page as the others were read."""
        return sum(stage.seconds for stage in self.all) / 60


def walk(browser: Browser, url: str, people: int) -> Way:
    """Go the whole way for so many people, from one to four, and return what there was on it."""
    with _window(browser, url) as page:
        newcomer = _Newcomer(page, Way(people))
        page.goto("/")
        _looks(newcomer, people)
        _registers(newcomer)
        _books(newcomer, people)
        return newcomer.way


@contextmanager
def _window(browser: Browser, url: str) -> Iterator[Page]:
    context = browser.new_context(
        base_url=url, viewport={"width": _WIDTH, "height": _HEIGHT}, locale="id-ID", timezone_id="Asia/Jakarta"
    )
    context.set_default_timeout(_PATIENCE)
    expect.set_options(timeout=_PATIENCE)
    try:
        yield context.new_page()
    finally:
        context.close()


class _Newcomer:
    """Somebody on the way; names of things are keys of the site's texts."""

    def __init__(self, page: Page, way: Way) -> None:
        self.page = page
        self.way = way

    def arrives(self, heading: str | re.Pattern[str]) -> None:
        """Be on another page, and look how much there is to read."""
        name = heading if isinstance(heading, re.Pattern) else words(heading)
        found = self.page.get_by_role("heading", level=1, name=name, exact=True)
        expect(found).to_be_visible()
        expect(self.page.locator("main [aria-busy=true]")).to_have_count(0)
        self.way.all.append(Stage(found.inner_text(), self.page.evaluate(_SEEN)))

    @property
    def here(self) -> Stage:
        return self.way.stages[-1]

    def presses(self, target: Locator) -> None:
        """Press something."""
        self.here.presses += 1
        target.click()

    def button(self, name: str) -> None:
        """Press the button of this name."""
        self.presses(self.page.get_by_role("button", name=words(name), exact=True))

    def link(self, name: str) -> None:
        """Press the link of this name."""
        self.presses(self.page.get_by_role("link", name=words(name), exact=True))

    def chooses(self, answer: str) -> None:
        """Choose an answer, by its words."""
        self.presses(self.page.locator("label").filter(has_text=re.compile(f"^{re.escape(answer)}$")))

    def types(self, target: Locator, text: str) -> None:
        """Fill a field in."""
        self.here.fields += 1
        self.here.letters += len(text)
        target.fill(text)

    def answers(self, label: str, text: str) -> None:
        """Fill the field of this label in."""
        self.types(self.page.get_by_label(words(label), exact=True), text)

    def answers_date(self, born: date) -> None:
        """Fill the three fields of a birth date in, or two where the page knows the year by then."""
        for part in ("day", "month", "year"):
            target = self.page.locator(f"#birth_date-{part}")
            if target.input_value() != str(getattr(born, part)):
                self.types(target, str(getattr(born, part)))

    def mail(self, email: str) -> str:
        """Go to the mail with the code, read it, come back, and return the code."""
        for _ in range(_LOOKS):
            letters: list[dict[str, Any]] = self.page.request.get("/mail.json", params={"to": email}).json()
            for letter in letters:
                if found := _CODE.search(letter["text"]):
                    read = len(letter["text"].split())
                    self.way.all.append(Stage(letter["subject"], read, elsewhere=_MAIL_PRESSES))
                    return found[0]
            self.page.wait_for_timeout(100)
        message = f"no mail with a code came to {email}"
        raise LookupError(message)


def _looks(newcomer: _Newcomer, people: int) -> None:
    newcomer.arrives("front.title")
    if people > 1:
        newcomer.chooses(str(people))
    newcomer.answers("front.where", _PLACE)
    newcomer.button("front.start")
    first = newcomer.page.locator(".ap-dates a").first
    first.wait_for()
    newcomer.arrives("offices.title")
    newcomer.presses(first)
    session = newcomer.page.get_by_role("button", name=re.compile(f"^{words('session.morning')}"))
    session.wait_for()
    newcomer.arrives(re.compile(r"\d{4}"))
    newcomer.presses(session)


def _registers(newcomer: _Newcomer) -> None:
    newcomer.arrives("log_in.title")
    newcomer.link("log_in.sign_up")
    email = f"siti.rahayu.{secrets.randbelow(10_000):04d}@contoh.id"
    newcomer.arrives("sign_up.diri.title")
    newcomer.answers("sign_up.nik.title", _somebody())
    newcomer.answers("sign_up.nama.title", "Siti Rahayu")
    newcomer.answers_date(BIRTH_DATE)
    newcomer.button("page.continue")
    newcomer.arrives("sign_up.kontak.title")
    newcomer.answers("sign_up.surel.title", email)
    newcomer.answers("sign_up.telepon.title", _PHONE)
    newcomer.button("page.continue")
    newcomer.arrives("sign_up.kode.title")
    newcomer.answers("mailed.label", newcomer.mail(email))
    newcomer.button("page.continue")
    newcomer.arrives("sign_up.sandi.title")
    newcomer.answers("sign_up.sandi.title", _PASSWORD)
    newcomer.button("sign_up.sandi.send")


def _books(newcomer: _Newcomer, people: int) -> None:
    newcomer.arrives("service.title")
    newcomer.chooses(words("service.new"))
    newcomer.button("page.continue")
    for number, (relation, name) in enumerate(_FAMILY[: people - 1], 2):
        expect(newcomer.page.get_by_text(words("person.of", number=number, count=people))).to_be_visible()
        newcomer.arrives("person.title")
        newcomer.chooses(words(f"relation.{relation}"))
        newcomer.answers("person.full_name", name)
        newcomer.answers("person.nik", _somebody())
        newcomer.answers_date(BIRTH_DATE)
        newcomer.button("page.continue")
    newcomer.arrives("check.title")
    newcomer.button("check.confirm")
    newcomer.page.get_by_role("img", name=words("ticket.qr")).wait_for()
    newcomer.arrives("booking.made")


def _somebody() -> str:
    """Return the NIK of somebody who was never here before, born on `BIRTH_DATE`."""
    return nik(1 + secrets.randbelow(_PEOPLE))
