"""Closures: what displaced people may do, until their right to another place ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code
from antrean.bookings.items import booking_key
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.bookings.resolve import resolve
from antrean.changes import add, book, cancel, move
from antrean.closures import minute, work
from antrean.closures.model import Closure
from antrean.closures.store import Closures, closure_key
from antrean.listings import listings
from antrean.people.items import registration_key
from instruments.replay.people import nik
from tests.support.closings import (
    MINUTE,
    ON_ITS_DAY,
    REASON,
    THIRTY_DAYS_AFTER_ITS_DAY,
    a_later_slot,
    close,
    displaced,
    quota_of,
)
from tests.support.hall import arrived
from tests.support.waiting import stopped
from tests.support.wishes import KEY, account_of, asked, choice, kept, left, more, refusal
from tests.unit.conftest import NOW, OTHER_SLOT, SLOT, register


@pytest.fixture
def made(services: Services, siti: str) -> Booking:
    """A booking of Siti and one child in `SLOT`."""
    return book.book(services, siti, asked(2), KEY)


@pytest.fixture
def closure(services: Services, closures: Closures, made: Booking) -> Closure:  # noqa: ARG001 - it is there before
    """The closure of `SLOT`, where Siti had her booking."""
    return close(services, closures)


@pytest.mark.usefixtures("closure")
def test_misses_do_not_stop_a_displaced_booking(services: Services, made: Booking) -> None:
    """Its right to another place stands while misses stop the bookings of its account, also in the commit."""
    stopped(services, made.account_id, NOW + timedelta(days=14))
    assert account_of(services.store, made).frozen_until
    assert move.move(services, made.account_id, made.booking_id, choice(a_later_slot(services)), KEY).holds_seats


@pytest.mark.usefixtures("closure")
def test_a_displaced_booking_moves_freely(services: Services, made: Booking) -> None:
    """Also on its own day and after it, also if it was moved before; and the move does not count."""
    later = replace(services, clock=FixedClock(ON_ITS_DAY + timedelta(days=3)))
    moved = move.move(later, made.account_id, made.booking_id, choice(a_later_slot(services)), KEY)
    assert (moved.displacement, moved.moved, moved.moves_left) == (None, False, 1)
    assert moved.holds_seats
    assert account_of(services.store, made).active_until == moved.until
    again = move.move(later, made.account_id, made.booking_id, choice(a_later_slot(services)), KEY)
    assert again == services.store.bookings.get(made.booking_id)


def test_displacement_is_a_form_of_its_own(services: Services, made: Booking, closure: Closure) -> None:
    """A displaced booking is stored in form 4, listed by its closure, and says so no more once it has a place."""
    key = booking_key(made.booking_id)
    item = services.store._table.get(key)  # noqa: SLF001 - what is stored
    assert item
    assert (item["v"], item["by_day"], item["by_number"][:19]) == (
        4,
        f"closure#{closure.closure_id}",
        "2026-12-08#morning#",
    )
    move.move(services, made.account_id, made.booking_id, choice(OTHER_SLOT), KEY)
    item = services.store._table.get(key)  # noqa: SLF001 - what is stored
    assert item
    assert (item["v"], item["by_day"], "closure" in item) == (2, "bogor#2026-12-08", False)


def test_a_booking_that_was_moved_and_displaced_moves_again(
    services: Services, closures: Closures, made: Booking
) -> None:
    """The once-only rule does not bind who lost the place, and binds again afterwards."""
    moved = move.move(services, made.account_id, made.booking_id, choice(OTHER_SLOT), "pindah")
    close(services, closures, "afternoon")
    assert displaced(services, made).moves_left == 1
    again = move.move(services, made.account_id, made.booking_id, choice(SLOT), "lagi")
    assert (moved.moved, again.moved, again.moves_left) == (True, True, 0)


@pytest.mark.usefixtures("closure")
def test_displaced_people_take_kept_seats_first(services: Services, made: Booking) -> None:
    """They take kept seats where enough are kept, else those that are left: of one of the two."""
    slot = a_later_slot(services, kept_seats=2, left_seats=1)
    moved = move.move(services, made.account_id, made.booking_id, choice(slot), KEY)
    assert (left(services.store, slot), kept(services.store, slot)) == (1, 0)
    assert moved.ranges[0].claim_id[-2:] == "K2"


@pytest.mark.usefixtures("closure")
def test_displaced_people_take_seats_left_where_too_few_are_kept(services: Services, made: Booking) -> None:
    """One kept seat is of no use to two people, who take two that are left."""
    slot = a_later_slot(services, kept_seats=1, left_seats=2)
    move.move(services, made.account_id, made.booking_id, choice(slot), KEY)
    assert (left(services.store, slot), kept(services.store, slot)) == (0, 1)


def test_others_take_no_kept_seat(services: Services, made: Booking) -> None:
    """Whoever moves by choice cannot take a kept seat."""
    slot = a_later_slot(services, kept_seats=2, left_seats=1)
    answer = refusal(lambda: move.move(services, made.account_id, made.booking_id, choice(slot), KEY))
    assert answer.code == Code.SLOT_FULL


@pytest.mark.usefixtures("closure")
def test_displaced_people_enter_no_closed_slot(services: Services, made: Booking) -> None:
    """Their right ends where a slot takes nobody."""
    answer = refusal(lambda: move.move(services, made.account_id, made.booking_id, choice(SLOT), KEY))
    assert answer.code == Code.SLOT_CLOSED


def test_an_abandoned_claim_of_kept_seats_is_kept_again(services: Services) -> None:
    """Its seats go back to where they came from, and wait for the next drawn minute."""
    slot = a_later_slot(services, kept_seats=2, left_seats=1)
    claim = services.store.quotas.claim(slot, f"{'B' * 16}CLAIXK2", 2, NOW)
    assert (left(services.store, slot), kept(services.store, slot)) == (1, 0)
    resolve(services.store, claim, NOW + MINUTE)
    quota = quota_of(services, slot)
    assert (quota.seats_left, quota.seats_kept, quota.kept_at, quota.claims) == (1, 2, NOW + MINUTE, {})


def test_seats_that_are_kept_again_are_not_dated_back(services: Services) -> None:
    """A slow function keeps its seats again, and those that were kept since stay as new as they are."""
    slot = a_later_slot(services, kept_seats=2, left_seats=1)
    claim = services.store.quotas.claim(slot, f"{'B' * 16}CLAIXK2", 2, NOW)
    services.store.quotas.keep_again(claim, NOW - MINUTE)
    services.store.quotas.keep_again(claim, NOW - MINUTE)
    quota = quota_of(services, slot)
    assert (quota.seats_kept, quota.kept_at, quota.claims) == (2, NOW, {})


@pytest.mark.usefixtures("closure")
def test_a_displaced_booking_is_cancelled_without_counting(services: Services, made: Booking) -> None:
    """Its people are free at once, no seat is given back a second time, and the account's limits stay."""
    ended = cancel.cancel(services, made.account_id, made.booking_id)
    assert (ended.displacement, ended.meaning.changed_by) == (None, frozenset())
    account = account_of(services.store, made)
    assert (account.active_booking, account.limits.cancellations) == (None, ())
    assert (left(services.store), kept(services.store)) == (3, 2)


@pytest.mark.usefixtures("closure")
def test_who_leaves_a_displaced_booking_gives_no_seat_back(services: Services, made: Booking) -> None:
    """The seat was taken with the place; the others keep their right."""
    rest = cancel.leave(services, made.account_id, made.booking_id, 1)
    assert (len(rest.present), kept(services.store)) == (1, 2)
    assert displaced(services, made) == rest


@pytest.mark.usefixtures("closure")
def test_an_owner_leaves_a_displaced_booking(services: Services, made: Booking) -> None:
    """Somebody whom it lists may go as from any booking, also on its day."""
    child = register(services, "anak", nik(1))
    services = replace(services, clock=FixedClock(ON_ITS_DAY))
    listings.contest(services, NoMail(), child, made.booking_id)
    services = replace(services, clock=FixedClock(ON_ITS_DAY + timedelta(days=2)))
    listings.leave(services, child, made.booking_id)
    assert len(displaced(services, made).present) == 1
    assert account_of(services.store, made).active_booking == made.booking_id


def test_who_supersedes_leaves_the_others_their_right(services: Services, made: Booking, closure: Closure) -> None:
    """A booking of the owner takes the owner out of a displaced one; its account and the others stay as they are."""
    child = register(services, "anak", nik(1))
    services.store.accounts.note_self_guarded(child)
    listings.contest(services, NoMail(), child, made.booking_id)
    account_of_child = services.store.accounts.get(child)
    assert account_of_child
    seen_at_a_counter(services, account_of_child.nik_key)
    own = book.book(services, child, asked(1, OTHER_SLOT), KEY)
    assert own.holds_seats
    rest = displaced(services, made)
    assert [each.presence for each in rest.applicants] == ["present", "superseded"]
    assert account_of(services.store, made).active_booking == made.booking_id
    assert (kept(services.store), closure.state) == (2, "displaced")


def seen_at_a_counter(services: Services, nik_key: str) -> None:
    """Raise the level of a registration by hand, as nothing in the product does yet."""
    services.store._table.update(  # noqa: SLF001 - as above
        registration_key(nik_key),
        "SET #level = :level",
        "attribute_exists(pk)",
        values={":level": 2},
        names={"#level": "level"},
    )


class NoMail:
    """Mail that goes nowhere."""

    def send(self, to: str, message: object) -> None:
        """Take a letter."""


@pytest.mark.usefixtures("closure")
def test_nobody_is_added_to_a_displaced_booking(services: Services, made: Booking) -> None:
    """It has no place to which anybody could be added."""
    answer = refusal(lambda: add.add(services, made.account_id, made.booking_id, more(1, 9), KEY))
    assert (answer.code, answer.members) == (Code.DISPLACED, {"reason": REASON})


@pytest.mark.usefixtures("closure")
def test_a_displaced_booking_is_not_served(services: Services, made: Booking) -> None:
    """The counter is told that the session was closed, and why."""
    services = replace(services, clock=FixedClock(ON_ITS_DAY))
    answer = refusal(lambda: arrived(services, made))
    assert (answer.code, answer.members) == (Code.DISPLACED, {"reason": REASON})


def test_the_right_to_another_place_ends(services: Services, closures: Closures, made: Booking) -> None:
    """From 30 days after the closed day on the booking is not changed any more, its people are free, and it ends."""
    close(services, closures)
    services = replace(services, clock=FixedClock(THIRTY_DAYS_AFTER_ITS_DAY))
    answer = refusal(lambda: cancel.cancel(services, made.account_id, made.booking_id))
    assert answer.code == Code.TOO_LATE
    work.go_on_with_all(services.store, closures, services.clock)
    found = services.store.bookings.get(made.booking_id)
    assert found
    assert (found.meaning.changed_by, found.displacement) == (frozenset(), None)
    work.go_on_with_all(services.store, closures, services.clock)
    assert closures.due(services.clock.now()) == []


def test_a_run_without_time_ends_no_right(services: Services, closures: Closures, made: Booking) -> None:
    """Bookings whose right ended are ended as far as the time of the run reaches; the next run does the rest."""
    closure = close(services, closures)
    later = FixedClock(THIRTY_DAYS_AFTER_ITS_DAY)
    work.go_on(services.store, closures, later, closure.closure_id, timedelta(0))
    assert displaced(services, made).displacement == closure.displacement
    assert closures.due(later.now()) == [closure.closure_id]


def test_a_closure_is_known_for_a_year_after_its_end(services: Services, closures: Closures, closure: Closure) -> None:
    """Then DynamoDB forgets it, and its entry in the list of closures."""
    year_later = int((closure.lapses_at + timedelta(days=366)).timestamp())
    for key in (closure_key(closure.closure_id), ("CLOSURES", closure.closure_id)):
        item = services.store._table.get(key)  # noqa: SLF001 - what is stored
        assert item
        assert item["expires_at"] == year_later
    assert closures.get(closure.closure_id) == closure


def test_an_office_that_cannot_be_swept_keeps_nobody_waiting(
    services: Services, closures: Closures, made: Booking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each minute closures are gone on with, also where the sweep before them failed; which is told all the same."""
    whole = close(services, closures, "afternoon", "lain")._replace(closure_id="Z" * 16, slots=(SLOT,))
    closures.begin(whole._replace(state="displacing"))

    def busy(*_given: object) -> None:
        raise Busy

    monkeypatch.setattr(minute, "sweep", busy)
    with pytest.raises(Busy):
        minute.sweep_and_go_on(services.store, closures, services.clock)
    assert displaced(services, made).displacement == whole.displacement
