"""Screens of an office in Chromium: who sits before them, what was pressed there, and when its effect could be seen."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from deploy.errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from bench.day.office import Member

_LOOK, _MOST_LOOKS = 20, 1500
"""Milliseconds between two looks at a page, and how many of them."""
WATCH: Final = """
(() => {
  let last = 0;
  let told = "";
  window.keys = [];
  window.seen = [];
  window.wanted = "";
  addEventListener("keydown", (event) => {
    last = event.timeStamp;
    keys.push(event.key);
  }, true);
  new MutationObserver(() => {
    const text = wanted && (document.querySelector(wanted)?.textContent ?? "").trim();
    if (!text || text === told) return;
    told = text;
    const pressed = last;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => seen.push({ text, milliseconds: performance.now() - pressed, at: Date.now() });
      port2.postMessage(null);
    });
  }).observe(document, { subtree: true, childList: true, characterData: true });
  performance.setResourceTimingBufferSize(5000);
})();
"""
"""Notes each key, and each new text of the element `wanted`: how long after the last key it was on the screen. The
message is handled after the frame that was asked for has been drawn."""


@contextmanager
def opened(browser: Browser, url: str, path: str, member: Member | None = None, before: str = WATCH) -> Iterator[Page]:
    """Open a window of an empty profile at a page; `before` is run before it, and `member` is logged in."""
    context = browser.new_context(
        base_url=url,
        viewport={"width": 1280, "height": 800},
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        service_workers="block",
    )
    try:
        context.add_init_script(before)
        if member:
            context.add_init_script(logged_in(member))
        page = context.new_page()
        page.goto(path)
        yield page
    finally:
        context.close()


def logged_in(member: Member) -> str:
    """Return a script that logs somebody in before a page begins."""
    value = json.dumps(json.dumps(member.refresh))
    return f'if (location.protocol === "http:") sessionStorage.setItem("staff-refresh", {value});'


def until(page: Page, expression: str, argument: object = None) -> Any:  # noqa: ANN401 - whatever the page says
    """Wait until an expression of the page is true and return it; raises CommandError where it never is.

    Playwright's own way needs `eval`, which the pages forbid.
    """
    for _ in range(_MOST_LOOKS):
        if found := page.evaluate(expression, argument):
            return found
        page.wait_for_timeout(_LOOK)
    said = " ".join(page.locator("main").inner_text().split())
    message = f"This never came about on {page.url}: {expression} ({argument}). The page says: {said}"
    raise CommandError(message)


def wants(page: Page, selector: str) -> None:
    """Note from now on each new text of an element."""
    page.evaluate("(selector) => { wanted = selector; }", selector)


def requests(page: Page, end: str) -> list[float]:
    """Return how many milliseconds each request took whose address ends so."""
    script = """(end) => performance.getEntriesByType("resource").filter((each) => each.name.endsWith(end))
      .map((each) => each.duration)"""
    found: list[float] = page.evaluate(script, end)
    return found
