"""Mails as people see them: each kind, in both languages, on a narrow telephone, by day and by night."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from antrean.people.model import Language
from instruments.mails import LANGUAGES, MAILS, sample

NARROW = {"width": 320, "height": 640}
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mail", MAILS)
def test_a_mail_reads_well_on_a_narrow_telephone(
    browser: Browser, mail: str, language: Language, scheme: Literal["light", "dark"]
) -> None:
    """Nothing is wider than 320 pixels, codes stand in one line, texts are legible, buttons large; it loads nothing."""
    page = browser.new_page(viewport=NARROW, color_scheme=scheme)  # type: ignore[arg-type] # a viewport
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(sample(mail, language).html)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    for code in page.locator(".code").all():
        assert code.evaluate(_LINES) == 1, "a code is broken over two lines"
    contrasts: list[tuple[str, float]] = page.evaluate(_CONTRASTS)
    assert contrasts
    assert not [text for text, contrast in contrasts if contrast < _LEGIBLE]
    if mail != "code":
        buttons = [each.bounding_box() for each in page.locator(".action a").all()]
        assert buttons
        assert all(button and button["height"] >= 44 for button in buttons)
    assert asked == []
    if folder := os.environ.get("ANTREAN_PICTURES"):
        page.screenshot(path=Path(folder) / f"mail-{mail}-{language}-{scheme}.png", full_page=True)
    page.close()
