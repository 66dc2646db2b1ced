"""How `make` finds a Python: local/setup/find-python.sh on folders of pretended interpreters."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "local" / "setup" / "find-python.sh"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A machine with an empty PATH folder `bin`, an empty home, and no pyenv."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "home").mkdir()
    return tmp_path


def install(folder: Path, version: str, *, works: bool = True) -> Path:
    """Put a `python<version>` into `folder`; one that does not work is like a pyenv shim of another version."""
    folder.mkdir(parents=True, exist_ok=True)
    python = folder / f"python{version}"
    # The script runs `python -c <code> [<version wanted>]`; the code exits 0 when this Python will do.
    python.write_text(f"#!/bin/sh\nexit {0 if works else 127}\n")
    python.chmod(0o755)
    return python


def find(machine: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the script on the machine."""
    tools = "/usr/bin:/bin"
    # The tools' own folders hold real Pythons, so the script gets the few tools it needs through links.
    sbin = machine / "tools"
    if not sbin.exists():
        sbin.mkdir()
        for tool in ("ls", "sort", "cat"):
            found = next(Path(folder, tool) for folder in tools.split(":") if Path(folder, tool).exists())
            (sbin / tool).symlink_to(found)
    return subprocess.run(
        ["/bin/sh", SCRIPT],
        cwd=machine,
        env={"PATH": f"{machine / 'bin'}:{sbin}", "HOME": str(machine / "home"), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_newest_on_path_wins(machine: Path) -> None:
    """3.13 is taken before 3.12 and 3.11."""
    for version in ("3.11", "3.12", "3.13"):
        install(machine / "bin", version)
    assert find(machine).stdout == f"{machine}/bin/python3.13\n"


def test_newer_in_pyenv_beats_older_on_path(machine: Path) -> None:
    """The newest version counts wherever it is."""
    install(machine / "bin", "3.11")
    newer = install(machine / "home/.pyenv/versions/3.12.1/bin", "3.12")
    assert find(machine).stdout == f"{newer}\n"


def test_newest_patch_release_of_pyenv_wins(machine: Path) -> None:
    """3.12.10 is newer than 3.12.9, and PYENV_ROOT is obeyed."""
    for patch in ("9", "10"):
        install(machine / f"pyenv/versions/3.12.{patch}/bin", "3.12")
    found = find(machine, PYENV_ROOT=str(machine / "pyenv"))
    assert found.stdout == f"{machine}/pyenv/versions/3.12.10/bin/python3.12\n"


def test_shim_that_does_not_run_is_passed_over(machine: Path) -> None:
    """A shim in front of PATH hides neither a real Python behind it nor pyenv's own version."""
    install(machine / "bin", "3.13", works=False)
    real = install(machine / "home/.pyenv/versions/3.13.0/bin", "3.13")
    assert find(machine).stdout == f"{real}\n"


def test_our_own_environments_are_not_found(machine: Path) -> None:
    """With .venv/dev/bin on PATH, as the README has it for sam, the environment is not made anew from itself."""
    own = install(machine / ".venv/dev/bin", "3.13")
    real = install(machine / "bin", "3.12")
    found = find(machine, PATH=f"{own.parent}:{real.parent}:{machine / 'tools'}")
    assert found.stdout == f"{real}\n"


def test_python_variable_overrides_the_search(machine: Path) -> None:
    """PYTHON=... names the interpreter, and a bad one is refused by name."""
    install(machine / "bin", "3.13")
    chosen = install(machine / "elsewhere", "3.11")
    assert find(machine, PYTHON=str(chosen)).stdout == f"{chosen}\n"
    refused = find(machine, PYTHON="/nowhere/python")
    assert refused.returncode == 1
    assert "PYTHON=/nowhere/python" in refused.stderr


@pytest.mark.parametrize("version", [None, "3.10", "3.14"])
def test_no_usable_python_is_told(machine: Path, version: str | None) -> None:
    """Without 3.11 to 3.13 there is a message that says what to do, and status 1."""
    if version:
        install(machine / "bin", version)
    found = find(machine)
    assert (found.returncode, found.stdout) == (1, "")
    assert "No usable Python 3.11, 3.12 or 3.13" in found.stderr
