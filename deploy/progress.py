"""Show the progress of long work: what runs, how far it is, and how long it took."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final, Self, TextIO

if TYPE_CHECKING:
    from types import TracebackType

# In a log file each note is a line of its own, so notes come at most this often.
_QUIET_SECONDS: Final = 10


class Step:
    """One step of work, e.g. `with Step("Building") as step: ... step.note("3 of 10")`."""

    def __init__(self, title: str, stream: TextIO | None = None) -> None:
        """Take what the step is called; it is printed on entering."""
        self._title = title
        self._stream = stream or sys.stdout
        self._started = self._shown = 0.0

    def __enter__(self) -> Self:
        """Start the step."""
        self._started = self._shown = time.monotonic()
        self._write(f"{self._title} ...", end="" if self._stream.isatty() else "\n")
        return self

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None) -> None:
        """End the step: with its time, or as failed."""
        elapsed = time.monotonic() - self._started
        outcome = "failed" if error else "done"
        self._write(f"{self._start_of_line()}{self._title}: {outcome} after {elapsed:.1f} s", end="\n")

    def note(self, how_far: str) -> None:
        """Say how far the step is: at once on a terminal, at most every few seconds elsewhere."""
        if self._stream.isatty():
            self._write(f"{self._start_of_line()}{self._title} ... {how_far}", end="")
        elif time.monotonic() - self._shown >= _QUIET_SECONDS:
            self._shown = time.monotonic()
            self._write(f"{self._title} ... {how_far}", end="\n")

    def _start_of_line(self) -> str:
        # Go back to the start of the line, and erase what was there.
        return "\r\x1b[K" if self._stream.isatty() else ""

    def _write(self, text: str, end: str) -> None:
        self._stream.write(text + end)
        self._stream.flush()
