"""The public board: which number is called where, and which wait. It reads counters alone, which hold no name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from antrean.hall.model import Day
from antrean.policy.offices import BOARD_SHOWS

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.hall.model import Call, Counter, Line
    from antrean.hall.store import Counters
    from antrean.offices.model import Office


class Board(NamedTuple):
    """The counters of an office's day, and its last calls, newest first, each with its counter.

    `line` is who waited after the last of all calls, without whom a counter has called by name since; None before it.
    """

    at: datetime
    counters: list[Counter]
    last: list[tuple[Call, int]]
    line: Line | None


def board(counters: Counters, office: Office, now: datetime) -> Board:
    """Return what the board of an office shows now."""
    found = counters.of_day(Day(office.office_id, office.today(now)))
    calls = [(call, counter.number) for counter in found for call in counter.recent]
    newest = sorted(calls, key=lambda each: (each[0].at, each[1]), reverse=True)
    line = max((counter.line for counter in found if counter.line), default=None)
    if line:
        # Who was called by name after it is there, or was served since.
        called = {counter.label for counter in found} | {call.label for call, _ in calls if call.at >= line.at}
        line = line._replace(numbers=tuple(each for each in line.numbers if each not in called))
    return Board(now, found, newest[:BOARD_SHOWS], line)
