"""One office's availability: units, bytes and time of 31 and 62 days, and what a cache of one second leaves of them."""

from __future__ import annotations

import gzip
import random
import re
import time
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

from antrean import wiring
from antrean.aws.table import Table as DynamoTable
from antrean.base.clock import FixedClock
from antrean.bookings.stores import Store
from antrean.offices import directory as offices
from antrean.offices import holidays
from antrean.offices.directory import OfficeDirectory
from antrean.slots.model import Slot
from antrean.slots.publishing import publish
from bench.report.section import Plot, Section, Table, figure
from contract import declared
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.dynamodb.meter import Meter
from instruments.replay.events import EVENTS, ROOT, Context, asking, read
from instruments.stand_in import stand_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

    from matplotlib.figure import Figure

    from antrean.offices.model import Office
    from deploy.progress import Step


_NOW = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
_EVENT = read(EVENTS / "offices" / "month-200.json").event
_BUSY = "tanjung-balai-karimun"
"""The longest id of an office: the largest items."""
_DAYS = (31, 62)
_TIMES = 200
_PARTITION = 3_000
"""Read units that a partition gives in a second; all quotas of an office are in one."""
READERS = (1, 10, 100, 1_000, 10_000)
"""Requests a second."""
_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request cost, and what its answer was."""

    name: str
    units: float
    read: int
    """Bytes of quotas."""
    sent: int
    """Bytes of the answer."""
    packed: int
    """Bytes of the answer through gzip, as CloudFront sends it."""
    seconds: float
    """The median processor time of the handler."""
    max_age: int
    """Seconds for which a cache may keep the answer."""


@dataclass(frozen=True, slots=True)
class Load:
    """A number of readers, and how many of their requests pass a cache and reach the handler."""

    readers: int
    """Requests a second, one by each reader."""
    units: float
    """Read units of each request that reaches the handler."""
    missed: float
    """Requests a second that reach the handler."""


def measure(step: Step) -> Section:
    """Measure the handler's answers, and simulate in virtual time what a cache in front of it lets through."""
    answers = list(ask(step))
    most = max(answers, key=lambda answer: answer.units)
    step.note("a cache in front")
    loads = [Load(readers, most.units, misses(readers, most.max_age)) for readers in READERS]
    return Section(
        title="Availability of one office",
        in_short=(
            f"62 days of one office are one query of at most {figure(most.units)} read units; behind a cache of one "
            f"second {READERS[-1]:,} readers a second cost {figure(loads[-1].missed * most.units, 2)} read units a "
            f"second and not {READERS[-1] * most.units:,.0f}."
        ),
        lead=(
            "The real handler on a table in memory, each call metered. An office as shipped is published with the "
            "holidays of the year; the crowded one has the longest id, is open on all days, and twenty claims are in "
            "flight on each of two slots. Time is the handler's own, as a ratio to the shortest answer."
        ),
        tables=[_table(answers), _loads(loads)],
        plots=[
            Plot(
                file="bench-availability.svg",
                shows="Read units a second by readers a second, with a cache of one second and without",
                draw=partial(_draw, loads=loads),
            )
        ],
        notes=_notes(most),
    )


def ask(step: Step) -> Iterator[Answer]:
    """Ask for the days of a usual and of a crowded office; each request is repeated, so that its time can be told."""
    clock, meter = FixedClock(_NOW), Meter(MemoryClient(MemoryTable()))
    store = Store(DynamoTable(stand_in(meter), "antrean"))
    usual = next(office for office in offices.packaged() if office.office_id == "bogor")
    busy = usual._replace(office_id=_BUSY, weekly={name: dict.fromkeys(range(7), 120) for name in usual.weekly})
    for office, closed in ((usual, holidays.national()), (busy, {})):
        store.offices.add_if_absent(office)
        publish(store.quotas, clock, office, closed, _NOW.date(), _NOW.date() + timedelta(days=_DAYS[-1] - 1))
    for number in range(20):
        for ahead in (5, 6):
            slot = Slot(_BUSY, _NOW.date() + timedelta(days=ahead), "morning")
            store.quotas.claim(slot, f"{number:016X}-{number:07X}-1", 1, _NOW)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "bench")
        monkeypatch.setattr(wiring, "CLOCK", clock)
        monkeypatch.setattr(wiring, "quotas", lambda: store.quotas)
        directory = OfficeDirectory(store.offices, clock)
        monkeypatch.setattr(wiring, "directory", lambda: directory)
        with redirect_stdout(StringIO()):
            function = declared.load(declared.app_of(ROOT, "offices"))
        asked = [("one day", usual, 1), *((f"{days} days", usual, days) for days in _DAYS)]
        for name, office, days in (*asked, (f"{_DAYS[-1]} days, crowded", busy, _DAYS[-1])):
            step.note(name)
            yield _answer(name, function, meter, office, days)


def misses(readers: int, max_age: int) -> float:
    """Return how many requests a second one cache lets through, where `readers` a second come at random."""
    draw, now, fresh_until, missed = random.Random(readers), 0.0, 0.0, 0
    while now < _SECONDS:
        if now >= fresh_until:
            missed, fresh_until = missed + 1, now + max_age
        now += draw.expovariate(readers)
    return missed / _SECONDS


def _answer(name: str, function: ModuleType, meter: Meter, office: Office, days: int) -> Answer:
    last = _NOW.date() + timedelta(days=days - 1)
    query = {"from": _NOW.date().isoformat(), "to": last.isoformat()}
    event = asking(_EVENT, query) | {"pathParameters": {"office_id": office.office_id}}
    answer: dict[str, Any] = {}
    took = []
    for _ in range(_TIMES):
        meter.bill.clear()
        began = time.process_time()
        answer = function.handler(event, Context())
        took.append(time.process_time() - began)
    # The first request also reads the offices; the bill holds the last request, which is one query.
    [cost] = meter.bill
    body = answer["body"].encode()
    [kept] = answer["multiValueHeaders"]["Cache-Control"]
    max_age = re.search(r"max-age=(\d+)", kept)
    return Answer(
        name,
        cost.reads,
        cost.size,
        len(body),
        len(gzip.compress(body, mtime=0)),
        median(took),
        int(max_age[1]) if max_age else 0,
    )


def _table(answers: Sequence[Answer]) -> Table:
    return Table(
        columns=(
            "asked for",
            "DynamoDB calls",
            "read units",
            "bytes read",
            "bytes of JSON",
            "gzipped",
            "handler's time",
        ),
        rows=[
            (
                answer.name,
                "1",
                figure(answer.units),
                f"{answer.read:,}",
                f"{answer.sent:,}",
                f"{answer.packed:,}",
                f"{figure(answer.seconds / answers[0].seconds, 2)} times",
            )
            for answer in answers
        ],
    )


def _loads(loads: Sequence[Load]) -> Table:
    return Table(
        title="62 days of a crowded office behind a cache of one second",
        columns=("readers a second", "requests to the handler a second", "read units a second", "without the cache"),
        rows=[
            (
                f"{load.readers:,}",
                figure(load.missed, 2),
                figure(load.missed * load.units, 2),
                figure(load.readers * load.units, 2),
            )
            for load in loads
        ],
    )


def _draw(drawn: Figure, loads: Sequence[Load]) -> None:
    axes = drawn.subplots()
    lines: list[tuple[str, list[float], dict[str, Any]]] = [
        ("with a cache of 1 s", [load.missed * load.units for load in loads], {"color": "#0b5394", "marker": "o"}),
        (
            "without",
            [load.readers * load.units for load in loads],
            {"color": "#e69138", "marker": "s", "linestyle": "--"},
        ),
        ("what a partition gives", [_PARTITION] * len(loads), {"color": "black", "linestyle": ":"}),
    ]
    for name, units, look in lines:
        axes.plot([load.readers for load in loads], units, label=name, linewidth=2, **look)
    axes.set(xlabel="readers a second of one office", ylabel="read units a second", xscale="log", yscale="log")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:,g}")
    drawn.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=3)


_PAGE = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html"


def _notes(most: Answer) -> Sequence[str]:
    return (
        (
            "The handler says `max-age=1`, and the distribution keeps what it says. The table above is for one cache: "
            "CloudFront has one in each location that people come through, so the units are to be multiplied by their "
            f"number. It lets one request through at a time for what it does not have ([AWS]({_PAGE}))."
        ),
        (
            f"All quotas of an office are in one partition, which gives {_PARTITION:,} read units a second: without a "
            f"cache {_PARTITION / most.units:,.0f} readers of the crowded office would use them up."
        ),
        (
            "Slots are published 35 days ahead, so 62 days with slots on each of them are partly past: the table shows "
            "the most that can be asked for."
        ),
    )
