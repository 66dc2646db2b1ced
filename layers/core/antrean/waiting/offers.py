"""Offering kept seats to who waits: what the run of a minute does with a slot before it releases anything there.

An offer is a booking in the status `offered`: it takes kept seats by a claim, is committed together with the change of
its entry, and the claim is settled, as for every other booking. So a run may die at any call, and two runs may work at
one slot: the version of the entry decides which of them makes the offer.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from antrean.base.errors import Busy
from antrean.base.ids import operation_name, seats_claim_id
from antrean.base.policy_waiting import HEAD_HELD, MOST_SKIPPED
from antrean.bookings.claim import range_of
from antrean.bookings.commit import numbered
from antrean.bookings.model import Booking, Offer
from antrean.bookings.parts import CommitRefused
from antrean.bookings.resolve import resolve
from antrean.slots.store import ClaimRefused
from antrean.waiting.model import Blocked, Skip, answer_until

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from antrean.base.clock import Clock
    from antrean.bookings.model import Applicant
    from antrean.offices.model import Office
    from antrean.slots.model import Claim, Quota, Slot
    from antrean.waiting.model import EndReason, Entry
    from antrean.waiting.store import Asking, Listed, Waiting

_READ_AT_ONCE = 100
"""Entries that one call reads (AWS: "BatchGetItem")."""
Outcome = Literal["made", "ended", "changed"]
"""What became of an entry whose turn it was: an offer was made to it, it has ended instead, or something of it or of
the slot had changed, and the next run looks again."""


@dataclass(slots=True)
class Offering:
    """What offers kept seats in one run; it reads the list of an office once, and only where seats are kept."""

    waiting: Waiting
    clock: Clock
    made: int = 0
    """How many offers it made."""
    _listed: dict[str, Listed] = field(default_factory=dict)

    def keeps(self, office: Office, quota: Quota) -> bool:
        """Offer the kept seats of a slot while an entry fits, and tell whether what is left of them is to stay kept.

        That is so where an offer was made or tried, so that the quota is not as it was read any more, and where they
        wait for more of them for who is first. Else they are released at their minute, as where nobody waits.
        """
        now = self.clock.now()
        if not quota.seats_kept or quota.state != "open" or now < quota.opens_at:
            return False
        if answer_until(office.zone, quota.slot.date, now) is None:
            return False
        if office.office_id not in self._listed:
            self._listed[office.office_id] = self.waiting.listed(office.office_id)
        listed = self._listed[office.office_id]
        accounts = [each.account_id for each in listed.waiters if each.may_take(quota.slot, now)]
        queue: list[Entry] = []
        for begin in range(0, len(accounts), _READ_AT_ONCE):
            some = accounts[begin : begin + _READ_AT_ONCE]
            # They are read themselves, since what the list says of them may have changed: one may have an offer by now.
            entries = self.waiting.entries(some)
            queue += [entry for each in some if (entry := entries.get(each)) and entry.wants(quota.slot)]
            if len(queue) > quota.seats_kept + MOST_SKIPPED:
                # Each offer takes a seat and passes over so many at most, so whoever comes later gets none in this run.
                break
        return self._offer_in_order(office, quota, listed, queue)

    def _offer_in_order(self, office: Office, quota: Quota, listed: Listed, queue: list[Entry]) -> bool:
        kept, touched = quota.seats_kept, False
        while kept and queue:
            now = self.clock.now()
            place = next((index for index, each in enumerate(queue) if len(each.people) <= kept), None)
            if place != 0 and self._held(listed.blocked.get(quota.slot), quota, queue[0], now):
                return True
            if place is None or place > MOST_SKIPPED:
                return touched
            entry = queue.pop(place)
            skipped = queue[:place]
            outcome, taken = self._offer(office, quota.slot, entry, skipped, kept)
            touched = True
            if outcome == "changed":
                return True
            if outcome == "made":
                kept -= taken
                # Who was passed over has changed; the next run reads them again.
                if skipped:
                    return True
        return touched

    def _held(self, blocked: Blocked | None, quota: Quota, head: Entry, now: datetime) -> bool:
        """Tell whether kept seats wait for more of them, since they are too few for who is first.

        Those that are given back after that time are others, which wait anew: those of before have gone to somebody
        else, or go together with these.
        """
        if blocked and blocked.account_id == head.account_id:
            ends = blocked.since + HEAD_HELD
            if quota.kept_at is None or quota.kept_at < ends:
                return now < ends
        self.waiting.block(Blocked(quota.slot, head.account_id, now), blocked)
        return True

    def _offer(
        self, office: Office, slot: Slot, entry: Entry, skipped: Sequence[Entry], kept: int
    ) -> tuple[Outcome, int]:
        """Offer seats of a slot to an entry whose turn it is; return what became of it, and how many seats it got."""
        now = self.clock.now()
        found = self.waiting.people_of(entry)
        people, why = entry.people, _over(found, entry.people, now)
        if why:
            return ("ended" if self.waiting.end(entry, entry.ended(why)) else "changed"), 0
        until, session = answer_until(office.zone, slot.date, now), office.session(slot.session)
        if until is None or session is None:
            return "changed", 0
        booking_id = operation_name("offer", entry.entry_id, str(entry.version))
        claim = self._claimed(slot, seats_claim_id(booking_id, len(people), kept=True), len(people), now)
        if claim is None:
            return "changed", 0
        offered = Booking(
            booking_id=booking_id,
            account_id=entry.account_id,
            slot=slot,
            office_name=office.name,
            timezone=office.timezone,
            arrive_from=session.arrive_from,
            arrive_until=session.arrive_until,
            prefix=session.prefix,
            service=entry.service,
            applicants=numbered(people, claim),
            ranges=(range_of(claim),),
            status="offered",
            revision=0,
            moved=False,
            created_at=now,
            changed_at=now,
            operations={},
            offer=Offer(entry.entry_id, until),
        )
        skip = Skip(slot, now, kept)
        try:
            self.waiting.offer(entry, offered, claim, [(each, each.skipped(skip)) for each in skipped])
        except CommitRefused:
            # Another run was quicker, or an entry has changed: nothing of this offer can come to be any more.
            resolve(self.waiting.store, claim, self.clock.now())
            # Or the id was that of an offer of before, since a key that was used again made the same entry again. It
            # would be refused each time, and the slot would offer and release nothing as long as the entry lasts.
            self.waiting.renumber(entry)
            return "changed", 0
        # Where this write fails, the sweeper removes the claim and gives nothing back.
        with suppress(Busy):
            self.waiting.store.quotas.settle(claim, give_back=False)
        self.made += 1
        return "made", len(people)

    def _claimed(self, slot: Slot, claim_id: str, n: int, now: datetime) -> Claim | None:
        """Claim kept seats, or find the claim of a run that died or is at it; None where the slot has changed."""
        try:
            return self.waiting.store.quotas.claim(slot, claim_id, n, now)
        except ClaimRefused as refusal:
            return refusal.quota.claims.get(claim_id) if refusal.quota else None


def _over(found: Asking, people: Sequence[Applicant], now: datetime) -> EndReason | None:
    """Return why an entry whose turn it is gets no offer and ends, None where it gets one."""
    account = found.account
    if account is None or account.closes_at or not account.has_nik or not people:
        return "nobody"
    if (account.frozen_until and now < account.frozen_until) or "cancellations" in account.limits.pauses(now):
        return "frozen"
    booked = any(
        guard.held_until > now for person in people for each in person.nik_keys if (guard := found.guards.get(each))
    )
    return "booked" if booked or account.active_booking_at(now) else None
