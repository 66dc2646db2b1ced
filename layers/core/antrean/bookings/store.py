"""Bookings in the table, with the guards of their applicants: reads, fences and commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antrean.aws.table import ConditionFailed, Table, every
from antrean.bookings.items import (
    BOOKING,
    BOOKING_PREFIX,
    BY_DAY,
    CLOSURE,
    HOLDING,
    INDEX_KEYS,
    LISTING,
    as_booking,
    as_holding,
    as_item,
    booking_key,
    check_in_marks,
    closure_of,
    day_of,
    holding_of,
    listing_of,
    slot_in_closure,
    void_mark,
)
from antrean.bookings.model import HOLD_SEATS
from antrean.bookings.parts import Part, commit_parts, guard_parts, status_for, tombstone_expiry
from antrean.guards.store import Guards
from antrean.policy.system import JOB_PAGE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from antrean.aws.attributes import Item
    from antrean.aws.table import Action, Key
    from antrean.bookings.model import Applicant, Booking, Changer, CheckIn, Displacement, Holding, Superseded
    from antrean.people.limits import Limits
    from antrean.people.model import Account
    from antrean.people.store import Accounts
    from antrean.slots.model import Claim, HeldSeats, Slot
    from antrean.slots.store import Quotas


NEW_BOOKING_CONDITIONS = {"no booking has this id": "attribute_not_exists(#status)"}
"""A tombstone has no status: it bars old claims, and a new claim may still make the booking."""
UNCHANGED_CONDITIONS = {
    "not changed since it was read": "revision = :read",
    "in the status that was read": "#status = :was",
    "nobody was served": "attribute_not_exists(checked_in_at)",
}
"""For every change and the check-in, since a function may be paused for minutes, even over midnight, after it read."""
UNDO_CHECK_IN_CONDITIONS = {
    # Who arrived again since, after another had undone it, stays arrived.
    "the arrival that is undone": "checked_in_at = :at AND checked_in_by = :officer",
}
CLAIM_IS_GOOD_CONDITIONS = {
    "no seats that were given back": "(attribute_not_exists(#void) OR #void < :first)",
}
"""Whoever resolved this claim fenced it off first, and may have given its seats back since."""
FENCE_CONDITIONS = {"a fence is never lowered": "(attribute_not_exists(#void) OR #void < :first)"}
TOMBSTONE_CONDITIONS = {
    # A booking has an expiry of its own, which a fence never touches.
    "a tombstone, no booking": "attribute_not_exists(#status)",
    "a fence is never lowered": "(attribute_not_exists(#void) OR #void < :first)",
    "not before the last day that it bars": "(attribute_not_exists(expires_at) OR expires_at < :expires)",
}
_CITIZENS: frozenset[Changer] = frozenset({"account", "people"})
_UNLIST = "REMOVE " + ", ".join(INDEX_KEYS)
INDEX_CONDITIONS = {"not changed since it was read": "revision = :read"}
"""Whoever changed the booking wrote the keys that it should have since; older ones would list it where it was."""


class Bookings:
    """Reads and conditional writes of bookings; a commit writes all items of a booking's change in one transaction."""

    def __init__(self, table: Table, accounts: Accounts, quotas: Quotas) -> None:
        """Use `table`; `accounts` and `quotas` give the parts of a commit that are theirs."""
        self._table = table
        self._accounts = accounts
        self._quotas = quotas
        self._guards = Guards(table)

    def get(self, booking_id: str) -> Booking | None:
        """Read a booking, strongly consistent; None if there is none (or only a tombstone)."""
        return as_booking(self._table.get(booking_key(booking_id)))

    def get_many(self, booking_ids: Sequence[str]) -> list[Booking]:
        """Read the bookings that exist, in the order of `booking_ids`."""
        keys = [booking_key(booking_id) for booking_id in booking_ids]
        items = self._table.get_many(keys)
        found = (as_booking(items.get(key)) for key in keys)
        return [booking for booking in found if booking]

    def holdings(self, first: date, segment: int, segments: int) -> Iterator[Holding]:
        """Read what bookings for `first` and later hold, in one of `segments` parts of the table.

        Each booking is read as it stands when the scan reaches it, strongly consistent.
        """
        statuses = {f":{status}": status for status in HOLD_SEATS}
        only = f"#sk = :booking AND #status IN ({', '.join(statuses)}) AND #date >= :first"
        values = {":booking": BOOKING, ":first": first.isoformat(), **statuses}
        yield from map(holding_of, self._table.scan(HOLDING, only, values, segment, segments))

    def holdings_of_day(self, office_id: str, day: date) -> list[Holding]:
        """Read what the bookings hold that the index lists for an office's day, each strongly consistent.

        The index follows the table a little later. A booking that it lists still and that holds another slot since is
        returned as it is; one that holds nothing any more is left out; one that it does not list yet is missing.
        """
        keys = [(item["pk"], item["sk"]) for item in self._table.listed(BY_DAY, day_of(office_id, day))]
        items = self._table.get_many(keys)
        found = (as_holding(items.get(key)) for key in keys)
        return [holding for holding in found if holding]

    def index_page(self, after: Key | None) -> Key | None:
        """Give the bookings of a page of the table the keys that they should have in the index `by_day`.

        Returns the key after which the next page begins, None at the end. This is a step of a job: it may be done
        twice, and beside any change of the same bookings.
        """
        page, following = self._table.scan_page(
            LISTING, "#sk = :booking AND attribute_exists(#status)", {":booking": BOOKING}, after, JOB_PAGE
        )
        for item in page:
            try:
                keys = listing_of(item)
            except (KeyError, ValueError) as error:
                # The job goes no further than a booking that it cannot read; somebody has to look at it.
                message = f"the job cannot read the item of {item['pk']}"
                raise ValueError(message) from error
            if keys != {name: item[name] for name in INDEX_KEYS if name in item}:
                self._set_index_keys(item, keys)
        return following

    def _set_index_keys(self, item: Item, keys: Mapping[str, str]) -> None:
        """Give a booking that was read its keys in the index, or take them away, unless it was changed since."""
        expression = "SET " + ", ".join(f"{name} = :{name}" for name in keys) if keys else _UNLIST
        values = {":read": item["revision"], **{f":{name}": value for name, value in keys.items()}}
        try:
            # A refusal must not bring the booking along: the job reads nobody's name.
            self._table.update(
                (item["pk"], item["sk"]), expression, every(INDEX_CONDITIONS), values=values, old_item=False
            )
        except ConditionFailed:
            return

    def fence(self, claim: Claim) -> Booking | None:
        """Bar every commit of this or an older claim of the slot from now on, and return the booking as it stands.

        One void mark for each slot is enough, because queue numbers of a slot only grow. A fence for a booking that
        does not exist leaves a tombstone: an item that holds nothing but marks, and expires after the latest of the
        days that they bar.
        """
        key, mark = booking_key(claim.booking_id), {"#void": void_mark(claim.slot)}
        try:
            self._table.update(
                key,
                "SET #void = :first, expires_at = :expires",
                every(TOMBSTONE_CONDITIONS),
                values={":first": claim.first, ":expires": tombstone_expiry(claim.slot)},
                names={**mark, "#status": "status"},
                old_item=False,
            )
        except ConditionFailed:
            pass
        else:
            return None
        # There is a booking, or a tombstone that is kept longer or bars this claim already.
        try:
            item = self._table.update(
                key,
                "SET #void = :first",
                every(FENCE_CONDITIONS),
                values={":first": claim.first},
                names=mark,
                returns="ALL_NEW",
            )
        except ConditionFailed as already_fenced:
            return as_booking(already_fenced.item)
        return as_booking(item)

    def commit_new(  # noqa: PLR0913 - the parts of a new booking
        self,
        booking: Booking,
        claim: Claim,
        account: Account,
        now: datetime,
        limits: Limits | None = None,
        superseded: Superseded | None = None,
    ) -> None:
        """Make a booking of a claim: booking, guards and account in one transaction; raises `CommitRefused`.

        With `limits` that are not those that were read of the account, they are kept too.
        With `superseded` the account's owner is taken out of the booking of another account in the same transaction.
        """
        begun = self._accounts.begin_active_action(account, booking.booking_id, booking.until, now, limits)
        parts = [
            Part("booking", self.write_action(booking, claim, None)),
            *guard_parts(booking.applicants, lambda key: self._guard(key, booking, now, superseded)),
            Part("account", begun),
        ]
        if superseded:
            parts += self._superseded(superseded.old, superseded.new, now)
        commit_parts(self._table, parts, superseded.old if superseded else booking)

    def commit_addition(  # noqa: PLR0913 - the parts of an addition
        self,
        old: Booking,
        new: Booking,
        claim: Claim,
        added: Sequence[Applicant],
        now: datetime,
        account: Account | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Add applicants to a booking at the revision that was read; raises `CommitRefused`.

        With `limits` that are not those that were read of the account, they are kept too.
        """
        parts = [
            Part("booking", self.write_action(new, claim, old)),
            *guard_parts(added, lambda key: self._guards.take(key, new.booking_id, new.until, now)),
        ]
        if account and limits and limits is not account.limits:
            parts.append(Part("account", self._accounts.limits_action(account, limits)))
        commit_parts(self._table, parts, old)

    def commit_move(self, old: Booking, new: Booking, claim: Claim, now: datetime) -> None:
        """Move a booking to the slot of a claim and give its old seats back; raises `CommitRefused`.

        One that its office displaced has a right to another place, which no misses stop.
        """
        chosen_at = now if old.meaning.counts else None
        commit_parts(
            self._table,
            [
                Part("booking", self.write_action(new, claim, old)),
                *self._give_back(old, old.held_seats, now),
                *guard_parts(new.present, lambda key: self._guards.move(key, new.booking_id, new.until)),
                Part("account", self._accounts.move_action(new.account_id, new.booking_id, new.until, chosen_at)),
            ],
            old,
        )

    def commit_cancel(
        self, old: Booking, new: Booking, now: datetime, account: Account | None = None, limits: Limits | None = None
    ) -> None:
        """Cancel a booking, give its seats back, and keep `limits`, if any, in the account that was read.

        Raises `CommitRefused`.
        """
        ended = self._accounts.end_active_action(new.account_id, new.booking_id, account, limits)
        commit_parts(
            self._table,
            [
                Part("booking", self.write_action(new, None, old)),
                *self._give_back(old, old.held_seats, now),
                *guard_parts(old.present, lambda key: self._guards.drop(key, new.booking_id)),
                Part("account", ended),
            ],
            old,
        )

    def commit_leaving(self, old: Booking, new: Booking, leaver: Applicant, now: datetime) -> None:
        """Take somebody out of a booking with which others come, and give the seat back; raises `CommitRefused`."""
        commit_parts(
            self._table,
            [
                Part("booking", self.write_action(new, None, old)),
                *self._give_back(old, [old.seat_of(leaver)] if old.holds_seats else [], now),
                *guard_parts([leaver], lambda key: self._guards.drop(key, new.booking_id)),
            ],
            old,
        )

    def commit_marks(self, old: Booking, new: Booking) -> None:
        """Write what was only noted on a booking, at the revision that was read; raises `CommitRefused`."""
        commit_parts(self._table, [Part("booking", self.write_action(new, None, old))], old)

    def commit_displaced(self, old: Booking, new: Booking, displacement: Displacement, now: datetime) -> None:
        """Take a booking its place by a closure, and hold its people until its right to another ends.

        Raises `CommitRefused`, also where its slot is not closed by that closure any more.
        """
        seats = self._quotas.displace_action(old.slot, old.held_seats, displacement.closure_id, now)
        self._commit_place(old, new, seats)

    def commit_reheld(self, old: Booking, new: Booking, displacement: Displacement) -> None:
        """Give a displaced booking its seats and numbers again; raises `CommitRefused`, also where too few are kept."""
        n = sum(held.n for held in new.held_seats)
        self._commit_place(old, new, self._quotas.rehold_action(old.slot, n, displacement.closure_id))

    def commit_lapsed(self, old: Booking, new: Booking) -> None:
        """End a displaced booking that nobody answered for; raises `CommitRefused`.

        Its guards and its account's profile say by themselves that they are over, and may be another booking's by now.
        """
        commit_parts(self._table, [Part("booking", self.write_action(new, None, old, {"schedule"}))], old)

    def displaced_by(self, closure_id: str, slot: Slot | None = None) -> list[Booking]:
        """Read the bookings that a closure displaced and that are displaced still, those of one slot or all, in order.

        Which there are says the index, a little late; each is read itself, strongly consistent.
        """
        begins = slot_in_closure(slot) if slot else ""
        found = self.get_many(
            [each for number, each in self._listed(closure_of(closure_id)) if number.startswith(begins)]
        )
        return [each for each in found if each.displacement and each.displacement.closure_id == closure_id]

    def of_day(self, office_id: str, day: date) -> list[Booking]:
        """Read the bookings that hold seats of an office's day, in order, as `displaced_by` reads."""
        found = self.get_many([each for _, each in self._listed(day_of(office_id, day))])
        return [
            each for each in found if each.holds_seats and (each.slot.office_id, each.slot.date) == (office_id, day)
        ]

    def _listed(self, partition: str) -> list[tuple[str, str]]:
        """Return the sort keys and the ids of the bookings that the index lists in a partition, in order."""
        found = self._table.listed(BY_DAY, partition)
        return [(item[INDEX_KEYS[1]], item["pk"].removeprefix(BOOKING_PREFIX)) for item in found]

    def check_in_action(self, booking: Booking, check_in: CheckIn) -> Action:
        """Return the action that records that a booking's people arrived, once, for the slot that was read."""
        marks, was = check_in_marks(check_in), status_for(booking, {"counter"})
        return self._table.update_action(
            booking_key(booking.booking_id),
            "SET " + ", ".join(f"{name} = :{name}" for name in marks),
            every(UNCHANGED_CONDITIONS),
            values={":read": booking.revision, ":was": was, **{f":{name}": value for name, value in marks.items()}},
            names={"#status": "status"},
        )

    def undo_check_in_action(self, booking: Booking, check_in: CheckIn) -> Action:
        """Return the action that takes the record of an arrival away again, if it is still this one."""
        return self._table.update_action(
            booking_key(booking.booking_id),
            "REMOVE checked_in_at, checked_in_office, checked_in_by",
            every(UNDO_CHECK_IN_CONDITIONS),
            values={":at": int(check_in.at.timestamp()), ":officer": check_in.officer},
        )

    def _superseded(self, old: Booking, new: Booking, now: datetime) -> list[Part]:
        """Return the parts by which an owner no longer comes with another booking, which may end with that."""
        parts = [Part("booking", self.write_action(new, None, old))]
        if not new.present:
            parts += self._give_back(old, old.held_seats, now)
            parts.append(Part("account", self._accounts.end_active_action(old.account_id, old.booking_id)))
        return parts

    def _commit_place(self, old: Booking, new: Booking, seats: Action) -> None:
        """Write that a booking lost its place, or has it again, with the action on the quota of its slot."""
        parts = [
            Part("booking", self.write_action(new, None, old, {"office"})),
            Part("quota", seats),
            *guard_parts(new.present, lambda key: self._guards.move(key, new.booking_id, new.until)),
            Part("account", self._accounts.move_action(new.account_id, new.booking_id, new.until)),
        ]
        commit_parts(self._table, parts, old)

    def _give_back(self, old: Booking, seats: Sequence[HeldSeats], now: datetime) -> list[Part]:
        """Return the part by which a booking gives seats back; none for no seats."""
        return [Part("quota", self._quotas.give_back_action(old.slot, seats, now))] if seats else []

    def _guard(self, nik_key: str, booking: Booking, now: datetime, superseded: Superseded | None) -> Action:
        """Return the action that guards a NIK; the guard of the owner who is superseded is taken over."""
        if superseded and nik_key in superseded.guarded:
            return self._guards.supersede(nik_key, booking.booking_id, booking.until, superseded.old.booking_id)
        return self._guards.take(nik_key, booking.booking_id, booking.until, now)

    def write_action(
        self, booking: Booking, claim: Claim | None, old: Booking | None, by: Collection[Changer] = _CITIZENS
    ) -> Action:
        """Return the write of the whole booking by whom, in place of `old` as read, None where there was none."""
        conditions = UNCHANGED_CONDITIONS if old else NEW_BOOKING_CONDITIONS
        item = as_item(booking)
        names = {f"#{name}": name for name in item}
        values: Item = {f":{name}": value for name, value in item.items()}
        if old:
            values |= {":read": old.revision, ":was": status_for(old, by)}
        if claim:
            conditions = {**conditions, **CLAIM_IS_GOOD_CONDITIONS}
            names["#void"] = void_mark(claim.slot)
            values[":first"] = claim.first
        expression = "SET " + ", ".join(f"#{name} = :{name}" for name in item)
        # What neither holds seats nor is displaced leaves the index, and what is displaced no more says so no more.
        gone = [name for name in (*INDEX_KEYS, CLOSURE) if name not in item] if old else []
        if gone:
            expression += f" REMOVE {', '.join(gone)}"
        return self._table.update_action(
            booking_key(booking.booking_id), expression, every(conditions), values=values, names=names
        )
