"""The items of an office's day: their keys, and what an item says.

Parties, operations and the trail stand in one partition, counters in one of their own, so that the public board has no
right to read a name. All of them go by themselves: operations after two days, parties after 30, the trail after a year.

    DAY#<office>#<date>       P#<booking>        a party
                              O#<operation>      that an operation was done, by which a retry is known
                              E#<ms>#<operation> what was done, in order of time: the trail
    COUNTERS#<office>#<date>  K#<counter>        a counter
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from antrean.base.days import end_of_day
from antrean.hall.model import (
    Call,
    Counter,
    Day,
    LastOperation,
    Line,
    Operation,
    Overtaking,
    Party,
    PartyRef,
    Visitor,
)
from antrean.policy.offices import OPERATION_KEPT, PARTY_KEPT, TRAIL_KEPT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from antrean.aws.attributes import Item
    from antrean.aws.table import Key

PARTY_PREFIX = "P#"
COUNTER_PREFIX = "K#"
EVENT_PREFIX = "E#"
_DAY_PREFIX = "DAY#"
_COUNTERS_PREFIX = "COUNTERS#"
_UTC = ZoneInfo("UTC")


def day_partition(day: Day) -> str:
    """Partition of the parties, operations and the trail of an office's day."""
    return f"{_DAY_PREFIX}{day.office_id}#{day.date.isoformat()}"


def counters_partition(day: Day) -> str:
    """Partition of the counters of an office's day."""
    return f"{_COUNTERS_PREFIX}{day.office_id}#{day.date.isoformat()}"


def party_key(day: Day, party_id: str) -> Key:
    """Key of a party."""
    return day_partition(day), f"{PARTY_PREFIX}{party_id}"


def counter_key(day: Day, number: int) -> Key:
    """Key of a counter."""
    return counters_partition(day), f"{COUNTER_PREFIX}{number:02d}"


def operation_key(day: Day, name: str) -> Key:
    """Key of the mark that an operation was done."""
    return day_partition(day), f"O#{name}"


def event_key(day: Day, operation: Operation) -> Key:
    """Key of what the trail says of an operation, in order of time."""
    return day_partition(day), f"{EVENT_PREFIX}{_ms(operation.at):013d}#{operation.name}"


def event_bound(instant: datetime) -> str:
    """Return the sort key with which the trail after an instant begins."""
    return f"{EVENT_PREFIX}{_ms(instant):013d}"


def party_item(party: Party) -> Item:
    """Return the item of a party."""
    pk, sk = party_key(party.day, party.party_id)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "v": 1,
        "prefix": party.prefix,
        "session": party.session,
        "from": party.window_from,
        "service": party.service,
        "lane": party.lane,
        "state": party.state,
        "late": party.late,
        "arrived_at": _ms(party.arrived_at),
        "by": party.admitted_by,
        "people": [_as_visitor(each) for each in party.people],
        "version": party.version,
        "calls": party.calls,
        "expires_at": _seconds(party.arrived_at + PARTY_KEPT),
    }
    if party.counter is not None:
        item["counter"] = party.counter
    if party.called_at:
        item["called_at"] = _ms(party.called_at)
    if party.ended_at:
        item["ended_at"] = _ms(party.ended_at)
    if party.outdated:
        item["outdated"] = True
    return item


def as_party(item: Item) -> Party:
    """Return the party that an item holds."""
    return Party(
        day=_day(item["pk"], _DAY_PREFIX),
        party_id=item["sk"].removeprefix(PARTY_PREFIX),
        prefix=item["prefix"],
        session=item["session"],
        window_from=item["from"],
        service=item["service"],
        lane=item["lane"],
        state=item["state"],
        late=item["late"],
        arrived_at=_instant(item["arrived_at"]),
        admitted_by=item["by"],
        people=tuple(_visitor(each) for each in item["people"]),
        version=item["version"],
        counter=item.get("counter"),
        called_at=_optional(item.get("called_at")),
        calls=item["calls"],
        ended_at=_optional(item.get("ended_at")),
        outdated=item.get("outdated", False),
    )


def counter_item(counter: Counter) -> Item:
    """Return the item of a counter."""
    pk, sk = counter_key(counter.day, counter.number)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "v": 1,
        "lanes": list(counter.lanes),
        "calls": counter.calls,
        "recent": [{"l": each.label, "t": _ms(each.at)} for each in counter.recent],
        "version": counter.version,
        # Whatever its office's zone is: UTC is at most 14 hours behind.
        "expires_at": _seconds(end_of_day(counter.day.date, _UTC) + PARTY_KEPT),
    }
    if counter.officer:
        item["officer"] = counter.officer
    if counter.party_id:
        item["party"] = counter.party_id
        item["label"] = counter.label
    if counter.touched_at:
        item["touched_at"] = _ms(counter.touched_at)
    if counter.line:
        # One text, since the board reads it whole.
        item["line"] = {"t": _ms(counter.line.at), "n": " ".join(counter.line.numbers)}
    if counter.last:
        item["last"] = _as_last(counter.last)
    return item


def as_counter(item: Item) -> Counter:
    """Return the counter that an item holds."""
    return Counter(
        day=_day(item["pk"], _COUNTERS_PREFIX),
        number=int(item["sk"].removeprefix(COUNTER_PREFIX)),
        officer=item.get("officer"),
        lanes=tuple(item["lanes"]),
        party_id=item.get("party"),
        label=item.get("label"),
        calls=item["calls"],
        recent=tuple(Call(each["l"], _instant(each["t"])) for each in item["recent"]),
        line=_line(item["line"]) if "line" in item else None,
        touched_at=_optional(item.get("touched_at")),
        last=_last(item["last"]) if "last" in item else None,
        version=item["version"],
    )


def operation_item(day: Day, operation: Operation) -> Item:
    """Return the item by which a retry of an operation is known."""
    pk, sk = operation_key(day, operation.name)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "v": 1,
        "fingerprint": operation.fingerprint,
        "kind": operation.kind,
        "at": _ms(operation.at),
        "by": operation.by,
        "expires_at": _seconds(operation.at + OPERATION_KEPT),
    }
    return item | _about(operation)


def event_item(day: Day, operation: Operation, parties: Iterable[Party] = ()) -> Item:
    """Return what the trail says of an operation: who did what to whom, at which counter, and why. No name is in it.

    `parties` are those that it changed, as they are then. One key may finish with a party and call another, so the
    trail says of each what became of it.
    """
    pk, sk = event_key(day, operation)
    item: Item = {
        "pk": pk,
        "sk": sk,
        "v": 1,
        "kind": operation.kind,
        "by": operation.by,
        "expires_at": _seconds(operation.at + TRAIL_KEPT),
    }
    became = {party.party_id: party.state for party in parties}
    return item | _about(operation) | ({"became": became} if became else {})


def as_operation(item: Item) -> Operation:
    """Return the operation whose mark an item is."""
    return Operation(
        name=item["sk"].removeprefix("O#"),
        fingerprint=item["fingerprint"],
        kind=item["kind"],
        at=_instant(item["at"]),
        by=item["by"],
        party_id=item.get("party"),
        counter=item.get("counter"),
        reason=item.get("reason"),
    )


def as_overtaking(item: Item, labels: Mapping[str, str]) -> Overtaking | None:
    """Return the call out of turn of which the trail tells in an item; None where it tells of something else.

    `labels` are the numbers of the day's parties by their ids. Only such a call has a reason.
    """
    if item["kind"] != "next" or "reason" not in item:
        return None
    at = int(item["sk"].removeprefix(EVENT_PREFIX).partition("#")[0])
    return Overtaking(_instant(at), item["by"], item["counter"], labels.get(item["party"]), item["reason"])


def _about(operation: Operation) -> Item:
    about: Item = {}
    if operation.party_id:
        about["party"] = operation.party_id
    if operation.counter is not None:
        about["counter"] = operation.counter
    if operation.reason:
        about["reason"] = operation.reason
    return about


def _as_visitor(person: Visitor) -> Item:
    return {
        "p": person.place,
        "n": person.number,
        "f": person.full_name,
        "l": person.nik_last4,
        "r": person.relation,
        "h": person.here,
    }


def _visitor(stored: Item) -> Visitor:
    return Visitor(stored["p"], stored["n"], stored["f"], stored["l"], stored["r"], stored["h"])


def _as_last(last: LastOperation) -> Item:
    stored: Item = {"k": last.kind, "t": _ms(last.at), "l": last.lane, "s": last.state}
    if last.before:
        stored["b"] = {"p": last.before.party_id, "v": last.before.version}
    if last.after:
        stored["a"] = {"p": last.after.party_id, "v": last.after.version}
    return stored


def _last(stored: Item) -> LastOperation:
    return LastOperation(
        kind=stored["k"],
        at=_instant(stored["t"]),
        before=_ref(stored.get("b")),
        after=_ref(stored.get("a")),
        lane=stored["l"],
        state=stored["s"],
    )


def _line(stored: Item) -> Line:
    return Line(_instant(stored["t"]), tuple(stored["n"].split()))


def _ref(stored: Item | None) -> PartyRef | None:
    return PartyRef(stored["p"], stored["v"]) if stored else None


def _day(pk: str, prefix: str) -> Day:
    office_id, _, day = pk.removeprefix(prefix).rpartition("#")
    return Day(office_id, date.fromisoformat(day))


def _ms(instant: datetime) -> int:
    # Thousandths, since two counters call within a second, and the board tells which came first.
    return round(instant.timestamp() * 1000)


def _instant(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def _optional(ms: int | None) -> datetime | None:
    return _instant(ms) if ms else None


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())
