"""What is: time, slots, seats, and who holds what. No table, no condition and no transaction.

Of the booking protocol it knows what people can see: numbers never come back; the seats of a function that died stay
away for the lease; an environment that has met a full slot does not look at it again for two seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from antrean.offices.model import Office
from tests.stateful import views
from tests.stateful.records import Booking, Claim, Full, No, Quota
from tests.stateful.scene import (
    HOLIDAYS,
    HORIZON_DAYS,
    NOW,
    OFFICES,
    PUBLISHED_DAYS,
    Request,
    at,
    opens,
    pattern,
    today,
)
from tests.support.slots import Slot

_LEASE = timedelta(seconds=60)
_MEMORY = timedelta(seconds=2)
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


class State:
    """Everything that is."""

    def __init__(self) -> None:
        """Begin with the first days on view, and nobody booked."""
        self.now = NOW
        self.quotas: dict[Slot, Quota] = {}
        self.bookings: dict[str, Booking] = {}
        self._full: dict[Slot, Full] = {}
        self.publish(PUBLISHED_DAYS)

    def publish(self, days: int = HORIZON_DAYS) -> int:
        """Put the coming days on view, today included; return how many slots were new."""
        known = len(self.quotas)
        for office in OFFICES.values():
            for day in (today(office, self.now) + timedelta(days=ahead) for ahead in range(days)):
                for session, seats in pattern(office, day).items():
                    holiday = HOLIDAYS.get(day)
                    new = Quota(seats, seats, opens(office, day), "closed" if holiday else "open", holiday)
                    self.quotas.setdefault(Slot(office.office_id, day.isoformat(), session), new)
        return len(self.quotas) - known

    def standing(self, where: Slot, people: int = 1) -> dict[str, str]:
        """Return the state of a slot for a party, with `opens_at` or `reason`: rule 4."""
        office, day = OFFICES[where.office_id], date.fromisoformat(where.date)
        quota = self.quotas.get(where)
        if day <= today(office, self.now):
            return {"state": "past"}
        if quota and quota.state == "closed":
            return {"state": "closed", "reason": str(quota.reason)}
        if not quota and where.session not in pattern(office, day):
            return {"state": "closed", "reason": f"Tidak ada layanan pada hari {_DAYS[day.weekday()]}"}
        if not quota and day in HOLIDAYS:
            return {"state": "closed", "reason": HOLIDAYS[day]}
        opens_at = quota.opens_at if quota else opens(office, day)
        if self.now < opens_at:
            return {"state": "not_yet_open", "opens_at": views.instant(opens_at)}
        if not quota:
            return {"state": "closed", "reason": "Jadwal belum diterbitkan"}
        return {"state": "full" if quota.left < people else "open"}

    def options(self, office: Office, people: int, first: date, last: date) -> Iterator[Slot]:
        """Yield the slots that seat a party, soonest first."""
        for day in (first + timedelta(days=ahead) for ahead in range((last - first).days + 1)):
            for session in office.sessions:
                where = Slot(office.office_id, day.isoformat(), session.session)
                if where in self.quotas and self.standing(where, people)["state"] == "open":
                    yield where

    def soonest(self, offices: Iterable[Office], people: int, day: date | None) -> list[Slot]:
        """Return the soonest slot of each office, in the week from `day` if there is one; soonest first."""
        found: list[Slot] = []
        for office in offices:
            first, last = self._horizon(office)
            if day:
                first, last = max(first, day), min(last, day + timedelta(days=6))
            found += [*self.options(office, people, first, last)][:1]
        return sorted(found, key=lambda where: where.date)

    def _horizon(self, office: Office) -> tuple[date, date]:
        first = today(office, self.now)
        return first, first + timedelta(days=HORIZON_DAYS - 1)

    # ------------------------------------------------------------------------------------------- who holds what

    def holding(self) -> Iterator[Booking]:
        """Yield the bookings that keep their people from another: until the end of their day, in office time."""
        for booking in self.bookings.values():
            if booking.active and self.now < at(booking.office, booking.day + timedelta(days=1)):
                yield booking

    def holders(self) -> dict[str, Booking]:
        """Return NIK -> the booking that holds its owner."""
        return {person["nik"]: booking for booking in self.holding() for person in booking.people}

    def active_bookings(self) -> dict[str, Booking]:
        """Return account -> its active booking."""
        return {booking.owner: booking for booking in self.holding()}

    def bookings_of(self, account: str | None) -> list[Booking]:
        """Return an account's bookings, newest first."""
        found = [booking for booking in self.bookings.values() if booking.owner == account]
        return sorted(found, key=lambda booking: booking.created_at, reverse=True)

    def own(self, name: str, account: str | None) -> Booking:
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
        full = self._full.get(where)
        if full and full.until > self.now and full.left < n:
            raise self._slot_full(where, n, full)
        of = (name, request, where, n)
        quota = self.quotas.get(where)
        if quota and of in quota.claims:
            return quota.claims[of]
        standing = self.standing(where)
        state = standing.pop("state")
        if not quota or state in {"closed", "not_yet_open", "past"}:
            raise No(f"slot_{state}", **standing)
        if quota.left < n:
            self._resolve_stale(where)
        if quota.left < n:
            full = self._full[where] = Full(quota.left, self.now + _MEMORY)
            raise self._slot_full(where, n, full)
        claim = quota.claims[of] = Claim(of, quota.next, n, self.now)
        quota.left -= n
        quota.next += n
        return claim

    def release(self, where: Slot, claim: Claim) -> None:
        """Forget a claim, and give its seats back unless a booking has them; its numbers are gone."""
        quota = self.quotas[where]
        del quota.claims[claim.of]
        if not self.is_held(where, claim):
            quota.left += claim.n

    def give_back(self, booking: Booking) -> None:
        """Return the seats of a booking at once: rule 5."""
        quota = self.quotas[booking.slot]
        quota.left += len(booking.people)
        for claim in booking.claims:
            if quota.claims.get(claim.of) == claim:
                del quota.claims[claim.of]

    def sweep(self) -> int:
        """Resolve the claims that are older than the lease, from yesterday on; return how many there were."""
        return sum(
            self._resolve_stale(where)
            for where in self.quotas
            if date.fromisoformat(where.date) >= today(OFFICES[where.office_id], self.now) - timedelta(days=1)
        )

    def _resolve_stale(self, where: Slot) -> int:
        stale = [claim for claim in self.quotas[where].claims.values() if self.now - claim.at > _LEASE]
        for claim in stale:
            self.release(where, claim)
        return len(stale)

    def _slot_full(self, where: Slot, n: int, full: Full) -> No:
        """The office's other slots, that day's first, then the neighbours' soonest in the week from that day."""
        if n not in full.alternatives:
            office = OFFICES[where.office_id]
            near = views.place(office)
            here = [each for each in self.options(office, n, *self._horizon(office)) if each != where]
            here.sort(key=lambda each: each.date != where.date)
            around = [other for other in views.nearest_first(near) if other != office]
            found = here[:3] + self.soonest(around, n, date.fromisoformat(where.date))
            full.alternatives[n] = [views.option(each, self.quotas[each], near) for each in found]
        return No("slot_full", alternatives=full.alternatives[n])


def passed(booking: Booking, now: datetime) -> bool:
    """Tell whether a booking's day has begun at its office: from then on it stays as it is."""
    return now >= at(booking.office, booking.day)
