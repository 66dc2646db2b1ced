"""The protocol, or the audit, with one of its parts taken out: what the referee must find, or it is worth nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from weakref import WeakKeyDictionary

import pytest

from antrean.audit import recount
from antrean.aws.attributes import Item
from antrean.aws.table import ConditionFailed, Key
from antrean.base.clock import Clock
from antrean.bookings import claim as claiming
from antrean.bookings import commit, resolve
from antrean.bookings.items import as_booking, booking_key
from antrean.bookings.model import Applicant, Booking, Holding, Presence
from antrean.bookings.store import Bookings
from antrean.bookings.stores import Store
from antrean.jobs.model import Job
from antrean.jobs.run import Step, go_on
from antrean.jobs.store import Jobs
from antrean.people.items import account_key, as_limits
from antrean.people.limits import Limits
from antrean.people.model import Account
from antrean.people.store import Accounts
from antrean.slots import releases
from antrean.slots.items import quota_key
from antrean.slots.model import Claim, HeldSeats, Quota, Slot
from antrean.slots.store import RELEASE_CONDITIONS, ClaimRefused, Quotas
from tests.interleavings import operations
from tests.support.naive import give_back_to_left

Patch = pytest.MonkeyPatch


def read_then_write(patch: Patch) -> None:
    """Take seats as a naive store does: look how many are left, then write the new number."""

    def claim(
        self: Quotas, slot: Slot, claim_id: str, n: int, now: datetime, spare: int = 0, judged: Any = None
    ) -> Claim:
        del judged
        quota = self.get(slot)
        if quota is None or claim_id in quota.claims or quota.seats_left < n + spare or quota.state != "open":
            raise ClaimRefused(quota)
        if not quota.opens_at <= now < quota.closes_at:
            raise ClaimRefused(quota)
        made = Claim(slot, claim_id, claim_id[:16], quota.next_number, n, int(now.timestamp()))
        self._table.update(
            quota_key(slot),
            "SET seats_left = :left, next_number = :next, claims.#claim = :stamp",
            "attribute_exists(pk)",
            values={
                ":left": quota.seats_left - n,
                ":next": quota.next_number + n,
                ":stamp": made.at * 1_000_000 + made.first,
            },
            names={"#claim": claim_id},
        )
        return made

    patch.setattr(Quotas, "claim", claim)


def no_fence_in_the_sweeper(patch: Patch) -> None:
    """Resolve stale claims by a look at the booking."""
    patch.setattr(resolve, "resolve", _look_and_settle)
    patch.setattr(claiming, "resolve", _look_and_settle)


def no_fence_after_a_refused_commit(patch: Patch) -> None:
    """Give the seats of a refused commit back after a look at the booking."""
    patch.setattr(commit, "resolve", _look_and_settle)


def commit_without_the_void_condition(patch: Patch) -> None:
    """Commit whatever was fenced off."""
    write = Bookings.write_action  # the part that is taken out

    def unfenced(
        self: Bookings, booking: Booking, _claim: Claim | None, old: Booking | None, *by: Any
    ) -> dict[str, Any]:
        return write(self, booking, None, old, *by)

    patch.setattr(Bookings, "write_action", unfenced)


def fence_that_bumps_the_revision(patch: Patch) -> None:
    """Fence a booking by a new revision in place of a mark: a twin that reads after it can still commit.

    Where there is no booking, or its people were served, the mark stays: only what the bump lets pass may be caught.
    """
    mark, write = Bookings.fence, Bookings.write_action  # the part that is taken out

    def fence(self: Bookings, claim: Claim) -> Booking | None:
        try:
            item = self._table.update(
                booking_key(claim.booking_id),
                "SET revision = revision + :one",
                "attribute_exists(revision) AND attribute_not_exists(checked_in_at)",
                values={":one": 1},
                returns="ALL_NEW",
            )
        except ConditionFailed:
            return mark(self, claim)
        return as_booking(item)

    def write_at_revision(
        self: Bookings, booking: Booking, claim: Claim | None, old: Booking | None, *by: Any
    ) -> dict[str, Any]:
        return write(self, booking, None if booking.revision else claim, old, *by)

    patch.setattr(Bookings, "fence", fence)
    patch.setattr(Bookings, "write_action", write_at_revision)


def give_back_leaves_the_claim(patch: Patch) -> None:
    """Give seats back without removing an unsettled claim of the range."""

    def action(self: Quotas, slot: Slot, seats: Sequence[HeldSeats], _now: datetime) -> dict[str, Any]:
        return self._table.update_action(
            quota_key(slot),
            "SET seats_kept = if_not_exists(seats_kept, :none) + :n",
            "attribute_exists(pk)",
            values={":n": sum(held.n for held in seats), ":none": 0},
        )

    patch.setattr(Quotas, "give_back_action", action)


def settle_without_the_range_check(patch: Patch) -> None:
    """Fence a claim, then give its seats back whether or not the booking lists them."""
    patch.setattr(Booking, "holds", lambda _booking, _claim: False)


def settle_any_claim(patch: Patch) -> None:
    """Settle a claim by its id, whichever try of the operation made it."""

    def settle(self: Quotas, claim: Claim, *, give_back: bool) -> None:
        try:
            self._table.update(
                quota_key(claim.slot),
                "REMOVE claims.#claim" + (" SET seats_left = seats_left + :n" if give_back else ""),
                "attribute_exists(claims.#claim)",
                values={":n": claim.n} if give_back else None,
                names={"#claim": claim.claim_id},
            )
        except ConditionFailed:
            return

    patch.setattr(Quotas, "settle", settle)


def give_back_any_claim(patch: Patch) -> None:
    """Give seats back and remove the claim of the range's id, whichever try of the operation made it."""

    def action(self: Quotas, slot: Slot, seats: Sequence[HeldSeats], _now: datetime) -> dict[str, Any]:
        names = {f"#c{index}": held.range.claim_id for index, held in enumerate(seats)}
        removed = ", ".join(f"claims.{name}" for name in names)
        return self._table.update_action(
            quota_key(slot),
            f"SET seats_kept = if_not_exists(seats_kept, :none) + :n REMOVE {removed}",
            "attribute_exists(pk)",
            values={":n": sum(held.n for held in seats), ":none": 0},
            names=names,
        )

    patch.setattr(Quotas, "give_back_action", action)


def shrunk_range(patch: Patch) -> None:
    """Take the seat of who leaves out of its range, whose claim may not be settled yet, in place of a mark."""
    without, action = Booking.without, Quotas.give_back_action

    def shrunk(self: Booking, index: int, presence: Presence, now: datetime, **given: bool) -> Booking:
        new, number = without(self, index, presence, now, **given), self.applicants[index].number
        if presence != "left" or not new.holds_seats:
            return new
        ranges = [
            each._replace(first=each.first + (number == each.first), n=each.n - 1) if each.has(number) else each
            for each in self.ranges
        ]
        return new._replace(ranges=tuple(each for each in ranges if each.n))

    def whole(self: Booking) -> tuple[HeldSeats, ...]:
        return tuple(HeldSeats(each, each.n) for each in self.ranges)

    def give_back(self: Quotas, slot: Slot, seats: Sequence[HeldSeats], now: datetime) -> dict[str, Any]:
        if all(held.n == held.range.n for held in seats):
            return action(self, slot, seats, now)
        # The claim still stands for those who stay.
        return self._table.update_action(
            quota_key(slot),
            "SET seats_kept = if_not_exists(seats_kept, :none) + :n, kept_at = :now",
            "attribute_exists(pk)",
            values={":n": sum(held.n for held in seats), ":none": 0, ":now": int(now.timestamp())},
        )

    patch.setattr(Booking, "without", shrunk)
    patch.setattr(Booking, "held_seats", property(whole))
    patch.setattr(Quotas, "give_back_action", give_back)


def supersede_that_drops_the_seat(patch: Patch) -> None:
    """Hold no seat for who was superseded, although none was given back."""

    def present_only(self: Booking) -> tuple[HeldSeats, ...]:
        gone = [each.number for each in self.applicants if not each.present]
        rest = (HeldSeats(each, each.n - sum(each.has(number) for number in gone)) for each in self.ranges)
        return tuple(held for held in rest if held.n)

    patch.setattr(Booking, "held_seats", property(present_only))


def release_at_any_time(patch: Patch) -> None:
    """Release whatever is kept at the drawn minute, also what was given back since."""
    patch.delitem(RELEASE_CONDITIONS, "nothing that was given back since the minute that was drawn")
    patch.setattr(releases, "due", lambda _quota, _seed, local: local.replace(second=0, microsecond=0))


def cancel_that_demands_the_absent(patch: Patch) -> None:
    """Demand the guard of everybody whom a booking lists, also of those who do not come with it any more."""

    class Demanding(Booking):
        @property
        def present(self) -> tuple[Applicant, ...]:
            return self.applicants

    commit_cancel = Bookings.commit_cancel

    def cancel(self: Bookings, old: Booking, *given: Any) -> None:
        commit_cancel(self, Demanding(*old), *given)

    patch.setattr(Bookings, "commit_cancel", cancel)


def supersede_whatever_became_of_the_other(patch: Patch) -> None:
    """Take an owner out of another booking as it was read, whatever its booker has objected or changed since."""
    superseded = Bookings._superseded  # noqa: SLF001 - the part that is taken out

    def careless(self: Bookings, old: Booking, *given: Any) -> list[Any]:
        parts: list[Any] = superseded(self, old, *given)
        update = parts[0].action["Update"]
        update["ConditionExpression"] = "attribute_exists(pk)"
        del update["ExpressionAttributeValues"][":read"], update["ExpressionAttributeValues"][":was"]
        return parts

    patch.setattr(Bookings, "_superseded", careless)


def booking_that_inherits_an_expiry(patch: Patch) -> None:
    """Leave the expiry of a booking as it is where there is one, such as that of its tombstone."""
    write = Bookings.write_action  # the part that is taken out

    def inherit(self: Bookings, *given: Any) -> dict[str, Any]:
        made = write(self, *given)
        expiry = "#expires_at = :expires_at"
        assert expiry in made["Update"]["UpdateExpression"]
        made["Update"]["UpdateExpression"] = made["Update"]["UpdateExpression"].replace(
            expiry, "#expires_at = if_not_exists(#expires_at, :expires_at)"
        )
        return made

    patch.setattr(Bookings, "write_action", inherit)


def counted_after_the_answer(patch: Patch) -> None:
    """Answer a refusal, and count it when the environment is asked again, which may be never."""
    save, waiting = Accounts.save_limits, list[Callable[[], bool]]()

    def later(self: Accounts, account: Account, limits: Limits) -> bool:
        while waiting:
            waiting.pop()()
        waiting.append(lambda: save(self, account, limits))
        return True

    patch.setattr(Accounts, "save_limits", later)


def counted_whatever_was_counted(patch: Patch) -> None:
    """Count a refusal over what another request of the account was counted for meanwhile."""

    def save(self: Accounts, account: Account, limits: Limits) -> bool:
        values = {":limits": as_limits(limits)}
        self._table.update(
            account_key(account.account_id), "SET limits = :limits", "attribute_exists(pk)", values=values
        )
        return True

    patch.setattr(Accounts, "save_limits", save)


def audit_by_plain_reads(patch: Patch) -> None:
    """Name a slot that seems broken without reading it again in transactions."""
    patch.setattr(recount, "_stands", lambda *_read: True)


def audit_with_one_reading(patch: Patch) -> None:
    """Take the quotas after the scan to be those before it."""
    audit_by_plain_reads(patch)
    read, kept = recount._quotas, WeakKeyDictionary[Store, dict[Slot, Quota]]()  # noqa: SLF001 - what is taken out

    def once(store: Store, today: Mapping[str, date]) -> dict[Slot, Quota]:
        if store not in kept:
            kept[store] = read(store, today)
            return kept[store]
        return kept.pop(store)

    patch.setattr(recount, "_quotas", once)


def audit_that_believes_the_index(patch: Patch) -> None:
    """Call a slot broken by what the index lists, without a scan for what it does not list yet."""

    def listed(store: Store, today: Mapping[str, date], _spread: object) -> dict[Slot, list[Holding]]:
        days = [slot.date for slot in recount._quotas(store, today)]  # noqa: SLF001 - what is left
        parts = [recount._listed(store, *each, days) for each in today.items()]  # noqa: SLF001 - what is left
        return {slot: holdings for part in parts for slot, holdings in part.items()}

    patch.setattr(recount, "_scanned", listed)


def index_over_a_change(patch: Patch) -> None:
    """Write the keys of the index whatever has become of the booking since it was read."""

    def write(self: Bookings, item: Item, keys: Mapping[str, str]) -> None:
        expression = "SET " + ", ".join(f"{name} = :{name}" for name in keys) if keys else "REMOVE by_day, by_number"
        values = {f":{name}": value for name, value in keys.items()}
        self._table.update((item["pk"], item["sk"]), expression, "attribute_exists(pk)", values=values or None)

    patch.setattr(Bookings, "_set_index_keys", write)


def step_saved_before_it_is_done(patch: Patch) -> None:
    """Save what a step reaches, then do it: whoever goes on after a death leaves out what was not done yet."""

    def careless(jobs: Jobs, clock: Clock, steps: Mapping[str, Step]) -> list[Job]:
        [(name, step)] = steps.items()
        bookings: Bookings = step.__self__  # type: ignore[attr-defined]
        write, waiting = bookings._set_index_keys, list[tuple[Any, Any]]()  # noqa: SLF001 - the part that is put off
        patch.setattr(bookings, "_set_index_keys", lambda *given: waiting.append(given))

        def catch_up() -> None:
            while waiting:
                write(*waiting.pop())

        def late(after: Key | None) -> Key | None:
            catch_up()
            return step(after)

        found = go_on(jobs, clock, {name: late})
        catch_up()
        return found

    patch.setattr(operations, "go_on", careless)


def _look_and_settle(store: Store, claim: Claim, _now: datetime) -> Booking | None:
    found = store.bookings.get(claim.booking_id)
    store.quotas.settle(claim, give_back=not (found and found.holds(claim)))
    return found


CONTROLS: tuple[Callable[[Patch], None], ...] = (
    read_then_write,
    no_fence_in_the_sweeper,
    no_fence_after_a_refused_commit,
    commit_without_the_void_condition,
    fence_that_bumps_the_revision,
    give_back_leaves_the_claim,
    settle_without_the_range_check,
    settle_any_claim,
    give_back_any_claim,
    give_back_to_left,
    shrunk_range,
    release_at_any_time,
)

PEOPLE_CONTROLS: Mapping[Callable[[Patch], None], str] = {
    supersede_that_drops_the_seat: "is cancelled, which somebody left",
    cancel_that_demands_the_absent: "cannot be cancelled",
    supersede_whatever_became_of_the_other: "has two faces",
    booking_that_inherits_an_expiry: "expires at",
    counted_after_the_answer: "uncounted",
    counted_whatever_was_counted: "uncounted",
}
"""Parts that keep people from harm, and what the referee says without each."""

AUDIT_CONTROLS: tuple[Callable[[Patch], None], ...] = (
    audit_by_plain_reads,
    audit_with_one_reading,
    audit_that_believes_the_index,
)

INDEX_CONTROLS: tuple[Callable[[Patch], None], ...] = (index_over_a_change, step_saved_before_it_is_done)
