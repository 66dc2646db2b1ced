"""A copy of the tree with what runs tests in it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from tests.mutants.engine.copies import Copy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

PRELOADED: Final = (
    "_hypothesis_pytestplugin",
    "aws_lambda_powertools.logging",
    "boto3",
    "botocore.session",
    "hypothesis.strategies",
    "moto.cloudwatch.models",
    "moto.dynamodb.responses",
    "moto.dynamodb.urls",
    "moto.s3.models",
    "PIL.Image",
    "pydantic.functional_validators",
    "pydantic.json_schema",
    "pydantic.main",
    "pytest_socket",
    "samtranslator.translator.translator",
    "segno",
    "unittest.mock",
    "yaml",
    "zxingcpp",
)
"""What many tests import from others. A package that is missing here costs time in each run, and nothing else."""
_PYTEST: Final = (
    "-q",
    "--no-header",
    "--tb=short",
    "--color=no",
    # without the list of the slowest tests
    "-oaddopts=",
    # Long texts that differ are compared for minutes otherwise, only to be shown.
    "--assert=plain",
    "-pno:cacheprovider",
    "-ppytest_socket",
    "-p_hypothesis_pytestplugin",
)
_UNWANTED: Final = {"PYTEST_ADDOPTS", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH"}
_SERVER: Final = Path(__file__).with_name("server.py")
_JAVASCRIPT: Final = ".test.js"
_FAILED: Final = 1
_LAST_LINES: Final = 12


@dataclass(frozen=True, slots=True)
class Run:
    """How a run of tests ended."""

    code: int | None
    """As of pytest: 0 if all passed, 1 if one failed, more for what is no answer; None if it did not end in time."""
    seconds: float
    last_lines: str


class Worker:
    """Runs tests in a copy of the tree, each time in a process of its own."""

    def __init__(self, root: Path, folder: Path, preloaded: Sequence[str] = PRELOADED) -> None:
        """Copy the working tree `root` into `folder`, which must not exist yet."""
        self.copy = Copy(root, folder / "tree")
        self._output = folder / "output.txt"
        environment = {name: value for name, value in os.environ.items() if name not in _UNWANTED}
        self._server = subprocess.Popen(
            # -P: without the folder of the program among those of imports
            [sys.executable, "-P", str(_SERVER), str(folder / "pycache"), *preloaded],
            cwd=self.copy.tree,
            # Plugins of other packages cost half a second each, and are named where they are needed.
            env=environment | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        """Run tests within a block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the server; the copy stays, to be looked at."""
        if kind:
            self._server.terminate()
        self._server.communicate()

    def run(self, tests: Sequence[str], limit: float, *, first_failure: bool = True) -> Run:
        """Run tests, named from the folder `tests` on; the last ones are not begun if others have failed."""
        python = [f"tests/{test}" for test in tests if _JAVASCRIPT not in test]
        done = Run(0, 0, "")
        if python:
            done = self._pytest([*_PYTEST, *(["-x"] if first_failure else []), *python], limit)
        for test in tests:
            if _JAVASCRIPT in test and done.code == 0:
                one = self._node(test, limit)
                done = Run(one.code, done.seconds + one.seconds, one.last_lines)
        return done

    def _pytest(self, arguments: list[str], limit: float) -> Run:
        assert self._server.stdin
        assert self._server.stdout
        request: dict[str, Any] = {"arguments": arguments, "limit": limit, "output": str(self._output)}
        self._server.stdin.write(json.dumps(request) + "\n")
        self._server.stdin.flush()
        answer = self._server.stdout.readline()
        if not answer:
            raise RuntimeError(f"the server has ended with {self._server.wait()}")
        ended = json.loads(answer)
        return Run(ended["code"], ended["seconds"], _end_of(self._output.read_text(errors="replace")))

    def _node(self, test: str, limit: float) -> Run:
        """Run one test of the website.

        Node.js ends with 1 also where a file cannot be imported. No test failed then, so the answer is another number.
        """
        file, title = test.split("::", 1)
        pattern = re.sub(r"[.*+?^${}()|\[\]\\/]", r"\\\g<0>", title)
        started = time.monotonic()
        try:
            done = subprocess.run(
                ["node", "--test", "--test-reporter=tap", f"--test-name-pattern=^{pattern}$", f"tests/{file}"],
                cwd=self.copy.tree,
                capture_output=True,
                text=True,
                timeout=limit,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Run(None, limit, "")
        failed = re.search(rf"^\s*not ok \d+ - {re.escape(title)}$", done.stdout, re.MULTILINE)
        passed = re.search(rf"^\s*ok \d+ - {re.escape(title)}$", done.stdout, re.MULTILINE)
        code = _FAILED if failed else 0 if passed and done.returncode == 0 else 2
        return Run(code, time.monotonic() - started, _end_of(done.stdout + done.stderr))


def _end_of(output: str) -> str:
    return "\n".join(output.rstrip().splitlines()[-_LAST_LINES:])
