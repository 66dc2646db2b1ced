"""Turns: whoever wants what opens at one instant comes at a moment that was drawn, and nobody has to be quick."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings.operation import Services
from antrean.bookings.stores import Found, Store
from antrean.bookings.sweep import sweep
from antrean.changes import add, book, cancel, move
from antrean.changes.turn import own_place
from antrean.offices import settings
from antrean.offices.settings_forms import OfficeChange, settings_view
from antrean.offices.store import as_office, office_key
from antrean.slots import availability, changes, releases
from antrean.slots.items import as_quota, new_item, quota_key
from antrean.slots.model import Quota, Slot
from antrean.slots.publishing import publish
from antrean.slots.quota_forms import QuotaChange
from antrean.slots.store import TURN_CONDITIONS, ClaimRefused
from antrean.turns.model import Holder, Turns, turns_from
from antrean.turns.places import hour_of, place_of, places_in, seed_of, turn_of
from instruments.replay.calls import Recorder
from instruments.replay.people import nik, sign_up_of
from tests.support.ledger import unbalanced
from tests.support.wishes import KEY, asked, choice, left, more, refusal
from tests.unit.conftest import DAY, NOW, OFFICE, OTHER_SLOT, SLOT, register
from tools import verify

SECRET = b"a secret of a day, of 32 bytes.."
TODAY = date(2026, 12, 1)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
WINDOW = timedelta(minutes=10)
LEVELLED = replace(OFFICE, release=replace(OFFICE.release, window=10))
"""The office with turns of ten minutes."""
OPENED = Slot("bogor", DAY + timedelta(days=1), "morning")
"""A slot that opened just now, at 10:00 in Jakarta, with turns of ten minutes."""
LONG_AGO = NOW - timedelta(days=30)


def known(services: Services, account_id: str, serial: int, at: datetime = LONG_AGO) -> str:
    """Register an account at an instant, by default a month ago."""
    services.store.accounts.register(sign_up_of(account_id, nik(serial), services.nik_keys()), at)
    return account_id


def publish_opened(services: Services, seats: int = 5, slot: Slot = OPENED, **other: Any) -> Quota:
    """Publish a slot that opened just now, with turns of ten minutes."""
    published = services.store.quotas.get(SLOT)
    assert published
    turns = turns_from(NOW, WINDOW)
    given = {"capacity": seats, "seats_left": seats, "opens_at": NOW, "turns": turns, **other}
    quota = replace(published, slot=slot, closes_at=published.closes_at + timedelta(days=9), **given)
    assert services.store.quotas.publish(quota)
    return quota


@pytest.fixture
def opened(services: Services) -> Quota:
    """A slot of five seats that opened just now, on a day whose secret was drawn."""
    services.store.release_secrets.add_if_absent(TODAY, SECRET)
    return publish_opened(services)


def place(account_id: str, hour: datetime = NOW) -> int:
    """The place of an account in an hour, as anybody computes it from the seed: without the product's code."""
    name = f"antrean/turns/v1/{hour:%Y-%m-%dT%H:00:00Z}".encode()
    seed = hmac.digest(SECRET, name, "sha256")
    return int.from_bytes(hmac.digest(seed, account_id.encode(), "sha256")[:4], "big")


def turn(account_id: str, begin: datetime = NOW) -> datetime:
    """The second in which an account's turn comes in a window of ten minutes."""
    return begin + timedelta(seconds=600 * place(account_id, hour_of(begin)) // 2**32)


def middle(services: Services, start: int = 0) -> str:
    """Register somebody whose turn comes neither at once nor at the end."""
    for number in range(start, start + 99):
        if MINUTE < turn(f"warga-{number}") - NOW < 9 * MINUTE:
            return known(services, f"warga-{number}", 700 + number)
    raise AssertionError


# ------------------------------------------------------------------------------------------- whose turn


def test_places_follow_from_seed_and_account() -> None:
    """Place and turn are what anybody computes from the seed of the hour; each hour and account has its own."""
    turns = Turns(NOW + 17 * MINUTE, NOW + 27 * MINUTE)
    assert place_of(seed_of(SECRET, NOW), "siti") == place("siti")
    assert turn_of(turns, SECRET, Holder("siti", None)) == turns.begin + (turn("siti") - NOW)
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
    assert turn_of(turns, SECRET, Holder("siti", at)) == turns.begin + (turn("siti") - NOW) < turns.until
    assert turn_of(turns, SECRET, Holder("siti", at + SECOND)) == turns.until


def test_a_profile_says_when_it_was_registered(services: Services) -> None:
    """It is read with every booking, so nothing else has to be; profiles of before say nothing and have places."""
    account = services.store.accounts.get(known(services, "lama", 961))
    assert account
    assert account.registered_at == LONG_AGO
    assert turn_of(Turns(NOW, NOW + WINDOW), SECRET, Holder("siti", None)) == turn("siti")


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
    assert store.offices.change(office, replace(LEVELLED, version=1, last_change="c"), "operator", "uji", NOW)
    clock.instant = NOW + timedelta(minutes=1)
    elsewhere = book.book(services, account, asked(1), KEY)
    for change in (
        lambda: move.move(services, account, elsewhere.booking_id, choice(OPENED), "pindah"),
        lambda: (
            _opens_anew(services, elsewhere.slot) and add.add(services, account, elsewhere.booking_id, more(1, 40), "x")
        ),
    ):
        refused = refusal(change)
        assert refused.code == Code.NOT_YOUR_TURN
    clock.instant = turn(account)
    moved = move.move(services, account, elsewhere.booking_id, choice(OPENED), "pindah")
    assert moved.slot == OPENED


def _opens_anew(services: Services, slot: Slot) -> bool:
    """Let the turns of a slot begin at `NOW`, as a release into it would."""
    services.store.quotas._table.update(  # noqa: SLF001 - a slot in the midst of its turns, in which somebody is booked
        quota_key(slot),
        "SET turn_from = :begin, turn_until = :until",
        "attribute_exists(pk)",
        values={":begin": int(NOW.timestamp()), ":until": int((NOW + WINDOW).timestamp())},
    )
    return True


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
    assert store.offices.change(office, replace(LEVELLED, version=1, last_change="c"), "operator", "uji", NOW)
    _opens_anew(services, SLOT)
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
    for judged in (None, replace(turns, begin=NOW - SECOND), replace(turns, until=turns.until + SECOND)):
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
    before = _with_quota(services, lambda quota: quota and replace(quota, turns=None))
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
            account = replace(found.account, active_booking=None)
            return found._replace(account=account, booking=None, guards={})

    torn = replace(services, store=Torn(services.store._table))  # noqa: SLF001 - the same table
    assert book.book(torn, siti, asked(5), KEY) == made
    assert Torn.read


def test_a_full_quota_with_stale_claims_is_claimed(services: Services, siti: str, clock: FixedClock) -> None:
    """A read that finds too few seats, and claims of functions that died, refuses nobody: the claim resolves them."""
    services.store.quotas.claim(SLOT, f"{'B' * 16}CLAIM5", 5, NOW)
    clock.instant += 61 * SECOND
    assert book.book(services, siti, asked(1), KEY).slot == SLOT
    assert not unbalanced(services.store, [SLOT], settled=True)


# ------------------------------------------------------------------------------------------- when turns begin


def test_a_published_date_has_the_turns_of_its_office(services: Services, clock: FixedClock) -> None:
    """They begin when it opens, and last as long as the office says; 0 minutes are none."""
    first = date(2027, 1, 4)
    for office, window in ((LEVELLED, WINDOW), (replace(OFFICE, office_id="depok"), timedelta(0))):
        for quota in publish(services.store.quotas, clock, office, {}, first, first):
            found = services.store.quotas.get(quota.slot)
            assert found
            assert found.turns == turns_from(found.opens_at, window)
            assert (found.turns is None) == (office is not LEVELLED)


def test_an_office_of_before_has_ten_minutes(services: Services) -> None:
    """An item that says nothing of a window is of an office that had no choice yet; one that says 0 has none."""
    item = services.store.offices._table.get(office_key("bogor"))  # noqa: SLF001 - an item of before
    assert item
    assert "window" not in item["release"]
    found = as_office(item)
    del item["window"]
    before = as_office(item)
    assert found
    assert before
    assert (found.release.window, before.release.window) == (0, 10)


def test_operators_choose_the_window(services: Services, clock: FixedClock) -> None:
    """0 to 60 minutes, with the rule of release; who leaves it out leaves it as it is."""
    offices, rule = services.store.offices, {"kind": "weekly", "at": "09:00", "weekday": 4}

    def change(version: int, **window: int) -> int:
        body = OfficeChange.model_validate({"release": {**rule, **window}, "reason": "uji coba"})
        changed = settings.change(offices, clock, "op", "bogor", version, body.wanted())
        assert settings_view(changed, [])["release"]["window_minutes"] == changed.release.window
        assert changed == offices.get("bogor")
        return changed.release.window

    assert change(0, window_minutes=60) == 60
    assert change(1) == 60
    assert change(2, window_minutes=0) == 0
    for wrong in (-1, 61, 1.5, True):
        with pytest.raises(ValidationError):
            OfficeChange.model_validate({"release": {**rule, "window_minutes": wrong}, "reason": "uji coba"})


def released(services: Services, quota: Quota, at: datetime, office: Any = LEVELLED) -> Quota:
    """Publish a slot that keeps seats since noon, sweep by a late run at an instant, and return its quota."""
    services.store.release_secrets.add_if_absent(TODAY, SECRET)
    services.store.quotas.publish(quota)
    services.clock.instant = at.astimezone(UTC)  # type: ignore[attr-defined]
    sweep(services.store, services.clock, [office])
    found = services.store.quotas.get(quota.slot)
    assert found
    return found


def keeping(services: Services, seats_left: int, **other: Any) -> Quota:
    """A slot with two kept seats and so many left, which opened long ago."""
    published = services.store.quotas.get(SLOT)
    assert published
    given = {"seats_left": seats_left, "seats_kept": 2, "kept_at": NOW, **other}
    return replace(published, slot=OPENED, closes_at=published.closes_at + timedelta(days=1), **given)


def publish_keeping(services: Services, seats_left: int, **other: Any) -> Quota:
    """Publish such a slot: the kept seats are written as a give-back writes them."""
    quota = keeping(services, seats_left, **other)
    services.store.quotas.publish(quota)
    services.store.quotas._table.update(  # noqa: SLF001 - a slot in which seats were given back
        quota_key(quota.slot),
        "SET seats_kept = :kept, kept_at = :at",
        "attribute_exists(pk)",
        values={":kept": 2, ":at": int(NOW.timestamp())},
    )
    return quota


LATE = datetime(2026, 12, 1, 11, 59, 30, tzinfo=OFFICE.zone)
"""When a run comes that makes good every minute of the hour."""


def test_a_release_into_a_full_slot_begins_turns(services: Services) -> None:
    """They begin when it is in fact released, which may be later than the minute that was drawn."""
    found = released(services, publish_keeping(services, 0), LATE)
    assert (found.seats_left, found.seats_kept) == (2, 0)
    assert found.turns == Turns(LATE.astimezone(UTC), LATE.astimezone(UTC) + WINDOW)
    account = middle(services)
    assert refusal(lambda: book.book(services, account, asked(1, OPENED), KEY)).code == Code.NOT_YOUR_TURN


def test_a_release_beside_seats_that_are_left_begins_none(services: Services) -> None:
    """Who wants a seat there can have one already, and nobody has to watch for it; nor where there are no turns."""
    assert released(services, publish_keeping(services, 1), LATE).turns is None


def test_a_release_of_an_office_without_turns_begins_none(services: Services) -> None:
    """0 minutes: the seats are there for whoever comes."""
    found = released(services, publish_keeping(services, 0), LATE, OFFICE)
    assert (found.seats_left, found.turns) == (2, None)


def test_a_release_before_the_opening_begins_no_turns_before_it(services: Services) -> None:
    """Else they would be over when the date opens, and everybody would come at once."""
    opens_at = LATE.astimezone(UTC) + timedelta(days=3)
    found = released(services, publish_keeping(services, 0, opens_at=opens_at), LATE)
    assert found.turns == Turns(opens_at, opens_at + WINDOW)


def test_without_turns_is_decided_again(services: Services, recorder: Recorder) -> None:
    """The last seat goes between the sweeper's read and its write: nothing is released then, and soon in turns."""
    quota = publish_keeping(services, 1)
    services.store.release_secrets.add_if_absent(TODAY, SECRET)
    services.clock.instant = LATE.astimezone(UTC)  # type: ignore[attr-defined]
    recorder.reset()

    def meanwhile(number: int) -> None:
        if recorder.calls[number] == "update_item":
            recorder.reset()
            services.store.quotas.claim(OPENED, f"{'B' * 16}CLAIM1", 1, services.clock.now())

    recorder.before = meanwhile
    assert sweep(services.store, services.clock, [LEVELLED]).released == 0
    assert sweep(services.store, services.clock, [LEVELLED]).released == 1
    found = services.store.quotas.get(quota.slot)
    assert found
    assert found.turns == Turns(LATE.astimezone(UTC), LATE.astimezone(UTC) + WINDOW)


def test_without_turns_only_where_somebody_could_claim_before(services: Services) -> None:
    """A release that was decided when a seat was left is not written once it is gone; the next run decides anew."""
    quota, drawn = publish_keeping(services, 0), NOW + MINUTE
    read = replace(quota, seats_left=1)
    assert not services.store.quotas.release(read, drawn, levelled=True)
    assert services.store.quotas.release(read, drawn)


def test_not_another_opening_than_was_read(services: Services) -> None:
    """A release that was decided for an opening is not written once an operator has put that off."""
    quota, drawn = publish_keeping(services, 0), NOW + MINUTE
    turns = Turns(NOW, NOW + WINDOW)
    assert not services.store.quotas.release(replace(quota, opens_at=NOW), drawn, turns, levelled=True)
    assert services.store.quotas.release(quota, drawn, turns, levelled=True)


def operate(services: Services, slot: Slot = OPENED, **change: Any) -> Quota:
    """Change a slot as an operator does."""
    request, found = QuotaChange(reason="uji coba", **change), services.store.quotas.get(slot)
    assert found
    return changes.change(services.store.quotas, services.pepper, services.clock, "op", slot, found.version, request)


@pytest.mark.usefixtures("opened")
def test_what_an_operator_opens_is_claimed_in_turns(services: Services, clock: FixedClock) -> None:
    """Or a friend of the operator would be the first; what is open already, or is only resized, keeps its turns."""
    clock.instant = NOW + 3 * HOUR
    assert operate(services, capacity=6).turns == Turns(NOW, NOW + WINDOW)
    assert operate(services, opens_at=NOW - HOUR).turns == Turns(NOW, NOW + WINDOW)
    assert operate(services, state="closed").turns == Turns(NOW, NOW + WINDOW)
    reopened = operate(services, state="open")
    assert reopened.turns == Turns(clock.instant, clock.instant + WINDOW)
    assert services.store.quotas.get(OPENED) == reopened
    later = clock.instant + HOUR
    assert operate(services, opens_at=later).turns == Turns(later, later + WINDOW)
    assert operate(services, opens_at=NOW).turns == Turns(clock.instant, clock.instant + WINDOW)
    assert operate(services, SLOT, state="closed").turns is None
    assert operate(services, SLOT, state="open").turns is None


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
    """It says when a turn came, or that the seed is not the one that was promised."""
    seed = seed_of(SECRET, NOW)
    promised = hashlib.sha256(seed).hexdigest()
    window = ["--begin", NOW.isoformat(), "--until", (NOW + WINDOW).isoformat()]
    given = ["turn", "--account", "siti", *window]
    assert verify.main([*given, "--hash", promised, "--seed", seed.hex()]) == 0
    assert capsys.readouterr().out.strip() == turn("siti").isoformat()
    assert verify.main([*given, "--hash", promised, "--seed", SECRET.hex()]) == 1
    assert "hash" in capsys.readouterr().err


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
