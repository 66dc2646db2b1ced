"""Rules of undoing at the door by plain examples: an arrival is taken back, and who was absent comes back."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings.model import Booking, CheckIn
from antrean.bookings.operation import Services
from antrean.hall import counters, door
from antrean.hall.door import Staffed
from instruments.replay.calls import Recorder
from tests.support.hall import BOGOR, MORNING, arrived, at_counter, expected, kinds, scans, staffed, trail
from tests.support.wishes import refusal

WRITES = "transact_write_items"
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
def made(services: Services, siti: str, clock: FixedClock) -> Booking:
    """A booking of Siti and one child for 8 December in Bogor, on whose morning the clock stands now."""
    return expected(services, siti, clock)


@pytest.fixture
def at_door(services: Services) -> Staffed:
    """What the door works with."""
    return staffed(services)


def test_an_arrival_is_undone(services: Services, at_door: Staffed, made: Booking) -> None:
    """The booking is as if nobody had come, the party is in no list, and the trail keeps both."""
    arrived(services, made)
    undone = door.undo(at_door, "other", BOGOR, made.booking_id, "undo")
    assert (undone.state, undone.version) == ("undone", 2)
    assert services.store.bookings.get(made.booking_id) == made
    assert at_door.hall.parties(BOGOR) == []
    assert {(each["kind"], each["by"], each["party"]) for each in trail(services, BOGOR)} == {
        ("arrive", "officer", made.booking_id),
        ("undo_arrival", "other", made.booking_id),
    }


def test_an_arrival_is_undone_for_ten_minutes(
    services: Services, at_door: Staffed, made: Booking, clock: FixedClock
) -> None:
    """Until the last second of them."""
    arrived(services, made)
    attempt = partial(door.undo, at_door, "officer", BOGOR, made.booking_id, "undo")
    clock.instant = MORNING + 10 * MINUTE
    assert refusal(attempt).code == Code.TOO_LATE
    clock.instant -= SECOND
    assert attempt().state == "undone"


def test_only_who_waits_is_undone(services: Services, at_door: Staffed, made: Booking) -> None:
    """Once a counter has called the party it stays arrived, also while it is sent to fetch something."""
    arrived(services, made)
    officer = at_counter(at_door)
    counters.call_next(at_door, officer, "calls")
    attempt = partial(door.undo, at_door, "officer", BOGOR, made.booking_id, "undo")
    assert refusal(attempt).code == Code.TOO_LATE
    counters.park(at_door, officer, "parks")
    assert refusal(attempt).code == Code.TOO_LATE


def test_undoing_is_done_once_for_its_key(services: Services, at_door: Staffed, made: Booking) -> None:
    """The same again is answered as it was, another key finds nothing to undo, and the key is of this party."""
    arrived(services, made)
    undone = door.undo(at_door, "officer", BOGOR, made.booking_id, "undo")
    assert door.undo(at_door, "officer", BOGOR, made.booking_id, "undo") == undone
    again = partial(door.undo, at_door, "officer", BOGOR, made.booking_id, "other")
    assert refusal(again).code == Code.NOT_FOUND
    reused = partial(door.undo, at_door, "officer", BOGOR, "0" * 16, "undo")
    assert refusal(reused).code == Code.IDEMPOTENCY_KEY_REUSED
    assert len(trail(services, BOGOR)) == 2


def test_nobody_is_undone_who_is_not_there(at_door: Staffed, made: Booking) -> None:
    """A booking that has not arrived is not found."""
    attempt = partial(door.undo, at_door, "officer", BOGOR, made.booking_id, "undo")
    assert refusal(attempt).code == Code.NOT_FOUND


def test_a_late_repetition_of_undoing_undoes_nothing(services: Services, at_door: Staffed, made: Booking) -> None:
    """Who was undone and has arrived again stays arrived when the first undoing comes a second time."""
    arrived(services, made)
    door.undo(at_door, "officer", BOGOR, made.booking_id, "undo")
    again = arrived(services, made, key="once more")
    assert (again.state, again.version) == ("waiting", 3)
    assert door.undo(at_door, "officer", BOGOR, made.booking_id, "undo") == again
    assert services.store.bookings.get(made.booking_id) == made._replace(check_in=CheckIn(MORNING, "bogor", "officer"))


def test_who_was_undone_arrives_again(services: Services, at_door: Staffed, made: Booking) -> None:
    """With whom and in which lane the second scan says; nothing of the first is left."""
    scans(at_door, made, here=(1,), lane="priority")
    door.undo(at_door, "officer", BOGOR, made.booking_id, "undo")
    party = scans(at_door, made, key="once more")
    assert at_door.hall.parties(BOGOR) == [party]
    assert (party.lane, len(party.here), party.version) == ("booked", 2, 3)
    assert kinds(services, BOGOR) == ["arrive", "arrive", "undo_arrival"]


def test_who_was_absent_waits_again_as_a_late_one(
    services: Services, at_door: Staffed, made: Booking, clock: FixedClock
) -> None:
    """Behind those of the session who were in time; the same again changes nothing."""
    arrived(services, made)
    attempt = partial(door.come_back, at_door, "officer", BOGOR, made.booking_id)
    assert refusal(attempt).code == Code.TOO_LATE
    officer = at_counter(at_door)
    counters.call_next(at_door, officer, "calls")
    assert refusal(attempt).code == Code.TOO_LATE
    counters.recall(at_door, officer, "recalls")
    clock.instant += 3 * MINUTE
    counters.note_absent(at_door, officer, "absent")
    back = attempt()
    assert (back.state, back.late, back.counter, back.calls, back.called_at, back.ended_at) == (
        "waiting",
        True,
        None,
        0,
        None,
        None,
    )
    assert attempt() == back
    assert {"absent", "return"} <= set(kinds(services, BOGOR))


def test_nobody_comes_back_who_never_came(at_door: Staffed, made: Booking) -> None:
    """A booking without a party, or whose arrival was undone, is not found."""
    attempt = partial(door.come_back, at_door, "officer", BOGOR, made.booking_id)
    assert refusal(attempt).code == Code.NOT_FOUND
    scans(at_door, made)
    door.undo(at_door, "officer", BOGOR, made.booking_id, "undo")
    assert refusal(attempt).code == Code.NOT_FOUND


def test_the_door_does_not_undo_a_call(services: Services, at_door: Staffed, made: Booking, recorder: Recorder) -> None:
    """A counter called the party between the door's look and its write: the call stands."""
    arrived(services, made)
    officer = at_counter(at_door)
    recorder.once_before(WRITES, lambda: counters.call_next(at_door, officer, "calls"))
    attempt = partial(door.undo, at_door, "officer", BOGOR, made.booking_id, "undo")
    assert refusal(attempt).code == Code.TOO_LATE
    recorder.once_before(WRITES, lambda: counters.finish(at_door, officer, "finishes"))
    noting = partial(door.note_people, at_door, "officer", BOGOR, made.booking_id, (0,))
    assert refusal(noting).code == Code.TOO_LATE
    kept = at_door.hall.party(BOGOR, made.booking_id)
    assert kept
    assert kept.state == "called"
