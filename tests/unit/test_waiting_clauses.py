"""Each clause of the conditions of the waiting list, alone: nothing but this clause refuses what is tried."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from antrean.aws.table import Table
from antrean.bookings.operation import Services
from antrean.waiting import joining
from antrean.waiting.items import mark_key
from antrean.waiting.model import Blocked, Entry
from antrean.waiting.store import Outranked, Waiting
from tests.support.same_table import waiting_of
from tests.support.waiting import HOUR, MINUTE, join, later
from tests.unit.conftest import NOW, SLOT


@pytest.fixture
def waiting(services: Services) -> Waiting:
    """The waiting list of the table."""
    return waiting_of(services)


def enters(services: Services, entry: Entry) -> bool:
    """Whether an entry is written that nobody outranks."""
    account = services.store.accounts.get(entry.account_id)
    assert account
    return waiting_of(services).enter(entry, NOW, Outranked(), account, account.limits)


def test_one_entry_for_each_account(services: Services, siti: str) -> None:
    """Two requests of one moment both find no entry, and one of them is written."""
    made = join(services, siti)
    assert not enters(services, made._replace(entry_id="0" * 16, people=()))


def test_one_entry_for_each_nik(services: Services, siti: str, budi: str) -> None:
    """The same where two accounts name the same person at one moment."""
    made = join(services, siti)
    assert not enters(services, made._replace(account_id=budi))


def test_only_the_mark_that_was_read_is_outranked(services: Services, siti: str, budi: str, waiting: Waiting) -> None:
    """Whoever had the person has left, and a third one waits with them now."""
    made = join(services, siti)
    account = services.store.accounts.get(budi)
    assert account
    read = waiting.asking(siti, made.people[0].nik_keys).marks
    other = {key: mark._replace(entry_id="0" * 16) for key, mark in read.items()}
    entry = made._replace(account_id=budi, entry_id="1" * 16)
    assert not waiting.enter(entry, NOW, Outranked(other), account, account.limits)
    assert waiting.enter(entry, NOW, Outranked(read), account, account.limits)


def test_only_the_mark_of_this_entry_goes(
    services: Services, siti: str, budi: str, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner of the NIK joins between the look at the marks and the end of the entry, which begins anew then."""
    made = join(services, siti, 2, 902)
    later(services, MINUTE)
    real = Table.get_many

    def joins_then(self: Table, keys: Sequence[Any]) -> Any:
        found = real(self, keys)
        monkeypatch.undo()
        later(services, HOUR)
        account = services.store.accounts.get(budi)
        assert account
        read = waiting.asking(budi, made.people[1].nik_keys).marks
        entry = made._replace(account_id=budi, entry_id="1" * 16, people=made.people[1:])
        assert waiting.enter(entry, NOW, Outranked(read), account, account.limits)
        return found

    monkeypatch.setattr(Table, "get_many", joins_then)
    assert not waiting.end(made, made.ended("left"))
    assert waiting.end(made, made.ended("left"))
    [key] = made.people[1].nik_keys
    assert services.store._table.get(mark_key(key))  # noqa: SLF001 - no read shows a mark alone


def test_only_the_entry_that_was_read(services: Services, siti: str, waiting: Waiting) -> None:
    """The account has left meanwhile, and waits anew."""
    made = join(services, siti)
    joining.leave(services, waiting, siti)
    assert join(services, siti, key="lagi").version == made.version
    assert not waiting.end(made, made.ended("over"))


def test_only_as_it_was_read(services: Services, siti: str, waiting: Waiting) -> None:
    """It was passed over meanwhile, or got an offer."""
    made = join(services, siti)
    assert not waiting.end(made._replace(version=made.version + 1), made.ended("over"))
    assert waiting.end(made, made.ended("over"))


def test_seats_are_not_held_anew_by_a_paused_run(waiting: Waiting) -> None:
    """Another run has noted since that they wait, and the six hours of that one go on."""
    first, second = Blocked(SLOT, NOW), Blocked(SLOT, NOW + timedelta(hours=9))
    waiting.block(first, None)
    waiting.block(second, None)
    assert waiting.listed("bogor").blocked == {SLOT: first}
    waiting.block(second, first)
    assert waiting.listed("bogor").blocked == {SLOT: second}
