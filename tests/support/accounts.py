"""The rules of accounts on a table, a user pool and a mail service in this process, with breakable calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antrean.base.ids import Pepper
from antrean.messages.ses import SesMessenger
from antrean.people.cognito import CognitoIdentity
from antrean.people.sign_up import Registrar
from instruments.replay.calls import Killed, Recorder
from instruments.replay.cognito import Postbox, UserPool
from instruments.replay.people import EMAIL, KATA_SANDI, nik, sign_up_form
from instruments.stand_in import stand_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from antrean.base.clock import FixedClock
    from antrean.bookings.stores import Store
    from antrean.people.model import Account
    from instruments.replay.cognito import PoolUser


@dataclass
class World:
    """The rules of accounts on an in-process table, user pool and mail service."""

    registrar: Registrar
    clock: FixedClock
    table: Recorder
    pool: UserPool
    pool_calls: Recorder
    postbox: Postbox
    postbox_calls: Recorder

    def sign_up(self, email: str = EMAIL, serial: int = 1, password: str = KATA_SANDI) -> None:
        """Sign up as the person whose NIK has this serial."""
        self.registrar.sign_up(sign_up_form(email, serial, password))

    def confirm(self, email: str = EMAIL, code: str | None = None) -> None:
        """Confirm with the code in the newest mail, or another one."""
        self.registrar.confirm(email, code or self.user(email).code)

    def user(self, email: str = EMAIL) -> PoolUser:
        """Return the user of the pool with this e-mail address."""
        user = self.pool.by_email(email)
        assert user
        return user

    def account(self, email: str = EMAIL) -> Account | None:
        """Return what `GET /me` finds for the user with this e-mail address."""
        return self.registrar.activate(self.user(email).sub)

    def owner(self, serial: int) -> Account | None:
        """Return the account that has the NIK with this serial, if any; its owner must be able to log in."""
        owner_id = self.registrar.accounts.owner_of(self.registrar.pepper.nik_key(nik(serial)))
        if not owner_id:
            return None
        assert self.pool.users[owner_id].confirmed, "the NIK belongs to a user who cannot log in"
        account = self.registrar.accounts.get(owner_id)
        assert account, "the NIK belongs to an account without a profile"
        return account

    @property
    def recorders(self) -> tuple[Recorder, ...]:
        """The clients, which number their calls together."""
        return self.table, self.pool_calls, self.postbox_calls

    def at_call(self, number: int, hook: Callable[[], None], *, before: bool = True) -> None:
        """Run `hook` once, before or after the call of this number (from 0, as of now) to any client."""

        def at(call: int) -> None:
            if call == number:
                self.let_through()
                hook()

        self.table.calls.clear()
        for recorder in self.recorders:
            if before:
                recorder.before = at
            else:
                recorder.after = at

    def let_through(self) -> None:
        """Remove the hooks."""
        for recorder in self.recorders:
            recorder.before = recorder.after = lambda _number: None


def make_world(table: Recorder, store: Store, clock: FixedClock) -> World:
    """Return a world without accounts; its clients number their calls together."""
    pool, postbox = UserPool(), Postbox()
    pool_calls, postbox_calls = Recorder(pool), Recorder(postbox)
    pool_calls.calls = postbox_calls.calls = table.calls
    registrar = Registrar(
        accounts=store.accounts,
        identity=CognitoIdentity(stand_in(pool_calls), "pool", "client"),
        mail=SesMessenger(stand_in(postbox_calls), "antrean@contoh.id"),
        pepper=Pepper(b"a pepper of the tests, 32 bytes.."),
        clock=clock,
    )
    return World(registrar, clock, table, pool, pool_calls, postbox, postbox_calls)


def die() -> None:
    """Die as a function does that is stopped: nothing of the program can catch it."""
    raise Killed
