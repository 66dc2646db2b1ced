"""Check that the ports are free before anything is started on them."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from deploy.errors import CommandError
from local.state.settings import HOST

if TYPE_CHECKING:
    from local.state.settings import Settings


def is_free(port: int) -> bool:
    """Return whether this process could listen on the port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # The servers set this option too. Without it, a connection that was just closed would still hold the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def in_use_message(name: str, port: int) -> str:
    """Return what to tell a person whose port is taken; `name` is the variable that sets another port."""
    return (
        f"Port {port} on {HOST} is in use. Stop what listens there (another `make run`?), "
        f"or choose another port: `make run {name}={port + 1}`."
    )


def require_free(settings: Settings) -> None:
    """Raise CommandError when one of the ports is taken."""
    for name, port in (("PORT_AWS", settings.port_aws), ("PORT_WEB", settings.port_web)):
        if not is_free(port):
            raise CommandError(in_use_message(name, port))
