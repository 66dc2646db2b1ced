"""The office's day in the table: reads, and the one transaction by which anything is done there.

Whatever the staff do writes the parties and the counter that it changes, the mark of the operation and its line of the
trail, all of them or none. So nobody is called twice, the trail knows all that is done, and a retry is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from antrean.aws.table import Table, TransactionRefused, every
from antrean.hall.items import (
    COUNTER_PREFIX,
    EVENT_PREFIX,
    PARTY_PREFIX,
    as_counter,
    as_operation,
    as_overtaking,
    as_party,
    counter_item,
    counter_key,
    counters_partition,
    day_partition,
    event_bound,
    event_item,
    operation_item,
    operation_key,
    party_item,
    party_key,
)
from antrean.hall.model import Counter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from antrean.aws.attributes import Item
    from antrean.aws.table import Action
    from antrean.bookings.model import Booking, CheckIn
    from antrean.bookings.store import Bookings
    from antrean.hall.model import Day, Operation, Overtaking, Party
    from antrean.offices.model import Look
    from antrean.offices.store import Looks
    from antrean.slots.model import Claim, Quota

OPERATION_CONDITIONS = {
    # A request that comes a second time, maybe minutes later, must not call another party.
    "each operation once": "attribute_not_exists(pk)",
}
NEW_PARTY_CONDITIONS = {
    # Two scanners at the door, or a scanner that repeats, make one party of a booking.
    "one arrival for each booking": "attribute_not_exists(pk)",
}
PARTY_CONDITIONS = {
    # Of two counters that call the same party one gets it; the door and the counters do not undo one another's work.
    "not changed since it was read": "version = :read",
}
NEW_COUNTER_CONDITIONS = {"nobody has opened it before": "attribute_not_exists(pk)"}
COUNTER_CONDITIONS = {
    # A counter calls one party at a time, for whoever works there now, however often a key was pressed.
    "not changed since it was read": "version = :read",
}


PASS_ON_CONDITIONS = {
    "no more than are kept": "seats_kept >= :n",
    # What the record says of capacities is what they were and are.
    "not changed by an operator since it was read": "version = :read",
}
PASSED_CONDITIONS = {
    "not changed by an operator since it was read": "version = :read",
    # Its numbers would be given to nobody.
    "only to a lane that is open": "#state = :open",
}


class OperationRefused(Exception):  # noqa: N818 - the expected outcome of a lost race
    """An operation of which nothing was written.

    `done` is the operation that was done under the same name, if any. `parties` are the ids of the parties that had
    changed, `counter` tells that the counter had, and `booking` that the booking had.
    """

    def __init__(self, done: Operation | None, parties: frozenset[str], *, counter: bool, booking: bool) -> None:
        """Keep which of the conditions failed."""
        super().__init__("operation refused")
        self.done = done
        self.parties = parties
        self.counter = counter
        self.booking = booking


class Mark(NamedTuple):
    """What an operation writes at a booking: that its people arrived, or that this was undone."""

    booking: Booking
    check_in: CheckIn
    undone: bool = False


class Made(NamedTuple):
    """A booking that is made at the door, of the seats of a claim."""

    booking: Booking
    claim: Claim


class Passed(NamedTuple):
    """Kept seats of a session that a supervisor gives to a lane at the door: both quotas as they were read."""

    session: Quota
    lane: Quota
    n: int


class Counters:
    """Reads of counters."""

    def __init__(self, table: Table) -> None:
        """Use `table`."""
        self._table = table

    def of_day(self, day: Day) -> list[Counter]:
        """Read the counters that were opened on a day, strongly consistent, in order."""
        found = self._table.query(counters_partition(day), COUNTER_PREFIX, f"{COUNTER_PREFIX}~", consistent=True)
        return [as_counter(item) for item in found]

    def get(self, day: Day, number: int) -> Counter:
        """Read a counter, strongly consistent; one that nobody has opened on that day is a new one."""
        item = self._table.get(counter_key(day, number))
        return as_counter(item) if item else Counter(day, number)


class Hall:
    """Reads and conditional writes of an office's day."""

    def __init__(self, table: Table, bookings: Bookings, looks: Looks) -> None:
        """Use `table`; `bookings` and `looks` give the parts of a transaction that are theirs."""
        self._table = table
        self._bookings = bookings
        self._looks = looks
        self.counters = Counters(table)

    def parties(self, day: Day) -> list[Party]:
        """Read the parties of a day, strongly consistent, in no order; those whose arrival was undone are left out."""
        found = self._table.query(day_partition(day), PARTY_PREFIX, f"{PARTY_PREFIX}~", consistent=True)
        return [party for party in map(as_party, found) if party.state != "undone"]

    def party(self, day: Day, party_id: str) -> Party | None:
        """Read a party, strongly consistent; None where the booking never arrived."""
        item = self._table.get(party_key(day, party_id))
        return as_party(item) if item else None

    def counter_and_operation(self, day: Day, number: int, name: str) -> tuple[Counter, Operation | None]:
        """Read a counter, and whether an operation was done already, in one call, strongly consistent."""
        counter, operation = counter_key(day, number), operation_key(day, name)
        items = self._table.get_many([counter, operation])
        return (
            as_counter(items[counter]) if counter in items else Counter(day, number),
            as_operation(items[operation]) if operation in items else None,
        )

    def operation(self, day: Day, name: str) -> Operation | None:
        """Read whether an operation was done; where it is being done just now, wait for its end.

        Who has read a part of what it writes, and then asks here, is not told that it was not done.
        """
        items = self._table.transact_get([operation_key(day, name)])
        return next(map(as_operation, items.values()), None)

    def changed_since(self, day: Day, instant: datetime) -> bool:
        """Tell whether the trail of a day has anything from an instant on, strongly consistent."""
        found = self._table.query(day_partition(day), event_bound(instant), f"{EVENT_PREFIX}~", consistent=True)
        return next(found, None) is not None

    def overtakings(self, day: Day) -> list[Overtaking]:
        """Read who was called out of turn on a day, the earliest first, strongly consistent, from the whole trail."""
        labels = {party.party_id: party.label for party in self.parties(day)}
        trail = self._table.query(day_partition(day), EVENT_PREFIX, f"{EVENT_PREFIX}~", consistent=True)
        return [found for item in trail if (found := as_overtaking(item, labels))]

    def do(  # noqa: PLR0913 - the parts of an operation
        self,
        day: Day,
        operation: Operation,
        parties: Sequence[tuple[Party | None, Party]] = (),
        counter: Counter | None = None,
        mark: Mark | None = None,
        made: Made | None = None,
        look: Look | None = None,
        passed: Passed | None = None,
    ) -> None:
        """Do an operation: write what it changes, that it was done, and its line of the trail.

        `parties` are pairs of a party as it was read, None where there was none, and as it is then; `counter` is at the
        version after the one that was read. Raises `OperationRefused`.
        """
        actions: list[Action] = [
            self._table.put_action(operation_item(day, operation), every(OPERATION_CONDITIONS)),
            self._table.put_action(event_item(day, operation, [new for _, new in parties])),
        ]
        about: list[str | Counter | Mark | Made | Passed | None] = [None, None]
        for old, new in parties:
            actions.append(self._party_action(old, new))
            about.append(new.party_id)
        if counter:
            actions.append(self._counter_action(counter))
            about.append(counter)
        if mark:
            action = self._bookings.undo_check_in_action if mark.undone else self._bookings.check_in_action
            actions.append(action(mark.booking, mark.check_in))
            about.append(mark)
        if made:
            actions.append(self._bookings.write_action(made.booking, made.claim, None))
            about.append(made)
        if look:
            actions.append(self._looks.record_action(look))
            about.append(None)
        if passed:
            seats = self._passed_actions(passed, operation)
            actions += seats
            about += [passed] * len(seats)
        try:
            self._table.transact(actions)
        except TransactionRefused as refusal:
            failed = [about[index] for index in refusal.failures]
            done = refusal.failures.get(0)
            raise OperationRefused(
                as_operation(done) if done else None,
                frozenset(each for each in failed if isinstance(each, str)),
                counter=any(isinstance(each, Counter) for each in failed),
                booking=any(isinstance(each, Mark | Made) for each in failed),
            ) from refusal

    def _passed_actions(self, passed: Passed, operation: Operation) -> list[Action]:
        """Return the actions by which seats go from a session to a lane, each with an operator's record of it."""
        from antrean.slots.items import quota_key  # noqa: PLC0415 - counters need not load it at their cold start

        values: Item = {":n": passed.n, ":one": 1}
        taken = self._table.update_action(
            quota_key(passed.session.slot),
            "SET seats_kept = seats_kept - :n, #capacity = #capacity - :n, version = version + :one",
            every(PASS_ON_CONDITIONS),
            values={**values, ":read": passed.session.version},
            names={"#capacity": "capacity"},
        )
        given = self._table.update_action(
            quota_key(passed.lane.slot),
            "SET seats_left = seats_left + :n, #capacity = #capacity + :n, version = version + :one",
            every(PASSED_CONDITIONS),
            values={**values, ":read": passed.lane.version, ":open": "open"},
            names={"#capacity": "capacity", "#state": "state"},
        )
        records = [self._seats_record(passed.session, -passed.n, operation)]
        return [taken, given, *records, self._seats_record(passed.lane, passed.n, operation)]

    def _seats_record(self, quota: Quota, more: int, operation: Operation) -> Action:
        """Return the action that records that the capacity of a slot was changed, as for an operator."""
        from antrean.offices.store import AUDIT_CONDITIONS, audit_key  # noqa: PLC0415 - as above
        from antrean.slots.items import record_item  # noqa: PLC0415 - as above

        slot = quota.slot
        key = audit_key(slot.office_id, operation.at, f"{operation.name}-{slot.session}")
        new = quota._replace(capacity=quota.capacity + more, version=quota.version + 1)
        audit = record_item(key, quota, new, operation.by, operation.reason)
        return self._table.put_action(audit, every(AUDIT_CONDITIONS))

    def _party_action(self, old: Party | None, new: Party) -> Action:
        if old is None:
            return self._table.put_action(party_item(new), every(NEW_PARTY_CONDITIONS))
        return self._table.put_action(party_item(new), every(PARTY_CONDITIONS), {":read": old.version})

    def _counter_action(self, counter: Counter) -> Action:
        read = counter.version - 1
        if not read:
            return self._table.put_action(counter_item(counter), every(NEW_COUNTER_CONDITIONS))
        return self._table.put_action(counter_item(counter), every(COUNTER_CONDITIONS), {":read": read})
