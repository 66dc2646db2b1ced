"""Rules of calling by plain examples: whom a counter calls next, once, and who is called out of turn."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code
from antrean.bookings.operation import Services
from antrean.hall import counters, door
from antrean.hall.door import Staffed
from antrean.hall.model import Call, Desk, Party, Visitor
from antrean.hall.store import Hall, OperationRefused
from instruments.replay.calls import Recorder
from tests.support.counters import ANI, BOGOR, BOSS, BUDI, NINE, labels, now, there, two_counters, waits
from tests.support.hall import kinds, put_party, trail
from tests.support.wishes import refusal


@pytest.fixture
def hall(services: Services, clock: FixedClock) -> Staffed:
    """What the counters work with, at nine o'clock, with two open counters and nobody who waits."""
    return two_counters(services, clock)


@pytest.fixture
def three(hall: Staffed) -> list[Party]:
    """Three parties that wait: A-001, A-002 and A-003."""
    return [waits(hall, number) for number in (1, 2, 3)]


# ------------------------------------------------------------------------------------------- next


def test_next_finishes_and_calls_in_one(services: Services, hall: Staffed, three: list[Party]) -> None:
    """The party that was there is served, the next one is called, and the board counts one more call."""
    assert labels(counters.call_next(hall, ANI, "k1")) == "A-001"
    first = now(hall, three[0])
    assert (first.state, first.counter, first.calls, first.called_at) == ("called", 1, 1, NINE)
    desk = counters.call_next(hall, ANI, "k2")
    assert labels(desk) == "A-002"
    served = now(hall, three[0])
    assert (served.state, served.ended_at, served.counter) == ("served", NINE, 1)
    assert (desk.counter.calls, desk.counter.recent) == (2, (Call("A-002", NINE), Call("A-001", NINE)))
    assert (desk.counter.party_id, desk.counter.label) == (three[1].party_id, "A-002")
    assert kinds(services, BOGOR) == ["next", "next", "open", "open"]


@pytest.mark.usefixtures("three")
def test_next_with_nobody_who_waits(services: Services, hall: Staffed) -> None:
    """It finishes with who is there, and then nobody is; again it changes no party."""
    for key in ("k1", "k2", "k3"):
        counters.call_next(hall, ANI, key)
    desk = counters.call_next(hall, ANI, "k4")
    assert (desk.party, desk.counter.party_id, desk.counter.label, desk.counter.calls) == (None, None, None, 3)
    assert counters.call_next(hall, ANI, "k5").party is None
    assert {each.state for each in hall.hall.parties(BOGOR)} == {"served"}
    assert kinds(services, BOGOR).count("next") == 5


def test_a_counter_calls_its_lanes_alone(hall: Staffed, three: list[Party]) -> None:
    """One that is open for BAP leaves all others waiting."""
    bap = waits(hall, 9, "bap")
    counters.open_counter(hall, ANI, ("bap", "express"))
    assert labels(counters.call_next(hall, ANI, "k1")) == bap.label
    assert counters.call_next(hall, ANI, "k2").party is None
    assert {now(hall, each).state for each in three} == {"waiting"}
    assert labels(counters.call_next(hall, BUDI, "k1")) == "A-001"


def test_a_board_lists_six_calls(hall: Staffed) -> None:
    """The newest first."""
    for number in range(1, 9):
        waits(hall, number)
    for key in range(8):
        counters.call_next(hall, ANI, f"{key}")
    counter = there(hall)
    assert [call.label for call in counter.recent] == ["A-008", "A-007", "A-006", "A-005", "A-004", "A-003"]
    assert counter.calls == 8


@pytest.mark.usefixtures("three")
def test_two_counters_call_two(hall: Staffed, recorder: Recorder) -> None:
    """The other counter was quicker with the first party between our look and our write: we get the next one."""
    called: list[Desk] = []
    recorder.once_before("transact_write_items", lambda: called.append(counters.call_next(hall, BUDI, "k1")))
    assert labels(counters.call_next(hall, ANI, "k1")) == "A-002"
    assert [labels(each) for each in called] == ["A-001"]
    # The other counter's one: ours did not read everything again.
    assert recorder.calls.count("query") == 1


def test_who_was_noted_meanwhile_is_called_all_the_same(hall: Staffed, recorder: Recorder) -> None:
    """The door noted who else is here between our look and our write: the party keeps its place."""
    people = tuple(
        Visitor(place, number, "Siti", "0001", "self", here=number == 2) for place, number in ((0, 1), (1, 2))
    )
    party = waits(hall, 7)._replace(party_id="FAMILY", people=people)
    put_party(hall, party)
    recorder.once_before("transact_write_items", lambda: door.note_people(hall, "door", BOGOR, "FAMILY", (0, 1)))
    desk = counters.call_next(hall, ANI, "k1")
    assert (labels(desk), len(desk.party.here) if desk.party else 0) == ("A-001", 2)


@pytest.mark.usefixtures("three")
def test_a_lost_answer_is_given_again(services: Services, hall: Staffed, recorder: Recorder) -> None:
    """The same key again, also from an officer who has lost the counter since: as it stands, and nothing is done."""

    def lost(_number: int) -> None:
        if recorder.calls[-1] == "transact_write_items":
            recorder.reset()
            raise Busy

    recorder.after = lost
    with pytest.raises(Busy):
        counters.call_next(hall, ANI, "k1")
    before = len(trail(services, BOGOR))
    assert labels(counters.call_next(hall, ANI, "k1")) == "A-001"
    counters.open_counter(hall, BOSS, ())
    assert labels(counters.call_next(hall, ANI, "k1")) == "A-001"
    assert len(trail(services, BOGOR)) == before + 1


@pytest.mark.usefixtures("three")
def test_a_double_click_calls_one(hall: Staffed, recorder: Recorder) -> None:
    """The same press twice, the second while the first is under way."""
    twin: list[Desk] = []
    recorder.once_before("transact_write_items", lambda: twin.append(counters.call_next(hall, ANI, "k1")))
    assert [counters.call_next(hall, ANI, "k1")] == twin
    assert labels(twin[0]) == "A-001"
    assert [each.state for each in hall.hall.parties(BOGOR)].count("called") == 1


@pytest.mark.usefixtures("three")
def test_two_presses_at_once_serve_one_after_the_other(hall: Staffed, recorder: Recorder) -> None:
    """Another key of the same counter was quicker: ours begins again, and the counter never has two parties."""
    recorder.once_before("transact_write_items", lambda: counters.call_next(hall, ANI, "k1"))
    assert labels(counters.call_next(hall, ANI, "k2")) == "A-002"
    states = {each.label: each.state for each in hall.hall.parties(BOGOR)}
    assert states == {"A-001": "served", "A-002": "called", "A-003": "waiting"}


@pytest.mark.usefixtures("three")
def test_whose_party_waits_again_is_read_again(hall: Staffed, recorder: Recorder) -> None:
    """Our party was transferred between our look at the counter and our look at who waits: it is called, once."""
    counters.call_next(hall, ANI, "k1")
    at: list[str] = []

    def transferred(number: int) -> None:
        at.append(recorder.calls[number])
        if at[-1] == "query":
            recorder.reset()
            counters.transfer(hall, ANI, "k2", "booked")

    recorder.before = transferred
    assert labels(counters.call_next(hall, ANI, "k3")) == "A-001"
    assert [each.state for each in hall.hall.parties(BOGOR)].count("called") == 1


@pytest.mark.usefixtures("three")
def test_what_a_twin_did_refuses_nothing(hall: Staffed, recorder: Recorder) -> None:
    """The same request was done between our look at the operation and our look at the party: that is the answer."""
    counters.call_next(hall, ANI, "k1")
    counters.park(hall, ANI, "k2")
    parked = hall.hall.parties(BOGOR)[0]
    press = partial(counters.call_next, hall, ANI, "k3", parked.party_id)

    def twin(number: int) -> None:
        if recorder.calls[number] == "get_item":
            recorder.reset()
            press()

    recorder.before = twin
    assert labels(press()) == "A-001"


@pytest.mark.usefixtures("three")
def test_a_key_is_of_one_request(hall: Staffed) -> None:
    """The same key for another party, another lane or another press is refused; at another counter it is another."""
    counters.call_next(hall, ANI, "k1")
    reused = (
        partial(counters.call_next, hall, ANI, "k1", "PARTY"),
        partial(counters.call_next, hall, ANI, "k1", None, "why"),
        partial(counters.finish, hall, ANI, "k1"),
    )
    for press in reused:
        assert refusal(press).code == Code.IDEMPOTENCY_KEY_REUSED
    counters.transfer(hall, ANI, "k2", "bap")
    other = partial(counters.transfer, hall, ANI, "k2", "express")
    assert refusal(other).code == Code.IDEMPOTENCY_KEY_REUSED
    counters.open_counter(hall, ANI, ("bap",))
    counters.call_next(hall, ANI, "k3")
    counters.finish(hall, ANI, "k4")
    assert refusal(partial(counters.park, hall, ANI, "k4")).code == Code.IDEMPOTENCY_KEY_REUSED
    assert labels(counters.call_next(hall, BUDI, "k1")) == "A-002"


@pytest.mark.parametrize(("lost", "is_done"), [(3, True), (4, False)])
def test_a_press_is_tried_four_times(hall: Staffed, three: list[Party], lost: int, *, is_done: bool) -> None:
    """Three races may be lost at a counter; after the fourth its officer is asked to press again."""
    races = iter(range(lost))

    class Beaten(Hall):
        def do(self, *given: object, **more: object) -> None:
            for _ in races:
                raise OperationRefused(None, frozenset(), counter=True, booking=False)
            super().do(*given, **more)  # type: ignore[arg-type]

    beaten = hall._replace(hall=Beaten(hall.hall._table, hall.bookings, hall.hall._looks))  # noqa: SLF001 - the same table
    if is_done:
        assert labels(counters.call_next(beaten, ANI, "k1")) == three[0].label
    else:
        with pytest.raises(Busy):
            counters.call_next(beaten, ANI, "k1")


# ------------------------------------------------------------------------------------------- out of turn


def test_who_was_parked_is_called_by_name(hall: Staffed, three: list[Party]) -> None:
    """By every counter, without a reason; the party of before is served."""
    counters.call_next(hall, ANI, "k1")
    desk = counters.park(hall, ANI, "k2")
    assert (desk.party, now(hall, three[0]).state) == (None, "parked")
    counters.call_next(hall, BUDI, "k1")
    assert labels(counters.call_next(hall, BUDI, "k2", three[0].party_id)) == "A-001"
    assert now(hall, three[1]).state == "served"
    assert now(hall, three[0]).counter == 2


def test_nobody_is_called_who_does_not_wait(hall: Staffed, three: list[Party]) -> None:
    """Somebody who is at a counter, was served, or never came is not found, whoever asks."""
    counters.call_next(hall, ANI, "k1")
    for party_id in (three[0].party_id, "NOBODY"):
        assert refusal(partial(counters.call_next, hall, BUDI, "k2", party_id, "why")).code == Code.NOT_FOUND
    counters.finish(hall, ANI, "k3")
    late = partial(counters.call_next, hall, BUDI, "k4", three[0].party_id, "why")
    assert refusal(late).code == Code.NOT_FOUND


def test_only_a_supervisor_breaks_the_order(services: Services, hall: Staffed, three: list[Party]) -> None:
    """With a reason, which the trail keeps beside who did it and for whom."""
    third = three[2].party_id
    assert refusal(partial(counters.call_next, hall, ANI, "k1", third, "ibu hamil")).code == Code.FORBIDDEN
    counters.open_counter(hall, BOSS, ())
    assert refusal(partial(counters.call_next, hall, BOSS, "k1", third)).code == Code.FORBIDDEN
    assert labels(counters.call_next(hall, BOSS, "k1", third, "ibu hamil")) == "A-003"
    [told] = [event for event in trail(services, BOGOR) if event["kind"] == "next"]
    assert (told["by"], told["party"], told["counter"], told["reason"]) == ("boss", third, 1, "ibu hamil")


def test_calls_out_of_turn_are_read_by_others(hall: Staffed, clock: FixedClock, three: list[Party]) -> None:
    """When, who, whom and why, the earliest first; who comes back from fetching something overtook nobody."""
    counters.open_counter(hall, BOSS, ())
    counters.call_next(hall, BOSS, "k1")
    counters.park(hall, BOSS, "k2")
    counters.call_next(hall, BOSS, "k3", three[0].party_id, "sudah kembali")
    clock.instant += timedelta(minutes=1)
    counters.call_next(hall, BOSS, "k4", three[2].party_id, "ibu hamil")
    clock.instant += timedelta(minutes=1)
    counters.call_next(hall, BOSS, "k5", three[1].party_id, "kursi roda")
    told = hall.hall.overtakings(BOGOR)
    assert [tuple(each) for each in told] == [
        (NINE + timedelta(minutes=1), "boss", 1, "A-003", "ibu hamil"),
        (NINE + timedelta(minutes=2), "boss", 1, "A-002", "kursi roda"),
    ]
    assert hall.hall.overtakings(BOGOR._replace(office_id="depok")) == []


def test_the_trail_tells_who_was_called_and_who_was_finished_with(
    services: Services, hall: Staffed, three: list[Party]
) -> None:
    """One key does both, another only one of them, and one that is undone both again; a retry tells nothing more."""
    first, second, third = (each.party_id for each in three)
    counters.call_next(hall, ANI, "k1")
    counters.call_next(hall, ANI, "k2")
    counters.undo(hall, ANI, "k3")
    counters.call_next(hall, ANI, "k4")
    counters.call_next(hall, ANI, "k5")
    counters.call_next(hall, ANI, "k6")
    before = trail(services, BOGOR)
    assert counters.call_next(hall, ANI, "k2").party is None
    told = trail(services, BOGOR)
    assert told == before
    became = sorted(str(event.get("became")) for event in told if event["kind"] in {"next", "undo"})
    assert became == sorted(
        str(each)
        for each in (
            {first: "called"},
            {first: "served", second: "called"},
            {second: "waiting", first: "called"},
            {first: "served", second: "called"},
            {second: "served", third: "called"},
            {third: "served"},
        )
    )


def test_whom_another_counter_called_first_is_not_found(hall: Staffed, three: list[Party], recorder: Recorder) -> None:
    """A certain party is called or not; nobody else is called in its place."""
    counters.call_next(hall, ANI, "k1")
    counters.park(hall, ANI, "k2")
    first = three[0].party_id
    recorder.once_before("transact_write_items", lambda: counters.call_next(hall, BUDI, "k1", first))
    assert refusal(partial(counters.call_next, hall, ANI, "k3", first)).code == Code.NOT_FOUND
    assert there(hall).party_id is None
