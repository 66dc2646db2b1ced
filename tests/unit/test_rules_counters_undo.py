"""Rules of undoing at a counter by plain examples: what is taken back, until when, and over what not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Code, Refused
from antrean.bookings.operation import Services
from antrean.hall import counters, door
from antrean.hall.door import Staffed
from antrean.hall.model import Desk, Party, Visitor
from instruments.replay.calls import Recorder
from tests.support.counters import ANI, BOGOR, BUDI, MINUTE, NINE, SECOND, labels, now, there, two_counters, waits
from tests.support.hall import kinds, put_party
from tests.support.wishes import refusal


@pytest.fixture
def hall(services: Services, clock: FixedClock) -> Staffed:
    """What the counters work with, at nine o'clock, with two open counters and nobody who waits."""
    return two_counters(services, clock)


@pytest.fixture
def three(hall: Staffed) -> list[Party]:
    """Three parties that wait: A-001, A-002 and A-003."""
    return [waits(hall, number) for number in (1, 2, 3)]


def test_a_call_is_undone(services: Services, hall: Staffed, three: list[Party]) -> None:
    """Who was called waits again, who was finished with is there again, and the board forgets the call."""
    counters.call_next(hall, ANI, "k1")
    counters.call_next(hall, ANI, "k2")
    desk = counters.undo(hall, ANI, "k3")
    assert labels(desk) == "A-001"
    first, second = now(hall, three[0]), now(hall, three[1])
    assert (first.state, first.counter, first.called_at, first.ended_at) == ("called", 1, NINE, None)
    assert (second.state, second.counter, second.called_at, second.calls) == ("waiting", None, None, 0)
    assert [call.label for call in desk.counter.recent] == ["A-001"]
    assert (desk.counter.party_id, desk.counter.label) == (three[0].party_id, "A-001")
    assert kinds(services, BOGOR).count("undo") == 1
    assert labels(counters.call_next(hall, ANI, "k4")) == "A-002"


def test_undone_everybody_is_in_their_lane(hall: Staffed) -> None:
    """Who was finished with, and who was called, wait or stand in the lanes that they had."""
    first, second = waits(hall, 1, "priority"), waits(hall, 2, "bap")
    counters.call_next(hall, ANI, "k1")
    counters.call_next(hall, ANI, "k2")
    counters.undo(hall, ANI, "k3")
    assert [(now(hall, each).lane, now(hall, each).state) for each in (first, second)] == [
        ("priority", "called"),
        ("bap", "waiting"),
    ]


def test_the_first_call_is_undone(hall: Staffed, three: list[Party]) -> None:
    """Then nobody is there."""
    counters.call_next(hall, ANI, "k1")
    assert counters.undo(hall, ANI, "k2").party is None
    assert now(hall, three[0]).state == "waiting"


def test_the_call_of_a_parked_one_is_undone(hall: Staffed, three: list[Party]) -> None:
    """It is parked again, and does not come to wait among those who never left."""
    counters.call_next(hall, ANI, "k1")
    counters.park(hall, ANI, "k2")
    counters.call_next(hall, ANI, "k3", three[0].party_id)
    counters.undo(hall, ANI, "k4")
    assert now(hall, three[0]).state == "parked"


@pytest.mark.parametrize("kind", ["finish", "park", "transfer", "absent", "next with nobody else"])
def test_what_ends_a_visit_is_undone(hall: Staffed, clock: FixedClock, kind: str) -> None:
    """The party is at the counter again as it was: called then, so many times, in its lane."""
    party = waits(hall, 1, "priority")
    counters.call_next(hall, ANI, "k1")
    clock.instant += 2 * MINUTE
    counters.recall(hall, ANI, "k2")
    clock.instant += MINUTE
    before = now(hall, party)
    ends: dict[str, Callable[[], Desk]] = {
        "finish": partial(counters.finish, hall, ANI, "k3"),
        "park": partial(counters.park, hall, ANI, "k3"),
        "transfer": partial(counters.transfer, hall, ANI, "k3", "bap"),
        "absent": partial(counters.note_absent, hall, ANI, "k3"),
        "next with nobody else": partial(counters.call_next, hall, ANI, "k3"),
    }
    ends[kind]()
    assert there(hall).party_id is None
    desk = counters.undo(hall, ANI, "k4")
    back = now(hall, party)
    assert (desk.party, back.state, back.counter, back.lane, back.ended_at) == (back, "called", 1, "priority", None)
    if kind == "transfer":
        # It has waited since: it is called anew, by the undoing of what was done then.
        assert (back.called_at, back.calls) == (NINE + 3 * MINUTE, 1)
    else:
        assert back == before._replace(version=before.version + 2)


@pytest.mark.usefixtures("three")
def test_undo_within_a_minute(hall: Staffed, clock: FixedClock) -> None:
    """Until its last second; then it is too late, as for who has done nothing yet."""
    assert refusal(partial(counters.undo, hall, BUDI, "k1")).code == Code.TOO_LATE
    counters.call_next(hall, ANI, "k1")
    press = partial(counters.undo, hall, ANI, "k2")
    clock.instant += MINUTE
    assert refusal(press).code == Code.TOO_LATE
    clock.instant -= SECOND
    assert press().party is None


@pytest.mark.usefixtures("three")
def test_what_was_undone_is_not_undone_again(hall: Staffed) -> None:
    """One step back, and no further; the same key again is answered as it stands."""
    counters.call_next(hall, ANI, "k1")
    counters.call_next(hall, ANI, "k2")
    undone = counters.undo(hall, ANI, "k3")
    assert counters.undo(hall, ANI, "k3") == undone
    assert refusal(partial(counters.undo, hall, ANI, "k4")).code == Code.TOO_LATE


@pytest.mark.usefixtures("three")
def test_nothing_is_undone_over_a_recall(hall: Staffed) -> None:
    """Everybody has heard the second call."""
    counters.call_next(hall, ANI, "k1")
    counters.recall(hall, ANI, "k2")
    assert refusal(partial(counters.undo, hall, ANI, "k3")).code == Code.TOO_LATE


def _called_elsewhere(hall: Staffed, party: Party) -> None:
    counters.call_next(hall, BUDI, "k1", party.party_id)


def _comes_back(hall: Staffed, party: Party) -> None:
    door.come_back(hall, "door", BOGOR, party.party_id)


def _noted(hall: Staffed, party: Party) -> None:
    people = (0,) if len(party.here) > 1 else (0, 1)
    door.note_people(hall, "door", BOGOR, party.party_id, people)


@pytest.mark.parametrize(
    ("end", "since"),
    [
        (partial(counters.park, key="k3"), _called_elsewhere),
        (partial(counters.note_absent, key="k3"), _comes_back),
        (partial(counters.transfer, key="k3", lane="bap"), _noted),
    ],
    ids=["parked and called elsewhere", "absent and come back", "transferred and noted"],
)
def test_nothing_is_undone_over_what_others_did_since(
    hall: Staffed, clock: FixedClock, end: Callable[..., Desk], since: Callable[[Staffed, Party], None]
) -> None:
    """Whoever has done something with the party meanwhile has decided by what they saw."""
    people = tuple(Visitor(place, place + 1, "Siti", "0001", "self", here=True) for place in (0, 1))
    party = waits(hall, 1)._replace(people=people)
    put_party(hall, party)
    counters.call_next(hall, ANI, "k1")
    counters.recall(hall, ANI, "k2")
    clock.instant += 3 * MINUTE
    end(hall, ANI)
    since(hall, party)
    left = now(hall, party)
    attempt = partial(counters.undo, hall, ANI, "k4")
    assert refusal(attempt).code == Code.TOO_LATE
    assert now(hall, party) == left


def test_undo_that_is_forestalled_is_too_late(hall: Staffed, three: list[Party], recorder: Recorder) -> None:
    """Another counter called the parked party between our look and our write: it stays there."""
    counters.call_next(hall, ANI, "k1")
    counters.park(hall, ANI, "k2")
    recorder.once_before("transact_write_items", lambda: counters.call_next(hall, BUDI, "k1", three[0].party_id))
    answer = refusal(partial(counters.undo, hall, ANI, "k3"))
    assert isinstance(answer, Refused)
    assert answer.code == Code.TOO_LATE
    assert now(hall, three[0]).counter == 2
