"""Turns: whoever wants what opens at one instant comes at a moment that was drawn, and nobody has to be quick."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from antrean.account.turn import own_place
from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings.operation import Services
from antrean.bookings.stores import Found, Store
from antrean.changes import add, book, cancel, move
from antrean.slots import availability, releases
from antrean.slots.items import as_quota, new_item, quota_key
from antrean.slots.model import Quota
from antrean.slots.store import TURN_CONDITIONS, ClaimRefused
from antrean.turns.model import Holder, Turns
from antrean.turns.places import hour_of, place_of, places_in, seed_of, turn_of
from antrean.waiting.model import rank_of
from instruments.replay.calls import Recorder
from instruments.replay.people import nik
from tests.support.ledger import unbalanced
from tests.support.turns import (
    HOUR,
    LEVELLED,
    LONG_AGO,
    MINUTE,
    OPENED,
    SECOND,
    SECRET,
    TODAY,
    WINDOW,
    known,
    middle,
    opens_anew,
    operate,
    place,
    publish_opened,
    turn,
)
from tests.support.wishes import KEY, asked, choice, left, more, refusal
from tests.unit.conftest import NOW, OFFICE, OTHER_SLOT, SLOT, register
from tools import verify


@pytest.fixture
def opened(services: Services) -> Quota:
    """A slot of five seats that opened just now, on a day whose secret was drawn."""
    services.store.release_secrets.add_if_absent(TODAY, SECRET)
    return publish_opened(services)


# ------------------------------------------------------------------------------------------- whose turn


def test_places_follow_from_seed_and_account() -> None:
    """Place and turn are what anybody computes from the seed of the hour; each hour and account has its own."""
    turns = Turns(NOW + 17 * MINUTE, NOW + 27 * MINUTE)
    assert place_of(seed_of(SECRET, NOW), "siti") == place("siti")
    assert turn_of(turns, seed_of(SECRET, NOW), Holder("siti", None)) == turns.begin + (turn("siti") - NOW)
    assert len({place(name, NOW + hour * HOUR) for name in ("siti", "budi") for hour in range(9)}) == 18
    assert hour_of(turns.until) == NOW
    assert all(0 <= place(f"warga-{number}") < 2**32 for number in range(99))
    turns_of_many = [turn(f"warga-{number}") - NOW for number in range(999)]
    assert min(turns_of_many) < 6 * SECOND
    assert 594 * SECOND < max(turns_of_many) < WINDOW


def test_nobody_claims_before_their_turn(services: Services, opened: Quota, clock: FixedClock) -> None:
    """A second before it the answer says when; at it the seats are taken."""
    account = middle(services)
    clock.instant = turn(account) - SECOND
    refused = refusal(lambda: book.book(services, account, asked(2, OPENED), KEY))
    assert (refused.code, refused.members) == (Code.NOT_YOUR_TURN, {"your_turn_at": turn(account)})
    assert left(services.store, OPENED) == opened.seats_left
    clock.instant += SECOND
    assert book.book(services, account, asked(2, OPENED), KEY).slot == OPENED
    assert left(services.store, OPENED) == 3


def test_after_the_window_everybody_may(services: Services, opened: Quota, clock: FixedClock) -> None:
    """Whoever came too late to have a place is refused until the last second of the window, and then comes."""
    account = register(services, "baru", nik(960))
    assert opened.turns
    clock.instant = NOW + WINDOW - SECOND
    refused = refusal(lambda: book.book(services, account, asked(1, OPENED), KEY))
    assert refused.members == {"your_turn_at": NOW + WINDOW}
    clock.instant += SECOND
    book.book(services, account, asked(1, OPENED), KEY)
    assert left(services.store, OPENED) == 4


def test_accounts_of_after_the_hash_come_last() -> None:
    """Who registered 72 hours before the hour has a place; who registered a second later comes when the window ends."""
    turns = Turns(NOW + 30 * MINUTE, NOW + 40 * MINUTE)
    at = NOW - timedelta(hours=72)
    assert turn_of(turns, seed_of(SECRET, NOW), Holder("siti", at)) == turns.begin + (turn("siti") - NOW) < turns.until
    assert turn_of(turns, seed_of(SECRET, NOW), Holder("siti", at + SECOND)) == turns.until


def test_a_profile_says_when_it_was_registered(services: Services) -> None:
    """It is read with every booking, so nothing else has to be; profiles of before say nothing and have places."""
    account = services.store.accounts.get(known(services, "lama", 961))
    assert account
    assert account.registered_at == LONG_AGO
    assert turn_of(Turns(NOW, NOW + WINDOW), seed_of(SECRET, NOW), Holder("siti", None)) == turn("siti")


def test_without_a_secret_everybody_comes_last(services: Services, clock: FixedClock) -> None:
    """Where nobody drew the secret of a day nobody is first: all come when the window ends."""
    publish_opened(services)
    account = middle(services)
    clock.instant = NOW + WINDOW - SECOND
    refused = refusal(lambda: book.book(services, account, asked(1, OPENED), KEY))
    assert refused.members == {"your_turn_at": NOW + WINDOW}


@pytest.mark.usefixtures("opened")
def test_adding_and_moving_wait_for_a_turn_too(services: Services, store: Store, clock: FixedClock) -> None:
    """Else who booked in another slot, or for one person, would be quicker than who waits."""
    account = middle(services)
    office = store.offices.get("bogor")
    assert office
    assert store.offices.change(office, LEVELLED._replace(version=1, last_change="c"), "operator", "uji", NOW)
    clock.instant = NOW + timedelta(minutes=1)
    elsewhere = book.book(services, account, asked(1), KEY)
    for change in (
        lambda: move.move(services, account, elsewhere.booking_id, choice(OPENED), "pindah"),
        lambda: (
            opens_anew(services, elsewhere.slot) and add.add(services, account, elsewhere.booking_id, more(1, 40), "x")
        ),
    ):
        refused = refusal(change)
        assert refused.code == Code.NOT_YOUR_TURN
    clock.instant = turn(account)
    moved = move.move(services, account, elsewhere.booking_id, choice(OPENED), "pindah")
    assert moved.slot == OPENED


@pytest.mark.usefixtures("opened")
def test_a_retry_is_answered_before_its_turn(services: Services, clock: FixedClock) -> None:
    """What was booked already is answered, also where turns began anew since."""
    account = middle(services)
    clock.instant = turn(account)
    made = book.book(services, account, asked(1, OPENED), KEY)
    clock.instant = NOW
    assert book.book(services, account, asked(1, OPENED), KEY) == made


@pytest.mark.usefixtures("opened")
def test_who_finds_nothing_left_is_told_so(services: Services, clock: FixedClock) -> None:
    """Nobody waits for a turn in a slot in which nothing is left."""
    first, second = middle(services), middle(services, 100)
    clock.instant = turn(first)
    book.book(services, first, asked(5, OPENED), KEY)
    clock.instant = turn(second) - SECOND
    assert refusal(lambda: book.book(services, second, asked(1, OPENED), KEY)).code == Code.SLOT_FULL


def test_an_addition_is_refused_before_anybody_is_counted(
    services: Services, store: Store, recorder: Recorder, clock: FixedClock
) -> None:
    """Of a booking only its id is known before it is read, so the quota is read after it, and nothing is written."""
    account = register(services, "baru", nik(960))
    made = book.book(services, account, asked(1), KEY)
    store.release_secrets.add_if_absent(TODAY, SECRET)
    office = store.offices.get("bogor")
    assert office
    assert store.offices.change(office, LEVELLED._replace(version=1, last_change="c"), "operator", "uji", NOW)
    opens_anew(services, SLOT)
    clock.instant = NOW + 5 * MINUTE
    services.directory.all()
    before = services.store.accounts.get(account)
    recorder.reset()
    refused = refusal(lambda: add.add(services, account, made.booking_id, more(1, 40), "tambah"))
    assert refused.members == {"your_turn_at": NOW + WINDOW}
    assert set(recorder.calls) == {"batch_get_item", "get_item"}
    assert services.store.accounts.get(account) == before


def test_quotas_of_before_have_no_turns(services: Services, siti: str) -> None:
    """An item that says nothing of turns is claimed as ever."""
    published = services.store.quotas.get(SLOT)
    assert published
    assert not new_item(published).keys() & {"turn_from", "turn_until"}
    assert published.turns is None
    book.book(services, siti, asked(1), KEY)


# ------------------------------------------------------------------------------------------- the write, and the read


@pytest.mark.usefixtures("opened")
def test_the_turn_is_a_clause_of_the_claim(services: Services, clock: FixedClock) -> None:
    """Seats are taken in the turns that were judged, or where they are over; without the clause by anybody."""
    claim, turns = services.store.quotas.claim, Turns(NOW, NOW + WINDOW)
    ids = iter(f"{'B' * 16}CLAI{letter}1" for letter in "ABCDEFG")
    for judged in (None, turns._replace(begin=NOW - SECOND), turns._replace(until=turns.until + SECOND)):
        with pytest.raises(ClaimRefused):
            claim(OPENED, next(ids), 1, clock.now(), judged=judged)
    claim(OPENED, next(ids), 1, clock.now(), judged=turns)
    with pytest.raises(ClaimRefused):
        claim(OPENED, next(ids), 1, turns.until - SECOND)
    claim(OPENED, next(ids), 1, turns.until)


@pytest.mark.usefixtures("opened")
def test_nothing_but_the_clause_asks_for_a_turn(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with the clause made always true a claim of nobody's turn takes a seat."""
    [name] = TURN_CONDITIONS
    monkeypatch.setitem(TURN_CONDITIONS, name, f"({TURN_CONDITIONS[name]} OR attribute_exists(pk))")
    services.store.quotas.claim(OPENED, f"{'B' * 16}CLAIM1", 1, NOW)


def test_kept_seats_of_displaced_people_need_no_turn(services: Services, opened: Quota) -> None:
    """They lost a place, and whoever waits for a turn could not have those seats."""
    services.store.quotas._table.update(  # noqa: SLF001 - a slot in which seats were given back
        quota_key(OPENED), "SET seats_kept = :kept", "attribute_exists(pk)", values={":kept": 2}
    )
    assert services.store.quotas.claim(OPENED, f"{'B' * 16}CLAIMK2", 2, NOW).pool == "kept"
    assert opened.turns


def _with_quota(services: Services, quota: Callable[[Quota | None], Quota | None]) -> Services:
    """What reads another quota together with the account than there is."""

    class Reading(Store):
        def read_for_change(self, account_id: str, booking_id: str, nik_keys: Sequence[str] = (), **what: Any) -> Found:
            found = super().read_for_change(account_id, booking_id, nik_keys, **what)
            return found._replace(quota=quota(found.quota))

    return replace(services, store=Reading(services.store._table))  # noqa: SLF001 - the same table


@pytest.mark.usefixtures("opened")
def test_turns_that_began_since_the_read_are_judged_anew(services: Services, clock: FixedClock) -> None:
    """The claim is refused for turns that were not judged, and the answer is that of the turns that there are."""
    account = middle(services)
    clock.instant = turn(account) - SECOND
    before = _with_quota(services, lambda quota: quota and quota._replace(turns=None))
    assert refusal(lambda: book.book(before, account, asked(1, OPENED), KEY)).code == Code.NOT_YOUR_TURN
    clock.instant += SECOND
    assert book.book(before, account, asked(1, OPENED), KEY).slot == OPENED


def test_a_read_is_not_believed_as_one_instant(services: Services, siti: str) -> None:
    """Where a twin took the last seats between the reads of booking and quota, both get its booking."""
    made = book.book(services, siti, asked(5), KEY)

    class Torn(Store):
        read = False

        def read_for_change(self, account_id: str, booking_id: str, nik_keys: Sequence[str] = (), **what: Any) -> Found:
            found = super().read_for_change(account_id, booking_id, nik_keys, **what)
            if Torn.read or not found.account:
                return found
            Torn.read = True
            account = found.account._replace(active_booking=None)
            return found._replace(account=account, booking=None, guards={})

    torn = replace(services, store=Torn(services.store._table))  # noqa: SLF001 - the same table
    assert book.book(torn, siti, asked(5), KEY) == made
    assert Torn.read


def test_a_read_is_believed_over_the_memory(services: Services, siti: str) -> None:
    """What another request of the environment noted while this one was reading refuses nobody who has read since."""

    def seen(quota: Quota | None) -> Quota | None:
        services.full_slots.remember(SLOT, 0)
        return quota

    assert book.book(_with_quota(services, seen), siti, asked(1), KEY).slot == SLOT


def test_a_full_quota_with_stale_claims_is_claimed(services: Services, siti: str, clock: FixedClock) -> None:
    """A read that finds too few seats, and claims of functions that died, refuses nobody: the claim resolves them."""
    services.store.quotas.claim(SLOT, f"{'B' * 16}CLAIM5", 5, NOW)
    clock.instant += 61 * SECOND
    assert book.book(services, siti, asked(1), KEY).slot == SLOT
    assert not unbalanced(services.store, [SLOT], settled=True)


# ------------------------------------------------------------------------------------------- what everybody may know


def test_a_place_is_told_an_hour_before(services: Services, clock: FixedClock) -> None:
    """60 minutes before its hour an account is told its place; before that from when on."""
    services.store.release_secrets.add_if_absent(TODAY, SECRET)
    account, at = middle(services), NOW + 3 * HOUR + 17 * MINUTE
    clock.instant = NOW + 2 * HOUR - SECOND
    refused = refusal(lambda: own_place(services, account, at))
    assert (refused.code, refused.members) == (Code.TOO_EARLY, {"told_from": NOW + 2 * HOUR})
    clock.instant += SECOND
    told = own_place(services, account, at)
    assert (told.account_id, told.hour, told.place) == (account, NOW + 3 * HOUR, place(account, NOW + 3 * HOUR))
    found = places_in(services.store.release_secrets, clock.now(), told.hour)
    assert found
    assert (found.seed_hash, found.seed) == (told.seed_hash, None)
    assert own_place(services, register(services, "baru", nik(962)), at).place is None
    assert refusal(lambda: own_place(services, "nobody", at)).code == Code.FORBIDDEN
    assert refusal(lambda: own_place(services, account, at + timedelta(days=1))).code == Code.NOT_FOUND


def test_the_seed_is_told_once_the_hour_is_over(services: Services, clock: FixedClock) -> None:
    """Until then only its hash is, days before; and the command for everybody finds the same turn by it."""
    services.store.release_secrets.add_if_absent(TODAY, SECRET)
    clock.instant = NOW + HOUR - SECOND

    def told() -> Any:
        found = releases.releases_of(services.store.release_secrets, clock, OFFICE, TODAY)
        return next(each for each in found.places if each.hour == NOW)

    before = told()
    assert before.seed is None
    clock.instant += SECOND
    after = told()
    assert after == before._replace(seed=seed_of(SECRET, NOW).hex())
    assert after.seed
    assert verify.turn("siti", after.seed_hash, after.seed, NOW, NOW + WINDOW) == turn("siti")


def test_every_hour_of_a_day_has_a_hash(services: Services, clock: FixedClock) -> None:
    """Those of the office's day, each with a seed of its own: of an hour whose day was not drawn nothing is told."""
    services.store.release_secrets.add_if_absent(TODAY, SECRET)
    found = releases.releases_of(services.store.release_secrets, clock, OFFICE, TODAY).places
    begin = datetime(2026, 12, 1, tzinfo=UTC)
    assert [each.hour for each in found] == [begin + number * HOUR for number in range(17)]
    assert len({each.seed_hash for each in found}) == 17


def test_the_command_refuses_another_seed(capsys: pytest.CaptureFixture[str]) -> None:
    """It says when a turn came or what the rank is, or that the seed is not the one that was promised."""
    seed = seed_of(SECRET, NOW)
    promised = hashlib.sha256(seed).hexdigest()
    window = ["--begin", NOW.isoformat(), "--until", (NOW + WINDOW).isoformat()]
    given = ["turn", "--account", "siti", *window]
    assert verify.main([*given, "--hash", promised, "--seed", seed.hex()]) == 0
    assert capsys.readouterr().out.strip() == turn("siti").isoformat()
    assert verify.main([*given, "--hash", promised, "--seed", SECRET.hex()]) == 1
    assert "hash" in capsys.readouterr().err
    ranked = ["rank", "--account", "siti", "--hash", promised, "--seed", seed.hex()]
    assert verify.main(ranked) == 0
    assert capsys.readouterr().out.strip() == str(rank_of(seed, "siti"))


@pytest.mark.usefixtures("opened")
def test_a_slot_shows_its_turns_until_they_are_over(services: Services, clock: FixedClock) -> None:
    """Also before it is published, as it will be; what is closed has none to wait for."""
    services.directory._offices["bogor"] = LEVELLED  # noqa: SLF001 - as a changed office is read

    def shown(day: date) -> Turns | None:
        [found] = availability.month(services.store.quotas, clock, LEVELLED, day, day)
        return found.slots[0].turns

    assert shown(OPENED.date) == Turns(NOW, NOW + WINDOW)
    unpublished = date(2027, 1, 28)
    opens_at = OFFICE.release.opens_at(unpublished, OFFICE.zone)
    assert shown(unpublished) == Turns(opens_at, opens_at + WINDOW)
    operate(services, state="closed")
    assert shown(OPENED.date) is None
    operate(services, state="open")
    clock.instant = NOW + WINDOW
    assert shown(OPENED.date) is None
    assert shown(OTHER_SLOT.date) is None


def test_the_stored_item_of_turns(services: Services, recorder: Recorder) -> None:
    """Two numbers: when turns begin and when they are over."""
    quota = publish_opened(services)
    item = new_item(quota)
    assert (item["turn_from"], item["turn_until"]) == (int(NOW.timestamp()), int((NOW + WINDOW).timestamp()))
    assert as_quota(item) == quota
    assert recorder.calls


def test_cancelling_needs_no_turn(services: Services, opened: Quota, clock: FixedClock) -> None:
    """Giving back takes nothing from anybody."""
    account = middle(services)
    clock.instant = turn(account)
    made = book.book(services, account, asked(1, OPENED), KEY)
    clock.instant = NOW
    assert cancel.cancel(services, account, made.booking_id).status == "cancelled"
    assert opened.turns
