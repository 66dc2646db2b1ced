"""Closing an account: the password once more, 14 days to think it over, and no booking meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest

from antrean import wiring
from antrean.account.closing import reopen
from antrean.account.forms import ClosedAccount
from antrean.account.model import Erasure
from antrean.aws.table import TransactionRefused
from antrean.base.clock import FixedClock
from antrean.base.errors import Busy, Code
from antrean.bookings.operation import Services
from antrean.changes import book, cancel
from antrean.http.route import Caller
from antrean.people.model import Account
from contract import declared
from instruments.replay.events import ROOT
from instruments.replay.people import KATA_SANDI
from tests.support.own_account import UNDO, Closings, mail_of
from tests.support.wishes import KEY, asked, refusal
from tests.unit.conftest import DAY, NOW

SECOND = timedelta(seconds=1)


@pytest.fixture
def closings(services: Services, clock: FixedClock, siti: str) -> Closings:
    """What closes accounts; Siti has a user of the pool."""
    closings = Closings(services, clock)
    closings.has_user(siti)
    return closings


def account_of(services: Services, account_id: str) -> Account:
    """Read an account that is there."""
    found = services.store.accounts.get(account_id)
    assert found
    return found


def due(account_id: str) -> Erasure:
    """What lists an account that is closed now."""
    return Erasure(NOW + UNDO, account_id, account_id, "mailbox")


def test_an_account_is_erased_14_days_after_it_was_closed(closings: Closings, siti: str) -> None:
    """The holder is told when, and closing again tells the same."""
    assert closings.close(siti).closes_at == NOW + timedelta(days=14)
    closings.clock.instant += timedelta(days=3)
    assert closings.close(siti).closes_at == NOW + timedelta(days=14)


def test_the_password_is_asked_for_again(closings: Closings, siti: str) -> None:
    """A wrong one closes nothing, and one of somebody else neither."""
    assert refusal(lambda: closings.close(siti, "salah sekali")).code == Code.VALIDATION_FAILED
    assert account_of(closings.services, siti).closes_at is None


def test_an_old_password_closes_too() -> None:
    """One that nobody could choose any more is as good as at the log-in, where it is sent as it was typed."""
    for password in ("1234567890", "kurz", " \u0065\u0301 "):
        assert ClosedAccount(password=password).password == password


def test_the_entry_names_the_user(closings: Closings, siti: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The eraser needs its name in the pool, which is not that of the account, and the mailbox of the profile."""
    monkeypatch.setattr(wiring, "services_for", lambda _caller: closings.services)
    monkeypatch.setattr(wiring, "erasures", lambda: closings.erasures)
    monkeypatch.setattr(wiring, "identity", lambda: closings.identity)
    closings.pool.users[siti].email = "baru@contoh.id"
    claims = {"sub": "user", "custom:account_id": siti, "email": "baru@contoh.id"}
    own = declared.load(declared.app_of(ROOT, "own_account"))
    own.close(Caller(siti, claims), ClosedAccount(password=KATA_SANDI))
    mailbox = closings.services.pepper.mailbox(mail_of(siti))
    assert closings.erasures.due(NOW + UNDO) == [Erasure(NOW + UNDO, siti, "user", mailbox)]


def test_who_has_an_active_booking_cancels_it_first(closings: Closings, siti: str) -> None:
    """Nobody loses a seat in silence, and no seat is kept for who is gone."""
    book.book(closings.services, siti, asked(1), KEY)
    assert refusal(lambda: closings.close(siti)).code == Code.BOOKING_EXISTS
    closings.clock.instant = NOW.replace(day=DAY.day + 1)
    assert closings.close(siti).closes_at


def test_a_closed_account_books_nothing(closings: Closings, siti: str) -> None:
    """It is refused with when the account will be erased, before any seat is claimed; reopened, it books."""
    closings.close(siti)
    refused = refusal(lambda: book.book(closings.services, siti, asked(1), KEY))
    assert (refused.code, refused.members["until"]) == (Code.FORBIDDEN, NOW + UNDO)
    reopen(closings.services, closings.erasures, siti)
    assert book.book(closings.services, siti, asked(1), KEY).holds_seats


def test_a_reopened_account_is_as_before(closings: Closings, siti: str) -> None:
    """Nothing of the closing is left, and reopening twice does nothing."""
    before = account_of(closings.services, siti)
    closings.close(siti)
    for _ in range(2):
        assert reopen(closings.services, closings.erasures, siti) == before
    assert closings.erasures.due(NOW + UNDO) == []


def test_who_is_being_erased_cannot_come_back(closings: Closings, siti: str) -> None:
    """The login is gone by then."""
    closings.close(siti)
    [listed] = closings.erasures.due(NOW + UNDO)
    assert closings.erasures.begin(listed, NOW + UNDO)
    assert refusal(lambda: reopen(closings.services, closings.erasures, siti)).code == Code.TOO_LATE


# each clause of each condition, alone


def test_an_account_is_closed_only_if_it_is_there(closings: Closings) -> None:
    """No profile is made of a closing alone."""
    assert not closings.erasures.close(due("nobody"), NOW)
    assert closings.services.store.accounts.get("nobody") is None


def test_an_account_is_not_closed_twice(closings: Closings, siti: str) -> None:
    """The later of two requests side by side does not begin the 14 days anew."""
    erasure = due(siti)
    assert closings.erasures.close(erasure, NOW)
    assert not closings.erasures.close(erasure._replace(due_at=NOW + UNDO + SECOND), NOW)
    assert account_of(closings.services, siti).closes_at == NOW + UNDO


def test_an_account_that_booked_meanwhile_is_not_closed(closings: Closings, siti: str) -> None:
    """The closing read the profile before the booking was made."""
    erasure = due(siti)
    book.book(closings.services, siti, asked(1), KEY)
    assert not closings.erasures.close(erasure, NOW)
    assert account_of(closings.services, siti).closes_at is None


def test_an_account_that_is_closed_meanwhile_does_not_book(closings: Closings, siti: str) -> None:
    """The commit is refused where the account was closed after the booking read it."""
    made = book.book(closings.services, siti, asked(1), KEY)
    cancel.cancel(closings.services, siti, made.booking_id)
    account = account_of(closings.services, siti)
    closings.close(siti)
    begin = closings.services.store.accounts.begin_active_action(account, made.booking_id, made.until, NOW)
    with pytest.raises(TransactionRefused):
        closings.services.store._table.transact([begin])  # noqa: SLF001 - one part of a commit


def test_only_the_closing_that_was_read_is_undone(closings: Closings, siti: str) -> None:
    """An undo that was paused does not undo a later closing."""
    account = closings.close(siti)
    assert not closings.erasures.reopen(account, NOW + UNDO + SECOND)
    assert account_of(closings.services, siti).closes_at == NOW + UNDO


def test_nothing_is_reopened_once_erasing_began(closings: Closings, siti: str) -> None:
    """The undo that read the account before is refused, and told to try again."""
    account = closings.close(siti)
    [listed] = closings.erasures.due(NOW + UNDO)
    assert closings.erasures.begin(listed, NOW + UNDO)
    assert not closings.erasures.reopen(account, NOW + UNDO)


def test_who_is_beaten_is_busy(closings: Closings, siti: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A closing or an undo that lost a race is tried again by whoever asked."""
    monkeypatch.setattr(type(closings.erasures), "close", lambda *_: False)
    with pytest.raises(Busy):
        closings.close(siti)
    monkeypatch.undo()
    closings.close(siti)
    monkeypatch.setattr(type(closings.erasures), "reopen", lambda *_: False)
    with pytest.raises(Busy):
        reopen(closings.services, closings.erasures, siti)
