"""What is: time, slots, seats, and who holds what. No table, no condition and no transaction.

Of the booking protocol it knows what people can see: numbers never come back; the seats of a function that died stay
away for the lease, and return where they came from; seats that a booking gives back are kept until a drawn minute; an
environment that has met a full slot does not look at it again for two seconds.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.stateful import views
from tests.stateful.records import Account, Booking, Claim, Died, No, Quota
from tests.stateful.scene import CITIZENS, DAYS, HOLIDAY, LEVELS, NOW, OFFICES, at, local, opens, secret, today
from tests.support.slots import Slot

_LEASE = timedelta(seconds=60)
_MEMORY = timedelta(seconds=2)
_FIRST_RELEASE = 6
"""The hour of the day from which on seats are released."""
_RELEASED = {"open", "full", "not_yet_open"}
"""In which states: not where the slot was closed, and not when its day has begun."""


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
        self.accounts = {name: Account(NOW - timedelta(days=1), LEVELS.get(name, 0)) for name in CITIZENS}
        self._dies: str | None = None
        """When the function that is asked dies."""
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
        """Yield the bookings that keep their people from another, until the end of their day or of their right."""
        for booking in self.bookings.values():
            if booking.active and self.now < booking.until:
                yield booking

    def holders(self) -> dict[str, Booking]:
        """Return NIK -> the booking that holds its owner."""
        return {person["nik"]: booking for booking in self.holding() for person in booking.present}

    def active_bookings(self) -> dict[str, Booking]:
        """Return account -> its active booking."""
        return {booking.owner: booking for booking in self.holding()}

    def own(self, name: str, account: str, *, offered: bool = False) -> Booking:
        """Return a booking to its owner; to nobody else does it exist, and what is only `offered` is none yet."""
        booking = self.bookings.get(name)
        if not booking or booking.owner != account or (booking.offered and not offered):
            raise No("not_found")
        return booking

    def is_held(self, where: Slot, claim: Claim) -> bool:
        """Tell whether a booking has the seats of a claim."""
        return any(each.slot == where and claim in each.claims for each in self.seated())

    def seated(self) -> Iterator[Booking]:
        """Yield the bookings that hold seats."""
        for booking in self.bookings.values():
            if booking.offered or (booking.active and not booking.lost):
                yield booking

    # ------------------------------------------------------------------------------------------- seats

    def check_memory(self, where: Slot, n: int) -> None:
        """Refuse what is remembered not to be there."""
        full = self._full.get(where)
        if full and full.until > self.now and full.left < n:
            raise No("slot_full")

    def judge(self, where: Slot, n: int, of: tuple[object, ...]) -> None:
        """Refuse what is seen of a slot before anybody is counted; what functions that died hold is taken as free."""
        self.check_memory(where, n)
        if of in self.quotas[where].claims:
            return
        self._check_standing(where)
        if not self._stale(where):
            self._check_left(where, n)

    def take(self, where: Slot, n: int, of: tuple[object, ...]) -> Claim:
        """Take seats and the next numbers, or find those that an earlier try took; `of` is the same for each try."""
        quota = self.quotas[where]
        if of in quota.claims:
            return quota.claims[of]
        self._check_standing(where)
        if quota.left < n:
            self._resolve_stale(where)
        self._check_left(where, n)
        claim = quota.claims[of] = Claim(of, quota.next, n, self.now)
        quota.left -= n
        quota.next += n
        return claim

    def _check_left(self, where: Slot, n: int) -> None:
        """Refuse more seats than are left, and remember how many are."""
        left = self.quotas[where].left
        if left < n:
            self._full[where] = _Full(left, self.now + _MEMORY)
            raise No("slot_full")

    def _check_standing(self, where: Slot) -> None:
        """Refuse whatever is wished of a slot that takes no bookings."""
        standing = self.standing(where)
        state = standing.pop("state")
        if state in {"closed", "not_yet_open", "past"}:
            raise No(f"slot_{state}", **standing)

    def release(self, where: Slot, claim: Claim) -> None:
        """Forget a claim, and give its seats back unless a booking has them; its numbers are gone.

        Kept seats are kept again, from now on.
        """
        quota = self.quotas[where]
        del quota.claims[claim.of]
        if self.is_held(where, claim):
            return
        if claim.kept:
            quota.kept += claim.n
            quota.kept_at = self.now
        else:
            quota.left += claim.n

    def give_back(self, booking: Booking, numbers: list[int]) -> None:
        """Return seats of a booking: they are kept, and nobody can book them before their release.

        Who lost the place has none to return.
        """
        if booking.lost:
            return
        quota = self.quotas[booking.slot]
        quota.kept += len(numbers)
        quota.kept_at = self.now
        for claim in booking.claims:
            met = any(claim.first <= number < claim.first + claim.n for number in numbers)
            if met and quota.claims.get(claim.of) == claim:
                del quota.claims[claim.of]

    def sweep(self) -> dict[str, int]:
        """Resolve the claims that are older than the lease, and release what was kept before a drawn minute.

        Slots are looked at from yesterday on. Returns how many claims and how many releases there were.
        """
        done = {"resolved": 0, "released": 0}
        for where in sorted(self.quotas, key=lambda each: (each.office_id, each.date, each.session)):
            office, quota = OFFICES[where.office_id], self.quotas[where]
            if date.fromisoformat(where.date) < today(office, self.now) - timedelta(days=1):
                continue
            kept = quota.kept
            done["resolved"] += self._resolve_stale(where)
            if self.keeps(where, kept):
                continue
            minute = drawn_minute(where, self.now)
            before = [moment for moment in (quota.kept_at, quota.released_at) if moment and minute and moment >= minute]
            if kept and minute and minute <= self.now and not before and self.standing(where)["state"] in _RELEASED:
                quota.left += quota.kept
                quota.kept, quota.released_at = 0, minute
                done["released"] += 1
        return done

    def keeps(self, _where: Slot, _kept: int) -> bool:
        """Offer kept seats to who waits, and tell whether what is left of them stays kept: here nobody waits."""
        return False

    def _die(self, moment: str) -> None:
        if self._dies == moment:
            raise Died

    def _resolve_stale(self, where: Slot) -> int:
        stale = self._stale(where)
        for claim in stale:
            self.release(where, claim)
        return len(stale)

    def _stale(self, where: Slot) -> list[Claim]:
        """Return the claims of functions that died."""
        return [claim for claim in self.quotas[where].claims.values() if self.now - claim.at > _LEASE]


def drawn_minute(where: Slot, now: datetime) -> datetime | None:
    """Return the minute of this hour, office time, at which the kept seats of a slot are released; None at night."""
    office = OFFICES[where.office_id]
    clock = local(office, now)
    if clock.hour < _FIRST_RELEASE:
        return None
    seed = hmac.digest(secret(clock.date()), f"antrean/releases/v1/{where.office_id}".encode(), hashlib.sha256)
    drawn = hmac.digest(seed, f"{where.office_id}/{where.date}/{where.session}/{clock.hour:02d}".encode(), "sha256")
    minute = int.from_bytes(drawn[:8], "big") % 60
    return at(office, clock.date(), f"{clock.hour:02d}:{minute:02d}")


def arrives_from(booking: Booking) -> datetime:
    """Return the instant at which the arrival window of a booking begins."""
    session = next(each for each in booking.office.sessions if each.session == booking.slot.session)
    return at(booking.office, booking.day, session.arrive_from)


def passed(booking: Booking, now: datetime) -> bool:
    """Tell whether a booking's day has begun at its office, or its right ended: from then on it stays as it is."""
    return now >= (booking.right or at(booking.office, booking.day))
