"""Telling that nobody comes, until the arrival window begins; and what becomes of the seats at the door."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings.forms import booking_view
from antrean.bookings.operation import Services
from antrean.changes import book, cancel
from antrean.closures.store import Closures
from antrean.hall import walk_ins
from antrean.hall.lists import DailyLooks, day_list
from antrean.hall.walk_ins import Seats, WalkIns
from antrean.offices.store import Looks, audit_key
from antrean.slots.model import Quota, Slot
from antrean.tickets.ical import event
from instruments.replay.calls import Recorder
from instruments.replay.people import nik
from tests.support.closings import close, displaced
from tests.support.hall import BOGOR, MORNING, arrived, expected, kinds, staffed
from tests.support.ledger import unbalanced
from tests.support.wishes import KEY, account_of, asked, kept, left, refusal
from tests.unit.conftest import DAY, OFFICE, SLOT, register

WINDOW = datetime(2026, 12, 8, 2, 1, tzinfo=UTC)
"""One past nine in Bogor, when the window of the morning begins."""
BAP = Slot("bogor", DAY, "walk_in_bap")


def test_until_the_window_begins_people_can_tell_that_they_do_not_come(
    services: Services, siti: str, clock: FixedClock
) -> None:
    """Also on the day, when nothing can be cancelled any more; a second later it is too late."""
    made = expected(services, siti, clock)
    clock.instant = WINDOW
    assert refusal(lambda: cancel.cannot_come(services, siti, made.booking_id)).code == Code.TOO_LATE
    clock.instant = WINDOW - timedelta(seconds=1)
    assert refusal(lambda: cancel.cancel(services, siti, made.booking_id)).code == Code.TOO_LATE
    told = cancel.cannot_come(services, siti, made.booking_id)
    assert (told.status, told.cannot_come_at, told.revision) == ("cancelled", clock.instant, 1)
    clock.instant = WINDOW + timedelta(hours=5)
    assert cancel.cannot_come(services, siti, made.booking_id) == told
    assert services.store.bookings.get(made.booking_id) == told


def test_it_gives_back_and_frees_as_a_cancellation_does(services: Services, siti: str, clock: FixedClock) -> None:
    """The seats are kept, the people free, and it counts like a cancellation: who tells early is never worse off."""
    made = expected(services, siti, clock)
    clock.instant = WINDOW - timedelta(hours=2)
    cancel.cannot_come(services, siti, made.booking_id)
    assert (kept(services.store), left(services.store)) == (2, 3)
    account = account_of(services.store, made)
    assert account.active_booking is None
    assert len(account.limits.cancellations) == 1
    assert not unbalanced(services.store, [SLOT], settled=True)
    assert cancel.cancel(services, siti, made.booking_id).cannot_come_at


def test_it_may_be_told_days_before_too(services: Services, siti: str, clock: FixedClock) -> None:
    """Then it is a cancellation by another name."""
    made = expected(services, siti, clock)
    clock.instant = MORNING - timedelta(days=3)
    assert cancel.cannot_come(services, siti, made.booking_id).cannot_come_at == clock.instant


def test_who_has_arrived_comes(services: Services, siti: str, clock: FixedClock, recorder: Recorder) -> None:
    """Before the window began too; and where the door notes it at the same moment, the arrival stands."""
    made = expected(services, siti, clock)
    clock.instant = WINDOW - timedelta(minutes=10)
    recorder.once_before("transact_write_items", lambda: arrived(services, made))
    assert refusal(lambda: cancel.cannot_come(services, siti, made.booking_id)).code == Code.TOO_LATE
    assert refusal(lambda: cancel.cannot_come(services, siti, made.booking_id)).code == Code.TOO_LATE
    assert kept(services.store) == 0


def test_who_told_is_not_let_in(services: Services, siti: str, clock: FixedClock) -> None:
    """Their seats may be others' by then."""
    made = expected(services, siti, clock)
    clock.instant = WINDOW - timedelta(minutes=10)
    cancel.cannot_come(services, siti, made.booking_id)
    assert refusal(lambda: arrived(services, made)).code == Code.NOT_FOUND


def test_nobody_tells_for_others(services: Services, siti: str, clock: FixedClock) -> None:
    """Another account's booking is not found."""
    made = expected(services, siti, clock)
    other = register(services, "budi", nik(902))
    assert refusal(lambda: cancel.cannot_come(services, other, made.booking_id)).code == Code.NOT_FOUND


def test_who_lost_the_place_by_a_closure_cancels_instead(services: Services, closures: Closures, siti: str) -> None:
    """There is no window that they could miss."""
    made = book.book(services, siti, asked(1), KEY)
    close(services, closures)
    away = displaced(services, made)
    assert refusal(lambda: cancel.cannot_come(services, siti, away.booking_id)).code == Code.DISPLACED


def test_it_is_shown_where_a_cancellation_is(services: Services, siti: str, clock: FixedClock) -> None:
    """In the answer and in the calendar, with the instant; a booking that was only cancelled says nothing of it."""
    made = expected(services, siti, clock)
    clock.instant = WINDOW - timedelta(minutes=10)
    told = cancel.cannot_come(services, siti, made.booking_id)
    assert booking_view(told)["cannot_come_at"] == "2026-12-08T01:51:00Z"
    calendar = event(told).replace("\r\n ", "")
    assert "STATUS:CANCELLED" in calendar
    assert "Anda sudah memberi tahu bahwa tidak dapat datang." in calendar
    assert "cannot_come_at" not in booking_view(made)
    assert "memberi tahu" not in event(made)


@pytest.fixture
def at_door(services: Services, siti: str, clock: FixedClock) -> WalkIns:
    """The morning of a day on which two people told that they do not come, and what gives numbers at the door."""
    made = expected(services, siti, clock)
    clock.instant = WINDOW - timedelta(minutes=10)
    cancel.cannot_come(services, siti, made.booking_id)
    return WalkIns(staffed(services).hall, services.store, clock)


def take(at_door: WalkIns, n: int = 2, session: str = "morning", key: str = "takes") -> Seats:
    """Give kept seats to the lane of lost passports."""
    return walk_ins.take_over(at_door, "pengawas", OFFICE, session, "bap", n, "banyak yang menunggu", key)


def quota(at_door: WalkIns, slot: Slot) -> Quota:
    """The quota of a slot."""
    found = at_door.store.quotas.get(slot)
    assert found
    return found


def test_a_supervisor_gives_kept_seats_to_a_lane(at_door: WalkIns, services: Services) -> None:
    """One has fewer seats and the other as many more; both add up, and both records say why."""
    assert take(at_door) == Seats(0, 27)
    session, lane = quota(at_door, SLOT), quota(at_door, BAP)
    assert (session.capacity, session.seats_kept, session.version) == (3, 0, 2)
    assert (lane.capacity, lane.seats_left, lane.version) == (27, 27, 2)
    assert not unbalanced(services.store, [SLOT, BAP], settled=True)
    assert kinds(services, BOGOR) == ["seats"]
    table = services.store._table  # noqa: SLF001 - no rule reads the records
    records = [*table.query(audit_key("bogor", WINDOW, "")[0], "0", "~", consistent=True)]
    told = {each["session"]: (each["before"]["capacity"], each["after"]["capacity"]) for each in records}
    assert told == {"morning": (5, 3), "walk_in_bap": (25, 27)}
    assert {each["reason"] for each in records} == {"banyak yang menunggu"}


def test_the_same_seats_are_given_once(at_door: WalkIns) -> None:
    """The same request again answers how it stands; another one under its key is refused."""
    assert take(at_door, 1) == take(at_door, 1) == Seats(1, 26)
    assert refusal(lambda: take(at_door, 2)).code == Code.IDEMPOTENCY_KEY_REUSED


def test_no_more_than_are_kept(at_door: WalkIns) -> None:
    """Nobody who has a booking loses a seat to the door."""
    assert refusal(lambda: take(at_door, 3)).code == Code.SLOT_FULL
    assert refusal(lambda: take(at_door, 1, "afternoon")).code == Code.SLOT_FULL
    assert refusal(lambda: take(at_door, 1, "evening")).code == Code.VALIDATION_FAILED


def test_two_supervisors_at_once_take_what_there_is(at_door: WalkIns, recorder: Recorder) -> None:
    """The second reads again, and finds fewer."""
    recorder.once_before("transact_write_items", lambda: take(at_door, 1, key="other"))
    assert refusal(lambda: take(at_door, 2)).code == Code.SLOT_FULL
    assert (quota(at_door, SLOT).seats_kept, quota(at_door, BAP).seats_left) == (1, 26)


def test_seats_that_go_meanwhile_are_not_given_away(at_door: WalkIns, recorder: Recorder) -> None:
    """The write itself counts them: as many as are given must be kept."""

    def gone() -> None:
        take_away(at_door)

    recorder.once_before("transact_write_items", gone)
    assert refusal(lambda: take(at_door, 2)).code == Code.SLOT_FULL


def take_away(at_door: WalkIns) -> None:
    """Let a kept seat be taken without a change of the version, as a release does."""
    table = at_door.store._table  # noqa: SLF001 - what no rule does on the day itself
    table.update(
        ("OFFICE#bogor", "QUOTA#2026-12-08#morning"),
        "SET seats_kept = seats_kept - :one, seats_left = seats_left + :one",
        "attribute_exists(pk)",
        values={":one": 1},
    )


@pytest.mark.parametrize("slot", [SLOT, BAP])
def test_an_operator_who_changes_a_quota_meanwhile_is_not_overwritten(
    at_door: WalkIns, recorder: Recorder, slot: Slot
) -> None:
    """The records say what the capacity was: so both quotas are as they were read."""
    take(at_door, 1, key="first")

    def operator() -> None:
        old = quota(at_door, slot)
        more = {"capacity": old.capacity + 1, "seats_left": old.seats_left + 1}
        new = old._replace(**more, version=old.version + 1, last_change="change")  # type: ignore[arg-type]
        at_door.store.quotas.change(old, new, "operator", "loket tambahan", at_door.clock.now())

    recorder.once_before("transact_write_items", operator)
    assert take(at_door, 1, key="second").kept == 0
    assert (quota(at_door, SLOT).capacity, quota(at_door, BAP).capacity) == ((4, 27) if slot == SLOT else (3, 28))
    table = at_door.store._table  # noqa: SLF001 - no rule reads the records
    records = [*table.query(audit_key("bogor", WINDOW, "")[0], "0", "~", consistent=True)]
    capacities = {
        each["before"]["version"]: (each["before"]["capacity"], each["after"]["capacity"])
        for each in records
        if each["session"] == slot.session
    }
    assert [capacities[number][1] for number in (1, 2)] == [capacities[number][0] for number in (2, 3)]


def test_a_lane_that_is_closed_takes_no_seats(at_door: WalkIns, recorder: Recorder) -> None:
    """Its numbers would be given to nobody; also where it is closed in the last moment, without a new version."""
    take(at_door, 1, key="first")

    def shut() -> None:
        table = at_door.store._table  # noqa: SLF001 - to show the one clause
        key, values = ("OFFICE#bogor", "QUOTA#2026-12-08#walk_in_bap"), {":closed": "closed"}
        table.update(key, "SET #state = :closed", "attribute_exists(pk)", values=values, names={"#state": "state"})

    recorder.once_before("transact_write_items", shut)
    assert refusal(lambda: take(at_door, 1, key="second")).code == Code.SLOT_CLOSED
    assert quota(at_door, SLOT).seats_kept == 1


@pytest.mark.usefixtures("at_door")
def test_todays_list_tells_how_many_seats_are_kept(services: Services) -> None:
    """So that a supervisor knows what there is to give."""
    looks = DailyLooks(Looks(services.store._table))  # noqa: SLF001 - as wiring does
    found = day_list(staffed(services), services.store.quotas, looks, "pengawas", OFFICE, "2026-12-08")
    assert [each.kept for each in found.sessions] == [2, 0]
