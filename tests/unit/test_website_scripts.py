"""The website's rules that need no page, in Node.js: repeated requests, drafts and their keys, what a device keeps."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
TESTS: Final = sorted((ROOT / "tests" / "website").glob("*.test.js"))


def run(*tests: Path) -> subprocess.CompletedProcess[str]:
    """Run tests with the Node.js of the machine, or that of the wheel."""
    command = ["local/setup/npm.sh", "node", "--test", "--test-reporter=tap", *map(str, tests)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def test_the_scripts_keep_their_rules() -> None:
    """Every test of tests/website passes."""
    assert TESTS
    done = run(*TESTS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^# pass [1-9]", done.stdout, re.MULTILINE)


def test_a_rule_that_is_broken_is_seen(tmp_path: Path) -> None:
    """A test that fails there fails here."""
    broken = tmp_path / "broken.test.mjs"
    broken.write_text('import { test } from "node:test";\ntest("broken", () => { throw new Error("broken"); });\n')
    assert run(broken).returncode != 0
