"""Changes of addresses and passwords when a function dies anywhere in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from antrean.login.addresses import Addresses, undo_secret
from antrean.login.sessions import LoginSession
from instruments.replay.people import KATA_SANDI, nik
from tests.support.accounts import CODE, OTHER_PASSWORD, World, killed_at_each_call, make_world

if TYPE_CHECKING:
    from antrean.base.clock import FixedClock
    from antrean.bookings.stores import Store
    from antrean.people.model import Account
    from instruments.replay.calls import Recorder

NEWEST = "sepeda di atas bukit"


class Moving:
    """Accounts by number, each with an old and a new address."""

    def __init__(self, world: World) -> None:
        """Begin without accounts."""
        self.world = world
        self.addresses = Addresses(world.registrar.logins)
        self.secrets: dict[int, str] = {}

    def register(self, number: int) -> None:
        """Make the account of a number."""
        self.world.sign_up(old(number), number)
        self.world.confirm(old(number))

    def account(self, number: int) -> Account:
        """Return the account of a number, which has one user."""
        account = self.world.owner(number)
        assert account
        return account

    def ask(self, number: int) -> None:
        """Ask for the new address."""
        session = LoginSession(self.world.user(old(number)).sub, old(number), self.world.clock.instant)
        self.secrets[number] = self.addresses.ask(self.account(number), session, new(number), KATA_SANDI)

    def confirm(self, number: int) -> None:
        """Confirm it."""
        self.addresses.confirm(self.secrets[number], self.world.code(new(number)))

    def undo(self, number: int) -> None:
        """Undo it."""
        account_id = self.account(number).account_id
        change = self.world.registrar.logins.changes.get(account_id)
        assert change
        mark = self.world.registrar.pepper.undo_mark(account_id, change.name)
        self.addresses.undo(undo_secret(mark, account_id), OTHER_PASSWORD)

    def ends(self, number: int) -> tuple[str, str, str, str | None]:
        """Return the address and the mailbox of an account, and the address and the password of its one user."""
        account = self.account(number)
        [user] = [user for user in self.world.pool.users.values() if user.account_id == account.account_id]
        logins = self.world.registrar.logins
        assert logins.accounts.of_mailbox(logins.mailbox(account.email)) == account.account_id
        return account.email, user.email, user.password, logins.accounts.of_mailbox(logins.mailbox(new(number)))


def old(number: int) -> str:
    """Return the address that an account begins with."""
    return f"n{number}@contoh.id"


def new(number: int) -> str:
    """Return the address that it is to have."""
    return f"baru{number}@contoh.id"


@pytest.fixture
def moving(recorder: Recorder, store: Store, clock: FixedClock) -> Moving:
    """A world without accounts."""
    return Moving(make_world(recorder, store, clock))


def test_a_wish_that_died_anywhere_can_be_repeated(moving: Moving) -> None:
    """The repeat mails the code, and the change is made with it."""
    for number in killed_at_each_call(moving.world, moving.register, moving.ask):
        moving.ask(number)
        moving.confirm(number)
        assert moving.ends(number)[:2] == (new(number), new(number))


@pytest.mark.parametrize("way_out", ["repeats", "looks at the profile", "asks for a password", "undoes it"])
def test_a_change_that_died_anywhere_can_be_ended(moving: Moving, way_out: str) -> None:
    """Either nothing was changed, or the user follows: by a repeat, a look at the profile, a new password, the undo."""
    world, logins = moving.world, moving.world.registrar.logins
    met = set()

    def prepare(number: int) -> None:
        moving.register(number)
        moving.ask(number)

    for number in killed_at_each_call(world, prepare, moving.confirm):
        before = moving.ends(number)
        is_made = before[0] == new(number)
        met.add(before[:2] == (new(number), old(number)))
        match way_out:
            case "repeats":
                moving.confirm(number)
                assert moving.ends(number)[:3] == (new(number), new(number), KATA_SANDI)
            case "looks at the profile":
                logins.follow(moving.account(number).account_id)
                assert moving.ends(number)[:3] == (before[0], before[0], KATA_SANDI)
            case "asks for a password":
                # whichever address people believe to be theirs
                for typed in (old(number), before[0]):
                    secret = logins.ask_for_password(typed, "id")
                    to, text = world.postbox.sent[-1]
                    found = CODE.search(text)
                    assert found
                    assert to == before[0]
                    logins.set_password(secret, found[0].replace("-", ""), OTHER_PASSWORD)
                    assert moving.ends(number)[:3] == (before[0], before[0], OTHER_PASSWORD)
            case _:
                if is_made:
                    moving.undo(number)
                    assert moving.ends(number) == (old(number), old(number), OTHER_PASSWORD, None)
    assert met == {True, False}, "it never died before the user had followed"


def test_an_undo_that_died_anywhere_can_be_repeated(moving: Moving) -> None:
    """Also one of a change that had died before the user followed, and where the user is gone."""
    for start in ("whole", "not followed", "without user"):
        base = {"whole": 0, "not followed": 1000, "without user": 2000}[start]

        def prepare(number: int, *, start: str = start, base: int = base) -> None:
            moving.register(base + number)
            moving.ask(base + number)
            moving.confirm(base + number)
            user = moving.world.user(new(base + number))
            if start == "not followed":
                moving.world.pool.users[user.sub] = replace(user, email=old(base + number))
            if start == "without user":
                moving.world.pool.users.pop(user.sub)

        def act(number: int, *, base: int = base) -> None:
            account_id = moving.world.registrar.accounts.owner_of(
                *moving.world.registrar.nik_keys().of(nik(base + number))
            )
            assert account_id
            change = moving.world.registrar.logins.changes.get(account_id)
            assert change
            mark = moving.world.registrar.pepper.undo_mark(account_id, change.name)
            moving.addresses.undo(undo_secret(mark, account_id), OTHER_PASSWORD)

        for number in killed_at_each_call(moving.world, prepare, act):
            act(number)
            email = old(base + number)
            assert moving.ends(base + number) == (email, email, OTHER_PASSWORD, None)


def test_a_change_of_password_that_died_anywhere_can_be_repeated(moving: Moving) -> None:
    """The repeat is taken though the old password is not the password any more, and ends the sessions."""

    def act(number: int) -> None:
        account, user = moving.account(number), moving.world.user(old(number))
        moving.world.table.calls.clear()
        session = LoginSession(user.sub, user.email, None)
        moving.world.registrar.logins.change_password(account, session, KATA_SANDI, NEWEST)

    for number in killed_at_each_call(moving.world, moving.register, act):
        act(number)
        assert moving.ends(number)[2] == NEWEST
        assert moving.account(number).tokens_valid_after == moving.world.clock.instant
