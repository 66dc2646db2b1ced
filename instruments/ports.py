"""Free ports of this machine, for programs that listen."""

from __future__ import annotations

import socket

from local.state.settings import HOST


def free_ports(count: int) -> list[int]:
    """Return free ports. All are held open until the last is found, so that none is returned twice."""
    probes = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports
