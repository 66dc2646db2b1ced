"""Bookings in the table, with the guards of their applicants: reads, fences and commits."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from antrean.aws.table import ConditionFailed, Table, TransactionRefused, every
from antrean.base.policy import JOB_PAGE
from antrean.bookings.items import (
    BOOKING,
    BY_DAY,
    HOLDING,
    INDEX_KEYS,
    LISTING,
    as_booking,
    as_holding,
    as_item,
    booking_key,
    day_of,
    guard_key,
    holding_of,
    listing_of,
    void_mark,
)
from antrean.bookings.model import HOLD_SEATS
from antrean.offices.store import Offices
from antrean.people.store import Accounts, account_key, as_account
from antrean.slots.store import Quotas, ReleaseSecrets, as_quota, quota_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from antrean.aws.attributes import Item
    from antrean.aws.table import Key
    from antrean.bookings.model import Applicant, Booking, CheckIn, Holding
    from antrean.jobs.store import Jobs
    from antrean.people.model import Account
    from antrean.slots.model import Claim, Quota, Slot


NEW_BOOKING_CONDITIONS = {"no booking has this id": "attribute_not_exists(#status)"}
"""A tombstone has no status: it bars old claims, and a new claim may still make the booking."""
UNCHANGED_CONDITIONS = {
    "not changed since it was read": "revision = :read",
    "in the status that was read": "#status = :was",
    "nobody was served": "attribute_not_exists(checked_in_at)",
}
"""For every change and the check-in, since a function may be paused for minutes, even over midnight, after it read."""
CLAIM_IS_GOOD_CONDITIONS = {
    "no seats that were given back": "(attribute_not_exists(#void) OR #void < :first)",
}
"""Whoever resolved this claim fenced it off first, and may have given its seats back since."""
FENCE_CONDITIONS = {"a fence is never lowered": "(attribute_not_exists(#void) OR #void < :first)"}
_UNLIST = "REMOVE " + ", ".join(INDEX_KEYS)
TAKE_GUARD_CONDITIONS = {
    "one active booking for each NIK, until the end of its day": "(attribute_not_exists(pk) OR held_until <= :now)",
}
OWN_GUARD_CONDITIONS = {"only the guard of this booking": "booking_id = :booking"}
INDEX_CONDITIONS = {"not changed since it was read": "revision = :read"}
"""Whoever changed the booking wrote the keys that it should have since; older ones would list it where it was."""


class CommitRefused(Exception):  # noqa: N818 - the expected outcome of a lost race
    """A commit of which nothing was written.

    `niks` are the applicants whose NIK another booking holds; `account` tells that the account has another active
    booking; `leftovers` are claims of the booking's operations that late twins left on the slot it gives seats back to.
    If all are empty, the booking itself had changed since it was read, or the claim was fenced off.
    """

    def __init__(self, niks: tuple[str, ...], leftovers: tuple[Claim, ...], *, account: bool) -> None:
        """Keep which of the conditions failed."""
        super().__init__("commit refused")
        self.niks = niks
        self.leftovers = leftovers
        self.account = account


class CheckInRefused(Exception):  # noqa: N818 - the expected outcome of a lost race
    """A check-in that was not recorded; `booking` is the booking as it stood then."""

    def __init__(self, booking: Booking | None) -> None:
        """Keep the booking that refused."""
        super().__init__("check-in refused")
        self.booking = booking


class Bookings:
    """Reads and conditional writes of bookings; a commit writes all items of a booking's change in one transaction."""

    def __init__(self, table: Table, accounts: Accounts, quotas: Quotas) -> None:
        """Use `table`; `accounts` and `quotas` give the parts of a commit that are theirs."""
        self._table = table
        self._accounts = accounts
        self._quotas = quotas

    def get(self, booking_id: str) -> Booking | None:
        """Read a booking, strongly consistent; None if there is none (or only a tombstone)."""
        return as_booking(self._table.get(booking_key(booking_id)))

    def get_many(self, booking_ids: Sequence[str]) -> list[Booking]:
        """Read the bookings that exist, in the order of `booking_ids`."""
        items = self._table.get_many([booking_key(booking_id) for booking_id in booking_ids])
        found = (as_booking(items.get(booking_key(booking_id))) for booking_id in booking_ids)
        return [booking for booking in found if booking]

    def holdings(self, first: date, segment: int, segments: int) -> Iterator[Holding]:
        """Read what bookings for `first` and later hold, in one of `segments` parts of the table.

        Each booking is read as it stands when the scan reaches it, strongly consistent.
        """
        statuses = {f":{status}": status for status in HOLD_SEATS}
        found = self._table.scan(
            HOLDING,
            f"#sk = :booking AND #status IN ({', '.join(statuses)}) AND #date >= :first",
            {":booking": BOOKING, ":first": first.isoformat(), **statuses},
            segment,
            segments,
        )
        for item in found:
            yield holding_of(item)

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
        does not exist leaves a tombstone: an item that holds nothing but the mark.
        """
        try:
            item = self._table.update(
                booking_key(claim.booking_id),
                "SET #void = :first",
                every(FENCE_CONDITIONS),
                values={":first": claim.first},
                names={"#void": void_mark(claim.slot)},
                returns="ALL_NEW",
            )
        except ConditionFailed as already_fenced:
            return as_booking(already_fenced.item)
        return as_booking(item)

    def commit_new(self, booking: Booking, claim: Claim, account: Account, now: datetime) -> None:
        """Make a booking of a claim: booking, guards and account in one transaction; raises `CommitRefused`."""
        self._commit(
            booking,
            [self._write(booking, claim, None)],
            booking.applicants,
            [self._take_guard(applicant, booking, now) for applicant in booking.applicants],
            [self._accounts.begin_active_action(account, booking.booking_id, booking.until, booking.created_at, now)],
        )

    def commit_addition(
        self, old: Booking, new: Booking, claim: Claim, added: Sequence[Applicant], now: datetime
    ) -> None:
        """Add applicants to a booking at the revision that was read; raises `CommitRefused`."""
        self._commit(
            new,
            [self._write(new, claim, old)],
            added,
            [self._take_guard(applicant, new, now) for applicant in added],
            [],
        )

    def commit_move(self, old: Booking, new: Booking, claim: Claim, now: datetime) -> None:
        """Move a booking to the slot of a claim and give its old seats back; raises `CommitRefused`."""
        self._commit(
            new,
            [self._write(new, claim, old), self._quotas.give_back_action(old.slot, old.held_seats, now)],
            new.present,
            [self._move_guard(applicant, new) for applicant in new.present],
            [self._accounts.move_action(new.account_id, new.booking_id, new.until)],
        )

    def commit_cancel(self, old: Booking, new: Booking, now: datetime) -> None:
        """Cancel a booking and give its seats back; raises `CommitRefused`."""
        self._commit(
            new,
            [self._write(new, None, old), self._quotas.give_back_action(old.slot, old.held_seats, now)],
            old.present,
            [self._drop_guard(applicant, new) for applicant in old.present],
            [self._accounts.end_active_action(new.account_id, new.booking_id)],
        )

    def check_in(self, booking: Booking, check_in: CheckIn) -> None:
        """Record that a booking was served, once, for the slot that was read; raises `CheckInRefused`."""
        try:
            self._table.update(
                booking_key(booking.booking_id),
                "SET checked_in_at = :at, checked_in_office = :office, checked_in_by = :officer",
                every(UNCHANGED_CONDITIONS),
                values={
                    ":at": int(check_in.at.timestamp()),
                    ":office": check_in.office_id,
                    ":officer": check_in.officer,
                    ":read": booking.revision,
                    ":was": booking.status,
                },
                names={"#status": "status"},
            )
        except ConditionFailed as failure:
            raise CheckInRefused(as_booking(failure.item)) from failure

    def _commit(
        self,
        booking: Booking,
        own: list[dict[str, Any]],
        guarded: Sequence[Applicant],
        guards: list[dict[str, Any]],
        account: list[dict[str, Any]],
    ) -> None:
        """Write the booking (and the quota it gives seats back to), its guards and its account, or nothing."""
        try:
            self._table.transact(own + guards + account)
        except TransactionRefused as refusal:
            failed = refusal.failures
            quota = failed.get(1) if len(own) > 1 else None
            after_guards = len(own) + len(guards)
            # If the booking changed, guard failures are ignored: the guards that stand there may be its own.
            held = () if 0 in failed else tuple(enumerate(guarded, len(own)))
            raise CommitRefused(
                niks=tuple(applicant.nik_key for index, applicant in held if index in failed),
                leftovers=_claims_of(booking, quota),
                account=any(index >= after_guards for index in failed),
            ) from refusal

    def _write(self, booking: Booking, claim: Claim | None, old: Booking | None) -> dict[str, Any]:
        """Return the write of the whole booking, in place of `old` as it was read, None where there was none."""
        conditions = UNCHANGED_CONDITIONS if old else NEW_BOOKING_CONDITIONS
        item = as_item(booking)
        names = {f"#{name}": name for name in item}
        values: Item = {f":{name}": value for name, value in item.items()}
        if old:
            values |= {":read": old.revision, ":was": old.status}
        if claim:
            conditions = {**conditions, **CLAIM_IS_GOOD_CONDITIONS}
            names["#void"] = void_mark(claim.slot)
            values[":first"] = claim.first
        expression = "SET " + ", ".join(f"#{name} = :{name}" for name in item)
        if not booking.holds_seats:
            # What holds no seats leaves the list of its day.
            expression += f" {_UNLIST}"
        return self._table.update_action(
            booking_key(booking.booking_id), expression, every(conditions), values=values, names=names
        )

    def _take_guard(self, applicant: Applicant, booking: Booking, now: datetime) -> dict[str, Any]:
        pk, sk = guard_key(applicant.nik_key)
        until = int(booking.until.timestamp())
        return self._table.put_action(
            # DynamoDB removes the guard some time after `expires_at`, when it no longer guards anything.
            {"pk": pk, "sk": sk, "v": 1, "booking_id": booking.booking_id, "held_until": until, "expires_at": until},
            every(TAKE_GUARD_CONDITIONS),
            {":now": int(now.timestamp())},
        )

    def _move_guard(self, applicant: Applicant, booking: Booking) -> dict[str, Any]:
        return self._table.update_action(
            guard_key(applicant.nik_key),
            "SET held_until = :until, expires_at = :until",
            every(OWN_GUARD_CONDITIONS),
            values={":until": int(booking.until.timestamp()), ":booking": booking.booking_id},
        )

    def _drop_guard(self, applicant: Applicant, booking: Booking) -> dict[str, Any]:
        return self._table.delete_action(
            guard_key(applicant.nik_key), every(OWN_GUARD_CONDITIONS), {":booking": booking.booking_id}
        )


class Store:
    """The stores of all kinds of items, and the one read with which every change of a booking begins."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table
        self.accounts = Accounts(table)
        self.offices = Offices(table)
        self.quotas = Quotas(table)
        self.release_secrets = ReleaseSecrets(table)
        self.bookings = Bookings(table, self.accounts, self.quotas)

    @cached_property
    def jobs(self) -> Jobs:
        """The jobs of the table."""
        # No request asks for them, so no function that answers one loads them at its cold start.
        from antrean.jobs.store import Jobs  # noqa: PLC0415

        return Jobs(self._table)

    def lists_every_booking(self) -> bool:
        """Tell whether the index `by_day` lists the bookings of earlier releases too, whose keys a job adds once."""
        return self.jobs.is_done(BY_DAY)

    def read_for_change(self, account_id: str, booking_id: str) -> tuple[Account | None, Booking | None]:
        """Read in one call the account and the booking that a change of the booking is decided on."""
        profile, booking = account_key(account_id), booking_key(booking_id)
        items = self._table.get_many([profile, booking])
        return as_account(items.get(profile)), as_booking(items.get(booking))

    def read_settled(self, slot: Slot, booking_ids: Sequence[str]) -> tuple[Quota | None, list[Holding | None]]:
        """Read a slot's quota and what bookings hold, none of them half-way through a transaction; may raise `Busy`."""
        bookings = [booking_key(booking_id) for booking_id in booking_ids]
        items = self._table.transact_get([quota_key(slot), *bookings])
        quota = items.get(quota_key(slot))
        return as_quota(quota) if quota else None, [as_holding(items.get(key)) for key in bookings]


def _claims_of(booking: Booking, quota: Item | None) -> tuple[Claim, ...]:
    claims = as_quota(quota).claims.values() if quota else ()
    return tuple(claim for claim in claims if claim.booking_id == booking.booking_id)
