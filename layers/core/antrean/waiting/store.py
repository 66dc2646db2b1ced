"""The waiting list in the table: reads, and the conditional writes by which entries begin, get offers, and end."""

from __future__ import annotations

import itertools
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from antrean.aws.table import ConditionFailed, Table, every
from antrean.bookings.parts import Part, commit_parts, guard_parts
from antrean.guards.store import Guards, as_guard, guard_key
from antrean.household.items import as_household, household_key
from antrean.people.items import account_key, as_account
from antrean.policy.waiting import ENTRIES_COUNTED
from antrean.waiting.items import (
    BLOCKED,
    LAST_WAITER,
    SOMETIMES,
    WAITERS,
    WAITING,
    as_blocked,
    as_entry,
    as_mark,
    as_waiter,
    blocked_item,
    due_key,
    entry_item,
    entry_key,
    list_of,
    listing_keys,
    mark_item,
    mark_key,
    parts_of_due,
    seconds,
    waiter_item,
    waiter_key,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from antrean.aws.attributes import Item
    from antrean.aws.table import Action, Key
    from antrean.bookings.model import Booking, Changer
    from antrean.bookings.stores import Store
    from antrean.guards.store import Guard
    from antrean.people.limits import Limits
    from antrean.people.model import Account
    from antrean.slots.model import Claim, Slot
    from antrean.waiting.items import DueKind
    from antrean.waiting.model import Blocked, Entry, Mark, Waiter

ENTER_CONDITIONS = {
    # Or an account would wait twice, and two requests of one moment would both find no entry.
    "one entry for each account, until it ends": "(attribute_not_exists(pk) OR #state = :ended)",
}
MARK_CONDITIONS = {
    "one entry for each NIK, until it ends": "(attribute_not_exists(pk) OR held_until <= :now)",
}
OUTRANK_CONDITIONS = {
    # Whom the owner of a NIK outranks may have ended since, and a third one wait.
    "only the mark of the entry that was read": "entry = :outranked",
}
OWN_MARK_CONDITIONS = {"only the mark of this entry": "entry = :entry"}
"""The owner of the NIK may have taken it over."""
ENTRY_CONDITIONS = {
    # The account may have left and wait anew.
    "the entry that was read": "entry = :entry",
    # Two offerers would else offer two slots to one entry, and an answer meet another offer than its own.
    "as it was read": "revision = :read",
}
BLOCK_CONDITIONS = {
    # A run that was paused must not let them wait anew.
    "only over the note that was read": "(attribute_not_exists(pk) OR since = :read)",
}


class Asking(NamedTuple):
    """What a request to wait is decided on. It was read in one call, and not at one instant."""

    account: Account | None
    entry: Entry | None
    guards: Mapping[str, Guard]
    marks: Mapping[str, Mark]
    """By NIK key, as the guards."""


class Outranked(NamedTuple):
    """What another account has of the owner of a NIK who waits in an own entry now."""

    marks: Mapping[str, Mark] = MappingProxyType({})
    """By NIK key, as they were read."""
    entries: Sequence[tuple[Entry, Entry]] = ()
    """The entries that have the owner, each as it was read and without the owner."""


class Listed(NamedTuple):
    """Who waits at an office, in the order of offers, and where kept seats of its slots wait for more."""

    waiters: Sequence[Waiter]
    blocked: Mapping[Slot, Blocked]
    many: bool
    """Whether there may be more who were not read."""


class Due(NamedTuple):
    """Something that the clock looks at, by its key."""

    kind: DueKind
    subject: str
    key: Key


class Waiting:
    """Reads and conditional writes of the waiting list."""

    def __init__(self, table: Table, store: Store) -> None:
        """Use `table`; `store` gives the parts of a change that are of bookings, quotas and accounts."""
        self._table = table
        self.store = store
        self._guards = Guards(table)

    def asking(self, account_id: str, nik_keys: Sequence[str], *, household: bool = False) -> Asking:
        """Read in one call the account, its entry, and what keeps the people of NIKs from waiting."""
        guards, marks = {each: guard_key(each) for each in nik_keys}, {each: mark_key(each) for each in nik_keys}
        members = [household_key(account_id)] if household else []
        keys = [account_key(account_id), entry_key(account_id), *members, *guards.values(), *marks.values()]
        items = self._table.get_many(keys)
        account = as_account(items.get(account_key(account_id)))
        if account and household:
            account = account._replace(household=as_household(items.get(household_key(account_id))))
        return Asking(
            account,
            as_entry(items.get(entry_key(account_id))),
            {each: guard for each, key in guards.items() if (guard := as_guard(items.get(key)))},
            {each: mark for each, key in marks.items() if (mark := as_mark(items.get(key)))},
        )

    def entry(self, account_id: str) -> Entry | None:
        """Read the entry of an account, strongly consistent."""
        return as_entry(self._table.get(entry_key(account_id)))

    def settled_entry(self, account_id: str) -> Entry | None:
        """Read the entry of an account that has an offer, not half-way through the transaction that made it.

        Every other read may see the offer and not yet that its entry has it; whoever ends the offer then would leave
        the entry with it for ever. Raises `Busy` where that transaction does not end in time.
        """
        key = entry_key(account_id)
        return as_entry(self._table.transact_get([key]).get(key))

    def entries(self, account_ids: Collection[str]) -> dict[str, Entry]:
        """Read the entries of accounts, each strongly consistent."""
        items = self._table.get_many([entry_key(each) for each in account_ids])
        return {entry.account_id: entry for item in items.values() if (entry := as_entry(item))}

    def people_of(self, entry: Entry) -> Asking:
        """Read in one call what an offer to an entry is decided on: its account and entry, and its people's guards."""
        return self.asking(entry.account_id, [each for person in entry.people for each in person.nik_keys])

    def listed(self, office_id: str) -> Listed:
        """Read who waits at an office, strongly consistent, the first `ENTRIES_COUNTED` of them."""
        every_item = self._table.query(list_of(office_id), BLOCKED, LAST_WAITER, consistent=True)
        found = list(itertools.islice(every_item, ENTRIES_COUNTED))
        blocked, waiters = {}, []
        for item in found:
            if item["sk"].startswith(WAITERS):
                waiters.append(as_waiter(item))
            else:
                each = as_blocked(office_id, item)
                blocked[each.slot] = each
        return Listed(waiters, blocked, len(found) == ENTRIES_COUNTED)

    def before(self, office_id: str, entry: Entry) -> int:
        """Count who waits at an office before an entry, `ENTRIES_COUNTED` at most."""
        _, own = waiter_key(office_id, entry)
        found = self._table.query(list_of(office_id), WAITERS, own)
        return sum(item["sk"] != own for item in itertools.islice(found, ENTRIES_COUNTED))

    def due(self, now: datetime) -> list[Due]:
        """Read what the clock has to look at by now, the longest waiting first, strongly consistent."""
        items = self._table.query(WAITING, "0", f"{seconds(now):012d}~", consistent=True)
        return [Due(*parts_of_due((item["pk"], item["sk"])), (item["pk"], item["sk"])) for item in items]

    def forget(self, due: Due) -> None:
        """Delete what the clock has nothing to do at any more."""
        self._table.transact([self._table.delete_action(due.key)])

    def block(self, new: Blocked, old: Blocked | None) -> None:
        """Note that kept seats of a slot wait from now on, in place of the note that was read, if there was one."""
        read: Item = {":read": seconds(old.since) if old else 0}
        with suppress(ConditionFailed):
            self._table.put(blocked_item(new), every(BLOCK_CONDITIONS), read)

    def enter(
        self,
        entry: Entry,
        now: datetime,
        outranked: Outranked,
        account: Account,
        limits: Limits,
    ) -> bool:
        """Write an entry, one mark for each person, and what lists it; tell whether that was written.

        `outranked` is the entry of another account that has its owner, as it was read, and what it becomes without.
        `limits` that are not those that were read of the account are kept too.
        """
        at: Item = {":now": seconds(now)}
        actions = [
            self._entry_action(entry, every(ENTER_CONDITIONS), {":ended": "ended"}),
            *(self._table.put_action(waiter_item(office_id, entry)) for office_id in entry.offices),
            self._due_action(entry.ends_at, "entry", entry.account_id),
        ]
        for nik_key in _nik_keys(entry):
            other = outranked.marks.get(nik_key)
            conditions = OUTRANK_CONDITIONS if other else MARK_CONDITIONS
            values: Item = {":outranked": other.entry_id} if other else at
            actions.append(self._table.put_action(mark_item(nik_key, entry), every(conditions), values))
        for before, after in outranked.entries:
            actions += self._left_out(before, after)
        if limits is not account.limits:
            actions.append(self.store.accounts.limits_action(account, limits))
        return self._table.try_transact(actions)

    def offer(self, old: Entry, offered: Booking, claim: Claim, skipped: Sequence[tuple[Entry, Entry]]) -> None:
        """Offer the seats of a claim to an entry as it was read; raises `CommitRefused`.

        `skipped` are the entries that were passed over, each as it was read and as it is then.
        """
        offer = offered.offer
        if offer is None:
            message = "an offer says until when it can be answered"
            raise ValueError(message)
        parts = [
            Part("booking", self.store.bookings.write_action(offered, claim, None)),
            Part("entry", self._change_action(old, old.offered(offered.booking_id))),
            Part("entry", self._due_action(offer.until, "offer", offered.booking_id)),
            *(Part("entry", self._change_action(before, after)) for before, after in skipped),
        ]
        commit_parts(self._table, parts, offered)

    def accept(self, old: Booking, new: Booking, entry: Entry, account: Account, now: datetime) -> None:
        """Make a booking of an offer: people and account are held from now on; raises `CommitRefused`."""
        parts = [
            Part("booking", self.store.bookings.write_action(new, None, old, {"answer"})),
            *guard_parts(new.present, lambda key: self._guards.take(key, new.booking_id, new.until, now)),
            Part("account", self.store.accounts.begin_active_action(account, new.booking_id, new.until, now)),
            *self._answered(old, entry, entry.answered("accepted", old.slot)),
        ]
        commit_parts(self._table, parts, old)

    def take_back(  # noqa: PLR0913 - what ends, how and when
        self,
        old: Booking,
        new: Booking,
        entry: tuple[Entry, Entry] | None,
        by: Changer,
        now: datetime,
        closure_id: str | None = None,
    ) -> None:
        """End an offer that was not accepted, and keep its seats; raises `CommitRefused`.

        `entry` is its entry as it was read and as it is then, None where it is gone. With `closure_id` the closure
        that shut the slot takes it back.
        """
        quotas = self.store.quotas
        if closure_id is None:
            seats = quotas.give_back_action(old.slot, old.held_seats, now)
        else:
            seats = quotas.displace_action(old.slot, old.held_seats, closure_id, now)
        parts = [
            Part("booking", self.store.bookings.write_action(new, None, old, {by})),
            Part("quota", seats),
            *(self._answered(old, *entry) if entry else []),
        ]
        commit_parts(self._table, parts, old)

    def end(self, old: Entry, new: Entry) -> bool:
        """End an entry that has no offer, as it was read, and tell whether that was written."""
        return self._table.try_transact([self._change_action(old, new), *self._ended(old)])

    def skip(self, skipped: Sequence[tuple[Entry, Entry]]) -> bool:
        """Record that entries were passed over, each as it was read, and tell whether that was written."""
        return self._table.try_transact([self._change_action(before, after) for before, after in skipped])

    def renumber(self, entry: Entry) -> bool:
        """Bring an entry to its next version, as it was read, and tell whether that was written."""
        return self._table.try_transact([self._change_action(entry, entry.renumbered())])

    def _left_out(self, old: Entry, new: Entry) -> list[Action]:
        """Return the actions by which an entry has fewer people, or none and ends."""
        changed = self._change_action(old, new)
        if new.state == "ended":
            return [changed, *self._ended(new)]
        return [changed, *(self._table.put_action(waiter_item(office_id, new)) for office_id in new.offices)]

    def _answered(self, booking: Booking, old: Entry, new: Entry) -> list[Part]:
        """Return the parts by which the offer of an entry ends, and the entry with it if it does."""
        until = booking.offer.until if booking.offer else old.ends_at
        actions = [self._change_action(old, new)]
        actions.append(self._table.delete_action(due_key(until, "offer", booking.booking_id)))
        actions += self._ended(old) if new.state == "ended" else []
        return [Part("entry", action) for action in actions]

    def _ended(self, entry: Entry) -> list[Action]:
        """Return the actions by which nothing lists an entry any more, and its people are free to wait elsewhere.

        Marks that the owner of a NIK has taken over since stay; one that is taken over at this very moment refuses the
        transaction.
        """
        nik_keys = _nik_keys(entry)
        items = self._table.get_many([mark_key(each) for each in nik_keys])
        marks = {each: as_mark(items.get(mark_key(each))) for each in nik_keys}
        own: Item = {":entry": entry.entry_id}
        return [
            *(self._table.delete_action(key) for key in listing_keys(entry)),
            *(
                self._table.delete_action(mark_key(each), every(OWN_MARK_CONDITIONS), own)
                for each, mark in marks.items()
                if mark and mark.entry_id == entry.entry_id
            ),
        ]

    def _change_action(self, old: Entry, new: Entry) -> Action:
        read: Item = {":entry": old.entry_id, ":read": old.version}
        return self._entry_action(new, every(ENTRY_CONDITIONS), read)

    def _entry_action(self, entry: Entry, condition: str, more: Item) -> Action:
        """Return the write of a whole entry: an update, since no citizen's request may put what is beside a profile."""
        item = entry_item(entry)
        changed = ", ".join(f"#{name} = :new_{name}" for name in item)
        gone = [name for name in SOMETIMES if name not in item]
        removed = f" REMOVE {', '.join(gone)}" if gone else ""
        return self._table.update_action(
            entry_key(entry.account_id),
            f"SET {changed}{removed}",
            condition,
            values={**{f":new_{name}": value for name, value in item.items()}, **more},
            names={f"#{name}": name for name in item},
        )

    def _due_action(self, at: datetime, kind: DueKind, subject: str) -> Action:
        pk, sk = due_key(at, kind, subject)
        return self._table.put_action({"pk": pk, "sk": sk, "v": 1})


def _nik_keys(entry: Entry) -> list[str]:
    return [each for person in entry.people for each in person.nik_keys]
