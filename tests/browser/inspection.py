"""What must be true of every page in every state: accessible, nothing cut off, nothing too small for a finger."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.support.system import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.manner import Manner

_FINGER = 44
"""Pixels (CSS) that a touch target is high and wide at least; WCAG 2.2, 2.5.5."""

# A link in running text is as high as its line: the exception of 2.5.5. The skip link is there when it has the focus.
_SMALL_TARGETS = """
(finger) => {
  const letters = (element) => element.textContent.replace(/\\s+/g, "");
  const inRunningText = (element) => {
    if (element.localName !== "a" || getComputedStyle(element).display !== "inline") return false;
    let block = element.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    return letters(block) !== letters(element);
  };
  const small = [];
  for (const element of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    const { width, height } = element.getBoundingClientRect();
    if (!element.checkVisibility({ visibilityProperty: true }) || width <= 1) continue;
    if (Math.min(width, height) < finger - 0.5 && !inRunningText(element)) {
      const name = (element.textContent.trim() || element.id).slice(0, 40);
      small.push(`${element.localName} "${name}" is ${Math.round(width)} x ${Math.round(height)}`);
    }
  }
  return small;
}
"""
_CUT_OFF = """
() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1)
    .map((element) => `${element.localName}.${element.className} ends at ${element.getBoundingClientRect().right}`)
    .slice(-3);
}
"""


class Album:
    """The pages that were looked at: each state once in each manner, and a picture of it where `folder` is given."""

    def __init__(self, folder: Path | None) -> None:
        """Begin with none."""
        self._folder = folder
        self._seen: set[str] = set()

    def look(self, page: Page, manner: Manner, state: str) -> list[str]:
        """Return what is wrong with the page as it is now; nothing if it was looked at before."""
        name = "-".join(filter(None, [_address(page.url), _slug(page.locator("h1").first.inner_text()), state]))
        if f"{manner.name}/{name}" in self._seen:
            return []
        self._seen.add(f"{manner.name}/{name}")
        if self._folder:
            page.screenshot(path=self._folder / manner.name / f"{len(self._seen):03}-{name}.png", full_page=True)
        return [f"{manner.name}/{name}: {each}" for each in _inspect(page)]


def _inspect(page: Page) -> list[str]:
    found = [f"axe {each['id']} ({each['impact']}): {_where(each)}" for each in _violations(page)]
    found += [f"too small for a finger: {each}" for each in page.evaluate(_SMALL_TARGETS, _FINGER)]
    found += [f"wider than the screen: {each}" for each in page.evaluate(_CUT_OFF)]
    return found


def _violations(page: Page) -> list[dict[str, Any]]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    # Where colours are forced the browser paints texts in colours of the person, and tells those of the style sheet.
    # It scrolls to see what is below, and nobody who looks at a page loses their place.
    result = page.evaluate(
        """async () => {
          const [x, y] = [scrollX, scrollY];
          const forced = matchMedia("(forced-colors: active)").matches;
          const rules = { "color-contrast": { enabled: !forced } };
          const found = await axe.run(document, { resultTypes: ["violations"], rules });
          scrollTo({ left: x, top: y, behavior: "instant" });
          return found;
        }"""
    )
    violations: list[dict[str, Any]] = result["violations"]
    return violations


def _where(violation: dict[str, Any]) -> str:
    return "; ".join(f"{node['html']} {node['failureSummary']}" for node in violation["nodes"])


def _address(url: str) -> str:
    """Name a page by the parts of its address that are the same in every run."""
    parts = urlsplit(url).path.strip("/").split("/")
    if parts[0] == "kantor" and parts[1:] != ["semua"]:
        return ("kantor", "kantor-bulan", "kantor-hari")[len(parts) - 1]
    return "-".join(part.removesuffix(".html") for part in parts if re.fullmatch(r"[a-z.]+", part))


def _slug(heading: str) -> str:
    # names of offices and dates are many, and the pages below them look the same
    return "" if re.search(r"Imigrasi|20\d\d", heading) else re.sub(r"[^a-z]+", "-", heading.lower()).strip("-")


@cache
def _axe() -> str:
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
