"""The whole system, deployed on this machine as `make run` does it, for measurements over HTTP and in the browser."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.surroundings.checkout import THIS
from instruments.system import System
from local.aws import environment
from local.state import outputs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.state.outputs import Outputs

_STATE: Final = THIS.root / ".local" / "bench-day"


@contextmanager
def running() -> Iterator[Outputs]:
    """Start the system with an empty state and stop it in the end.

    With the variable ANTREAN_OUTPUTS=<file> use the system that runs already and leave it running. Meanwhile the
    environment of this process names no other AWS.
    """
    environ = dict(os.environ)
    known = environ.get("ANTREAN_OUTPUTS")
    system = None if known else System(THIS.root, _STATE, environment.without_accounts(environ))
    try:
        found = system.start() if system else outputs.read(Path(known or ""))
        environment.isolate(found["endpoint_url"])
        yield found
    finally:
        os.environ.clear()
        os.environ.update(environ)
        if system:
            system.stop()
