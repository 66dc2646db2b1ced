"""What people and limits cost: profiles as full as they get, owners whom others have booked, people who leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings.operation import Services
from antrean.changes import add, book, cancel
from antrean.listings import listings
from antrean.messages.ses import SesMessenger
from antrean.people.items import account_key
from antrean.people.limits import Limits
from antrean.policy.bookings import LISTED_BOOKINGS, MOST_CANCELLATIONS, MOST_OTHERS, MOST_REFUSALS
from antrean.policy.people import LONGEST_EMAIL
from instruments.dynamodb.meter import Meter
from instruments.replay.cognito import Postbox
from instruments.replay.people import nik, sign_up_of
from instruments.stand_in import stand_in
from tests.support.wishes import KEY, NAME_WITHIN_BUDGET, asked, more, named, refusal
from tests.unit.conftest import SLOT, register

_BOOKING = ["batch_get_item", "update_item", "transact_write_items", "update_item"]
"""Read, claim, commit, settle."""
_WITH_STRANGERS = [*_BOOKING[:1], "update_item", *_BOOKING[1:]]
"""The same, where somebody is named for the first time."""
_LOOK = ["batch_get_item", "batch_get_item", "get_item"]
"""The first read, guard and registration of the owner, and the booking that has the owner."""


@pytest.mark.parametrize(("people", "units"), [(1, 9), (5, 17)])
def test_the_fullest_profile_costs_no_more(metered: Services, meter: Meter, people: int, units: int) -> None:
    """A booking costs the same for an account whose profile is as full as it gets, and reads once who has the owner."""
    account_id = _fullest(metered)
    meter.bill.clear()
    made = book.book(metered, account_id, named(asked(people), NAME_WITHIN_BUDGET), KEY)
    account = metered.store.accounts.get(account_id)
    assert account
    assert len(account.booking_ids) == LISTED_BOOKINGS
    assert account.booking_ids[0] == made.booking_id
    assert (len(account.limits.family), len(account.limits.cancellations)) == (MOST_OTHERS, MOST_CANCELLATIONS)
    calls = [*_BOOKING[:1], "batch_get_item", *_BOOKING[1:]]
    assert (meter.bill.calls[: len(calls)], meter.bill.writes) == (calls, units)


def test_a_refusal_for_the_family(metered: Services, siti: str, meter: Meter) -> None:
    """Who names somebody that has a booking pays for the counters in the profile; the slot's quota is only read.

    One counts the stranger, one the refusal; who was named before costs only the second.
    """
    book.book(metered, siti, asked(2), KEY)
    register(metered, "budi", nik(902))
    before = metered.store.quotas.get(SLOT)
    meter.bill.clear()
    assert refusal(lambda: book.book(metered, "budi", asked(2), KEY)).code == Code.NIK_ALREADY_BOOKED
    assert meter.bill.calls == ["batch_get_item", "update_item", "update_item"]
    assert (meter.bill.reads, meter.bill.writes) == (4, 2)
    meter.bill.clear()
    assert refusal(lambda: book.book(metered, "budi", asked(2), "kunci-2")).code == Code.NIK_ALREADY_BOOKED
    assert (meter.bill.calls, meter.bill.reads, meter.bill.writes) == (["batch_get_item", "update_item"], 4, 1)
    assert metered.store.quotas.get(SLOT) == before


def test_an_owner_whom_another_account_has_booked(
    metered: Services, siti: str, meter: Meter, clock: FixedClock
) -> None:
    """The first try finds it out at the commit, the next ones before they claim; the one that may takes the place."""
    register(metered, "ayu", nik(1))
    clock.instant += timedelta(seconds=1)
    made = book.book(metered, siti, asked(2), KEY)
    meter.bill.clear()
    for calls, units in (([*_BOOKING, "update_item", "update_item", *_LOOK], 1 + 6 + 1 + 1 + 1), (_LOOK, 0)):
        assert refusal(lambda: book.book(metered, "ayu", asked(1), KEY)).code == Code.NIK_ALREADY_BOOKED
        assert ([*meter.bill.calls], meter.bill.writes) == (calls, units)
        meter.bill.clear()
    listings.contest(metered, SesMessenger(stand_in(Postbox()), "antrean@contoh.id"), "ayu", made.booking_id)
    clock.instant += timedelta(hours=24)
    meter.bill.clear()
    book.book(metered, "ayu", asked(1), KEY)
    assert (meter.bill.calls, meter.bill.writes) == ([*_LOOK, *_BOOKING[1:]], 11)


def test_people_who_leave_and_come(metered: Services, siti: str, meter: Meter) -> None:
    """Leaving writes booking, quota and guard; adding notes in the profile whom the account did not book lately."""
    made = book.book(metered, siti, asked(2), KEY)
    costs: list[tuple[Callable[[], Any], list[str], float]] = [
        (lambda: add.add(metered, siti, made.booking_id, more(1, 40), "tambah"), _WITH_STRANGERS, 9),
        (lambda: cancel.leave(metered, siti, made.booking_id, 1), ["batch_get_item", "transact_write_items"], 6),
        (lambda: cancel.leave(metered, siti, made.booking_id, 1), ["batch_get_item"], 0),
        (lambda: add.add(metered, siti, made.booking_id, more(1, 1), "lagi"), _BOOKING, 6),
    ]
    for change, calls, units in costs:
        meter.bill.clear()
        change()
        assert (meter.bill.calls, meter.bill.writes) == (calls, units)


def _fullest(services: Services) -> str:
    """Register an account whose profile is as full as it gets, and return its id.

    A name of 23 letters, the longest mailbox, the longest telephone number, ten bookings in the list, everything that
    limits count, misses whose stop is over, and two notes: the owner was mailed, and somebody has booked the owner.
    """
    now, account_id = services.clock.now(), "5f3b1c0e-8d3a-4a53-9d0c-6a3a4a3e1f77"
    waiting = sign_up_of(account_id, nik(901), services.nik_keys(), full_name="S" * NAME_WITHIN_BUDGET)
    waiting = waiting._replace(email=f"{'s' * (LONGEST_EMAIL - len('@contoh.id'))}@contoh.id", phone=f"+{'9' * 15}")
    accounts = services.store.accounts
    accounts.register(waiting, now)
    accounts.may_notify(account_id, now, timedelta(0))
    accounts.note_self_guarded(account_id)
    day = int(now.timestamp()) // 86_400
    family = [services.nik_keys().key(nik(serial))[3:11] for serial in range(1, MOST_OTHERS + 1)]
    account = accounts.get(account_id)
    assert account
    # Who is booked was booked long ago and is noted anew. A third refusal within a day would stop the family.
    hours_ago = [int((now - timedelta(hours=hours)).timestamp()) for hours in (25, 2, 1)]
    assert len(hours_ago) == MOST_REFUSALS
    limits = Limits(
        family=dict.fromkeys(family, day - 31),
        refusals={f"ABCDE{index}": at for index, at in enumerate(hours_ago)},
        cancellations=tuple(int((now - timedelta(days=days)).timestamp()) for days in (40, 20, 8)),
    )
    accounts.save_limits(account, limits)
    listed = {f"{index:016d}": int(now.timestamp() * 1000) - index for index in range(LISTED_BOOKINGS)}
    accounts._table.update(  # noqa: SLF001 - ten bookings would take months
        account_key(account_id),
        "SET listed = :listed, frozen_until = :past, misses = :misses",
        "attribute_exists(pk)",
        values={":listed": listed, ":past": int(now.timestamp()) - 1, ":misses": 12},
    )
    return account_id
