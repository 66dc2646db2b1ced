"""Rules of the counters by plain examples: who works there, whom they call, how that ends, and what is undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code, Refused
from antrean.bookings.operation import Services
from antrean.hall import counters, door
from antrean.hall.counters import Officer
from antrean.hall.door import Staffed
from antrean.hall.model import Call, Counter, Day, Desk, Party, Visitor
from antrean.hall.store import Hall, OperationRefused
from antrean.offices.model import Lane
from instruments.replay.calls import Recorder
from tests.support.hall import kinds, put_party, staffed, trail
from tests.support.wishes import refusal

NINE = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)
BOGOR = Day("bogor", date(2026, 12, 8))
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
ANI = Officer("ani", BOGOR, 1)
BUDI = Officer("budi", BOGOR, 2)
BOSS = Officer("boss", BOGOR, 1, supervises=True)


@pytest.fixture
def hall(services: Services, clock: FixedClock) -> Staffed:
    """What the counters work with, at nine o'clock, with two open counters and nobody who waits."""
    clock.instant = NINE
    hall = staffed(services)
    for officer in (ANI, BUDI):
        counters.open_counter(hall, officer, ())
    return hall


@pytest.fixture
def three(hall: Staffed) -> list[Party]:
    """Three parties that wait: A-001, A-002 and A-003."""
    return [waits(hall, number) for number in (1, 2, 3)]


def waits(hall: Staffed, number: int, lane: Lane = "booked") -> Party:
    """Let a party of one person wait."""
    people = (Visitor(0, number, "Siti", "0001", "self", here=True),)
    party = Party(
        BOGOR, f"PARTY{number:011d}", "A", "morning", "09:00", "new", lane, "waiting", late=False,
        arrived_at=NINE - MINUTE, admitted_by="door", people=people,
    )  # fmt: skip
    put_party(hall, party)
    return party


def now(hall: Staffed, party: Party) -> Party:
    """A party as it is now."""
    found = hall.hall.party(BOGOR, party.party_id)
    assert found
    return found


def there(hall: Staffed, officer: Officer = ANI) -> Counter:
    """A counter as it is now."""
    return hall.hall.counters.get(BOGOR, officer.counter)


def labels(desk: Desk) -> str | None:
    """Who is at a desk."""
    return desk.party.label if desk.party else None


def beforehand(recorder: Recorder, act: Callable[[], object]) -> None:
    """Let something happen once, just before our next write."""

    def act_once(number: int) -> None:
        if recorder.calls[number] == "transact_write_items":
            recorder.reset()
            act()

    recorder.before = act_once


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
    beforehand(recorder, lambda: counters.open_counter(hall, first, ()))
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
    beforehand(recorder, lambda: called.append(counters.call_next(hall, BUDI, "k1")))
    assert labels(counters.call_next(hall, ANI, "k1")) == "A-002"
    assert [labels(each) for each in called] == ["A-001"]
    # The other counter's one: ours did not read everything again.
    assert recorder.calls.count("query") == 1


def test_who_was_noted_meanwhile_is_called_all_the_same(hall: Staffed, recorder: Recorder) -> None:
    """The door noted who else is here between our look and our write: the party keeps its place."""
    people = tuple(
        Visitor(place, number, "Siti", "0001", "self", here=number == 2) for place, number in ((0, 1), (1, 2))
    )
    party = replace(waits(hall, 7), party_id="FAMILY", people=people)
    put_party(hall, party)
    beforehand(recorder, lambda: door.note_people(hall, "door", BOGOR, "FAMILY", (0, 1)))
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
    beforehand(recorder, lambda: twin.append(counters.call_next(hall, ANI, "k1")))
    assert [counters.call_next(hall, ANI, "k1")] == twin
    assert labels(twin[0]) == "A-001"
    assert [each.state for each in hall.hall.parties(BOGOR)].count("called") == 1


@pytest.mark.usefixtures("three")
def test_two_presses_at_once_serve_one_after_the_other(hall: Staffed, recorder: Recorder) -> None:
    """Another key of the same counter was quicker: ours begins again, and the counter never has two parties."""
    beforehand(recorder, lambda: counters.call_next(hall, ANI, "k1"))
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
    beforehand(recorder, lambda: counters.call_next(hall, BUDI, "k1", first))
    assert refusal(partial(counters.call_next, hall, ANI, "k3", first)).code == Code.NOT_FOUND
    assert there(hall).party_id is None


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


# ------------------------------------------------------------------------------------------- undo


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
        assert back == replace(before, version=before.version + 2)


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
    party = replace(waits(hall, 1), people=people)
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
    beforehand(recorder, lambda: counters.call_next(hall, BUDI, "k1", three[0].party_id))
    answer = refusal(partial(counters.undo, hall, ANI, "k3"))
    assert isinstance(answer, Refused)
    assert answer.code == Code.TOO_LATE
    assert now(hall, three[0]).counter == 2
