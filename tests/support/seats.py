"""The summary of seats in tests of single rules: summing up, and what is told of an office then."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from antrean.base.days import start_of_day
from antrean.bookings.operation import Services
from antrean.offices.model import Office
from antrean.seats.model import SlotSeats, Soonest
from antrean.seats.soonest import soonest
from antrean.seats.store import Summaries
from antrean.seats.sum_up import sum_up
from antrean.slots.model import Quota, Slot
from tests.unit.conftest import NOW, OFFICE


def summaries_of(services: Services) -> Summaries:
    """Return the summary in the table of the services."""
    return Summaries(services.store.quotas._table)  # noqa: SLF001 - it is no part of the store


def sum_up_now(services: Services, *offices: Office) -> None:
    """Sum up offices, the one of the tests where none is named."""
    sum_up(summaries_of(services), services.store.quotas, services.clock, offices or [OFFICE])


def held(services: Services, office_id: str = "bogor") -> list[tuple[str, str, int]]:
    """Return date, session and seats of each slot that the summary holds of an office."""
    slots: tuple[SlotSeats, ...] = summaries_of(services).get().offices[office_id].slots
    return [(slot.date.isoformat(), slot.session, slot.seats) for slot in slots]


def told(services: Services, people: int = 1, office_id: str = "bogor") -> Soonest:
    """Return what is told of an office now."""
    found = soonest(summaries_of(services).get(), people, services.clock.now())
    return next(each for each in found if each.office_id == office_id)


def quota(day: date, session: str = "morning", seats: int = 5, office_id: str = "bogor", **changes: Any) -> Quota:
    """Return the quota of a slot that is open since yesterday, with `changes`."""
    slot = Slot(office_id, day, session)
    whole = Quota(slot, seats, seats, 1, NOW - timedelta(days=1), start_of_day(day, OFFICE.zone), "open", version=1)
    return whole._replace(**changes)
