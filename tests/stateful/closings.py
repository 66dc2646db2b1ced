"""An office closes a slot: its people lose their places, one after the other, and may take others.

Each booking is a change of its own, so a function may die between two of them; the sweeper goes on with what is left.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.stateful.offers import Offers
from tests.stateful.records import Booking, Claim, Quota
from tests.stateful.scene import AFTER, BEFORE, OFFICES, at
from tests.support.slots import Slot

_RIGHT = timedelta(days=30)


class Closings(Offers):
    """What becomes of who is in a slot that is closed."""

    def __init__(self) -> None:
        """Begin with nobody displaced."""
        super().__init__()
        self.displaced = self.moved_freely = 0
        """How many bookings lost their place, and how many took another."""

    def sweep(self) -> dict[str, int]:
        """Do what the sweeper does every minute, and then go on with the closings that are not done."""
        done = super().sweep()
        waiting = [where for where, quota in self.quotas.items() if not quota.settled]
        for where in waiting:
            self.go_on_closing(where)
        return done | {"closures": len(waiting)}

    def begin_closing(self, where: Slot, reason: str) -> None:
        """Close a slot, with its people if it has any or could get some; a slot that was closed empty stays so."""
        quota = self.quotas[where]
        if quota.closing is None and (quota.state == "open" or quota.left + quota.kept < quota.capacity):
            quota.closing, quota.closed_at, quota.settled = reason, self.now, False

    def go_on_closing(self, where: Slot) -> None:
        """Take the bookings of a closed slot their places, unless their day is over; done once no claim is left."""
        quota = self.quotas[where]
        if quota.closing is None or quota.settled:
            return
        self._resolve_stale(where)
        there = [booking for booking in self.seated() if booking.slot == where and self.now < booking.until]
        for booking in sorted(there, key=lambda each: each.claims[0].first):
            self._die(BEFORE)
            if booking.offered:
                # nobody has this place yet, so nobody has a right to another
                self.take_back(booking, "withdrawn")
                self.withdrawn += 1
                self._die(AFTER)
                continue
            self.give_back(booking, booking.held)
            booking.lost, booking.right = quota.closing, _right_of(where, quota, self.now)
            booking.change(self.now)
            self.displaced += 1
            self._die(AFTER)
        if quota.claims and self.now < at(OFFICES[where.office_id], date.fromisoformat(where.date) + timedelta(days=1)):
            return
        self._die(BEFORE)
        quota.settled = True
        self._die(AFTER)

    def take_for_displaced(self, where: Slot, n: int, of: tuple[object, ...]) -> Claim:
        """Take kept seats if enough are kept, else of those that are left."""
        quota, kept_of = self.quotas[where], ("kept", *of)
        if kept_of in quota.claims:
            return quota.claims[kept_of]
        if self.standing(where)["state"] in {"open", "full"} and quota.kept >= n:
            claim = quota.claims[kept_of] = Claim(kept_of, quota.next, n, self.now, kept=True)
            quota.kept -= n
            quota.next += n
            return claim
        return self.take(where, n, of)

    def find_place(self, booking: Booking) -> None:
        """Let who lost a place have another one."""
        booking.lost = booking.right = None
        self.moved_freely += 1


def _right_of(where: Slot, quota: Quota, now: datetime) -> datetime:
    """Return until when people have a right to another place: 30 days after their day, or the closing."""
    closed_at = quota.closed_at or now
    return max(closed_at, at(OFFICES[where.office_id], date.fromisoformat(where.date) + timedelta(days=1))) + _RIGHT
