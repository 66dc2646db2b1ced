"""The browser of this machine, headless."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

from deploy.errors import CommandError
from tests.support.system import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

_FLAGS: Final = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoChromiumError(CommandError):
    """There is none on this machine; says what to do."""


def find() -> str:
    """Return the program of Chromium. Raises NoChromiumError."""
    looked = subprocess.run(
        [ROOT / "local" / "setup" / "chromium.sh", "find"], capture_output=True, text=True, check=False
    )
    if looked.returncode:
        raise NoChromiumError(looked.stderr.strip())
    return looked.stdout.strip()


@contextmanager
def launched() -> Iterator[Browser]:
    """Start Chromium and end it. Raises NoChromiumError."""
    program = find()
    with sync_playwright() as playwright:
        # its sandbox needs rights that containers and root have not
        browser = playwright.chromium.launch(
            executable_path=program, args=list(_FLAGS), chromium_sandbox="CI" not in os.environ and os.getuid() != 0
        )
        try:
            yield browser
        finally:
            browser.close()
