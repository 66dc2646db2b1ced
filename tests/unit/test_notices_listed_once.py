"""Who is listed by somebody else is told of it once, also where letters are refused, doubted or late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from antrean.base.clock import FixedClock
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import add, book, cancel
from antrean.listings import listings
from antrean.messages.port import NotSent
from antrean.notices import store
from antrean.notices.events import notices_of
from antrean.offices.directory import OfficeDirectory
from antrean.slots.model import Slot
from instruments.replay.calls import Recorder
from instruments.replay.people import nik, sign_up_of
from tests.support.closings import MINUTE
from tests.support.listed import brought, register_ayu, to_ayu
from tests.support.telling import Post, Telling
from tests.support.wishes import KEY, asked, more
from tests.unit.conftest import NOW, OFFICE, OTHER_SLOT, register

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def ayu(services: Services) -> str:
    """The second person of the booking, who has an account from before it, in English."""
    return register_ayu(services, NOW - HOUR)


@pytest.fixture
def made(services: Services, siti: str, ayu: str) -> Booking:  # noqa: ARG001 - she registered before
    """A booking of Siti, Ayu and a child without an account."""
    return book.book(services, siti, asked(3), KEY)


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
    services.store.accounts.register(sign_up_of("ayu", nik(40), services.nik_keys(), "Ayu Lestari"), NOW)
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
    services.store.accounts.register(sign_up_of("dewi", nik(2), services.nik_keys(), "Dewi Lestari"), NOW)
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
    services.store.offices.add_if_absent(OFFICE._replace(office_id="cibinong", name="Kantor Imigrasi Cibinong"))
    services = replace(services, directory=OfficeDirectory(services.store.offices, services.clock))
    there = OTHER_SLOT._replace(office_id="cibinong")
    quota = services.store.quotas.get(OTHER_SLOT)
    assert quota
    services.store.quotas.publish(quota._replace(slot=there))
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
    other_day = second.slot._replace(date=second.slot.date + timedelta(days=1))
    telling.services.store.bookings.commit_marks(second, second._replace(slot=other_day, revision=1))
    telling.tell(None, second._replace(slot=other_day, revision=1))
    assert to_ayu(telling) == ["listed", "listed"]


def test_whose_first_letter_never_went_is_told_by_the_next(
    telling: Telling, services: Services, siti: str, clock: FixedClock, recorder: Recorder
) -> None:
    """Taken out before the letter went and listed again: the first letter is dropped, and silences nobody.

    Here it was refused for the moment after it had been noted as the one that tells, and so are none of its kind.
    """
    services.store.accounts.register(sign_up_of("ayu", nik(40), services.nik_keys(), "Ayu Lestari"), NOW)
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
    services.store.accounts.register(sign_up_of("ayu", nik(40), services.nik_keys(), "Ayu Lestari"), NOW)
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
    second = first._replace(occasion="7")
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
    key = services.nik_keys().key(nik(1))
    references = [message.reference for _, message in telling.post.sent]
    for said in (*marks, *references):
        assert key not in said
        assert key.removeprefix("v1.") not in said
        assert made.account_id not in said


def _keys(recorder: Recorder) -> list[tuple[str, str]]:
    """The keys of all items of the table."""
    found = recorder.scan(TableName="antrean", ProjectionExpression="pk, sk")["Items"]
    return [(item["pk"]["S"], item["sk"]["S"]) for item in found]
