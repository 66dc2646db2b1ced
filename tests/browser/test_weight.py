"""Light enough for a cheap telephone on a slow line: bytes, and requests that wait for one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.website.measurement import EVERYTHING, FIRST_PAGE, USABLE
from deploy import site
from instruments.browser.loading import load, weight
from tests.support.system import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from local.state.outputs import Outputs


_ELSEWHERE = 4.0
"""Seconds until a page can be used, on a line of 400 kbit/s with 400 ms of delay."""
_GENEROUS = 3
"""How many times slower the machine that tests may be."""


def test_everything_together(tmp_path: Path) -> None:
    """All files of the citizens' site, as they are sent."""
    config = site.Config(api="/api", identity="https://pool.invalid/", client_id="client", staff_client_id="counter")
    site.build(ROOT, config, tmp_path / "site")
    sent = weight(tmp_path / "site", apart=site.STAFF)
    assert sum(sent.values()) <= EVERYTHING, sorted(sent.items(), key=lambda each: -each[1])[:10]


@pytest.mark.parametrize(("path", "usable"), [("/", "h1"), ("/kantor?people=2&name=bandung", ".ap-found a")])
def test_a_page_on_a_slow_line(browser: Browser, outputs: Outputs, path: str, usable: str) -> None:
    """The front page, and the soonest seats at a place as the first page that somebody ever sees."""
    found = load(browser, outputs["website_url"] + path, usable)
    assert path != "/" or found.transferred <= FIRST_PAGE, found
    usable_in = USABLE if path == "/" else _ELSEWHERE
    assert found.computed <= usable_in, found
    assert found.measured <= _GENEROUS * usable_in, found
