"""Run pytest on a copy of the tree, each time in a new process that has the packages of others already.

Most of the time of a short run of pytest goes into imports. This program imports once what no mutant changes, and forks
for each run. It is a program of its own, started with the copy as its folder: it must not have imported any module of
the tree. It reads a request from each line of its input, and answers each with a line.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import sys
import time
from contextlib import suppress
from types import ModuleType
from typing import Any

import pytest
from _pytest.config import default_plugins

_POLL = 0.005


def main() -> None:
    """Import the modules that are named as arguments, then serve until the input ends."""
    cache, *modules = sys.argv[1:]
    for module in [*(f"_pytest.{plugin}" for plugin in default_plugins), *modules]:
        # A package that is not there any more is imported by nobody.
        with suppress(ImportError):
            importlib.import_module(module)
    me = sys.modules["__main__"]
    own = [name for name, module in sys.modules.items() if module is not me and not _foreign(module)]
    if own:
        raise RuntimeError(f"imported too early, a change would not be seen: {own}")
    # Byte code of the copy, and of all programs that its tests start.
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = cache
    # Pytest collects garbage, and need not look at all that was there before it.
    gc.freeze()
    for line in sys.stdin:
        request = json.loads(line)
        started = time.monotonic()
        code = _in_a_process(request)
        print(json.dumps({"code": code, "seconds": time.monotonic() - started}), flush=True)


def _foreign(module: ModuleType) -> bool:
    """Tell whether a module is Python's own or was installed."""
    file = getattr(module, "__file__", None)
    return file is None or file.startswith((sys.prefix, sys.base_prefix))


def _in_a_process(request: dict[str, Any]) -> int | None:
    """Return the exit code of pytest; None if it did not end in time."""
    process = os.fork()
    if not process:
        _run(request)
    deadline = time.monotonic() + request["limit"]
    try:
        while time.monotonic() < deadline:
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            time.sleep(_POLL)
    finally:
        # Also whatever the tests have started and left behind.
        with suppress(ProcessLookupError):
            os.killpg(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return None


def _run(request: dict[str, Any]) -> None:
    """Run pytest and end this process."""
    code = 70
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDONLY)
        output = os.open(request["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        for descriptor, file in ((0, nothing), (1, output), (2, output)):
            os.dup2(file, descriptor)
        code = int(pytest.main(request["arguments"]))
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
