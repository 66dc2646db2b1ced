"""The door: from the last key of a scan to the word on the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from antrean.tickets import qr
from bench.day import screens
from deploy.errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser

    from antrean.bookings.model import Booking
    from bench.day.office import Office
    from deploy.progress import Step

SCANS: Final = 120
AIM: Final = 250
"""Milliseconds, of 95 scans of 100."""
_WARM_UP: Final = 4
"""Scans that are not counted, but for the first one: it meets a function that has not begun yet."""
_WORD: Final = "MASUK"
_BETWEEN: Final = 150
"""Milliseconds between two scans: nobody is quicker, so the figure is for a door that never rests."""


@dataclass(frozen=True, slots=True)
class Scans:
    """Milliseconds from the last key to the word."""

    first: float
    """Of the first scan of all, in new environments."""
    ended: Sequence[float]
    """Of scanners that press Enter after a code."""
    unended: Sequence[float]
    """Of scanners that do not: the page waits whether more comes."""
    requests: Sequence[float]
    """How long the page waited for the API."""
    cpu: float
    """Processor milliseconds of the whole system for each scan, without the browser."""

    @property
    def all(self) -> list[float]:
        """Of both kinds of scanners."""
        return [*self.ended, *self.unended]


def measure(browser: Browser, office: Office, step: Step) -> Scans:
    """Scan codes of people who are expected; raises CommandError where one is not let in."""
    booked = office.expects(SCANS + _WARM_UP)
    ended: list[float] = []
    unended: list[float] = []
    with screens.opened(browser, office.town.outputs["website_url"], "/petugas/pintu", office.officer) as page:
        page.locator("#code").wait_for()
        screens.wants(page, ".pd-verdict")
        cpu = 0.0
        for number, made in enumerate(booked):
            if number == _WARM_UP:
                cpu = office.town.cpu_seconds()
            if number % 20 == 0:
                step.note(f"the door, scan {number} of {len(booked)}")
            kind = ended if number % 2 else unended
            page.keyboard.type(qr.payload(made.booking_id, made.revision))
            if number % 2:
                page.keyboard.press("Enter")
            kind.append(screens.until(page, _SHOWN, [_WORD, _label(made)]))
            page.wait_for_timeout(_BETWEEN)
        cpu = 1000 * (office.town.cpu_seconds() - cpu) / SCANS
        requests = screens.requests(page, "/arrivals")
    came = {party.party_id for party in office.hall.parties(office.day)}
    if missing := [made.booking_id for made in booked if made.booking_id not in came]:
        message = f"The door said {_WORD} to {len(missing)} who have not arrived."
        raise CommandError(message)
    skipped = _WARM_UP // 2
    return Scans(unended[0], ended[skipped:], unended[skipped:], requests[_WARM_UP:], cpu)


_SHOWN: Final = """([word, number]) => {
  const found = seen.find((each) => each.text.includes(word) && each.text.includes(number));
  return found?.milliseconds;
}"""


def _label(made: Booking) -> str:
    return f"{made.prefix}-{made.applicants[0].number:03d}"
