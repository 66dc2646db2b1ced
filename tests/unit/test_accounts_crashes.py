"""Accounts when a function dies anywhere in them. Two at the same moment: `tests/interleavings/test_sign_ups.py`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from antrean.base.errors import Refused
from tests.support.accounts import OTHER_PASSWORD, World, killed_at_each_call, make_world

if TYPE_CHECKING:
    from collections.abc import Callable

    from antrean.base.clock import FixedClock
    from antrean.bookings.stores import Store
    from instruments.replay.calls import Recorder


@pytest.fixture
def world(recorder: Recorder, store: Store, clock: FixedClock) -> World:
    """A world without accounts."""
    return make_world(recorder, store, clock)


def mailbox(number: int) -> str:
    """Return an e-mail address for each number."""
    return f"n{number}@contoh.id"


def nobody(_world: World, _number: int) -> None:
    """Leave the mailbox new."""


def never_confirmed(world: World, number: int) -> None:
    """Somebody signed up with the mailbox at an earlier release, and never confirmed."""
    world.earlier(mailbox(number), serial=9000 + number, confirmed=False)


def without_profile(world: World, number: int) -> None:
    """Somebody signed up with the mailbox at an earlier release, and the profile was never written."""
    world.earlier(mailbox(number), serial=9000 + number)


@pytest.mark.parametrize("start", [nobody, never_confirmed, without_profile])
def test_a_sign_up_that_died_anywhere_can_be_repeated(world: World, start: Callable[[World, int], None]) -> None:
    """Whatever the mailbox was before: die at any call, sign up again, confirm: registered."""
    for number in killed_at_each_call(
        world, partial(start, world), lambda number: world.sign_up(mailbox(number), serial=number)
    ):
        email = mailbox(number)
        world.sign_up(email, serial=number)
        world.confirm(email)
        assert world.account(email)
        assert world.account(email) == world.owner(number)


@pytest.mark.parametrize("start", [nobody, never_confirmed, without_profile])
@pytest.mark.parametrize("way_out", ["repeats", "signs up again", "asks for a password"])
def test_a_confirmation_that_died_anywhere_can_be_ended(
    world: World, start: Callable[[World, int], None], way_out: str
) -> None:
    """Die at any call: its repeat, another sign-up or a new password leads to the account."""

    def prepare(number: int) -> None:
        start(world, number)
        world.sign_up(mailbox(number), serial=number)

    for number in killed_at_each_call(world, prepare, lambda number: world.confirm(mailbox(number))):
        email = mailbox(number)
        match way_out:
            case "repeats":
                world.confirm(email)
            case "signs up again":
                if world.registrar.logins.account_of(email):
                    world.reset(email)
                else:
                    world.sign_up(email, serial=number)
                    world.confirm(email)
            case _:
                world.reset_or_sign_up(email, number)
        assert world.account(email)
        assert world.account(email) == world.owner(number)


def test_a_new_password_that_died_anywhere_can_be_repeated(world: World) -> None:
    """Die at any call, whether the user is there or gone: the same request ends it."""
    for gone in (False, True):
        secrets: dict[int, str] = {}

        def prepare(number: int, *, gone: bool = gone, secrets: dict[int, str] = secrets) -> None:
            email = mailbox(number + 1000 * gone)
            world.sign_up(email, serial=number + 1000 * gone)
            world.confirm(email)
            if gone:
                world.pool.users.pop(world.user(email).sub)
            secrets[number] = world.registrar.logins.ask_for_password(email, "id")

        def act(number: int, *, gone: bool = gone, secrets: dict[int, str] = secrets) -> None:
            code = world.code(mailbox(number + 1000 * gone))
            world.registrar.logins.set_password(secrets[number], code, OTHER_PASSWORD)

        for number in killed_at_each_call(world, prepare, act):
            act(number)
            email = mailbox(number + 1000 * gone)
            assert world.user(email).password == OTHER_PASSWORD
            assert world.account(email) == world.owner(number + 1000 * gone)


def test_a_withdrawn_sign_up_is_never_registered(world: World) -> None:
    """After the mark of an earlier release's sign-up a slow registration of the same user writes nothing."""
    stored = world.registrar.accounts
    pending = stored.get_sign_up(world.earlier())
    assert pending
    assert stored.withdraw_sign_up(pending.account_id, world.clock.now()) is None
    for _ in range(2):
        stored.register(pending, world.clock.now())
        assert stored.get_sign_up(pending.account_id) is None
        assert stored.get(pending.account_id) is None
        assert stored.owner_of(pending.nik_key) is None


def test_a_withdrawal_that_comes_too_late_finds_the_profile(world: World) -> None:
    """Whoever wants to replace a user that was registered a moment before is told so, and nothing is lost."""
    sub = world.earlier()
    account = world.account()
    assert world.registrar.accounts.withdraw_sign_up(sub, world.clock.now()) == world.owner(1) == account
    world.sign_up(serial=2)
    with pytest.raises(Refused):
        world.confirm(code="00000000")
    assert world.user().sub == sub
