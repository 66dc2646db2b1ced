"""The demo's booking for today, on days on which no office serves."""

from __future__ import annotations

import io
import time
import urllib.error
import urllib.request
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from email.message import Message
from functools import partial

import pytest

from antrean.base.clock import FixedClock, SystemClock
from antrean.bookings.forms import NewBooking, Person
from antrean.bookings.model import Booking
from antrean.bookings.operation import Services
from antrean.changes import book
from antrean.hall.model import Day
from antrean.people import nik
from antrean.slots import publishing
from antrean.slots.model import Slot
from deploy.errors import CommandError
from local.seed import demo, hall
from tests.support.hall import staffed
from tests.unit.conftest import OFFICE, register

SUNDAY = date(2026, 12, 6)
THURSDAY = date(2026, 12, 3)


@pytest.mark.parametrize(("day", "holidays"), [(SUNDAY, {}), (THURSDAY, {THURSDAY: "Libur"}), (THURSDAY, {})])
def test_there_is_a_seat_on_any_day(services: Services, day: date, holidays: dict[date, str]) -> None:
    """Weekends have no quota and holidays a closed one; both are opened, by the rules, and then booked by them."""
    publishing.publish(services.store.quotas, services.clock, OFFICE, holidays, day, day)
    slot = Slot(OFFICE.office_id, day, "morning")
    demo.open_slot(services, OFFICE, slot)
    request = NewBooking(
        office_id=slot.office_id,
        date=day,
        session=slot.session,
        service="new",
        applicants=(Person(relation="self"),),
    )
    citizen = register(services, "siti", "32" + "99" + "01" + "170590" + "0001")
    assert book.book(services, citizen, request, "a key").slot == slot


def test_on_the_next_days_the_two_citizens_take_turns(services: Services, clock: FixedClock) -> None:
    """The clock shows yesterday, so whoever has a booking for yesterday cannot book; and each keeps today's booking."""
    citizens = [register(services, name, f"329901170590000{name[-1]}") for name in ("warga-1", "warga-2")]

    def today() -> Booking:
        """The first booking for today of the citizens in turn, as `ensure_booking_today` asks them."""
        return next(made for each in citizens if (made := demo.booked_today(services, each)))

    for day, citizen in ((2, "warga-1"), (3, "warga-2"), (4, "warga-1")):
        made = today()
        assert (made.slot.date.day, made.account_id) == (day, citizen)
        assert today() == made
        clock.instant += timedelta(days=1)


def test_a_citizen_whose_sign_up_was_confirmed_twice_is_booked(services: Services) -> None:
    """The repeat of a confirmation ends the sessions of before; the demo's own begins after that."""
    citizen = register(services, "siti", "32" + "99" + "01" + "170590" + "0001")
    services.store.accounts.end_sessions(citizen, SystemClock().now())
    made = demo.booked_today(services, citizen)
    assert made
    assert made.account_id == citizen


def test_the_demo_citizens_nik_is_one() -> None:
    """It has the right form, the citizen's date of birth and no woman's day."""
    born = date(1990, 5, 17)
    parsed = nik.parse(demo._nik(born))  # noqa: SLF001 - each call draws another
    assert not nik.mismatch(parsed, born)
    assert not parsed.is_female


@pytest.mark.parametrize("minutes", [0, 1, 24 * 60 - 1])
def test_an_office_has_its_day_in_full_swing(services: Services, clock: FixedClock, minutes: int) -> None:
    """Ten parties booked, eight have come: two are at counters, one was served, one is absent, one fetches a copy.

    At midnight of the office too, and just before the next one.
    """
    clock.instant = datetime(2026, 12, 1, tzinfo=OFFICE.zone).astimezone(UTC) + timedelta(minutes=minutes)
    table = services.store._table  # noqa: SLF001 - the demo has a table of its own
    assert hall.ensure_day(services, table, OFFICE.office_id) == 8
    today = Day(OFFICE.office_id, OFFICE.today(services.clock.now() + timedelta(days=1)))
    there = staffed(services).hall
    states = Counter(party.state for party in there.parties(today))
    assert states == {"waiting": 3, "called": 2, "served": 1, "absent": 1, "parked": 1}
    assert [counter.label is not None for counter in there.counters.of_day(today)] == [True, True]
    before = there.parties(today)
    assert hall.ensure_day(services, table, OFFICE.office_id) == 8
    assert there.parties(today) == before


@pytest.mark.parametrize(("busy", "ends"), [(3, ""), (4, "503")])
def test_a_busy_start_is_waited_for(monkeypatch: pytest.MonkeyPatch, busy: int, ends: str) -> None:
    """A machine under load answers 503 with how long to wait: the demo does, and gives up after four tries."""
    waited: list[float] = []
    answers = iter([503] * busy + [202])

    def answer(request: urllib.request.Request, **_options: object) -> io.BytesIO:
        status = next(answers)
        if status == 202:
            return io.BytesIO()
        headers = Message()
        headers["Retry-After"] = "2"
        raise urllib.error.HTTPError(request.full_url, status, "busy", headers, io.BytesIO(b"busy"))

    monkeypatch.setattr(urllib.request, "urlopen", answer)
    monkeypatch.setattr(time, "sleep", waited.append)
    post = partial(demo._post, "http://127.0.0.1:1/accounts", {})  # noqa: SLF001 - the step that failed
    if ends:
        with pytest.raises(CommandError, match=ends):
            post()
    else:
        post()
    assert waited == [2] * 3
