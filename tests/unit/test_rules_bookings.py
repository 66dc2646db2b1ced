"""Booking, adding, moving, cancelling: each rule of docs/rules.md by an example; more are in test_booking.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from antrean.base.attempts import Again, until_settled
from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code
from antrean.bookings import operation
from antrean.bookings.model import Booking, CheckIn
from antrean.bookings.operation import Services
from antrean.changes import add, book, cancel, move
from antrean.people.limits import Limits
from antrean.slots.model import Slot
from instruments.replay.calls import Recorder
from tests.support.hall import mark_arrived
from tests.support.wishes import KEY, asked, choice, left, more, numbers, refusal, release
from tests.unit.conftest import DAY, OTHER_SLOT, SLOT

DAY_BEGINS = datetime(2026, 12, 7, 17, 0, tzinfo=UTC)
"""Midnight in Jakarta before the day of `SLOT`."""
SECOND = timedelta(seconds=1)

Change = Callable[[Services, str, str], Booking]


def adds(services: Services, account_id: str, booking_id: str) -> Booking:
    """Add a child."""
    return add.add(services, account_id, booking_id, more(1, 40), "tambah")


def moves(services: Services, account_id: str, booking_id: str) -> Booking:
    """Move to the afternoon."""
    return move.move(services, account_id, booking_id, choice(OTHER_SLOT), "pindah")


def wrong(attempt: Callable[[], Any]) -> list[str]:
    """The fields that a request is refused for."""
    found: Any = refusal(attempt)
    assert found.code == Code.VALIDATION_FAILED
    return [error["field"] for error in found.members["errors"]]


@pytest.mark.parametrize(
    ("slot", "field"),
    [(Slot("atlantis", DAY, "morning"), "office_id"), (Slot("bogor", DAY, "evening"), "session")],
)
def test_office_and_session_must_exist(services: Services, siti: str, slot: Slot, field: str) -> None:
    """An office that there is not, and a session that it does not have, are mistakes of that field."""
    assert wrong(lambda: book.book(services, siti, asked(1, slot), KEY)) == [field]
    made = book.book(services, siti, asked(1), KEY)
    assert wrong(lambda: move.move(services, siti, made.booking_id, choice(slot), "pindah")) == [field]


def test_a_date_is_at_most_365_days_ahead(services: Services, siti: str) -> None:
    """The 365th day is only not open yet; the next one is a mistake of the date."""
    last = Slot("bogor", date(2027, 12, 1), "morning")
    assert refusal(lambda: book.book(services, siti, asked(1, last), KEY)).code == Code.SLOT_NOT_YET_OPEN
    beyond = last._replace(date=date(2027, 12, 2))
    assert wrong(lambda: book.book(services, siti, asked(1, beyond), KEY)) == ["date"]


def test_a_day_that_has_begun_is_refused_before_the_claim(
    services: Services, siti: str, clock: FixedClock, recorder: Recorder
) -> None:
    """From midnight at the office a booking for that day is refused by its date alone, before the slot is judged."""
    clock.instant = DAY_BEGINS
    services.directory.all()
    recorder.reset()
    assert refusal(lambda: book.book(services, siti, asked(1), KEY)).code == Code.SLOT_PAST
    assert recorder.calls == ["batch_get_item"]


def test_a_booking_has_one_move(services: Services, siti: str) -> None:
    """A new booking can be moved once, and a moved one no more; people are shown the same."""
    made = book.book(services, siti, asked(1), KEY)
    assert (made.moves_left, moves(services, siti, made.booking_id).moves_left) == (1, 0)
    back = partial(move.move, services, siti, made.booking_id, choice(SLOT), "lagi")
    assert refusal(back).code == Code.RESCHEDULE_USED


def test_a_move_takes_new_numbers(services: Services, siti: str) -> None:
    """Everybody gets the next numbers of the new slot, whatever numbers they had."""
    made = book.book(services, siti, asked(3), KEY)
    claim = services.store.quotas.claim(OTHER_SLOT, f"{'B' * 16}CLAIM2", 2, services.clock.now())
    services.store.quotas.settle(claim, give_back=True)
    assert numbers(moves(services, siti, made.booking_id)) == ["B-003", "B-004", "B-005"]


def test_a_move_goes_elsewhere(services: Services, siti: str) -> None:
    """A move to the slot that the booking has is a mistake of the field, and the move is still there."""
    made = book.book(services, siti, asked(1), KEY)
    same = partial(move.move, services, siti, made.booking_id, choice(SLOT), "pindah")
    assert wrong(same) == ["session"]
    assert moves(services, siti, made.booking_id).slot == OTHER_SLOT


@pytest.mark.parametrize("change", [adds, moves])
def test_a_cancelled_booking_is_not_changed(services: Services, siti: str, change: Change) -> None:
    """A cancelled booking is neither added to nor moved, and no seat is asked for."""
    made = book.book(services, siti, asked(1), KEY)
    cancelled = cancel.cancel(services, siti, made.booking_id)
    assert refusal(lambda: change(services, siti, made.booking_id)).code == Code.TOO_LATE
    assert operation.get(services, siti, made.booking_id) == cancelled
    assert (left(services.store), left(services.store, OTHER_SLOT)) == (4, 5)


@pytest.mark.parametrize("change", [adds, moves, cancel.cancel])
def test_a_booking_that_is_served_meanwhile_is_not_changed(
    services: Services, siti: str, clock: FixedClock, recorder: Recorder, change: Change
) -> None:
    """A change that began before midnight and commits when the people were served is too late."""
    made = book.book(services, siti, asked(1), KEY)
    served = CheckIn(DAY_BEGINS + timedelta(hours=9), "bogor", "petugas")
    clock.instant = DAY_BEGINS - SECOND
    recorder.reset()

    def meanwhile(number: int) -> None:
        if recorder.calls[number] == "transact_write_items":
            recorder.reset()
            clock.instant = served.at
            mark_arrived(services, made, served)

    recorder.before = meanwhile
    assert refusal(lambda: change(services, siti, made.booking_id)).code == Code.TOO_LATE
    assert operation.get(services, siti, made.booking_id) == made._replace(check_in=served)
    assert (left(services.store), left(services.store, OTHER_SLOT)) == (4, 5)


def test_the_10_newest_bookings_are_listed(services: Services, siti: str, clock: FixedClock) -> None:
    """An account sees its newest booking first, and 10 of them."""
    made = booked_and_cancelled(services, siti, clock, 10)
    clock.instant += SECOND
    newest = book.book(services, siti, asked(1), KEY)
    listed = [each.booking_id for each in operation.all_of(services, siti)]
    assert listed == [newest.booking_id, *reversed(made[1:])]


def test_older_bookings_leave_the_list_with_a_new_one(services: Services, siti: str, clock: FixedClock) -> None:
    """A new booking keeps the 10 newest in the account's list; who asks for an older one still finds it."""
    made = booked_and_cancelled(services, siti, clock, 12)
    account = services.store.accounts.get(siti)
    assert account
    assert account.booking_ids == list(reversed(made[2:]))
    assert operation.get(services, siti, made[0]).booking_id == made[0]


def test_four_races_are_lost_and_then_it_is_busy(services: Services, siti: str) -> None:
    """An operation that loses each race is tried four times; one that wins the fourth is answered."""
    made = book.book(services, siti, asked(1), KEY)
    tries: list[int] = []

    def attempt(wins: int) -> Booking:
        tries.append(wins)
        if len(tries) < wins:
            raise Again
        return made

    assert until_settled(lambda: attempt(4)) == made
    tries.clear()
    with pytest.raises(Busy):
        until_settled(lambda: attempt(99))
    assert len(tries) == 4


def booked_and_cancelled(services: Services, account_id: str, clock: FixedClock, times: int) -> list[str]:
    """Book and cancel so many times, and return the ids in order."""
    made = []
    for number in range(times):
        clock.instant += SECOND
        made.append(book.book(services, account_id, asked(1), f"kunci-{number}-lama").booking_id)
        cancel.cancel(services, account_id, made[-1])
        release(services.store)
        account = services.store.accounts.get(account_id)
        assert account
        # so many cancellations in a row would pause the account
        services.store.accounts.save_limits(account, Limits())
    return made
