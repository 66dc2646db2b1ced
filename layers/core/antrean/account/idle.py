"""Accounts that nobody uses: their holders are warned, and they are erased 30 days later unless somebody logs in.

An idle account is closed as its holder could close it, with more time, and the mail that the stream makes of it is the
warning. Whoever looks at the profile within that time keeps the account. Erasing is the eraser's business alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from antrean.account.model import Erasure
from antrean.login.uses import month_of
from antrean.policy.people import IDLE, IDLE_WARNING
from antrean.proofs.mailbox import canonical

if TYPE_CHECKING:
    from datetime import datetime

    from antrean.account.store import Erasures
    from antrean.base.clock import Clock
    from antrean.base.ids import Pepper
    from antrean.login.identity import Identity
    from antrean.login.store import Records
    from antrean.people.model import Account
    from antrean.people.store import Accounts

_NEXT = timedelta(days=31)
"""Beyond it lies the next month, whatever the day."""


@dataclass(frozen=True, slots=True)
class Idle:
    """What closes accounts that are idle. Everything may be repeated; it raises `Busy` as its parts do."""

    records: Records
    accounts: Accounts
    erasures: Erasures
    identity: Identity
    pepper: Pepper
    clock: Clock

    def close(self) -> int:
        """Look at the accounts of this month and the last one, and return how many were closed."""
        now = self.clock.now()
        months = dict.fromkeys((month_of(now - _NEXT), month_of(now.replace(day=1) - timedelta(days=1)), month_of(now)))
        return sum(
            self._look(account_id, month, now) for month in months for account_id in self.records.looked_at_in(month)
        )

    def _look(self, account_id: str, month: str, now: datetime) -> bool:
        """Close an account if it is idle, list it for the month in which to look again, and take the entry away."""
        account, closed = self.accounts.get(account_id), False
        if account:
            last = account.last_used_at()
            is_idle = last is None or now - last >= IDLE
            closed = is_idle and not account.closes_at and self._warn(account, now)
            next_look = now + IDLE_WARNING + _NEXT if is_idle or last is None else max(last + IDLE, now + _NEXT)
            self.records.look_in(account_id, month_of(next_look))
        self.records.looked(account_id, month)
        return closed

    def _warn(self, account: Account, now: datetime) -> bool:
        user = self.identity.find(account.email)
        name = user.name if user and user.account_id == account.account_id else account.account_id
        mailbox = self.pepper.mailbox(canonical(account.email))
        return self.erasures.close_idle(Erasure(now + IDLE_WARNING, account.account_id, name, mailbox), account, now)
