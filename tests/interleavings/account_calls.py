"""Random calls of the store of accounts, in no order that makes sense."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from datetime import datetime, timedelta

from antrean.bookings.stores import Store
from antrean.people.limits import Limits
from antrean.people.model import Account, PendingSignUp
from instruments.replay.people import nik
from tests.interleavings.mix import NIK_KEYS, NOON

ACCOUNTS = ("ani", "dewi")
NIKS = [NIK_KEYS.key(nik(serial)) for serial in (1, 2, 3)]


class AccountCalls(ABC):
    """The part of somebody who calls the store at random that is about accounts."""

    _store: Store
    _rng: random.Random
    _seen_accounts: list[Account]

    @abstractmethod
    def _now(self) -> datetime:
        """Some instant."""

    @abstractmethod
    def _account(self) -> str:
        """Some account."""

    def _read_account(self) -> Account | None:
        """An account as it is, or as it was at an earlier look."""
        found = self._store.accounts.get(self._account())
        if found:
            self._seen_accounts.append(found)
        return self._rng.choice(self._seen_accounts[-4:]) if self._seen_accounts else None

    def _limits(self) -> Limits:
        """What an account did: now and then other people, refusals and cancellations."""
        marks = self._rng.sample(["KNOWN001", "KNOWN002", "KNOWN003"], self._rng.randint(0, 2))
        return Limits(
            family=dict.fromkeys(marks, 20_788),
            refusals={"CLAIM1": int(NOON.timestamp())} if self._rng.random() < 0.5 else {},
            cancellations=tuple(range(self._rng.randint(0, 2))),
        )

    def _sign_up(self) -> PendingSignUp:
        account, key = self._account(), self._rng.choice(NIKS)
        return PendingSignUp(account, "Siti", 1990, f"{account}@contoh.id", "+6281234567890", key, "0001")

    def _mailbox(self) -> str:
        return f"mailbox-{self._rng.randint(1, 2)}"

    def _accounts_register(self) -> None:
        self._store.accounts.register(self._sign_up(), self._now(), self._rng.choice(["", self._mailbox()]))

    def _accounts_hold_mailbox(self) -> None:
        self._store.accounts.hold_mailbox(self._mailbox(), self._account())

    def _accounts_inherit_mailbox(self) -> None:
        self._store.accounts.inherit_mailbox(self._mailbox(), self._account(), self._account())

    def _accounts_ask_for_nik(self) -> None:
        """Ask for some NIKs in a row, or no mailbox would ever ask for too many."""
        mailbox, day = self._mailbox(), self._now().date()
        for serial in self._rng.sample(range(1, 7), self._rng.randint(1, 5)):
            self._store.accounts.ask_for_nik(mailbox, NIK_KEYS.key(nik(serial)), day)

    def _accounts_withdraw_sign_up(self) -> None:
        self._store.accounts.withdraw_sign_up(self._account(), self._now())

    def _accounts_may_notify(self) -> None:
        self._store.accounts.may_notify(self._account(), self._now(), timedelta(hours=1))

    def _accounts_save_limits(self) -> None:
        account = self._read_account()
        if account:
            self._store.accounts.save_limits(account, self._limits())

    def _accounts_change_settings(self) -> None:
        language, reminders = self._rng.choice(["id", "en", None]), self._rng.choice([True, False, None])
        whatsapp = self._rng.choice([True, False, None])
        self._store.accounts.change_settings(self._account(), language, reminders=reminders, whatsapp=whatsapp)  # type: ignore[arg-type] # drawn

    def _accounts_end_sessions(self) -> None:
        self._store.accounts.end_sessions(self._account(), self._now())

    def _accounts_note_self_guarded(self) -> None:
        self._store.accounts.note_self_guarded(self._account())

    def _accounts_get(self) -> None:
        self._store.accounts.get(self._account())

    def _accounts_of_mailbox(self) -> None:
        self._store.accounts.of_mailbox(self._mailbox())

    def _accounts_get_many(self) -> None:
        self._store.accounts.get_many([*ACCOUNTS, "nobody"])

    def _accounts_get_sign_up(self) -> None:
        self._store.accounts.get_sign_up(self._account())

    def _accounts_registration(self) -> None:
        self._store.accounts.registration(self._rng.choice(NIKS))

    def _accounts_standing(self) -> None:
        accounts = self._store.accounts
        accounts.standing([accounts.registration(each) for each in self._rng.sample(NIKS, 2)])

    def _accounts_owner_of(self) -> None:
        self._store.accounts.owner_of(self._rng.choice(NIKS))
