"""The whole system as a process of its own, started as `make run` does, in a state folder that begins empty."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

from instruments.ports import free_ports
from local.state import outputs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from local.state.outputs import Outputs

_START_SECONDS: Final = 300
_STOP_SECONDS: Final = 150
_KEPT: Final = "sam"
"""What is kept from one start to the next: SAM's cache, which knows by itself what is stale."""


class System:
    """`python -m local run` as a process of its own."""

    def __init__(self, root: Path, state: Path, environ: Mapping[str, str]) -> None:
        """Take the checkout `root`, and begin with an empty state; `environ` is the environment to start in."""
        state.mkdir(parents=True, exist_ok=True)
        for entry in state.iterdir():
            if entry.name != _KEPT:
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        port_aws, port_web = free_ports(2)
        self.environ = {
            **environ,
            "PORT_AWS": str(port_aws),
            "PORT_WEB": str(port_web),
            "ANTREAN_STATE": str(state),
            "PYTHONUNBUFFERED": "1",
        }
        self.log = state / "run.log"
        self._root = root
        self._state = state
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Outputs:
        """Start it, with the state that is there, and return where it is once it is ready."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "local", "run"],
                cwd=self._root,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        ready = self._state / "outputs.json"
        deadline = time.monotonic() + _START_SECONDS
        while not ready.exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                said = self.log.read_text(errors="replace")
                raise RuntimeError(f"the system did not start within {_START_SECONDS} s; it said:\n{said}")
            time.sleep(0.2)
        return outputs.read(ready)

    def stop(self) -> int | None:
        """Ask it to stop, as Ctrl-C does, and return its exit status; None if it was never started."""
        if self._process is None:
            return None
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(_STOP_SECONDS)

    def kill(self) -> None:
        """Kill it without a chance to clean up."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
