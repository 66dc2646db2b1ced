"""Deciding which visits of a day were missed: a job for each day, which does one office after the other.

It begins once the day has been over for `MISS_FINAL` wherever an office may be. Each step may be done twice, by a run
that died or by two runs at once: what was decided says so at its booking, and its account counts it once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from antrean.base.errors import Busy
from antrean.misses.model import Miss, as_it_counts, frozen_until, was_missed
from antrean.policy.misses import MISS_FINAL, MISSES_LOOKED_BACK
from antrean.policy.system import OPERATION_ATTEMPTS

if TYPE_CHECKING:
    from datetime import date

    from antrean.aws.table import Key
    from antrean.base.clock import Clock
    from antrean.bookings.model import Booking
    from antrean.bookings.stores import Store
    from antrean.jobs.run import Step
    from antrean.misses.store import Misses
    from antrean.offices.model import Office

_UTC = ZoneInfo("UTC")
_A_DAY = timedelta(days=1)


def job_of(day: date) -> str:
    """Return the name of the job that decides the misses of a day."""
    return f"misses-{day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Deciding:
    """What decides misses."""

    store: Store
    misses: Misses
    clock: Clock

    def jobs(self) -> dict[str, Step]:
        """Return the jobs of the days whose misses are decided now, by name, the oldest day first."""
        # No office is behind UTC, so that its day ends there last.
        last = (self.clock.now() - MISS_FINAL).astimezone(_UTC).date() - _A_DAY
        days = [last - _A_DAY * back for back in reversed(range(MISSES_LOOKED_BACK))]
        return {job_of(day): self.step_of(day) for day in days}

    def step_of(self, day: date) -> Step:
        """Return the step of the job of a day: it decides for one office, and names it as the key that it reached."""
        known: list[Office] = []

        def step(after: Key | None) -> Key | None:
            if not known:
                known.extend(self.store.offices.all())
            offices = [each for each in known if after is None or each.office_id > after[0]]
            if not offices:
                return None
            self.decide(offices[0], day)
            return (offices[0].office_id, day.isoformat()) if len(offices) > 1 else None

        return step

    def decide(self, office: Office, day: date) -> int:
        """Decide the misses of an office's day, and return how many there were that nobody had decided before."""
        quotas = {each.slot: each for each in self.store.quotas.between(office.office_id, day, day, consistent=True)}
        found = sorted(self.store.bookings.of_day(office.office_id, day), key=lambda each: each.slot)
        decided = 0
        for slot, of_slot in groupby(found, key=lambda each: each.slot):
            of_session, quota = list(of_slot), quotas.get(slot)
            for booking in of_session:
                received = was_missed(booking, of_session, quota, self.clock.now())
                decided += bool(received) and self._decide(booking, received)
        return decided

    def _decide(self, booking: Booking, received: int) -> bool:
        """Write that a booking was missed; False where it was changed since, or its account is no longer there."""
        for _ in range(OPERATION_ATTEMPTS):
            account = self.store.accounts.get(booking.account_id)
            if account is None:
                return False
            now = self.clock.now().replace(microsecond=0)
            # It is read after the profile, which says whether any of them was changed since.
            before = self.misses.of_account(booking.account_id, now)
            miss = Miss(
                account_id=booking.account_id,
                booking_id=booking.booking_id,
                slot=booking.slot,
                office_name=booking.office_name,
                timezone=booking.timezone,
                received=received,
                decided_at=now,
                place=account.misses,
            )
            miss = as_it_counts(miss, before)
            if self.misses.decide(booking, miss, account, frozen_until([*before, miss], now)):
                return True
            found = self.store.bookings.get_many([booking.booking_id])
            if not found or not found[0].is_awaited or found[0].missed_at:
                return False
            [booking] = found
        raise Busy
