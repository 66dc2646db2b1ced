"""Commands at the same time: the first is shown as it runs, the others when all have ended.

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


def run(shown: Job, beside: Sequence[Job], folder: Path, logs: Path) -> int:
    """Run all in `folder` and return 0 if all did; what those `beside` say is kept in files of their names in `logs`.

    A Ctrl-C at the terminal reaches all by itself. This function then waits until all have stopped what they started.
    """
    logs.mkdir(parents=True, exist_ok=True)
    files = {job.name: logs / f"{job.name.replace(' ', '-')}.txt" for job in beside}
    began = time.monotonic()
    processes = {}
    for job in beside:
        print(f"{job.name} runs beside {shown.name}, into {files[job.name]}.", flush=True)
        with files[job.name].open("wb") as kept:
            processes[job.name] = _start(job, folder, kept)
    processes[shown.name] = _start(shown, folder)
    try:
        ended = _wait(processes, began)
    except KeyboardInterrupt:
        for process in processes.values():
            process.wait()
        return INTERRUPTED
    for log in files.values():
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
                    waited_for = " and ".join(each for each in processes if each not in ended)
                    print(f"{name} ended after {ended[name]:.0f} s; still under way: {waited_for}", flush=True)
    return ended
