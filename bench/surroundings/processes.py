"""The processor time of processes on this machine, as Linux counts it: of one alone, or of all it started too."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_LISTENS: Final = "0A"
"""The state of a socket that listens, in /proc/net/tcp."""


def own_seconds(process: int) -> float:
    """Return the processor seconds that a process has used so far, without those of its children."""
    user, system = _stat(Path(f"/proc/{process}"))[11:13]
    return (int(user) + int(system)) / _TICKS


def cpu_seconds(port: int) -> float:
    """Return the processor seconds used so far by the process that listens on a port, and by its descendants.

    Those that have ended are counted with the one that waited for them. Linux only.
    """
    stats = {int(path.name): _stat(path) for path in Path("/proc").iterdir() if path.name.isdigit()}
    family = {_listener(port)}
    grown = 0
    while len(family) > grown:
        grown = len(family)
        family |= {process for process, fields in stats.items() if fields and int(fields[1]) in family}
    # user and system time, its own and that of children that have ended
    return sum(sum(map(int, stats[process][11:15])) for process in family if stats.get(process)) / _TICKS


def _listener(port: int) -> int:
    """Return the id of the process that listens on a port; raises LookupError."""
    lines = (line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:])
    sockets = {f"socket:[{line[9]}]" for line in lines if line[3] == _LISTENS and line[1].endswith(f":{port:04X}")}
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(link.readlink()) in sockets:
                return int(link.parts[2])
        except OSError:
            # it was closed, or is somebody else's
            continue
    raise LookupError(port)


def _stat(process: Path) -> list[str]:
    """Return the fields of a process from its state on; none where it has ended meanwhile."""
    try:
        return (process / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
