"""How `make test` comes to a browser: local/setup/chromium.sh on folders of pretended programs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "local" / "setup" / "chromium.sh"


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder of programs, the only one on the PATH: `id` says root."""
    install(tmp_path, "id", "echo 0")
    return tmp_path


def install(folder: Path, name: str, does: str = "exit 0") -> Path:
    """Put a program into `folder`."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o755)
    return program


def run(programs: Path, *arguments: str, script: Path = SCRIPT, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the script, or another one that finds a browser."""
    return subprocess.run(
        ["/bin/sh", script, *arguments],
        env={"PATH": str(programs), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"])
def test_what_is_there_is_taken(programs: Path, name: str) -> None:
    """Chromium and Chrome under their usual names."""
    found = install(programs, name)
    assert run(programs).stdout == f"{found}\n"


def test_the_headless_shell_comes_first(programs: Path) -> None:
    """It takes less than a third of the processor time of a short visit."""
    install(programs, "chromium")
    shell = install(programs, "chromium-headless-shell")
    assert run(programs).stdout == f"{shell}\n"


def test_an_own_one_comes_first(programs: Path, tmp_path: Path) -> None:
    """CHROMIUM names it."""
    install(programs, "chromium-headless-shell")
    own = install(tmp_path, "my-browser")
    assert run(programs, CHROMIUM=str(own)).stdout == f"{own}\n"


@pytest.mark.parametrize("package", ["chromium-headless-shell", "chromium"])
def test_debians_is_installed_where_it_may(programs: Path, package: str) -> None:
    """As root, with apt-get, and only where there is none; what is printed is the program alone.

    Where Debian has no package of the shell, it is the whole browser.
    """
    made = programs / package
    install(
        programs,
        "apt-get",
        f'case "$1 $4" in "install {package}") echo noise; /bin/echo "#!/bin/sh" >{made}; /bin/chmod +x {made};;'
        " install*) exit 100;; esac",
    )
    found = run(programs)
    assert (found.returncode, found.stdout) == (0, f"{made}\n")


@pytest.mark.parametrize("why", ["only looking", "no root", "no apt-get", "not to be had"])
def test_what_is_missing_is_said(programs: Path, why: str) -> None:
    """Nothing is installed that was not asked for, and a person is told what to do."""
    if why != "no apt-get":
        install(programs, "apt-get", "exit 100")
    if why == "no root":
        install(programs, "id", "echo 1000")
    found = run(programs, *(["find"] if why == "only looking" else []))
    assert (found.returncode, found.stdout) == (1, "")
    assert "CHROMIUM=<program> make test" in found.stderr
    assert ("Installing" in found.stderr) == (why == "not to be had")
