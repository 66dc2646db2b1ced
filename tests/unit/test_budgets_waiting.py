"""What the waiting list costs: a query where nobody waits, and for joining, offers and answers so many units."""

from __future__ import annotations

import pytest

from antrean.bookings.operation import Services
from antrean.waiting import answers, joining
from antrean.waiting.clock import end_what_is_over
from antrean.waiting.offers import Offering
from instruments.dynamodb.meter import Meter
from tests.support.same_table import waiting_of
from tests.support.waiting import HOUR, given_back, later, offer_of, wish
from tests.unit.conftest import OFFICE, SLOT


def minute(services: Services) -> int:
    """Let the run of a minute do what it does at the waiting list; return how many offers it made."""
    waiting = waiting_of(services)
    offering = Offering(waiting, services.clock)
    end_what_is_over(waiting, services.clock)
    quota = services.store.quotas.get(SLOT)
    assert quota
    offering.keeps(OFFICE, quota)
    return offering.made


@pytest.mark.parametrize(("people", "writes"), [(1, 8), (5, 19)])
def test_joining(metered: Services, meter: Meter, siti: str, people: int, writes: int) -> None:
    """Two reads, the secret of the day, and one transaction: entry, office, note, and a mark for each person.

    Others are counted in the profile before, and kept there with the entry.
    """
    meter.bill.clear()
    joining.join(metered, waiting_of(metered), siti, wish(people, 20), "tunggu")
    counted = ["update_item"] if people > 1 else []
    reads = ["batch_get_item", *counted, "batch_get_item", "get_item"]
    assert meter.bill.calls == [*reads, "transact_write_items"]
    assert meter.bill.writes == writes


def test_where_nobody_waits(metered: Services, meter: Meter, siti: str) -> None:
    """One query for what is due; and where seats are kept, one for the list of the office."""
    given_back(metered)
    meter.bill.clear()
    assert minute(metered) == 0
    assert (meter.bill.calls, meter.bill.writes) == (["query", "get_item", "query"], 0)
    assert siti


def test_an_offer(metered: Services, meter: Meter, siti: str) -> None:
    """The list, the entries, the people of the first; claim, commit and settle, of which the quota pays two units."""
    given_back(metered)
    joining.join(metered, waiting_of(metered), siti, wish(), "tunggu")
    later(metered, HOUR)
    meter.bill.clear()
    assert minute(metered) == 1
    reads = ["query", "get_item", "query", "batch_get_item", "batch_get_item"]
    assert meter.bill.calls == [*reads, "update_item", "transact_write_items", "update_item"]
    assert meter.bill.writes == 9


def test_the_answers(metered: Services, meter: Meter, siti: str) -> None:
    """Accepting reads three times and writes once; declining the same, without the marks, since the entry goes on."""
    given_back(metered, 2)
    waiting = waiting_of(metered)
    joining.join(metered, waiting, siti, wish(), "tunggu")
    later(metered, HOUR)
    minute(metered)
    made = offer_of(metered, siti)
    meter.bill.clear()
    answers.decline(metered, waiting, siti, made.booking_id)
    assert meter.bill.calls == ["batch_get_item", "transact_get_items", "transact_write_items"]
    assert meter.bill.writes == 9
    joining.leave(metered, waiting, siti)
    joining.join(metered, waiting, siti, wish(), "lagi")
    later(metered, HOUR)
    minute(metered)
    made = offer_of(metered, siti)
    meter.bill.clear()
    answers.accept(metered, waiting, siti, made.booking_id)
    assert meter.bill.calls == ["batch_get_item", "transact_get_items", "batch_get_item", "transact_write_items"]
    assert meter.bill.writes == 16
