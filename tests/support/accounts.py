"""The rules of accounts on a table, a user pool and a mail service in this process, with breakable calls."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

from antrean.aws.table import Table
from antrean.base.errors import Refused
from antrean.base.ids import Pepper
from antrean.login.cognito import CognitoIdentity
from antrean.login.logins import Logins
from antrean.login.sign_up import Registrar
from antrean.login.store import AddressChanges
from antrean.messages.ses import SesMessenger
from antrean.people.items import person_of, sign_up_key
from antrean.proofs.codes import Codes
from antrean.proofs.store import WaitingCodes
from antrean.registry.store import Levels
from instruments.replay.calls import Killed, Recorder
from instruments.replay.cognito import PoolUser, Postbox, UserPool
from instruments.replay.people import EMAIL, KATA_SANDI, nik, sign_up_form, sign_up_of
from instruments.stand_in import stand_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from antrean.base.clock import FixedClock
    from antrean.base.nik_keys import NikKeys
    from antrean.bookings.stores import Store
    from antrean.people.model import Account

CODE: Final = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b")
OTHER_PASSWORD: Final = "kucing tidur siang"  # noqa: S105 - made up


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
    waited: list[float]
    """How many seconds were waited, each time."""
    secrets: dict[str, str] = field(default_factory=dict)
    """The secret of the newest sign-up of each address."""

    def sign_up(self, email: str = EMAIL, serial: int = 1) -> str:
        """Sign up as the person whose NIK has this serial, and return the secret."""
        secret = self.registrar.sign_up(sign_up_form(email, serial))
        self.secrets[email] = secret
        return secret

    def confirm(
        self, email: str = EMAIL, secret: str | None = None, code: str | None = None, password: str = KATA_SANDI
    ) -> None:
        """Confirm the newest sign-up of an address with the code of the newest mail, or what is given instead."""
        self.registrar.confirm(secret or self.secrets[email], code or self.code(email), password)

    def code(self, email: str = EMAIL) -> str:
        """Return the code in the newest mail to an address that holds one."""
        letters = (CODE.search(text) for to, text in reversed(self.postbox.sent) if to == email)
        return next(found for found in letters if found)[0].replace("-", "")

    def reset(self, email: str = EMAIL, password: str = OTHER_PASSWORD) -> None:
        """Choose another password with a mailed code; the mail goes to the address of the account."""
        secret = self.registrar.logins.ask_for_password(email, "id")
        self.registrar.logins.set_password(secret, self.code(self.postbox.sent[-1][0]), password)

    def reset_or_sign_up(self, email: str, serial: int) -> None:
        """Do what the mail says that answers the wish for another password."""
        secret = self.registrar.logins.ask_for_password(email, "id")
        if CODE.search(self.postbox.sent[-1][1]):
            self.registrar.logins.set_password(secret, self.code(email), OTHER_PASSWORD)
        else:
            self.sign_up(email, serial)
            self.confirm(email)

    def earlier(self, email: str = EMAIL, serial: int = 1, *, confirmed: bool = True) -> str:
        """Let somebody have signed up at an earlier release, which waits for its profile; return the `sub`."""
        sub = f"earlier-{serial}"
        self.pool.users[sub] = PoolUser(sub, email, "password of before", {}, confirmed=confirmed)
        pending = sign_up_of(sub, nik(serial), self.registrar.nik_keys())._replace(email=email)
        pk, sk = sign_up_key(sub)
        ends = int((self.clock.instant + timedelta(days=2)).timestamp())
        table = Table(stand_in(self.table), "antrean")
        table.put({"pk": pk, "sk": sk, "v": 1, **person_of(pending), "expires_at": ends})
        return sub

    def user(self, email: str = EMAIL) -> PoolUser:
        """Return the user of the pool with this e-mail address."""
        user = self.pool.by_email(email)
        assert user
        return user

    def account(self, email: str = EMAIL) -> Account | None:
        """Return what `GET /me` finds for the user with this e-mail address."""
        return self.registrar.activate(self.user(email).account_id)

    def owner(self, serial: int) -> Account | None:
        """Return the account that has the NIK with this serial, if any; its owner must be able to log in."""
        owner_id = self.registrar.accounts.owner_of(self.registrar.nik_keys().key(nik(serial)))
        if not owner_id:
            return None
        users = [user for user in self.pool.users.values() if user.account_id == owner_id]
        assert [user.confirmed for user in users] == [True], "the NIK belongs to nobody who can log in"
        account = self.registrar.accounts.get(owner_id)
        assert account, "the NIK belongs to an account without a profile"
        return account

    @property
    def letters(self) -> list[str]:
        """To whom mails without a code went."""
        return [to for to, text in self.postbox.sent if not CODE.search(text)]

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


def make_world(
    table: Recorder,
    store: Store,
    clock: FixedClock,
    pool: UserPool | None = None,
    postbox: Postbox | None = None,
    hashing: NikKeys | None = None,
) -> World:
    """Return a world without accounts, unless the pool has some; its clients number their calls together."""
    pool, postbox = pool or UserPool(), postbox or Postbox()
    pool_calls, postbox_calls = Recorder(pool), Recorder(postbox)
    pool_calls.calls = postbox_calls.calls = table.calls
    numbers = itertools.count(1)
    accounts, pepper = store.accounts, Pepper(b"a pepper of the tests, 32 bytes..")
    identity = CognitoIdentity(stand_in(pool_calls), "pool", "client")
    mail = SesMessenger(stand_in(postbox_calls), "antrean@contoh.id")
    waiting = WaitingCodes(Table(stand_in(table), "antrean", sleep=lambda _seconds: None))
    codes = Codes(waiting, mail, pepper, clock, lambda length: next(numbers).to_bytes(length, "big"))
    waited: list[float] = []
    changes = AddressChanges(Table(stand_in(table), "antrean", sleep=lambda _seconds: None))
    levels = Levels(Table(stand_in(table), "antrean", sleep=lambda _seconds: None))

    def nik_keys() -> NikKeys:
        return hashing or pepper.nik_keys("{}")

    logins = Logins(accounts, changes, identity, codes, pepper, clock, wait=waited.append)
    registrar = Registrar(accounts, logins, codes, mail, pepper, nik_keys, clock, store.records, levels=levels)
    return World(registrar, clock, table, pool, pool_calls, postbox, postbox_calls, waited)


def die() -> None:
    """Die as a function does that is stopped: nothing of the program can catch it."""
    raise Killed


def refused(act: Callable[[], object]) -> Refused:
    """Return how something is refused."""
    with pytest.raises(Refused) as refusal:
        act()
    return refusal.value


def renewed(account: Account | None, world: World) -> Account:
    """Return an account as it is once it got a new password now: all sessions of before have ended."""
    assert account
    return account._replace(tokens_valid_after=world.clock.instant)


def killed_at_each_call(world: World, prepare: Callable[[int], None], act: Callable[[int], object]) -> Iterator[int]:
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
