"""One `make run` per state folder: two would overwrite each other's state."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from typing import TYPE_CHECKING

from local.errors import LocalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def held(state: Path) -> Iterator[None]:
    """Hold the state folder; raises LocalError when another process does. The system frees it if we are killed."""
    state.mkdir(parents=True, exist_ok=True)
    with (state / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"{state} is in use: another `make run` is running there. Stop it with Ctrl-C first."
            raise LocalError(message) from None
        yield
