"""A lock that lets one `make run` at a time use a state folder: two would overwrite each other's state."""

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
    """Lock the state folder and yield the file descriptor of the lock. Raises CommandError if another process has it.

    A child process that inherits the descriptor holds the lock too. It is free when both processes have ended.
    """
    state.mkdir(parents=True, exist_ok=True)
    with (state / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"{state} is in use: another `make run` is running there. Stop it with Ctrl-C first."
            raise CommandError(message) from None
        yield file.fileno()
