"""How long a newcomer takes from the front page to a QR code, at human speed."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from instruments.browser import chromium, newcomer
from local.state.outputs import Outputs

_COUNTED = {1: (11, 11, 10), 4: (14, 18, 22)}
"""By the number of people: pages, presses and fields, as docs/website.md tells them."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; where there is none these tests say so, and in CI fail."""
    try:
        with chromium.launched() as found:
            yield found
    except chromium.NoChromiumError as missing:
        if "CI" in os.environ:
            raise
        pytest.skip(f"NOT TESTED: a newcomer's way in a browser. {missing}")


@pytest.mark.parametrize(("people", "minutes"), [(1, 3), (4, 5)])
def test_a_newcomer_has_a_qr_code_in_minutes(browser: Browser, outputs: Outputs, people: int, minutes: int) -> None:
    """Alone in under 3 minutes, for four in under 5; and the way is no longer than the documents say."""
    way = newcomer.walk(browser, outputs["website_url"], people)
    told = [(stage.name, round(stage.seconds)) for stage in way.all]
    counted = (way.pages, way.presses, way.fields)
    print(f"{people}: {way.minutes:.2f} minutes; pages, presses, fields: {counted}; seconds by page: {told}")
    assert way.minutes < minutes, told
    assert counted == _COUNTED[people], told
