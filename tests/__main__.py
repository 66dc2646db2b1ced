"""Run tests in several processes: `python -m tests [all|check|prove]`, for `make test`, `make check` and `make prove`.

Each process that needs a system has one of its own, with a state folder and ports. What must hold after all tests, of
every seat and every log, is looked at in both systems of `all`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from instruments.browser import chromium
from tests.support import side_by_side
from tests.support.side_by_side import Job
from tests.support.system import ROOT

_PYTEST = [sys.executable, "-m", "pytest"]
_AFTER_ALL = ["tests/integration/test_ledger.py", "tests/integration/test_privacy.py"]
_IN_A_BROWSER = "tests/browser/test_*.py"
_ALL_IN_A_BROWSER = "tests/browser/**/test_*.py"
"""These, and those of the office's day."""
_ALONE = "tests/browser/test_mails.py"
"""The one of these that needs no system: it looks at mails. Those of the office's day, in the folder `hall`, need none
either, since each serves what is answered by itself."""
_OF_STAFF = "tests/browser/test_staff_*.py"
"""What the staff does in a browser, on a system."""
_ON_A_SYSTEM = [
    "tests/faults/test_dead_letters.py",
    "tests/histories",
    "tests/fuzz",
    "tests/interleavings/test_memory_table.py",
    "tests/integration",
    "tests/concurrency",
]
"""What asks a running system. In `all` it runs in a process of its own with the browser tests of the staff, the other
browser tests in a second one, and all other tests, which start no system, in a third. They take about as long."""
_WHILE_IT_WAITS = ["tests/stateful"]
"""What needs no system and runs with the tests on one all the same: these often wait for a clock."""
_HALF = "test_[df-v]*.py"
"""Half of the unit tests, by their time. Lint and types run beside both halves, so that two processors are busy to the
end, whether the types are known from the last run or not."""
_OF_THE_HALL = ["tests/interleavings/test_hall_day.py", "tests/interleavings/test_hall_schedules.py"]
_PROOFS_WITHOUT_A_SYSTEM = [*_OF_THE_HALL, "tests/stateful", "tests/faults/test_faults.py"]
_PROOFS_ON_A_SYSTEM = [
    "tests/crashes",
    "tests/faults/test_dead_letters.py",
    "tests/histories",
    "tests/clients",
    "tests/interleavings/test_memory_table.py",
    "tests/journeys",
    "tests/fuzz",
    "tests/concurrency",
]
"""The proofs in three shares; the third has the other interleavings and a part of the browser's tests. Three keep two
processors busy, since tests on a system often wait for a clock. How long each took is told at the end of a run.
"""
_DAYS = 3
"""In how many days `prove` comes through all browser tests, in the manner that `all` leaves out."""


def main() -> int:
    """Return 0 if all tests passed. Ctrl-C stops all processes and their systems before this ends."""
    parser = argparse.ArgumentParser(prog="python -m tests", description=__doc__)
    parser.add_argument("what", nargs="?", choices=["all", "check", "prove"], default="all")
    what = parser.parse_args().what
    if what == "check":
        half = [*map(str, sorted((ROOT / "tests/unit").glob(_HALF)))]
        return _run(
            Job("unit tests", [*_PYTEST, "tests/unit", f"--ignore-glob=**/{_HALF}"]),
            Job("lint and types", ["make", "lint", "types"]),
            Job("the other unit tests", [*_PYTEST, *half]),
        )
    placed = {*_PROOFS_WITHOUT_A_SYSTEM, *_PROOFS_ON_A_SYSTEM}
    interleavings = [each for each in _files("tests/interleavings/test_*.py") if each not in placed]
    beside = [*interleavings, *_of_the_day(_files(_ALL_IN_A_BROWSER))]
    if "ANTREAN_OUTPUTS" in os.environ:
        # One system that runs already: its slots are given to one process.
        proofs = [*_PROOFS_WITHOUT_A_SYSTEM, *_PROOFS_ON_A_SYSTEM, *beside] if what == "prove" else []
        return subprocess.run([*_PYTEST, *proofs], cwd=ROOT, check=False).returncode
    if what == "prove":
        return _run(
            Job("proofs without a system", [*_PYTEST, *_PROOFS_WITHOUT_A_SYSTEM]),
            Job("proofs on a system", [*_PYTEST, *_PROOFS_ON_A_SYSTEM]),
            _with_own_system("interleavings and browser", beside),
        )
    on_a_system = [each for each in _files(_IN_A_BROWSER) if each != _ALONE]
    of_staff = _files(_OF_STAFF)
    elsewhere = [*on_a_system, *_ON_A_SYSTEM, *_WHILE_IT_WAITS]
    return _run(
        # Deselected and not ignored: pytest ignores nothing that `testpaths` names.
        Job("all other tests", [*_PYTEST, *(f"--deselect={each}" for each in elsewhere)]),
        Job("tests on a system", [*_PYTEST, *_ON_A_SYSTEM, *_WHILE_IT_WAITS, *of_staff]),
        _with_own_system("browser tests", [*(each for each in on_a_system if each not in of_staff), *_after_all()]),
    )


def _files(pattern: str) -> list[str]:
    return sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob(pattern))


def _of_the_day(files: list[str]) -> list[str]:
    """Return every third of some files; the seed, which is the date unless somebody chooses one, says which."""
    return files[int(os.environ.get("ANTREAN_SEED", "0")) % _DAYS :: _DAYS]


def _run(shown: Job, *beside: Job) -> int:
    return side_by_side.run(shown, beside, ROOT, ROOT / ".local")


def _with_own_system(name: str, tests: list[str]) -> Job:
    return Job(name, [*_PYTEST, *tests], {"ANTREAN_TEST_STATE": ".local/test-beside"})


def _after_all() -> list[str]:
    """Return what to look at after the browser tests; nothing where there is no browser, so that nobody booked."""
    try:
        chromium.find()
    except chromium.NoChromiumError:
        return []
    return _AFTER_ALL


if __name__ == "__main__":
    sys.exit(main())
