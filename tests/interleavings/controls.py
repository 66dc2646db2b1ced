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
from antrean.bookings.model import Booking, Holding
from antrean.bookings.store import Bookings
from antrean.bookings.stores import Store
from antrean.jobs.model import Job
from antrean.jobs.run import Step, go_on
from antrean.jobs.store import Jobs
from antrean.slots.model import Claim, HeldSeats, Quota, Slot
from antrean.slots.store import ClaimRefused, Quotas, quota_key
from tests.interleavings import operations

Patch = pytest.MonkeyPatch


def read_then_write(patch: Patch) -> None:
    """Take seats as a naive store does: look how many are left, then write the new number."""

    def claim(self: Quotas, slot: Slot, claim_id: str, n: int, now: datetime) -> Claim:
        quota = self.get(slot)
        if quota is None or claim_id in quota.claims or quota.seats_left < n or quota.state != "open":
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
    write = Bookings._write  # noqa: SLF001 - the part that is taken out

    def unfenced(self: Bookings, booking: Booking, _claim: Claim | None, old: Booking | None) -> dict[str, Any]:
        return write(self, booking, None, old)

    patch.setattr(Bookings, "_write", unfenced)


def fence_that_bumps_the_revision(patch: Patch) -> None:
    """Fence a booking by a new revision in place of a mark: a twin that reads after it can still commit.

    Where there is no booking, or its people were served, the mark stays: only what the bump lets pass may be caught.
    """
    mark, write = Bookings.fence, Bookings._write  # noqa: SLF001 - the part that is taken out

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

    def write_at_revision(self: Bookings, booking: Booking, claim: Claim | None, old: Booking | None) -> dict[str, Any]:
        return write(self, booking, None if booking.revision else claim, old)

    patch.setattr(Bookings, "fence", fence)
    patch.setattr(Bookings, "_write", write_at_revision)


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


def _look_and_settle(store: Store, claim: Claim) -> Booking | None:
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
)

AUDIT_CONTROLS: tuple[Callable[[Patch], None], ...] = (
    audit_by_plain_reads,
    audit_with_one_reading,
    audit_that_believes_the_index,
)

INDEX_CONTROLS: tuple[Callable[[Patch], None], ...] = (index_over_a_change, step_saved_before_it_is_done)
