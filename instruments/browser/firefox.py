"""Firefox as it is on this machine: the browser of a second engine."""

from __future__ import annotations

from deploy.errors import CommandError
from instruments.browser import program


class NoFirefoxError(CommandError):
    """There is no Firefox on this machine; the message says what to do."""


def find() -> str:
    """Return the program of Firefox. Raises NoFirefoxError."""
    return program.find("firefox.sh", NoFirefoxError)
