"""Closures: what displaced people are told, and when; letters wait until the closure can no longer be undone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from antrean.base.clock import FixedClock
from antrean.bookings.model import Booking, Displacement
from antrean.bookings.operation import Services
from antrean.changes import book, cancel, move
from antrean.closures import apply, work
from antrean.closures.store import Closures
from antrean.listings import listings
from antrean.messages.port import NotSent
from antrean.notices.events import notices_of
from antrean.notices.model import KINDS
from antrean.people.model import Language
from antrean.policy.notices import NOTICE_LEASE
from antrean.slots.quota_forms import QuotaChange
from instruments.replay.people import nik
from tests.support.closings import MINUTE, close, displaced, quota_of
from tests.support.telling import Telling
from tests.support.wishes import KEY, asked, choice
from tests.unit.conftest import NOW, OFFICE, register

SECOND = timedelta(seconds=1)
BY = Displacement("closure-1", "Listrik padam", NOW + timedelta(days=40))


@pytest.fixture
def made(services: Services, siti: str) -> Booking:
    """A booking of Siti and one child."""
    return book.book(services, siti, asked(2), KEY)


def kinds(old: Booking, new: Booking) -> list[str]:
    """The kinds of the notices of a change to the account."""
    return [notice.kind for notice in notices_of(old, new) if not KINDS[notice.kind].to_listed]


def test_what_becomes_of_a_displaced_booking(made: Booking) -> None:
    """Displaced, restored, lapsed, cancelled, moved, also back into its slot, and somebody who leaves."""
    gone = made.displaced(BY, NOW)
    assert kinds(made, gone) == ["displaced"]
    assert kinds(gone, gone.reheld(NOW)) == ["restored"]
    assert kinds(gone, gone.lapsed(BY.until)) == ["lapsed"]
    assert kinds(gone, gone.ended()._replace(revision=2)) == ["cancelled"]
    assert kinds(gone, gone.without(1, "left", NOW)) == ["left"]
    other = tuple(held._replace(first=held.first + 9) for held in gone.ranges)
    assert kinds(gone, gone.reheld(NOW)._replace(ranges=other)) == ["moved"]


def test_letters_go_after_ten_minutes(
    telling: Telling, services: Services, closures: Closures, made: Booking, clock: FixedClock
) -> None:
    """Not a second earlier; each is looked at again every half minute."""
    closure = close(services, closures)
    telling.dispatcher.booking_changed(made, displaced(services, made))
    while clock.instant < closure.created_at + 10 * MINUTE - SECOND:
        telling.bring()
        assert telling.post.sent == []
        clock.instant += 30 * SECOND if clock.instant < closure.created_at + 9 * MINUTE else SECOND
    clock.instant = closure.created_at + 10 * MINUTE
    for _ in range(31):
        telling.bring()
        clock.instant += SECOND
    assert telling.post.kinds == ["displaced"]
    [(_, message)] = telling.post.sent
    assert "Listrik padam" in message.text
    assert b"STATUS:CANCELLED" in message.attachments[0].content


def test_whoever_sends_lets_the_letters_go_within_half_a_minute(
    telling: Telling, services: Services, closures: Closures, made: Booking, clock: FixedClock
) -> None:
    """The operator is sure, and does not wait for the ten minutes."""
    closure = close(services, closures)
    telling.dispatcher.booking_changed(made, displaced(services, made))
    telling.bring()
    clock.instant += SECOND
    apply.send(services, closures, "operator", closure)
    clock.instant += 29 * SECOND
    telling.bring()
    assert telling.post.kinds == ["displaced"]


@pytest.mark.parametrize("sent", [False, True])
def test_who_was_not_told_of_closing_is_not_told_of_opening(
    telling: Telling,
    services: Services,
    closures: Closures,
    made: Booking,
    clock: FixedClock,
    sent: bool,  # noqa: FBT001 - a value of the table
) -> None:
    """A wrong date that is undone within ten minutes troubles nobody."""
    closure = close(services, closures)
    gone = displaced(services, made)
    telling.dispatcher.booking_changed(made, gone)
    clock.instant += SECOND
    if sent:
        apply.send(services, closures, "operator", closure)
        clock.instant += MINUTE
        telling.bring()
    apply.reopen(services, closures, "operator", OFFICE, apply.found(closures, closure.closure_id))
    work.go_on(services.store, closures, clock, closure.closure_id, MINUTE)
    again = services.store.bookings.get(made.booking_id)
    assert again
    assert again.holds_seats
    telling.dispatcher.booking_changed(gone, again)
    for _ in range(30):
        telling.bring()
        clock.instant += MINUTE
    assert telling.post.kinds == (["displaced", "restored"] if sent else [])


def test_who_has_chosen_already_is_not_told_that_the_place_is_lost(
    telling: Telling, services: Services, closures: Closures, made: Booking, clock: FixedClock
) -> None:
    """The mail of the move says where they go."""
    close(services, closures)
    gone = displaced(services, made)
    telling.dispatcher.booking_changed(made, gone)
    moved = move.move(services, made.account_id, made.booking_id, choice(), "pindah")
    telling.dispatcher.booking_changed(gone, moved)
    for _ in range(25):
        telling.bring()
        clock.instant += MINUTE
    assert telling.post.kinds == ["moved"]


def test_a_displaced_booking_that_is_cancelled_says_so(
    telling: Telling, services: Services, closures: Closures, made: Booking
) -> None:
    """As any other."""
    close(services, closures)
    gone = displaced(services, made)
    telling.dispatcher.booking_changed(gone, cancel.cancel(services, made.account_id, made.booking_id))
    telling.bring()
    assert telling.post.kinds == ["cancelled"]


@pytest.mark.parametrize(
    ("night", "told"),
    [
        (datetime(2026, 12, 7, 14, 0, tzinfo=UTC), ["displaced"]),
        (datetime(2026, 12, 6, 14, 0, tzinfo=UTC), []),
    ],
)
def test_a_visit_of_tomorrow_is_called_off_at_night_too(
    telling: Telling,
    services: Services,
    closures: Closures,
    made: Booking,
    clock: FixedClock,
    night: datetime,
    told: list[str],
) -> None:
    """21:00 in Jakarta: who sets out in the morning must know; a visit in two days waits for seven o'clock."""
    clock.instant = night
    closure = close(services, closures)
    telling.dispatcher.booking_changed(made, displaced(services, made))
    apply.send(services, closures, "operator", closure)
    telling.bring()
    assert telling.post.kinds == told


def test_a_visit_that_is_over_disturbs_nobody(
    telling: Telling, services: Services, closures: Closures, made: Booking, clock: FixedClock
) -> None:
    """An office that closes at 21:00 the session of this morning writes to its people at seven."""
    clock.instant = datetime(2026, 12, 8, 14, 0, tzinfo=UTC)
    closure = close(services, closures)
    telling.dispatcher.booking_changed(made, displaced(services, made))
    apply.send(services, closures, "operator", closure)
    telling.bring()
    assert telling.post.sent == []
    clock.instant = datetime(2026, 12, 9, 0, 0, tzinfo=UTC)
    telling.bring()
    assert telling.post.kinds == ["displaced"]


def test_while_it_opens_again_nobody_is_told_not_to_come(
    telling: Telling, services: Services, closures: Closures, made: Booking, clock: FixedClock
) -> None:
    """Between the tenth minute and the instant at which the place is given again; then there is nothing to tell."""
    closure = close(services, closures)
    gone = displaced(services, made)
    telling.dispatcher.booking_changed(made, gone)
    clock.instant += 10 * MINUTE
    assert closures.advance(closure, "reopening", clock.instant, "operator")
    telling.bring()
    assert telling.post.sent == []
    work.go_on(services.store, closures, clock, closure.closure_id, MINUTE)
    for _ in range(3):
        clock.instant += MINUTE
        telling.bring()
    assert telling.post.sent == []
    assert telling.queue.ids == []


def test_who_stays_displaced_is_told_after_the_opening(
    telling: Telling, services: Services, closures: Closures, made: Booking, clock: FixedClock
) -> None:
    """Where too few seats are kept for all of them."""
    closure = close(services, closures)
    telling.dispatcher.booking_changed(made, displaced(services, made))
    fewer, version = QuotaChange(capacity=4, reason="Cuti"), quota_of(services).version
    apply.change_quota(services, closures, "operator", OFFICE, made.slot, version, fewer)
    clock.instant += 10 * MINUTE
    assert closures.advance(closure, "reopening", clock.instant, "operator")
    for _ in range(2):
        telling.bring()
        assert telling.post.sent == []
        work.go_on(services.store, closures, clock, closure.closure_id, MINUTE)
        clock.instant += MINUTE
    telling.bring()
    assert apply.found(closures, closure.closure_id).state == "reopened"
    assert telling.post.kinds == ["displaced"]


def test_nothing_else_comes_at_night(telling: Telling, services: Services, made: Booking, clock: FixedClock) -> None:
    """Whoever is told at night that somebody left a booking of tomorrow can do nothing about it before seven."""
    clock.instant = datetime(2026, 12, 7, 14, 0, tzinfo=UTC)
    telling.tell(made, cancel.leave(services, made.account_id, made.booking_id, 1))
    assert telling.post.sent == []
    clock.instant = datetime(2026, 12, 8, 0, 0, tzinfo=UTC)
    telling.bring()
    assert telling.post.kinds == ["left"]


def test_a_letter_in_doubt_is_sent_again(
    telling: Telling, services: Services, closures: Closures, made: Booking, clock: FixedClock
) -> None:
    """Nobody knows whether SES took it; a letter too many is better than a closed door."""
    closure = close(services, closures)
    telling.dispatcher.booking_changed(made, displaced(services, made))
    apply.send(services, closures, "operator", closure)
    telling.post.error, telling.post.taken_all_the_same = NotSent("lost", unsure=True), True
    telling.bring()
    telling.post.error = None
    clock.instant += NOTICE_LEASE + SECOND
    telling.bring()
    assert telling.post.kinds == ["displaced", "displaced"]


@pytest.mark.parametrize(
    ("language", "untrue", "true"),
    [("id", "Tempatnya", "tetap berhak memilih jadwal lain"), ("en", "The seat", "can still choose another day")],
)
def test_who_leaves_a_displaced_booking_is_told_of_without_seat_or_number(
    telling: Telling, services: Services, closures: Closures, made: Booking, language: Language, untrue: str, true: str
) -> None:
    """It has neither; what the others still have is their right to another place."""
    services.store.accounts.change_settings(made.account_id, language)
    close(services, closures)
    gone = displaced(services, made)
    telling.tell(gone, cancel.leave(services, made.account_id, made.booking_id, 1))
    [(_, message)] = telling.post.sent
    assert (untrue in message.text, true in message.text) == (False, True)


@pytest.mark.parametrize(
    ("language", "closed", "until", "untrue"),
    [
        ("id", "yang sesinya ditutup kantor", "akhir hari Kamis, 7 Januari 2027", "sehari sebelum kunjungan"),
        ("en", "whose session the office closed", "the end of Thursday, 7 January 2027", "the day before the visit"),
    ],
)
def test_who_contests_a_displaced_booking_is_objected_to_until_the_right_ends(
    telling: Telling,
    services: Services,
    closures: Closures,
    made: Booking,
    language: Language,
    closed: str,
    until: str,
    untrue: str,
) -> None:
    """Its own day says nothing any more, and the letter says why."""
    child = register(services, "anak", nik(1))
    services.store.accounts.change_settings(made.account_id, language)
    close(services, closures)
    listings.contest(services, telling.post, child, made.booking_id)
    [(_, message)] = telling.post.sent
    assert (closed in message.text, until in message.text, untrue in message.text) == (True, True, False)
