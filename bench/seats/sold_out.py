"""The rush on a sold-out slot: what refusals cost when warm environments remember for two seconds that it is full."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from antrean import wiring
from antrean.aws.table import Table as DynamoTable
from antrean.base.clock import FixedClock
from antrean.base.days import start_of_day
from antrean.bookings.operation import Services
from antrean.bookings.stores import Store
from antrean.offices.directory import OfficeDirectory, packaged
from antrean.slots.full_slots import FullSlots
from antrean.slots.model import Quota, Slot
from antrean.slots.publishing import publish
from bench.report.section import Plot, Section, Table, figure
from bench.seats import booking_function
from bench.seats.booking_function import register
from deploy.errors import CommandError
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.dynamodb.meter import Meter
from instruments.stand_in import stand_in

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from deploy.progress import Step


AIM = 0
"""Write units for each refused request."""
_SLOT = Slot("bogor", date(2026, 12, 8), "morning")
_BEGINS = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
_CITIZENS = 1_000
"""The citizens take turns; each request has a new key, so none is the retry of another."""
_PROFILE_AND_BOOKING = 2
"""Read units of what every request reads; the quota is one more."""
_PARTITION = 3_000
"""The read units that DynamoDB gives one partition in a second."""


@dataclass
class Rush:
    """Requests that are refused, in virtual time, each by a warm environment drawn at random; and their cost in all."""

    requests: int
    rate: int
    """Requests a second."""
    environments: int
    calls: int = 0
    reads: float = 0.0
    writes: float = 0
    quota: Counter[int] = field(default_factory=Counter)
    """Read units on the quota in each second."""


def measure(step: Step) -> Section:
    """Play the rush of 100,000 requests, and three smaller ones with other rates and numbers of environments."""
    rushes = [
        Rush(requests=100_000, rate=5_000, environments=100),
        Rush(requests=10_000, rate=1_000, environments=20),
        Rush(requests=10_000, rate=1_000, environments=100),
        Rush(requests=2_000, rate=5_000, environments=2_000),
    ]
    for rush in rushes:
        play(rush, step)
    first, forgetful = rushes[0], rushes[-1]
    return Section(
        title="A sold-out slot: what refusals cost",
        in_short=(
            f"{first.requests:,} requests on a sold-out slot cost {figure(first.writes)} write units, and "
            f"{figure(first.reads / first.requests)} read units each (without the memory of warm environments "
            f"{figure(forgetful.reads / forgetful.requests)}); its quota is read at most {max(first.quota.values())} "
            "times in any second."
        ),
        lead=(
            f"{first.requests:,} requests for one full slot come at {first.rate:,} a second, at random to one of "
            f"{first.environments} warm environments of the real handler, each with its own memory of full slots; time "
            "is virtual, the table is in memory, and every call is metered. An environment reads the quota again when "
            "two seconds are over, in the call in which it reads profile and booking, which each request reads, for it "
            "could be the retry of one that had its seat."
        ),
        tables=[_table(rushes)],
        plots=[
            Plot(
                file="bench-sold-out.svg",
                shows="Read units on the quota in each second of the rush, with the memory and without, and the limit",
                inches=(7.2, 3.0),
                draw=partial(_draw, rush=first),
            )
        ],
        notes=_NOTES,
        aims=[("write units of each refusal in a sold-out rush", f"{AIM}", figure(first.writes / first.requests, 2))],
    )


def play(rush: Rush, step: Step | None = None) -> None:
    """Send the requests of a rush, and note in it what they cost; raises CommandError if one is not refused as full."""
    clock = FixedClock(_BEGINS)
    meter = Meter(MemoryClient(MemoryTable()))
    environments = [_environment(meter, clock) for _ in range(rush.environments)]
    _prepare(environments[0])
    accounts = [register(environments[0], number + 1) for number in range(_CITIZENS)]
    for environment in environments:
        environment.directory.all()
    draw = random.Random(rush.requests)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "bench")
        monkeypatch.setenv("FAMILY_LEVEL", "0")
        function = booking_function.load()
        for number in range(rush.requests):
            if step and number % rush.rate == 0:
                step.note(f"{number:,} of {rush.requests:,} requests to {rush.environments:,} environments")
            meter.bill.clear()
            clock.instant = _BEGINS + timedelta(seconds=number / rush.rate)
            at = draw.randrange(rush.environments) if rush.environments < rush.requests else number
            monkeypatch.setattr(wiring, "services", partial(environments.__getitem__, at))
            status, body = booking_function.ask(function, _SLOT, accounts[number % _CITIZENS], f"key-{number}")
            if (status, body.get("code")) != (booking_function.CONFLICT, "slot_full"):
                message = f"A request on the full slot ended with {status} {body}."
                raise CommandError(message)
            rush.calls += len(meter.bill)
            rush.reads += meter.bill.reads
            rush.writes += meter.bill.writes
            read = sum(cost.reads for cost in meter.bill if cost.call == "batch_get_item") - _PROFILE_AND_BOOKING
            rush.quota[number // rush.rate] += int(read)


def _environment(meter: Meter, clock: FixedClock) -> Services:
    store = Store(DynamoTable(stand_in(meter), "antrean"))
    return Services(
        store,
        booking_function.PEPPER,
        lambda: booking_function.NIK_KEYS,
        clock,
        FullSlots(clock),
        OfficeDirectory(store.offices, clock),
    )


def _prepare(services: Services) -> None:
    """Publish a month of the office and its neighbours, in which the slot has no seat left."""
    near = [office for office in packaged() if office.province in {"Jawa Barat", "DKI Jakarta"}]
    store, clock = services.store, services.clock
    for office in near:
        store.offices.add_if_absent(office)
        if office.office_id == _SLOT.office_id:
            closes_at = start_of_day(_SLOT.date, office.zone)
            full = Quota(_SLOT, 50, 0, 51, _BEGINS - timedelta(days=1), closes_at, "open", 1)
            store.quotas.publish(full)
        today = office.today(clock.now())
        publish(store.quotas, clock, office, {}, today, today + timedelta(days=30))


def _table(rushes: list[Rush]) -> Table:
    return Table(
        columns=(
            "requests",
            "a second",
            "environments",
            "write units each",
            "read units each",
            "DynamoDB calls each",
            "most read units on the quota in a second",
        ),
        rows=[
            (
                f"{rush.requests:,}",
                f"{rush.rate:,}",
                f"{rush.environments:,}" if rush.environments < rush.requests else "a new one each",
                figure(rush.writes / rush.requests, 2),
                figure(rush.reads / rush.requests),
                figure(rush.calls / rush.requests),
                f"{max(rush.quota.values()):,}",
            )
            for rush in rushes
        ],
    )


def _draw(drawn: Figure, rush: Rush) -> None:
    axes = drawn.subplots()
    seconds = range(max(rush.quota) + 1)
    without = rush.rate
    axes.bar(seconds, [rush.quota[second] for second in seconds], 0.8, color="#0b5394", label="with the memory")
    axes.plot(seconds, [without] * len(seconds), color="#e69138", linestyle="--", linewidth=2, label="without it")
    axes.plot(
        seconds,
        [_PARTITION] * len(seconds),
        color="black",
        linestyle=":",
        linewidth=1.5,
        label="what a partition gives",
    )
    axes.set(
        xlabel="second of the rush", ylabel="read units on the quota", ylim=(0, 1.1 * without), xticks=seconds[::2]
    )
    axes.yaxis.set_major_formatter("{x:,.0f}")
    drawn.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=3)


_NOTES = (
    (
        "What a slot has left is read together with profile and booking, so a refusal writes nothing, also the first "
        "one of an environment. Each environment reads the quota once in two seconds, and then the slots that it "
        "offers instead. The third row has five times as many environments as such requests keep busy."
    ),
    (
        "The last row is what the memory saves: every request in an environment that knows nothing yet. Without it the "
        f"quota alone would be asked for more than the {_PARTITION:,} read units that DynamoDB gives one partition in "
        "a second."
    ),
    "A request that is refused from memory may come up to two seconds late to seats that were just freed.",
)
