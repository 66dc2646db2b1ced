"""Random calls of the store of the waiting list, in no order that makes sense."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast, get_args

from antrean.bookings.model import Answer, Applicant, Booking, Changer, Offer
from antrean.bookings.stores import Store
from antrean.people.limits import Limits
from antrean.people.model import Account
from antrean.slots.model import Claim, Slot
from antrean.waiting.items import due_key
from antrean.waiting.model import Blocked, Entry, Skip
from antrean.waiting.store import Due, Outranked, Waiting
from tests.interleavings.account_calls import ACCOUNTS, NIKS
from tests.interleavings.mix import CLOSES_AT, DAY, NOON, OFFICE
from tests.interleavings.office_calls import CLOSURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antrean.aws.attributes import Item
    from antrean.aws.table import Key, Table

_ENTRIES = ("ENTRY001", "ENTRY002")


class _Paused:
    """The table for a function that was paused since it read: items that it knows are as they were then."""

    def __init__(self, table: Table, seen: dict[Key, Item]) -> None:
        """Remember in `seen` what was read first."""
        self._table, self._seen = table, seen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._table, name)

    def get_many(self, keys: Sequence[Key]) -> dict[Key, Item]:
        """Read items, or what they were."""
        found = self._table.get_many(keys)
        return {key: self._seen.setdefault(key, item) for key, item in found.items()}


class WaitingCalls(ABC):
    """The part of somebody who calls the store at random that is about the waiting list."""

    _store: Store
    _rng: random.Random
    _seen_entries: list[Entry]
    _seen_items: dict[Key, Item]

    @property
    def _waiting(self) -> Waiting:
        return Waiting(self._store._table, self._store)  # noqa: SLF001 - it is no part of the store

    @property
    def _waiting_paused(self) -> Waiting:
        """The waiting list as it is, or for who was paused."""
        paused = Waiting(cast("Table", _Paused(self._store._table, self._seen_items)), self._store)  # noqa: SLF001 - it is no part of the store
        return self._rng.choice([paused, self._waiting])

    @abstractmethod
    def _now(self) -> datetime:
        """Some instant."""

    @abstractmethod
    def _slot(self) -> Slot:
        """Some slot."""

    @abstractmethod
    def _account(self) -> str:
        """Some account."""

    @abstractmethod
    def _read_account(self) -> Account | None:
        """An account as it is, or as it was at an earlier look."""

    @abstractmethod
    def _limits(self) -> Limits:
        """What an account did."""

    @abstractmethod
    def _claim(self) -> Claim:
        """A claim that was made, or never was."""

    @abstractmethod
    def _booking(self) -> Booking | None:
        """A booking as it is, or as it was at an earlier look."""

    @abstractmethod
    def _new_booking(self, claim: Claim) -> Booking:
        """A booking of the seats of a claim."""

    def _read_entry(self) -> Entry | None:
        """An entry as it is, or as it was at an earlier look."""
        found = self._waiting.entry(self._account())
        if found:
            self._seen_entries.append(found)
        return self._rng.choice([found, *self._seen_entries[-3:]])

    def _waiting_enter(self) -> None:
        account, now = self._read_account(), self._now()
        if not account:
            return
        people = tuple(Applicant("child", "Anak", key, "0001", 0) for key in self._rng.sample(NIKS, 2))
        ends_at = self._rng.choice([NOON + timedelta(hours=1), CLOSES_AT])
        new = Entry(
            # No two accounts have an entry of one id: it comes from the account.
            entry_id=f"{self._rng.choice(_ENTRIES)}{account.account_id.upper()}",
            account_id=account.account_id,
            offices=(OFFICE.office_id,),
            first=DAY,
            last=DAY,
            sessions=(),
            service="new",
            people=people,
            joined_at=now,
            rank=self._rng.randint(0, 9),
            ends_at=ends_at,
            fingerprint="body",
        )
        outranked = Outranked()
        if self._rng.random() < 0.5:
            found = self._waiting_paused.asking(account.account_id, NIKS)
            others = {key: mark for key, mark in found.marks.items() if mark.account_id != account.account_id}
            entries = self._waiting.entries({mark.account_id for mark in others.values()}).values()
            lasting = [each for each in entries if each.lasts]
            outranked = Outranked(others, [(each, each.without(new.people[0].nik_keys)) for each in lasting])
        self._waiting.enter(new, now, outranked, account, self._rng.choice([account.limits, self._limits()]))

    def _waiting_offer(self) -> None:
        old, claim = self._read_entry(), self._claim()
        if not old:
            return
        offer = Offer(old.entry_id, self._rng.choice([NOON, CLOSES_AT]))
        offered = self._new_booking(claim)._replace(account_id=old.account_id, status="offered", offer=offer)
        others = [each for each in self._waiting.entries(ACCOUNTS).values() if each.account_id != old.account_id]
        skip = Skip(claim.slot, NOON, claim.n)
        skipped = [(each, each.skipped(skip)) for each in others] if self._rng.random() < 0.3 else []
        self._waiting.offer(old, offered, claim, skipped)

    def _waiting_accept(self) -> None:
        old, entry, account = self._offered(), self._read_entry(), self._read_account()
        if old and old.offer and entry and account:
            new = old.answered(old.offer._replace(answer="accepted", last=True), self._now())
            self._waiting_paused.accept(old, new, entry, account, self._now())

    def _waiting_take_back(self) -> None:
        old, entry = self._offered(), self._read_entry()
        if not old or not old.offer or not old.held_seats:
            return
        answers: list[Answer] = [each for each in get_args(Answer) if each != "accepted"]
        answer = self._rng.choice(answers)
        new = old.answered(old.offer._replace(answer=answer), self._now())
        changed = (entry, entry.answered(answer, old.slot)) if entry and self._rng.random() < 0.8 else None
        closure_id = self._rng.choice([None, None, *CLOSURES])
        changers: list[Changer] = ["answer", "schedule", "office"]
        by = self._rng.choice(changers)
        self._waiting_paused.take_back(old, new, changed, by, self._now(), closure_id)

    def _waiting_end(self) -> None:
        old = self._read_entry()
        if old:
            self._waiting_paused.end(old, old.ended(self._rng.choice(["left", "over"])))

    def _waiting_skip(self) -> None:
        skip = Skip(self._slot(), self._now(), 1, booked=self._rng.random() < 0.5)
        entries = [each for each in self._waiting.entries(ACCOUNTS).values() if self._rng.random() < 0.7]
        if entries:
            self._waiting.skip([(each, each.skipped(skip)) for each in entries])

    def _waiting_renumber(self) -> None:
        entry = self._read_entry()
        if entry:
            self._waiting_paused.renumber(entry)

    def _waiting_block(self) -> None:
        listed = self._waiting.listed(OFFICE.office_id)
        slot = self._slot()
        new = Blocked(slot, self._now())
        self._waiting.block(new, self._rng.choice([listed.blocked.get(slot), None]))

    def _waiting_forget(self) -> None:
        key = due_key(self._now(), "entry", self._account())
        due = self._rng.choice([Due("entry", self._account(), key), *self._waiting.due(self._now())])
        self._waiting.forget(due)

    # those that only read

    def _waiting_asking(self) -> None:
        self._waiting.asking(self._account(), NIKS, household=self._rng.random() < 0.5)

    def _waiting_entry(self) -> None:
        self._waiting.entry(self._account())

    def _waiting_settled_entry(self) -> None:
        self._waiting.settled_entry(self._account())

    def _waiting_entries(self) -> None:
        self._waiting.entries(ACCOUNTS)

    def _waiting_people_of(self) -> None:
        entry = self._read_entry()
        if entry:
            self._waiting.people_of(entry)

    def _waiting_listed(self) -> None:
        self._waiting.listed(OFFICE.office_id)

    def _waiting_before(self) -> None:
        entry = self._read_entry()
        if entry:
            self._waiting.before(OFFICE.office_id, entry)

    def _waiting_due(self) -> None:
        self._waiting.due(self._now())

    def _offered(self) -> Booking | None:
        """A booking that an entry has been offered, mostly as it stands; else any."""
        found = [
            each
            for account, entry in self._waiting.entries(ACCOUNTS).items()
            if entry.booking_id and account
            for each in self._store.bookings.get_many([entry.booking_id])
        ]
        return self._rng.choice([*found, *found, self._booking()])
