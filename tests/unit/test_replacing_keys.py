"""Replacing the key of NIKs by hand: a version is made once, accounts go on, and the old one ends when it may."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from antrean.aws.secret import ChangedMeanwhileError, fill, is_new, replace_value, value_of
from antrean.base.ids import KEPT
from antrean.base.nik_keys import NikKeys
from antrean.bookings.operation import Services
from antrean.changes import book
from antrean.household.store import Households
from antrean.keys.hashes import Hashes, NotYetError, make, retire
from antrean.people.items import account_key, registration_key
from antrean.people.renewals import Renewals
from instruments.replay.calls import Recorder
from instruments.replay.people import nik
from instruments.replay.secrets import FakeSecrets, version_id
from instruments.stand_in import stand_in
from tests.support.wishes import KEY, asked
from tests.unit.conftest import NOW, PEPPER, register

ID = "nik-keys"
DAY = timedelta(days=1)


@pytest.fixture
def secrets() -> FakeSecrets:
    """The secret of a stack of before, whose first key is the pepper."""
    made = FakeSecrets(ID)
    fill(stand_in(made), ID, "{}")
    return made


@pytest.fixture
def hashes(services: Services) -> Hashes:
    """The hashes in the table."""
    table = services.store._table  # noqa: SLF001 - as the function is wired
    return Hashes(table, services.store.accounts, Households(table), Renewals(table))


def keys(secrets: FakeSecrets) -> NikKeys:
    """The keys that functions read."""
    return PEPPER.nik_keys(secrets.values[secrets.labels[KEPT]])


def test_the_first_value_is_made_once(secrets: FakeSecrets) -> None:
    """Whoever fills a secret that has a kept value changes nothing; one that was never kept is replaced."""
    assert fill(stand_in(secrets), ID, '{"v1": "another"}') == version_id(1)
    assert (value_of(stand_in(secrets), ID), len(secrets.values)) == (("{}", version_id(1)), 1)
    empty = FakeSecrets(ID)
    empty.put("")
    fill(stand_in(empty), ID, '{"v1": "the first"}')
    assert value_of(stand_in(empty), ID)[0] == '{"v1": "the first"}'


@pytest.mark.parametrize("paused_before", [1, 2, 3])
def test_of_two_first_values_one_is_kept(paused_before: int) -> None:
    """Another call fills the secret while this one waits before its write, before it looks again, before it keeps."""
    empty = FakeSecrets(ID)
    paused = Recorder(empty)

    def another(number: int) -> None:
        if number == paused_before:
            fill(stand_in(empty), ID, '{"v1": "of who was quicker"}')

    paused.before = another
    fill(stand_in(paused), ID, '{"v1": "of who was paused"}')
    assert value_of(stand_in(empty), ID) == ('{"v1": "of who was quicker"}', empty.labels[KEPT])


def test_a_new_stack_is_known_by_its_pepper() -> None:
    """It is young and not kept yet; one that is kept, or was made an hour ago, belongs to a stack of before."""
    young = FakeSecrets("pepper", NOW)
    young.put("{}")
    assert is_new(stand_in(young), "pepper", NOW + timedelta(minutes=59, seconds=59))
    assert not is_new(stand_in(young), "pepper", NOW + timedelta(hours=1))
    young.labels[KEPT] = version_id(1)
    assert not is_new(stand_in(young), "pepper", NOW)


def test_a_version_is_made_once(secrets: FakeSecrets) -> None:
    """The repeat finds it; the one after the next is refused, and a third live one too."""
    make(stand_in(secrets), ID, 2, NOW)
    made = value_of(stand_in(secrets), ID)
    assert (keys(secrets).newest, keys(secrets).oldest, len(json.loads(made[0])["v2"])) == (2, 1, 64)
    make(stand_in(secrets), ID, 2, NOW)
    assert value_of(stand_in(secrets), ID) == made
    for version, why in ((3, "live still"), (4, "next version is 3")):
        with pytest.raises(NotYetError, match=why):
            make(stand_in(secrets), ID, version, NOW)


def test_of_two_values_one_is_kept(secrets: FakeSecrets) -> None:
    """Whoever read the value that somebody has replaced since replaces nothing: a key that was used would be lost."""
    _, read = value_of(stand_in(secrets), ID)
    replace_value(stand_in(secrets), ID, read, '{"v2": "first"}')
    with pytest.raises(ChangedMeanwhileError):
        replace_value(stand_in(secrets), ID, read, '{"v2": "second"}')
    assert value_of(stand_in(secrets), ID)[0] == '{"v2": "first"}'


def test_a_version_ends_when_nothing_needs_it(
    services: Services, secrets: FakeSecrets, hashes: Hashes, siti: str
) -> None:
    """Not within a day, not while a profile, a registration or a booking is found by it alone, and not the newest."""
    book.book(services, siti, asked(2), KEY)
    manager = stand_in(secrets)
    make(manager, ID, 2, NOW)
    with pytest.raises(NotYetError, match="younger than a day"):
        retire(manager, ID, 1, NOW + DAY - timedelta(seconds=1), hashes.counts)
    assert hashes.counts() == {"people": {"v1": 2}, "profiles": {"v1": 1}, "registrations": {"v1": 1}}
    for left in ("people", "profiles", "registrations"):
        with pytest.raises(NotYetError, match=left):
            retire(manager, ID, 1, NOW + DAY, hashes.counts)
    assert hashes.renew_page(keys(secrets), None) is None
    counted = hashes.counts()
    assert counted == {"moved": {"v1": 1}, "people": {"v1": 2}, "profiles": {"v2": 1}, "registrations": {"v2": 1}}
    with pytest.raises(NotYetError, match="people"):
        retire(manager, ID, 1, NOW + DAY, hashes.counts)
    with pytest.raises(NotYetError, match="newest stays"):
        retire(manager, ID, 2, NOW + DAY, hashes.counts)
    del counted["people"]
    retire(manager, ID, 1, NOW + DAY, lambda: counted)
    retire(manager, ID, 1, NOW + DAY, hashes.counts)
    assert (keys(secrets).oldest, "v1" in keys(secrets).key(nik(1))[:2]) == (2, False)
    with pytest.raises(NotYetError, match="newest stays"):
        retire(manager, ID, 2, NOW + DAY, dict)


def test_an_ended_version_is_forgotten(services: Services, secrets: FakeSecrets, hashes: Hashes, siti: str) -> None:
    """Where registrations stood is told while the version is live, and goes with it; the registrations stay."""
    make(stand_in(secrets), ID, 2, NOW)
    both, [old] = keys(secrets), PEPPER.nik_keys("{}").of(nik(901))
    hashes.renew_page(both, None)
    hashes.renew_page(both, None)
    assert services.store.accounts.owner_of(old) == siti
    retire(stand_in(secrets), ID, 1, NOW + DAY, hashes.counts)
    hashes.renew_page(keys(secrets), None)
    assert hashes.counts() == {"profiles": {"v2": 1}, "registrations": {"v2": 1}}
    assert services.store.accounts.owner_of(old) is None
    assert services.store.accounts.owner_of(both.key(nik(901))) == siti
    assert old not in str(services.store._table.get(account_key(siti)))  # noqa: SLF001 - nothing of it is left


def test_a_registration_that_came_anew_is_not_forgotten(services: Services) -> None:
    """A run that was paused deletes nothing but what it read."""
    register(services, "ayu", nik(1))
    table, key = services.store._table, services.nik_keys().key(nik(1))  # noqa: SLF001 - see above
    Renewals(table).forget(key, "v2.elsewhere")
    assert table.get(registration_key(key))


def test_whole_birth_dates_are_counted_and_cut_down(
    services: Services, secrets: FakeSecrets, hashes: Hashes, siti: str
) -> None:
    """Also those of people who do not log in."""
    table = services.store._table  # noqa: SLF001 - as a release of before wrote it
    change = "SET birth_date = :day REMOVE birth_year"
    table.update(account_key(siti), change, "attribute_exists(pk)", values={":day": "1990-05-17"})
    assert hashes.counts()["birth_dates"] == {"whole": 1}
    hashes.renew_page(keys(secrets), None)
    assert "birth_dates" not in hashes.counts()
    account = services.store.accounts.get(siti)
    assert account
    assert account.birth_year == 1990
