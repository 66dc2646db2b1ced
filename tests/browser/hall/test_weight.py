"""The pages of an office's day are light: requests and bytes in an empty browser, and no decoder without a camera."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import pytest

from bench.day.pages import DECODER, PAGE, REQUESTS
from deploy import site
from instruments.browser.loading import load
from tests.browser.hall.conftest import LOGGED_IN
from tests.support.system import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.hall.stage import Stage

PAGES: Final = {
    "/petugas/pintu": "#code",
    "/petugas/loket": "#counter",
    "/petugas/nomor": "main h1",
    "/petugas/hari-ini": "main h1",
    "/petugas/papan/{office}": ".pd-board",
}
"""Each with what is to be seen when it can be used."""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_the_day(browser: Browser, stage: Stage, path: str) -> None:
    """Each stays within its requests and bytes, and loads no decoder; bytes are those of its files, compressed."""
    found = load(browser, stage.url + path.format(office=stage.office_id), PAGES[path], LOGGED_IN % "officer")
    assert [address for address in found.addresses if DECODER in address] == []
    assert found.requests <= REQUESTS, found.addresses
    names = {site.file_of(urlsplit(address).path) for address in found.addresses}
    contents = [content for name in names if (content := site.content(ROOT, name))]
    assert len(contents) > len(names) / 2
    assert sum(len(gzip.compress(content, mtime=0)) for content in contents) <= PAGE


def test_only_the_door_knows_the_decoder() -> None:
    """One script loads it, when a camera is started, and one page loads that script."""
    scripts = {path.relative_to(ROOT / "website").as_posix(): path for path in (ROOT / "website").rglob("*.js")}
    assert [name for name, path in scripts.items() if DECODER in path.read_text()] == ["petugas/door/camera.js"]
    loading = [name for name, path in scripts.items() if "door/camera.js" in path.read_text()]
    assert loading == ["petugas/pages/day/door.js"]
