"""What must be true of an office's day: after each single write, of every answer, and of what is left at its end."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from antrean.aws.attributes import from_item
from antrean.base.errors import Busy, Code, Refused
from antrean.base.ids import operation_name
from antrean.bookings.items import as_booking
from antrean.bookings.model import CheckIn
from antrean.hall.items import as_counter, as_operation, as_party
from antrean.hall.model import Counter, Desk, Operation, Party
from antrean.hall.walk_ins import Given
from instruments.dynamodb.expressions import Item
from instruments.dynamodb.memory_table import Change, Key
from tests.interleavings.hall_operations import KEYLESS, KINDS
from tests.interleavings.mix import Outcome, Story, Wish

_MAY: Mapping[str, set[tuple[str | None, str]]] = {
    "walk_in": {(None, "waiting")},
    "arrive": {(None, "waiting"), ("undone", "waiting")},
    "people": {("waiting", "waiting"), ("parked", "parked")},
    "undo_arrival": {("waiting", "undone")},
    "return": {("absent", "waiting")},
    "next": {("waiting", "called"), ("parked", "called"), ("called", "served")},
    "recall": {("called", "called")},
    "absent": {("called", "absent")},
    "park": {("called", "parked")},
    "transfer": {("called", "waiting")},
    "finish": {("called", "served")},
    "undo": {
        ("called", "waiting"),
        ("called", "parked"),
        *((gone, "called") for gone in ("served", "absent", "parked", "waiting")),
    },
}
"""What each operation may do to a party: the state that it had, and the state that it has then."""
_LAST_COUNTER = 99


def problems(story: Story) -> Iterator[str]:
    """Name everything that is wrong with the day; stops at the first write that left something wrong."""
    past = _Past(story.beginning)
    wrong = past.replay(story.table.history)
    if wrong:
        yield from wrong
        return
    if not past.done:
        yield from _unfounded(story)
        return
    for outcome in story.outcomes:
        if outcome.wish.kind in KINDS:
            yield from _answer(outcome, past)
    yield from _retries(story, past)
    yield from _ends(story)


def broken(beginning: Mapping[Key, Item], history: Sequence[Change]) -> list[str]:
    """Name what the first write of a day without bookings leaves wrong that leaves anything wrong."""
    return _Past(beginning, booked=False).replay(history)


def operation_of(wish: Wish) -> str | None:
    """Return the name under which what was wished is remembered; None for what has no key."""
    if wish.kind in KEYLESS:
        return None
    places = {"arrive": "", "undo arrival": "", "walk in": "#walk-ins"}
    where = f"{wish.slot.office_id}{places.get(wish.kind, f'#{wish.counter}')}"
    return operation_name("key", where, wish.officer, wish.key)


class _Past:
    """The states that the day went through."""

    def __init__(self, beginning: Mapping[Key, Item], *, booked: bool = True) -> None:
        self._booked = booked
        self.parties: dict[str, Party] = {}
        self.counters: dict[int, Counter] = {}
        self.marks: dict[str, CheckIn] = {}
        self.done: dict[str, Operation] = {}
        self.done_at: dict[str, int] = {}
        """Operation -> the write that did it."""
        self.marked: set[str] = set()
        """The bookings that arrived at some time."""
        self.told: Tally[str] = Tally()
        """Operation -> its lines of the trail."""
        self.seen_parties: set[tuple[str, int, str]] = set()
        self.seen_counters: set[tuple[int, int, str | None]] = set()
        for key, item in beginning.items():
            self.take(key, item)

    def replay(self, history: Sequence[Change]) -> list[str]:
        """Look at the day after each write; stops at the first one that left something wrong."""
        for number, change in enumerate(history):
            wrong = [f"after write {number}: {problem}" for problem in self.after(number, change)]
            if wrong:
                return wrong
        return []

    def take(self, key: Key, item: Item | None) -> None:
        """Take an item as it is now."""
        if item is None:
            return
        kind, plain = key[1].partition("#")[0], from_item(item)
        if key[0].startswith("DAY#") and kind == "P":
            party = as_party(plain)
            self.parties[party.party_id] = party
            self.seen_parties.add((party.party_id, party.version, party.state))
        elif kind == "K":
            counter = as_counter(plain)
            self.counters[counter.number] = counter
            self.seen_counters.add((counter.number, counter.version, counter.party_id))
        elif kind == "O":
            operation = as_operation(plain)
            self.done[operation.name] = operation
        elif kind == "E":
            self.told[key[1].rpartition("#")[2]] += 1
        elif kind == "BOOKING" and (booking := as_booking(plain)):
            self.marks.pop(booking.booking_id, None)
            if booking.check_in:
                self.marks[booking.booking_id] = booking.check_in

    def after(self, number: int, change: Change) -> Iterator[str]:
        """Take a write, and say what it left wrong."""
        kinds = {key: _kind(key) for key in change}
        if not {"P", "K", "O", "E", "BOOKING"} & {*kinds.values()}:
            return
        old_parties, old_counters = dict(self.parties), dict(self.counters)
        for key, (_, item) in change.items():
            self.take(key, item)
        self.marked |= self.marks.keys()
        if {"P", "K", "O", "E"} & {*kinds.values()}:
            operations = [self._operation(each) for each in change if kinds[each] == "O"]
            yield from _told_once(change, kinds)
            yield from _told_of_all(change, kinds)
            if not operations:
                return
            self.done_at.setdefault(operations[0].name, number)
            for party in self.parties.values():
                if party is not old_parties.get(party.party_id):
                    yield from _moved(operations[0], old_parties.get(party.party_id), party)
            for counter in self.counters.values():
                old = old_counters.get(counter.number)
                if counter is not old and counter.version != (old.version if old else 0) + 1:
                    yield f"counter {counter.number} was changed over a change, to version {counter.version}"
            yield from self._seats()
        if self._booked:
            yield from self._marks()

    def _operation(self, key: Key) -> Operation:
        return self.done[key[1].removeprefix("O#")]

    def _seats(self) -> Iterator[str]:
        """Whoever is called is at one counter, and a counter has nobody else."""
        called = sorted((each.counter or 0, each.party_id) for each in self.parties.values() if each.state == "called")
        there = sorted((each.number, each.party_id) for each in self.counters.values() if each.party_id)
        if called != there:
            yield f"at the counters are {there}, and called are {called}"

    def _marks(self) -> Iterator[str]:
        """A booking has the mark of an arrival exactly as long as it has a party."""
        arrived = {each.party_id: each for each in self.parties.values() if each.state != "undone"}
        if arrived.keys() != self.marks.keys():
            yield f"arrived have by their bookings {sorted(self.marks)}, and by their parties {sorted(arrived)}"
        for party_id in arrived.keys() & self.marks.keys():
            party, mark = arrived[party_id], self.marks[party_id]
            if (mark.at, mark.officer) != (party.arrived_at.replace(microsecond=0), party.admitted_by):
                yield f"the booking of {party_id} and its party tell of two arrivals"


def _kind(key: Key) -> str:
    kind = key[1].partition("#")[0]
    return kind if kind == "BOOKING" or key[0].startswith(("DAY#", "COUNTERS#")) else ""


def _told_of_all(change: Change, kinds: Mapping[Key, str]) -> Iterator[str]:
    """The trail says of exactly the parties that were changed what became of them."""
    parties = [as_party(from_item(item)) for key, (_, item) in change.items() if kinds[key] == "P" and item]
    became = {each.party_id: each.state for each in parties}
    for key, (_, item) in change.items():
        told = from_item(item).get("became", {}) if kinds[key] == "E" and item else became
        if told != became:
            yield f"the trail tells of {told}, and the parties became {became}"


def _told_once(change: Change, kinds: Mapping[Key, str]) -> Iterator[str]:
    """Whatever is done on the day is one operation that was not done before, with one line of the trail."""
    marks = [key[1].removeprefix("O#") for key in change if kinds[key] == "O"]
    lines = [key[1].rpartition("#")[2] for key in change if kinds[key] == "E"]
    if len(marks) != 1 or marks != lines:
        yield f"done was {marks}, and the trail tells {lines}"
    for key, (old, _) in change.items():
        if kinds[key] in {"O", "E"} and old is not None:
            yield f"the operation {key[1]} was done twice"


def _moved(operation: Operation, old: Party | None, new: Party) -> Iterator[str]:
    """A party changes step by step, as the operation may change it, and nothing else of it."""
    if new.state == "called" and old and old.state == "called" and operation.kind != "recall":
        yield f"{new.party_id} is called by {new.counter} while it is at counter {old.counter}"
    elif (old.state if old else None, new.state) not in _MAY[operation.kind]:
        yield f"{new.party_id} becomes {new.state} by {operation.kind} and was {old and old.state}"
    if new.version != (old.version if old else 0) + 1:
        yield f"{new.party_id} was changed over a change, to version {new.version}"
    if old and operation.kind != "arrive" and _lasting(old) != _lasting(new):
        yield f"{new.party_id} is another party after {operation.kind}"
    if operation.kind == "return" and not new.late:
        yield f"{new.party_id} came back and is not late"
    if (new.counter is None) != (new.called_at is None) or (new.state == "waiting" and new.counter is not None):
        yield f"{new.party_id} waits, and was called to {new.counter} at {new.called_at}"


def _lasting(party: Party) -> tuple[Any, ...]:
    people = [(each.place, each.number, each.full_name) for each in party.people]
    return party.day, party.session, party.window_from, party.arrived_at, party.admitted_by, people


def _unfounded(story: Story) -> Iterator[str]:
    """Where nothing was done on the day, nothing may be acknowledged."""
    for outcome in story.outcomes:
        if isinstance(outcome.ended, Party | Desk | Given):
            yield f"acknowledged, and nothing was done: {outcome.wish} -> {outcome.ended!r}"


def _answer(outcome: Outcome, past: _Past) -> Iterator[str]:
    """What was acknowledged stands in the trail once; a refusal is true, and nothing was done before it."""
    wish, ended = outcome.wish, outcome.ended
    name = operation_of(wish)
    match ended:
        case Party():
            if (ended.party_id, ended.version, ended.state) not in past.seen_parties:
                yield f"acknowledged, and not in the table: {wish} -> {ended!r}"
        case Desk():
            there = ended.party.party_id if ended.party else None
            if (ended.counter.number, ended.counter.version, there) not in past.seen_counters:
                yield f"acknowledged, and not in the table: {wish} -> {ended!r}"
        case Given():
            made, party = ended
            if party and (party.party_id, party.version, party.state) not in past.seen_parties:
                yield f"acknowledged, and not in the table: {wish} -> {ended!r}"
            if made.booking_id != wish.booking_id or (party is None and not wish.standby):
                yield f"the answer to another wish: {wish} -> {ended!r}"
        case Refused() if not isinstance(ended, Busy):
            yield from _refusal(outcome, ended, past)
            return
        case _:
            return
    if name and (past.told[name] != 1 or past.done[name].fingerprint != _fingerprint(wish)):
        yield f"acknowledged, and {past.told[name]} times in the trail: {wish}"


def _refusal(outcome: Outcome, refused: Refused, past: _Past) -> Iterator[str]:
    wish = outcome.wish
    name = operation_of(wish)
    done = past.done.get(name or "")
    same = done is not None and done.fingerprint == _fingerprint(wish)
    if refused.code == Code.IDEMPOTENCY_KEY_REUSED:
        if done is None or same:
            yield f"idempotency_key_reused, and it was not: {wish}"
    elif same and past.done_at[name or ""] < _decided_at(outcome):
        yield f"refused ({refused.code}) though it was done: {wish}"
    if refused.code == Code.ALREADY_CHECKED_IN and wish.booking_id not in past.marked:
        # It may have been read in the midst of the transaction by which the people arrived.
        yield f"already_checked_in, and nobody had come: {wish}"


def _decided_at(outcome: Outcome) -> int:
    """When, in writes, the last look was made before a refusal."""
    return int(outcome.calls[-1].at) if outcome.calls else outcome.began


def _fingerprint(wish: Wish) -> str:
    match wish.kind:
        case "arrive":
            about = repr((wish.booking_id, wish.lane, wish.here or None, True))
        case "undo arrival":
            about = wish.booking_id
        case "walk in":
            about = f"{wish.lane}#{wish.party}#{wish.standby}"
        case "next":
            about = f"{wish.booking_id if wish.citizen else ''}#{wish.reason or ''}"
        case "transfer":
            about = wish.lane
        case _:
            about = ""
    return operation_name(KINDS[wish.kind], about)


def _retries(story: Story, past: _Past) -> Iterator[str]:
    """Every acknowledged wish with a key once more: it is answered as it stands, and nothing else happens."""
    ended = [each for each in story.outcomes if isinstance(each.ended, Party | Desk | Given)]
    answered = [each.wish for each in ended if operation_of(each.wish)]
    for wish in dict.fromkeys(answered):
        seen = len(story.table.history)
        again = story.attempt(wish, story.services()).ended
        match again:
            case Party():
                right = again == past.parties[wish.booking_id]
            case Desk():
                there = again.counter.party_id
                right = again == (past.counters[wish.counter], past.parties[there] if there else None)
            case Given():
                stands = story.services().store.bookings.get(wish.booking_id)
                right = again == (stands, past.parties.get(wish.booking_id))
            case _:
                right = False
        if not right or len(story.table.history) != seen:
            yield f"the retry of {wish} is answered with {again!r}"


def _ends(story: Story) -> Iterator[str]:
    """Whoever is still waiting is called by one more counter, each once, until nobody waits any more."""
    aside = story.aside()
    last = Wish("open counter", officer="the last", counter=_LAST_COUNTER)
    called: list[str] = []
    aside.attempt(last, aside.services())
    waiting = {each.party_id for each in _parties(aside) if each.state == "waiting"}
    for number in range(len(waiting) + 1):
        press = Wish("next", key=f"{number}", officer=last.officer, counter=last.counter)
        desk = aside.attempt(press, aside.services()).ended
        if isinstance(desk, Busy) or not isinstance(desk, Desk):
            yield f"nobody can be called any more: {desk!r}"
            return
        called += [desk.party.party_id] if desk.party else []
    if sorted(called) != sorted(waiting):
        yield f"waiting are {sorted(waiting)}, and called one after the other are {called}"


def _parties(story: Story) -> list[Party]:
    return [
        as_party(from_item(item))
        for (pk, sk), item in story.table.items.items()
        if pk.startswith("DAY#") and sk.startswith("P#")
    ]
