"""How tests come to a browser: chromium.sh and firefox.sh of local/setup, on folders of pretended programs."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

SETUP = Path(__file__).resolve().parents[2] / "local" / "setup"


@dataclass(frozen=True)
class Browser:
    """A browser that a script of the same name finds or installs."""

    script: str
    named_by: str
    """The variable that names a program of one's own."""
    needed_by: str
    """What a person runs who needs it."""
    programs: tuple[str, ...]
    """Its usual names, of which the first one comes first."""
    packages: tuple[str, ...]
    """Debian's packages, by the programs that they bring; each is tried where there is none of those before it."""


BROWSERS = {
    "chromium": Browser(
        "chromium.sh",
        "CHROMIUM",
        "make test",
        ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"),
        ("chromium-headless-shell", "chromium"),
    ),
    "firefox": Browser("firefox.sh", "FIREFOX", "make prove", ("firefox-esr", "firefox"), ("firefox-esr",)),
}
each_browser = pytest.mark.parametrize("browser", BROWSERS.values(), ids=BROWSERS)


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


def run(browser: Browser, programs: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the script that finds a browser."""
    return subprocess.run(
        ["/bin/sh", SETUP / browser.script, *arguments],
        env={"PATH": str(programs), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("browser", "name"), [(each, name) for each in BROWSERS.values() for name in each.programs])
def test_what_is_there_is_taken(programs: Path, browser: Browser, name: str) -> None:
    """Chromium, Chrome and Firefox under their usual names."""
    found = install(programs, name)
    assert run(browser, programs).stdout == f"{found}\n"


@each_browser
def test_the_smallest_comes_first(programs: Path, browser: Browser) -> None:
    """Chromium's headless shell takes less than a third of the processor time of a short visit."""
    first, *others = [install(programs, name) for name in browser.programs]
    assert others
    assert run(browser, programs).stdout == f"{first}\n"


@each_browser
def test_an_own_one_comes_first(programs: Path, browser: Browser) -> None:
    """CHROMIUM or FIREFOX names it."""
    install(programs, browser.programs[0])
    own = install(programs, "my-browser")
    assert run(browser, programs, **{browser.named_by: str(own)}).stdout == f"{own}\n"


@pytest.mark.parametrize(
    ("browser", "package"), [(each, package) for each in BROWSERS.values() for package in each.packages]
)
def test_debians_is_installed_where_it_may(programs: Path, browser: Browser, package: str) -> None:
    """As root, with apt-get, and only where there is none; what is printed is the program alone.

    Where Debian has no package of Chromium's shell, it is the whole browser.
    """
    made = programs / package
    install(
        programs,
        "apt-get",
        f'case "$1 $4" in "install {package}") echo noise; /bin/echo "#!/bin/sh" >{made}; /bin/chmod +x {made};;'
        " install*) exit 100;; esac",
    )
    found = run(browser, programs)
    assert (found.returncode, found.stdout) == (0, f"{made}\n")


@each_browser
@pytest.mark.parametrize("why", ["only looking", "no root", "no apt-get", "not to be had"])
def test_what_is_missing_is_said(programs: Path, browser: Browser, why: str) -> None:
    """Nothing is installed that was not asked for, and a person is told what to do."""
    if why != "no apt-get":
        install(programs, "apt-get", "exit 100")
    if why == "no root":
        install(programs, "id", "echo 1000")
    found = run(browser, programs, *(["find"] if why == "only looking" else []))
    assert (found.returncode, found.stdout) == (1, "")
    assert f"{browser.named_by}=<program> {browser.needed_by}" in found.stderr
    assert ("Installing" in found.stderr) == (why == "not to be had")
