"""Closures: who is displaced from a slot that its office closes, and how a closure is done to its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings.model import Booking, CheckIn
from antrean.bookings.operation import Services
from antrean.changes import book, move
from antrean.closures import apply, work
from antrean.closures.displace import shut
from antrean.closures.forms import NewClosure
from antrean.closures.model import Closure
from antrean.closures.preview import preview
from antrean.closures.store import Closures
from antrean.slots.quota_forms import QuotaChange
from instruments.replay.calls import Recorder
from instruments.replay.people import nik
from tests.support.closings import (
    MINUTE,
    REASON,
    THIRTY_DAYS_AFTER_ITS_DAY,
    a_later_slot,
    close,
    displaced,
    nobody,
    quota_of,
)
from tests.support.hall import mark_arrived
from tests.support.wishes import KEY, asked, choice, kept, left, numbers, refusal
from tests.unit.conftest import DAY, NOW, OFFICE, OTHER_SLOT, SLOT, register


@pytest.fixture
def made(services: Services, siti: str) -> Booking:
    """A booking of Siti and one child in `SLOT`."""
    return book.book(services, siti, asked(2), KEY)


@pytest.fixture
def closure(services: Services, closures: Closures, made: Booking) -> Closure:  # noqa: ARG001 - it is there before
    """The closure of `SLOT`, where Siti had her booking."""
    return close(services, closures)


@pytest.mark.usefixtures("made")
def test_a_preview_changes_nothing(services: Services, recorder: Recorder) -> None:
    """It says how many parties and people would be displaced, and writes nothing."""
    recorder.calls.clear()
    seen = preview(services.store, OFFICE, NOW, (DAY, DAY), None, set)
    assert [
        (each.slot, each.parties, each.people, each.moved, each.unreachable, each.served) for each in seen.slots
    ] == [
        (SLOT, 1, 2, 0, 1, 0),
        (OTHER_SLOT, 0, 0, 0, 0, 0),
    ]
    assert set(recorder.calls) <= {"query", "batch_get_item"}


def test_a_preview_tells_who_was_moved_and_who_was_served(services: Services, made: Booking) -> None:
    """Parties that moved before are told apart; those that were served stay, and are counted for themselves."""
    other = book.book(services, register(services, "ayu", nik(80)), asked(1, OTHER_SLOT, start=90), KEY)
    move.move(services, other.account_id, other.booking_id, choice(SLOT), "pindah")
    [seen] = preview(services.store, OFFICE, NOW, (DAY, DAY), "morning", nobody).slots
    assert (seen.parties, seen.people, seen.moved, seen.served) == (2, 3, 1, 0)
    mark_arrived(services, made, CheckIn(NOW, "bogor", "petugas"))
    [seen] = preview(services.store, OFFICE, NOW, (DAY, DAY), "morning", nobody).slots
    assert (seen.parties, seen.people, seen.moved, seen.served) == (1, 1, 1, 1)


def test_days_that_are_over_have_nothing_to_close(services: Services, recorder: Recorder) -> None:
    """They are asked for nowhere: DynamoDB refuses a range that ends before it begins."""
    recorder.calls.clear()
    over = NOW.date() - timedelta(days=2)
    assert preview(services.store, OFFICE, NOW, (over, over), None, nobody).slots == ()
    assert recorder.calls == []


def test_closing_displaces_who_is_booked(services: Services, made: Booking, closure: Closure) -> None:
    """The booking has no place any more, its seats are kept, and the slot says why it is closed."""
    found, quota = displaced(services, made), quota_of(services)
    assert closure.state == "displaced"
    assert (found.meaning.holds_seats, found.revision) == (False, made.revision + 1)
    assert (quota.state, quota.reason, quota.seats_left, quota.seats_kept) == ("closed", REASON, 3, 2)
    assert numbers(found) == numbers(made)


def test_the_people_of_a_displaced_booking_are_held(services: Services, made: Booking, closure: Closure) -> None:
    """Nobody else books them until 30 days after the closed day, and the account books nothing else either."""
    budi = register(services, "budi", nik(902))
    assert displaced(services, made).until == THIRTY_DAYS_AFTER_ITS_DAY == closure.lapses_at
    services = replace(services, clock=FixedClock(datetime(2026, 12, 20, 3, 0, tzinfo=UTC)))
    later = a_later_slot(services)
    assert refusal(lambda: book.book(services, budi, asked(2, later), KEY)).code == Code.NIK_ALREADY_BOOKED
    assert refusal(lambda: book.book(services, made.account_id, asked(1, later), "x")).code == Code.BOOKING_EXISTS


def test_closing_again_with_the_same_key_changes_nothing(
    services: Services, closures: Closures, recorder: Recorder, closure: Closure
) -> None:
    """The same closure is answered, and nothing is written; another one of the same key is refused."""
    recorder.calls.clear()
    assert close(services, closures) == closure
    assert not {"transact_write_items", "update_item", "put_item"} & {*recorder.calls}
    assert refusal(lambda: close(services, closures, reason="Banjir")).code == Code.IDEMPOTENCY_KEY_REUSED


@pytest.mark.usefixtures("made")
def test_a_closing_needs_the_slots_as_they_were_seen(services: Services, closures: Closures) -> None:
    """Where an operator changed a slot since the preview, nothing is closed."""
    request = NewClosure.model_validate({"from": DAY, "to": DAY, "session": None, "reason": REASON})
    answer = refusal(lambda: apply.close(services, closures, "operator", OFFICE, 1, request, KEY))
    assert answer.code == Code.VERSION_CONFLICT
    assert quota_of(services).state == "open"


@pytest.mark.usefixtures("made")
def test_a_slot_that_an_operator_changed_since_is_not_closed(services: Services, closures: Closures) -> None:
    """Every change by an operator makes another tag of the same slots."""
    tag = preview(services.store, OFFICE, NOW, (DAY, DAY), "morning", nobody).tag
    more_seats = QuotaChange(capacity=6, reason="kursi")
    apply.change_quota(services, closures, "operator", OFFICE, SLOT, quota_of(services).version, more_seats)
    request = NewClosure.model_validate({"from": DAY, "to": DAY, "session": "morning", "reason": REASON})
    answer = refusal(lambda: apply.close(services, closures, "operator", OFFICE, tag, request, KEY))
    assert (answer.code, quota_of(services).state) == (Code.VERSION_CONFLICT, "open")


@pytest.mark.parametrize("far", [date.max, date(9999, 12, 2)])
def test_days_that_nobody_can_publish_have_nothing_to_close(services: Services, closures: Closures, far: date) -> None:
    """They are days as any others, up to the last one that there is."""
    asked_for = {"from": far, "to": far, "session": "morning", "reason": REASON}
    request = NewClosure.model_validate(asked_for)
    tag = preview(services.store, OFFICE, NOW, (far, far), "morning", nobody).tag
    for read, code in ((tag, Code.NOT_FOUND), (tag + 1, Code.VERSION_CONFLICT)):
        answer = refusal(partial(apply.close, services, closures, "operator", OFFICE, read, request, "tutup"))
        assert answer.code == code
    close(services, closures)
    answer = refusal(lambda: apply.close(services, closures, "operator", OFFICE, tag, request, "tutup"))
    assert answer.code == Code.IDEMPOTENCY_KEY_REUSED


def test_whose_day_is_over_stays(services: Services, closures: Closures, made: Booking) -> None:
    """A closure that comes to a booking after its day leaves it as it is: others may have booked its people since."""
    whole = close(services, closures, "afternoon", "lain")._replace(closure_id="Z" * 16, slots=(SLOT,))
    closures.begin(whole._replace(state="displacing"))
    work.go_on_with_all(services.store, closures, FixedClock(made.until))
    assert services.store.bookings.get(made.booking_id) == made


def test_who_was_served_stays(services: Services, closures: Closures, made: Booking) -> None:
    """A booking that was served keeps its seats, and the closure is done all the same."""
    mark_arrived(services, made, CheckIn(NOW, "bogor", "petugas"))
    assert close(services, closures).state == "displaced"
    found = services.store.bookings.get(made.booking_id)
    assert found
    assert found.holds_seats
    assert (left(services.store), kept(services.store)) == (3, 0)


@pytest.mark.usefixtures("made")
def test_a_claim_in_flight_keeps_a_closure_open(services: Services, closures: Closures) -> None:
    """As long as a booking may still come to be in it, the closure is not done; the clock goes on with it."""
    services.store.quotas.claim(SLOT, f"{'B' * 16}CLAIX1", 1, NOW)
    closure = close(services, closures)
    assert closure.state == "displacing"
    later = FixedClock(NOW + 2 * MINUTE)
    assert work.go_on_with_all(services.store, closures, later) == 1
    assert apply.found(closures, closure.closure_id).state == "displaced"
    assert quota_of(services).claims == {}


def test_a_run_that_died_is_gone_on_with(services: Services, closures: Closures, made: Booking) -> None:
    """A closure of which nothing but itself was written is done by the clock."""
    closure = close(services, closures, "afternoon", "lain")
    whole = closure._replace(closure_id="Z" * 16, slots=(SLOT,), state="displacing")
    closures.begin(whole)
    work.go_on_with_all(services.store, closures, services.clock)
    assert displaced(services, made).displacement == whole.displacement


def test_all_slots_are_shut_before_anybody_is_displaced(services: Services, closures: Closures, made: Booking) -> None:
    """A run without any time left shuts every slot, and leaves its people to the next one."""
    shut_by = close(services, closures, "afternoon", "lain")
    whole = shut_by._replace(closure_id="C" * 16, slots=(SLOT, a_later_slot(services)), state="displacing")
    closures.begin(whole)
    work.go_on(services.store, closures, services.clock, whole.closure_id, timedelta(0))
    assert [quota_of(services, slot).state for slot in whole.slots] == ["closed", "closed"]
    assert services.store.bookings.get(made.booking_id) == made


def test_a_paused_run_shuts_nothing_that_was_opened_again(services: Services, closures: Closures) -> None:
    """A run that read a closure before it was opened again does not shut its slot any more."""
    closure = close(services, closures)
    apply.reopen(services, closures, "operator", OFFICE, closure)
    later = FixedClock(NOW + 2 * MINUTE)
    work.go_on_with_all(services.store, closures, later)
    paused = closure._replace(state="displacing")
    found = shut(services.store, closures, later, paused, SLOT)
    assert (found.state, quota_of(services).state) == ("reopened", "open")


def test_a_change_that_closes_a_slot_displaces_too(services: Services, closures: Closures, made: Booking) -> None:
    """`closed` by the route of quotas is a closure of that slot; it is not opened by that route."""
    shut = QuotaChange(state="closed", reason=REASON)
    changed = apply.change_quota(services, closures, "operator", OFFICE, SLOT, 1, shut)
    assert changed.closure
    assert apply.found(closures, changed.closure).state == "displaced"
    assert displaced(services, made).displacement
    again = apply.change_quota(services, closures, "operator", OFFICE, SLOT, 1, shut)
    assert (again.version, again.closure) == (changed.version, changed.closure)
    opening = QuotaChange(state="open", reason=REASON)
    answer = refusal(lambda: apply.change_quota(services, closures, "operator", OFFICE, SLOT, 2, opening))
    assert answer.code == Code.REOPEN_FIRST


def test_a_slot_that_opens_again_is_closed_by_nobody(services: Services, closures: Closures, made: Booking) -> None:
    """It would be told that it is closed, and open a minute later."""
    closure = close(services, closures)
    assert displaced(services, made).displacement
    apply.reopen(services, closures, "operator", OFFICE, closure)
    quota = quota_of(services)
    assert quota.reopening_at
    shut = QuotaChange(state="closed", reason="banjir lagi")
    answer = refusal(lambda: apply.change_quota(services, closures, "operator", OFFICE, SLOT, quota.version, shut))
    assert answer.code == Code.REOPEN_FIRST
    assert quota_of(services) == quota
