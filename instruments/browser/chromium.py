"""Chromium as it is on this machine, without a window."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from playwright.sync_api import sync_playwright

from deploy.errors import CommandError
from instruments.browser import program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


FLAGS: Final = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoChromiumError(CommandError):
    """There is no Chromium on this machine; the message says what to do."""


def find() -> str:
    """Return the program of Chromium. Raises NoChromiumError."""
    return program.find("chromium.sh", NoChromiumError)


def sandboxed() -> bool:
    """Return whether Chromium can have its sandbox, which needs rights that containers and root do not have."""
    return "CI" not in os.environ and os.getuid() != 0


@contextmanager
def launched() -> Iterator[Browser]:
    """Start Chromium and end it. Raises NoChromiumError."""
    found = find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS), chromium_sandbox=sandboxed())
        try:
            yield browser
        finally:
            browser.close()
