"""The pictures of the staff's handbook, taken from the running system: `make handbook`, while `make run` runs.

An officer of the demo receives the booking for today, calls whoever is next and undoes both; an operator looks at the
quotas of next week. So the pictures can be taken again. Nobody in them exists.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from playwright.sync_api import Page, expect

from deploy.errors import CommandError
from instruments.browser import chromium
from local.state import outputs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from local.state.outputs import Login, Outputs

ROOT: Final = Path(__file__).resolve().parents[1]
IMAGES: Final = ROOT / "docs" / "images"
_TEXTS: Final = json.loads((ROOT / "website" / "petugas" / "texts" / "id.json").read_text())
_WIDTH, _HEIGHT = 1280, 800
_QUALITY: Final = 40
"""Of WebP: enough for large letters on plain grounds."""
_COUNTER: Final = 3
"""The first that nobody of the demo works at."""
_PATIENCE: Final = 30_000
"""Milliseconds: a function that answers for the first time starts first."""


def _text(key: str) -> str:
    node = _TEXTS
    for part in key.split("."):
        node = node[part]
    return str(node)


@contextmanager
def _window(browser: Browser, found: Outputs) -> Iterator[Page]:
    """Open a window of an empty profile at the office's desk."""
    context = browser.new_context(
        base_url=found["website_url"],
        viewport={"width": _WIDTH, "height": _HEIGHT},
        locale="id-ID",
        timezone_id="Asia/Jakarta",
        reduced_motion="reduce",
    )
    context.set_default_timeout(_PATIENCE)
    expect.set_options(timeout=_PATIENCE)
    yield context.new_page()
    context.close()


def _log_in(page: Page, login: Login) -> None:
    page.goto("/petugas/masuk")
    page.get_by_label(_text("log_in.username"), exact=True).fill(login["username"])
    page.get_by_label(_text("log_in.password"), exact=True).fill(login["password"])
    page.get_by_role("button", name=_text("log_in.send"), exact=True).click()
    page.wait_for_url(lambda url: "/masuk" not in url)


def _take(page: Page, name: str) -> None:
    """Take a picture of what the screen shows."""
    # Playwright itself writes no WebP, which is a third as large as JPEG and can be read as well.
    taken = page.context.new_cdp_session(page).send(
        "Page.captureScreenshot", {"format": "webp", "quality": _QUALITY, "optimizeForSpeed": False}
    )
    path = IMAGES / f"staff-{name}.webp"
    print(f"{path.relative_to(ROOT)}: {path.write_bytes(base64.b64decode(taken['data'])):,} bytes")


def _door(page: Page, code: str) -> None:
    page.goto("/petugas/pintu")
    page.get_by_label(_text("door.code"), exact=True).fill(code)
    page.get_by_role("button", name=_text("door.check"), exact=True).click()
    verdict = page.locator(".pd-verdict__word")
    expect(verdict).to_be_visible()
    early = page.get_by_role("button", name=_text("door.admit_early"), exact=True)
    if early.is_visible():
        early.click()
        early.wait_for(state="hidden")
    recent = page.locator(".pd-recent li")
    expect(recent.or_(page.locator(".pd-verdict--wait")).first).to_be_visible()
    if not recent.count():
        message = "The booking for today was received before: undo that at the door, or begin anew with `make clean`."
        raise CommandError(message)
    _take(page, "door")
    page.keyboard.press("F8")
    expect(page.locator(".pd-recent li")).to_have_count(0)


def _counter(page: Page, board: Page, office_id: str) -> None:
    page.goto("/petugas/loket")
    page.get_by_label(_text("counter.which"), exact=True).fill(str(_COUNTER))
    page.get_by_role("button", name=_text("counter.open"), exact=True).click()
    page.get_by_role("button", name=_text("counter.deed.close"), exact=True).wait_for()
    page.keyboard.press("F2")
    number = page.locator(".pd-desk__number")
    expect(number).to_be_visible()
    _take(page, "counter")
    board.goto(f"/petugas/papan/{office_id}")
    expect(board.locator(".pd-board__calls")).to_contain_text(number.inner_text())
    _take(board, "board")
    page.keyboard.press("Control+z")
    expect(number).to_have_count(0)
    page.get_by_role("button", name=_text("counter.deed.close"), exact=True).click()
    page.get_by_role("button", name=_text("counter.open"), exact=True).wait_for()


def _quotas(page: Page, office_id: str) -> None:
    page.evaluate("office => localStorage.setItem('staff-office', JSON.stringify(office))", office_id)
    page.goto("/petugas/kuota")
    this_week = page.locator("caption").inner_text()
    page.get_by_role("link", name=_text("quotas.after"), exact=True).click()
    # today's session alone may be of this week, and the next week has several
    expect(page.locator("caption")).not_to_have_text(this_week)
    page.locator("a.st-slot").nth(1).wait_for()
    _take(page, "quotas")


def main() -> int:
    """Take the pictures into the documents."""
    try:
        found = outputs.read(ROOT / (os.environ.get("ANTREAN_STATE") or ".local") / "outputs.json")
        demo = found["demo"]
        office_id = demo["booking_today"]["office_id"]
        with chromium.launched() as browser, _window(browser, found) as officer, _window(browser, found) as other:
            _log_in(officer, demo["officer"])
            _door(officer, demo["booking_today"]["code"])
            _counter(officer, other, office_id)
            _log_in(other, demo["operator"])
            _quotas(other, office_id)
    except OSError as error:
        print(f"The pictures are taken from the running system: start it with `make run`. ({error})", file=sys.stderr)
        return 1
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
