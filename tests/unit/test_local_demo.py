"""The demo's booking for today, on days on which no office serves."""

from __future__ import annotations

from datetime import date

import pytest

from antrean.bookings.forms import NewBooking, Person
from antrean.bookings.operation import Services
from antrean.changes import book
from antrean.people import nik
from antrean.slots import publishing
from antrean.slots.model import Slot
from local.seed import demo
from tests.unit.conftest import OFFICE, register

SUNDAY = date(2026, 12, 6)
THURSDAY = date(2026, 12, 3)


@pytest.mark.parametrize(("day", "holidays"), [(SUNDAY, {}), (THURSDAY, {THURSDAY: "Libur"}), (THURSDAY, {})])
def test_there_is_a_seat_on_any_day(services: Services, day: date, holidays: dict[date, str]) -> None:
    """Weekends have no quota and holidays a closed one; both are opened, by the rules, and then booked by them."""
    publishing.publish(services.store.quotas, services.clock, OFFICE, holidays, day, day)
    slot = Slot(OFFICE.office_id, day, "morning")
    demo._open(services, OFFICE, slot)  # noqa: SLF001 - today is not what a test can choose
    request = NewBooking(
        office_id=slot.office_id,
        date=day,
        session=slot.session,
        service="new",
        applicants=(Person(relation="self"),),
    )
    citizen = register(services, "siti", "32" + "99" + "01" + "170590" + "0001")
    assert book.book(services, citizen, request, "a key").slot == slot


def test_the_demo_citizens_nik_is_one() -> None:
    """It has the right form, the citizen's date of birth and no woman's day."""
    born = date(1990, 5, 17)
    parsed = nik.parse(demo._nik(born))  # noqa: SLF001 - as above
    assert not nik.mismatch(parsed, born)
    assert not parsed.is_female
