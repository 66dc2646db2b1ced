"""Accounts when a function dies anywhere in them, or two things happen to a mailbox at the same moment."""

from __future__ import annotations

import itertools
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from antrean.base.errors import Busy, Refused
from instruments.replay.calls import Killed, Recorder
from instruments.replay.people import KATA_SANDI
from tests.support.accounts import World, die, make_world

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from antrean.base.clock import FixedClock
    from antrean.bookings.stores import Store


@pytest.fixture
def world(recorder: Recorder, store: Store, clock: FixedClock) -> World:
    """A world without accounts."""
    return make_world(recorder, store, clock)


def killed_at_each_call(world: World, prepare: Callable[[int], None], act: Callable[[int], None]) -> Iterator[int]:
    """Run `act` again and again, dying before and after its first call, its second, and so on to its last.

    Yields a number that is new for each round, after `act(number)` died.
    """
    rounds, killed = itertools.count(1), 0
    for before in (True, False):
        for call in itertools.count():
            number = next(rounds)
            prepare(number)
            world.at_call(call, die, before=before)
            try:
                act(number)
            except Killed:
                killed += 1
                yield number
                continue
            # a call that was answered with an error has no `after`; dying there is dying before the next call
            world.let_through()
            if call >= len(world.table.calls):
                break
    assert killed > 1


def mailbox(number: int) -> str:
    """Return an e-mail address for each number."""
    return f"n{number}@contoh.id"


# ------------------------------------------------------------------------------------------- dying anywhere


def nobody(_world: World, _email: str) -> None:
    """Leave the mailbox new."""


def squatter(world: World, email: str) -> None:
    """Sign up as a stranger with the mailbox."""
    world.sign_up(email, serial=9000)


def without_sign_up(world: World, email: str) -> None:
    """Make a confirmed user whose sign-up was lost."""
    world.pool.sign_up(ClientId="client", Username=email, Password=KATA_SANDI, UserAttributes=[])
    world.user(email).confirmed = True


@pytest.mark.parametrize(
    ("start", "code_is_used"), [(nobody, False), (nobody, True), (squatter, False), (without_sign_up, False)]
)
def test_a_sign_up_that_died_anywhere_can_be_repeated(
    world: World, start: Callable[[World, str], None], *, code_is_used: bool
) -> None:
    """Whatever the mailbox was before: die at any call, use the code that came or not, repeat: registered."""
    for number in killed_at_each_call(
        world,
        lambda number: start(world, mailbox(number)),
        lambda number: world.sign_up(mailbox(number), serial=number),
    ):
        email = mailbox(number)
        if code_is_used and world.pool.by_email(email):
            world.confirm(email)
        world.sign_up(email, serial=number)
        if not world.user(email).confirmed:
            world.confirm(email)
        assert world.account(email)
        assert world.account(email) == world.owner(number)


def test_a_confirmation_that_died_anywhere_heals(world: World) -> None:
    """Die at any call of the confirmation: confirming again, or the next look at the profile, ends it."""
    for number in killed_at_each_call(
        world,
        lambda number: world.sign_up(mailbox(number), serial=number),
        lambda number: world.confirm(mailbox(number)),
    ):
        email = mailbox(number)
        if not world.user(email).confirmed:
            world.confirm(email)
        assert world.account(email)
        assert world.account(email) == world.owner(number)


# ----------------------------------------------------------------------------------- two at the same moment


def confirms(world: World, email: str, code: str, _serial: int) -> None:
    """Confirm the earlier sign-up."""
    with suppress(Refused):
        world.confirm(email, code)


def confirms_without_us(world: World, email: str, code: str, _serial: int) -> None:
    """Confirm the earlier sign-up straight at Cognito, and look at the profile."""
    with suppress(ClientError):
        world.pool.confirm_sign_up(ClientId="client", Username=email, ConfirmationCode=code)
        world.account(email)


def signs_up(world: World, email: str, _code: str, serial: int) -> None:
    """Begin and end a third sign-up."""
    world.sign_up(email, serial=serial)


def signs_up_and_confirms(world: World, email: str, _code: str, serial: int) -> None:
    """Begin, end and confirm a third sign-up."""
    world.sign_up(email, serial=serial)
    if not world.user(email).confirmed:
        world.confirm(email)


def test_a_withdrawn_sign_up_is_never_registered(world: World) -> None:
    """After the mark neither a slow registration nor a slow sign-up of the same user writes anything."""
    stored = world.registrar.accounts
    world.sign_up()
    pending = stored.get_sign_up(world.user().sub)
    assert pending
    assert stored.withdraw_sign_up(pending.account_id, pending.expires_at) is None
    register = partial(stored.register, pending, world.clock.now())
    for slow in (register, partial(stored.put_sign_up, pending), register):
        slow()
        assert stored.get_sign_up(pending.account_id) is None
        assert stored.get(pending.account_id) is None
        assert stored.owner_of(pending.nik_key) is None


def test_a_withdrawal_that_comes_too_late_finds_the_profile(world: World) -> None:
    """Whoever wants to replace a user that was registered a moment before is told so, and nothing is lost."""
    world.sign_up()
    world.confirm()
    sub = world.user().sub
    found = world.registrar.accounts.withdraw_sign_up(sub, world.clock.now())
    assert found == world.owner(1) == world.account()


@pytest.mark.parametrize("meanwhile", [confirms, confirms_without_us, signs_up, signs_up_and_confirms])
@pytest.mark.parametrize("earlier", [False, True])
def test_no_nik_is_lost_to_a_user_who_was_replaced(
    world: World, meanwhile: Callable[[World, str, str, int], None], *, earlier: bool
) -> None:
    """Between any two calls of a sign-up something else happens to its mailbox: every NIK has a living owner.

    `world.owner` checks that. And the mailbox ends with one account, by repeating the sign-up if need be.
    """
    for call in itertools.count():
        first, second, third = 3 * call + 1, 3 * call + 2, 3 * call + 3
        email = mailbox(call)
        if earlier:
            world.sign_up(email, serial=first)
        code = world.user(email).code if earlier else "999999"
        happened: list[int] = []

        def hook(email: str = email, code: str = code, third: int = third, done: list[int] = happened) -> None:
            done.append(third)
            meanwhile(world, email, code, third)

        world.at_call(call, hook)
        with suppress(Busy):
            world.sign_up(email, serial=second)
        world.let_through()
        if not happened:
            break
        for serial in (first, second, third):
            world.owner(serial)
        world.sign_up(email, serial=second)
        if not world.user(email).confirmed:
            world.confirm(email)
        owned = [owner for serial in (first, second, third) if (owner := world.owner(serial))]
        assert owned == [world.account(email)]
