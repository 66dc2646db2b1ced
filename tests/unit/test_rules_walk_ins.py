"""Rules of numbers at the door that a plain example shows: for whom, how many, for which day, and each once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from antrean.audit.recount import audit
from antrean.base.clock import FixedClock
from antrean.base.days import start_of_day
from antrean.base.errors import Code
from antrean.bookings.operation import Services
from antrean.bookings.sweep import sweep
from antrean.closures.preview import closable
from antrean.hall import lanes, walk_ins
from antrean.hall.model import Day, Party
from antrean.hall.store import Hall
from antrean.hall.walk_ins import Given, WalkIns
from antrean.notices.events import notices_of
from antrean.offices.model import Lane
from antrean.slots import availability, changes
from antrean.slots.model import Quota, Slot
from antrean.slots.quota_forms import QuotaChange
from antrean.tickets.receipts import must_be_drawn_again
from instruments.replay.calls import Killed, Recorder
from tests.support.hall import arrived, kinds, staffed
from tests.support.wishes import refusal
from tests.unit.conftest import DAY, OFFICE

MORNING = datetime(2026, 12, 8, 2, 10, tzinfo=UTC)
"""Ten past nine in Bogor on the day that the slots of the tests are for, a Tuesday."""
BAP = Slot("bogor", DAY, "walk_in_bap")


@pytest.fixture
def at_door(services: Services, clock: FixedClock) -> WalkIns:
    """What gives numbers at the door, on the morning of the day."""
    clock.instant = MORNING
    return WalkIns(staffed(services).hall, services.store, clock)


def given(at_door: WalkIns, key: str, people: int = 1, lane: Lane = "bap", *, standby: bool = False) -> Given:
    """Give a number."""
    return walk_ins.give(at_door, "officer", OFFICE, lane, people, key, standby=standby)


def quota(at_door: WalkIns, slot: Slot = BAP) -> Quota:
    """The quota of a lane."""
    found = at_door.store.quotas.get(slot)
    assert found
    return found


def code_of_refusal(at_door: WalkIns, key: str, people: int = 1, *, standby: bool = False) -> Code:
    """The code in which asking for a number ends."""
    return refusal(lambda: given(at_door, key, people, standby=standby)).code


def test_people_who_came_together_get_numbers_in_a_row_and_wait(at_door: WalkIns, services: Services) -> None:
    """Two people get two numbers of the lane's letter, without a name, and wait in the lane from then on."""
    first = given(at_door, "1", 2)
    second = given(at_door, "2")
    assert [first.booking.queue_number(each) for each in first.booking.applicants] == ["C-001", "C-002"]
    assert [each.full_name for each in first.booking.applicants] == ["", ""]
    assert first.party
    assert (first.party.lane, first.party.state, first.party.label, first.party.late) == (
        "bap",
        "waiting",
        "C-001",
        False,
    )
    assert second.party
    assert second.party.label == "C-003"
    stored = services.store.bookings.get(first.booking.booking_id)
    assert stored
    assert stored.check_in
    assert (stored.check_in.officer, stored.account_id) == ("officer", "")
    assert kinds(services, Day("bogor", DAY)) == ["walk_in", "walk_in"]


def test_each_lane_has_numbers_of_its_own(at_door: WalkIns) -> None:
    """Lost passports 25 numbers a day, people who go first and people who pay 15 each, with letters of their own."""
    numbers = {lane: given(at_door, lane, lane=lane).booking for lane in ("bap", "priority", "express")}
    shown = {lane: made.queue_number(made.applicants[0]) for lane, made in numbers.items()}
    assert shown == {"bap": "C-001", "priority": "P-001", "express": "X-001"}
    seats = {lane: quota(at_door, made.slot).capacity for lane, made in numbers.items()}
    assert seats == {"bap": 25, "priority": 15, "express": 15}


def test_the_same_request_is_the_same_number(at_door: WalkIns) -> None:
    """A retry gets the number of the first try, also the next day; another request under its key is told so."""
    first = given(at_door, "1")
    assert given(at_door, "1") == first
    assert quota(at_door).seats_left == 24
    assert code_of_refusal(at_door, "1", 2) == Code.IDEMPOTENCY_KEY_REUSED
    assert quota(at_door).claims == {}


def test_no_number_beyond_the_quota(at_door: WalkIns, services: Services) -> None:
    """After 25 numbers the lane is full, for two people when one is left; the auditor finds every seat."""
    for index in range(5):
        given(at_door, f"{index}", 5 if index < 4 else 4)
    assert code_of_refusal(at_door, "two", 2) == Code.SLOT_FULL
    given(at_door, "last")
    assert code_of_refusal(at_door, "one") == Code.SLOT_FULL
    assert quota(at_door).seats_left == 0
    found = audit(services.store, services.clock, [OFFICE])
    assert (found.broken, found.unjudged) == ((), ())


def test_more_numbers_may_be_given_at_once(at_door: WalkIns, services: Services) -> None:
    """What an operator adds is kept elsewhere until a drawn minute; at the door it is given out."""
    for index in range(5):
        given(at_door, f"{index}", 5)
    more = QuotaChange.model_validate({"capacity": 26, "reason": "loket tambahan"})
    changes.change(services.store.quotas, services.pepper, services.clock, "operator", BAP, 1, more)
    assert given(at_door, "more").party
    assert quota(at_door).seats_kept == 0
    assert code_of_refusal(at_door, "one") == Code.SLOT_FULL


def test_a_closed_lane_gives_no_numbers(at_door: WalkIns, services: Services) -> None:
    """An operator closes a lane; the reason is told."""
    given(at_door, "1")
    shut = QuotaChange.model_validate({"state": "closed", "reason": "mesin rusak"})
    changes.change(services.store.quotas, services.pepper, services.clock, "operator", BAP, 1, shut)
    refused = refusal(lambda: given(at_door, "2"))
    assert (refused.code, refused.members) == (Code.SLOT_CLOSED, {"reason": "mesin rusak"})


def test_a_lane_closes_with_the_day(at_door: WalkIns, clock: FixedClock) -> None:
    """Numbers are given until midnight, office time; the next day has numbers of its own."""
    assert quota_closes(at_door) == datetime(2026, 12, 8, 17, 0, tzinfo=UTC)
    clock.instant = datetime(2026, 12, 8, 17, 0, tzinfo=UTC)
    tomorrow = given(at_door, "2").booking
    assert tomorrow.slot == BAP._replace(date=DAY + timedelta(days=1))
    assert tomorrow.queue_number(tomorrow.applicants[0]) == "C-001"


def test_operators_set_lanes_ahead(at_door: WalkIns, services: Services) -> None:
    """The lanes of each published day from today on are seen as they will be, and changed before their first use."""
    publish(services, -1)
    publish(services, 1)
    given(at_door, "1")
    publish(services, 2, "evening")
    days = DAY - timedelta(days=1), DAY + timedelta(days=7)

    def seen() -> dict[tuple[int, str], tuple[int, int, str]]:
        published = availability.published(services.store.quotas, OFFICE, *days)
        found = lanes.with_lanes(OFFICE, published, MORNING)
        assert [each.slot.date for each in found] == sorted(each.slot.date for each in found)
        assert len({each.slot for each in found}) == len(found)
        walk_in = [each for each in found if each.slot.session.startswith("walk_in_")]
        return {
            ((each.slot.date - DAY).days, each.slot.session[8:]): (each.capacity, each.seats_left, each.etag)
            for each in walk_in
        }

    full = {"bap": 25, "priority": 15, "express": 15}
    expected = {(day, lane): (n, n, '"1"') for day in (0, 1) for lane, n in full.items()}
    assert seen() == expected | {(0, "bap"): (25, 24, '"1"')}
    published = availability.published(services.store.quotas, OFFICE, *days)
    *_, coming = [each for each in lanes.with_lanes(OFFICE, published, MORNING) if each not in published]
    assert coming.opens_at == start_of_day(coming.slot.date - timedelta(days=7), OFFICE.zone)
    tomorrow = BAP._replace(date=DAY + timedelta(days=1))
    for slot in (tomorrow, BAP._replace(date=DAY + timedelta(days=2)), tomorrow._replace(session="evening")):
        lanes.publish_for_change(services.store.quotas, OFFICE, slot, MORNING)
        assert (services.store.quotas.get(slot) is not None) is (slot == tomorrow)
    fewer = QuotaChange.model_validate({"capacity": 10, "reason": "satu loket"})
    changes.change(services.store.quotas, services.pepper, services.clock, "operator", tomorrow, 1, fewer)
    assert seen()[1, "bap"] == (10, 10, '"2"')
    lanes.publish_for_change(services.store.quotas, OFFICE, tomorrow, MORNING)
    assert quota(at_door, tomorrow).capacity == 10


def quota_closes(at_door: WalkIns) -> datetime:
    """When the lane of the day closes, once a number was given."""
    given(at_door, "1")
    return quota(at_door).closes_at


def publish(services: Services, days: int, session: str = "morning") -> None:
    """Publish a session so many days after the day."""
    there = quota_of(services)
    services.store.quotas.publish(there._replace(slot=Slot("bogor", DAY + timedelta(days=days), session)))


def quota_of(services: Services) -> Quota:
    """The quota of the morning of the day."""
    found = services.store.quotas.get(Slot("bogor", DAY, "morning"))
    assert found
    return found._replace(closes_at=datetime(2027, 1, 1, tzinfo=UTC))


def test_standby_is_for_the_next_day_of_service(at_door: WalkIns, services: Services, clock: FixedClock) -> None:
    """A number for the next day is given, nobody waits yet, and the code of the slip is good then, in its lane."""
    publish(services, 2)
    standby = given(at_door, "1", standby=True)
    assert standby.party is None
    assert standby.booking.slot == BAP._replace(date=DAY + timedelta(days=2))
    assert standby.booking.check_in is None
    clock.instant += timedelta(days=2)
    party = arrived(services, standby.booking)
    assert (party.lane, party.label, party.state) == ("bap", "C-001", "waiting")


def test_standby_needs_a_day_of_service_within_a_week(at_door: WalkIns, services: Services) -> None:
    """Seven days ahead are looked at; a day with nothing but a lane of the door is none."""
    publish(services, 8)
    publish(services, 1, "walk_in_bap")
    assert code_of_refusal(at_door, "1", standby=True) == Code.SLOT_CLOSED
    publish(services, 7)
    assert given(at_door, "1", standby=True).booking.slot.date == DAY + timedelta(days=7)


def test_standby_leaves_half_for_who_comes_then(at_door: WalkIns, services: Services) -> None:
    """Half of the 25 numbers, 12, are given the day before, and no more; on the day itself the others are."""
    publish(services, 1)
    for index in range(4):
        given(at_door, f"{index}", 3, standby=True)
    assert code_of_refusal(at_door, "more", standby=True) == Code.SLOT_FULL
    assert quota(at_door, BAP._replace(date=DAY + timedelta(days=1))).seats_left == 13


def at_the_claim(recorder: Recorder, happen: Callable[[], object]) -> None:
    """Let something happen just before the next claim of seats, once."""
    waiting = [happen]

    def before(number: int) -> None:
        if recorder.calls[number] == "update_item" and waiting:
            waiting.pop()()

    recorder.reset()
    recorder.before = before


def test_two_officers_leave_half_too(at_door: WalkIns, services: Services, recorder: Recorder) -> None:
    """Of two who give the last number for the next day at the same moment one gives it; kept numbers are not given."""
    publish(services, 1)
    for index in range(3):
        given(at_door, f"{index}", 3, standby=True)
    given(at_door, "eleven", 2, standby=True)
    more = QuotaChange.model_validate({"capacity": 60, "reason": "loket tambahan"})
    tomorrow = BAP._replace(date=DAY + timedelta(days=1))
    at_the_claim(recorder, lambda: given(at_door, "other", standby=True))
    assert code_of_refusal(at_door, "mine", standby=True) == Code.SLOT_FULL
    recorder.reset()
    changes.change(services.store.quotas, services.pepper, services.clock, "operator", tomorrow, 1, more)
    assert code_of_refusal(at_door, "mine", standby=True) == Code.SLOT_FULL
    left = quota(at_door, tomorrow)
    assert (left.seats_left, left.seats_kept) == (13, 35)


def test_a_try_that_died_is_not_in_its_own_way(at_door: WalkIns, services: Services, recorder: Recorder) -> None:
    """The last number for the next day is claimed, the function dies; the same request again gets it."""
    publish(services, 1)
    for index in range(4):
        given(at_door, f"{index}", 3 if index else 2, standby=True)
    recorder.reset()
    recorder.kill(4, "before")
    with pytest.raises(Killed):
        given(at_door, "last", standby=True)
    assert recorder.calls[-2:] == ["update_item", "transact_write_items"]
    recorder.reset()
    assert given(at_door, "last", standby=True).booking.applicants[0].number == 12


def test_what_a_twin_got_refuses_nothing(at_door: WalkIns, recorder: Recorder) -> None:
    """A request that comes twice at once gets the last number once, and both are told of it, with who waits."""
    for index in range(5):
        given(at_door, f"{index}", 5 if index else 4)
    at_the_claim(recorder, lambda: given(at_door, "last"))
    twin = given(at_door, "last")
    recorder.reset()
    assert twin == given(at_door, "last")
    assert (twin.booking.applicants[0].number, quota(at_door).seats_left) == (25, 0)
    assert twin.party


def test_a_number_is_answered_with_who_waits(
    at_door: WalkIns, monkeypatch: pytest.MonkeyPatch, recorder: Recorder
) -> None:
    """Who sees the booking of a number, and not yet its party, waits for the end of what writes both."""
    made = given(at_door, "1")
    party, seen = Hall.party, list[None]()

    def late(self: Hall, *which: Any) -> Party | None:
        if not seen:
            seen.append(None)
            return None
        return party(self, *which)

    monkeypatch.setattr(Hall, "party", late)
    recorder.reset()
    assert given(at_door, "1") == made
    assert "transact_get_items" in recorder.calls


def test_lanes_of_the_door_are_in_no_public_read(at_door: WalkIns, services: Services) -> None:
    """Neither the month of an office nor the nearest places show them, and no closure displaces their people."""
    publish(services, 1)
    given(at_door, "1")
    given(at_door, "2", standby=True)
    month = availability.month(services.store.quotas, services.clock, OFFICE, DAY, DAY + timedelta(days=1))
    assert {each.session.session for day in month for each in day.slots} == {"morning", "afternoon"}
    options = availability.nearest(services.store.quotas, services.clock, services.directory, 1)
    assert {option.slot.session for option in options} <= {"morning", "afternoon"}
    days = (DAY, DAY + timedelta(days=1))
    closed = closable(services.store.quotas, OFFICE, services.clock.now(), days, None)
    assert {each.slot.session for each in closed} == {"morning", "afternoon"}


def test_who_has_no_account_is_told_nothing(at_door: WalkIns) -> None:
    """A number that was given at the door makes no notice and no receipt: it is printed there."""
    made = given(at_door, "1").booking
    assert notices_of(None, made) == []
    assert not must_be_drawn_again(None, made)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_number_is_given_once_though_the_function_dies(
    at_door: WalkIns, recorder: Recorder, clock: FixedClock, when: str
) -> None:
    """Killed at each of its calls and sent again, a request gives one number; what is left behind is swept up."""
    given(at_door, "counts")
    recorder.reset()
    given(at_door, "counted")
    calls = len(recorder.calls)
    for call in range(calls):
        recorder.kill(call, when)
        with pytest.raises(Killed):
            given(at_door, f"{call}")
        recorder.reset()
        given(at_door, f"{call}")
    clock.instant += timedelta(minutes=2)
    sweep(at_door.store, clock, [OFFICE])
    left = quota(at_door)
    assert (left.seats_left, left.claims, calls) == (25 - 2 - calls, {}, 5)
    assert audit(at_door.store, clock, [OFFICE]).broken == ()
