"""Two commands at the same time: the first is shown as it runs, the second when both have ended.

Most of the time a test waits for one processor, and few machines have only one.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

INTERRUPTED = 130
"""The exit status after Ctrl-C, as shells have it."""
_LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Job:
    """A command with its name, and the variables that it sees beside those of this process."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str] = field(default_factory=dict)


def run(shown: Job, beside: Job, folder: Path, log: Path) -> int:
    """Run both in `folder` and return 0 if both did; what `beside` says is kept in `log`.

    A Ctrl-C at the terminal reaches both by itself. This function then waits until both have stopped what they started.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    print(f"{beside.name} runs beside {shown.name}, into {log}.", flush=True)
    began = time.monotonic()
    with log.open("wb") as kept:
        processes = {
            beside.name: _start(beside, folder, kept),
            shown.name: _start(shown, folder),
        }
    try:
        ended = _wait(processes, began)
    except KeyboardInterrupt:
        for process in processes.values():
            process.wait()
        return INTERRUPTED
    sys.stdout.write(log.read_text(errors="replace"))
    for name, seconds in ended.items():
        status = processes[name].returncode
        print(f"{name}: {'passed' if status == 0 else f'failed with status {status}'} after {seconds:.0f} s")
    return 1 if any(process.returncode for process in processes.values()) else 0


def _start(job: Job, folder: Path, output: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    errors = None if output is None else subprocess.STDOUT
    return subprocess.Popen(job.command, cwd=folder, env={**os.environ, **job.environ}, stdout=output, stderr=errors)


def _wait(processes: Mapping[str, subprocess.Popen[bytes]], began: float) -> dict[str, float]:
    """Wait for all; return after how many seconds each ended, in the order in which they did."""
    ended: dict[str, float] = {}
    while len(ended) < len(processes):
        time.sleep(_LOOK_SECONDS)
        for name, process in processes.items():
            if name not in ended and process.poll() is not None:
                ended[name] = time.monotonic() - began
                if len(ended) < len(processes):
                    waited_for = next(each for each in processes if each not in ended)
                    print(f"{name} ended after {ended[name]:.0f} s; {waited_for} goes on ...", flush=True)
    return ended
