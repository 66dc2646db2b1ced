"""An account that is closed and erased, on the table of a test."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from antrean.account.closing import close
from antrean.account.erase import Eraser, job_of
from antrean.account.store import Erasures
from antrean.login.cognito import CognitoIdentity
from instruments.replay.cognito import PoolUser, UserPool
from instruments.replay.people import KATA_SANDI
from instruments.stand_in import stand_in

if TYPE_CHECKING:
    from antrean.aws.table import Key
    from antrean.base.clock import FixedClock
    from antrean.bookings.operation import Services
    from antrean.jobs.run import Step
    from antrean.people.model import Account

UNDO = timedelta(days=14)


@dataclass
class Closings:
    """What closes and erases accounts, with a user pool in memory."""

    services: Services
    clock: FixedClock
    pool: UserPool = field(default_factory=UserPool)

    @property
    def erasures(self) -> Erasures:
        """The accounts that are being closed."""
        return Erasures(self.services.store._table)  # noqa: SLF001 - they are no part of it

    @property
    def identity(self) -> CognitoIdentity:
        """The citizens' pool."""
        return CognitoIdentity(stand_in(self.pool), "pool", "client")

    @property
    def eraser(self) -> Eraser:
        """What erases accounts, and closes those that are idle."""
        services = self.services
        accounts, records = services.store.accounts, services.store.records
        return Eraser(self.erasures, accounts, self.identity, self.clock, records, services.pepper)

    def has_user(self, account_id: str) -> None:
        """Give an account a user with a password."""
        self.pool.users[account_id] = PoolUser(account_id, mail_of(account_id), KATA_SANDI, {}, confirmed=True)

    def close(self, account_id: str, password: str = KATA_SANDI) -> Account:
        """Close an account."""
        user, email = account_id, mail_of(account_id)
        return close(self.services, self.erasures, self.identity, account_id, user, email, password)

    def step(self) -> Step:
        """Return the step of the job of today."""
        return self.eraser.step_of(job_of(self.clock.now().date()))

    def erase(self) -> int:
        """Let the job of today erase whom it should, from its beginning to its end; return its steps."""
        step, steps, after = self.step(), 0, None
        while True:
            following: Key | None = step(after)
            steps += 1
            if following is None:
                return steps
            after = following


def mail_of(account_id: str) -> str:
    """The mailbox of an account in tests."""
    return f"{account_id}@contoh.id"


def traces(services: Services, *words: str) -> list[str]:
    """Every item of the table, as DynamoDB writes it, that holds one of the words anywhere, in its keys too."""
    table: Any = services.store._table  # noqa: SLF001 - what is stored
    items = table._client.scan(TableName=table.name, ConsistentRead=True)["Items"]  # noqa: SLF001 - as it is written
    return [str(item) for item in items if any(word in str(item) for word in words)]
