"""What each operation may cost: calls that follow one another, and units computed from the items as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from antrean.base.clock import FixedClock
from antrean.base.errors import Code
from antrean.bookings import operation
from antrean.bookings.operation import Services
from antrean.bookings.stores import Found, Store
from antrean.bookings.sweep import Swept, sweep
from antrean.changes import add, book, cancel, move
from antrean.offices.directory import OfficeDirectory
from antrean.slots.model import Slot
from antrean.turns.model import Turns
from antrean.turns.places import place_of, seed_of
from instruments.dynamodb.meter import Meter
from instruments.replay.people import nik, sign_up_of
from tests.support.household import by_members, keep
from tests.support.wishes import KEY, NAME_WITHIN_BUDGET, asked, choice, more, named, refusal, release
from tests.unit.conftest import DAY, NOW, OFFICE, SLOT, register

_BOOKING = ["batch_get_item", "update_item", "transact_write_items", "update_item"]
"""Read, claim, commit, settle."""
_WITH_STRANGERS = [*_BOOKING[:1], "update_item", *_BOOKING[1:]]
"""Where somebody is named for the first time, the profile counts them before anything else."""
_LONGEST_NAME = 100
_OTHERS = [f"other-{serial}" for serial in range(20)]


@pytest.mark.parametrize(("people", "units"), [(1, 9), (2, 11), (5, 17)])
def test_a_booking(metered: Services, siti: str, meter: Meter, people: int, units: int) -> None:
    """Three calls and the settle; 9 write units for one person and two for each more; one read unit an item.

    What is read is the profile, the booking, the quota, and the guard of each member of the family.
    """
    _know(metered, siti, people)
    meter.bill.clear()
    book.book(metered, siti, asked(people), KEY)
    assert meter.bill.calls == _BOOKING
    assert (meter.bill.reads, meter.bill.writes) == (2 + people, units)


def test_a_family_that_is_named_for_the_first_time(metered: Services, siti: str, meter: Meter) -> None:
    """One call and one unit more, once: whom the account names is counted before anything is told of them."""
    book.book(metered, siti, asked(5), KEY)
    assert (meter.bill.calls, meter.bill.writes) == (_WITH_STRANGERS, 18)


@pytest.mark.parametrize(("people", "units"), [(2, 11), (5, 17)])
def test_a_booking_by_members(metered: Services, siti: str, meter: Meter, people: int, units: int) -> None:
    """Members of the household cost no call and no write more than typed people: the household is a read unit more."""
    _know(metered, siti, people)
    wish = by_members(metered, siti, people - 1)
    meter.bill.clear()
    book.book(metered, siti, wish, KEY)
    assert meter.bill.calls == _BOOKING
    assert (meter.bill.reads, meter.bill.writes) == (3 + people, units)


def test_keeping_a_member(metered: Services, siti: str, meter: Meter) -> None:
    """A read, and a transaction that looks at the profile too; nothing is asked of the NIK."""
    account = metered.store.accounts.get(siti)
    assert account
    meter.bill.clear()
    keep(metered, account, 1)
    assert (meter.bill.calls, meter.bill.writes) == (["get_item", "transact_write_items"], 4)


def test_a_booking_in_the_rush(metered: Services, siti: str, meter: Meter) -> None:
    """With twenty claims of others in flight on its quota it costs no more."""
    slot = _rushed(metered, seats_left=5)
    _know(metered, siti, 5)
    meter.bill.clear()
    book.book(metered, siti, asked(5, slot), KEY)
    assert (meter.bill.calls, meter.bill.writes) == (_BOOKING, 17)


def test_long_names_may_cost_two_units_more(metered: Services, siti: str, meter: Meter) -> None:
    """Five people fit in a kilobyte with names of 23 letters; with the longest that there can be, in two."""
    _know(metered, siti, 5)
    for length, units in ((NAME_WITHIN_BUDGET, 17), (_LONGEST_NAME, 19)):
        meter.bill.clear()
        made = book.book(metered, siti, named(asked(5), length), f"kunci-{length}")
        assert meter.bill.writes == units
        cancel.cancel(metered, siti, made.booking_id)
        release(metered.store)


def test_a_retry(metered: Services, siti: str, meter: Meter) -> None:
    """A booking that was made already is answered from one read."""
    book.book(metered, siti, asked(2), KEY)
    meter.bill.clear()
    book.book(metered, siti, asked(2), KEY)
    assert (meter.bill.calls, meter.bill.reads, meter.bill.writes) == (["batch_get_item"], 4, 0)


def test_a_refusal_and_the_next(metered: Services, siti: str, meter: Meter) -> None:
    """The first refusal reads, and writes nothing; those of the next two seconds ask for nothing again."""
    book.book(metered, siti, asked(5), KEY)
    for account, serial in (("budi", 902), ("tono", 903)):
        register(metered, account, nik(serial))
    meter.bill.clear()
    assert refusal(lambda: book.book(metered, "budi", asked(1), KEY)).code == Code.SLOT_FULL
    assert meter.bill.calls[:1] + meter.bill.calls[-1:] == ["batch_get_item", "get_item"]
    assert meter.bill.writes == 0
    meter.bill.clear()
    assert refusal(lambda: book.book(metered, "tono", asked(1), KEY)).code == Code.SLOT_FULL
    assert (meter.bill.calls, meter.bill.writes) == (["batch_get_item"], 0)


def test_a_refusal_with_claims_in_flight(metered: Services, siti: str, meter: Meter) -> None:
    """Who loses the last seat after the read pays for the attempt: one unit with twenty claims in flight."""
    slot = _rushed(metered, seats_left=0)
    meter.bill.clear()
    assert refusal(lambda: book.book(_blind(metered), siti, asked(1, slot), KEY)).code == Code.SLOT_FULL
    assert meter.bill.writes == 1


def test_a_turn_that_has_not_come(metered: Services, siti: str, meter: Meter) -> None:
    """It is judged from what was read, the secret of the day once in an environment, and nothing is written.

    Who names a family for the first time pays nothing either; and whose turn has come pays what a booking costs.
    """
    slot = _rushed(metered, seats_left=9, turns=Turns(NOW, NOW + timedelta(minutes=10)))
    metered.store.release_secrets.add_if_absent(NOW.date(), b"a secret")
    meter.bill.clear()
    assert refusal(lambda: book.book(metered, siti, asked(5, slot), KEY)).code == Code.NOT_YOUR_TURN
    assert (meter.bill.calls, meter.bill.writes) == (["batch_get_item", "get_item", "get_item"], 0)
    meter.bill.clear()
    assert refusal(lambda: book.book(metered, siti, asked(1, slot), KEY)).code == Code.NOT_YOUR_TURN
    assert (meter.bill.calls, meter.bill.writes) == (["batch_get_item", "get_item"], 0)
    early = next(name for name in map("warga-{}".format, range(9999)) if _place(name) < 2**32 // 600)
    metered.store.accounts.register(sign_up_of(early, nik(905), metered.nik_keys()), NOW - timedelta(days=9))
    meter.bill.clear()
    book.book(metered, early, asked(1, slot), KEY)
    assert (meter.bill.calls, meter.bill.writes) == (_BOOKING, 9)


def test_a_commit_that_is_refused(metered: Services, siti: str, meter: Meter) -> None:
    """Who has a booking is refused after the read, and who asks for somebody booked after the counters, a unit each.

    One counts whom the account names for the first time, one the refusal. Only who loses the race pays for claim,
    commit, fence and return too.
    """
    book.book(metered, siti, asked(1), KEY)
    meter.bill.clear()
    assert refusal(lambda: book.book(metered, siti, asked(1), "kunci-2")).code == Code.BOOKING_EXISTS
    assert (meter.bill.calls, meter.bill.writes) == (["batch_get_item"], 0)
    register(metered, "budi", nik(902))
    book.book(metered, "budi", asked(2, start=20), KEY)
    register(metered, "tono", nik(903))
    meter.bill.clear()
    assert refusal(lambda: book.book(metered, "tono", asked(2, start=20), KEY)).code == Code.NIK_ALREADY_BOOKED
    assert (meter.bill.calls, meter.bill.writes) == (["batch_get_item", "update_item", "update_item"], 2)
    register(metered, "dewi", nik(904))
    meter.bill.clear()
    asking = partial(book.book, _blind(metered), "dewi", asked(2, start=20), KEY)
    assert refusal(asking).code == Code.NIK_ALREADY_BOOKED
    updates = ["update_item"] * 3
    assert meter.bill.calls == [*_WITH_STRANGERS[:-1], *updates]
    assert meter.bill.writes == 1 + 1 + 8 + 1 + 1 + 1


def test_the_owner_is_booked_elsewhere(metered: Services, siti: str, meter: Meter) -> None:
    """Once it costs the claim, the commit, the way back and a note; from then on three reads and nothing written."""
    register(metered, "budi", nik(1))
    book.book(metered, siti, asked(2), KEY)
    meter.bill.clear()
    assert refusal(lambda: book.book(metered, "budi", asked(1), KEY)).code == Code.NIK_ALREADY_BOOKED
    assert meter.bill.writes == 10
    meter.bill.clear()
    assert refusal(lambda: book.book(metered, "budi", asked(1), KEY)).code == Code.NIK_ALREADY_BOOKED
    assert (meter.bill.calls, meter.bill.writes) == (["batch_get_item", "batch_get_item", "get_item"], 0)


def test_changes_of_a_booking(metered: Services, siti: str, meter: Meter) -> None:
    """Adding is as booking; a move also writes the old slot; cancelling is a read and a transaction."""
    made = book.book(metered, siti, asked(1), KEY)
    costs: list[tuple[Callable[[], Any], list[str], float]] = [
        # three more units than somebody known would cost: the profile counts somebody new, when named and when booked
        (lambda: add.add(metered, siti, made.booking_id, more(1, 40), "tambah"), _WITH_STRANGERS, 9),
        (lambda: move.move(metered, siti, made.booking_id, choice(), "pindah"), _BOOKING, 14),
        (lambda: cancel.cancel(metered, siti, made.booking_id), ["batch_get_item", "transact_write_items"], 11),
    ]
    for change, calls, units in costs:
        meter.bill.clear()
        change()
        assert (meter.bill.calls, meter.bill.writes) == (calls, units)


def test_adding_where_turns_are(metered: Services, siti: str, meter: Meter) -> None:
    """One call and one read unit more: which slot it is only the booking tells, and a refusal must write nothing."""
    made = book.book(metered, siti, asked(1), KEY)
    office = metered.store.offices.get("bogor")
    assert office
    new = office._replace(release=office.release._replace(window=10), version=1, last_change="c")
    assert metered.store.offices.change(office, new, "operator", "uji coba", NOW)
    directory = OfficeDirectory(metered.store.offices, metered.clock)
    directory.all()
    meter.bill.clear()
    add.add(replace(metered, directory=directory), siti, made.booking_id, more(1, 40), "tambah")
    assert meter.bill.calls == [_WITH_STRANGERS[0], "get_item", *_WITH_STRANGERS[1:]]
    assert (meter.bill.reads, meter.bill.writes) == (4, 9)


def test_looking(metered: Services, siti: str, meter: Meter) -> None:
    """A booking is two read units, since the profile tells whether the session is good, and so is a list."""
    made = book.book(metered, siti, asked(5), KEY)
    costs: list[tuple[Callable[[], Any], list[str], float, float]] = [
        (lambda: operation.get(metered, siti, made.booking_id), ["batch_get_item"], 2, 0),
        (lambda: operation.all_of(metered, siti), ["get_item", "batch_get_item"], 2, 0),
    ]
    for look, calls, reads, writes in costs:
        meter.bill.clear()
        look()
        assert (meter.bill.calls, meter.bill.reads, meter.bill.writes) == (calls, reads, writes)


def test_a_sweep_of_nothing(metered: Services, clock: FixedClock, meter: Meter) -> None:
    """The sweeper asks each office once and writes nothing where no claim was left behind."""
    assert sweep(metered.store, clock, [OFFICE]) == Swept(0, 0)
    assert (meter.bill.calls, meter.bill.reads, meter.bill.writes) == (["get_item", "query"], 2, 0)


def _know(services: Services, account_id: str, people: int) -> None:
    """Let an account have booked the family of so many people before."""
    made = book.book(services, account_id, asked(people), "dahulu")
    cancel.cancel(services, account_id, made.booking_id)
    release(services.store)


def _blind(services: Services) -> Services:
    """What sees neither guards nor quota when it reads, as if they were taken a moment later."""

    class Blind(Store):
        def read_for_change(self, account_id: str, booking_id: str, nik_keys: Sequence[str] = (), **what: Any) -> Found:
            return super().read_for_change(account_id, booking_id, nik_keys, **what)._replace(guards={}, quota=None)

    return replace(services, store=Blind(services.store._table))  # noqa: SLF001 - the same table


def _place(account_id: str) -> int:
    """The place of an account in the hour of `NOW`."""
    return place_of(seed_of(b"a secret", NOW), account_id)


def _rushed(services: Services, seats_left: int, turns: Turns | None = None) -> Slot:
    """Publish a slot with twenty claims of others in flight, and so many seats left beside them."""
    now, slot = services.clock.now(), SLOT._replace(date=DAY + timedelta(days=1))
    published = services.store.quotas.get(SLOT)
    assert published
    seats = len(_OTHERS) + seats_left
    services.store.quotas.publish(published._replace(slot=slot, capacity=seats, seats_left=seats, turns=turns))
    for other in _OTHERS:
        made = services.pepper.booking_id(other, KEY)
        operation = services.pepper.operation(made, "book", KEY)
        claim_id = services.pepper.claim_id(made, operation, "", slot.path, 1)
        services.store.quotas.claim(slot, claim_id, 1, now, judged=turns)
    return slot
