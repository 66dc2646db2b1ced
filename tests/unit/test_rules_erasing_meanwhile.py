"""Erasing, wherever the eraser dies or is paused, and whatever others change meanwhile; and each clause alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from antrean.account import store as account_store
from antrean.account.closing import reopen
from antrean.account.model import Erasure
from antrean.aws.table import Key
from antrean.base.clock import FixedClock
from antrean.bookings.items import booking_key
from antrean.bookings.operation import Services
from antrean.changes import book
from antrean.household.items import household_key
from antrean.people.items import account_key
from instruments.replay.calls import Killed, Recorder
from instruments.replay.people import nik, sign_up_of
from tests.support.erased import Life
from tests.support.household import households_of, keep
from tests.support.own_account import UNDO, Closings
from tests.support.wishes import KEY, asked
from tests.unit.conftest import NOW, register


@pytest.fixture
def life(services: Services, clock: FixedClock) -> Life:
    """A life that is to be erased."""
    return Life(services, clock)


def test_a_household_that_changed_meanwhile_is_read_again(life: Life) -> None:
    """The eraser read the page before somebody was added: the person goes, and who was added stays."""
    budi = life.services.store.accounts.get("budi")
    assert budi
    [due] = life.closings.erasures.due(life.clock.now())
    life.closings.erasures.begin(due, life.clock.now())
    item = life.table.get(household_key("budi"))
    assert item
    keep(life.services, budi, 8)
    life.closings.erasures._strip_household(item, {life.key})  # noqa: SLF001 - as it is paused after its read
    assert [each.nik_last4 for each in households_of(life.services).get("budi").members] == ["0006", "0008"]


def test_a_run_that_was_paused_forgets_nobody(life: Life, recorder: Recorder) -> None:
    """It listed who is due; meanwhile another run took the account away, and goes on with the people afterwards."""
    other: list[Key | None] = []

    def let_another_run_begin(number: int) -> None:
        if recorder.calls[number] == "query":
            recorder.after = lambda _number: None
            other.append(life.closings.step()(None))

    recorder.reset()
    recorder.after = let_another_run_begin
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(account_store, "JOB_PAGE", 1)
        life.closings.step()(None)
        after = other[0]
        while after:
            after = life.closings.step()(after)
    assert life.found() == []


@pytest.mark.parametrize("when", ["before", "after"])
def test_it_may_die_anywhere(services: Services, clock: FixedClock, recorder: Recorder, when: str) -> None:
    """At each call the eraser dies, and the next run, of the same day or the next, ends as if nothing had happened.

    Pages have one item, so that it also dies between pages, before and after those that name the person.
    """
    items = recorder._client._table.items  # noqa: SLF001 - to begin anew each time
    beginning, number = dict(items), 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(account_store, "JOB_PAGE", 1)
        for number in range(200):
            items.clear()
            items.update(beginning)
            clock.instant = NOW
            if not _dies_at(Life(services, clock), recorder, number, when):
                break
    assert 10 < number < 199


def _dies_at(life: Life, recorder: Recorder, number: int, when: str) -> bool:
    """Die at a call of the eraser, and end with the next run; tell whether it died."""
    recorder.kill(number, when)
    died = False
    try:
        life.closings.erase()
    except Killed:
        died = True
    recorder.reset()
    life.clock.instant += timedelta(days=number % 2)
    life.closings.erase()
    assert life.found() == [], number
    assert "ayu" not in life.closings.pool.users
    assert life.services.store.accounts.get(life.budi)
    return died


def test_a_pool_user_goes_only_with_the_account(life: Life) -> None:
    """Between the due look and the mark the holder may reopen: then the login stays."""
    erasures = life.closings.erasures
    [due] = erasures.due(life.clock.now())
    reopen(life.services, erasures, "ayu")
    assert not erasures.begin(due, life.clock.now())
    assert "ayu" in life.closings.pool.users


def test_an_account_with_a_booking_is_not_erased(services: Services, clock: FixedClock) -> None:
    """A release that knows no closing may have booked meanwhile: the erasing begins once that is over."""
    siti = register(services, "siti", nik(901))
    made = book.book(services, siti, asked(1), KEY)
    table = services.store._table  # noqa: SLF001 - as that release leaves it
    due = int((NOW + UNDO).timestamp())
    table.update(account_key(siti), "SET closes_at = :at", "attribute_exists(pk)", values={":at": due})
    erasure, erasures = Erasure(NOW + UNDO, siti, siti, "mailbox"), Closings(services, clock).erasures
    assert not erasures.begin(erasure, made.until - timedelta(seconds=1))
    assert erasures.begin(erasure, made.until)


def test_only_what_is_being_erased_is_removed(life: Life) -> None:
    """An account that was reopened between the mark and the removal stays; no order of ours leads there."""
    [due] = life.closings.erasures.due(life.clock.now())
    assert not life.closings.erasures.remove(due, (life.key,), "round", life.clock.now())
    assert life.services.store.accounts.get("ayu")


def test_the_nik_of_another_account_stays(life: Life) -> None:
    """A removal that was paused, and is repeated once the NIK belongs to somebody else, takes it from nobody."""
    erasures = life.closings.erasures
    [due] = erasures.due(life.clock.now())
    assert erasures.begin(due, life.clock.now())
    assert erasures.remove(due, (life.key,), "round", life.clock.now())
    life.services.store.accounts.register(sign_up_of("ani", nik(1), life.services.nik_keys()), NOW)
    assert not erasures.remove(due, (life.key,), "round", life.clock.now())
    assert life.services.store.accounts.owner_of(life.key) == "ani"


def test_who_was_erased_is_not_listed_anew(life: Life) -> None:
    """A run that was paused writes no entry, which would hold the NIK key for ever."""
    erasures = life.closings.erasures
    [due] = erasures.due(life.clock.now())
    life.closings.erase()
    assert not erasures.remove(due, (life.key,), "round", life.clock.now())
    erasures.renew(due, "round")
    assert erasures.due(life.clock.now()) == []


def test_a_booking_that_changed_is_read_again(life: Life, recorder: Recorder) -> None:
    """Somebody changes the booking after the page was read: the change stays, and the person goes all the same."""
    before = life.services.store.bookings.get(life.with_ayu.booking_id)
    assert before
    [due] = life.closings.erasures.due(life.clock.now())
    assert life.closings.erasures.begin(due, life.clock.now())
    assert life.closings.erasures.remove(due, (life.key,), "round", life.clock.now())
    table = life.services.store._table  # noqa: SLF001 - as any change of the booking

    def change(number: int) -> None:
        if recorder.calls[number] == "scan":
            recorder.after = lambda _number: None
            key, values = booking_key(before.booking_id), {":next": before.revision + 7, ":at": 1}
            table.update(key, "SET revision = :next, changed_at = :at", "attribute_exists(pk)", values=values)

    recorder.reset()
    recorder.after = change
    assert (
        life.closings.erasures.strip_page(life.closings.erasures.due(life.clock.now()), None, life.clock.now().date())
        is None
    )
    after = life.services.store.bookings.get(life.with_ayu.booking_id)
    assert after
    assert (after.revision, after.applicants[1].nik_key) == (before.revision + 8, "")
    assert after.changed_at == datetime.fromtimestamp(1, UTC)
