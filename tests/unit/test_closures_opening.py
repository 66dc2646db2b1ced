"""Closures: how a slot is opened again, who gets the old place again, and when letters may go."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from antrean.audit.recount import audit
from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import book, cancel, move
from antrean.closures import apply, work
from antrean.closures.displace import displace_slot, shut
from antrean.closures.model import Closure
from antrean.closures.reopen import reopen_slot
from antrean.closures.store import Closures
from antrean.slots.items import quota_key
from antrean.slots.quota_forms import QuotaChange
from antrean.turns.model import Turns
from instruments.replay.people import nik
from tests.support.closings import (
    MINUTE,
    ON_ITS_DAY,
    close,
    displaced,
    quota_of,
)
from tests.support.wishes import KEY, account_of, asked, choice, kept, left, numbers, refusal
from tests.unit.conftest import NOW, OFFICE, OTHER_SLOT, SLOT, register


@pytest.fixture
def made(services: Services, siti: str) -> Booking:
    """A booking of Siti and one child in `SLOT`."""
    return book.book(services, siti, asked(2), KEY)


@pytest.fixture
def closure(services: Services, closures: Closures, made: Booking) -> Closure:  # noqa: ARG001 - it is there before
    """The closure of `SLOT`, where Siti had her booking."""
    return close(services, closures)


def reopened(services: Services, closures: Closures, closure: Closure) -> Closure:
    """Open a closure again, and let the clock open its slots."""
    apply.reopen(services, closures, "operator", OFFICE, closure)
    work.go_on_with_all(services.store, closures, FixedClock(services.clock.now() + 2 * MINUTE))
    return apply.found(closures, closure.closure_id)


def test_opening_again_gives_the_old_numbers_back(
    services: Services, closures: Closures, made: Booking, closure: Closure
) -> None:
    """Who is still displaced has the old place again, at once; then the slot opens."""
    opening = apply.reopen(services, closures, "operator", OFFICE, closure)
    found = services.store.bookings.get(made.booking_id)
    assert found
    assert (numbers(found), found.holds_seats, found.until) == (numbers(made), True, made.until)
    assert (opening.state, quota_of(services).state) == ("reopening", "closed")
    assert reopened(services, closures, closure).state == "reopened"
    quota = quota_of(services)
    assert (quota.state, quota.reason, quota.closure, quota.reopening_at) == ("open", None, None, None)
    assert (quota.seats_left, quota.seats_kept) == (3, 0)
    assert account_of(services.store, made).active_until == made.until


def test_a_slot_that_opens_again_has_turns(services: Services, closures: Closures, closure: Closure) -> None:
    """Its seats are claimed in turns that begin when it opens: whoever knows the operator is no quicker."""
    began, opens = int(NOW.timestamp()) - 86_400, NOW + 2 * MINUTE
    services.store.quotas._table.update(  # noqa: SLF001 - a slot that was published with turns
        quota_key(SLOT),
        "SET turn_from = :begin, turn_until = :until",
        "attribute_exists(pk)",
        values={":begin": began, ":until": began + 600},
    )
    assert reopened(services, closures, closure).state == "reopened"
    assert quota_of(services).turns == Turns(opens, opens + timedelta(minutes=10))


def test_who_answered_is_not_brought_back(
    services: Services, closures: Closures, made: Booking, closure: Closure
) -> None:
    """A booking that was moved away meanwhile stays where it is."""
    moved = move.move(services, made.account_id, made.booking_id, choice(OTHER_SLOT), KEY)
    reopened(services, closures, closure)
    assert services.store.bookings.get(made.booking_id) == moved
    assert (left(services.store), kept(services.store)) == (3, 2)


def test_who_finds_too_few_seats_stays_displaced(
    services: Services, closures: Closures, made: Booking, closure: Closure
) -> None:
    """Where the operator took seats away meanwhile, a party comes back whole or not at all."""
    apply.change_quota(
        services, closures, "operator", OFFICE, SLOT, quota_of(services).version, QuotaChange(capacity=4, reason="Cuti")
    )
    assert reopened(services, closures, closure).state == "reopened"
    assert displaced(services, made).displacement == closure.displacement
    assert (quota_of(services).state, kept(services.store)) == ("open", 1)


def test_who_left_while_displaced_leaves_the_seat_kept(
    services: Services, closures: Closures, made: Booking, closure: Closure
) -> None:
    """Only those who still come get their seats again."""
    cancel.leave(services, made.account_id, made.booking_id, 1)
    reopened(services, closures, closure)
    found = services.store.bookings.get(made.booking_id)
    assert found
    assert [held.n for held in found.held_seats] == [1]
    assert (left(services.store), kept(services.store)) == (3, 1)


def test_nobody_is_displaced_once_it_opens_again(
    services: Services, closures: Closures, made: Booking, closure: Closure
) -> None:
    """A run that was paused does not take the place again that was just given back."""
    apply.reopen(services, closures, "operator", OFFICE, closure)
    paused = closure._replace(state="displacing")
    shut(services.store, closures, services.clock, paused, SLOT)
    displace_slot(closures.waiting(services.store), services.clock, paused, SLOT, NOW + MINUTE)
    found = services.store.bookings.get(made.booking_id)
    assert found
    assert found.holds_seats


def test_a_day_that_has_begun_is_not_opened_again(services: Services, closures: Closures, closure: Closure) -> None:
    """On the day itself nobody is called back."""
    services = replace(services, clock=FixedClock(ON_ITS_DAY))
    answer = refusal(lambda: apply.reopen(services, closures, "operator", OFFICE, closure))
    assert answer.code == Code.TOO_LATE


def test_a_slot_whose_day_begins_while_it_opens_stays_closed(
    services: Services, closures: Closures, made: Booking, closure: Closure
) -> None:
    """What was not opened the day before is not opened any more, and who was not given the place again moves."""
    assert closures.advance(closure, "reopening", NOW, "operator")
    work.go_on_with_all(services.store, closures, FixedClock(made.closes_at))
    assert apply.found(closures, closure.closure_id).state == "reopened"
    assert (quota_of(services).state, quota_of(services).reopening_at) == ("closed", None)
    assert displaced(services, made).displacement == closure.displacement


def test_nobody_is_brought_back_once_the_day_has_begun(
    services: Services, made: Booking, closure: Closure, clock: FixedClock
) -> None:
    """Where the day begins between two bookings, the second one stays displaced."""
    clock.instant = made.closes_at - timedelta(seconds=1)

    class Midnight(FixedClock):
        """A clock that comes to midnight at its third look: before the first booking is given its place again."""

        looks = 0

        def now(self) -> datetime:
            self.looks += 1
            return made.closes_at if self.looks > 3 else super().now()

    reopen_slot(services.store, Midnight(clock.instant), closure, SLOT, made.closes_at + MINUTE)
    assert displaced(services, made).displacement == closure.displacement


def test_a_slot_that_opens_again_is_not_called_broken(services: Services, closures: Closures, closure: Closure) -> None:
    """While it gives places again it stays unjudged, whatever its seats come to; once it is open it is judged."""
    apply.reopen(services, closures, "operator", OFFICE, closure)
    services.store._table.update(  # noqa: SLF001 - a seat is lost past the rules
        quota_key(SLOT), "SET seats_left = seats_left - :one", "attribute_exists(pk)", values={":one": 1}
    )
    found = audit(services.store, services.clock, [OFFICE])
    assert (found.broken, found.unjudged) == ((), (SLOT,))
    later = FixedClock(NOW + 2 * MINUTE)
    work.go_on_with_all(services.store, closures, later)
    assert [balance.slot for balance in audit(services.store, later, [OFFICE]).broken] == [SLOT]


def test_letters_wait_ten_minutes(services: Services, closures: Closures, closure: Closure) -> None:
    """Unless somebody lets them go, which counts once."""
    assert closure.letters_at == NOW + timedelta(minutes=10)
    soon = replace(services, clock=FixedClock(NOW + MINUTE))
    assert apply.send(soon, closures, "operator", apply.found(closures, closure.closure_id)).letters_at == NOW + MINUTE
    later = replace(services, clock=FixedClock(NOW + 2 * MINUTE))
    assert apply.send(later, closures, "operator", apply.found(closures, closure.closure_id)).letters_at == NOW + MINUTE


def test_letters_of_an_opened_closure_are_not_let_go(services: Services, closures: Closures, closure: Closure) -> None:
    """Who opens it again within the ten minutes has told nobody."""
    apply.reopen(services, closures, "operator", OFFICE, closure)
    assert refusal(lambda: apply.send(services, closures, "operator", closure)).code == Code.TOO_LATE


def test_whom_no_try_displaces_is_displaced_by_a_later_run(
    services: Services, closures: Closures, siti: str, clock: FixedClock
) -> None:
    """A function whose clock is a second ahead gave a seat back: what cannot be done before is not forgotten."""
    made = book.book(services, siti, asked(2), KEY)
    other = book.book(services, register(services, "ayu", nik(80)), asked(1, start=90), KEY)
    clock.instant += timedelta(seconds=1)
    cancel.cancel(services, other.account_id, other.booking_id)
    clock.instant -= timedelta(seconds=1)
    closure = close(services, closures)
    found = services.store.bookings.get(made.booking_id)
    assert found
    assert (closure.state, found.holds_seats) == ("displacing", True)
    clock.instant += MINUTE
    later = work.go_on(services.store, closures, clock, closure.closure_id, MINUTE)
    assert later
    assert later.state == "displaced"
    assert displaced(services, made).displacement
