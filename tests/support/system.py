"""One running system for a whole test session: started as `make run` does, in a state folder of the tests."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from local import outputs
from local.settings import HOST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from local.outputs import Outputs

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / ".local" / "test"
_START_SECONDS = 300
_STOP_SECONDS = 150
_KEPT = "sam"
"""What is kept from one session to the next: SAM's cache, which knows by itself what is stale."""


@contextmanager
def running_system(environ: Mapping[str, str]) -> Iterator[Outputs]:
    """Start the system with an empty state and yield where it is; stop it in the end.

    With ANTREAN_OUTPUTS=<file> in `environ`, use the system that runs already and leave it running.
    """
    if running := environ.get("ANTREAN_OUTPUTS"):
        yield outputs.read(Path(running))
        return
    STATE.mkdir(parents=True, exist_ok=True)
    for entry in STATE.iterdir():
        if entry.name != _KEPT:
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    port_aws, port_web = _free_ports(2)
    with (STATE / "run.log").open("w+b") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "local", "run"],
            cwd=ROOT,
            env={
                **environ,
                "PORT_AWS": str(port_aws),
                "PORT_WEB": str(port_web),
                "ANTREAN_STATE": str(STATE),
                "PYTHONUNBUFFERED": "1",
            },
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield _wait_until_ready(process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(_STOP_SECONDS)


def _wait_until_ready(process: subprocess.Popen[bytes]) -> Outputs:
    ready = STATE / "outputs.json"
    deadline = time.monotonic() + _START_SECONDS
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            log = (STATE / "run.log").read_text(errors="replace")
            message = f"the system did not start within {_START_SECONDS} s; it said:\n{log}"
            raise RuntimeError(message)
        time.sleep(0.2)
    return outputs.read(ready)


def _free_ports(count: int) -> list[int]:
    """Ports that nobody uses now; held together, so that they differ."""
    probes = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports
