"""Rules of the board by plain examples: which numbers wait, and in which order, without a name."""

from __future__ import annotations

import pytest

from antrean.base.clock import FixedClock
from antrean.bookings.operation import Services
from antrean.hall import counters
from antrean.hall.board import board
from antrean.hall.door import Staffed
from antrean.hall.list_forms import board_view
from antrean.hall.model import Line
from tests.support.counters import ANI, BOSS, BUDI, MINUTE, NINE, two_counters, waits
from tests.unit.conftest import OFFICE


@pytest.fixture
def hall(services: Services, clock: FixedClock) -> Staffed:
    """What the counters work with, at nine o'clock, with two open counters and nobody who waits."""
    return two_counters(services, clock)


def line(hall: Staffed) -> Line | None:
    """Who waits, as the board tells it."""
    return board(hall.hall.counters, OFFICE, NINE).line


def numbers(hall: Staffed) -> list[str]:
    """The numbers that wait, as everybody reads them."""
    told = board_view(OFFICE, board(hall.hall.counters, OFFICE, NINE))
    return told["line"]["numbers"]


def test_a_call_tells_who_waits_then(hall: Staffed) -> None:
    """In the order of calls, over all lanes, whichever of them the counter calls; who arrives is told with the next."""
    assert line(hall) is None
    assert "line" not in board_view(OFFICE, board(hall.hall.counters, OFFICE, NINE))
    for number in (3, 1, 2):
        waits(hall, number)
    waits(hall, 9, "bap")
    counters.open_counter(hall, ANI, ("booked",))
    counters.call_next(hall, ANI, "k1")
    assert numbers(hall) == ["A-002", "A-003", "A-009"]
    waits(hall, 4)
    assert numbers(hall) == ["A-002", "A-003", "A-009"]
    counters.call_next(hall, BUDI, "k1")
    assert numbers(hall) == ["A-003", "A-009", "A-004"]


def test_nobody_who_waits_is_told_too(hall: Staffed) -> None:
    """A counter that found nobody says so, and who had been told before is not told any more."""
    waits(hall, 1)
    counters.call_next(hall, ANI, "k1")
    counters.call_next(hall, ANI, "k2")
    assert line(hall) == Line(NINE, ())


def test_forty_numbers_are_told(hall: Staffed) -> None:
    """Of 42 the one that is called, 40, and not the last."""
    for number in range(1, 43):
        waits(hall, number)
    counters.call_next(hall, ANI, "k1")
    told = numbers(hall)
    assert (len(told), told[0], told[-1]) == (40, "A-002", "A-041")


def test_the_newest_call_tells(hall: Staffed, clock: FixedClock) -> None:
    """Whichever counter it was at, and not the one with the higher number."""
    for number in (1, 2, 3):
        waits(hall, number)
    counters.call_next(hall, BUDI, "k1")
    clock.instant = NINE + MINUTE
    counters.call_next(hall, ANI, "k1")
    assert line(hall) == Line(NINE + MINUTE, ("A-003",))


def test_who_was_called_by_name_waits_no_more(hall: Staffed) -> None:
    """A supervisor calls somebody out of turn: the line is as before, without that party, also once it was served."""
    parties = [waits(hall, number) for number in (1, 2, 3)]
    counters.call_next(hall, BUDI, "k1")
    counters.open_counter(hall, BOSS, ())
    counters.call_next(hall, BOSS, "k1", parties[2].party_id, "faint")
    assert numbers(hall) == ["A-002"]
    counters.finish(hall, BOSS, "k2")
    assert numbers(hall) == ["A-002"]


def test_an_undone_call_tells_nothing(hall: Staffed, clock: FixedClock) -> None:
    """What the counter before told is good again: the party that was called by a wrong key is in it."""
    for number in (1, 2, 3):
        waits(hall, number)
    counters.call_next(hall, BUDI, "k1")
    clock.instant = NINE + MINUTE
    counters.call_next(hall, ANI, "k1")
    counters.undo(hall, ANI, "k2")
    assert line(hall) == Line(NINE, ("A-002", "A-003"))
