"""What an account may do how often, and that it is counted before it is answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from antrean.base.errors import Code, Refused
from antrean.bookings.operation import Services
from antrean.bookings.stores import Store
from antrean.changes import add, book, cancel
from antrean.people.limits import Limits
from antrean.policy.system import FULL_SLOT_MEMORY
from instruments.replay.calls import Recorder
from instruments.replay.people import nik
from tests.support.wishes import KEY, asked, left, more, refusal, release
from tests.unit.conftest import NOW, OTHER_SLOT, SLOT, register

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def key(serial: int) -> str:
    """A NIK key that differs in its first characters."""
    return f"v1.{serial:08d}{'x' * 35}"


def limits_of(services: Services, account_id: str) -> Limits:
    """The limits as they are kept."""
    account = services.store.accounts.get(account_id)
    assert account
    return account.limits


def reached(limits: Limits, nik_keys: list[str], now: datetime) -> tuple[str, datetime] | None:
    """Which limit is reached, and until when."""
    try:
        limits.check(nik_keys, now)
    except Refused as refused:
        found = refused
    else:
        return None
    assert found.code == Code.LIMIT_REACHED
    rule, until = found.members["rule"], found.members["until"]
    assert isinstance(rule, str)
    assert isinstance(until, datetime)
    return rule, until


# ------------------------------------------------------------------------------------------- the rules


def test_three_cancellations_in_30_days_pause_bookings_for_a_week() -> None:
    """The third within 30 days pauses everybody's booking, for 7 days; one that is older does not count."""
    limits = Limits()
    for days in (0, 10, 30):
        limits = limits.after_cancellation(NOW + days * DAY)
    last = NOW + 30 * DAY
    assert reached(limits, [], last) == ("cancellations", last + 7 * DAY)
    assert reached(limits, [], last + 7 * DAY - SECOND) == ("cancellations", last + 7 * DAY)
    assert reached(limits, [], last + 7 * DAY) is None
    apart = Limits()
    for days in (0, 10, 31):
        apart = apart.after_cancellation(NOW + days * DAY)
    assert reached(apart, [], NOW + 31 * DAY) is None
    assert reached(Limits(cancellations=limits.cancellations[:2]), [], NOW) is None


def test_three_refusals_pause_bookings_with_family_for_a_day() -> None:
    """Three refused requests, of which a retry is none, and only for other people's NIKs; a day after the first."""
    limits = Limits()
    for number in range(3):
        assert reached(limits, [key(1)], NOW) is None
        for _retry in range(2):
            limits = limits.after_refusal([key(1)], f"REQ{number}", NOW + number * SECOND)
    assert reached(limits, [key(1)], NOW + 2 * SECOND) == ("refusals", NOW + DAY)
    assert reached(limits, [], NOW + 2 * SECOND) is None
    assert reached(limits, [key(1)], NOW + DAY) is None


def test_the_same_request_counts_anew_after_ten_minutes() -> None:
    """However often it is sent before, it counts once; each count ends a day after itself, whatever came later."""
    limits, minute = Limits(), 60 * SECOND
    for seconds in (0, 1, 599):
        limits = limits.after_refusal([key(1)], "REQ", NOW + seconds * SECOND)
    assert len(limits.refusals) == 1
    limits = limits.after_refusal([key(1)], "REQ", NOW + 10 * minute)
    assert len(limits.refusals) == 2
    late = NOW + DAY
    limits = limits.after_refusal([key(1)], "REQ", late)
    assert sorted(limits.refusals.values()) == [int(at.timestamp()) for at in (NOW + 10 * minute, late)]
    assert reached(limits, [key(1)], late) is None
    limits = limits.after_refusal([key(1)], "OTHER", late)
    assert reached(limits, [key(1)], late) == ("refusals", NOW + DAY + 10 * minute)


def test_eight_niks_of_others_in_90_days() -> None:
    """The ninth is refused until the oldest is 90 days ago; those who are known may come again."""
    limits = Limits()
    for serial in range(8):
        limits = limits.after_naming([key(serial)], NOW + serial * DAY)
    now = NOW + 8 * DAY
    assert reached(limits, [key(0), key(7)], now) is None
    found = reached(limits, [key(8)], now)
    assert found
    assert (found[0], found[1].date()) == ("others", (NOW + 90 * DAY).date())
    assert reached(limits, [key(8)], found[1]) is None
    assert reached(limits, [key(8), key(9)], found[1]) is not None


def test_whom_an_account_booked_it_knows() -> None:
    """Booked people are known, named ones are not; a mark that is older than 90 days is forgotten."""
    limits = Limits().after_naming([key(1), key(2)], NOW).after_booking([key(1)], NOW)
    assert (limits.knows(key(1)), limits.knows(key(2)), limits.strangers([key(1), key(2)])) == (True, False, False)
    assert limits.strangers([key(3)])
    later = limits.after_naming([key(3)], NOW + 91 * DAY)
    assert (set(later.family), len(later.named)) == (set(), 1)


def test_who_was_booked_lately_costs_no_write() -> None:
    """Within 30 days the very same limits come back, so that a booking need not write them."""
    limits = Limits().after_booking([key(1)], NOW)
    assert limits.after_booking([key(1)], NOW + 29 * DAY) is limits
    assert limits.after_booking([key(1)], NOW + 30 * DAY) is not limits
    assert limits.after_booking([], NOW) is limits


# ------------------------------------------------------------------------------------------- as they are applied


@pytest.fixture
def budi(services: Services, siti: str) -> str:
    """Another citizen; Siti has booked two children, with serials 1 and 2."""
    book.book(services, siti, asked(3, OTHER_SLOT), KEY)
    return register(services, "budi", nik(902))


def test_a_refusal_for_a_nik_claims_nothing_and_is_counted(services: Services, budi: str, recorder: Recorder) -> None:
    """One read and the two counters: no seat is claimed, no number used, and nobody is named by place."""
    recorder.reset()
    refused = refusal(lambda: book.book(services, budi, asked(3), KEY))
    assert (refused.code, refused.members) == (Code.NIK_ALREADY_BOOKED, {})
    assert recorder.calls == ["batch_get_item", "update_item", "update_item"]
    quota = services.store.quotas.get(SLOT)
    assert quota
    assert (quota.next_number, quota.seats_left) == (1, 5)
    assert (len(limits_of(services, budi).refusals), len(limits_of(services, budi).named)) == (1, 2)


def test_a_retry_counts_once_and_the_fourth_request_is_paused(services: Services, budi: str) -> None:
    """Three different requests are refused for the NIK; then family is told of the limit, and one alone is booked."""
    for key in ("kunci-0", "kunci-0", "kunci-1", "kunci-1", "kunci-2"):
        assert refusal(partial(book.book, services, budi, asked(2), key)).code == Code.NIK_ALREADY_BOOKED
    paused = refusal(lambda: book.book(services, budi, asked(2, start=40), "kunci-9"))
    assert (paused.code, paused.members) == (Code.LIMIT_REACHED, {"rule": "refusals", "until": NOW + DAY})
    assert book.book(services, budi, asked(1), "kunci-9").holds_seats


def test_family_of_before_is_named_by_place(services: Services, budi: str) -> None:
    """Who was booked by the account before is named when another account has them now."""
    first = book.book(services, budi, asked(2, start=40), KEY)
    cancel.cancel(services, budi, first.booking_id)
    other = register(services, "tono", nik(903))
    book.book(services, other, asked(2, OTHER_SLOT, start=40), KEY)
    refused = refusal(lambda: book.book(services, budi, asked(2, start=40), "kunci-2"))
    assert (refused.code, refused.members) == (Code.NIK_ALREADY_BOOKED, {"applicants": [1]})


def test_who_is_beaten_is_busy(services: Services, budi: str, recorder: Recorder) -> None:
    """Where another request of the account was counted since the profile was read, nothing is told.

    The stranger is counted before; it is the refusal that comes too late.
    """
    recorder.reset()

    def meanwhile(number: int) -> None:
        if recorder.calls[:number].count("update_item") == 1:
            recorder.reset()
            account = services.store.accounts.get(budi)
            assert account
            assert services.store.accounts.save_limits(account, account.limits.after_naming([key(5)], NOW))

    recorder.before = meanwhile
    assert refusal(lambda: book.book(services, budi, asked(2), KEY)).code == Code.BUSY
    assert limits_of(services, budi).refusals == {}
    assert refusal(lambda: book.book(services, budi, asked(2), KEY)).code == Code.NIK_ALREADY_BOOKED


def test_strangers_are_counted_where_the_slot_refuses(services: Services, budi: str) -> None:
    """Who loses the last seat after the read learns that nobody stands in the way, and was counted before.

    Whom the read refuses is told nothing of people, and counted for nobody.
    """
    rival = register(services, "tono", nik(903))
    book.book(services, rival, asked(5, start=20), KEY)
    assert refusal(lambda: book.book(services, budi, asked(2, start=40), KEY)).code == Code.SLOT_FULL
    assert not limits_of(services, budi).named
    services.clock.instant += FULL_SLOT_MEMORY  # type: ignore[attr-defined]
    late = replace(services, store=Store(services.store._table))  # noqa: SLF001 - it reads no quota, on the same table
    read = late.store.read_for_change
    late.store.read_for_change = lambda *who, **what: read(*who, **what)._replace(quota=None)  # type: ignore[method-assign]
    assert refusal(lambda: book.book(late, budi, asked(2, start=40), KEY)).code == Code.SLOT_FULL
    assert len(limits_of(services, budi).named) == 1


def test_an_account_that_cancelled_three_times_is_paused(services: Services, siti: str) -> None:
    """After the third cancellation the next booking is refused for a week, and then it is made."""
    for number in range(3):
        made = book.book(services, siti, asked(1), f"kunci-{number}")
        cancel.cancel(services, siti, made.booking_id)
        release(services.store)
    paused = refusal(lambda: book.book(services, siti, asked(1), "kunci-9"))
    assert (paused.code, paused.members) == (Code.LIMIT_REACHED, {"rule": "cancellations", "until": NOW + 7 * DAY})
    account = services.store.accounts.get(siti)
    assert account
    assert left(services.store) == 5
    earlier = account.limits._replace(cancellations=tuple(at - 7 * 86_400 for at in account.limits.cancellations))
    assert services.store.accounts.save_limits(account, earlier)
    assert book.book(services, siti, asked(1), "kunci-9").holds_seats


def test_adding_is_limited_like_booking(services: Services, budi: str) -> None:
    """Who is added is judged before a seat is claimed, and counted."""
    made = book.book(services, budi, asked(1), KEY)
    refused = refusal(lambda: add.add(services, budi, made.booking_id, more(1, 1), "tambah"))
    assert (refused.code, refused.members) == (Code.NIK_ALREADY_BOOKED, {})
    assert left(services.store) == 4
    add.add(services, budi, made.booking_id, more(1, 40), "tambah-2")
    assert limits_of(services, budi).knows(services.nik_keys().key(nik(40)))


def test_limits_are_written_as_they_were_read_or_not(services: Services, siti: str) -> None:
    """Of two writes from one reading only the first is kept."""
    account = services.store.accounts.get(siti)
    assert account
    assert services.store.accounts.save_limits(account, Limits().after_cancellation(NOW))
    assert not services.store.accounts.save_limits(account, Limits())
    assert limits_of(services, siti).cancellations == (int(NOW.timestamp()),)


def test_joinings_are_written_as_they_were_read_or_not(services: Services, siti: str) -> None:
    """Of two joinings from one reading only the first is counted, and the second is told to ask again."""
    account = services.store.accounts.get(siti)
    assert account
    assert services.store.accounts.save_limits(account, Limits().after_join(NOW))
    assert not services.store.accounts.save_limits(account, Limits())
    assert limits_of(services, siti).joins == (int(NOW.timestamp()),)


def test_joinings_are_kept_for_a_day() -> None:
    """Once a joining no longer counts, the next thing that is counted forgets it."""
    joined = Limits().after_join(NOW)
    assert joined.after_naming([key(1)], NOW + DAY - SECOND).joins == (int(NOW.timestamp()),)
    assert joined.after_naming([key(1)], NOW + DAY).joins == ()


def test_limits_only_for_an_account_that_is_there(services: Services, siti: str) -> None:
    """A profile that staff deleted while a request ran is not made anew of its limits alone."""
    account = services.store.accounts.get(siti)
    assert account
    gone = account._replace(account_id="gone")
    assert not services.store.accounts.save_limits(gone, Limits().after_cancellation(NOW))
    assert services.store.accounts.get("gone") is None


def test_a_note_only_for_an_account_that_is_there(services: Services, siti: str) -> None:
    """Nothing is noted for an account that is gone."""
    services.store.accounts.note_self_guarded("nobody")
    assert services.store.accounts.get("nobody") is None
    services.store.accounts.note_self_guarded(siti)
    account = services.store.accounts.get(siti)
    assert account
    assert account.self_guarded
