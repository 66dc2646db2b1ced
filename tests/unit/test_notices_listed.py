"""Whom another account books: told of it once for a day, and of what a closure does to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from antrean.base.clock import FixedClock
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import add, book, cancel, move
from antrean.closures import apply, work
from antrean.closures.model import Closure
from antrean.closures.store import Closures
from antrean.listings import listings
from antrean.listings.forms import listing_view
from antrean.messages.port import NotSent
from antrean.notices import store
from antrean.notices.events import notices_of
from antrean.notices.model import KINDS, Notice
from antrean.offices.directory import OfficeDirectory
from antrean.slots.model import Slot
from instruments.replay.calls import Recorder
from instruments.replay.people import nik, sign_up_of
from tests.support.closings import MINUTE, REASON, close, displaced
from tests.support.telling import Post, Telling
from tests.support.wishes import KEY, asked, choice, more
from tests.unit.conftest import NOW, OFFICE, OTHER_SLOT, register

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
UNDO = 10 * MINUTE
RIGHT_ENDS = datetime(2027, 1, 7, 17, 0, tzinfo=UTC)


@pytest.fixture
def ayu(services: Services) -> str:
    """The second person of the booking, who has an account from before it, in English."""
    before = NOW - HOUR
    services.store.accounts.register(sign_up_of("ayu", nik(1), services.pepper, "Ayu Lestari"), before)
    services.store.accounts.change_settings("ayu", "en")
    return "ayu"


@pytest.fixture
def made(services: Services, siti: str, ayu: str) -> Booking:  # noqa: ARG001 - she registered before
    """A booking of Siti, Ayu and a child without an account."""
    return book.book(services, siti, asked(3), KEY)


def kinds(old: Booking, new: Booking) -> set[tuple[str, int | None]]:
    """The notices to whom a booking lists, each with the place."""
    return {(notice.kind, notice.place) for notice in notices_of(old, new) if KINDS[notice.kind].to_listed}


def to_ayu(telling: Telling) -> list[str]:
    """The kinds of the mails that Ayu got, in order."""
    return [message.kind for to, message in telling.post.sent if to == "ayu@contoh.id"]


def brought(telling: Telling, clock: FixedClock, during: timedelta, step: timedelta = MINUTE) -> None:
    """Bring whatever is due, again and again."""
    end = clock.instant + during
    while clock.instant < end:
        telling.bring()
        clock.instant += step
    telling.bring()


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
    elsewhere = replace(gone.reheld(NOW), slot=OTHER_SLOT, ranges=())
    assert kinds(gone, elsewhere) == {("listed_moved", 1), ("listed_moved", 2)}
    assert kinds(made, replace(made, slot=OTHER_SLOT)) == set()
    ended = {("listed_ended", 1), ("listed_ended", 2)}
    assert kinds(gone, gone.lapsed(RIGHT_ENDS)) == kinds(gone, replace(gone.ended(), revision=2)) == ended
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
    assert "13:00\u201314:00 WIB" in now.text
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


# ------------------------------------------------------------------------------------------- once


def added_and_taken_out(telling: Telling, services: Services, clock: FixedClock, made: Booking, rounds: int) -> Booking:
    """Add a stranger to a booking and take them out again, as often and as quickly as a program can."""
    now = made
    for number in range(rounds):
        before = now
        now = add.add(services, made.account_id, made.booking_id, more(1, 40), f"tambah-{number}")
        telling.tell(before, now)
        clock.instant += SECOND
        before, place = now, len(now.applicants) - 1
        now = cancel.leave(services, made.account_id, made.booking_id, place)
        telling.tell(before, now)
        clock.instant += SECOND
    return now


@pytest.mark.parametrize("held", [False, True])
def test_nobody_is_mailed_again_and_again_that_they_are_listed(
    telling: Telling,
    services: Services,
    siti: str,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
    held: bool,  # noqa: FBT001 - a value of the table
) -> None:
    """An account lists a stranger, takes them out, lists them again: one mail for the day; without it one each."""
    services.store.accounts.register(sign_up_of("ayu", nik(40), services.pepper, "Ayu Lestari"), NOW)
    if not held:
        anything = "(attribute_not_exists(nothing) OR told_by IN (:mine, :unsaid))"
        monkeypatch.setattr(store, "TAKE_LISTING_CONDITIONS", {"anything": anything})
    made = book.book(services, siti, asked(1), KEY)
    rounds = 4
    added_and_taken_out(telling, services, clock, made, rounds)
    assert to_ayu(telling) == ["listed"] * (1 if held else rounds)


def test_another_person_and_another_booker_are_told_of(
    telling: Telling, services: Services, made: Booking, clock: FixedClock
) -> None:
    """Each is another thing to know."""
    services.store.accounts.register(sign_up_of("dewi", nik(2), services.pepper, "Dewi Lestari"), NOW)
    telling.tell(None, made)
    assert [to for to, message in telling.post.sent if message.kind == "listed"] == ["ayu@contoh.id", "dewi@contoh.id"]
    cancel.cancel(services, made.account_id, made.booking_id)
    clock.instant += MINUTE
    telling.tell(None, book.book(services, register(services, "budi", nik(902)), asked(2), KEY))
    assert to_ayu(telling) == ["listed", "listed"]


def booked_again(telling: Telling, services: Services, clock: FixedClock, made: Booking, slot: Slot) -> None:
    """Cancel the booking, and list the same people at a slot of the same day; whom it lists is told what there is."""
    clock.instant += MINUTE
    before = services.store.bookings.get(made.booking_id)
    telling.tell(before, cancel.cancel(services, made.account_id, made.booking_id))
    telling.tell(None, book.book(services, made.account_id, asked(3, slot), "kunci-2"))


@pytest.mark.parametrize("out", ["nobody", "the booker", "the owner"])
def test_whoever_left_is_told_again(
    telling: Telling, services: Services, clock: FixedClock, made: Booking, out: str
) -> None:
    """Of being listed anew by the same account for the same day, since they do not expect it; without it, not."""
    telling.tell(None, made)
    clock.instant += MINUTE
    if out == "the booker":
        cancel.leave(services, made.account_id, made.booking_id, 1)
    if out == "the owner":
        listings.leave(services, "ayu", made.booking_id)
    booked_again(telling, services, clock, made, OTHER_SLOT)
    assert to_ayu(telling) == ["listed"] * (2 if out == "the owner" else 1)


def test_whoever_asked_to_leave_is_told_again(
    telling: Telling, services: Services, clock: FixedClock, made: Booking
) -> None:
    """Also if the booker cancelled before they could leave."""
    telling.tell(None, made)
    listings.contest(services, Post(clock), "ayu", made.booking_id)
    booked_again(telling, services, clock, made, OTHER_SLOT)
    assert to_ayu(telling) == ["listed", "listed"]


def test_another_office_is_told_again(telling: Telling, services: Services, clock: FixedClock, made: Booking) -> None:
    """Whoever holds the mail about the first one would go there."""
    telling.tell(None, made)
    services.store.offices.add_if_absent(replace(OFFICE, office_id="cibinong", name="Kantor Imigrasi Cibinong"))
    services = replace(services, directory=OfficeDirectory(services.store.offices, services.clock))
    there = replace(OTHER_SLOT, office_id="cibinong")
    quota = services.store.quotas.get(OTHER_SLOT)
    assert quota
    services.store.quotas.publish(replace(quota, slot=there))
    booked_again(telling, services, clock, made, there)
    assert to_ayu(telling) == ["listed", "listed"]


def test_another_day_is_told_again(telling: Telling, services: Services, made: Booking) -> None:
    """One for each booker, person and day: in another booking of the same day there is no other."""
    telling.tell(None, made)
    cancelled = cancel.cancel(services, made.account_id, made.booking_id)
    telling.tell(made, cancelled)
    second = book.book(services, made.account_id, asked(3, OTHER_SLOT), "kunci-2")
    telling.tell(None, second)
    assert to_ayu(telling) == ["listed"]
    other_day = replace(second.slot, date=second.slot.date + timedelta(days=1))
    telling.services.store.bookings.commit_marks(second, replace(second, slot=other_day, revision=1))
    telling.tell(None, replace(second, slot=other_day, revision=1))
    assert to_ayu(telling) == ["listed", "listed"]


def test_whose_first_letter_never_went_is_told_by_the_next(
    telling: Telling, services: Services, siti: str, clock: FixedClock, recorder: Recorder
) -> None:
    """Taken out before the letter went and listed again: the first letter is dropped, and silences nobody.

    Here it was refused for the moment after it had been noted as the one that tells, and so are none of its kind.
    """
    services.store.accounts.register(sign_up_of("ayu", nik(40), services.pepper, "Ayu Lestari"), NOW)
    made = book.book(services, siti, asked(1), KEY)
    one = add.add(services, siti, made.booking_id, more(1, 40), "tambah-1")
    telling.post.error = NotSent("TooManyRequestsException", passing=True)
    telling.tell(made, one)
    telling.post.error = None
    out = cancel.leave(services, siti, made.booking_id, 1)
    again = add.add(services, siti, made.booking_id, more(1, 40), "tambah-2")
    telling.dispatcher.booking_changed(out, again)
    recorder.reset()
    brought(telling, clock, 3 * MINUTE)
    assert to_ayu(telling) == ["listed"]
    assert telling.queue.ids == []


def test_whose_first_letter_was_refused_is_told_by_the_next(
    telling: Telling, services: Services, siti: str, recorder: Recorder
) -> None:
    """SES took it surely not, and never will: it told nobody, so it silences none."""
    services.store.accounts.register(sign_up_of("ayu", nik(40), services.pepper, "Ayu Lestari"), NOW)
    made = book.book(services, siti, asked(1), KEY)
    one = add.add(services, siti, made.booking_id, more(1, 40), "tambah-1")
    telling.post.error = NotSent("MessageRejected")
    telling.tell(made, one)
    telling.post.error = None
    out = cancel.leave(services, siti, made.booking_id, 1)
    recorder.reset()
    telling.tell(out, add.add(services, siti, made.booking_id, more(1, 40), "tambah-2"))
    assert to_ayu(telling) == ["listed"]


def test_while_the_first_letter_is_being_sent_the_second_waits(
    telling: Telling, made: Booking, clock: FixedClock
) -> None:
    """It may yet be refused, and then the second is needed."""
    [first, *_] = [each for each in notices_of(None, made) if each.kind == "listed"]
    telling.notices.add_if_absent(first)
    telling.post.error = NotSent("lost", unsure=True)
    telling.notifier.deliver(first.notice_id)
    telling.post.error = None
    second = replace(first, occasion="7")
    telling.notices.add_if_absent(second)
    assert telling.notifier.deliver(second.notice_id) == MINUTE
    clock.instant += 16 * MINUTE
    telling.notifier.deliver(first.notice_id)
    assert telling.notifier.deliver(second.notice_id) is None
    assert to_ayu(telling) == ["listed"]


def test_no_key_says_who_is_listed(telling: Telling, services: Services, made: Booking, recorder: Recorder) -> None:
    """Neither the NIK key nor the account stands in what the mark or the mail is known by."""
    telling.tell(None, made)
    marks = [key for key, _ in _keys(recorder) if key.startswith("LISTED#")]
    assert len(marks) == 1
    key = services.pepper.nik_key(nik(1))
    references = [message.reference for _, message in telling.post.sent]
    for said in (*marks, *references):
        assert key not in said
        assert key.removeprefix("v1.") not in said
        assert made.account_id not in said


def _keys(recorder: Recorder) -> list[tuple[str, str]]:
    """The keys of all items of the table."""
    found = recorder.scan(TableName="antrean", ProjectionExpression="pk, sk")["Items"]
    return [(item["pk"]["S"], item["sk"]["S"]) for item in found]
