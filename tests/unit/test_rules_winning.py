"""Who wins a NIK that an account has already, and what becomes of whoever loses it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from antrean.base.errors import Busy, Code, Refused
from antrean.changes import add, book, cancel
from antrean.listings import listings
from antrean.login.uses import used
from antrean.people.items import account_key, registration_key
from antrean.people.model import Registration
from antrean.registry.winning import level_of, wins
from instruments.replay.people import EMAIL, nik
from tests.support.registered import Registered
from tests.support.wishes import KEY, asked, more
from tests.unit.conftest import NOW

if TYPE_CHECKING:
    from antrean.base.clock import FixedClock
    from antrean.bookings.operation import Services
    from antrean.bookings.stores import Store
    from antrean.people.model import Account
    from instruments.replay.calls import Recorder

BUDI = "budi@contoh.id"
MONTH = timedelta(days=30)


@pytest.fixture
def there(recorder: Recorder, store: Store, clock: FixedClock) -> Registered:
    """A deployment with a registry, which knows nobody at first: somebody has registered the NIK of another."""
    there = Registered(recorder, store, clock)
    there.registry.says = "unknown"
    there.world.sign_up()
    there.world.confirm()
    there.work()
    there.queues.messages.clear()
    there.registry.says = "match"
    return there


def try_to_win(there: Registered, email: str = BUDI) -> None:
    """Sign up with the same NIK, be known to the registry, and confirm."""
    there.world.sign_up(email, serial=1)
    there.work()
    there.world.confirm(email)


def account_of(there: Registered, email: str) -> Account:
    """Return the account of an address."""
    account = there.world.account(email)
    assert account
    return account


def test_whom_the_registry_knows_wins_from_an_idle_holder(there: Registered, clock: FixedClock) -> None:
    """After thirty days without a sign of the holder; before that the newcomer is refused as ever."""
    clock.instant = NOW + MONTH - timedelta(seconds=1)
    there.world.sign_up(BUDI, serial=1)
    there.work()
    with pytest.raises(Refused) as refusal:
        there.world.confirm(BUDI)
    assert refusal.value.code == Code.NIK_TAKEN
    clock.instant = NOW + MONTH
    there.world.confirm(BUDI)
    won, lost = account_of(there, BUDI), account_of(there, EMAIL)
    assert there.world.registrar.accounts.owner_of(there.nik_keys().key(nik(1))) == won.account_id
    assert (won.level, there.level()) == (1, (1, 1))
    assert (lost.has_nik, lost.nik_last4, lost.level) == (False, "", 0)
    assert won.account_id in there.world.registrar.records.looked_at_in("2028-12"), (
        "idle accounts are found by their month"
    )


def test_whoever_is_not_known_wins_nothing(there: Registered, clock: FixedClock) -> None:
    """Without a match the first mailbox keeps the NIK, however long it was idle."""
    clock.instant = NOW + 12 * MONTH
    there.registry.says = "mismatch"
    with pytest.raises(Refused):
        try_to_win(there)
    assert account_of(there, EMAIL).has_nik


@pytest.mark.parametrize("sign", ["was there", "booked", "visits", "ended sessions"])
def test_a_holder_who_was_there_is_not_idle(
    there: Registered, services: Services, clock: FixedClock, sign: str
) -> None:
    """Each of them begins the thirty days anew, and a visit at its end."""
    clock.instant = NOW + timedelta(days=3)
    holder = account_of(there, EMAIL)
    if sign == "was there":
        used(there.world.registrar.records, holder, clock.now())
    elif sign == "booked":
        own = replace(services, pepper=there.pepper)
        made = book.book(own, holder.account_id, asked(1), KEY)
        cancel.cancel(own, holder.account_id, made.booking_id)
    elif sign == "visits":
        there.table.update(
            account_key(holder.account_id),
            "SET active_booking = :booking, active_until = :until",
            "attribute_exists(pk)",
            values={":booking": "0123456789ABCDEF", ":until": int(clock.instant.timestamp())},
        )
    else:
        there.world.registrar.accounts.end_sessions(holder.account_id, clock.now())
    clock.instant = NOW + MONTH + timedelta(days=2)
    with pytest.raises(Refused):
        try_to_win(there)
    clock.instant = NOW + MONTH + timedelta(days=3)
    try_to_win(there)
    assert not account_of(there, EMAIL).has_nik


@pytest.mark.parametrize(
    ("level", "held", "idle", "won"),
    [
        (0, 0, 90, False),
        (1, 0, 29, False),
        (1, 0, 30, True),
        (1, 1, 90, False),
        (1, 2, 90, False),
        (2, 0, 0, True),
        (2, 1, 0, True),
        (2, 2, 90, False),
        (2, 3, 90, False),
        (3, 2, 0, True),
        (3, 3, 90, False),
    ],
)
def test_who_wins(level: int, held: int, idle: int, won: bool) -> None:  # noqa: FBT001 - a table
    """From level 2 on at once from every lower one; level 1 from level 0 alone, after thirty days."""
    found = Registration("holder", NOW - timedelta(days=idle), held)
    assert wins(level, found, None, NOW) is won


def test_a_promise_is_for_one_mailbox() -> None:
    """Whom a counter has promised the NIK has level 3, and nobody else."""
    promised = Registration("holder", NOW, promised="mailbox-of-budi")
    assert level_of(promised, "mailbox-of-budi", None) == 3
    assert level_of(promised, "another", "match") == 1
    assert level_of(Registration("holder", NOW), "", None) == 0


def test_a_promised_nik_is_won_by_nobody_else(there: Registered, clock: FixedClock) -> None:
    """Its owner showed the card: whom the registry knows wins nothing, however idle the holder is."""
    registrar = there.world.registrar
    found = registrar.accounts.registration(*there.nik_keys().of(nik(1)))
    assert found
    promise = there.levels.registration_action(found, 0, promised=there.pepper.mailbox(BUDI))
    there.table.transact([promise])
    clock.instant = NOW + 3 * MONTH
    with pytest.raises(Refused) as refusal:
        try_to_win(there, "pencuri@contoh.id")
    assert refusal.value.code == Code.NIK_TAKEN
    try_to_win(there)
    assert account_of(there, BUDI).level == 3


def test_a_confirmation_that_won_may_be_repeated(there: Registered, clock: FixedClock) -> None:
    """The second finds the account and gives it the password; wherever the first died, nobody is without an account."""
    clock.instant = NOW + MONTH
    try_to_win(there)
    first = account_of(there, BUDI)
    there.world.confirm(BUDI)
    assert account_of(there, BUDI).account_id == first.account_id


def test_of_two_who_prove_it_one_wins(there: Registered, clock: FixedClock) -> None:
    """The first that is written has the NIK; the other is told to try again, and then that it is taken."""
    clock.instant = NOW + MONTH
    ayu = "ayu@contoh.id"
    for email in (BUDI, ayu):
        there.world.sign_up(email, serial=1)
    there.work()
    registration = there.world.registrar.accounts.registration(there.nik_keys().key(nik(1)))
    assert registration
    holder = account_of(there, EMAIL)
    there.world.confirm(BUDI)
    original = there.world.registrar.accounts.registration
    there.world.registrar.accounts.registration = lambda *nik_keys: registration  # type: ignore[method-assign]  # noqa: ARG005
    try:
        with pytest.raises(Busy):
            there.world.confirm(ayu)
    finally:
        there.world.registrar.accounts.registration = original  # type: ignore[method-assign]
    with pytest.raises(Refused) as refusal:
        there.world.confirm(ayu)
    assert refusal.value.code == Code.NIK_TAKEN
    assert there.world.registrar.accounts.owner_of(there.nik_keys().key(nik(1))) == account_of(there, BUDI).account_id
    assert holder.account_id != account_of(there, BUDI).account_id


def test_whoever_lost_a_nik_books_nothing_more(there: Registered, services: Services, clock: FixedClock) -> None:
    """Neither for themselves nor for others, and is told why."""
    clock.instant = NOW + MONTH
    try_to_win(there)
    lost = account_of(there, EMAIL)
    own = replace(services, pepper=there.pepper)
    for people in (1, 2):
        with pytest.raises(Refused) as refusal:
            book.book(own, lost.account_id, asked(people, start=50), f"key-{people}")
        assert refusal.value.code == Code.NIK_TAKEN


def test_whoever_lost_a_nik_adds_nobody(there: Registered, services: Services) -> None:
    """What was booked before stays as it is: the retry of an addition of before is answered, and another refused."""
    own, holder = replace(services, pepper=there.pepper), account_of(there, EMAIL)
    made = book.book(own, holder.account_id, asked(1), KEY)
    added = add.add(own, holder.account_id, made.booking_id, more(1, 50), "before")
    there.table.transact([there.levels.losing_action(account_of(there, EMAIL), NOW)])
    assert add.add(own, holder.account_id, made.booking_id, more(1, 50), "before") == added
    with pytest.raises(Refused) as refusal:
        add.add(own, holder.account_id, made.booking_id, more(1, 51), "after")
    assert refusal.value.code == Code.NIK_TAKEN


def test_the_new_owner_keeps_or_frees_what_the_holder_booked(
    there: Registered, services: Services, clock: FixedClock
) -> None:
    """The holder's booking of the NIK is shown to its owner, who leaves it at once, whoever is asked otherwise."""
    own = replace(services, pepper=there.pepper)
    holder = account_of(there, EMAIL)
    made = book.book(own, holder.account_id, asked(2, start=50), KEY)
    there.table.update(
        registration_key(there.nik_keys().key(nik(1))),
        "SET promised = :mailbox",
        "attribute_exists(pk)",
        values={":mailbox": there.pepper.mailbox(BUDI)},
    )
    clock.instant = NOW + timedelta(hours=1)
    try_to_win(there)
    owner = account_of(there, BUDI)
    assert owner.level == 3
    [listing] = listings.listings_of(own, owner.account_id)
    assert listing.booking.booking_id == made.booking_id
    listings.leave(own, owner.account_id, made.booking_id)
    after = services.store.bookings.get(made.booking_id)
    assert after
    assert [each.present for each in after.applicants] == [False, True]
    assert book.book(own, owner.account_id, asked(1), "own").applicants[0].present
