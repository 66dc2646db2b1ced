"""One running system for a whole test session: started as `make run` does, in a state folder of the tests."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from instruments.ports import free_ports
from local.state import outputs
from local.state.outputs import Outputs

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / os.environ.get("ANTREAN_TEST_STATE", ".local/test")
"""Of its own for each pytest that runs at the same time."""
_START_SECONDS = 300
_STOP_SECONDS = 150
_KEPT = "sam"
"""What is kept from one session to the next: SAM's cache, which knows by itself what is stale."""


class System:
    """`python -m local run` as a process of its own."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Begin with an empty state; `environ` is the environment to start in."""
        STATE.mkdir(parents=True, exist_ok=True)
        for entry in STATE.iterdir():
            if entry.name != _KEPT:
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        port_aws, port_web = free_ports(2)
        self.environ = {
            **environ,
            "PORT_AWS": str(port_aws),
            "PORT_WEB": str(port_web),
            "ANTREAN_STATE": str(STATE),
            "PYTHONUNBUFFERED": "1",
        }
        self.log = STATE / "run.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Outputs:
        """Start it, with the state that is there, and return where it is once it is ready."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "local", "run"],
                cwd=ROOT,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        ready = STATE / "outputs.json"
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


@contextmanager
def running_system(environ: Mapping[str, str]) -> Iterator[tuple[Outputs, System | None]]:
    """Start the system with an empty state and yield where it is, and its process; stop it in the end.

    With ANTREAN_OUTPUTS=<file> in `environ`, use the system that runs already and leave it running.
    """
    if running := environ.get("ANTREAN_OUTPUTS"):
        yield outputs.read(Path(running)), None
        return
    system = System(environ)
    try:
        yield system.start(), system
    finally:
        system.stop()
