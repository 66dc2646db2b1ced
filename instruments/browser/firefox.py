"""Firefox as it is on this machine: the browser of a second engine."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

from deploy.errors import CommandError

_ROOT: Final = Path(__file__).resolve().parents[2]


class NoFirefoxError(CommandError):
    """There is no Firefox on this machine; the message says what to do."""


def find() -> str:
    """Return the program of Firefox. Raises NoFirefoxError."""
    looked = subprocess.run(
        [_ROOT / "local" / "setup" / "firefox.sh", "find"], capture_output=True, text=True, check=False
    )
    if looked.returncode:
        raise NoFirefoxError(looked.stderr.strip())
    return looked.stdout.strip()
