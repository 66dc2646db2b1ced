"""Erasing accounts that were closed: a job for each day, which goes through the whole table if anybody is due.

Its first step takes the accounts away, one after the other: their mailbox and password in the pool, then profile, NIK
and guard in one transaction. Then each step takes the people out of the bookings of a page of the table, their own and
those of other accounts that list them, and deletes what waits there for a mailed code of theirs; the receipts follow
from the change of a booking. The last step frees their mailboxes, and forgets whom it erased. So it may die anywhere:
what a day's job left is found by the next one, which goes through the table anew.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from antrean.account.idle import Idle
from antrean.login.identity import delete_own

if TYPE_CHECKING:
    from datetime import date, datetime

    from antrean.account.model import Erasure
    from antrean.account.store import Erasures
    from antrean.aws.table import Key
    from antrean.base.clock import Clock
    from antrean.base.ids import Pepper
    from antrean.jobs.run import Step
    from antrean.login.identity import Identity
    from antrean.login.store import Records
    from antrean.people.store import Accounts

_A_DAY = timedelta(days=1)


def job_of(day: date) -> str:
    """Return the name of the job that erases on a day."""
    return f"erase-{day.isoformat()}"


class Eraser:
    """What erases people. Every step may be done twice, and by two runs at once."""

    def __init__(  # noqa: PLR0913 - what erases, and what finds whom nobody needs any more
        self,
        erasures: Erasures,
        accounts: Accounts,
        identity: Identity,
        clock: Clock,
        records: Records,
        pepper: Pepper,
    ) -> None:
        """Erase whom `erasures` list; `records` tell who is idle, and the `pepper` names their mailboxes."""
        self.idle = Idle(records, accounts, erasures, identity, pepper, clock)
        self._erasures = erasures
        self._accounts = accounts
        self._identity = identity
        self._clock = clock

    def step_of(self, job: str) -> Step:
        """Return the step of a job."""

        def step(after: Key | None) -> Key | None:
            now = self._clock.now()
            if after is None:
                for erasure in self._erasures.due(now):
                    self._begin(erasure, job, now)
            gone = [each for each in self._erasures.due(now) if each.nik_keys and each.round == job]
            if not gone:
                return None
            following = self._erasures.strip_page(gone, after, now.date())
            if following is None:
                for erasure in gone:
                    self._erasures.clear(erasure)
                    self._erasures.free_mailbox(erasure)
                    self._erasures.end(erasure)
            return following

        return step

    def _begin(self, erasure: Erasure, job: str, now: datetime) -> None:
        """Take an account away, unless it was reopened, or a booking of somebody else has the person until today."""
        if erasure.nik_keys:
            self._erasures.renew(erasure, job)
            return
        account = self._accounts.get(erasure.account_id)
        if account is None or account.closes_at != erasure.due_at:
            # It was reopened, or deleted by hand: nobody is to be erased by this entry.
            self._erasures.forget(erasure)
            return
        if not self._erasures.begin(erasure, now):
            return
        # From here on nobody reopens it, so nobody loses a login to an account that stays. Its holder may have changed
        # the address of the user that closed it, or have got another user since.
        self._identity.delete(erasure.user)
        delete_own(self._identity, erasure.account_id, account.email)
        # A day late, so that the office's day is over in every zone.
        self._erasures.remove(erasure, account.nik_keys, job, now - _A_DAY)
