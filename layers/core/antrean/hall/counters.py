"""The counters: who works there, whom they call, and how that ends.

Whatever a counter does reads what was done under the key before, then the counter and the party, decides, and writes
all of it in one transaction on the condition that neither has changed.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from antrean.base.errors import Busy, Code, Refused
from antrean.base.ids import operation_name
from antrean.hall.model import Call, Counter, Desk, LastOperation, Line, Operation, Party, PartyRef
from antrean.hall.order import in_order
from antrean.hall.store import OperationRefused
from antrean.policy.offices import (
    ABSENT_AFTER,
    ABSENT_CALLS,
    BOARD_SHOWS,
    BOARD_WAITS,
    COUNTER_LEASE,
    COUNTER_UNDO,
    LANE_RATIO,
)
from antrean.policy.system import HALL_ATTEMPTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from antrean.hall.door import Staffed
    from antrean.hall.model import Day, OperationKind
    from antrean.offices.model import Lane


class Officer(NamedTuple):
    """Who works at which counter of which day, and whether as somebody who may break the order.

    `ratio` are the shares of the office's lanes.
    """

    staff: str
    day: Day
    counter: int
    supervises: bool = False
    ratio: Mapping[Lane, int] = LANE_RATIO


class Change(NamedTuple):
    """What an operation writes: the counter as it is then, and the parties as they were read and are then."""

    counter: Counter
    parties: tuple[tuple[Party, Party], ...] = ()
    reason: str | None = None


def open_counter(staffed: Staffed, officer: Officer, lanes: Sequence[Lane]) -> Desk:
    """Open a counter for some lanes, none for all, or take over one that nobody has used for `COUNTER_LEASE`.

    A supervisor may take over any. A party that is there stays there. The same again changes nothing. Raises
    `counter_taken`.
    """

    def decide(counter: Counter, now: datetime) -> Change | None:
        if counter.officer == officer.staff and counter.lanes == tuple(lanes):
            return None
        used = counter.touched_at
        taken = counter.officer not in {None, officer.staff} and used and now < used + COUNTER_LEASE
        if taken and not officer.supervises:
            raise Refused(Code.COUNTER_TAKEN, "Somebody else works at this counter.")
        return Change(counter._replace(officer=officer.staff, lanes=tuple(lanes), last=None))

    return _set(staffed, officer, "open", decide)


def close_counter(staffed: Staffed, officer: Officer) -> Desk:
    """Close a counter; the same again changes nothing. Raises `party_at_counter` where somebody is still there."""

    def decide(counter: Counter, _now: datetime) -> Change | None:
        if not counter.is_open:
            return None
        _own(counter, officer)
        if counter.party_id:
            raise Refused(Code.PARTY_AT_COUNTER, "Finish with the people at this counter first.")
        return Change(counter._replace(officer=None, last=None))

    return _set(staffed, officer, "close", decide)


def call_next(
    staffed: Staffed, officer: Officer, key: str, party_id: str | None = None, reason: str | None = None
) -> Desk:
    """Finish with the party at the counter, if any, and call the next one, if any waits.

    With `party_id` that one is called: a parked one by everybody, a waiting one out of its turn only by who may break
    the order, with a reason that the trail keeps. Raises `Refused`: counter_closed, forbidden, not_found,
    idempotency_key_reused.
    """

    def decide(counter: Counter, now: datetime) -> Iterator[Change]:
        there = _party_at(staffed, counter)
        finished = there.changed("served", ended_at=now) if there else None
        if party_id:
            chosen = _chosen(staffed, officer, party_id, reason)
            # Whoever was sent to fetch something overtakes nobody.
            yield _calling(counter, there, finished, chosen, now, reason if chosen.state == "waiting" else None)
            return
        found = staffed.hall.parties(counter.day)
        for waiting in in_order(found, officer.ratio):
            party: Party | None = waiting if counter.takes(waiting.lane) else None
            while party and party.state == "waiting":
                yield _telling(_calling(counter, there, finished, party, now), found, officer.ratio, now)
                # It was changed since it was read: another counter has called it, or the door noted who else is here.
                party = staffed.hall.party(officer.day, waiting.party_id)
        change = _leaving(counter, "next", now, there, finished) if there and finished else Change(counter)
        yield _telling(change, found, officer.ratio, now)

    return _do(staffed, officer, "next", key, f"{party_id or ''}#{reason or ''}", decide)


def recall(staffed: Staffed, officer: Officer, key: str) -> Desk:
    """Call the party at the counter once more. Raises `Refused`: counter_closed, no_party, idempotency_key_reused."""

    def decide(counter: Counter, now: datetime) -> Iterator[Change]:
        party = _there(staffed, counter)
        again = party._replace(calls=party.calls + 1, version=party.version + 1)
        # What was done before is not undone over a call that everybody heard.
        yield Change(_announces(counter, again, now)._replace(last=None), ((party, again),))

    return _do(staffed, officer, "recall", key, "", decide)


def note_absent(staffed: Staffed, officer: Officer, key: str) -> Desk:
    """Note that the party that was called has not come.

    Raises `Refused`: counter_closed, no_party, idempotency_key_reused, and not_yet_absent (with from when on) before it
    was called `ABSENT_CALLS` times and `ABSENT_AFTER` has passed since the first.
    """

    def decide(counter: Counter, now: datetime) -> Iterator[Change]:
        party = _there(staffed, counter)
        absent_from = (party.called_at or now) + ABSENT_AFTER
        if party.calls < ABSENT_CALLS or now < absent_from:
            raise Refused(
                Code.NOT_YET_ABSENT,
                f"Call these people {ABSENT_CALLS} times, and wait three minutes from the first call.",
                absent_from=absent_from,
            )
        ended = party.changed("absent", ended_at=now)
        yield _leaving(counter, "absent", now, party, ended)

    return _do(staffed, officer, "absent", key, "", decide)


def park(staffed: Staffed, officer: Officer, key: str) -> Desk:
    """Send the party at the counter to fetch something. Raises `Refused`: counter_closed, no_party, and as `recall`."""

    def decide(counter: Counter, now: datetime) -> Iterator[Change]:
        party = _there(staffed, counter)
        parked = party.changed("parked")
        yield _leaving(counter, "park", now, party, parked)

    return _do(staffed, officer, "park", key, "", decide)


def transfer(staffed: Staffed, officer: Officer, key: str, lane: Lane) -> Desk:
    """Let the party at the counter wait in another lane, where its session and number say when it is called.

    Raises as `park`.
    """

    def decide(counter: Counter, now: datetime) -> Iterator[Change]:
        party = _there(staffed, counter)
        waits = party.waiting()._replace(lane=lane)
        yield _leaving(counter, "transfer", now, party, waits)

    return _do(staffed, officer, "transfer", key, lane, decide)


def finish(staffed: Staffed, officer: Officer, key: str) -> Desk:
    """Note that the party at the counter was served, and call nobody. Raises as `park`."""

    def decide(counter: Counter, now: datetime) -> Iterator[Change]:
        party = _there(staffed, counter)
        served = party.changed("served", ended_at=now)
        yield _leaving(counter, "finish", now, party, served)

    return _do(staffed, officer, "finish", key, "", decide)


def undo(staffed: Staffed, officer: Officer, key: str) -> Desk:
    """Undo what the counter did last: the party that was there is there again, and one that it called waits again.

    Raises `Refused`: counter_closed, idempotency_key_reused, and too_late where there is nothing to undo, after
    `COUNTER_UNDO`, and where somebody has done something with one of the parties since.
    """

    def decide(counter: Counter, now: datetime) -> Iterator[Change]:
        last = counter.last
        if last is None or now >= last.at + COUNTER_UNDO:
            raise Refused(Code.TOO_LATE, "There is nothing that can still be undone at this counter.")
        pairs, recent, back = [], counter.recent, None
        if last.after:
            called = _as_left(staffed, officer, last.after)
            waits = called.waiting()
            pairs.append((called, waits._replace(state=last.state)))
            recent = recent[1:]
        if last.before:
            gone = _as_left(staffed, officer, last.before)
            called_at = gone.called_at or last.at
            back = gone.changed("called", counter=counter.number, called_at=called_at, ended_at=None)
            back = back._replace(calls=max(gone.calls, 1), lane=gone.lane if last.after else last.lane)
            pairs.append((gone, back))
        # Who waited before the call is told by the counter that called before.
        yield Change(counter.with_party(back)._replace(recent=recent, line=None, last=None), tuple(pairs))

    return _do(staffed, officer, "undo", key, "", decide)


def desk(staffed: Staffed, day: Day, counter: Counter) -> Desk:
    """Return a counter with the party that is there now."""
    return Desk(counter, staffed.hall.party(day, counter.party_id) if counter.party_id else None)


def _do(  # noqa: PLR0913 - what is done, by whom, under which key
    staffed: Staffed,
    officer: Officer,
    kind: OperationKind,
    key: str,
    body: str,
    decide: Callable[[Counter, datetime], Iterator[Change]],
) -> Desk:
    """Do the first of the changes that `decide` yields which nobody has forestalled.

    A change is passed over where only its party had changed: then another counter has called it, and the next one is
    tried. Where anything else had changed, all is read again.
    """
    day = officer.day
    name = operation_name("key", f"{day.office_id}#{officer.counter}", officer.staff, key)
    fingerprint = operation_name(kind, body)
    for _ in range(HALL_ATTEMPTS):
        now = staffed.clock.now()
        counter, done = staffed.hall.counter_and_operation(day, officer.counter, name)
        if done:
            return _answered(staffed, day, counter, done, fingerprint)
        operation = Operation(name, fingerprint, kind, now, officer.staff, counter=counter.number)
        try:
            _own(counter, officer)
            answer = _first_of(staffed, counter, operation, decide(counter, now))
        except Refused as refusal:
            # What refuses may be what a twin of this request did since the operation was looked for.
            if isinstance(refusal, Busy) or not staffed.hall.operation(day, name):
                raise
            continue
        if answer:
            return answer
    raise Busy


def _first_of(staffed: Staffed, counter: Counter, operation: Operation, changes: Iterator[Change]) -> Desk | None:
    """Do the first of some changes that nobody has forestalled; None where all is to be read again."""
    for change in changes:
        if len({new.party_id for _, new in change.parties}) < len(change.parties):
            # The party that was here waits again: the counter was changed since it was read.
            return None
        about = change.parties[-1][1].party_id if change.parties else None
        new = change.counter._replace(touched_at=operation.at, version=counter.version + 1)
        try:
            staffed.hall.do(counter.day, operation._replace(party_id=about, reason=change.reason), change.parties, new)
        except OperationRefused as refusal:
            if refusal.done or refusal.parties != {about}:
                return None
            continue
        return Desk(new, next((party for _, party in change.parties if party.party_id == new.party_id), None))
    return None


def _set(
    staffed: Staffed, officer: Officer, kind: OperationKind, decide: Callable[[Counter, datetime], Change | None]
) -> Desk:
    """Bring a counter to a state; the operation is named by the version that was read, so it needs no key."""
    day = officer.day
    for _ in range(HALL_ATTEMPTS):
        now, counter = staffed.clock.now(), staffed.hall.counters.get(day, officer.counter)
        change = decide(counter, now)
        if change is None:
            return desk(staffed, day, counter)
        name = operation_name(kind, f"{day.office_id}#{officer.counter}", f"{counter.version}")
        operation = Operation(name, "", kind, now, officer.staff, counter=officer.counter)
        new = change.counter._replace(touched_at=now, version=counter.version + 1)
        try:
            staffed.hall.do(day, operation, counter=new)
        except OperationRefused:
            continue
        return desk(staffed, day, new)
    raise Busy


def _answered(staffed: Staffed, day: Day, counter: Counter, done: Operation, fingerprint: str) -> Desk:
    """Return the counter as it stands, as the answer to an operation that was done already."""
    done.refuse_other(fingerprint)
    return desk(staffed, day, counter)


def _own(counter: Counter, officer: Officer) -> None:
    if counter.officer != officer.staff:
        raise Refused(Code.COUNTER_CLOSED, "Open this counter first.")


def _party_at(staffed: Staffed, counter: Counter) -> Party | None:
    return staffed.hall.party(counter.day, counter.party_id) if counter.party_id else None


def _there(staffed: Staffed, counter: Counter) -> Party:
    party = _party_at(staffed, counter)
    if party is None:
        raise Refused(Code.NO_PARTY, "There is nobody at this counter.")
    return party


def _chosen(staffed: Staffed, officer: Officer, party_id: str, reason: str | None) -> Party:
    party = staffed.hall.party(officer.day, party_id)
    if party is None or party.state not in {"waiting", "parked"}:
        raise Refused(Code.NOT_FOUND, "These people are not waiting.")
    if party.state == "waiting" and not (officer.supervises and reason):
        raise Refused(Code.FORBIDDEN, "Only a supervisor calls people out of their turn, with a reason.")
    return party


def _as_left(staffed: Staffed, officer: Officer, ref: PartyRef) -> Party:
    party = staffed.hall.party(officer.day, ref.party_id)
    if party is None or party.version != ref.version:
        raise Refused(Code.TOO_LATE, "Somebody has called these people since.")
    return party


def _announces(counter: Counter, party: Party, now: datetime) -> Counter:
    recent = (Call(party.label, now), *counter.recent)[:BOARD_SHOWS]
    return counter.with_party(party)._replace(calls=counter.calls + 1, recent=recent)


def _calling(  # noqa: PLR0913 - who was there, who comes, when and why
    counter: Counter,
    there: Party | None,
    finished: Party | None,
    party: Party,
    now: datetime,
    reason: str | None = None,
) -> Change:
    """Return the change by which a counter calls a party, and finishes with the one that was there."""
    called = party.called(counter.number, now)
    before = PartyRef(finished.party_id, finished.version) if finished else None
    last = LastOperation("next", now, before, PartyRef(called.party_id, called.version), party.lane, party.state)
    new = _announces(counter, called, now)._replace(last=last)
    done = ((there, finished),) if there and finished else ()
    return Change(new, (*done, (party, called)), reason)


def _telling(change: Change, found: Sequence[Party], ratio: Mapping[Lane, int], now: datetime) -> Change:
    """Return a change by which the board also learns who waits then, of the parties that were `found` before it."""
    changed = {new.party_id: new for _, new in change.parties}
    then = [changed.get(each.party_id, each) for each in found]
    numbers = tuple(each.label for each in islice(in_order(then, ratio), BOARD_WAITS))
    return change._replace(counter=change.counter._replace(line=Line(now, numbers)))


def _leaving(counter: Counter, kind: OperationKind, now: datetime, party: Party, gone: Party) -> Change:
    """Return the change by which the party that is at a counter leaves it, and nobody comes."""
    last = LastOperation(kind, now, PartyRef(gone.party_id, gone.version), None, party.lane, party.state)
    return Change(counter.with_party(None)._replace(last=last), ((party, gone),))
