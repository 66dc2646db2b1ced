"""People of a booking who do not come: what becomes of it afterwards, and what is shown and stored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from antrean.audit.recount import audit
from antrean.bookings.forms import booking_view
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import book, cancel, move
from antrean.slots.model import Slot
from instruments.replay.calls import Recorder
from tests.support.wishes import KEY, asked, choice
from tests.unit.conftest import OFFICE, OTHER_SLOT, SLOT

LARGE = SLOT._replace(date=SLOT.date + timedelta(days=1))


@pytest.fixture
def made(services: Services, siti: str) -> Booking:
    """A booking of Siti and two children, with the numbers 1 to 3."""
    return book.book(services, siti, asked(3), KEY)


def seats(services: Services, slot: Slot = SLOT) -> tuple[int, int]:
    """The seats that are left of a slot, and those that are kept."""
    quota = services.store.quotas.get(slot)
    assert quota
    return quota.seats_left, quota.seats_kept


def leave(services: Services, made: Booking, place: int) -> Booking:
    """Take the person at a place out."""
    return cancel.leave(services, "siti", made.booking_id, place)


def presences(booking: Booking) -> list[str]:
    """Who comes, in the order of places."""
    return [each.presence for each in booking.applicants]


def test_of_two_who_leave_at_once_both_leave(services: Services, made: Booking, recorder: Recorder) -> None:
    """The slower one reads the booking again: each gives one seat back."""
    _meanwhile(recorder, lambda: leave(services, made, 1))
    assert presences(leave(services, made, 2)) == ["present", "left", "left"]
    assert seats(services) == (2, 2)


def test_the_same_person_leaves_once_also_at_once(services: Services, made: Booking, recorder: Recorder) -> None:
    """Two requests for one person give one seat back."""
    _meanwhile(recorder, lambda: leave(services, made, 1))
    assert presences(leave(services, made, 1)) == ["present", "left", "present"]
    assert seats(services) == (2, 1)


def _meanwhile(recorder: Recorder, happens: Callable[[], object]) -> None:
    """Let something happen before the next transaction."""
    recorder.reset()

    def before(number: int) -> None:
        if recorder.calls[number] == "transact_write_items":
            recorder.reset()
            happens()

    recorder.before = before


def test_a_booking_without_somebody_moves_with_the_others(services: Services, made: Booking) -> None:
    """Only those who come get seats and numbers in the new slot; the old seats come back, each once."""
    leave(services, made, 1)
    moved = move.move(services, "siti", made.booking_id, choice(OTHER_SLOT), "pindah")
    assert [each.number for each in moved.applicants] == [1, 0, 2]
    assert [held.n for held in moved.ranges] == [2]
    assert (seats(services), seats(services, OTHER_SLOT)) == ((2, 3), (3, 0))
    shown = booking_view(moved)["applicants"]
    assert [each.get("queue_number") for each in shown] == ["B-001", None, "B-002"]
    cancel.cancel(services, "siti", made.booking_id)
    assert seats(services, OTHER_SLOT) == (3, 2)


def test_absent_people_are_not_asked_about_again(services: Services, made: Booking, budi: str) -> None:
    """Whoever left and was booked by another account stays in that booking, whatever becomes of this one."""
    leave(services, made, 1)
    other = book.book(services, budi, asked(2, OTHER_SLOT), KEY)
    publish_large(services)
    move.move(services, "siti", made.booking_id, choice(LARGE), "pindah")
    cancel.cancel(services, "siti", made.booking_id)
    child = other.applicants[1].nik_key
    guard, _ = services.store.guard_and_registration(child)
    assert guard
    assert guard.booking_id == other.booking_id


def publish_large(services: Services) -> None:
    """Publish a slot with fifty seats, a day later."""
    quota = services.store.quotas.get(SLOT)
    assert quota
    large = quota._replace(
        slot=LARGE,
        capacity=50,
        seats_left=50,
        next_number=1,
        seats_kept=0,
        closes_at=quota.closes_at + timedelta(days=1),
    )
    services.store.quotas.publish(large)


def test_the_last_to_go_is_not_marked_as_gone(services: Services, made: Booking) -> None:
    """The booking is cancelled with its last person, as by a cancellation, so that it says who would have come."""
    leave(services, made, 0)
    leave(services, made, 2)
    gone = leave(services, made, 1)
    assert (gone.status, presences(gone)) == ("cancelled", ["left", "present", "left"])
    assert leave(services, made, 1) == gone
    assert seats(services) == (2, 3)


@pytest.mark.parametrize("slot", [SLOT, OTHER_SLOT])
def test_an_audit_finds_a_booking_that_somebody_left_sound(services: Services, made: Booking, slot: Slot) -> None:
    """Its seats add up where it was booked, and where it was moved without the one who left."""
    leave(services, made, 1)
    if slot != SLOT:
        move.move(services, "siti", made.booking_id, choice(slot), "pindah")
    found = audit(services.store, services.clock, [OFFICE])
    assert (found.judged, found.broken) == (2, ())
