"""Changes of an account's e-mail address, in the world of accounts of a test."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest

from antrean.base.errors import Code, Refused
from antrean.login.addresses import Addresses, undo_secret
from antrean.login.sessions import LoginSession
from antrean.people.items import account_key, mailbox_account_key
from instruments.replay.people import KATA_SANDI
from tests.support.accounts import OTHER_PASSWORD, World, make_world

if TYPE_CHECKING:
    from antrean.base.clock import FixedClock
    from antrean.bookings.stores import Store
    from antrean.people.model import Account, AddressChange
    from instruments.replay.calls import Recorder
    from instruments.replay.cognito import PoolUser

NEW: Final = "siti.baru@contoh.id"
BUDI: Final = "budi@contoh.id"
THIEF: Final = "pencuri@contoh.id"


@dataclass
class Moving:
    """A world with an account, and what changes its address."""

    world: World
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def addresses(self) -> Addresses:
        """What changes addresses."""
        return Addresses(self.world.registrar.logins)

    @property
    def account(self) -> Account:
        """The account as it is now."""
        account = self.world.owner(1)
        assert account
        return account

    @property
    def user(self) -> PoolUser:
        """The one user of the account."""
        [user] = [user for user in self.world.pool.users.values() if user.account_id == self.account.account_id]
        return user

    @property
    def change(self) -> AddressChange:
        """The newest change."""
        change = self.world.registrar.logins.changes.get(self.account.account_id)
        assert change
        return change

    def ask(self, email: str = NEW, password: str = KATA_SANDI) -> str:
        """Ask for another address, in a session that began now."""
        session, account = LoginSession(self.user.sub, self.user.email, self.world.clock.instant), self.account
        self.world.table.calls.clear()
        self.secrets[email] = self.addresses.ask(account, session, email, password)
        return self.secrets[email]

    def confirm(self, email: str = NEW, secret: str = "") -> None:
        """Confirm the newest wish for an address with the code of the newest mail to it."""
        self.addresses.confirm(secret or self.secrets[email], self.world.code(email))

    def move(self, email: str = NEW) -> None:
        """Change the address, and let a second pass."""
        self.ask(email)
        self.confirm(email)
        self.pass_by(seconds=1)

    def undo(self, password: str = OTHER_PASSWORD, secret: str = "") -> None:
        """Undo the newest change with the link of the mail to the old address."""
        self.addresses.undo(secret or self.link, password)

    @property
    def link(self) -> str:
        """What the link of the mail to the old address holds."""
        account_id = self.account.account_id
        return undo_secret(self.world.registrar.pepper.undo_mark(account_id, self.change.name), account_id)

    def holder(self, email: str) -> str | None:
        """Return which account has the mailbox of an address."""
        return self.world.registrar.accounts.of_mailbox(self.world.registrar.logins.mailbox(email))

    def pass_by(self, **time: float) -> None:
        """Let time pass."""
        self.world.clock.instant += timedelta(**time)

    def mark(self, attribute: str, value: object) -> None:
        """Write an attribute of the profile, as somebody else does."""
        table, key = self.world.registrar.accounts._table, account_key(self.account.account_id)  # noqa: SLF001 - as above
        table.update(key, f"SET {attribute} = :value", "attribute_exists(pk)", values={":value": value})

    def stored_mailbox(self, email: str) -> dict[str, object]:
        """Return the item that holds the mailbox of an address."""
        table = self.world.registrar.accounts._table  # noqa: SLF001 - what is stored
        return table.get(mailbox_account_key(self.world.registrar.logins.mailbox(email))) or {}


def make_moving(table: Recorder, store: Store, clock: FixedClock) -> Moving:
    """Return a world with one account, of which nobody changed anything yet."""
    world = make_world(table, store, clock)
    world.sign_up()
    world.confirm()
    return Moving(world)


def refused(act: object, *given: object) -> Refused:
    """Return how something is refused."""
    assert callable(act)
    with pytest.raises(Refused) as refusal:
        act(*given)
    return refusal.value


def field_of(refusal: Refused) -> object:
    """Return the field that is not valid."""
    assert refusal.code == Code.VALIDATION_FAILED
    [error] = list(refusal.members["errors"])  # type: ignore[call-overload]
    return error["field"]
