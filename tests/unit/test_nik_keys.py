"""The keys of NIKs: versions that follow from each other, and what is done while two of them are live."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from antrean.account.model import Erasure
from antrean.account.store import Erasures
from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.base.nik_keys import NikKeys, RememberedNikKeys, version_of
from antrean.bookings.operation import Services
from antrean.bookings.stores import Store
from antrean.changes import add, book, cancel, move
from antrean.guards.store import guard_key
from antrean.listings import listings
from antrean.login.renewing import renew
from antrean.people.items import account_key, registration_key
from antrean.people.limits import Limits
from antrean.people.renewals import Renewals
from antrean.people.store import NikTaken
from instruments.dynamodb.meter import Meter
from instruments.replay.calls import Recorder
from instruments.replay.people import nik, sign_up_of
from tests.support.accounts import make_world
from tests.support.nik_keys import BOTH, FIRST, SECOND
from tests.support.wishes import KEY, asked, choice, more, refusal
from tests.unit.conftest import NOW, OTHER_SLOT, PEPPER, register


@pytest.fixture
def both(services: Services) -> Services:
    """What the rules work with once a second version was made."""
    return replace(services, nik_keys=lambda: BOTH)


@pytest.fixture
def renewals(services: Services) -> Renewals:
    """What brings accounts to the newest key."""
    return Renewals(services.store._table)  # noqa: SLF001 - as the functions are wired


def guards(services: Services, serial: int) -> list[str]:
    """The bookings that guard a person, under each version of the key."""
    keys = [guard_key(each) for each in BOTH.of(nik(serial))]
    items = services.store._table.get_many(keys)  # noqa: SLF001 - guards are read by the rules alone
    return [items[key]["booking_id"] for key in keys if key in items]


# ----------------------------------------------------------------------------------------------------- the hashes


def test_a_version_follows_from_the_one_before_it() -> None:
    """Whoever knows a hash of version 1 gets to version 2 with its key and without the NIK, and nobody gets back."""
    [first], [second, before] = FIRST.of(nik(1)), BOTH.of(nik(1))
    assert (before, version_of(first), version_of(second)) == (first, 1, 2)
    assert BOTH.again([first]) == BOTH.again([second, first]) == (second, first)
    assert BOTH.again([second]) == (second,)
    # a third follows from the second, whether somebody comes with the NIK or with that
    third = PEPPER.nik_keys('{"v2": "the second key, of 32 bytes.....", "v3": "the third key, of 32 bytes......"}')
    assert third.of(nik(1)) == third.again([first]) == (*third.again([second])[:1], second, first)
    # the control: whoever has the first key alone finds no hash of version 2
    other = PEPPER.nik_keys('{"v2": "another second key, of 32 bytes."}')
    assert other.of(nik(1))[1] == first
    assert other.of(nik(1))[0] != second


def test_an_old_version_is_written_no_more() -> None:
    """Once its end was told, hashes are under the next one alone, which is the same as before."""
    assert SECOND.of(nik(1)) == BOTH.of(nik(1))[:1]
    assert SECOND.again(BOTH.of(nik(1))) == SECOND.again(FIRST.of(nik(1))) == SECOND.of(nik(1))


def test_the_first_version_is_the_pepper_only_where_the_secret_has_none() -> None:
    """A stack of before goes on with what it has; a new one has a random first key, which the pepper does not tell."""
    assert NikKeys.from_secret_string('{"v1": "own"}', b"pepper").of(nik(1)) == NikKeys({1: b"own"}).of(nik(1))
    assert NikKeys.from_secret_string("{}", b"pepper").of(nik(1)) == NikKeys({1: b"pepper"}).of(nik(1))


def test_keys_are_read_again_after_an_hour() -> None:
    """A warm function knows a new version within an hour, and reads no more often."""
    clock, read = FixedClock(NOW), iter([FIRST, BOTH, SECOND])
    keys = RememberedNikKeys(lambda: next(read), clock)
    assert keys() is keys() is FIRST
    clock.instant += timedelta(minutes=59, seconds=59)
    assert keys() is FIRST
    clock.instant += timedelta(seconds=1)
    assert keys() is keys() is BOTH


# --------------------------------------------------------------------------------------------------- two are live


def test_who_was_booked_before_is_not_booked_again_after(both: Services, services: Services, siti: str) -> None:
    """A booking of version 1 stops one of both, and one of both stops a function that knows version 1 alone."""
    made = book.book(services, siti, asked(2), KEY)
    register(both, "budi", nik(902))
    assert refusal(lambda: book.book(both, "budi", asked(2), KEY)).code == Code.NIK_ALREADY_BOOKED
    cancel.cancel(both, siti, made.booking_id)
    made = book.book(both, "budi", asked(2), "lagi")
    assert guards(both, 1) == [made.booking_id] * 2
    elsewhere = asked(2, OTHER_SLOT)
    assert refusal(lambda: book.book(services, siti, elsewhere, "lagi")).code == Code.NIK_ALREADY_BOOKED


def test_what_changes_a_booking_changes_both_guards(both: Services, siti: str) -> None:
    """Adding, moving, leaving and cancelling keep the two guards of each person alike."""
    made = book.book(both, siti, asked(2), KEY)
    assert [guards(both, serial) for serial in (901, 1)] == [[made.booking_id] * 2] * 2
    add.add(both, siti, made.booking_id, more(1, 40), "tambah")
    moved = move.move(both, siti, made.booking_id, choice(), "pindah")
    table = both.store._table  # noqa: SLF001 - see above
    ends = {item["held_until"] for item in table.get_many([guard_key(each) for each in BOTH.of(nik(40))]).values()}
    assert ends == {int(moved.until.timestamp())}
    cancel.leave(both, siti, made.booking_id, 2)
    assert guards(both, 40) == []
    cancel.cancel(both, siti, made.booking_id)
    assert [guards(both, serial) for serial in (901, 1)] == [[], []]


def test_an_owner_is_found_by_any_hash(both: Services, services: Services, siti: str, clock: FixedClock) -> None:
    """An account of version 1 sees a booking of both, and takes the owner out of it; so does one of both."""
    register(services, "ayu", nik(1))
    register(both, "ani", nik(2))
    clock.instant += timedelta(seconds=1)
    made = book.book(both, siti, asked(3), KEY)
    for owner in ("ayu", "ani"):
        assert [each.booking.booking_id for each in listings.listings_of(both, owner)] == [made.booking_id]
        listings.leave(both, owner, made.booking_id)
    assert (guards(both, 1), guards(both, 2)) == ([], [])
    assert both.store.accounts.owner_of(*made.applicants[1].nik_keys) == "ayu"


def test_one_nik_has_one_account_under_two_versions(both: Services, services: Services) -> None:
    """Neither an account of version 1 nor one of both lets another one have the NIK, whatever the function knows."""
    register(services, "ayu", nik(1))
    register(both, "ani", nik(2))
    for keys, serial in ((BOTH, 1), (FIRST, 2), (BOTH, 2)):
        with pytest.raises(NikTaken):
            both.store.accounts.register(sign_up_of("lain", nik(serial), keys), NOW)
    assert both.store.accounts.get("lain") is None
    found = both.store.accounts.registration(FIRST.key(nik(2)))
    assert found
    assert (found.account_id, found.moved_to) == ("ani", None)


def test_family_of_before_is_known_still(both: Services, services: Services, siti: str) -> None:
    """Marks of version 1 go on as marks of version 2: nobody is counted twice, and it costs no write."""
    made = book.book(services, siti, asked(3), KEY)
    cancel.cancel(services, siti, made.booking_id)
    book.book(both, siti, asked(3, OTHER_SLOT), "lagi")
    account = both.store.accounts.get(siti)
    assert account
    assert sorted(account.limits.family) == sorted(BOTH.key(nik(serial))[3:11] for serial in (1, 2))
    named = Limits(named={FIRST.key(nik(1))[3:11]: 1}).renewed([BOTH.of(nik(1))])
    assert named.named == {BOTH.key(nik(1))[3:11]: 1}
    assert (same := Limits()).renewed([BOTH.of(nik(1))]) is same


@pytest.mark.parametrize(("people", "units"), [(1, 11), (5, 29)])
def test_what_a_booking_costs_while_two_are_live(metered: Services, meter: Meter, people: int, units: int) -> None:
    """Two write units more for each person, and two for a booking of five, which does not fit in a kilobyte then."""
    account_id = register(metered, "siti", nik(901))
    metered = replace(metered, nik_keys=lambda: BOTH)
    first = book.book(metered, account_id, asked(people), "before")
    cancel.cancel(metered, account_id, first.booking_id)
    meter.bill.clear()
    book.book(metered, account_id, asked(people, OTHER_SLOT), KEY)
    assert meter.bill.writes == units


def test_what_a_registration_costs_while_two_are_live(metered: Services, meter: Meter) -> None:
    """Two write units more than the six of registration, profile and mailbox."""
    meter.bill.clear()
    metered.store.accounts.register(sign_up_of("ayu", nik(1), FIRST), NOW, "mailbox of ayu")
    assert meter.bill.writes == 6
    meter.bill.clear()
    metered.store.accounts.register(sign_up_of("ani", nik(2), BOTH), NOW, "mailbox of ani")
    assert meter.bill.writes == 8


def test_the_guard_that_counts_is_found(services: Services, siti: str) -> None:
    """One that is over may stand under a hash that the one of now does not have: the later one tells who is booked."""
    made = book.book(services, siti, asked(1), KEY)
    second, first = BOTH.of(nik(901))
    for key in (second, first):
        pk, sk = guard_key(BOTH.of(nik(901))[0])
        end = int(NOW.timestamp())
        services.store._table.put(  # noqa: SLF001 - DynamoDB has not removed it yet
            {"pk": pk, "sk": sk, "v": 1, "booking_id": "over", "held_until": end, "expires_at": end}
        )
        guard, registration = services.store.guard_and_registration(key, *{second, first} - {key})
        assert guard
        assert (guard.booking_id, registration is not None) == (made.booking_id, True)


def test_a_sign_up_that_waited_is_held_under_both(recorder: Recorder, store: Store, clock: FixedClock) -> None:
    """It was hashed before the new version was made, and is confirmed after."""
    world = make_world(recorder, store, clock)
    world.sign_up()
    world.registrar = replace(world.registrar, nik_keys=lambda: BOTH)
    world.confirm()
    account = world.account()
    assert account
    assert account.nik_keys == BOTH.of(nik(1))
    assert store.accounts.owner_of(FIRST.key(nik(1))) == account.account_id


# ------------------------------------------------------------------------------------------------ accounts go on


def test_an_account_goes_on_to_the_newest_key(both: Services, services: Services, renewals: Renewals) -> None:
    """Registration and profile are under version 2; whoever knows version 1 alone still finds the registration."""
    register(services, "ayu", nik(1))
    table = services.store._table  # noqa: SLF001 - at a counter the level rises
    old = registration_key(FIRST.key(nik(1)))
    table.update(old, "SET #level = :two", "attribute_exists(pk)", values={":two": 2}, names={"#level": "level"})
    account = services.store.accounts.get("ayu")
    assert account
    went = renew(renewals, BOTH, account)
    kept = services.store.accounts.get("ayu")
    assert kept == went
    assert kept.nik_keys == BOTH.of(nik(1))
    for known in BOTH.of(nik(1)):
        found = both.store.accounts.registration(known)
        assert found
        assert (found.account_id, found.level, found.registered_at) == ("ayu", 2, NOW)
    # again, and once version 1 has ended
    assert renew(renewals, BOTH, kept) is kept
    assert renew(renewals, SECOND, kept).nik_keys == SECOND.of(nik(1))
    kept = services.store.accounts.get("ayu")
    assert kept
    assert kept.nik_keys == SECOND.of(nik(1))


def test_only_the_year_of_birth_is_kept(services: Services, renewals: Renewals) -> None:
    """A profile of before loses month and day; a new one never has them."""
    register(services, "ayu", nik(1))
    table = services.store._table  # noqa: SLF001 - as a release of before wrote it
    key = account_key("ayu")
    assert table.get(key).keys() & {"birth_date", "birth_year"} == {"birth_year"}  # type: ignore[union-attr] # it is there
    change = "SET birth_date = :day REMOVE birth_year"
    table.update(key, change, "attribute_exists(pk)", values={":day": "1990-05-17"})
    account = services.store.accounts.get("ayu")
    assert account
    assert renew(renewals, FIRST, account).birth_year == 1990
    item = table.get(key)
    assert item
    assert (item["birth_year"], "birth_date" in item) == (1990, False)


def test_a_year_is_kept_once(services: Services, renewals: Renewals) -> None:
    """A request that was paused after it read the birth date makes no profile of a year alone."""
    register(services, "ayu", nik(1))
    account = services.store.accounts.get("ayu")
    assert account
    key = account_key("ayu")
    table = services.store._table  # noqa: SLF001 - it is erased meanwhile
    table.transact([table.delete_action(key, "attribute_exists(pk) OR v = :v", {":v": 0})])
    renewals.keep_year(account)
    assert table.get(key) is None


def test_an_account_that_lost_the_race_is_as_it_was_read(services: Services, renewals: Renewals) -> None:
    """Nobody is told a hash that is not stored."""
    register(services, "ayu", nik(1))
    account = services.store.accounts.get("ayu")
    assert account
    table = services.store._table  # noqa: SLF001 - another request
    table.update(account_key("ayu"), "SET nik_key = :a", "attribute_exists(pk)", values={":a": "v2.x"})
    assert renew(renewals, BOTH, account) is account


@pytest.mark.parametrize("happens", ["another account", "a higher level", "it went on", "it is erased", "taken"])
def test_an_account_that_changed_meanwhile_stays(services: Services, renewals: Renewals, happens: str) -> None:
    """Nothing is written where the registration or the profile is not as it was read."""
    register(services, "ayu", nik(1))
    account = services.store.accounts.get("ayu")
    assert account
    table, old = services.store._table, registration_key(FIRST.key(nik(1)))  # noqa: SLF001 - what others do
    new = registration_key(BOTH.key(nik(1)))

    def meanwhile() -> None:
        match happens:
            case "another account":
                table.update(old, "SET account_id = :a", "attribute_exists(pk)", values={":a": "ani"})
            case "a higher level":
                table.update(old, "SET version = :a", "attribute_exists(pk)", values={":a": 1})
            case "it went on":
                table.update(account_key("ayu"), "SET nik_key = :a", "attribute_exists(pk)", values={":a": "v2.x"})
            case "it is erased":
                table.update(account_key("ayu"), "SET erasing = :a", "attribute_exists(pk)", values={":a": True})
            case "taken":
                table.put({"pk": new[0], "sk": new[1], "v": 1, "account_id": "ani"})

    read = table.get

    def get(key: tuple[str, str]) -> object:
        found = read(key)
        meanwhile()
        return found

    table.get = get  # type: ignore[method-assign,assignment] # what happens after the registration was read
    assert renewals.move(account, BOTH.of(nik(1))) is False
    table.get = read  # type: ignore[method-assign]
    assert "moved_to" not in (table.get(old) or {})
    assert (table.get(new) or {}).get("account_id") != "ayu"


def test_who_went_on_is_not_erased_by_the_old_hash(services: Services, renewals: Renewals) -> None:
    """An eraser that read the account before it went on removes nothing, or the new registration would stay."""
    register(services, "ayu", nik(1))
    account = services.store.accounts.get("ayu")
    assert account
    renew(renewals, BOTH, account)
    table = services.store._table  # noqa: SLF001 - the eraser has begun
    table.update(account_key("ayu"), "SET erasing = :a", "attribute_exists(pk)", values={":a": True})
    erasures, due = Erasures(table), Erasure(NOW, "ayu", "ayu", "mailbox")
    table.put({"pk": "ERASURES", "sk": f"{int(NOW.timestamp()):012d}#ayu", "v": 1, "user": "ayu", "mailbox": "m"})
    assert not erasures.remove(due, account.nik_keys, "round", NOW)
    assert erasures.remove(due, BOTH.of(nik(1)), "round", NOW)
    assert [table.get(registration_key(each)) for each in BOTH.of(nik(1))] == [None, None]
    [listed] = erasures.due(NOW)
    assert listed.nik_keys == BOTH.of(nik(1))


def test_what_an_erased_person_left_is_found_by_any_hash(both: Services, services: Services, siti: str) -> None:
    """A booking of both has neither hash after an eraser that knew version 1 alone, nor the other way round."""
    made = book.book(both, siti, asked(2), KEY)
    table = both.store._table  # noqa: SLF001 - as the eraser is wired
    gone = Erasure(NOW, "ayu", "ayu", "mailbox", nik_keys=FIRST.of(nik(1)))
    Erasures(table).strip_page([gone], None, NOW.date())
    stripped = both.store.bookings.get(made.booking_id)
    assert stripped
    assert stripped.applicants[1].nik_keys == ("",)
    gone = Erasure(NOW, "ani", "ani", "mailbox", nik_keys=BOTH.of(nik(901)))
    Erasures(table).strip_page([gone], None, NOW.date())
    register(services, "dewi", nik(903))
    made = book.book(services, "dewi", asked(1), KEY)
    gone = Erasure(NOW, "umi", "umi", "mailbox", nik_keys=BOTH.of(nik(903)))
    Erasures(table).strip_page([gone], None, NOW.date())
    stripped = both.store.bookings.get(made.booking_id)
    assert stripped
    assert stripped.applicants[0].nik_keys == ("",)
