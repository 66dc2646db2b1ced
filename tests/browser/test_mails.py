"""Mails as people see them: each kind, in both languages, on a narrow telephone, by day and by night."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

import pytest
from playwright.sync_api import Browser, Page, Request

from antrean.people.model import Language
from instruments.mails import LANGUAGES, MAILS, sample

NARROW = {"width": 320, "height": 640}
_SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
_LEGIBLE = 4.5
"""The contrast of texts that WCAG 2.2 asks for (1.4.3)."""
_LINES = """(element) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  return new Set([...range.getClientRects()].map(({ top }) => top)).size;
}"""
_CONTRASTS = """() => {
  const channel = (value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const luminance = (colour) => {
    const [red, green, blue] = colour.match(/[0-9.]+/g).map((part) => channel(part / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const background = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return colour;
    }
  };
  const texts = [...document.querySelectorAll("p, th, td, a")].filter((element) => element.textContent.trim());
  return texts.map((element) => {
    const pair = [luminance(getComputedStyle(element).color), luminance(background(element))].sort((a, b) => b - a);
    return [element.textContent, (pair[0] + 0.05) / (pair[1] + 0.05)];
  });
}"""


@pytest.fixture(scope="module")
def telephone(browser: Browser) -> Iterator[Page]:
    """A narrow telephone, on which one mail after another is opened."""
    page = browser.new_page(viewport=NARROW)  # type: ignore[arg-type] # a viewport
    yield page
    page.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mail", MAILS)
def test_a_mail_reads_well_on_a_narrow_telephone(telephone: Page, mail: str, language: Language) -> None:
    """Nothing is wider than 320 pixels, codes stand in one line, texts are legible, buttons large; it loads nothing."""
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    telephone.on("request", note)
    telephone.set_content(sample(mail, language).html)
    for scheme in _SCHEMES:
        telephone.emulate_media(color_scheme=scheme)
        assert telephone.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        for code in telephone.locator(".code").all():
            assert code.evaluate(_LINES) == 1, "a code is broken over two lines"
        contrasts: list[tuple[str, float]] = telephone.evaluate(_CONTRASTS)
        assert contrasts
        assert not [text for text, contrast in contrasts if contrast < _LEGIBLE], scheme
        if mail != "code":
            buttons = [each.bounding_box() for each in telephone.locator(".action a").all()]
            assert buttons
            assert all(button and button["height"] >= 44 for button in buttons)
        if folder := os.environ.get("ANTREAN_PICTURES"):
            telephone.screenshot(path=Path(folder) / f"mail-{mail}-{language}-{scheme}.png", full_page=True)
    telephone.remove_listener("request", note)
    assert asked == []


def test_night_is_another_look_than_day(telephone: Page) -> None:
    """The control: the same page shows a mail in other colours by night, so that both were measured."""
    telephone.set_content(sample("booked", "id").html)
    seen = []
    for scheme in _SCHEMES:
        telephone.emulate_media(color_scheme=scheme)
        seen.append(telephone.evaluate("getComputedStyle(document.querySelector('p')).color"))
    assert seen[0] != seen[1]
