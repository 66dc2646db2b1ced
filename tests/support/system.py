"""One running system for a whole test session: started as `make run` does, in a state folder of the tests."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from instruments.system import System
from local.state import outputs
from local.state.outputs import Outputs

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / os.environ.get("ANTREAN_TEST_STATE", ".local/test")
"""Of its own for each pytest that runs at the same time."""


@contextmanager
def running_system(environ: Mapping[str, str]) -> Iterator[tuple[Outputs, System | None]]:
    """Start the system with an empty state and yield where it is, and its process; stop it in the end.

    With ANTREAN_OUTPUTS=<file> in `environ`, use the system that runs already and leave it running.
    """
    if running := environ.get("ANTREAN_OUTPUTS"):
        yield outputs.read(Path(running)), None
        return
    # Pages load most of their parts once for each visitor, as on AWS, and not at each step. And no environment of a
    # function ends because nobody needed it for five minutes: to begin another one costs half a second of processor.
    system = System(ROOT, STATE, {**environ, "ANTREAN_KEEP_FILES": "1", "LAMBDA_WARM_TTL_SECONDS": "3600"})
    try:
        yield system.start(), system
    finally:
        system.stop()
