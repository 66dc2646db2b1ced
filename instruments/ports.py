"""Ports of this machine for programs that are started beside others."""

from __future__ import annotations

import socket

from local.settings import HOST


def free_ports(count: int) -> list[int]:
    """Ports that nobody uses now; held together, so that they differ."""
    probes = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports
