"""Accounts whose deployment has a registry: it says what it is told to, and its queue is worked off on demand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from antrean.aws.queue import Seal, SealedQueue
from antrean.aws.table import Table
from antrean.registry.checks import Answerer, Checks
from antrean.registry.store import Levels
from instruments.replay.calls import Recorder
from instruments.replay.failed_batches import FakeQueues
from instruments.replay.people import nik
from instruments.replay.secrets import FakeKms
from instruments.stand_in import stand_in
from tests.support.accounts import make_world

if TYPE_CHECKING:
    from datetime import date

    from antrean.base.clock import FixedClock
    from antrean.bookings.stores import Store
    from antrean.people.model import Account, Verdict

URL: Final = "https://sqs.ap-southeast-3.amazonaws.com/123456789012/checks"


@dataclass
class Office:
    """A registry that says what it is told to, and whom it was asked about."""

    says: Verdict
    asked: list[tuple[str, str, date]]

    def check(self, nik: str, full_name: str, birth_date: date) -> Verdict:
        """Answer."""
        self.asked.append((nik, full_name, birth_date))
        return self.says


class Registered:
    """Accounts whose deployment has a registry."""

    def __init__(self, recorder: Recorder, store: Store, clock: FixedClock) -> None:
        """Begin without accounts, and with a registry that knows everybody."""
        self.world = make_world(recorder, store, clock)
        self.queues, self.clock = FakeQueues(clock), clock
        self.kms, self.sqs = Recorder(FakeKms()), Recorder(self.queues)
        self.seal = Seal(stand_in(self.kms), "a key")
        self.table = Table(stand_in(recorder), "antrean", sleep=lambda _seconds: None)
        self.levels, self.pepper = Levels(self.table), self.world.registrar.pepper
        self.nik_keys = self.world.registrar.nik_keys
        self.checks = Checks(SealedQueue(stand_in(self.sqs), URL, self.seal), self.levels, self.pepper, self.nik_keys)
        self.world.registrar = replace(self.world.registrar, checks=self.checks)
        self.registry = Office("match", [])

    def work(self) -> None:
        """Let the queue's function ask about all that waits."""
        answerer = Answerer(self.seal, self.registry, self.levels, self.nik_keys)
        for message in self.queues.bodies(URL):
            answerer.answer(message)

    def account(self) -> Account:
        """Return the account of the mailbox."""
        account = self.world.account()
        assert account
        return account

    def level(self, serial: int = 1) -> tuple[int, int]:
        """Return level and version of a registration."""
        found = self.world.registrar.accounts.registration(*self.nik_keys().of(nik(serial)))
        assert found
        return found.level, found.version
