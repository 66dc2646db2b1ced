"""The words of a replay's world that are about sign-ups and passwords, and those who take them."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from antrean.base.errors import Refused
from antrean.login.cognito import CognitoIdentity
from antrean.login.logins import Logins
from antrean.login.sign_up import Registrar
from antrean.messages.ses import SesMessenger
from antrean.people.items import person_of, sign_up_key
from antrean.proofs.codes import Codes
from antrean.proofs.store import WaitingCodes
from instruments.replay.cognito import PoolUser, UserPool
from instruments.replay.events import NIK_KEYS, PEPPER, secret_of
from instruments.replay.people import KATA_SANDI, sign_up_form, sign_up_of
from instruments.replay.people import nik as nik_of
from instruments.stand_in import stand_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from antrean.aws.table import Table
    from antrean.base.clock import FixedClock
    from antrean.bookings.stores import Store


class SigningUp:
    """Whoever signs up in a world, or forgot a password."""

    store: Store
    clock: FixedClock
    pool: UserPool
    clients: Mapping[str, object]
    _items: Table
    _drawn: Iterator[int]

    def signed_up(self, signed_up: str, nik: int) -> None:
        """Somebody signed up with this e-mail address and has not confirmed it, with the secrets that were drawn."""
        self._registrar().sign_up(sign_up_form(signed_up, nik))

    def earlier(self, earlier: str, nik: int) -> None:
        """A citizen confirmed a sign-up at an earlier release, which died before it could write the profile."""
        pk, sk = sign_up_key(earlier)
        person = person_of(sign_up_of(earlier, nik_of(nik), NIK_KEYS))
        ends = int(self.clock.instant.timestamp()) + 60
        self._items.put({"pk": pk, "sk": sk, "v": 1, **person, "expires_at": ends})
        self.pool.users[earlier] = PoolUser(earlier, f"{earlier}@contoh.id", KATA_SANDI, {}, confirmed=True)

    def forgot(self, forgot: str) -> None:
        """Somebody asked for a code to choose a new password with, for this e-mail address."""
        self._registrar().logins.ask_for_password(forgot, "id")

    def tried(self, tried: int) -> None:
        """Somebody tried so many wrong codes for the first sign-up."""
        for _ in range(tried):
            with suppress(Refused):
                self._registrar().codes.prove("SIGNUP", secret_of(2), "00000000")

    def asked_for(self, asked_for: str, niks: list[int]) -> None:
        """A mailbox was proved for sign-ups with these NIKs today."""
        for each in niks:
            mailbox = PEPPER.mailbox(asked_for)
            assert self.store.accounts.ask_for_nik(mailbox, NIK_KEYS.key(nik_of(each)), self.clock.instant.date())

    def _registrar(self) -> Registrar:
        identity = CognitoIdentity(stand_in(self.clients["cognito-idp"]), "pool", "client")
        mail = SesMessenger(stand_in(self.clients["sesv2"]), "antrean@contoh.id")
        codes = Codes(WaitingCodes(self._items), mail, PEPPER, self.clock, self._draw)
        logins = Logins(self.store.accounts, identity, codes, PEPPER, self.clock, wait=self._wait)
        return Registrar(self.store.accounts, logins, codes, mail, PEPPER, lambda: NIK_KEYS, self.clock)

    def _wait(self, seconds: float) -> None:
        """Let so much time pass."""
        self.clock.instant += timedelta(seconds=seconds)

    def _draw(self, length: int) -> bytes:
        """Draw what is random elsewhere: the numbers from 1 on."""
        return next(self._drawn).to_bytes(length, "big")
