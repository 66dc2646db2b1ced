"""How `make prove` comes to a second browser: local/setup/firefox.sh on folders of pretended programs."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.unit import test_local_chromium as chromium
from tests.unit.test_local_chromium import install

run = partial(chromium.run, script=chromium.SCRIPT.with_name("firefox.sh"))


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder of programs, the only one on the PATH: `id` says root."""
    install(tmp_path, "id", "echo 0")
    return tmp_path


@pytest.mark.parametrize("name", ["firefox-esr", "firefox"])
def test_what_is_there_is_taken(programs: Path, name: str) -> None:
    """Firefox under its usual names, and the one that FIREFOX names before it."""
    found = install(programs, name)
    own = install(programs, "my-browser")
    assert run(programs).stdout == f"{found}\n"
    assert run(programs, FIREFOX=str(own)).stdout == f"{own}\n"


def test_debians_is_installed_where_it_may(programs: Path) -> None:
    """As root, with apt-get, and only where there is none; what is printed is the program alone."""
    made = programs / "firefox-esr"
    install(
        programs,
        "apt-get",
        f'[ "$4" != firefox-esr ] || {{ echo noise; /bin/echo "#!/bin/sh" >{made}; /bin/chmod +x {made}; }}',
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
    assert "FIREFOX=<program> make prove" in found.stderr
    assert ("Installing" in found.stderr) == (why == "not to be had")
