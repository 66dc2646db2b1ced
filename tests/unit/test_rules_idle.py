"""Accounts that nobody uses: warned after 24 months, erased 30 days later, and kept by any use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from antrean.account.model import Erasure
from antrean.account.store import Erasures
from antrean.base.clock import FixedClock
from antrean.bookings.operation import Services
from antrean.changes import book
from antrean.login.uses import month_of, used
from antrean.notices.events import notices_of_account
from antrean.people.model import Account
from antrean.people.store import Accounts
from instruments.replay.calls import Killed, Recorder
from tests.support.own_account import Closings, traces
from tests.support.telling import Telling
from tests.support.wishes import KEY, asked
from tests.unit.conftest import NOW

A_DAY = timedelta(days=1)
WARNED = datetime(2028, 12, 1, 3, 0, tzinfo=UTC)
"""24 months after the last use."""


class Quiet:
    """Siti's account, which is used now and never again, and what closes it."""

    def __init__(self, services: Services, clock: FixedClock, telling: Telling) -> None:
        """Let it be used."""
        self.services, self.clock, self.telling = services, clock, telling
        self.closings = Closings(services, clock)
        self.closings.has_user("siti")
        self.use()

    @property
    def account(self) -> Account:
        """The account as it is now."""
        account = self.services.store.accounts.get("siti")
        assert account
        return account

    def use(self) -> Account:
        """Look at the profile."""
        return used(self.services.store.records, self.account, self.clock.instant)

    def run(self) -> int:
        """Let the clock look, the stream tell, and the mail go; return how many accounts were closed."""
        before = self.services.store.accounts.get("siti")
        closed = self.closings.eraser.idle.close()
        self.telling.dispatcher.account_changed(before, self.services.store.accounts.get("siti"))
        self.telling.bring()
        return closed

    def listed(self) -> dict[str, list[str]]:
        """Return who is listed in which month."""
        records = self.services.store.records
        months = [f"{year}-{month:02}" for year in range(2026, 2034) for month in range(1, 13)]
        return {month: found for month in months if (found := records.looked_at_in(month))}


@pytest.fixture
def quiet(services: Services, siti: str, clock: FixedClock, telling: Telling) -> Quiet:
    """An account that was used now."""
    assert siti == "siti"
    return Quiet(services, clock, telling)


def test_an_idle_account_is_warned_once_and_erased_30_days_later(quiet: Quiet) -> None:
    """After 24 months and not a second before; the mail says until when; then the eraser takes it away."""
    quiet.clock.instant = WARNED - timedelta(seconds=1)
    assert (quiet.run(), quiet.account.closes_at) == (0, None)
    for month in range(1, 3):
        quiet.clock.instant = datetime(2029, month, 15, 3, 0, tzinfo=UTC)
        if quiet.run():
            break
    assert quiet.account.closes_at == quiet.clock.instant + timedelta(days=30)
    [(to, message)] = quiet.telling.post.sent
    assert (to, message.kind) == ("siti@contoh.id", "idle_warned")
    assert quiet.run() == 0
    assert len(quiet.telling.post.sent) == 1
    quiet.clock.instant += timedelta(days=30)
    quiet.closings.erase()
    assert quiet.services.store.accounts.get("siti") is None
    assert quiet.closings.pool.users == {}
    while quiet.listed():
        quiet.clock.instant += timedelta(days=28)
        assert quiet.run() == 0
    assert traces(quiet.services, "IDLE#") == []


def test_only_the_closing_of_an_idle_account_is_a_warning(quiet: Quiet) -> None:
    """Not one by its holder, who knows; and not another change of an account that was warned."""
    open_ = quiet.account
    closed = open_._replace(closes_at=WARNED)
    idle = closed._replace(idle=True)
    assert notices_of_account(open_, closed, NOW) == []
    assert [notice.kind for notice in notices_of_account(open_, idle, NOW)] == ["idle_warned"]
    assert notices_of_account(idle, idle._replace(language="en"), NOW) == []


def test_who_logs_in_keeps_the_account(quiet: Quiet) -> None:
    """Also on the last day; it is not erased then, and is looked at again two years later."""
    quiet.clock.instant = datetime(2028, 12, 20, 3, 0, tzinfo=UTC)
    assert quiet.run() == 1
    due = quiet.account.closes_at
    quiet.clock.instant += timedelta(days=30, seconds=-1)
    kept, used = quiet.use(), quiet.clock.instant
    assert (kept.closes_at, kept.idle, kept.used_at) == (None, False, used)
    quiet.clock.instant += A_DAY
    quiet.closings.erase()
    assert quiet.account.closes_at is None
    assert due
    while quiet.clock.instant < used + timedelta(days=730):
        assert quiet.run() == 0
        quiet.clock.instant += timedelta(days=28)
    for _ in range(3):
        quiet.clock.instant += timedelta(days=28)
        quiet.run()
    assert quiet.account.closes_at


def test_the_holders_own_closing_is_undone_by_no_look(quiet: Quiet) -> None:
    """Only what was closed because it was idle is kept by a use."""
    quiet.closings.close("siti")
    quiet.clock.instant += timedelta(days=8)
    assert quiet.use().closes_at == NOW + timedelta(days=14)
    assert quiet.account.used_at == quiet.clock.instant


def test_a_look_beside_the_closing_keeps_the_account(quiet: Quiet) -> None:
    """The profile was read before the clock closed it, and the use was noted after that."""
    quiet.clock.instant = datetime(2028, 12, 20, 3, 0, tzinfo=UTC)
    read = quiet.account
    assert quiet.run() == 1
    kept = used(quiet.services.store.records, read, quiet.clock.instant)
    assert (kept, kept.closes_at, kept.idle) == (quiet.account, None, False)


def test_a_look_that_died_beside_the_closing_is_made_good_by_the_next(quiet: Quiet) -> None:
    """The use was noted, and the account is closed still: a second look keeps it, an hour later too."""
    quiet.clock.instant = datetime(2028, 12, 20, 3, 0, tzinfo=UTC)
    read = quiet.account
    assert quiet.run() == 1
    quiet.services.store.records.use(read, quiet.clock.instant)
    assert quiet.account.closes_at
    quiet.clock.instant += timedelta(hours=1)
    assert quiet.use().closes_at is None


def test_a_booking_is_a_use(quiet: Quiet) -> None:
    """Whoever only books, by a program, is not idle."""
    book.book(quiet.services, "siti", asked(1), KEY)
    quiet.clock.instant = WARNED + timedelta(days=5)
    assert quiet.run() == 0
    assert quiet.account.last_used_at() == datetime(2026, 12, 8, 17, 0, tzinfo=UTC)
    quiet.clock.instant = datetime(2029, 1, 10, 3, 0, tzinfo=UTC)
    assert quiet.run() == 1


def test_a_use_is_written_once_a_day(quiet: Quiet, recorder: Recorder) -> None:
    """Not every look at the profile writes."""
    for hours, calls in ((23, 0), (1, 1), (1, 0)):
        quiet.clock.instant += timedelta(hours=hours)
        account = quiet.account
        recorder.calls.clear()
        used(quiet.services.store.records, account, quiet.clock.instant)
        assert len(recorder.calls) == calls


def test_accounts_of_before_are_listed_by_a_job(services: Services, siti: str, clock: FixedClock) -> None:
    """Those that nobody uses any more; once more makes no second entry."""
    records = services.store.records
    for _ in range(2):
        after = records.list_page(None, "2028-12")
        while after:
            after = records.list_page(after, "2028-12")
    assert records.looked_at_in("2028-12") == [siti]
    closings = Closings(services, clock)
    clock.instant = datetime(2028, 12, 31, 3, 0, tzinfo=UTC)
    assert closings.eraser.idle.close() == 1
    account = services.store.accounts.get(siti)
    assert account
    assert (account.idle, account.closes_at) == (True, clock.instant + timedelta(days=30))


def test_it_may_die_anywhere(services: Services, siti: str, clock: FixedClock, recorder: Recorder) -> None:
    """Whatever call it dies at, the next run ends with the account closed and listed once for later."""
    for number in range(20):
        closings = Closings(services, clock)
        records = services.store.records
        month = month_of(clock.instant)
        records.look_in(siti, month)
        recorder.calls.clear()

        def die(call: int, number: int = number) -> None:
            if call == number:
                recorder.after = lambda _number: None
                raise Killed

        recorder.after = die
        try:
            closings.eraser.idle.close()
        except Killed:
            closings.eraser.idle.close()
        recorder.after = lambda _number: None
        account = services.store.accounts.get(siti)
        assert account
        assert (account.idle, account.closes_at is not None) == (True, True)
        assert records.looked_at_in(month) == []
        assert records.use(account, clock.instant)
        clock.instant += timedelta(days=900)


def test_not_used_since_it_was_read(services: Services, siti: str, clock: FixedClock) -> None:
    """The holder looks at the profile at the very moment, or books: it is not closed."""
    erasures, accounts = Closings(services, clock).erasures, services.store.accounts
    read = accounts.get(siti)
    assert read
    assert services.store.records.use(read, NOW)
    assert not close_idle(erasures, read)
    again = accounts.get(siti)
    assert again
    assert close_idle(erasures, again)


def test_no_booking_since_it_was_read(services: Services, siti: str, clock: FixedClock) -> None:
    """Its day may be over by now."""
    erasures, accounts = Closings(services, clock).erasures, services.store.accounts
    read = accounts.get(siti)
    assert read
    book.book(services, siti, asked(1), KEY)
    clock.instant = datetime(2026, 12, 9, 3, 0, tzinfo=UTC)
    assert not erasures.close_idle(Erasure(clock.instant + A_DAY, siti, siti, "mailbox"), read, clock.instant)


def close_idle(erasures: Erasures, read: Account) -> bool:
    """Close an account as it was read."""
    return erasures.close_idle(Erasure(NOW + A_DAY, "siti", "siti", "mailbox"), read, NOW)


def closed_as_idle(services: Services, clock: FixedClock) -> tuple[Accounts, Account]:
    """Return the accounts, and one that is being closed because it was idle."""
    accounts = services.store.accounts
    read = accounts.get("siti")
    assert read
    assert close_idle(Closings(services, clock).erasures, read)
    found = accounts.get("siti")
    assert found
    return accounts, found


def mark(services: Services, change: str, **values: object) -> None:
    """Change Siti's profile as somebody else does."""
    table = services.store._table  # noqa: SLF001 - as the eraser writes it
    given = {f":{name}": value for name, value in values.items()}
    table.update(("ACCOUNT#siti", "PROFILE"), change, "attribute_exists(pk)", values=given or None)


def test_a_use_keeps_the_closing_that_was_read(services: Services, siti: str, clock: FixedClock) -> None:
    """A use that was paused must not reopen what was closed since."""
    assert siti
    accounts, read = closed_as_idle(services, clock)
    mark(services, "SET closes_at = :at", at=1_900_000_000)
    services.store.records.use(read, NOW)
    found = accounts.get(siti)
    assert found
    assert found.closes_at


def test_a_use_keeps_only_what_was_closed_because_it_was_idle(services: Services, siti: str, clock: FixedClock) -> None:
    """The holder reopened it and closed it in the same second, for good."""
    accounts, read = closed_as_idle(services, clock)
    mark(services, "REMOVE idle")
    services.store.records.use(read, NOW)
    found = accounts.get(siti)
    assert found
    assert found.closes_at


def test_a_use_keeps_nothing_that_is_being_erased(services: Services, siti: str, clock: FixedClock) -> None:
    """The eraser has begun."""
    accounts, read = closed_as_idle(services, clock)
    mark(services, "SET erasing = :true", true=True)
    services.store.records.use(read, NOW)
    found = accounts.get(siti)
    assert found
    assert found.closes_at


def test_a_use_makes_no_account(services: Services, siti: str) -> None:
    """It was erased meanwhile."""
    account = services.store.accounts.get(siti)
    assert account
    table = services.store._table  # noqa: SLF001 - as the eraser writes it
    table.transact([table.delete_action(("ACCOUNT#siti", "PROFILE"), "attribute_exists(pk)")])
    assert services.store.records.use(account, NOW) is None
    assert services.store.accounts.get(siti) is None
