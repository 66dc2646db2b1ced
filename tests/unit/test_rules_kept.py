"""Seats that were given back: they are kept, and released at a minute that nobody can know before."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings.claim import claim
from antrean.bookings.operation import Services
from antrean.bookings.resolve import resolve
from antrean.bookings.sweep import sweep
from antrean.changes import book, cancel, move
from antrean.slots import changes, releases
from antrean.slots.model import Quota, Slot
from antrean.slots.quota_forms import QuotaChange
from antrean.slots.store import QuotaChanged
from instruments.replay.calls import Recorder
from instruments.replay.people import nik
from tests.support.ledger import unbalanced
from tests.support.wishes import KEY, asked, choice, kept, left, refusal, release, wanted
from tests.unit.conftest import NOW, OFFICE, OTHER_SLOT, SLOT, register

SECRET = b"a secret of a day, of 32 bytes.."
TODAY = date(2026, 12, 1)
SEED = releases.seed_of(SECRET, "bogor")
MINUTE = timedelta(minutes=1)


def local(hour: int, minute: int = 0) -> datetime:
    """An instant of today in Jakarta."""
    return datetime(2026, 12, 1, hour, minute, tzinfo=OFFICE.zone)


def drawn(hour: int, slot: Slot = SLOT) -> datetime:
    """The drawn instant of an hour of today."""
    return local(hour, releases.minute_of(SEED, slot, hour))


@pytest.fixture
def given_back(services: Services, siti: str) -> Quota:
    """The slot after two seats were given back at 10:00."""
    services.store.release_secrets.add_if_absent(TODAY, SECRET)
    made = book.book(services, siti, asked(2), KEY)
    cancel.cancel(services, siti, made.booking_id)
    return quota(services)


def quota(services: Services, slot: Slot = SLOT) -> Quota:
    """A quota as it stands."""
    found = services.store.quotas.get(slot)
    assert found
    return found


def swept(services: Services, at: datetime) -> int:
    """Of how many slots a sweep at an instant releases the kept seats."""
    services.clock.instant = at.astimezone(UTC)  # type: ignore[attr-defined]
    return sweep(services.store, services.clock, [OFFICE]).released


# ------------------------------------------------------------------------------------------- giving back


def test_a_cancelled_seat_is_kept(services: Services, given_back: Quota) -> None:
    """Nobody can claim it, not even the moment after; the sum is right."""
    assert (given_back.seats_left, given_back.seats_kept, given_back.kept_at) == (3, 2, NOW)
    rival = register(services, "budi", nik(902))
    assert refusal(lambda: book.book(services, rival, asked(5, start=20), KEY)).code == Code.SLOT_FULL
    assert not unbalanced(services.store, [SLOT], settled=True)


def test_a_seat_that_is_moved_away_from_is_kept(services: Services, siti: str) -> None:
    """A move gives the old seats back like a cancellation."""
    made = book.book(services, siti, asked(2), KEY)
    move.move(services, siti, made.booking_id, choice(), "pindah")
    assert (left(services.store), kept(services.store), left(services.store, OTHER_SLOT)) == (3, 2, 3)


class _Slow:
    """A clock that was read before another request gave seats back, and after that again."""

    def __init__(self, *instants: datetime) -> None:
        """Tell these instants, one after the other."""
        self._instants = iter(instants)

    def now(self) -> datetime:
        """The next of the instants."""
        return next(self._instants)


def test_a_give_back_is_never_dated_back(services: Services, given_back: Quota, clock: FixedClock) -> None:
    """A slow one that read its clock before reads it again: else what came after a drawn minute would seem older."""
    clock.instant = NOW + 2 * MINUTE
    siti_again = book.book(services, "siti", asked(1), "kunci-2")
    budi = book.book(services, register(services, "budi", nik(902)), asked(1), KEY)
    cancel.cancel(services, "siti", siti_again.booking_id)
    slow = replace(services, clock=_Slow(NOW + MINUTE, NOW + 3 * MINUTE))
    cancel.cancel(slow, "budi", budi.booking_id)
    assert quota(services).kept_at == NOW + 3 * MINUTE
    read = quota(services)
    with pytest.raises(QuotaChanged):
        services.store.quotas.change(
            read, read._replace(capacity=6, seats_kept=read.seats_kept + 1, kept_at=NOW, version=2), "op", "r", NOW
        )
    assert quota(services) == read
    assert given_back.kept_at == NOW


def test_an_abandoned_claim_goes_back_to_where_it_came_from(services: Services) -> None:
    """Nobody held that seat, so it can be claimed at once."""
    made = claim(services, wanted(SLOT, f"{'B' * 16}ABCDE2", 2), None)
    resolve(services.store, made, NOW)
    assert (left(services.store), kept(services.store)) == (5, 0)


# ------------------------------------------------------------------------------------------- releases


@pytest.mark.usefixtures("given_back")
def test_kept_seats_are_released_at_the_drawn_minute(services: Services) -> None:
    """Not a second before the minute that was drawn for the next hour, and at it all of them."""
    assert swept(services, drawn(11) - timedelta(seconds=1)) == 0
    assert swept(services, drawn(11)) == 1
    assert (left(services.store), kept(services.store)) == (5, 0)
    assert quota(services).released_at == drawn(11)


@pytest.mark.usefixtures("given_back")
def test_a_missed_minute_is_made_good_within_its_hour(services: Services) -> None:
    """A sweep that comes late releases what was kept before the minute."""
    late = local(11, 59)
    assert swept(services, late) == 1


def test_what_is_given_back_after_the_minute_waits(given_back: Quota) -> None:
    """A seat of after the drawn minute is not released in that hour, whenever the sweep comes."""
    after = given_back._replace(kept_at=drawn(11).astimezone(UTC))
    assert releases.due(after, SEED, local(11, 59)) is None
    before = given_back._replace(kept_at=(drawn(11) - timedelta(seconds=1)).astimezone(UTC))
    assert releases.due(before, SEED, local(11, 59)) == drawn(11)


def test_once_for_each_drawn_minute(given_back: Quota) -> None:
    """What was released at a minute is not released again at it."""
    again = given_back._replace(released_at=drawn(11).astimezone(UTC))
    assert releases.due(again, SEED, local(11, 59)) is None
    assert releases.due(given_back._replace(seats_kept=0), SEED, local(11, 59)) is None


def test_nothing_is_released_at_night(given_back: Quota) -> None:
    """From midnight to six no seats come back, whatever was drawn; from six on each hour has its minute."""
    night = given_back._replace(kept_at=None)
    assert releases.due(night, SEED, local(5, 59)) is None
    assert releases.due(night, SEED, local(6, 59)) == drawn(6)
    assert releases.due(night, SEED, local(23, 59)) == drawn(23)
    assert list(releases.HOURS) == list(range(6, 24))


def test_a_closed_slot_keeps_its_seats(services: Services, given_back: Quota) -> None:
    """Seats of a slot that is closed, or whose day has begun, are not released."""
    at = drawn(11)
    assert not releases.release(services.store.quotas, SEED, OFFICE, given_back._replace(state="closed"), at)
    over = given_back.closes_at + timedelta(hours=11)
    assert not releases.release(services.store.quotas, SEED, OFFICE, given_back, over)
    assert kept(services.store) == 2


def test_without_a_secret_nothing_is_released(services: Services, siti: str) -> None:
    """Before the publisher has drawn a day's secret, seats stay kept."""
    made = book.book(services, siti, asked(1), KEY)
    cancel.cancel(services, siti, made.booking_id)
    assert swept(services, local(11, 59)) == 0


def test_each_slot_and_hour_has_a_minute_of_its_own() -> None:
    """Minutes are spread over the hour and follow from office, slot and hour alone."""
    minutes = [releases.minute_of(SEED, slot, hour) for slot in (SLOT, OTHER_SLOT) for hour in range(6, 24)]
    assert len(set(minutes)) > 15
    assert all(0 <= minute < 60 for minute in minutes)
    assert releases.seed_of(SECRET, "depok") != SEED
    mac = hmac.digest(SEED, b"bogor/2026-12-08/morning/07", "sha256")
    assert releases.minute_of(SEED, SLOT, 7) == int.from_bytes(mac[:8], "big") % 60


def test_the_hash_before_and_the_seed_after_the_day(services: Services, clock: FixedClock) -> None:
    """Until its day is over at the office only the hash is told; then seed and minutes, which fit the hash."""
    services.store.release_secrets.add_if_absent(TODAY, SECRET)
    clock.instant = local(23, 59).astimezone(UTC)
    today = releases.releases_of(services.store.release_secrets, clock, OFFICE, TODAY)
    assert (today.seed_hash, today.seed, today.minutes) == (hashlib.sha256(SEED).hexdigest(), None, None)
    clock.instant += MINUTE
    after = releases.releases_of(services.store.release_secrets, clock, OFFICE, TODAY)
    assert (after.seed_hash, after.seed) == (today.seed_hash, SEED.hex())
    assert after.minutes
    assert after.minutes[SLOT] == [releases.minute_of(SEED, SLOT, hour) for hour in range(6, 24)]
    assert min(slot.date for slot in after.minutes) == date(2026, 12, 2)
    assert max(slot.date for slot in after.minutes) == date(2027, 1, 4)


def test_a_day_that_was_not_drawn_is_not_found(services: Services, clock: FixedClock) -> None:
    """Nobody can be told of minutes that do not exist."""
    found = refusal(lambda: releases.releases_of(services.store.release_secrets, clock, OFFICE, TODAY))
    assert found.code == Code.NOT_FOUND


def test_days_are_drawn_four_days_ahead_and_once(services: Services, clock: FixedClock) -> None:
    """Today and the next four days get a secret, kept for a year; one that is there stays."""
    secrets = services.store.release_secrets
    assert releases.draw_days(secrets, clock, lambda n: b"a" * n) == 5
    assert releases.draw_days(secrets, clock, lambda n: b"b" * n) == 0
    assert secrets.get(TODAY + timedelta(days=4)) == b"a" * 32
    assert secrets.get(TODAY + timedelta(days=5)) is None


# ------------------------------------------------------------------------------------------- the write of a release


def released(services: Services, given_back: Quota, at: datetime, **other: Any) -> bool:
    """Whether a release of the quota, read otherwise than it is, is written at an instant."""
    return services.store.quotas.release(given_back._replace(**other), at.astimezone(UTC))


def test_as_many_as_were_kept_when_it_was_read(services: Services, given_back: Quota) -> None:
    """A seat that was given back meanwhile is not released unseen, nor one that is gone."""
    assert not released(services, given_back, drawn(11), seats_kept=1)
    assert not released(services, given_back, drawn(11), seats_kept=3)
    assert released(services, given_back, drawn(11))


def test_nothing_that_was_given_back_since_the_minute(services: Services, given_back: Quota) -> None:
    """The write itself asks when the last seat was given back."""
    assert not released(services, given_back, NOW)
    assert released(services, given_back, NOW + MINUTE)


def test_the_write_releases_once_for_each_minute(services: Services, siti: str, given_back: Quota) -> None:
    """A second sweep at the same drawn minute releases nothing that came back since, by a clock that is late."""
    assert released(services, given_back, drawn(11))
    made = book.book(services, siti, asked(1), "kunci-2")
    cancel.cancel(services, siti, made.booking_id)
    assert not released(services, quota(services), drawn(11))
    assert released(services, quota(services), drawn(12))


def test_the_write_releases_only_what_can_be_claimed(services: Services, given_back: Quota) -> None:
    """A slot that was closed after it was read keeps its seats."""
    operate(services, state="closed")
    assert not released(services, given_back, drawn(11))


def test_a_secret_is_never_replaced(services: Services) -> None:
    """Its hash may be public, so the first one stays."""
    secrets = services.store.release_secrets
    assert secrets.add_if_absent(TODAY, SECRET)
    assert not secrets.add_if_absent(TODAY, b"another")
    assert secrets.get(TODAY) == SECRET


# ------------------------------------------------------------------------------------------- operators


def operate(services: Services, **change: Any) -> Quota:
    """Change the slot as an operator does."""
    request = QuotaChange(reason="uji coba", **change)
    version = quota(services).version
    return changes.change(services.store.quotas, services.pepper, services.clock, "operator", SLOT, version, request)


def test_a_raise_is_kept(services: Services) -> None:
    """Seats that an operator adds are released like others, so no friend is the first to know of them."""
    changed = operate(services, capacity=8)
    assert (changed.seats_left, changed.seats_kept, changed.kept_at) == (5, 3, NOW)
    release(services.store)
    assert (left(services.store), kept(services.store)) == (8, 0)


@pytest.mark.usefixtures("given_back")
def test_a_cut_takes_kept_seats_first(services: Services) -> None:
    """Three seats less of two kept and three left leave none kept and two left."""
    changed = operate(services, capacity=2)
    assert (changed.seats_left, changed.seats_kept) == (2, 0)
    assert quota(services).free == 2


@pytest.mark.usefixtures("given_back")
def test_a_cut_is_decided_anew_when_seats_moved_meanwhile(services: Services, recorder: Recorder) -> None:
    """Kept seats that are released between look and write are taken from those that are left then."""
    recorder.reset()

    def meanwhile(number: int) -> None:
        if recorder.calls[number] == "transact_write_items":
            recorder.reset()
            release(services.store)

    recorder.before = meanwhile
    changed = operate(services, capacity=2)
    assert (changed.seats_left, changed.seats_kept) == (2, 0)
    assert not unbalanced(services.store, [SLOT], settled=True)


def test_no_fewer_seats_than_are_kept(services: Services, given_back: Quota) -> None:
    """The write takes away no kept seat that is not there, whatever was read."""
    from antrean.slots.store import QuotaChanged  # noqa: PLC0415 - for this test alone

    read = given_back._replace(seats_kept=4)
    new = read._replace(capacity=2, seats_kept=1, version=2, last_change="A")
    with pytest.raises(QuotaChanged):
        services.store.quotas.change(read, new, "operator", "uji coba", NOW)
    assert quota(services) == given_back
