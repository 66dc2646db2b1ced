"""One `make run` per state folder: two would overwrite each other's state."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from typing import TYPE_CHECKING

from deploy.errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def held(state: Path) -> Iterator[int]:
    """Hold the state folder and yield the file descriptor that does; raises CommandError when another process does.

    A child that is given the descriptor holds the folder as well, until the last of both has ended, in whatever way.
    """
    state.mkdir(parents=True, exist_ok=True)
    with (state / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"{state} is in use: another `make run` is running there. Stop it with Ctrl-C first."
            raise CommandError(message) from None
        yield file.fileno()
