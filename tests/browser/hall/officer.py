"""Somebody of the door or a counter at a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.staff.person import Worker
from tests.browser.visitor import Exactly

if TYPE_CHECKING:
    from datetime import datetime

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
