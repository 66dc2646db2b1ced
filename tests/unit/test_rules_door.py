"""Rules of the door that a plain example shows: who arrives, where and when, and who of a family is here."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from antrean.aws.table import TransactionRefused
from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code, Refused
from antrean.bookings.model import Booking, CheckIn
from antrean.bookings.operation import Services
from antrean.changes import cancel, move
from antrean.hall import counters, door
from antrean.hall.door import Arrival, Staffed
from antrean.hall.model import Party
from antrean.hall.store import Hall, OperationRefused
from antrean.tickets import qr
from instruments.replay.calls import Recorder
from tests.support.hall import BOGOR, MORNING, arrived, at_counter, expected, kinds, mark_arrived, scans, staffed, trail
from tests.support.wishes import choice, refusal
from tests.unit.conftest import OTHER_SLOT

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


def refused(services: Services, made: Booking, office: str | None = None, key: str = "arrives") -> Refused:
    """The refusal in which an arrival ends."""
    return refusal(lambda: arrived(services, made, office=office, key=key))


# ------------------------------------------------------------------------------------------- arrivals


def test_a_booking_arrives_once(services: Services, at_door: Staffed, made: Booking, clock: FixedClock) -> None:
    """The booking keeps when, where and by whom; a second scan is told when and where it was."""
    party = arrived(services, made)
    assert at_door.hall.party(BOGOR, made.booking_id) == party
    assert (party.state, party.label, party.admitted_by) == ("waiting", "A-001", "officer")
    found = services.store.bookings.get(made.booking_id)
    assert found == made._replace(check_in=CheckIn(MORNING, "bogor", "officer"))
    clock.instant += timedelta(minutes=5)
    again = refused(services, made, key="another scan")
    assert again.code == Code.ALREADY_CHECKED_IN
    assert again.members == {"checked_in_at": MORNING, "office_id": "bogor"}
    assert at_door.hall.party(BOGOR, made.booking_id) == party


def test_two_officers_let_a_booking_in_once(services: Services, made: Booking, recorder: Recorder) -> None:
    """The other officer was quicker between our look and our write, even in the same second: theirs is the one."""
    recorder.once_before(WRITES, lambda: arrived(services, made, officer="other"))
    assert refused(services, made).code == Code.ALREADY_CHECKED_IN
    kept = services.store.bookings.get(made.booking_id)
    assert kept
    assert kept.check_in == CheckIn(MORNING, "bogor", "other")
    assert [event["by"] for event in trail(services, BOGOR)] == ["other"]


def test_a_booking_arrives_at_its_office(services: Services, made: Booking) -> None:
    """Elsewhere it is told where and when it is."""
    elsewhere = refused(services, made, office="depok")
    assert elsewhere.code == Code.WRONG_OFFICE
    assert elsewhere.members == {"office_id": "bogor", "date": date(2026, 12, 8), "session": "morning"}
    assert "Kantor Imigrasi Bogor" in elsewhere.detail


@pytest.mark.parametrize(
    ("instant", "comes_in"),
    [
        (datetime(2026, 12, 7, 16, 59, tzinfo=UTC), False),
        (datetime(2026, 12, 7, 17, 0, tzinfo=UTC), True),
        (datetime(2026, 12, 8, 16, 59, tzinfo=UTC), True),
        (datetime(2026, 12, 8, 17, 0, tzinfo=UTC), False),
    ],
)
def test_a_booking_arrives_on_its_day(
    services: Services, made: Booking, clock: FixedClock, instant: datetime, *, comes_in: bool
) -> None:
    """From midnight to midnight in Bogor (17:00 UTC) an officer may let people in; otherwise their day is told."""
    clock.instant = instant
    if comes_in:
        assert arrived(services, made).state == "waiting"
    else:
        wrong = refused(services, made)
        assert wrong.code == Code.WRONG_DAY
        assert wrong.members == {"date": date(2026, 12, 8), "session": "morning"}


def test_half_an_hour_before_the_window(at_door: Staffed, made: Booking, clock: FixedClock) -> None:
    """The window begins at 09:01: from 08:31 on people are let in, before it only if the officer says so."""
    from_then_on = datetime(2026, 12, 8, 1, 31, tzinfo=UTC)
    clock.instant = from_then_on - SECOND
    early = refusal(lambda: scans(at_door, made))
    assert (early.code, early.members) == (Code.TOO_EARLY, {"arrives_from": from_then_on})
    assert at_door.hall.party(BOGOR, made.booking_id) is None
    clock.instant = from_then_on
    assert scans(at_door, made).late is False


def test_an_officer_lets_in_who_is_earlier(at_door: Staffed, made: Booking, clock: FixedClock) -> None:
    """By a word of the officer, in the same request; they are not late, and wait as all others do."""
    clock.instant = datetime(2026, 12, 7, 22, 0, tzinfo=UTC)
    party = scans(at_door, made, early=True)
    assert (party.state, party.late) == ("waiting", False)


def test_late_after_the_window(at_door: Staffed, services: Services, made: Booking, clock: FixedClock) -> None:
    """The window ends at 10:00: who comes at 09:59:59 is in time, who comes at 10:00 is late, and comes in."""
    clock.instant = datetime(2026, 12, 8, 3, 0, tzinfo=UTC) - SECOND
    assert scans(at_door, made).late is False
    door.undo(at_door, "officer", BOGOR, made.booking_id, "undo")
    clock.instant += SECOND
    assert arrived(services, made, key="once more").late is True


def test_the_present_slot_counts(services: Services, made: Booking, siti: str, clock: FixedClock) -> None:
    """The code on a ticket from before the move still lets the booking in, with the numbers of its new slot."""
    clock.instant -= timedelta(days=3)
    move.move(services, siti, made.booking_id, choice(), "pindah")
    clock.instant = MORNING
    party = arrived(services, made)
    assert (party.session, party.window_from) == (OTHER_SLOT.session, "13:00")
    assert [party.label_of(each.number) for each in party.people] == ["B-001", "B-002"]


def test_a_move_at_the_last_moment_counts(
    services: Services, made: Booking, siti: str, clock: FixedClock, recorder: Recorder
) -> None:
    """A booking that was moved between our look and our write arrives as it is now."""

    def moved() -> None:
        clock.instant -= timedelta(days=3)
        move.move(services, siti, made.booking_id, choice(), "pindah")
        clock.instant = MORNING

    recorder.once_before(WRITES, moved)
    assert arrived(services, made).session == OTHER_SLOT.session


def test_what_is_no_valid_booking_is_not_found(
    services: Services, at_door: Staffed, made: Booking, siti: str, clock: FixedClock
) -> None:
    """A code that is not ours, an id that nobody has and a cancelled booking get one answer."""
    for code in ("AP2" + made.booking_id, made.booking_id[1:], "https://example.org", qr.payload("0" * 16)):
        attempt = partial(door.arrive, at_door, "officer", "bogor", Arrival(code), "arrives")
        assert refusal(attempt).code == Code.NOT_FOUND
    clock.instant -= timedelta(days=3)
    cancel.cancel(services, siti, made.booking_id)
    clock.instant = MORNING
    assert refused(services, made).code == Code.NOT_FOUND


def test_a_cancellation_at_the_last_moment_counts(
    services: Services, at_door: Staffed, made: Booking, siti: str, clock: FixedClock, recorder: Recorder
) -> None:
    """A booking that was cancelled between our look and our write does not arrive, and leaves no party."""

    def cancelled() -> None:
        clock.instant -= timedelta(days=3)
        cancel.cancel(services, siti, made.booking_id)
        clock.instant = MORNING

    recorder.once_before(WRITES, cancelled)
    assert refused(services, made).code == Code.NOT_FOUND
    assert at_door.hall.party(BOGOR, made.booking_id) is None


def test_the_table_takes_no_arrival_of_a_cancelled_booking(services: Services, made: Booking, siti: str) -> None:
    """The write itself asks for the status: it is refused also for a booking that was read as it is now."""
    services.clock.instant -= timedelta(days=3)  # type: ignore[attr-defined]
    cancelled = cancel.cancel(services, siti, made.booking_id)
    with pytest.raises(TransactionRefused):
        mark_arrived(services, cancelled, CheckIn(MORNING, "bogor", "officer"))


def test_an_arrival_whose_answer_was_lost_is_done(
    services: Services, made: Booking, recorder: Recorder, clock: FixedClock
) -> None:
    """The same request again, with its key, is answered by the party that it made, also minutes later."""

    def lost(_number: int) -> None:
        if recorder.calls[-1] == WRITES:
            recorder.reset()
            raise Busy

    recorder.after = lost
    with pytest.raises(Busy):
        arrived(services, made)
    clock.instant += 3 * MINUTE
    party = arrived(services, made)
    assert (party.state, party.arrived_at, party.version) == ("waiting", MORNING, 1)
    assert kinds(services, BOGOR) == ["arrive"]


def test_a_twin_of_an_arrival_is_answered_as_it_is(services: Services, made: Booking, recorder: Recorder) -> None:
    """The same request, sent twice at the same time: the one that writes second finds what the first one did."""
    twin: list[Party] = []
    recorder.once_before(WRITES, lambda: twin.append(arrived(services, made)))
    assert [arrived(services, made)] == twin
    assert len(trail(services, BOGOR)) == 1


def test_an_answer_without_its_key_is_no_answer(services: Services, made: Booking) -> None:
    """Another key, or another officer with the same key, is another request."""
    arrived(services, made, key="mine")
    assert refused(services, made, key="other").code == Code.ALREADY_CHECKED_IN
    attempt = partial(arrived, services, made, officer="other", key="mine")
    assert refusal(attempt).code == Code.ALREADY_CHECKED_IN


@pytest.mark.parametrize("how", [{"lane": "priority"}, {"here": (0,)}, {"early": True}])
def test_a_key_is_of_one_arrival(at_door: Staffed, made: Booking, how: dict[str, Any]) -> None:
    """The same key with another lane, other people or another word of the officer is refused."""
    scans(at_door, made)
    assert refusal(lambda: scans(at_door, made, **how)).code == Code.IDEMPOTENCY_KEY_REUSED


@pytest.mark.parametrize(("lost", "comes_in"), [(3, True), (4, False)])
def test_an_arrival_is_tried_four_times(services: Services, made: Booking, lost: int, *, comes_in: bool) -> None:
    """Three races may be lost to other changes of the booking; after the fourth the door is asked to come again."""
    races = iter(range(lost))

    class Beaten(Hall):
        def do(self, *given: Any, **more: Any) -> None:
            for _ in races:
                raise OperationRefused(None, frozenset(), counter=False, booking=True)
            super().do(*given, **more)

    at_door = staffed(services)
    at_door = at_door._replace(hall=Beaten(at_door.hall._table, at_door.bookings, at_door.hall._looks))  # noqa: SLF001 - the same table
    if comes_in:
        assert scans(at_door, made).state == "waiting"
    else:
        with pytest.raises(Busy):
            scans(at_door, made)


def test_an_arrival_is_a_look(services: Services, made: Booking) -> None:
    """That the officer has seen the names is recorded with the account whose booking it is, as part of the arrival."""
    arrived(services, made)
    table = services.store._table  # noqa: SLF001 - what is recorded is read by nobody yet
    [seen] = table.query(f"SEEN#{made.account_id}", "2026", "2027", consistent=True)
    assert seen["sk"] == f"{MORNING.isoformat()}#officer#party {made.booking_id}"
    assert (seen["office"], seen["people"]) == ("bogor", 2)


# ------------------------------------------------------------------------------------------- who is here


def test_who_of_the_family_is_here(at_door: Staffed, made: Booking) -> None:
    """The party has the number of the first who is here, and knows the others."""
    party = scans(at_door, made, here=(1,))
    assert (party.label, [each.here for each in party.people]) == ("A-002", [False, True])
    assert [each.full_name for each in party.here] == [made.applicants[1].full_name]


@pytest.mark.parametrize("here", [(), (2,), (0, 2)])
def test_only_people_of_the_booking_are_here(at_door: Staffed, made: Booking, here: tuple[int, ...]) -> None:
    """Nobody, or somebody who is not in it, is no party: neither on arriving nor later."""
    assert refusal(lambda: scans(at_door, made, here=here)).code == Code.VALIDATION_FAILED
    scans(at_door, made)
    later = partial(door.note_people, at_door, "officer", BOGOR, made.booking_id, here)
    assert refusal(later).code == Code.VALIDATION_FAILED


def test_who_left_the_booking_is_no_visitor(services: Services, at_door: Staffed, siti: str, made: Booking) -> None:
    """A party has those who still come; the others keep their numbers and their places."""
    services.clock.instant -= timedelta(days=3)  # type: ignore[attr-defined]
    cancel.leave(services, siti, made.booking_id, 0)
    services.clock.instant = MORNING  # type: ignore[attr-defined]
    party = arrived(services, made)
    assert [(each.place, each.number) for each in party.people] == [(1, 2)]
    attempt = partial(door.note_people, at_door, "officer", BOGOR, made.booking_id, (0,))
    assert refusal(attempt).code == Code.VALIDATION_FAILED


def test_people_who_come_later_are_noted(services: Services, at_door: Staffed, made: Booking) -> None:
    """Who parks the car comes a little later; the same again changes nothing."""
    scans(at_door, made, here=(1,))
    noted = door.note_people(at_door, "officer", BOGOR, made.booking_id, (0, 1))
    assert (noted.label, len(noted.here), noted.version) == ("A-001", 2, 2)
    assert door.note_people(at_door, "officer", BOGOR, made.booking_id, (1, 0)) == noted
    assert kinds(services, BOGOR) == ["arrive", "people"]


def test_people_are_noted_until_they_are_called(services: Services, at_door: Staffed, made: Booking) -> None:
    """A called party is at its counter, which sees who is there; a parked one is expected back at the door."""
    scans(at_door, made, here=(1,))
    officer = at_counter(at_door)
    counters.call_next(at_door, officer, "calls")
    attempt = partial(door.note_people, at_door, "officer", BOGOR, made.booking_id, (0, 1))
    assert refusal(attempt).code == Code.TOO_LATE
    counters.park(at_door, officer, "parks")
    assert len(attempt().here) == 2
    assert kinds(services, BOGOR) == ["arrive", "next", "open", "park", "people"]


def test_who_is_not_there_has_no_people(at_door: Staffed, made: Booking) -> None:
    """Nobody is noted of a booking that has not arrived, or whose arrival was undone."""
    attempt = partial(door.note_people, at_door, "officer", BOGOR, made.booking_id, (0,))
    assert refusal(attempt).code == Code.NOT_FOUND
    scans(at_door, made)
    door.undo(at_door, "officer", BOGOR, made.booking_id, "undo")
    assert refusal(attempt).code == Code.NOT_FOUND
