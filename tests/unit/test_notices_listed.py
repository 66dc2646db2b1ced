"""Whom another account books: told of it once for a day, and of what a closure does to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from antrean.base.clock import FixedClock
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import book, cancel, move
from antrean.closures import apply, work
from antrean.closures.model import Closure
from antrean.closures.store import Closures
from antrean.listings import listings
from antrean.listings.forms import listing_view
from antrean.messages.port import NotSent
from antrean.notices import store
from antrean.notices.events import notices_of
from antrean.notices.model import KINDS, Notice
from tests.support.closings import MINUTE, REASON, close, displaced
from tests.support.listed import brought, register_ayu, to_ayu
from tests.support.telling import Telling
from tests.support.wishes import KEY, asked, choice
from tests.unit.conftest import NOW, OFFICE, OTHER_SLOT

HOUR = timedelta(hours=1)
UNDO = 10 * MINUTE
RIGHT_ENDS = datetime(2027, 1, 7, 17, 0, tzinfo=UTC)


@pytest.fixture
def ayu(services: Services) -> str:
    """The second person of the booking, who has an account from before it, in English."""
    return register_ayu(services, NOW - HOUR)


@pytest.fixture
def made(services: Services, siti: str, ayu: str) -> Booking:  # noqa: ARG001 - she registered before
    """A booking of Siti, Ayu and a child without an account."""
    return book.book(services, siti, asked(3), KEY)


def kinds(old: Booking, new: Booking) -> set[tuple[str, int | None]]:
    """The notices to whom a booking lists, each with the place."""
    return {(notice.kind, notice.place) for notice in notices_of(old, new) if KINDS[notice.kind].to_listed}


def opened(services: Services, closures: Closures, closure: Closure, made: Booking) -> Booking:
    """Open a closure again, and return the booking, which has its place again."""
    apply.reopen(services, closures, "operator", OFFICE, apply.found(closures, closure.closure_id))
    work.go_on(services.store, closures, services.clock, closure.closure_id, MINUTE)
    again = services.store.bookings.get(made.booking_id)
    assert again
    assert again.holds_seats
    return again


# ------------------------------------------------------------------------------------------- closures


def test_which_changes_whom_is_listed_is_told_of(made: Booking, services: Services, closures: Closures) -> None:
    """All whom the booking lists and who come with it; and only of what a closure does, and what comes of that."""
    close(services, closures)
    gone = displaced(services, made)
    assert kinds(made, gone) == {("listed_displaced", 1), ("listed_displaced", 2)}
    assert kinds(gone, gone.reheld(NOW)) == {("listed_restored", 1), ("listed_restored", 2)}
    elsewhere = gone.reheld(NOW)._replace(slot=OTHER_SLOT, ranges=())
    assert kinds(gone, elsewhere) == {("listed_moved", 1), ("listed_moved", 2)}
    assert kinds(made, made._replace(slot=OTHER_SLOT)) == set()
    ended = {("listed_ended", 1), ("listed_ended", 2)}
    assert kinds(gone, gone.lapsed(RIGHT_ENDS)) == kinds(gone, gone.ended()._replace(revision=2)) == ended
    assert kinds(made, made.ended()) == set()
    assert kinds(gone.without(1, "left", NOW), gone.without(1, "left", NOW).lapsed(RIGHT_ENDS)) == {("listed_ended", 2)}


def test_who_is_listed_learns_that_the_office_closed_and_where_they_are_now(
    telling: Telling, services: Services, closures: Closures, made: Booking, clock: FixedClock
) -> None:
    """In the language of their own account, with the booker's initials, and without any name or the booking's code."""
    telling.tell(None, made)
    close(services, closures)
    gone = displaced(services, made)
    telling.dispatcher.booking_changed(made, gone)
    brought(telling, clock, UNDO)
    assert to_ayu(telling) == ["listed", "listed_displaced"]
    closed = telling.post.sent[-1][1] if telling.post.sent[-1][0] == "ayu@contoh.id" else telling.post.sent[-2][1]
    assert all(said in closed.text for said in ("Dear Ayu Lestari", "S.\u00a0R.", REASON, "Thursday, 7 January 2027"))
    moved = move.move(services, made.account_id, made.booking_id, choice(), "pindah")
    telling.tell(gone, moved)
    assert to_ayu(telling) == ["listed", "listed_displaced", "listed_moved"]
    about = notices_of(made, gone) + notices_of(gone, moved)
    assert [each.place for each in about if each.place and telling.notices.get(each.notice_id)] == [1, 1]
    [now] = [message for _, message in telling.post.sent if message.kind == "listed_moved"]
    assert "13:00 to 14:00 WIB" in now.text
    for message in (closed, now):
        assert made.booking_id not in message.text + message.html
        assert not any(each.full_name in message.text for each in made.applicants)
    assert telling.post.kinds.count("listed_displaced") == telling.post.kinds.count("listed_moved") == 1


def test_who_is_listed_learns_that_no_place_was_found(
    telling: Telling, services: Services, closures: Closures, made: Booking
) -> None:
    """Their NIK is free again, whoever ended it; whoever left before is told nothing more."""
    close(services, closures)
    gone = displaced(services, made)
    telling.tell(gone, cancel.cancel(services, made.account_id, made.booking_id))
    assert to_ayu(telling) == ["listed_ended"]
    telling.tell(gone, gone.without(1, "left", NOW).lapsed(RIGHT_ENDS))
    assert to_ayu(telling) == ["listed_ended"]


@pytest.mark.parametrize("of_a_family", [True, False])
def test_who_is_taken_out_of_a_displaced_booking_is_told(
    telling: Telling,
    services: Services,
    closures: Closures,
    made: Booking,
    of_a_family: bool,  # noqa: FBT001 - a value of the table
) -> None:
    """By its booker, since they wait for a place that will not come; the last one ends it. Nobody else is told."""
    close(services, closures)
    gone = displaced(services, made)
    if not of_a_family:
        cancel.leave(services, made.account_id, made.booking_id, 0)
        gone = cancel.leave(services, made.account_id, made.booking_id, 2)
    telling.tell(gone, cancel.leave(services, made.account_id, made.booking_id, 1))
    assert to_ayu(telling) == ["listed_left" if of_a_family else "listed_ended"]
    assert kinds(gone, gone.without(1, "left", NOW, by_owner=True)) & {("listed_left", 1)} == set()
    assert kinds(gone, gone.without(0, "left", NOW)) & {("listed_left", 0)} == set()
    assert kinds(made, made.without(1, "left", NOW)) & {("listed_left", 1)} == set()


def test_who_left_is_not_told_of_the_closure(
    telling: Telling, services: Services, closures: Closures, made: Booking, clock: FixedClock
) -> None:
    """They do not come, so no door is closed to them."""
    close(services, closures)
    telling.dispatcher.booking_changed(made, displaced(services, made))
    cancel.leave(services, made.account_id, made.booking_id, 1)
    brought(telling, clock, UNDO)
    assert to_ayu(telling) == []


def test_a_listing_says_that_its_session_is_closed(services: Services, closures: Closures, made: Booking) -> None:
    """Why, and until when the booker may move it; before, that it is valid."""
    [before] = listings.listings_of(services, "ayu")
    assert (listing_view(before)["status"], "closure" in listing_view(before)) == ("confirmed", False)
    close(services, closures)
    [after] = listings.listings_of(services, "ayu")
    assert after.booking.booking_id == made.booking_id
    assert listing_view(after)["status"] == "displaced"
    assert listing_view(after)["closure"] == {"reason": REASON, "until": "2027-01-07T17:00:00Z"}


@pytest.mark.parametrize("opens_again", [False, True])
def test_a_closure_between_booking_and_letter_is_said_once_and_truly(
    telling: Telling,
    services: Services,
    closures: Closures,
    made: Booking,
    clock: FixedClock,
    opens_again: bool,  # noqa: FBT001 - a value of the table
) -> None:
    """Whoever is listed learns of it by the letter of the closure; or as if there had been none, where it is undone."""
    telling.dispatcher.booking_changed(None, made)
    closure = close(services, closures)
    telling.bring()
    gone = displaced(services, made)
    telling.dispatcher.booking_changed(made, gone)
    brought(telling, clock, 5 * MINUTE)
    assert to_ayu(telling) == []
    if opens_again:
        telling.dispatcher.booking_changed(gone, opened(services, closures, closure, made))
    brought(telling, clock, 10 * MINUTE)
    assert to_ayu(telling) == (["listed"] if opens_again else ["listed_displaced"])
    assert telling.queue.ids == []


def test_whose_letter_of_the_closure_was_refused_is_told_that_they_are_listed(
    telling: Telling, services: Services, closures: Closures, made: Booking, clock: FixedClock
) -> None:
    """The listing waits for the letter of the closure no longer than that may still come, and says why it is closed."""
    telling.dispatcher.booking_changed(None, made)
    close(services, closures)
    gone = displaced(services, made)
    [closing] = [each for each in notices_of(made, gone) if (each.kind, each.place) == ("listed_displaced", 1)]
    telling.notices.add_if_absent(closing)
    clock.instant += UNDO
    telling.post.error = NotSent("MessageRejected")
    telling.notifier.deliver(closing.notice_id)
    telling.post.error = None
    telling.bring()
    assert to_ayu(telling) == ["listed"]
    assert REASON in telling.post.sent[-1][1].text
    assert telling.queue.ids == []


# ------------------------------------------------------------------------------------------- taken back


def test_whose_letter_waited_for_the_morning_is_told_of_neither(
    telling: Telling, services: Services, closures: Closures, made: Booking, clock: FixedClock
) -> None:
    """The letter might have gone at night, but did not: nobody is told that something opens again that never closed."""
    clock.instant = datetime(2026, 12, 2, 14, 0, tzinfo=UTC)  # 21:00 in Jakarta
    closure = close(services, closures)
    gone = displaced(services, made)
    telling.dispatcher.booking_changed(made, gone)
    brought(telling, clock, HOUR)
    assert telling.post.sent == []
    telling.dispatcher.booking_changed(gone, opened(services, closures, closure, made))
    brought(telling, clock, 12 * HOUR)
    assert telling.post.sent == []
    assert telling.queue.ids == []


def closing_of(gone: Booking, made: Booking) -> Notice:
    """The notice to the account that its session was closed."""
    [notice] = [each for each in notices_of(made, gone) if each.kind == "displaced"]
    return notice


def test_whose_letter_is_in_doubt_is_told_of_the_opening(
    telling: Telling, services: Services, closures: Closures, made: Booking, clock: FixedClock
) -> None:
    """They may have read that it is closed: also once the doubt has ended because it is no longer true."""
    closure = close(services, closures)
    gone = displaced(services, made)
    telling.dispatcher.booking_changed(made, gone)
    clock.instant += UNDO
    telling.post.error = NotSent("lost", unsure=True)
    telling.bring()
    telling.post.error = None
    again = opened(services, closures, closure, made)
    clock.instant += 16 * MINUTE
    telling.bring()
    ended = telling.notices.get(closing_of(gone, made).notice_id)
    assert ended
    assert ended.state == "failed"
    telling.tell(gone, again)
    assert sorted(telling.post.kinds) == ["listed_restored", "restored"]


def test_whose_letter_was_refused_is_not_told_of_the_opening(
    telling: Telling, services: Services, closures: Closures, made: Booking, clock: FixedClock
) -> None:
    """They never read that it was closed."""
    closure = close(services, closures)
    gone = displaced(services, made)
    telling.dispatcher.booking_changed(made, gone)
    clock.instant += UNDO
    telling.post.error = NotSent("MessageRejected")
    telling.bring()
    telling.post.error = None
    telling.tell(gone, opened(services, closures, closure, made))
    assert telling.post.sent == []


@pytest.mark.parametrize("first", ["the closing begins", "the opening asks", "the opening only looks"])
def test_of_closing_and_opening_both_are_told_or_neither(
    telling: Telling,
    services: Services,
    closures: Closures,
    made: Booking,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    first: str,
) -> None:
    """One notifier holds the letter of the closing, judged to be true, while another one brings that of the opening.

    The control only looks at that letter instead of ending it: it goes out then, and nobody takes it back.
    """
    closure = close(services, closures)
    gone = displaced(services, made)
    notice = closing_of(gone, made)
    telling.notices.add_if_absent(notice)
    clock.instant += UNDO
    again = opened(services, closures, closure, made)
    [opening] = [each for each in notices_of(gone, again) if each.kind == "restored"]
    telling.notices.add_if_absent(opening)
    if first == "the opening only looks":
        monkeypatch.setattr(store.Notices, "end_unsent", lambda *_: True)
    closing_goes = None
    if first == "the closing begins":
        closing_goes = telling.notices.begin(notice, clock.instant)
    telling.notifier.deliver(opening.notice_id)
    if first != "the closing begins":
        closing_goes = telling.notices.begin(notice, clock.instant)
    both = closing_goes is not None, telling.post.kinds == ["restored"]
    expected = {
        "the closing begins": (True, True),
        "the opening asks": (False, False),
        "the opening only looks": (True, False),
    }
    assert both == expected[first]
