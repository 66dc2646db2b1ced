"""A counter at which officers set right whose an account is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from antrean.account.store import Erasures
from antrean.base.errors import Refused
from antrean.cards import counter
from antrean.cards.model import Card, Officer
from antrean.cards.store import Cards
from antrean.offices.store import Looks
from instruments.replay.people import EMAIL, nik
from tests.unit.conftest import OFFICE

if TYPE_CHECKING:
    from antrean.cards.model import Deed, Holder
    from antrean.people.model import Account
    from tests.support.registered import Registered

BUDI, NEW = "budi@contoh.id", "siti.baru@contoh.id"
OFFICER = Officer("officer-1", OFFICE, "officers")


class Counter:
    """A counter, in a deployment in which Siti has an account."""

    def __init__(self, there: Registered) -> None:
        """Let Siti have an account."""
        self.there, self.world, self.table = there, there.world, there.table
        registrar = there.world.registrar
        self.looks = Looks(there.table)
        self.desk = counter.Desk(
            accounts=registrar.accounts,
            cards=Cards(there.table),
            levels=there.levels,
            erasures=Erasures(there.table),
            looks=self.looks,
            identity=registrar.logins.identity,
            changes=registrar.logins.changes,
            pepper=there.pepper,
            nik_keys=there.nik_keys,
            clock=there.clock,
        )
        self.world.sign_up()
        self.world.confirm()
        self.siti = self.account(EMAIL).account_id

    def account(self, email: str) -> Account:
        """Return the account of an address of the pool."""
        account = self.world.account(email)
        assert account
        return account

    def profile(self) -> Account:
        """Return Siti's profile."""
        account = self.desk.accounts.get(self.siti)
        assert account
        return account

    def act(self, deed: Deed, key: str = "key", version: int | None = None, **more: Any) -> Holder | None:
        """Do something, as the officer saw it last."""
        registration = self.desk.accounts.registration(*self.there.nik_keys().of(nik(1)))
        seen = registration.version if registration else 0
        card = Card(nik(1), deed, "Ia menunjukkan KTP", seen if version is None else version, key, **more)
        return counter.act(self.desk, OFFICER, card)

    def refused(self, deed: Deed, **more: Any) -> Refused:
        """Return how something is refused."""
        with pytest.raises(Refused) as refusal:
            self.act(deed, **more)
        return refusal.value

    def trail(self) -> list[dict[str, Any]]:
        """Return the records of what was done."""
        return list(self.table.query("AUDIT#bogor", "0", "~", consistent=True))

    def seen(self) -> int:
        """Return how often Siti was looked at."""
        return len(list(self.looks.of_account(self.siti)))
