"""Offering kept seats to who waits: what the run of a minute does with a slot before it releases anything there.

An offer is a booking in the status `offered`: it takes kept seats by a claim, is committed together with the change of
its entry, and the claim is settled, as for every other booking. So a run may die at any call, and two runs may work at
one slot: the version of the entry decides which of them makes the offer.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Literal, NamedTuple

from antrean.base.errors import Busy
from antrean.base.ids import operation_name, seats_claim_id
from antrean.bookings.commit import numbered
from antrean.bookings.model import Booking, Offer
from antrean.bookings.parts import CommitRefused
from antrean.bookings.resolve import resolve
from antrean.policy.waiting import HEAD_HELD, HOLD_ENDS_BEFORE, HOLD_PAUSE, SKIPPED_AT_ONCE
from antrean.slots.store import ClaimRefused
from antrean.waiting.model import Blocked, Skip, answer_until

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from antrean.base.clock import Clock
    from antrean.bookings.model import Applicant
    from antrean.offices.model import Office
    from antrean.slots.model import Claim, Quota, Slot
    from antrean.waiting.model import EndReason, Entry, Waiter
    from antrean.waiting.store import Asking, Listed, Waiting

_READ_AT_ONCE = 100
"""Entries that one call reads (AWS: "BatchGetItem")."""
Stopped = Literal["gone", "booked", "changed"]
"""Why an entry gets no offer: it has ended, somebody of it is booked by another account, or something had changed."""
Outcome = Literal["made", "held", "skipped", Stopped]
"""What became of an entry whose turn it was: an offer was made to it; seats wait for more of them for it; it is passed
over; or it gets no offer. Where something of it or of the slot had changed, the next run looks again."""


class Passed(NamedTuple):
    """An entry that is passed over: since seats are too few for it, or somebody of it is booked by another account."""

    entry: Entry
    booked: bool


class Offering:
    """What offers kept seats in one run; it reads each office's list once, and only where seats are kept."""

    def __init__(self, waiting: Waiting, clock: Clock) -> None:
        """Begin a run, in which no offer was made yet."""
        self.waiting = waiting
        self.clock = clock
        self.made = 0
        self._listed: dict[str, Listed] = {}

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
        takers = [each for each in listed.waiters if each.may_take(quota.slot, now)]
        return self._offer_in_order(office, quota, takers, listed.blocked.get(quota.slot))

    def _offer_in_order(self, office: Office, quota: Quota, takers: Sequence[Waiter], blocked: Blocked | None) -> bool:
        kept = quota.seats_kept
        passed: list[Passed] = []
        for entry in self._in_order(takers, quota.slot):
            outcome: Outcome = "skipped"
            if len(entry.people) <= kept:
                outcome = self._offer(office, quota.slot, entry, passed, kept)
            elif not any(_could_take(each, quota) for each in passed):
                outcome = self._hold(office, quota, entry, blocked)
            if outcome in {"changed", "held"}:
                return True
            if outcome == "made":
                kept -= len(entry.people)
                # Who was passed over has changed; the next run reads them again.
                if passed or not kept:
                    return True
            elif outcome != "gone":
                passed.append(Passed(entry, outcome == "booked"))
                if all(each.people > kept for each in takers):
                    break
        return kept < quota.seats_kept

    def _in_order(self, takers: Sequence[Waiter], slot: Slot) -> Iterator[Entry]:
        """Yield the entries that want a slot, in the order of offers.

        They are read themselves, since what the list says of them may have changed: one may have an offer by now.
        """
        for begin in range(0, len(takers), _READ_AT_ONCE):
            accounts = [each.account_id for each in takers[begin : begin + _READ_AT_ONCE]]
            entries = self.waiting.entries(accounts)
            yield from (entry for each in accounts if (entry := entries.get(each)) and entry.wants(slot))

    def _hold(self, office: Office, quota: Quota, entry: Entry, blocked: Blocked | None) -> Outcome:
        """Let kept seats of a slot wait for more of them, since they are too few for who is first, an entry.

        They wait for `HEAD_HELD`, whoever is first by then and whatever is given back meanwhile, and not again before
        `HOLD_PAUSE` is over, in which all of them go to somebody. They wait for nobody who could not take them.
        """
        now = self.clock.now()
        if len(entry.people) > quota.capacity:
            return "skipped"
        if answer_until(office.zone, quota.slot.date, now + HOLD_ENDS_BEFORE) is None:
            return "skipped"
        if blocked and now < blocked.since + HEAD_HELD + HOLD_PAUSE:
            return "held" if now < blocked.since + HEAD_HELD else "skipped"
        if stopped := self._stopped(entry, now):
            return stopped
        self.waiting.block(Blocked(quota.slot, now), blocked)
        return "held"

    def _stopped(self, entry: Entry, now: datetime) -> Stopped | None:
        """Return why an entry gets no offer, which may end it; None where it can have one."""
        found = self.waiting.people_of(entry)
        if why := _over(found, entry.people, now):
            return "gone" if self.waiting.end(entry, entry.ended(why)) else "changed"
        # It waits on: whoever books a stranger would else end the stranger's waiting.
        return "booked" if _booked_elsewhere(found, now) else None

    def _offer(self, office: Office, slot: Slot, entry: Entry, passed: Sequence[Passed], kept: int) -> Outcome:
        """Offer seats of a slot to an entry whose turn it is, and return what became of it."""
        now, people = self.clock.now(), entry.people
        if stopped := self._stopped(entry, now):
            return stopped
        until, session = answer_until(office.zone, slot.date, now), office.session(slot.session)
        if until is None or session is None:
            return "changed"
        skips = [(each.entry, Skip(slot, now, kept, each.booked)) for each in passed]
        untold = [(each, skip) for each, skip in skips if not each.knows(skip)]
        if not self._recorded(untold[:-SKIPPED_AT_ONCE]):
            return "changed"
        told_with_it = [(each, each.skipped(skip)) for each, skip in untold[-SKIPPED_AT_ONCE:]]
        booking_id = operation_name("offer", entry.entry_id, str(entry.version))
        claim = self._claimed(slot, seats_claim_id(booking_id, len(people), kept=True), len(people), now)
        if claim is None:
            return "changed"
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
            ranges=(claim.range,),
            status="offered",
            revision=0,
            moved=False,
            created_at=now,
            changed_at=now,
            operations={},
            offer=Offer(entry.entry_id, until),
        )
        try:
            self.waiting.offer(entry, offered, claim, told_with_it)
        except CommitRefused:
            # Another run was quicker, or an entry has changed: nothing of this offer can come to be any more.
            resolve(self.waiting.store, claim, self.clock.now())
            # Or the id was that of an offer of before, since a key that was used again made the same entry again. It
            # would be refused each time, and the slot would offer and release nothing as long as the entry lasts.
            self.waiting.renumber(entry)
            return "changed"
        # Where this write fails, the sweeper removes the claim and gives nothing back.
        with suppress(Busy):
            self.waiting.store.quotas.settle(claim, give_back=False)
        self.made += 1
        return "made"

    def _recorded(self, skips: Sequence[tuple[Entry, Skip]]) -> bool:
        """Record that entries were passed over, and tell whether all of it was written.

        Where the offer is not made after that, they were told so a run too early: the next one makes it.
        """
        some = (skips[begin : begin + SKIPPED_AT_ONCE] for begin in range(0, len(skips), SKIPPED_AT_ONCE))
        return all(self.waiting.skip([(each, each.skipped(skip)) for each, skip in part]) for part in some)

    def _claimed(self, slot: Slot, claim_id: str, n: int, now: datetime) -> Claim | None:
        """Claim kept seats, or find the claim of a run that died or is at it; None where the slot has changed."""
        try:
            return self.waiting.store.quotas.claim(slot, claim_id, n, now)
        except ClaimRefused as refusal:
            return refusal.quota.claims.get(claim_id) if refusal.quota else None


def _over(found: Asking, people: Sequence[Applicant], now: datetime) -> EndReason | None:
    """Return why an entry whose turn it is gets no offer and ends, None where it waits on."""
    account = found.account
    if account is None or account.closes_at or not account.has_nik or not people:
        return "nobody"
    if (account.frozen_until and now < account.frozen_until) or "cancellations" in account.limits.pauses(now):
        return "frozen"
    return "booked" if account.active_booking_at(now) else None


def _could_take(passed: Passed, quota: Quota) -> bool:
    """Tell whether an entry that was passed over would take seats of a slot, if there were more of them."""
    return not passed.booked and len(passed.entry.people) <= quota.capacity


def _booked_elsewhere(found: Asking, now: datetime) -> bool:
    """Tell whether another account has booked somebody of an entry whose own account has no booking."""
    return any(guard.held_until > now for guard in found.guards.values())
