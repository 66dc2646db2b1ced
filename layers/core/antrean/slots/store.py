"""Quotas in the table: the seats of every slot, and the claims in flight on them."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from antrean.aws.table import ConditionFailed, Table, TransactionRefused, every
from antrean.base.ids import BOOKING_ID_LENGTH, takes_kept
from antrean.offices.store import AUDIT_CONDITIONS, audit_key
from antrean.slots.items import (
    STAMP_UNIT,
    as_quota,
    new_item,
    office_partition,
    quota_bounds,
    quota_key,
    record_item,
    seconds,
    stamp_of,
    turns_item,
)
from antrean.slots.model import Claim, Quota, Slot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from antrean.aws.attributes import Item
    from antrean.aws.table import Action
    from antrean.slots.model import HeldSeats
    from antrean.turns.model import Turns

CLAIM_CONDITIONS = {
    # `:needed` is more than what is taken where seats have to stay for others.
    "never oversell": "seats_left >= :needed",
    "not closed by a holiday or an operator": "#state = :open",
    "not before the release": "opens_at <= :now",
    "not after the end of the day before": ":now < closes_at",
    "no number that a stamp cannot hold": "next_number < :numbers",
    "not twice for one operation": "attribute_not_exists(claims.#claim)",
}
"""Every clause that a claim must meet, named by what it prevents."""
KEPT_CLAIM_CONDITIONS = {"never oversell": "seats_kept >= :needed"}
"""In place of the clause of that name for a claim of kept seats, which only displaced people may make."""
TURN_CONDITIONS = {
    # What was judged before the claim may be over: turns begin anew where kept seats are released into a full slot.
    "not before one's turn": (
        "(attribute_not_exists(turn_until) OR turn_until <= :now"
        " OR (turn_from = :turn_from AND turn_until = :turn_until))"
    ),
}
"""For a claim of seats that are left: there are no turns, they are over, or they are those that were judged."""

_CLAIM = "SET {0} = {0} - :n, next_number = next_number + :n, claims.#claim = next_number + :stamp_of_second"
SETTLE_CONDITIONS = {"only the claim as it was made": "claims.#claim = :stamp"}
"""A later claim of the same operation has another stamp, and stays."""
GIVE_BACK_CONDITIONS = {
    "no other claim of the same operation": "(attribute_not_exists(claims.{claim}) OR claims.{claim} = {stamp})",
}
"""For each range of the booking. A claim with another stamp must be resolved before, or its seats would be lost."""
KEPT_SINCE_CONDITIONS = {
    # Or a slow give-back would date back one that came after a drawn minute, and both would be released at that minute.
    "never dated back": "(attribute_not_exists(kept_at) OR kept_at <= :now)",
}
CHANGE_CONDITIONS = {
    "the version that the operator saw": "version = :old_version",
    "no fewer seats than are taken": "seats_left >= :from_left",
    # A quota has none until the first seat is kept, and none are taken from it.
    "no fewer seats than are kept": "(seats_kept >= :from_kept OR attribute_not_exists(seats_kept))",
}
UNCHANGED_CONDITIONS = {"the version that was read": "version = :version"}
DISPLACE_CONDITIONS = {
    "only what this closure has closed": "closure = :closure",
    # A run that was paused would displace again who just got the place again.
    "not after it began to open again": "attribute_not_exists(reopening_at)",
}
REHOLD_CONDITIONS = {
    "no more than are kept": "seats_kept >= :n",
    "only what this closure opens again": "closure = :closure",
    # Before that somebody could still be displaced, also who was given the place again.
    "only since it began to open again": "attribute_exists(reopening_at)",
}
REOPENING_CONDITIONS = {
    "only what this closure has closed": "closure = :closure",
    "once": "attribute_not_exists(reopening_at)",
}
RELEASE_CONDITIONS = {
    "as many as were kept when it was read": "seats_kept = :kept",
    # Or whoever gives a seat back a moment after the drawn minute would see it released at once.
    "nothing that was given back since the minute that was drawn": "kept_at < :drawn",
    "once for each drawn minute": "(attribute_not_exists(released_at) OR released_at < :drawn)",
    "only where it can be claimed": "#state = :open",
}
NO_TURNS_CONDITIONS = {
    # Else whoever asks all the time would be the first to see the seats that come.
    "without turns only where somebody could claim before": "seats_left > :none",
}
"""For a release that begins no turns in an office that has them."""
NEW_TURNS_CONDITIONS = {
    # Or turns would begin before the instant to which an operator has put off the opening since.
    "not another opening than was read": "opens_at = :opens_at",
}
"""For a release that begins turns."""
PUBLISH_CONDITIONS = {"never over a quota that is there": "attribute_not_exists(pk)"}


class ClaimRefused(Exception):  # noqa: N818 - the expected outcome of a lost race
    """A claim that took nothing; `quota` is the slot's item as it stood then, None where there is none."""

    def __init__(self, quota: Quota | None) -> None:
        """Keep the quota that refused."""
        super().__init__("claim refused")
        self.quota = quota


class QuotaChanged(Exception):  # noqa: N818 - the expected outcome of a lost race
    """An operator's change that was not made; `quota` is the slot's item as it stood then."""

    def __init__(self, quota: Quota) -> None:
        """Keep the quota that refused."""
        super().__init__("quota changed")
        self.quota = quota


class Quotas:
    """Reads and conditional writes of quota items."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def get(self, slot: Slot) -> Quota | None:
        """Read the quota of a slot, strongly consistent; None if it was never published."""
        item = self._table.get(quota_key(slot))
        return as_quota(item) if item else None

    def between(self, office_id: str, first: date, last: date, *, consistent: bool = False) -> Iterator[Quota]:
        """Read an office's quotas from `first` to `last`, in order; a `consistent` read costs twice as much."""
        bounds = quota_bounds(first, last)
        for item in self._table.query(office_partition(office_id), *bounds, consistent=consistent):
            yield as_quota(item)

    def unsettled(self, office_id: str, first: date, last: date) -> Iterator[Quota]:
        """Read an office's quotas from `first` to `last` that have claims in flight or kept seats, consistent."""
        bounds = quota_bounds(first, last)
        found = self._table.query(
            office_partition(office_id),
            *bounds,
            only="size(claims) > :none OR seats_kept > :none",
            values={":none": 0},
            consistent=True,
        )
        for item in found:
            yield as_quota(item)

    def publish(self, quota: Quota) -> bool:
        """Write a quota that does not exist yet, and tell whether it was written; never changes one that does."""
        try:
            self._table.put(new_item(quota), every(PUBLISH_CONDITIONS))
        except ConditionFailed:
            return False
        return True

    def claim(  # noqa: PLR0913 - what is claimed, by whom, when
        self, slot: Slot, claim_id: str, n: int, now: datetime, spare: int = 0, judged: Turns | None = None
    ) -> Claim:
        """Take `n` seats and their queue numbers in one conditional write, and leave `spare`; raises `ClaimRefused`.

        A repeat after a lost answer is refused by the last clause, and the caller finds its own claim in the quota that
        comes with the refusal. The seats are taken from those that are left, or from the kept ones if the id says so.
        Of those that are left, while the slot has turns, only in the turns that were `judged`: the claimer's has come.
        """
        at = seconds(now)
        kept = takes_kept(claim_id)
        turns: Item = turns_item(judged) if judged else {"turn_from": 0, "turn_until": 0}
        pool = KEPT_CLAIM_CONDITIONS if kept else TURN_CONDITIONS
        try:
            changed = self._table.update(
                quota_key(slot),
                _CLAIM.format("seats_kept" if kept else "seats_left"),
                every({**CLAIM_CONDITIONS, **pool}),
                values={
                    ":n": n,
                    ":needed": n + spare,
                    ":open": "open",
                    ":now": at,
                    ":stamp_of_second": at * STAMP_UNIT,
                    ":numbers": STAMP_UNIT,
                    **({} if kept else {f":{name}": value for name, value in turns.items()}),
                },
                names={"#state": "state", "#claim": claim_id},
                returns="UPDATED_NEW",
            )
        except ConditionFailed as failure:
            raise ClaimRefused(as_quota(failure.item) if failure.item else None) from failure
        first = changed["next_number"] - n
        return Claim(slot, claim_id, claim_id[:BOOKING_ID_LENGTH], first, n, at, "kept" if kept else "left")

    def settle(self, claim: Claim, *, give_back: bool) -> None:
        """Remove a claim whose fate is known, and give its seats back if no booking holds them.

        Does nothing if this very claim is no longer there, because somebody else settled it first.
        """
        remove = "REMOVE claims.#claim"
        values: Item = {":stamp": stamp_of(claim)}
        if give_back:
            remove += " SET seats_left = seats_left + :n"
            values[":n"] = claim.n
        try:
            names = {"#claim": claim.claim_id}
            self._table.update(quota_key(claim.slot), remove, every(SETTLE_CONDITIONS), values=values, names=names)
        except ConditionFailed:
            return

    def keep_again(self, claim: Claim, now: datetime) -> None:
        """Remove a claim of kept seats that no booking holds; they are kept again, since `now`.

        So they wait for the next drawn minute, like all that came back: a release of this hour would hand them to
        whoever knows when the claim was given up. Does nothing if this very claim is no longer there.
        """
        values: Item = {":stamp": stamp_of(claim), ":n": claim.n, ":none": 0}
        back = "REMOVE claims.#claim SET seats_kept = if_not_exists(seats_kept, :none) + :n"
        tries: tuple[tuple[str, Mapping[str, str], Item], ...] = (
            (f"{back}, kept_at = :now", {**SETTLE_CONDITIONS, **KEPT_SINCE_CONDITIONS}, {":now": seconds(now)}),
            # Others were kept since a later instant, which these share then.
            (back, SETTLE_CONDITIONS, {}),
        )
        for expression, conditions, more in tries:
            with contextlib.suppress(ConditionFailed):
                self._table.update(
                    quota_key(claim.slot),
                    expression,
                    every(conditions),
                    values={**values, **more},
                    names={"#claim": claim.claim_id},
                )
                return

    def give_back_action(self, slot: Slot, seats: Sequence[HeldSeats], now: datetime) -> Action:
        """Return the action that gives seats of a booking's ranges back to its slot, where they are kept.

        They are not for who asks next: nobody may hand a seat on to somebody who waits for it at that very moment.

        A range's claim that is not settled yet is removed in the same write, or its seats would be given back a second
        time when it is resolved. The action fails where there is a claim of the same operation with another stamp,
        which is not of this range and must be resolved before, and where seats were given back after `now`: whoever
        tries again reads the clock again.
        """
        return self._keeping(slot, seats, now, {}, {})

    def displace_action(self, slot: Slot, seats: Sequence[HeldSeats], closure_id: str, now: datetime) -> Action:
        """Return the action by which a closure takes the seats of a booking, which are kept as if given back."""
        return self._keeping(slot, seats, now, DISPLACE_CONDITIONS, {":closure": closure_id})

    def rehold_action(self, slot: Slot, n: int, closure_id: str) -> Action:
        """Return the action by which a booking that a closure displaced holds its `n` seats again.

        They are taken from the kept ones without a claim, which the auditor could not tell from a lost seat. So it is
        done only while the slot says that it opens again, and of such a slot the auditor calls nothing broken.
        """
        return self._table.update_action(
            quota_key(slot),
            "SET seats_kept = seats_kept - :n",
            every(REHOLD_CONDITIONS),
            values={":n": n, ":closure": closure_id},
        )

    def begin_reopening(self, slot: Slot, closure_id: str, now: datetime) -> None:
        """Note that a closure is opening this slot again. From then on the closure displaces nobody in it.

        The note is written once and never removed.
        """
        with contextlib.suppress(ConditionFailed):
            self._table.update(
                quota_key(slot),
                "SET reopening_at = :now",
                every(REOPENING_CONDITIONS),
                values={":now": seconds(now), ":closure": closure_id},
                old_item=False,
            )

    def _keeping(
        self, slot: Slot, seats: Sequence[HeldSeats], now: datetime, conditions: Mapping[str, str], more: Item
    ) -> Action:
        """Return the action that keeps seats of ranges, and removes the claims of these; under more `conditions`."""
        names = {f"#c{index}": held.range.claim_id for index, held in enumerate(seats)}
        values: Item = {":n": sum(held.n for held in seats), ":none": 0, ":now": seconds(now), **more}
        clauses = [every({**KEPT_SINCE_CONDITIONS, **conditions})]
        for index, held in enumerate(seats):
            values[f":s{index}"] = held.range.at * STAMP_UNIT + held.range.first
            clauses.append(every(GIVE_BACK_CONDITIONS).format(claim=f"#c{index}", stamp=f":s{index}"))
        removed = ", ".join(f"claims.{name}" for name in names)
        return self._table.update_action(
            quota_key(slot),
            f"SET seats_kept = if_not_exists(seats_kept, :none) + :n, kept_at = :now REMOVE {removed}",
            " AND ".join(clauses),
            values=values,
            names=names,
        )

    def release(self, quota: Quota, drawn: datetime, turns: Turns | None = None, *, levelled: bool = False) -> bool:
        """Let the seats that `quota` keeps be claimed, at the minute that was `drawn`, and tell whether it was done.

        What was given back since that minute stays kept until the next one. With `turns` they are claimed in these.
        Where a release is `levelled` it is not done without turns into a slot that has nothing left by now.
        """
        conditions: Mapping[str, str] = RELEASE_CONDITIONS
        values: Item = {":kept": quota.seats_kept, ":none": 0, ":drawn": seconds(drawn), ":open": "open"}
        change = "SET seats_left = seats_left + :kept, seats_kept = :none, released_at = :drawn"
        if turns:
            conditions = {**conditions, **NEW_TURNS_CONDITIONS}
            values |= {f":{name}": value for name, value in turns_item(turns).items()}
            values[":opens_at"] = seconds(quota.opens_at)
            change += ", turn_from = :turn_from, turn_until = :turn_until"
        elif levelled:
            conditions = {**conditions, **NO_TURNS_CONDITIONS}
        try:
            names = {"#state": "state"}
            self._table.update(
                quota_key(quota.slot), change, every(conditions), values=values, names=names, old_item=False
            )
        except ConditionFailed:
            return False
        return True

    def unchanged_action(self, quota: Quota) -> Action:
        """Return the action that refuses a transaction once the quota was changed since it was read."""
        version: Item = {":version": quota.version}
        return self._table.update_action(
            quota_key(quota.slot), "SET version = :version", every(UNCHANGED_CONDITIONS), values=version, old_item=False
        )

    def change(  # noqa: PLR0913 - what a change is, and who made it
        self, old: Quota, new: Quota, operator: str, reason: str, now: datetime, also: Sequence[Action] = ()
    ) -> None:
        """Change what an operator may change, with its audit record, or raise `QuotaChanged` and change nothing.

        `also` are actions on other items that are written with it. Only `capacity`, `state`, `opens_at`, `reason`,
        `version`, `last_change`, `kept_at`, `turns` and `closure` of `new` are written. Where `new` names no closure
        any more, the note that one is opening the slot again goes with it. The seats left and kept change by the
        differences between `old` and `new`, whatever was claimed, given back or released since `old` was read, and
        never fall below zero.
        """
        audit = record_item(audit_key(old.slot.office_id, now, str(new.last_change)), old, new, operator, reason)
        sets = [
            "#capacity = :capacity",
            "seats_left = seats_left - :from_left",
            "seats_kept = if_not_exists(seats_kept, :none) - :from_kept",
            "#state = :state",
            "opens_at = :opens_at",
            "version = :new_version",
            "change = :change",
        ]
        values: Item = {
            ":capacity": new.capacity,
            ":from_left": old.seats_left - new.seats_left,
            ":from_kept": old.seats_kept - new.seats_kept,
            ":none": 0,
            ":state": new.state,
            ":opens_at": seconds(new.opens_at),
            ":old_version": old.version,
            ":new_version": new.version,
            ":change": new.last_change,
        }
        conditions: Mapping[str, str] = CHANGE_CONDITIONS
        if new.kept_at and new.kept_at != old.kept_at:
            sets.append("kept_at = :now")
            conditions = {**conditions, **KEPT_SINCE_CONDITIONS}
            values[":now"] = seconds(new.kept_at)
        more = turns_item(new.turns) if new.turns and new.turns != old.turns else {}
        more |= {name: value for name, value in (("reason", new.reason), ("closure", new.closure)) if value}
        sets += [f"{name} = :{name}" for name in more]
        values |= {f":{name}": value for name, value in more.items()}
        removed = [] if new.reason else ["reason"]
        if old.closure and not new.closure:
            removed += ["closure", "reopening_at"]
        expression = f"SET {', '.join(sets)}" + (f" REMOVE {', '.join(removed)}" if removed else "")
        quota_action = self._table.update_action(
            quota_key(old.slot),
            expression,
            every(conditions),
            values=values,
            names={"#state": "state", "#capacity": "capacity"},
        )
        try:
            self._table.transact([quota_action, self._table.put_action(audit, every(AUDIT_CONDITIONS)), *also])
        except TransactionRefused as refusal:
            current = refusal.failures.get(0)
            raise QuotaChanged(as_quota(current) if current else old) from refusal
