"""The program of a browser on this machine, as the scripts in local/setup find it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from deploy.errors import CommandError

_SETUP: Final = Path(__file__).resolve().parents[2] / "local" / "setup"


def find(script: str, error: type[CommandError]) -> str:
    """Return the program that a script finds, or raise `error` with what it says is to be done."""
    looked = subprocess.run([_SETUP / script, "find"], capture_output=True, text=True, check=False)
    if looked.returncode:
        raise error(looked.stderr.strip())
    return looked.stdout.strip()
