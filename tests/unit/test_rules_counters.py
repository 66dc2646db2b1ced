"""Rules of the counters by plain examples: who works there, and how a visit goes on and ends."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings.operation import Services
from antrean.hall import counters
from antrean.hall.counters import Officer
from antrean.hall.door import Staffed
from antrean.hall.model import Call, Desk, Party
from instruments.replay.calls import Recorder
from tests.support.counters import ANI, BOGOR, BOSS, BUDI, MINUTE, NINE, SECOND, labels, now, two_counters, waits
from tests.support.hall import kinds
from tests.support.wishes import refusal


@pytest.fixture
def hall(services: Services, clock: FixedClock) -> Staffed:
    """What the counters work with, at nine o'clock, with two open counters and nobody who waits."""
    return two_counters(services, clock)


@pytest.fixture
def three(hall: Staffed) -> list[Party]:
    """Three parties that wait: A-001, A-002 and A-003."""
    return [waits(hall, number) for number in (1, 2, 3)]


# ------------------------------------------------------------------------------------------- open and close


def test_a_counter_is_opened_once(services: Services, hall: Staffed) -> None:
    """For some lanes or for all; the same again changes nothing, other lanes are noted."""
    officer = Officer("citra", BOGOR, 3)
    desk = counters.open_counter(hall, officer, ("booked", "priority"))
    assert (desk.counter.officer, desk.counter.lanes, desk.party) == ("citra", ("booked", "priority"), None)
    assert counters.open_counter(hall, officer, ("booked", "priority")) == desk
    assert counters.open_counter(hall, officer, ()).counter.lanes == ()
    assert kinds(services, BOGOR) == ["open"] * 4


@pytest.mark.parametrize("minutes", [0, 29])
def test_a_counter_belongs_to_who_opened_it(hall: Staffed, clock: FixedClock, minutes: int) -> None:
    """For half an hour after it was last used; until then it is refused to another officer."""
    clock.instant += minutes * MINUTE
    attempt = partial(counters.open_counter, hall, Officer("budi", BOGOR, 1), ())
    assert refusal(attempt).code == Code.COUNTER_TAKEN
    counters.call_next(hall, ANI, "a key is pressed")
    clock.instant += 30 * MINUTE - SECOND
    assert refusal(attempt).code == Code.COUNTER_TAKEN
    clock.instant += SECOND
    assert attempt().counter.officer == "budi"


@pytest.mark.usefixtures("three")
def test_a_counter_is_taken_over_with_who_is_there(hall: Staffed, clock: FixedClock) -> None:
    """The party stays there; the officer of before has no counter any more, and nothing of before is undone."""
    counters.call_next(hall, ANI, "k1")
    clock.instant += 30 * MINUTE
    taker = Officer("budi", BOGOR, 1)
    assert labels(counters.open_counter(hall, taker, ())) == "A-001"
    assert refusal(lambda: counters.call_next(hall, ANI, "k2")).code == Code.COUNTER_CLOSED
    assert refusal(lambda: counters.undo(hall, taker, "u1")).code == Code.TOO_LATE
    assert labels(counters.call_next(hall, taker, "k1")) == "A-002"


@pytest.mark.usefixtures("three")
def test_a_supervisor_takes_over_at_any_time(hall: Staffed) -> None:
    """Also a counter that somebody works at just now; what that one did is not the supervisor's to undo."""
    counters.call_next(hall, ANI, "k1")
    assert counters.open_counter(hall, BOSS, ()).counter.officer == "boss"
    assert refusal(lambda: counters.undo(hall, BOSS, "u1")).code == Code.TOO_LATE


@pytest.mark.usefixtures("three")
def test_only_an_empty_counter_is_closed(services: Services, hall: Staffed) -> None:
    """By who works there; the same again changes nothing, and then anybody may open it."""
    counters.call_next(hall, ANI, "k1")
    assert refusal(lambda: counters.close_counter(hall, ANI)).code == Code.PARTY_AT_COUNTER
    counters.finish(hall, ANI, "k2")
    assert refusal(lambda: counters.close_counter(hall, Officer("budi", BOGOR, 1))).code == Code.COUNTER_CLOSED
    closed = counters.close_counter(hall, ANI)
    assert not closed.counter.is_open
    assert counters.close_counter(hall, ANI) == closed
    assert kinds(services, BOGOR).count("close") == 1
    assert refusal(lambda: counters.call_next(hall, ANI, "k3")).code == Code.COUNTER_CLOSED
    assert counters.open_counter(hall, Officer("budi", BOGOR, 1), ()).counter.officer == "budi"


def test_a_counter_that_somebody_opened_first_is_taken(hall: Staffed, recorder: Recorder) -> None:
    """Of two who open a new counter at the same time one gets it."""
    first, second = Officer("citra", BOGOR, 3), Officer("dewi", BOGOR, 3)
    recorder.once_before("transact_write_items", lambda: counters.open_counter(hall, first, ()))
    assert refusal(lambda: counters.open_counter(hall, second, ())).code == Code.COUNTER_TAKEN


@pytest.mark.parametrize("press", [counters.recall, counters.note_absent, counters.park, counters.finish])
def test_a_key_needs_an_own_counter_with_somebody(hall: Staffed, press: Callable[..., Desk]) -> None:
    """At a counter of another officer, or one that nobody has opened, no key does anything; nor where nobody is."""
    for officer in (Officer("ani", BOGOR, 2), Officer("ani", BOGOR, 9)):
        assert refusal(partial(press, hall, officer, "k")).code == Code.COUNTER_CLOSED
        assert refusal(partial(counters.transfer, hall, officer, "k", "bap")).code == Code.COUNTER_CLOSED
        assert refusal(partial(counters.undo, hall, officer, "k")).code == Code.COUNTER_CLOSED
    assert refusal(partial(press, hall, ANI, "k")).code == Code.NO_PARTY
    assert refusal(partial(counters.transfer, hall, ANI, "k", "bap")).code == Code.NO_PARTY


# ------------------------------------------------------------------------------------------- at the counter


def test_recalling_announces_once_more(services: Services, hall: Staffed, three: list[Party]) -> None:
    """The board counts a call more, so that it rings again; the first call's instant stays."""
    counters.call_next(hall, ANI, "k1")
    hall.clock.instant += MINUTE  # type: ignore[attr-defined]
    desk = counters.recall(hall, ANI, "k2")
    party = now(hall, three[0])
    assert (desk.party, party.calls, party.called_at) == (party, 2, NINE)
    assert (desk.counter.calls, desk.counter.recent[0]) == (2, Call("A-001", NINE + MINUTE))
    assert kinds(services, BOGOR).count("recall") == 1


@pytest.mark.usefixtures("three")
def test_absent_after_two_calls_and_three_minutes(hall: Staffed, clock: FixedClock) -> None:
    """From the first call on; before that it is told when it may be noted."""
    counters.call_next(hall, ANI, "k1")
    press = partial(counters.note_absent, hall, ANI, "k2")
    clock.instant = NINE + 3 * MINUTE
    assert refusal(press).code == Code.NOT_YET_ABSENT
    clock.instant = NINE + 3 * MINUTE - SECOND
    counters.recall(hall, ANI, "k3")
    early = refusal(press)
    assert (early.code, early.members) == (Code.NOT_YET_ABSENT, {"absent_from": NINE + 3 * MINUTE})
    clock.instant += SECOND
    assert press().party is None
    [gone] = [each for each in hall.hall.parties(BOGOR) if each.state == "absent"]
    assert (gone.label, gone.ended_at) == ("A-001", NINE + 3 * MINUTE)


def test_a_transfer_keeps_the_place(hall: Staffed, three: list[Party]) -> None:
    """In the other lane it waits by its session and number, before whoever has a higher one."""
    waits(hall, 2, "bap")
    counters.call_next(hall, ANI, "k1")
    desk = counters.transfer(hall, ANI, "k2", "bap")
    party = now(hall, three[0])
    assert (desk.party, party.state, party.lane, party.counter, party.called_at) == (
        None,
        "waiting",
        "bap",
        None,
        None,
    )
    counters.open_counter(hall, BUDI, ("bap",))
    assert labels(counters.call_next(hall, BUDI, "k1")) == "A-001"


def test_finishing_calls_nobody(hall: Staffed, three: list[Party]) -> None:
    """The party is served, the counter is empty, and the others wait."""
    counters.call_next(hall, ANI, "k1")
    assert counters.finish(hall, ANI, "k2").party is None
    assert [now(hall, each).state for each in three] == ["served", "waiting", "waiting"]
    assert now(hall, three[0]).ended_at == NINE
