"""The same capacity for many sessions: a page changes eight offices for thirty days, is killed, and goes on."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from antrean.base.clock import SystemClock
from bench.day import screens
from deploy.errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, Page, Response

    from antrean.slots.model import Quota
    from bench.day.office import Town
    from deploy.progress import Step

OFFICES: Final = ("serang", "cilegon", "karawang", "sukabumi", "cirebon", "tasikmalaya", "pati", "cilacap")
DAYS: Final = 30
AIM: Final = 60.0
"""Seconds for all changes, those before the page was killed and those after."""
_CAPACITY: Final = 77
_REASON: Final = "pengukuran"
_WAIT: Final = 300_000
_PATH: Final = "/petugas/kuota/banyak"


@dataclass(frozen=True, slots=True)
class Bulk:
    """Sessions that got another capacity, and how long that took."""

    sessions: int
    """All that were to be changed."""
    before: int
    """How many the page had the answer of when it was killed."""
    unanswered: int
    """How many were changed although the page never had the answer."""
    first: float
    """Seconds of saving until the page was killed."""
    look: float
    """Seconds of looking again, in a new window."""
    second: float
    """Seconds of saving the rest."""

    @property
    def seconds(self) -> float:
        """All three; not how long it takes to fill in the form again."""
        return self.first + self.look + self.second


def measure(browser: Browser, town: Town, step: Step) -> Bulk:
    """Change quotas by the page; raises CommandError where one is left out, or was changed twice."""
    operator = town.staff("operators", ",".join(OFFICES))
    url = town.outputs["website_url"]
    script = f'{screens.WATCH} localStorage.setItem("staff-office", JSON.stringify("{OFFICES[0]}"));'
    was = {quota.slot: quota for quota in _quotas(town)}
    half = len(was) // 2
    step.note(f"{len(was)} sessions of {len(OFFICES)} offices")
    with screens.opened(browser, url, _PATH, operator, script) as page:
        saved: list[int] = []
        page.on("response", lambda response: saved.append(response.status) if _changes(response) else None)
        _look(page)
        began = time.monotonic()
        page.locator("form [type=submit]").click()
        while len(saved) < half:
            page.wait_for_timeout(10)
        # The window is closed while requests are under way, as by a crash.
    first, before = time.monotonic() - began, len(saved)
    done = sum(quota.capacity == _CAPACITY for quota in _quotas(town))
    step.note(f"killed after {before} of {len(was)}, and looking again")
    with screens.opened(browser, url, _PATH, operator, script) as page:
        look = _look(page)
        began = time.monotonic()
        page.locator("form [type=submit]").click()
        page.locator("a[href='/petugas/kuota'].ap-alone").wait_for(timeout=_WAIT)
        second = time.monotonic() - began
    _check(was, _quotas(town))
    return Bulk(len(was), before, done - before, first, look, second)


def _look(page: Page) -> float:
    """Fill in the form, and see what is different; return how many seconds the page needed to tell it."""
    page.locator("#capacity").fill(str(_CAPACITY))
    page.locator("#reason").fill(_REASON)
    for office in OFFICES:
        page.locator(f"[name='office-{office}']").set_checked(checked=True)
    began = time.monotonic()
    page.locator("form [type=submit]").click()
    page.locator(".st-table").first.wait_for(timeout=_WAIT)
    return time.monotonic() - began


def _changes(response: Response) -> bool:
    return response.request.method == "PUT"


def _quotas(town: Town) -> list[Quota]:
    """Return the sessions of all offices from tomorrow on, on the weekdays that the page proposes."""
    found: list[Quota] = []
    for office_id in OFFICES:
        today = town.services.directory.found(office_id).today(SystemClock().now())
        days = (today + timedelta(days=1), today + timedelta(days=DAYS))
        found += town.services.store.quotas.between(office_id, *days, consistent=True)
    return found


def _check(was: dict[Any, Quota], now: Sequence[Quota]) -> None:
    """Every session has the capacity, and its version tells that it was changed once."""
    wrong = [
        str(quota.slot) for quota in now if quota.capacity != _CAPACITY or quota.version != was[quota.slot].version + 1
    ]
    if wrong or len(now) != len(was):
        message = f"Of {len(was)} sessions these were not changed once: {', '.join(wrong)}."
        raise CommandError(message)
