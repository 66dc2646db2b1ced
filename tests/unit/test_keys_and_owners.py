"""While two versions of the key of NIKs are live: levels, NIKs that go to another account, and households."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from antrean.account.model import Erasure
from antrean.account.store import Erasures
from antrean.aws.table import TransactionRefused
from antrean.base.errors import Code, Refused
from antrean.base.nik_keys import version_of
from antrean.changes import book
from antrean.guards.store import guard_key
from antrean.household import members
from antrean.household.forms import MemberChange, household_view
from antrean.household.store import Households
from antrean.keys.hashes import Hashes
from antrean.login.renewing import renew
from antrean.people.items import MOVED_TO, account_key, registration_key
from antrean.people.renewals import Renewals
from instruments.replay.people import EMAIL, nik
from tests.support.counter import BUDI, Counter
from tests.support.household import by_members, households_of, id_of, keep
from tests.support.nik_keys import BOTH, FIRST, SECOND
from tests.support.registered import Registered
from tests.support.wishes import KEY
from tests.unit.conftest import NOW, register

if TYPE_CHECKING:
    from antrean.base.clock import FixedClock
    from antrean.base.nik_keys import NikKeys
    from antrean.bookings.operation import Services
    from antrean.bookings.stores import Store
    from instruments.replay.calls import Recorder


@pytest.fixture
def there(recorder: Recorder, store: Store, clock: FixedClock) -> Registered:
    """A deployment with a registry, in which Siti registered while one version was live."""
    there = Registered(recorder, store, clock)
    there.world.sign_up()
    there.world.confirm()
    assert there.nik_keys().of(nik(1)) == FIRST.of(nik(1))
    return there


def both_live(there: Registered) -> NikKeys:
    """Make the second version, which every function knows then."""

    def keys() -> NikKeys:
        return BOTH

    there.nik_keys = keys
    there.checks = replace(there.checks, nik_keys=keys)
    there.world.registrar = replace(there.world.registrar, nik_keys=keys, checks=there.checks)
    return BOTH


def renewed(there: Registered, account_id: str) -> None:
    """Let the holder look at the profile."""
    account = there.world.registrar.accounts.get(account_id)
    assert account
    renew(Renewals(there.table), BOTH, account)


def owners(there: Registered, serial: int = 1) -> list[str | None]:
    """Whose a NIK is by each of its keyed hashes alone, the newest first."""
    return [there.world.registrar.accounts.owner_of(each) for each in BOTH.of(nik(serial))]


def is_erased(there: Registered, email: str) -> bool:
    """Erase an account, and tell whether that left nothing of its NIK."""
    account = there.world.account(email)
    assert account
    erasures, erasure = Erasures(there.table), Erasure(NOW, account.account_id, "", "")
    assert erasures.close(erasure, NOW)
    assert erasures.begin(erasure, NOW)
    return erasures.remove(erasure, account.nik_keys, "round", NOW) and owners(there) == [None, None]


@pytest.mark.parametrize("verdict", ["match", "mismatch"])
@pytest.mark.parametrize("went_on", [False, True])
def test_a_verdict_finds_the_account_under_any_version(there: Registered, verdict: str, *, went_on: bool) -> None:
    """Whether the account has gone on to the newer version or not, and if the asker does not know that one."""
    siti = there.account().account_id
    both_live(there)
    if went_on:
        renewed(there, siti)
    there.registry.says = "match" if verdict == "match" else "mismatch"
    there.work()
    assert (there.account().level, there.account().registry) == (1 if verdict == "match" else 0, verdict)
    there.levels.note(siti, FIRST.of(nik(1)), "match")
    assert there.level() == (1, 2 if verdict == "match" else 1)


def test_a_level_is_written_where_the_registration_stands(there: Registered) -> None:
    """It goes on to the newer version between the look and the write: the copy has the level, and not what it left."""
    both_live(there)
    siti = there.account().account_id
    found = there.world.registrar.accounts.registration(*FIRST.of(nik(1)))
    assert found
    renewed(there, siti)
    action = there.levels.registration_action(found, 3)
    with pytest.raises(TransactionRefused):
        there.table.transact([action])
    there.levels.note(siti, FIRST.of(nik(1)), "match")
    left = there.table.get(registration_key(FIRST.key(nik(1))))
    assert left
    assert (left[MOVED_TO], "level" in left) == (BOTH.key(nik(1)), False)
    assert there.level() == (1, 1)


@pytest.mark.parametrize("went_on", [False, True])
def test_who_wins_a_nik_has_it_under_every_version(there: Registered, clock: FixedClock, *, went_on: bool) -> None:
    """Whichever version the holder had: each hash finds the new owner, who goes on and can be erased."""
    both_live(there)
    if went_on:
        renewed(there, there.account().account_id)
    there.queues.messages.clear()
    clock.instant = NOW + timedelta(days=30)
    there.world.sign_up(BUDI, serial=1)
    there.work()
    there.world.confirm(BUDI)
    winner, loser = there.world.account(BUDI), there.world.account(EMAIL)
    assert winner
    assert loser
    assert (winner.level, loser.has_nik, loser.nik_keys) == (1, False, (loser.nik_key,))
    assert owners(there)[1] == winner.account_id
    renewed(there, loser.account_id)
    renewed(there, winner.account_id)
    assert owners(there) == [winner.account_id] * 2
    winner = there.world.account(BUDI)
    assert winner
    assert winner.nik_keys == BOTH.of(nik(1))
    assert is_erased(there, BUDI)


@pytest.mark.parametrize("went_on", [False, True])
def test_a_transfer_reaches_every_version(
    recorder: Recorder, store: Store, clock: FixedClock, *, went_on: bool
) -> None:
    """At the counter as well, and the NIK that the winner had by mistake is free under every version."""
    there = Registered(recorder, store, clock)
    counter = Counter(there)
    both_live(there)
    counter.desk = replace(counter.desk, nik_keys=there.nik_keys)
    there.world.sign_up(BUDI, serial=2)
    there.world.confirm(BUDI)
    if went_on:
        renewed(there, counter.siti)
    counter.act("transfer", email=BUDI)
    winner = there.world.account(BUDI)
    assert winner
    renewed(there, winner.account_id)
    assert owners(there) == [winner.account_id] * 2
    assert [there.table.get(registration_key(each)) for each in BOTH.of(nik(2))] == [None, None]
    assert is_erased(there, BUDI)


def test_what_tells_where_a_nik_stands_is_put_over_nobody_elses(there: Registered) -> None:
    """Somebody registered the NIK anew under the older version meanwhile."""
    siti = there.account().account_id
    both_live(there)
    renewed(there, siti)
    found = there.world.registrar.accounts.registration(*BOTH.of(nik(1)))
    assert found
    key = registration_key(FIRST.key(nik(1)))
    there.table.update(key, "SET account_id = :other", "attribute_exists(pk)", values={":other": "ani"})
    actions = there.levels.handing_actions(found, 1, "budi", BOTH.of(nik(1)), NOW)
    with pytest.raises(TransactionRefused):
        there.table.transact(actions)
    there.table.update(key, "SET account_id = :own", "attribute_exists(pk)", values={":own": siti})
    there.table.transact(actions)
    assert owners(there) == ["budi", "budi"]


def test_who_lost_a_nik_holds_up_no_replacement(there: Registered) -> None:
    """An account without a NIK has no keyed hash that could go on, and none is counted."""
    both_live(there)
    account = there.account()
    there.table.transact([there.levels.losing_action(account, NOW)])
    hashes = Hashes(there.table, there.world.registrar.accounts, Households(there.table), Renewals(there.table))
    assert hashes.renew_page(BOTH, None) is None
    assert "profiles" not in hashes.counts()


# ------------------------------------------------------------------------------------------------------ households


def test_a_member_of_before_is_guarded_under_both_versions(services: Services, siti: str) -> None:
    """The household was kept while one version was live; its members are booked by the ids that they had then."""
    wish = by_members(services, siti, 1)
    both = replace(services, nik_keys=lambda: BOTH)
    made = book.book(both, siti, wish, KEY)
    assert made.applicants[1].nik_keys == BOTH.of(nik(1))
    table = services.store._table  # noqa: SLF001 - guards are read by the rules alone
    assert len(table.get_many([guard_key(each) for each in BOTH.of(nik(1))])) == 2


def test_a_household_goes_on_with_its_account(services: Services, siti: str) -> None:
    """By hand; its ids stay good while the older version is live, and afterwards too."""
    account = services.store.accounts.get(siti)
    assert account
    keep(services, account, 1)
    table, households, old = services.store._table, households_of(services), id_of(services, siti, 1)  # noqa: SLF001 - as it is wired
    hashes = Hashes(table, services.store.accounts, households, Renewals(table))
    assert hashes.counts()["members"] == {"v1": 1}
    hashes.renew_page(BOTH, None)
    assert hashes.counts()["members"] == {"v2": 1}
    [member] = households.get(siti).members
    assert member.nik_keys == BOTH.of(nik(1))
    assert household_view(households.get(siti), siti, services.pepper)["members"][0]["member_id"] == old
    revision = households.get(siti).revision
    hashes.renew_page(BOTH, None)
    assert households.get(siti).revision == revision
    hashes.renew_page(SECOND, None)
    [member] = households.get(siti).members
    assert [version_of(each) for each in member.nik_keys] == [2]
    new = household_view(households.get(siti), siti, services.pepper)["members"][0]["member_id"]
    assert new != old
    for each in (old, new):
        members.change(households, services.pepper, SECOND, siti, each, MemberChange(full_name="Budi"))
    assert members.remove(households, services.pepper, SECOND, siti, old).members == ()


def test_a_member_of_before_is_known_again(services: Services, siti: str) -> None:
    """Nobody is kept twice because of another version, and the owner is kept under none."""
    account = services.store.accounts.get(siti)
    assert account
    keep(services, account, 1)
    both = replace(services, nik_keys=lambda: BOTH)
    for serial in (1, 901):
        with pytest.raises(Refused) as refused:
            keep(both, account, serial, "another")
        assert refused.value.code == Code.VALIDATION_FAILED


def test_who_is_erased_leaves_households_of_every_version(services: Services, siti: str) -> None:
    """The household has the older hash alone; the erased account went on."""
    account = services.store.accounts.get(siti)
    assert account
    keep(services, account, 1)
    both = replace(services, nik_keys=lambda: BOTH)
    register(both, "anak", nik(1))
    child = services.store.accounts.get("anak")
    assert child
    assert child.nik_keys == BOTH.of(nik(1))
    table = services.store._table  # noqa: SLF001 - as it is wired
    erasures = Erasures(table)
    erasures.strip_page([Erasure(NOW, "anak", "", "", child.nik_keys, "round")], None, NOW.date())
    assert households_of(services).get(siti).members == ()
    assert table.get(account_key(siti))
