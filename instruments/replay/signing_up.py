"""The words of a replay's world about sign-ups, passwords, households, the registry and missed visits."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from antrean.base.errors import Refused
from antrean.household import members
from antrean.household.forms import NewMember
from antrean.household.store import Households
from antrean.login.addresses import Addresses
from antrean.login.cognito import CognitoIdentity
from antrean.login.logins import Logins
from antrean.login.sessions import LoginSession
from antrean.login.sign_up import Registrar
from antrean.login.store import AddressChanges
from antrean.messages.ses import SesMessenger
from antrean.misses.model import Miss, Waiver
from antrean.misses.store import Misses
from antrean.people.items import account_key, person_of, sign_up_key
from antrean.proofs.codes import Codes
from antrean.proofs.store import WaitingCodes
from antrean.registry.service import RegistryService
from antrean.registry.store import Levels
from instruments.replay.cognito import PoolUser, UserPool
from instruments.replay.events import NIK_KEYS, PEPPER, booking_id, member_id, secret_of
from instruments.replay.people import KATA_SANDI, family, sign_up_form, sign_up_of
from instruments.replay.people import nik as nik_of
from instruments.stand_in import stand_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pytest

    from antrean.aws.table import Table
    from antrean.base.clock import FixedClock
    from antrean.bookings.stores import Store
    from antrean.people.model import Verdict


class SigningUp:
    """Whoever signs up in a world, forgot a password, or keeps a household."""

    store: Store
    clock: FixedClock
    monkeypatch: pytest.MonkeyPatch
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

    def household(self, household: str, niks: list[int]) -> None:
        """A citizen keeps people in the household, children with these serials of `people.nik`."""
        account = self.store.accounts.get(household)
        assert account
        for serial in niks:
            form = NewMember.model_validate_json(json.dumps({**family(2, serial)[1], "full_name": f"Anak {serial}"}))
            key, now = f"keluarga-{serial}", self.clock.now()
            members.add(Households(self._items), PEPPER, NIK_KEYS, account, form, key, now)

    def removed(self, removed: str, niks: list[int]) -> None:
        """A citizen removed people from the household."""
        for serial in niks:
            members.remove(Households(self._items), PEPPER, NIK_KEYS, removed, member_id(removed, str(serial)))

    def forgot(self, forgot: str) -> None:
        """Somebody asked for a code to choose a new password with, for this e-mail address."""
        self._registrar().logins.ask_for_password(forgot, "id")

    def new_address(self, new_address: str, email: str, confirmed: bool = False) -> None:  # noqa: FBT001, FBT002 - JSON's true
        """A citizen asked for this address, with the secret that was drawn second, and confirmed it, or not."""
        addresses = Addresses(self._registrar().logins)
        account = self.store.accounts.get(new_address)
        assert account
        secret = addresses.ask(account, LoginSession(new_address, account.email, None), email, KATA_SANDI)
        if confirmed:
            addresses.confirm(secret, PEPPER.mailed_code(email, secret_of(1)))

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

    def registry(self, registry: Verdict, family_level: int = 1) -> None:
        """There is a registry, which says the same of everybody; below a level nobody books for others."""
        self.monkeypatch.setenv("SEAL_KEY_ID", "seal")
        self.monkeypatch.setenv("FAMILY_LEVEL", str(family_level))
        self.monkeypatch.setattr(RegistryService, "check", lambda *_asked: registry)

    def raised(self, raised: str, nik: int) -> None:
        """The registry knows a citizen."""
        Levels(self._items).note(raised, NIK_KEYS.of(nik_of(nik)), "match")

    def robbed(self, robbed: str) -> None:
        """Somebody else has proved that the NIK of a citizen is theirs."""
        account = self.store.accounts.get(robbed)
        assert account
        self._items.transact([Levels(self._items).losing_action(account, self.clock.instant)])

    def checks(self, checks: str, count: int) -> None:
        """A citizen asked for so many checks today."""
        for number in range(1, count + 1):
            account = self.store.accounts.get(checks)
            assert account
            assert Levels(self._items).count_check(account, self.clock.instant.date(), number)

    def sessions_ended(self, sessions_ended: str) -> None:
        """A citizen ended all sessions, now."""
        self.store.accounts.end_sessions(sessions_ended, self.clock.now())

    def erasing(self, erasing: str) -> None:
        """The eraser has begun with a citizen's account, and done nothing else."""
        self._items.update(account_key(erasing), "SET erasing = :true", "attribute_exists(pk)", values={":true": True})

    def _registrar(self) -> Registrar:
        identity = CognitoIdentity(stand_in(self.clients["cognito-idp"]), "pool", "client")
        mail = SesMessenger(stand_in(self.clients["sesv2"]), "antrean@contoh.id")
        codes = Codes(WaitingCodes(self._items), mail, PEPPER, self.clock, self._draw)
        logins = Logins(
            self.store.accounts, AddressChanges(self._items), identity, codes, PEPPER, self.clock, wait=self._wait
        )
        levels = Levels(self._items)
        return Registrar(
            self.store.accounts,
            logins,
            codes,
            mail,
            PEPPER,
            lambda: NIK_KEYS,
            self.clock,
            self.store.records,
            levels=levels,
        )

    def _wait(self, seconds: float) -> None:
        """Let so much time pass."""
        self.clock.instant += timedelta(seconds=seconds)

    def _draw(self, length: int) -> bytes:
        """Draw what is random elsewhere: the numbers from 1 on."""
        return next(self._drawn).to_bytes(length, "big")


class Missing:
    """Whoever missed a visit in a world."""

    store: Store
    clock: FixedClock
    _items: Table

    def missed(self, missed: str, excused: bool = False) -> None:  # noqa: FBT001, FBT002 - JSON's true
        """It was decided now that a booking was missed, the only one that counts; its holder has excused it, or not."""
        citizen, _ = missed.split("/")
        booking, account = self.store.bookings.get(booking_id(missed)), self.store.accounts.get(citizen)
        assert booking
        assert account
        now = self.clock.now().replace(microsecond=0)
        where = (booking.slot, booking.office_name, booking.timezone)
        miss = Miss(citizen, booking.booking_id, *where, received=1, decided_at=now, place=account.misses)
        misses = Misses(self._items)
        assert misses.decide(booking, miss, account, None)
        account = account._replace(misses=account.misses + 1)
        assert not excused or misses.change(miss, miss._replace(waiver=Waiver("account", now)), account, None)

    def frozen(self, frozen: str, until: str) -> None:
        """Misses of a citizen stop new bookings until an instant."""
        values = {":until": int(datetime.fromisoformat(until).timestamp())}
        self._items.update(account_key(frozen), "SET frozen_until = :until", "attribute_exists(pk)", values=values)
