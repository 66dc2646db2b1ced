"""Notices: which change tells whom what, and that each person is told once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from antrean.base.clock import FixedClock
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import add, book, cancel, move
from antrean.messages.port import NotSent
from antrean.notices.events import notices_of
from antrean.notices.quiet import quiet_until
from antrean.tickets.words import grouped
from instruments.replay.calls import Recorder
from instruments.replay.people import nik, sign_up_of
from tests.support.telling import Telling
from tests.support.wishes import KEY, asked, choice, more
from tests.unit.conftest import NOW, register

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def made(services: Services, siti: str) -> Booking:
    """A booking of Siti and two children."""
    return book.book(services, siti, asked(3), KEY)


def kinds(old: Booking | None, new: Booking | None) -> list[tuple[str, int | None]]:
    """The notices of a change: kind and place."""
    return [(notice.kind, notice.place) for notice in notices_of(old, new)]


# ------------------------------------------------------------------------------------------- which change tells what


def test_a_booking_tells_its_account_and_whom_it_lists(made: Booking) -> None:
    """The account gets its numbers; the owners of the other NIKs learn that somebody uses them."""
    assert kinds(None, made) == [("listed", 1), ("listed", 2), ("booked", None)]


def test_what_else_is_told(services: Services, siti: str, made: Booking) -> None:
    """Adding, moving, taking somebody out, and cancelling, each as one notice to the account."""
    added = add.add(services, siti, made.booking_id, more(1, 40), "tambah")
    assert kinds(made, added) == [("listed", 3), ("added", None)]
    moved = move.move(services, siti, made.booking_id, choice(), "pindah")
    assert kinds(added, moved) == [("moved", None)]
    left = cancel.leave(services, siti, made.booking_id, 2)
    assert kinds(moved, left) == [("left", 2)]
    cancelled = cancel.cancel(services, siti, made.booking_id)
    assert kinds(left, cancelled) == [("cancelled", None)]


def test_whoever_is_superseded_is_told_of_once(made: Booking) -> None:
    """Also where the booking ends with it, the account gets one notice, which says so."""
    one = made.without(1, "superseded", NOW)
    assert kinds(made, one) == [("superseded", 1)]
    last = one.without(0, "left", NOW).without(2, "superseded", NOW)
    assert not last.holds_seats
    assert kinds(one.without(0, "left", NOW), last) == [("superseded", 2)]


def test_what_is_no_change_tells_nobody(made: Booking) -> None:
    """A check-in and a fence change no revision, marks of a contest no people, and an item that expires is over."""
    contested = made.with_person(1, made.applicants[1]._replace(contested_at=NOW), NOW)
    assert kinds(made, made) == kinds(made, None) == kinds(None, None) == kinds(made, contested) == []


def test_the_same_change_makes_the_same_notices(made: Booking) -> None:
    """Their ids are made of the booking, its revision, the kind and the place, and of nothing else."""
    ids = [notice.notice_id for notice in notices_of(None, made)]
    assert ids == [f"{made.booking_id}#0#listed#1", f"{made.booking_id}#0#listed#2", f"{made.booking_id}#0#booked"]


# ------------------------------------------------------------------------------------------- once


def test_a_change_that_is_read_again_tells_nobody_again(telling: Telling, made: Booking) -> None:
    """The stream may repeat a record for a day: the notice is there, and has come to its end."""
    for _ in range(3):
        telling.tell(None, made)
    assert telling.post.kinds == ["booked"]
    assert [to for to, _ in telling.post.sent] == ["siti@contoh.id"]


def test_who_is_listed_is_told_if_registered(telling: Telling, services: Services, made: Booking) -> None:
    """Whoever has no account is told nothing, and nobody else is."""
    services.store.accounts.register(sign_up_of("ayu", nik(1), services.nik_keys(), "Ayu Lestari"), NOW)
    telling.tell(None, made)
    assert sorted(telling.post.kinds) == ["booked", "listed"]
    [letter] = [message for _, message in telling.post.sent if message.kind == "listed"]
    assert made.booking_id not in letter.text + letter.html
    assert made.applicants[0].full_name not in letter.text


def test_what_is_no_longer_true_is_not_told(telling: Telling, services: Services, siti: str, made: Booking) -> None:
    """A booking that was cancelled before the mail went out is told of as cancelled alone."""
    telling.dispatcher.booking_changed(None, made)
    cancelled = cancel.cancel(services, siti, made.booking_id)
    telling.tell(made, cancelled)
    assert telling.post.kinds == ["cancelled"]


def test_a_mail_of_a_booking_that_ended_is_no_ticket(
    telling: Telling, services: Services, siti: str, made: Booking
) -> None:
    """It names who was to come, and neither queue numbers nor the code."""
    telling.tell(made, cancel.cancel(services, siti, made.booking_id))
    [(_, letter)] = telling.post.sent
    for person in made.applicants:
        assert person.full_name in letter.text
        assert made.queue_number(person) not in letter.text + letter.html
    assert grouped(made.booking_id) not in letter.text + letter.html


def test_news_of_yesterday_is_not_told(telling: Telling, made: Booking, clock: FixedClock) -> None:
    """24 hours after the change it is too late."""
    telling.dispatcher.booking_changed(None, made)
    clock.instant += DAY
    telling.bring()
    assert telling.post.sent == []
    assert telling.queue.ids == []


@pytest.mark.parametrize(
    ("failure", "state", "waits"),
    [
        (NotSent("TooManyRequestsException", passing=True), "queued", MINUTE),
        (NotSent("MessageRejected"), "refused", None),
        (NotSent("ReadTimeoutError", passing=True, unsure=True), "sending", 15 * MINUTE),
    ],
)
def test_what_a_refusal_means(
    telling: Telling, made: Booking, failure: NotSent, state: str, waits: timedelta | None
) -> None:
    """What passes is tried again, what does not is given up, and what nobody knows waits for its lease."""
    telling.post.error = failure
    [booked] = [notice for notice in notices_of(None, made) if notice.kind == "booked"]
    telling.notices.add_if_absent(booked)
    assert telling.notifier.deliver(booked.notice_id) == waits
    found = telling.notices.get(booked.notice_id)
    assert found
    assert found.state == state


def test_in_doubt_news_are_given_up_and_warnings_repeated(
    telling: Telling, services: Services, made: Booking, clock: FixedClock
) -> None:
    """A mail of which nobody knows whether it went out comes again only where never would be worse than twice."""
    register(services, "ayu", nik(1))
    telling.post.error, telling.post.taken_all_the_same = NotSent("ReadTimeoutError", passing=True, unsure=True), True
    telling.tell(None, made)
    assert sorted(telling.post.kinds) == ["booked", "listed"]
    telling.post.error = None
    clock.instant += 15 * MINUTE - timedelta(seconds=1)
    telling.bring()
    assert len(telling.post.sent) == 2
    clock.instant += timedelta(seconds=1)
    telling.bring()
    assert sorted(telling.post.kinds) == ["booked", "listed", "listed"]
    assert telling.queue.ids == []


def test_of_two_notifiers_one_sends(telling: Telling, made: Booking) -> None:
    """Whoever comes second while the first still sends waits; without the condition both would send."""
    [booked] = [notice for notice in notices_of(None, made) if notice.kind == "booked"]
    telling.notices.add_if_absent(booked)
    begun = telling.notices.begin(booked, NOW)
    assert begun
    assert telling.notices.begin(booked, NOW) is None
    assert telling.notifier.deliver(booked.notice_id) == 15 * MINUTE
    telling.notices.end(begun, "sent")
    assert telling.notifier.deliver(booked.notice_id) is None
    assert telling.post.sent == []


def twice(operation: str, recorder: Recorder) -> None:
    """Let the answer of each call of an operation be lost, and botocore repeat it."""

    def call_twice(number: int, call: partial[Any]) -> Any:
        if recorder.calls[number] == operation:
            call()
        return call()

    recorder.around = call_twice


def test_a_lost_answer_is_no_doubt(telling: Telling, made: Booking, recorder: Recorder) -> None:
    """The write that begins a try is repeated and refused, and the try goes on: it is its own."""
    twice("update_item", recorder)
    telling.tell(None, made)
    recorder.reset()
    assert telling.post.kinds == ["booked"]
    found = telling.notices.get(f"{made.booking_id}#0#booked")
    assert found
    assert found.state == "sent"


def test_a_paused_notifier_ends_nothing_that_another_began(telling: Telling, made: Booking) -> None:
    """Its try is not the last one any more."""
    [booked] = [notice for notice in notices_of(None, made) if notice.kind == "booked"]
    telling.notices.add_if_absent(booked)
    first = telling.notices.begin(booked, NOW)
    assert first
    second = telling.notices.begin(first, NOW + HOUR)
    assert second
    telling.notices.end(first, "failed", "unknown")
    found = telling.notices.get(booked.notice_id)
    assert found
    assert (found.state, found.tries) == ("sending", 2)


# ------------------------------------------------------------------------------------------- when


@pytest.mark.parametrize(
    ("local", "until"),
    [
        ("2026-12-01T06:59:59", "2026-12-01T07:00:00"),
        ("2026-12-01T07:00:00", None),
        ("2026-12-01T19:59:59", None),
        ("2026-12-01T20:00:00", "2026-12-02T07:00:00"),
        ("2026-12-01T23:59:59", "2026-12-02T07:00:00"),
        ("2026-12-02T00:00:00", "2026-12-02T07:00:00"),
    ],
)
def test_quiet_hours(local: str, until: str | None) -> None:
    """From 20:00 to 07:00 of the office's own time."""
    zone = ZoneInfo("Asia/Jayapura")
    found = quiet_until(zone, datetime.fromisoformat(local).replace(tzinfo=zone))
    assert found == (datetime.fromisoformat(until).replace(tzinfo=zone) if until else None)


def test_only_what_comes_unasked_waits_for_the_morning(
    telling: Telling, services: Services, made: Booking, clock: FixedClock
) -> None:
    """Who books at night gets the numbers at once; who is listed learns of it at seven."""
    register(services, "ayu", nik(1))
    clock.instant = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)  # 21:00 in Jakarta
    night = made._replace(changed_at=clock.instant)
    telling.dispatcher.booking_changed(None, night)
    assert timedelta(hours=10) in telling.bring()
    assert telling.post.kinds == ["booked"]
    clock.instant += timedelta(hours=10)
    telling.bring()
    assert telling.post.kinds == ["booked", "listed"]
