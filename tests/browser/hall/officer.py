"""Somebody of the door or a counter at a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.browser.staff.person import Worker
from tests.browser.visitor import Exactly

if TYPE_CHECKING:
    from datetime import datetime

VOICES: Final = """
window.spoken = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => [{ lang: "id-ID", localService: true }, { lang: "en-GB", localService: true }],
  speak(words) {
    spoken.push({ text: words.text, lang: words.lang, from: performance.now() });
    setTimeout(() => { spoken[spoken.length - 1].until = performance.now(); words.onend(); }, 300);
  },
} });
"""
"""A device that speaks both languages, and notes what it spoke and when."""
_LOOK, _MOST_LOOKS = 20, 1000
"""Milliseconds between two looks at a page, and how many of them."""
_CLOCK = """([at, locale]) => new Date(at).toLocaleTimeString(locale,
  { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Jakarta" })"""


class Officer(Worker):
    """One person at one window of the staff's site, on the day of an office."""

    def until(self, expression: str) -> None:
        """Wait until an expression of the page is true. Playwright's own way would need `eval`, which pages forbid."""
        for _ in range(_MOST_LOOKS):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(_LOOK)
        assert self.page.evaluate(expression), f"never: {expression}"

    def clock(self, at: datetime | None) -> Exactly:
        """Return the time of an instant at the office, by the browser's own rules: "08.12"."""
        assert at
        locale = "id-ID" if self.manner.language == "id" else "en-GB"
        return Exactly(self.page.evaluate(_CLOCK, [at.isoformat(), locale]))

    def spoken(self, count: int) -> list[dict[str, Any]]:
        """Wait until a board with `VOICES` has spoken so many calls, and return all that it spoke or began to."""
        self.until(f"spoken.filter((each) => each.until).length >= {count}")
        found: list[dict[str, Any]] = self.page.evaluate("spoken")
        return found
