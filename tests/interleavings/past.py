"""The states that the table went through in a story, and what was wrong with any of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from antrean.aws.attributes import from_item
from antrean.bookings.items import as_booking
from antrean.bookings.model import Applicant, Booking
from antrean.closures.model import Closure
from antrean.closures.store import as_closure
from antrean.people.items import as_account, as_registration
from antrean.people.limits import Limits
from antrean.people.model import Registration
from antrean.slots.items import as_quota
from antrean.slots.model import Quota, Slot
from antrean.turns.model import Turns
from instruments.dynamodb.expressions import Item
from instruments.dynamodb.memory_table import Key
from instruments.replay.people import nik
from tests.interleavings.mix import CLOSES_AT, DAY, NIK_KEYS, OWNERS, Story
from tests.interleavings.openings import early, unlevelled
from tests.interleavings.steps import SEATS, holds_people, released, same, seats_of, succession
from tests.interleavings.waits import after_each_write

_TOLD_FIRST = timedelta(hours=24)
_SURE_LEVEL = 2
_DAY_ENDS = CLOSES_AT + timedelta(days=1)
_BOOKING_GOES, _DISPLACED_GOES = timedelta(days=90), timedelta(days=30 + 90)
"""How long after the end of its day a booking is kept."""
_TOMBSTONE_STAYS = int((_DAY_ENDS + timedelta(hours=48)).timestamp())
_CITIZENS = {NIK_KEYS.key(nik(serial)): citizen for citizen, serial in OWNERS.items()}


class Past:
    """The states that the table went through."""

    def __init__(self, story: Story) -> None:
        """Begin before the first write."""
        self.bookings: dict[str, Booking] = {}
        self.quotas: dict[Slot, Quota] = {}
        self.revisions: dict[tuple[str, int], Booking] = {}
        self.done_at: dict[tuple[str, str], int] = {}
        """Booking and operation -> the write that did it."""
        self.absent: set[tuple[str, str]] = set()
        """Booking and NIK key of everybody who at some time no longer came."""
        self.contested_at: dict[tuple[str, int], int] = {}
        """Booking and place -> the write by which somebody asked to be taken out there."""
        self.closures: dict[str, Closure] = {}
        self._items: dict[Key, Item | None] = {**story.beginning}
        self._waited = False
        """Whether anybody was on the waiting list."""
        self.registered: dict[str, datetime | None] = {}
        """Account -> when it was registered, as its profile says."""
        self.turns: dict[Slot, set[Turns]] = {}
        """All turns that a slot ever had."""
        self.writes = len(story.table.history)
        self._published_at: dict[Slot, int] = {}
        self._limits: dict[str, list[tuple[int, Limits]]] = {}
        self._registrations: dict[str, Registration] = {}
        self._owners: dict[tuple[Slot, int], tuple[str, str]] = {}
        self._left_by_account = {outcome.wish.booking_id for outcome in story.outcomes if outcome.wish.kind == "leave"}

    def replay(self, story: Story) -> Iterator[str]:
        """Look at the table after each write; stops at the first one that left something wrong."""
        for key, item in story.beginning.items():
            self._take(key, item, -1)
        for number, change in enumerate(story.table.history):
            touched = {key: item for key, (_, item) in change.items()}
            kinds = {sk.partition("#")[0] for _, sk in touched}
            old = (dict(self.bookings), dict(self.quotas)) if kinds & {"BOOKING", "QUOTA"} else ({}, {})
            wrong = [problem for key, item in touched.items() for problem in self._take(key, item, number)]
            if kinds & {"BOOKING", "QUOTA"}:
                for slot in self.quotas:
                    wrong += self._seats(slot)
                    wrong += released(old[1].get(slot), self.quotas[slot], is_commit="BOOKING" in kinds)
                    wrong += early(old[1].get(slot), self.quotas[slot], self.registered)
                    wrong += unlevelled(story, old[1].get(slot), self.quotas[slot])
                wrong += self._people()
                changed = [each for each in self.bookings.values() if each is not old[0].get(each.booking_id)]
                for new in changed:
                    wrong += self._departures(old[0].get(new.booking_id), new, changed)
                    wrong += self._cancellations(old[0].get(new.booking_id), new)
            if kinds & {"CLOSURE", "QUOTA"}:
                wrong += self._closures_and_slots(old[1])
                wrong += self._claimed_while_closed(old[1])
            self._items.update(touched)
            self._waited = self._waited or "WAITING" in kinds
            if self._waited and kinds & {"BOOKING", "WAITING"}:
                wrong += after_each_write({key: item for key, item in self._items.items() if item})
            if wrong:
                yield from (f"after write {number}: {problem}" for problem in wrong)
                return

    def _take(self, key: Key, item: Item | None, number: int) -> list[str]:
        if item is None:
            return []
        if key[1].startswith("QUOTA#"):
            quota = as_quota(from_item(item))
            self.quotas[quota.slot] = quota
            self.turns.setdefault(quota.slot, set()).update({quota.turns} if quota.turns else ())
            self._published_at.setdefault(quota.slot, number)
        elif key[1] == "CLOSURE":
            closure = as_closure(from_item(item))
            self.closures[closure.closure_id] = closure
        elif key[1] == "PROFILE":
            account = as_account(from_item(item))
            assert account
            self._limits.setdefault(account.account_id, []).append((number, account.limits))
            self.registered[account.account_id] = account.registered_at
        elif registration := as_registration(from_item(item)) if key[0].startswith("REGISTRATION#") else None:
            self._registrations[registration.account_id] = registration
        return self._take_booking(from_item(item), number) if key[1] == "BOOKING" else []

    def _take_booking(self, item: dict[str, Any], number: int) -> list[str]:
        expires_at = item.get("expires_at", 0)
        booking = as_booking(item)
        if booking is None:
            return [f"the tombstone {item['pk']} goes too early"] if expires_at < _TOMBSTONE_STAYS else []
        old = self.bookings.get(booking.booking_id)
        self.bookings[booking.booking_id] = booking
        for operation in booking.operations:
            self.done_at.setdefault((booking.booking_id, operation), number)
        for place, person in enumerate(booking.applicants):
            if not person.present:
                self.absent.add((booking.booking_id, person.nik_key))
            if person.contested_at:
                self.contested_at.setdefault((booking.booking_id, place), number)
        first_seen = self.revisions.setdefault((booking.booking_id, booking.revision), booking)
        wrong = [*succession(old, booking), *same(first_seen, booking), *self._numbers(booking)]
        day_ends = _DAY_ENDS + (booking.slot.date - DAY)
        goes = int((day_ends + (_DISPLACED_GOES if booking.displacement else _BOOKING_GOES)).timestamp())
        if expires_at != goes:
            wrong.append(f"{booking.booking_id} expires at {expires_at} in place of {goes}")
        return wrong

    def _numbers(self, booking: Booking) -> Iterator[str]:
        """A queue number belongs to one claim for ever, and a family that came together has consecutive ones."""
        promised = [n for held in booking.ranges for n in range(held.first, held.first + held.n)]
        if promised != [applicant.number for applicant in booking.applicants if applicant.number]:
            yield f"{booking.booking_id} has numbers outside its ranges"
        for held in booking.ranges:
            owner = (booking.booking_id, held.claim_id)
            for number in range(held.first, held.first + held.n):
                if self._owners.setdefault((booking.slot, number), owner) != owner:
                    yield f"{booking.slot.session} {number} was given twice"

    def _seats(self, slot: Slot) -> Iterator[str]:
        quota = self.quotas[slot]
        active = [booking for booking in self.bookings.values() if booking.holds_seats and booking.slot == slot]
        held = sum(seats_of(booking) for booking in active)
        claimed = sum(claim.n for claim in quota.claims.values() if not any(booking.holds(claim) for booking in active))
        if min(quota.seats_left, quota.seats_kept) < 0 or held + claimed > quota.capacity:
            taken = f"{held} held, {claimed} claimed of {quota.capacity}"
            yield f"{SEATS} of the {slot.session} are oversold: {quota.seats_left} left, {taken}"
        elif quota.capacity != quota.seats_left + quota.seats_kept + held + claimed:
            counted = f"{quota.seats_left} left + {quota.seats_kept} kept + {held} held + {claimed} claimed"
            yield f"{SEATS} of the {slot.session}: {quota.capacity} != {counted}"
        if slot.session.startswith("walk_in_") and slot.date > DAY and 2 * (held + claimed) > quota.capacity:
            yield f"{held + claimed} numbers of the {slot.session} are given before their day, of {quota.capacity}"

    def _people(self) -> Iterator[str]:
        active = [booking for booking in self.bookings.values() if holds_people(booking)]
        accounts = [booking.account_id for booking in active if booking.account_id]
        people = [applicant.nik_key for booking in active for applicant in booking.present if booking.account_id]
        if len(accounts) != len(set(accounts)):
            yield "an account has two active bookings"
        if len(people) != len(set(people)):
            yield "a person is in two active bookings, or twice in one"

    def _departures(self, old: Booking | None, new: Booking, changed: Sequence[Booking]) -> Iterator[str]:
        """Who was superseded comes with a booking of their own, and nobody was taken out who could not be."""
        if not new.present and holds_people(new):
            yield f"nobody comes with {new.booking_id}, and it holds seats or people"
        for was, person in zip(old.applicants, new.applicants, strict=False) if old else ():
            if not was.present or person.present:
                continue
            citizen = _CITIZENS.get(person.nik_key, "")
            if person.presence == "superseded":
                own = [each for each in changed if each.account_id == citizen and not each.revision and each.present]
                if not own or own[0].place_of(person.nik_key) is None:
                    yield f"{citizen} was superseded in {new.booking_id} by no booking of the owner"
                elif not self._may_go(citizen, was, new, own[0].created_at, supersedes=True):
                    yield f"{citizen} was superseded in {new.booking_id} and could not be"
            elif new.booking_id not in self._left_by_account and not self._may_go(citizen, was, new, new.changed_at):
                yield f"{citizen} left {new.booking_id} and could not"

    def _cancellations(self, old: Booking | None, new: Booking) -> Iterator[str]:
        """An account that cancels is counted in the same write; one whose last person was taken out is not.

        And it is not counted where its office had closed the slot.
        """
        if not new.account_id:
            return
        by_account = old and holds_people(old) and not holds_people(new) and old.present == new.present
        counted = self._limits[new.account_id][-1][1].cancellations
        if by_account and old and old.holds_seats and counted[-1:] != (int(new.changed_at.timestamp()),):
            yield f"uncounted: {new.booking_id} was cancelled by its account"
        before = self._limits[new.account_id][-2:][0][1].cancellations
        if by_account and old and old.displacement and counted != before:
            yield f"counted: {new.booking_id} was cancelled, which had no place"

    def _may_go(
        self, citizen: str, person: Applicant, booking: Booking, now: datetime, *, supersedes: bool = False
    ) -> bool:
        """Say again, without the product's code, whether the owner of a NIK may be taken out of a booking."""
        owner = self._registrations[citizen]
        older = owner.registered_at is None or owner.registered_at < (person.added_at or booking.created_at)
        if owner.level >= _SURE_LEVEL or (older and not supersedes):
            return True
        unopposed = person.told_at is not None and not person.objected_at and person.told_at + _TOLD_FIRST <= now
        return unopposed and (older or not supersedes)

    def limits_at(self, account_id: str, writes: int) -> Limits:
        """Return what an account's profile said of its limits after so many writes."""
        return next(limits for number, limits in reversed(self._limits[account_id]) if number < writes)

    def slots_at(self, writes: int) -> list[Slot]:
        """Return the slots that were published after so many writes."""
        return [slot for slot, number in self._published_at.items() if number < writes]

    def letters(self, story: Story) -> Iterator[str]:
        """Nobody is said to be told before a letter was handed over."""
        told = sum(1 for booking in self.bookings.values() for each in booking.applicants if each.told_at)
        if told > len(story.mail.sent):
            yield f"{told} bookers were told, by {len(story.mail.sent)} letters"

    def kept_for_ever(self) -> Iterator[str]:
        """No seat of an open slot is kept once every minute that was drawn for an hour has passed."""
        yield from (
            f"{quota.seats_kept} seats of the {slot.session} were not released"
            for slot, quota in self.quotas.items()
            if quota.seats_kept and quota.state == "open"
        )

    def closed(self, story: Story) -> Iterator[str]:
        """A closure comes to its end: nobody has a place in a slot that it closed, but who was served, and on its day.

        Where the index lacks bookings of before, the closure waits for the job that lists them.
        """
        if not story.services().store.lists_every_booking() or story.clock.instant >= CLOSES_AT:
            return
        for quota in self.quotas.values():
            there = [each for each in self.bookings.values() if each.holds_seats and each.slot == quota.slot]
            if quota.closure and (quota.reopening_at or any(not each.check_in for each in there)):
                yield f"the {quota.slot.session} is closed, and not to the end: {quota}"

    def _closures_and_slots(self, old: Mapping[Slot, Quota]) -> Iterator[str]:
        """Each slot that a closure has shut is listed by it, and one that is done has shut each slot that it lists.

        And once a closure opens again it shuts nothing.
        """
        for slot, quota in self.quotas.items():
            was = old.get(slot, quota).closure
            if quota.closure and quota.closure != was and self.closures[quota.closure].opens_again:
                yield f"the {slot.session} is shut by the closure {quota.closure}, which opens again"
            if quota.closure and slot not in self.closures[quota.closure].slots:
                yield f"the {slot.session} is shut by the closure {quota.closure}, which does not list it"
        for closure in self.closures.values():
            for slot in closure.slots if closure.state == "displaced" else ():
                if self.quotas[slot].closure != closure.closure_id:
                    yield f"the closure {closure.closure_id} lists the {slot.session}, which it has not shut"

    def _claimed_while_closed(self, old: Mapping[Slot, Quota]) -> Iterator[str]:
        """No claim is made of a slot that is closed, neither of seats that are left nor of kept ones."""
        for slot, quota in self.quotas.items():
            was = old.get(slot, quota)
            if was.state == quota.state == "closed" and quota.claims.keys() - was.claims.keys():
                yield f"the {slot.session} was claimed while it was closed"

    def guards(self, items: dict[Key, Item]) -> Iterator[str]:
        """Guards and profiles say what the bookings say."""
        active = [booking for booking in self.bookings.values() if holds_people(booking) and booking.account_id]
        wanted = {
            (f"NIK#{applicant.nik_key}", booking.booking_id, int(booking.until.timestamp()))
            for booking in active
            for applicant in booking.present
        }
        plain = {key: from_item(item) for key, item in items.items() if key[1] in {"ACTIVE", "PROFILE"}}
        found = {(pk, item["booking_id"], item["held_until"]) for (pk, sk), item in plain.items() if sk == "ACTIVE"}
        if wanted != found:
            yield f"guards and bookings differ: {wanted ^ found}"
        said = {item["pk"]: item["active_booking"] for item in plain.values() if item.get("active_booking")}
        if said != {f"ACCOUNT#{booking.account_id}": booking.booking_id for booking in active}:
            yield f"profiles and bookings differ: {said}"
