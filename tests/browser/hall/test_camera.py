"""Codes before a camera: Chromium's own, which plays a film of a telephone's screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from instruments.browser import chromium
from tests.browser.hall.films import KINDS, film

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.browser.hall.conftest import Arrive, Visit
    from tests.browser.hall.officer import Officer
    from tests.browser.hall.stage import Stage

_NATIVE = """
window.BarcodeDetector = class {
  static getSupportedFormats() { return Promise.resolve(["code_128", "qr_code"]); }
  detect(video) { return Promise.resolve(video.videoWidth ? [{ rawValue: "%s" }] : []); }
};
"""
_DECODER = "/petugas/vendor/zxing/"


@pytest.mark.parametrize("kind", KINDS)
def test_a_code_is_read(
    browser: Browser, visit: Visit, stage: Stage, arrive: Arrive, tmp_path: Path, kind: str
) -> None:
    """By our own decoder, which is asked for when the camera starts and not before; the people come in."""
    party = arrive.expected()
    camera = _with_camera(browser, film(kind, party.id, tmp_path / "camera.mjpeg"))
    try:
        she = visit(other=camera)
        asked: list[str] = []
        she.page.on("request", lambda request: asked.append(request.url))
        she.opens("/petugas/pintu")
        she.reads("door.ready")
        assert [url for url in asked if _DECODER in url] == []
        she.presses("door.camera.start")
        _comes_in(she)
        she.looks("camera")
        assert [url for url in asked if _DECODER in url]
        assert [url for url in asked if not url.startswith(stage.url)] == []
        # it stays in view, and is judged once
        she.page.wait_for_timeout(600)
        assert [path for _, path, _ in stage.office.asked if path == "arrivals"] == ["arrivals"]
        she.presses("door.camera.stop")
        expect(she.page.locator("video")).to_be_hidden()
    finally:
        camera.close()
    assert stage.office.parties[party.id].state == "waiting"


def test_a_browser_that_can_itself(browser: Browser, visit: Visit, arrive: Arrive, tmp_path: Path) -> None:
    """Where the browser reads QR codes, no decoder is loaded."""
    party = arrive.expected()
    camera = _with_camera(browser, film("clean", party.id, tmp_path / "camera.mjpeg"))
    try:
        she = visit(other=camera)
        asked: list[str] = []
        she.page.on("request", lambda request: asked.append(request.url))
        she.page.add_init_script(_NATIVE % f"AP1{party.id}")
        she.opens("/petugas/pintu")
        she.presses("door.camera.start")
        _comes_in(she)
        assert [url for url in asked if _DECODER in url] == []
    finally:
        camera.close()


def test_a_camera_that_is_refused(she: Officer, arrive: Arrive) -> None:
    """Without a camera, or the right to it, the page says so, and codes are typed as before."""
    party = arrive.expected()
    she.opens("/petugas/pintu")
    she.presses("door.camera.start")
    she.reads("door.camera.refused")
    she.looks("camera-refused")
    she.types("door.code", party.id)
    she.keys.press("Enter")
    _comes_in(she)


def _comes_in(she: Officer) -> None:
    expect(she.page.get_by_role("heading", level=2, name=she.text("door.word.admitted"), exact=True)).to_be_visible()


def _with_camera(browser: Browser, played: Path) -> Browser:
    """Another Chromium, whose camera plays a film, and which lets every page use it."""
    flags = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    return browser.browser_type.launch(
        executable_path=chromium.find(),
        args=[*flags, f"--use-file-for-fake-video-capture={played}"],
        chromium_sandbox=chromium.sandboxed(),
    )
