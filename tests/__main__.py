"""Run every test, in two processes with a system each: `python -m tests`, for `make test`.

Most of the time a test waits for one processor, and few machines have only one. The browser tests run beside the others
and are shown at the end. What must hold after all tests, of every seat and every log, is looked at in both.
"""

from __future__ import annotations

import os
import subprocess
import sys

from instruments.browser import chromium
from tests.support.system import ROOT

BESIDE = ROOT / ".local" / "browser-tests.txt"
_PYTEST = [sys.executable, "-m", "pytest"]
_AFTER_ALL = ["tests/integration/test_ledger.py", "tests/integration/test_privacy.py"]
_INTERRUPTED = 130


def main() -> int:
    """Return 0 if all tests passed. Ctrl-C reaches both processes, and both stop their systems before this ends."""
    if "ANTREAN_OUTPUTS" in os.environ:
        # one system that runs already: its slots are given to one process
        return subprocess.run(_PYTEST, cwd=ROOT, check=False).returncode
    BESIDE.parent.mkdir(exist_ok=True)
    print(f"The browser tests run beside these, into {BESIDE.relative_to(ROOT)}.", flush=True)
    with BESIDE.open("wb") as shown:
        browser = subprocess.Popen(
            [*_PYTEST, "tests/browser", *_after_all()],
            cwd=ROOT,
            env={**os.environ, "ANTREAN_TEST_STATE": ".local/test-browser"},
            stdout=shown,
            stderr=subprocess.STDOUT,
        )
    others = subprocess.Popen([*_PYTEST, "--deselect", "tests/browser"], cwd=ROOT)
    try:
        failed = others.wait()
        print("Waiting for the browser tests ...", flush=True)
        failed |= browser.wait()
    except KeyboardInterrupt:
        others.wait()
        browser.wait()
        return _INTERRUPTED
    sys.stdout.write(BESIDE.read_text(errors="replace"))
    return 1 if failed else 0


def _after_all() -> list[str]:
    """Return what to look at after the browser tests; nothing where there is no browser, so that nobody booked."""
    try:
        chromium.find()
    except chromium.NoChromiumError:
        return []
    return _AFTER_ALL


if __name__ == "__main__":
    sys.exit(main())
