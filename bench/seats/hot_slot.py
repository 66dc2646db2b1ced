"""One hot slot, 64 clients: the product's protocol against the textbook's, on one engine, in alternating rounds."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import quantiles
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Self

import pytest

from antrean import wiring
from antrean.aws.table import Table as DynamoTable
from antrean.base.clock import SystemClock
from antrean.bookings.operation import Services
from antrean.bookings.stores import Store
from antrean.changes import book
from antrean.offices.directory import OfficeDirectory, packaged
from antrean.slots.full_slots import FullSlots
from antrean.slots.model import Quota, Slot
from bench.report.section import Plot, Section, Table, figure
from bench.seats import booking_function
from bench.seats.booking_function import register
from bench.seats.textbook import Textbook
from bench.surroundings import engine
from deploy.errors import CommandError
from instruments.at_once import at_once
from instruments.dynamodb import referee
from instruments.dynamodb.scratch import scratch_table
from instruments.dynamodb.table import TableReader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    from matplotlib.figure import Figure

    from bench.surroundings.engine import Engine
    from deploy.progress import Step


CLIENTS = 64
EACH = 2
"""Bookings that each client makes in a round, one after the other, for another citizen each time."""
ROUNDS = 4
_OFFICE = next(office for office in packaged() if office.office_id == "bogor")
_UNITS = 8
"""Write units of an attempt by either protocol: the same items are written, once each. One that is not refused also
writes the entry in the index, which is one unit."""


@dataclass
class Outcome:
    """The results of all rounds of one protocol."""

    name: str
    bookings: int = 0
    conflicts: int = 0
    rates: list[float] = field(default_factory=list)
    """Bookings a second, for each round."""
    took: list[float] = field(default_factory=list)
    """Seconds that each booking took, with its repetitions."""
    client_cpu: float = 0.0
    engine_cpu: float = 0.0

    def percentile(self, hundredth: int) -> float:
        """Return the seconds within which this many of a hundred bookings were made."""
        return quantiles(self.took, n=100)[hundredth - 1]

    @property
    def rate(self) -> float:
        """Bookings a second of the round in the middle; of an even number of rounds, the faster of the two."""
        return sorted(self.rates)[len(self.rates) // 2]

    def per_booking(self, total: float) -> float:
        """Return a total divided by the number of bookings."""
        return total / self.bookings


def measure(step: Step) -> Section:
    """Sell slots out by both protocols in turn, and compare times and conflicts."""
    with engine.running() as running:
        ours, textbook = race(running, step)
    return _section(ours, textbook)


def race(running: Engine, step: Step) -> tuple[Outcome, Outcome]:
    """Let both protocols sell a slot in each round; raises CommandError where anything is oversold or refused."""
    client = running.dynamodb(CLIENTS)
    outcomes = Outcome("claim, commit, settle"), Outcome("textbook transaction")
    with scratch_table(client) as name, _Hall(running, client, name) as hall:
        for number in range(ROUNDS):
            for outcome in outcomes:
                step.note(f"round {number + 1} of {ROUNDS}, {outcome.name}")
                hall.sell(outcome, by_textbook=outcome is outcomes[1])
    return outcomes


class _Hall:
    """What all rounds share: the handlers in this process, a table, and citizens who have not booked yet."""

    def __init__(self, running: Engine, client: Any, table: str) -> None:  # noqa: ANN401 - a client of botocore
        self._engine = running
        self._table = DynamoTable(client, table, sleep=self._pause)
        self._pauses = 0
        self._reader = TableReader(client, table)
        clock, store = SystemClock(), Store(self._table)
        store.offices.add_if_absent(_OFFICE)
        self._services = Services(
            store,
            booking_function.PEPPER,
            lambda: booking_function.NIK_KEYS,
            clock,
            FullSlots(clock),
            OfficeDirectory(store.offices, clock),
        )
        self._services.directory.all()
        self._citizens = 0
        self._day = datetime.now(UTC).date() + timedelta(days=7)
        self._monkeypatch = pytest.MonkeyPatch()

    def __enter__(self) -> Self:
        self._monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "bench")
        self._monkeypatch.setenv("FAMILY_LEVEL", "0")
        self._monkeypatch.setattr(wiring, "services", lambda: self._services)
        return self

    def __exit__(self, *_: object) -> None:
        self._monkeypatch.undo()

    def sell(self, outcome: Outcome, *, by_textbook: bool) -> None:
        """Sell a slot out and add what it took to `outcome`; raises CommandError for whatever the referee finds."""
        slot, seats = self._publish(), CLIENTS * EACH
        *citizens, late = self._register(seats + 1)
        textbook = Textbook(self._services, self._table, slot, random.Random(0)) if by_textbook else None
        function = _function(textbook)
        clients = [partial(_client, function, slot, citizens[each::CLIENTS]) for each in range(CLIENTS)]
        began, client_cpu, engine_cpu = time.perf_counter(), time.process_time(), self._engine.cpu_seconds()
        told = [answer for answers in at_once(clients) for answer in answers]
        outcome.rates.append(seats / (time.perf_counter() - began))
        outcome.client_cpu += time.process_time() - client_cpu
        outcome.engine_cpu += self._engine.cpu_seconds() - engine_cpu
        outcome.bookings += seats
        outcome.took += [took for took, _ in told]
        if textbook and not textbook.conflicts:
            message = f"Nobody met another one in the textbook's rush on {slot}, so it tells nothing."
            raise CommandError(message)
        outcome.conflicts += self._pauses + (textbook.conflicts if textbook else 0)
        self._pauses = 0
        self._check(slot, [booking for _, booking in told])
        status, body = booking_function.ask(function, slot, late, "key")
        if status != booking_function.CONFLICT:
            message = f"{slot} was sold out, and yet a booking ended with {status} {body}."
            raise CommandError(message)

    def _pause(self, seconds: float) -> None:
        """Pause as the store does before it repeats a call that met a conflict, and count it."""
        self._pauses += 1
        time.sleep(seconds)

    def _check(self, slot: Slot, booked: list[dict[str, Any]]) -> None:
        quota = self._reader.quota(slot)
        wrong = referee.problems(self._reader.bookings_and_guards(), quota, referee.Rush(booked=booked))
        if wrong or quota["seats_left"]:
            message = f"The rush on {slot} left {quota['seats_left']} seats, and: {wrong}."
            raise CommandError(message)

    def _publish(self) -> Slot:
        """Publish a slot for one round, on a day that no other round uses."""
        slot, now = Slot(_OFFICE.office_id, self._day, "morning"), self._services.clock.now()
        self._day += timedelta(days=1)
        seats = CLIENTS * EACH
        opens_at, closes_at = now - timedelta(days=1), now + timedelta(days=2)
        self._services.store.quotas.publish(Quota(slot, seats, seats, 1, opens_at, closes_at, "open", 1))
        return slot

    def _register(self, count: int) -> list[str]:
        first = self._citizens + 1
        self._citizens += count
        return [register(self._services, first + number) for number in range(count)]


def _function(textbook: Textbook | None) -> ModuleType:
    """Return the function of bookings, with the textbook's way to book in place of the product's."""
    module = booking_function.load()
    if textbook:
        by_textbook = SimpleNamespace(book=lambda _, account, request, key: textbook.book(account, request, key))
        if vars(module).get("book") is not book:
            # Otherwise the product would be measured against itself.
            message = "The function of bookings does not call `book`, which the textbook's way is to replace."
            raise CommandError(message)
        vars(module)["book"] = by_textbook
    return module


def _client(function: ModuleType, slot: Slot, accounts: Sequence[str]) -> list[tuple[float, dict[str, Any]]]:
    """Book one seat for each account; return how long each took, and the bookings."""
    told = []
    for account in accounts:
        began = time.perf_counter()
        status, body = booking_function.ask(function, slot, account, "key")
        took = time.perf_counter() - began
        if status != booking_function.CREATED:
            message = f"A booking ended with {status} {body}."
            raise CommandError(message)
        told.append((took, body))
    return told


def _section(ours: Outcome, textbook: Outcome) -> Section:
    faster, ratio = ours.rate / textbook.rate, textbook.client_cpu / ours.client_cpu
    slower = textbook.percentile(99) / ours.percentile(99)
    cpu = 1000 * ours.per_booking(ours.client_cpu)
    return Section(
        title=f"One hot slot, {CLIENTS} clients",
        in_short=(
            f"In one hot slot {CLIENTS} clients get {figure(faster, 2)} times as many bookings a second as by the "
            f"textbook's transaction on the same engine, 99 of 100 are done {figure(slower, 2)} times sooner, and the "
            f"handlers' processor time is {figure(cpu, 2)} ms a booking, {figure(ratio, 2)} times less."
        ),
        lead=(
            f"{CLIENTS} clients sell a slot out, each booking for one citizen after another, through the real handler "
            f"of `POST /bookings`: {ROUNDS} rounds by the product's protocol and {ROUNDS} by the textbook's, in turn, "
            "on one engine in one run. The textbook reads the quota with the next number, then writes quota, booking, "
            "guard and profile in one transaction on condition that the number is still the next; if not, it pauses "
            "with jitter and begins again. Everything else is the product's. After each round the referee of the tests "
            "recomputes the slot from the raw items: no seat was sold twice or lost, every answer is in the table, and "
            "one citizen more is refused."
        ),
        tables=[_table(ours, textbook)],
        plots=[
            Plot(
                file="bench-hot-slot.svg",
                shows="Two charts of the hot slot: bookings a second by round, and how long bookings took",
                draw=partial(_draw, outcomes=(ours, textbook)),
            )
        ],
        notes=_NOTES,
        aims=[("the handlers' processor time for a booking in a rush", "20 ms", f"{figure(cpu, 2)} ms")],
    )


def _table(ours: Outcome, textbook: Outcome) -> Table:
    rows: list[tuple[str, Callable[[Outcome], float]]] = [
        ("bookings a second, middling round", lambda one: one.rate),
        ("half of the bookings done within, s", lambda one: one.percentile(50)),
        ("99 of 100 done within, s", lambda one: one.percentile(99)),
        ("conflicts for each booking", lambda one: one.per_booking(one.conflicts)),
        ("write units asked for, for each booking", lambda one: 1 + _UNITS * (1 + one.per_booking(one.conflicts))),
        ("the handlers' processor time, ms for each booking", lambda one: 1000 * one.per_booking(one.client_cpu)),
        ("the engine's processor time, ms for each booking", lambda one: 1000 * one.per_booking(one.engine_cpu)),
    ]
    return Table(
        columns=("", ours.name, textbook.name, "textbook : ours"),
        rows=[
            (name, figure(of(ours)), figure(of(textbook)), figure(of(textbook) / of(ours), 2) if of(ours) else "–")
            for name, of in rows
        ],
    )


def _draw(drawn: Figure, outcomes: Sequence[Outcome]) -> None:
    left, right = drawn.subplots(1, 2, width_ratios=(2, 3))
    looks: list[dict[str, Any]] = [{"color": "#0b5394"}, {"color": "#e69138", "linestyle": "--"}]
    for place, (outcome, look) in enumerate(zip(outcomes, looks, strict=True)):
        rounds = [number + (place - 0.5) * 0.4 for number in range(1, len(outcome.rates) + 1)]
        hatch = "" if place == 0 else "///"
        left.bar(rounds, outcome.rates, 0.38, color=look["color"], hatch=hatch, edgecolor="white", label=outcome.name)
        right.plot(quantiles(outcome.took, n=100), range(1, 100), linewidth=2, **look)
    left.set(xlabel="round", ylabel="bookings a second", xticks=range(1, ROUNDS + 1))
    right.set(xlabel="seconds a booking took", ylabel="% of bookings", xscale="log", ylim=(0, 101))
    right.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    drawn.legend(*left.get_legend_handles_labels(), loc="outside upper center", ncols=2)


_NOTES = (
    (
        "Both ends are single Python processes of this machine: the engine does one call at a time, and the clients "
        "are threads of one interpreter. They hold both protocols back alike, so the ratio is claimed and the rate is "
        "not: it is a ratio of calls and repetitions."
    ),
    (
        "The aim was 20 ms of processor time for a booking. A leading peer on PostgreSQL was once measured at 180 ms, "
        "and at 10 orders a second on two cores; that is not repeated here."
    ),
    "The engine never raises TransactionConflict. The simulation below adds what a real lock does.",
)
