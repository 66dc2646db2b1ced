"""What is: time, slots, seats, and who holds what. No table, no condition and no transaction.

Of the booking protocol it knows what people can see: numbers never come back; the seats of a function that died stay
away for the lease; an environment that has met a full slot does not look at it again for two seconds.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tests.stateful import views
from tests.stateful.records import Booking, Claim, No, Quota
from tests.stateful.scene import DAYS, HOLIDAY, NOW, OFFICES, Request, at, office_time, opens, secret_of, today
from tests.support.slots import Slot

_LEASE = timedelta(seconds=60)
_MEMORY = timedelta(seconds=2)
_FIRST_HOUR = 6


@dataclass(frozen=True)
class _Full:
    """What a warm environment knows of a full slot."""

    left: int
    until: datetime


class State:
    """Everything that is."""

    def __init__(self) -> None:
        """Begin with the slots of the first days, and nobody booked."""
        self.now = NOW
        self.quotas: dict[Slot, Quota] = {}
        self.bookings: dict[str, Booking] = {}
        self._full: dict[Slot, _Full] = {}
        for office in OFFICES.values():
            for day in (today(office, NOW) + timedelta(days=ahead) for ahead in range(DAYS)):
                for session, seats in office.weekly.items():
                    n, holiday = seats[day.weekday()], HOLIDAY.get(day)
                    new = Quota(n, n, opens(office, day), "closed" if holiday else "open", holiday)
                    self.quotas[Slot(office.office_id, day.isoformat(), session)] = new

    def standing(self, where: Slot) -> dict[str, str]:
        """Return the state of a slot, with `opens_at` or `reason`."""
        quota = self.quotas[where]
        if date.fromisoformat(where.date) <= today(OFFICES[where.office_id], self.now):
            return {"state": "past"}
        if quota.state == "closed":
            return {"state": "closed", "reason": str(quota.reason)}
        if self.now < quota.opens_at:
            return {"state": "not_yet_open", "opens_at": views.instant(quota.opens_at)}
        return {"state": "open" if quota.left else "full"}

    # ------------------------------------------------------------------------------------------- who holds what

    def holding(self) -> Iterator[Booking]:
        """Yield the bookings that keep their people from another: until the end of their day, in office time."""
        for booking in self.bookings.values():
            if booking.active and self.now < at(booking.office, booking.day + timedelta(days=1)):
                yield booking

    def holders(self) -> dict[str, Booking]:
        """Return NIK -> the booking that holds its owner."""
        return {person["nik"]: booking for booking in self.holding() for person in booking.present}

    def active_bookings(self) -> dict[str, Booking]:
        """Return account -> its active booking."""
        return {booking.owner: booking for booking in self.holding()}

    def own(self, name: str, account: str) -> Booking:
        """Return a booking to its owner; to nobody else does it exist."""
        booking = self.bookings.get(name)
        if not booking or booking.owner != account:
            raise No("not_found")
        return booking

    def is_held(self, where: Slot, claim: Claim) -> bool:
        """Tell whether a booking has the seats of a claim."""
        return any(each.active and each.slot == where and claim in each.claims for each in self.bookings.values())

    # ------------------------------------------------------------------------------------------- seats

    def take(self, where: Slot, n: int, name: str, request: Request) -> Claim:
        """Take seats and the next numbers for a booking, or find those that an earlier try took."""
        of = (name, request, where, n)
        quota = self.quotas[where]
        if of in quota.claims:
            return quota.claims[of]
        standing = self.standing(where)
        state = standing.pop("state")
        if state in {"closed", "not_yet_open", "past"}:
            raise No(f"slot_{state}", **standing)
        if quota.left < n:
            self._resolve_stale(where)
        if quota.left < n:
            self._full[where] = _Full(quota.left, self.now + _MEMORY)
            raise No("slot_full")
        claim = quota.claims[of] = Claim(of, quota.next, n, self.now)
        quota.left -= n
        quota.next += n
        return claim

    def check_memory(self, where: Slot, n: int) -> None:
        """Refuse a slot that this environment has met with too few seats a moment ago."""
        full = self._full.get(where)
        if full and full.until > self.now and full.left < n:
            raise No("slot_full")

    def release(self, where: Slot, claim: Claim) -> None:
        """Forget a claim, and give its seats back unless a booking has them; its numbers are gone."""
        quota = self.quotas[where]
        del quota.claims[claim.of]
        if not self.is_held(where, claim):
            quota.left += claim.n

    def give_back(self, booking: Booking) -> None:
        """Keep the seats of a booking."""
        for person in booking.present:
            self.give_back_seat(booking, person)
        quota = self.quotas[booking.slot]
        for claim in booking.claims:
            if quota.claims.get(claim.of) == claim:
                del quota.claims[claim.of]

    def give_back_seat(self, booking: Booking, person: dict[str, Any]) -> None:
        """Keep one seat; the claim of its range is known to be held from then on."""
        quota = self.quotas[booking.slot]
        quota.kept += 1
        quota.kept_at = self.now
        for claim in booking.claims:
            if claim.first <= person["number"] < claim.first + claim.n and quota.claims.get(claim.of) == claim:
                del quota.claims[claim.of]

    def sweep(self) -> dict[str, int]:
        """Resolve the claims that are older than the lease, from yesterday on, and release what is kept."""
        recent = [
            where
            for where in self.quotas
            if date.fromisoformat(where.date) >= today(OFFICES[where.office_id], self.now) - timedelta(days=1)
        ]
        return {
            "resolved": sum(self._resolve_stale(where) for where in recent),
            "released": sum(self._release_kept(where) for where in recent),
        }

    def _release_kept(self, where: Slot) -> bool:
        quota, office = self.quotas[where], OFFICES[where.office_id]
        local = office_time(office, self.now)
        if not quota.kept or self.standing(where)["state"] in {"past", "closed"} or local.hour < _FIRST_HOUR:
            return False
        hour = self.now - timedelta(minutes=local.minute, seconds=local.second)
        drawn = hour + timedelta(minutes=drawn_minute(where, local))
        if drawn > self.now or any(at and at >= drawn for at in (quota.kept_at, quota.released_at)):
            return False
        quota.left, quota.kept, quota.released_at = quota.left + quota.kept, 0, drawn
        return True

    def _resolve_stale(self, where: Slot) -> int:
        stale = [claim for claim in self.quotas[where].claims.values() if self.now - claim.at > _LEASE]
        for claim in stale:
            self.release(where, claim)
        return len(stale)


def drawn_minute(where: Slot, local: datetime) -> int:
    """Return the minute of an hour in which the kept seats of a slot are released, as anybody can compute it."""
    seed = hmac.digest(secret_of(local.date()), f"antrean/releases/v1/{where.office_id}".encode(), "sha256")
    text = f"{where.office_id}/{where.date}/{where.session}/{local.hour:02d}"
    return int.from_bytes(hmac.digest(seed, text.encode(), "sha256")[:8], "big") % 60


def passed(booking: Booking, now: datetime) -> bool:
    """Tell whether a booking's day has begun at its office: from then on it stays as it is."""
    return now >= at(booking.office, booking.day)
