"""What each operation costs: calls that follow one another, and units, computed and as the engine reports them."""

from __future__ import annotations

import json
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from io import StringIO
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pytest

from antrean import wiring
from bench.report.section import Section, Table, figure
from bench.surroundings import engine
from deploy.errors import CommandError
from instruments.dynamodb.meter import Bill, Meter
from instruments.dynamodb.scratch import create_table
from instruments.replay.events import EVENTS, asking, read
from instruments.replay.people import family
from instruments.replay.replay import Replay

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from deploy.progress import Step
    from instruments.replay.events import Case


_TABLE = "antrean"
_FIRST = date(2026, 12, 1)
_CALLS = {
    "get_item": "Get",
    "batch_get_item": "BatchGet",
    "transact_get_items": "TransactGet",
    "query": "Query",
    "put_item": "Put",
    "update_item": "Update",
    "transact_write_items": "TransactWrite",
}
_A_RUN = 3
"""How many times in a row a call is written out."""
WRITE_PRICE, READ_PRICE = 0.625, 0.125
"""US dollars for a million write and read request units: on demand, standard class, US East (N. Virginia)."""


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as people know it, and the event under events/ that shows it."""

    name: str
    event: str
    budget: str = ""
    repeated: bool = False
    """Whether the request is sent twice, and the second one is measured."""
    given: Sequence[dict[str, Any]] = ()
    """The state before, where it differs from the event's."""
    body: dict[str, Any] = field(default_factory=dict)
    """Members of the body that differ from the event's."""
    query: dict[str, str] | None = None
    """The query, where it differs from the event's."""
    key: str = ""
    """The Idempotency-Key, where it differs from the event's."""

    def case(self) -> Case:
        """Return the case of the event, with the state, body, query and key of this operation."""
        case = read(EVENTS / f"{self.event}.json")
        event = asking(case.event, self.query) if self.query else dict(case.event)
        if self.key:
            event["headers"] = event["headers"] | {"Idempotency-Key": self.key}
        if self.body:
            event["body"] = json.dumps(json.loads(event["body"]) | self.body)
        return replace(case, event=event, given=[*self.given] or case.given)


def _published(days: int) -> list[dict[str, Any]]:
    dates = [_FIRST + timedelta(days=ahead) for ahead in range(days)]
    slots = [f"bogor/{day}/{session}" for day in dates for session in ("morning", "afternoon")]
    return [{"office": "bogor"}, *({"slot": slot, "seats": 50} for slot in slots)]


def _days(count: int) -> dict[str, str]:
    return {"from": _FIRST.isoformat(), "to": (_FIRST + timedelta(days=count - 1)).isoformat()}


_ALONE: dict[str, Any] = {"applicants": [{"relation": "self"}]}
_OF_FIVE: dict[str, Any] = {"applicants": family(5, start=11)}
_KNOWN_FAMILY: list[dict[str, Any]] = [
    {"office": "bogor"},
    *({"slot": f"bogor/2026-12-08/{session}", "seats": 5} for session in ("morning", "afternoon")),
    {"citizen": "siti", "nik": 1},
    {"booking": "siti/kunci-0", "slot": "bogor/2026-12-08/afternoon", "people": 5, "nik_from": 11},
    {"cancelled": "siti/kunci-0"},
]
"""Siti has booked the same four people before."""
_HALL: list[dict[str, Any]] = [
    {"office": "bogor"},
    {"slot": "bogor/2026-12-08/morning", "seats": 5},
    {"citizen": "siti", "nik": 1},
    {"booking": "siti/kunci-1", "slot": "bogor/2026-12-08/morning", "people": 2},
    {"now": "2026-12-08T02:10:00+00:00"},
    {"sent": "door/arrive-200"},
    {"sent": "walk_ins/give-200"},
    {"sent": "counters/open_counter-200"},
    {"sent": "counters/call_next-200"},
]
"""One party is at the counter, and another one waits."""
_CLAIMED: list[dict[str, Any]] = [
    *_published(31),
    {"citizen": "siti", "nik": 1},
    {"booking": "siti/kunci-1", "slot": "bogor/2026-12-08/morning", "people": 2},
]
"""Two seats of an office with a month of slots are taken."""
_ONE = Operation("book for one", "bookings/create-201", "3 calls + settle, 9 write", body=_ALONE)
_FIVE = Operation(
    "book for five", "bookings/create-201", "3 calls + settle, 17 write", given=_KNOWN_FAMILY, body=_OF_FIVE
)
_FIVE_NAMED_FIRST = Operation(
    "book for five, others named first", "bookings/create-201", "4 calls + settle, 18 write", body=_OF_FIVE
)
_NO_SEATS: list[dict[str, Any]] = [
    {"office": "bogor"},
    {"slot": "bogor/2026-12-08/morning", "seats": 0},
    {"citizen": "siti", "nik": 1},
]
_FULL = Operation("refused: full", "bookings/create-409-slot_full", "0 write", body=_ALONE, given=_NO_SEATS)
_FULL_FOR_OTHERS = Operation("refused: full, others named first", "bookings/create-409-slot_full", "0 write")
_EARLY = Operation("refused: one's turn has not come", "bookings/create-409-not_your_turn", "0 write")
_FULL_AGAIN = Operation("refused: full, from memory", "bookings/create-409-slot_full", "0 write", repeated=True)
_MONTH = Operation("an office, 31 days", "offices/month-200", "2 read", given=_published(31), query=_days(31))
OPERATIONS = (
    _ONE,
    _FIVE,
    _FIVE_NAMED_FIRST,
    Operation("the same request again", "bookings/create-201-again"),
    _FULL,
    _FULL_FOR_OTHERS,
    _FULL_AGAIN,
    _EARLY,
    Operation("refused: has a booking", "bookings/create-409-booking_exists"),
    Operation("refused: NIK in another booking", "bookings/create-409-nik_already_booked", "2 write"),
    Operation("add two of the family", "bookings/add-200"),
    Operation("cancel, three people", "bookings/cancel-200"),
    Operation("move, two people", "bookings/move-200"),
    Operation("join the waiting list", "waiting/join-201", "8 write"),
    Operation("a seat is offered, by the sweep of an office", "sweeper/offers", "9 write"),
    Operation("accept an offer", "waiting/accept-200", "16 write"),
    Operation("decline an offer", "waiting/decline-200", "9 write"),
    Operation("one booking", "bookings/show-200"),
    Operation("all my bookings", "bookings/index-200"),
    _MONTH,
    Operation("an office, 62 days", "offices/month-200", given=_published(62), query=_days(62)),
    Operation("the soonest days of all offices", "offices/seats-200", "1 call, 1 read"),
    Operation("ticket, drawn now", "receipts/link-200"),
    Operation("ticket, stored already", "receipts/link-200-again"),
    Operation("tickets drawn by the stream", "receipt_renderer/booked"),
    Operation("people of a booking arrive", "door/arrive-200", "4 calls, 10 write"),
    Operation("the same arrival again", "door/arrive-200-again"),
    Operation("who else has come by now", "door/people-200"),
    Operation("an arrival undone", "door/undo-200"),
    Operation("somebody absent is back", "door/come_back-200"),
    Operation("a number at the door", "walk_ins/give-200"),
    Operation("a number at the door, standby for tomorrow", "walk_ins/give-200-standby"),
    Operation("a counter opened", "counters/open_counter-200"),
    Operation("the first party is called", "counters/call_next-200", "3 calls, 8 write"),
    Operation("served, and the next one called", "counters/call_next-200", "4 calls, 10 write", given=_HALL, key="F2"),
    Operation("called, the same again", "counters/call_next-200-again"),
    Operation("called out of turn", "counters/call_next-200-out_of_turn"),
    Operation("called once more", "counters/recall-200"),
    Operation("absent", "counters/note_absent-200"),
    Operation("parked", "counters/park-200"),
    Operation("to another lane", "counters/transfer-200"),
    Operation("served, nobody called", "counters/finish-200"),
    Operation("undone at a counter", "counters/undo-200"),
    Operation("a counter closed", "counters/close_counter-200"),
    Operation("the queue of the hall", "door/queue-200"),
    Operation("the queue of the hall, unchanged", "door/queue-200-unchanged"),
    Operation("today's list", "door/today-200"),
    Operation("the board", "board/show-200", "1 call, 1 read"),
    Operation("quotas of an office, 31 days", "admin/index-200", given=_published(31), query=_days(31)),
    Operation("quota changed; of many, each", "admin/change-200", "2 calls, 4 write"),
    Operation("an office's settings changed", "admin/change_office-200"),
    Operation("whom a closing would displace", "admin/look_ahead-200"),
    Operation("sweep of an office, nothing left behind", "sweeper/in-flight", given=_published(31)),
    Operation("sweep of an office, one claim left behind", "sweeper/left-behind"),
    Operation("audit of an office, by the index", "auditor/sound-by-index"),
    Operation("profile", "accounts/me-200"),
    Operation("what a booking tells: its notice is made", "dispatcher/booked"),
    Operation("seats claimed: their office is summed up", "dispatcher/claimed", given=_CLAIMED),
    Operation("a notice is mailed", "notifier/booked"),
    Operation("reminders of an office's day", "reminders/before"),
    Operation("a session closed, who is booked displaced", "admin/close-201"),
    Operation("letters of a closure go now", "admin/send-200"),
    Operation("whom to call after a closing", "admin/call_list-200"),
    Operation("opened again, with the old numbers", "admin/reopen-200"),
)
_PRICED = frozenset({_ONE.name, _FIVE.name, _FULL.name, _FULL_AGAIN.name, _MONTH.name, "an office, 62 days"})
_GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"
_NOTES = (
    (
        f"Rules: [item sizes]({_GUIDE}/CapacityUnitCalculations.html), "
        f"[reads and writes]({_GUIDE}/read-write-operations.html), [transactions]({_GUIDE}/transaction-apis.html)."
    ),
    "A booking of five stays below one kilobyte with names of 23 letters; with longer ones it costs two units more.",
    (
        "A booking's entry in the index `by_day` is one of its write units; a move takes one away and makes one. "
        "It holds nothing but keys (`tests/infra/test_data.py`)."
    ),
    (
        "Whoever books others reads what guards them too, in the same call: a read unit for each. Whoever names them "
        "for the first time is counted in the profile before anything else: a call and a write unit; and so is a "
        "refusal for one of them: another write unit."
    ),
    (
        "Of a booking only the id is known before it is read, so adding reads the quota of its slot in a call of its "
        "own where the office has turns: whoever comes before their turn is refused before anything is written. "
        "Booking and moving name their slot, and read its quota together with the rest."
    ),
    (
        "Whoever comes before their turn costs a read of the secret of the day as well, once in an environment, and a "
        "read of the booking, which a twin of the request may have made meanwhile."
    ),
    "The settle comes before the answer too, but the booking is safe without it: the sweeper would do it.",
    (
        "Queue and today's list record that an officer looked, once a day; a warm environment remembers it, so that "
        "the next look costs neither the call nor the unit."
    ),
    (
        "The soonest days of all offices are one item, which the dispatcher writes with each batch of changes of the "
        "stream: up to 100 changes, each office once, whoever many claimed there. It is small here, with two offices; "
        "with all 126 it is 2 to 8 kilobytes, so that reading it costs one read unit at most, and writing it 8 write "
        "units at most (`tests/unit/test_budgets_seats.py`)."
    ),
    "Not in the table: a warm environment reads the offices once a minute, and the pepper once.",
    (
        "Prices: 0.625 dollars for a million write and 0.125 for a million read request units, on demand, in US East "
        "(N. Virginia), as [quoted](https://airbyte.com/data-engineering-resources/dynamodb-pricing) in July 2025. "
        "[AWS](https://aws.amazon.com/dynamodb/pricing/on-demand/) has today's, and Jakarta's own. Functions, gateway, "
        "storage, stream and backups are not in them."
    ),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """The calls that one operation made."""

    name: str
    budget: str
    bill: Bill
    s3: Sequence[str]

    def reported(self, *, writes: bool) -> float:
        """The units that the engine reports for the calls that write, or for those that read."""
        return sum(cost.reported or 0 for cost in self.bill if bool(cost.writes) == writes)


def measure(step: Step) -> Section:
    """Do each operation once, alone, in a warm environment, on a table of its own."""
    with engine.running() as running:
        found = list(each(running.dynamodb(), step))
    by_name = {one.name: one for one in found}
    one, five, full, early, month = (by_name[known.name] for known in (_ONE, _FIVE, _FULL, _EARLY, _MONTH))
    return Section(
        title="Per operation: calls and units",
        in_short=(
            f"A booking for one person is {len(one.bill) - 1} DynamoDB calls and the settle, {figure(one.bill.writes)} "
            f"write units and {figure(one.bill.reads)} read units; for five people {figure(five.bill.writes)} write "
            "units; a refusal for want of seats, or before one's turn, none."
        ),
        lead=(
            "Each operation was done once, alone, by its real handler in a warm environment, through the event under "
            "`events/` that shows it. The calls of a handler follow one another, so their number is the critical path. "
            "Units are computed from the items before and after each call by DynamoDB's rules; beside them is what the "
            "engine reports when asked by `ReturnConsumedCapacity`. `tests/unit/test_budgets*.py` hold the budgets."
        ),
        tables=[_units(found), _prices(found)],
        notes=[_agreement(found), *_NOTES],
        aims=[
            (
                "DynamoDB calls of a booking, one after another",
                "3 and the settle",
                f"{len(one.bill) - 1} and the settle",
            ),
            (
                "write units of a booking for one, for five",
                "9, 17",
                f"{figure(one.bill.writes)}, {figure(five.bill.writes)}",
            ),
            (
                "write units of a refusal for want of seats, and before one's turn",
                "0, 0",
                f"{figure(full.bill.writes)}, {figure(early.bill.writes)}",
            ),
            ("read units of a month of an office", "at most 2", figure(month.bill.reads)),
        ],
    )


def each(client: Any, step: Step) -> Iterator[Measured]:  # noqa: ANN401 - a client of botocore
    """Measure every operation on the engine of `client`."""
    for number, operation in enumerate(OPERATIONS):
        step.note(f"{operation.name} ({number + 1} of {len(OPERATIONS)})")
        create_table(client, _TABLE)
        yield _measured(operation, client)
        client.delete_table(TableName=_TABLE)


def _measured(operation: Operation, client: Any) -> Measured:  # noqa: ANN401 - a client of botocore
    case, meter = operation.case(), Meter(client)
    # The handlers' log lines would stand between the tables: they are thrown away.
    with pytest.MonkeyPatch.context() as monkeypatch, redirect_stdout(StringIO()):
        replay = Replay(case, meter, monkeypatch)
        # A warm environment knows the offices, since it reads all of them once a minute.
        wiring.directory().all()
        if operation.repeated:
            replay.run(case)
        meter.bill.clear()
        replay.world.objects.calls.clear()
        answer = replay.run(case)
        if answer.get("statusCode") != case.expect.get("status"):
            message = f"{operation.name} ended with {answer}."
            raise CommandError(message)
        return Measured(operation.name, operation.budget, Bill(meter.bill), tuple(replay.world.objects.calls))


def _agreement(found: Sequence[Measured]) -> str:
    """Say for how many calls the engine reports units, and on which calls it and the computed units differ."""
    told = [cost for one in found for cost in one.bill if cost.reported is not None]
    other = [cost for cost in told if cost.reported != cost.reads + cost.writes]
    silent = sum(len(one.bill) for one in found) - len(told)
    kinds = ", ".join(sorted({_CALLS[cost.call] for cost in other})) or "none"
    return (
        f"The engine reports units for {len(told)} of these calls and agrees on {len(told) - len(other)}; the others "
        f"are of the kind {kinds}, of which it reports half a unit or one whatever their size. Of {silent} calls it "
        "reports nothing: it never does of a BatchGet, nor, as AWS, of a write whose condition failed, which AWS bills "
        "nevertheless."
    )


def _units(found: Sequence[Measured]) -> Table:
    return Table(
        columns=(
            "operation",
            "DynamoDB calls, in order",
            "read units",
            "write units",
            "budget",
            "engine: read",
            "engine: write",
            "S3",
        ),
        rows=[
            (
                one.name,
                _in_order(one.bill) or "none",
                figure(one.bill.reads),
                figure(one.bill.writes),
                one.budget,
                figure(one.reported(writes=False)),
                figure(one.reported(writes=True)),
                ", ".join(call.partition("_")[0].upper() for call in one.s3),
            )
            for one in found
        ],
    )


def _in_order(bill: Bill) -> str:
    """Return the names of the calls; one that is made many times in a row stands there once, with how many times."""
    runs = [(_CALLS[name], len(list(run))) for name, run in groupby(bill.calls)]
    return ", ".join(f"{times} times {name}" if times > _A_RUN else ", ".join([name] * times) for name, times in runs)


def _prices(found: Sequence[Measured]) -> Table:
    return Table(
        title="DynamoDB's requests for a million of each",
        columns=("operation", "read units", "write units", "US dollars"),
        rows=[
            (
                one.name,
                f"{one.bill.reads:g} million",
                f"{one.bill.writes:g} million",
                f"{one.bill.reads * READ_PRICE + one.bill.writes * WRITE_PRICE:.2f}",
            )
            for one in found
            if one.name in _PRICED
        ],
    )
