"""Seats change and are summed up side by side, in every order with a death; and what the summary tells in the end.

Each act changes a quota, and then sums its office up as the dispatcher does when the stream tells it of the change. It
is begun anew where it dies or is busy, as Lambda does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from antrean.aws.table import Table
from antrean.base.clock import FixedClock
from antrean.base.errors import Busy
from antrean.seats.soonest import seats_of
from antrean.seats.store import Summaries
from antrean.seats.sum_up import sum_up
from antrean.slots.model import Claim, Quota
from antrean.slots.store import ClaimRefused, QuotaChanged, Quotas
from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.replay.calls import Killed
from instruments.stand_in import stand_in
from tests.interleavings.orders import CALM, Orders, Stepped
from tests.support.scheduler import Scheduler
from tests.unit.conftest import NOW, OFFICE, SLOT

_IN_FLIGHT = Claim(SLOT, "C" * 16 + "ABCDE2", "C" * 16, 1, 2, int(NOW.timestamp()))
"""Two of five seats, claimed when the orders begin: the summary tells of three."""


def _claim(quotas: Quotas) -> None:
    quotas.claim(SLOT, "B" * 16 + "ABCDE2", 2, NOW)


def _give_back(quotas: Quotas) -> None:
    quotas.settle(_IN_FLIGHT, give_back=True)


def _operate(quotas: Quotas, mark: str, **changes: Any) -> None:
    old = quotas.get(SLOT)
    assert old
    new = old._replace(version=old.version + 1, last_change=mark, **changes)
    quotas.change(old, new, "operator", "uji coba", NOW)


CHANGES: Mapping[str, Callable[[Quotas], None]] = {
    "claim": _claim,
    "give back": _give_back,
    "close": partial(_operate, mark="close", state="closed", reason="uji coba"),
    "put off": partial(_operate, mark="put off", opens_at=NOW + timedelta(hours=1)),
    "nothing": lambda _quotas: None,
}
"""What happens to the slot before its office is summed up; before the hourly run nothing does."""


def every_order(*names: str, deaths: int = 1) -> Iterator[Table]:
    """Let changes happen side by side, each summed up after it, in every order; yield the table as each left it."""
    return Orders(deaths).each(partial(_play, names))


def _play(names: tuple[str, ...], orders: Orders) -> Table:
    memory = MemoryTable()
    table = _table(MemoryClient(memory))
    quotas = Quotas(table)
    closes = datetime(2026, 12, 7, 17, tzinfo=UTC)
    quotas.publish(Quota(SLOT, 5, 5, 1, NOW - timedelta(days=1), closes, "open", version=1))
    quotas.claim(SLOT, _IN_FLIGHT.claim_id, 2, NOW)
    _sum_up(table)
    scheduler = Scheduler(memory, stand_in(FixedClock(NOW)), stand_in(orders), CALM)
    said: list[list[Any]] = []
    for number, name in enumerate(names):
        answers: list[Any] = []
        said.append(answers)
        task = scheduler.add(f"{number} {name}", lambda _client: None)
        client = Stepped(MemoryClient(memory), scheduler, orders, task, answers)
        task.run = partial(_run, CHANGES[name], _table(client), orders)
    orders.state = lambda: (repr(sorted((key, repr(item)) for key, item in memory.items.items())), repr(said))
    scheduler.run()
    return table


def _run(change: Callable[[Quotas], None], table: Table, orders: Orders, _client: Any) -> None:
    try:
        # Who claims may find the slot closed, and an operator that it was claimed meanwhile.
        with suppress(ClaimRefused, QuotaChanged):
            change(Quotas(table))
    except Killed:
        return
    while True:
        try:
            _sum_up(table)
        except Busy:
            continue
        except Killed:
            # Lambda begins it anew, in which it lives.
            orders.dies = None
            continue
        return


def _sum_up(table: Table) -> None:
    sum_up(Summaries(table), Quotas(table), FixedClock(NOW), [OFFICE])


def _table(client: Any) -> Table:
    return Table(stand_in(client), "antrean", sleep=lambda _seconds: None)


def is_stale(table: Table) -> bool:
    """Tell whether the summary tells anything else than the quotas do."""
    now = seats_of(OFFICE, Quotas(table).between("bogor", date.min, date.max), NOW)
    return Summaries(table).get().offices != {"bogor": now}
