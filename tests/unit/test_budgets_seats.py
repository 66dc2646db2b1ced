"""What the summary of seats costs with all offices in it: its bytes, and the units of reading it and of summing up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from random import Random
from zlib import compress

import pytest

from antrean.base.clock import FixedClock
from antrean.bookings.operation import Services
from antrean.http.answer import Answer, proxied
from antrean.offices import directory
from antrean.seats.forms import seats_view
from antrean.seats.soonest import soonest
from antrean.seats.sum_up import sum_up
from antrean.slots.model import Quota
from antrean.slots.publishing import publish_all
from antrean.slots.store import Quotas
from instruments.dynamodb.meter import Meter
from tests.support.seats import summaries_of

NOW = datetime(2026, 11, 9, 3, tzinfo=UTC)
"""A Monday before five weeks without a holiday: no other has more slots."""
OFFICES = directory.packaged()
WISHES: dict[str, Callable[[Random], int]] = {
    "nothing is full": lambda _draw: 50,
    "half is full": lambda draw: draw.choice([0, 0, 0, 9, 9, draw.randint(1, 4)]),
    "nobody can tell": lambda draw: draw.randint(0, 5),
}
"""How many seats are left of each slot; the last one is what can be compressed least."""


class Wanted(Quotas):
    """Quotas of which people have taken some seats as soon as they are published."""

    def __init__(self, wish: str, quotas: Quotas) -> None:
        """Write to the table of `quotas`, with as many seats left as `wish` says."""
        super().__init__(quotas._table)  # noqa: SLF001 - it is the same table
        self._left = partial(WISHES[wish], Random(17))

    def publish(self, quota: Quota) -> bool:
        """Publish a quota with as many seats left as people leave."""
        return super().publish(quota._replace(seats_left=self._left()))


@pytest.mark.parametrize(("wish", "kilobytes"), [("nothing is full", 2), ("half is full", 6), ("nobody can tell", 8)])
def test_the_summary_of_all_offices(metered: Services, meter: Meter, wish: str, kilobytes: int) -> None:
    """126 offices and all their days: one read unit whoever looks, and a few kilobytes of answer on the line."""
    quotas, clock, summaries = metered.store.quotas, FixedClock(NOW), summaries_of(metered)
    publish_all(Wanted(wish, quotas), clock, OFFICES, {}, workers=1)
    sum_up(summaries, quotas, clock, OFFICES)
    meter.bill.clear()
    sum_up(summaries, quotas, clock, OFFICES[:10])
    assert meter.bill.calls == ["get_item", *["query"] * 10, "put_item"]
    assert meter.bill.writes == kilobytes
    assert meter.bill.reads <= -(-kilobytes // 4) + 10 * 3
    meter.bill.clear()
    found = soonest(summaries.get(consistent=False), 2, NOW)
    assert (meter.bill.calls, meter.bill.reads) == (["get_item"], -(-kilobytes // 4) / 2)
    body = proxied(Answer(seats_view(2, found)))["body"].encode()
    assert len(found) == 126
    assert len(compress(body)) < 3_000
