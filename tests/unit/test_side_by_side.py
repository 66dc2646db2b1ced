"""Commands at the same time, as `make test`, `make check` and `make prove` run them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.side_by_side import INTERRUPTED, Job, run

ROOT = Path(__file__).resolve().parents[2]


def python(name: str, code: str, **environ: str) -> Job:
    """A job that runs a line of Python."""
    return Job(name, [sys.executable, "-c", code], environ)


@pytest.mark.parametrize(("shown", "beside", "status"), [(0, 0, 0), (1, 0, 1), (0, 3, 1), (2, 2, 1)])
def test_one_failure_fails_all(tmp_path: Path, shown: int, beside: int, status: int) -> None:
    """The exit status is 0 only if both ended well."""
    first, second = python("a", f"raise SystemExit({shown})"), python("b", f"raise SystemExit({beside})")
    assert run(first, [second], tmp_path, tmp_path) == status


def test_the_last_of_three_counts_too(tmp_path: Path) -> None:
    """Any number may run beside the first, and each keeps its output in a file of its name."""
    jobs = [
        python(name, f"print('said by {name}'); raise SystemExit({status})")
        for name, status in zip("bc", (0, 1), strict=True)
    ]
    assert run(python("a", ""), jobs, tmp_path, tmp_path) == 1
    assert [(tmp_path / f"{name}.txt").read_text() for name in "bc"] == ["said by b\n", "said by c\n"]


def test_what_both_said_is_shown(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The second job's output comes after the first one's, then a line for each with its result."""
    first = python("a", "print('said first')")
    second = python("b", "import os, sys; print('said', os.environ['WHAT']); sys.exit(3)", WHAT="second")
    run(first, [second], tmp_path, tmp_path)
    said = capfd.readouterr().out
    assert said.index("said first") < said.index("said second") < said.index("b: failed with status 3")
    assert "a: passed" in said


def test_they_run_at_the_same_time(tmp_path: Path) -> None:
    """Each waits for a file that the other writes: one after the other would never end."""
    code = """
import pathlib, sys, time
pathlib.Path(sys.argv[1]).touch()
end = time.monotonic() + 20
while not pathlib.Path(sys.argv[2]).exists():
    if time.monotonic() > end: sys.exit(1)
    time.sleep(0.01)
"""
    here, there = str(tmp_path / "here"), str(tmp_path / "there")
    first = Job("a", [sys.executable, "-c", code, here, there])
    second = Job("b", [sys.executable, "-c", code, there, here])
    assert run(first, [second], tmp_path, tmp_path) == 0


def test_ctrl_c_waits_for_all(tmp_path: Path) -> None:
    """A Ctrl-C reaches all jobs; the run ends when all have cleaned up, with the status of an interruption."""
    code = """
import pathlib, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    pathlib.Path(sys.argv[1] + ".begun").touch()
    time.sleep(60)
except KeyboardInterrupt:
    time.sleep(0.3)
    pathlib.Path(sys.argv[1] + ".clean").touch()
"""
    # Whoever runs the tests in the background of a shell has all below them ignore a Ctrl-C, unless they ask for it.
    program = f"""
import pathlib, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from tests.support.side_by_side import Job, run
jobs = [Job(name, [sys.executable, "-c", {code!r}, name]) for name in "abc"]
sys.exit(run(jobs[0], jobs[1:], pathlib.Path.cwd(), pathlib.Path("logs")))
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        # A terminal's Ctrl-C goes to the whole process group.
        start_new_session=True,
    )
    end = time.monotonic() + 20
    while not all((tmp_path / f"{name}.begun").exists() for name in "abc") and time.monotonic() < end:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(20) == INTERRUPTED
    assert all((tmp_path / f"{name}.clean").exists() for name in "abc")
