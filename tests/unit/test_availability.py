"""A month of an office, the nearest offices with seats, and the way out of a full slot."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from antrean.aws.table import Table
from antrean.base.clock import FixedClock
from antrean.base.days import start_of_day
from antrean.base.errors import Code, Refused
from antrean.bookings.stores import Store
from antrean.offices.directory import OfficeDirectory
from antrean.offices.model import Office, Release
from antrean.slots import availability
from antrean.slots.availability import days_between
from antrean.slots.forms import AvailabilityView, OptionView, availability_view, option_view
from antrean.slots.model import Quota, Slot
from antrean.slots.publishing import publish
from instruments.dynamodb.meter import Meter
from instruments.replay.calls import Recorder
from instruments.stand_in import stand_in
from tests.unit.conftest import DAY, NOW, OFFICE, OTHER_SLOT, SLOT

_TODAY = date(2026, 12, 1)
_HERE = (OFFICE.latitude, OFFICE.longitude)


def _office(store: Store, office_id: str, longitude: float, **changes: Any) -> Office:
    """Add an office on the latitude of Bogor."""
    office = OFFICE._replace(office_id=office_id, longitude=longitude, **changes)
    store.offices.add_if_absent(office)
    return office


def _seats(store: Store, office: Office, day: date, seats: int, session: str = "morning") -> Slot:
    """Publish a slot of `office` that opened a month ago, with `seats` left of 50."""
    slot = Slot(office.office_id, day, session)
    quota = Quota(
        slot=slot,
        capacity=50,
        seats_left=seats,
        next_number=51 - seats,
        opens_at=NOW - timedelta(days=30),
        closes_at=start_of_day(day, office.zone),
        state="open",
        version=1,
    )
    assert store.quotas.publish(quota)
    return slot


def month(store: Store, clock: FixedClock, office: Office, first: date | None, last: date | None) -> AvailabilityView:
    """Return a month as people see it."""
    return availability_view(office, availability.month(store.quotas, clock, office, first, last))


def nearest(store: Store, *asked: Any, **more: Any) -> list[OptionView]:
    """Return the nearest offices with seats as people see them."""
    return [option_view(option) for option in availability.nearest(store.quotas, *asked, **more)]


def alternatives(store: Store, *asked: Any) -> list[OptionView]:
    """Return where else there are seats as people see it."""
    return [option_view(option) for option in availability.alternatives(store.quotas, *asked)]


@pytest.fixture
def directory(store: Store, clock: FixedClock) -> OfficeDirectory:
    """Return the directory of the store's offices."""
    return OfficeDirectory(store.offices, clock)


def test_a_month_shows_every_date_and_session(store: Store, clock: FixedClock) -> None:
    """By default today and the next 30 days, published or not, in order, with the office's time zone."""
    view = month(store, clock, OFFICE, None, None)
    assert (view["office_id"], view["timezone"]) == ("bogor", "Asia/Jakarta")
    assert [day["date"] for day in view["days"]] == [str(_TODAY + timedelta(days=n)) for n in range(31)]
    assert {tuple(s["session"] for s in day["sessions"]) for day in view["days"]} == {("morning", "afternoon")}


def test_a_month_shows_each_state_as_it_is(store: Store, clock: FixedClock) -> None:
    """Past, open, full, closed with its reason and not yet open with its instant stand side by side."""
    office = OFFICE._replace(release=Release("days_ahead", "08:00", days=14))
    publish(store.quotas, clock, office, {date(2026, 12, 2): "Libur"}, _TODAY, _TODAY + timedelta(days=20))
    store.quotas.claim(SLOT, "0123456789ABCDEF-5", 5, NOW)
    days = {day["date"]: day["sessions"] for day in month(store, clock, office, None, None)["days"]}
    window = {"session": "morning", "arrive_from": "09:01", "arrive_until": "10:00"}
    assert days["2026-12-01"][0] == {**window, "state": "past", "capacity": 50, "seats_left": 50}
    assert days["2026-12-02"][0] == {
        **window,
        "state": "closed",
        "capacity": 50,
        "seats_left": 50,
        "reason": "Libur",
    }
    assert days["2026-12-08"][0] == {**window, "state": "full", "capacity": 5, "seats_left": 0}
    assert days["2026-12-08"][1]["state"] == "open"
    assert days["2026-12-16"][0] == {
        **window,
        "state": "not_yet_open",
        "capacity": 50,
        "seats_left": 50,
        "opens_at": "2026-12-02T01:00:00Z",
    }
    assert days["2026-12-30"][0] == {
        **window,
        "state": "not_yet_open",
        "capacity": 0,
        "seats_left": 0,
        "opens_at": "2026-12-16T01:00:00Z",
    }
    assert days["2026-12-05"][0]["reason"] == "Tidak ada layanan pada hari Sabtu"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, (_TODAY, date(2026, 12, 31))),
        (date(2027, 2, 1), None, (date(2027, 2, 1), date(2027, 3, 3))),
        (None, _TODAY, (_TODAY, _TODAY)),
        (date(2020, 1, 1), date(2020, 3, 2), (date(2020, 1, 1), date(2020, 3, 2))),
        (date.max, None, (date.max, date.max)),
    ],
)
def test_which_days_a_query_means(first: date | None, last: date | None, expected: tuple[date, date]) -> None:
    """Both ends are included and default to today and 30 days on, at the end of the calendar too."""
    assert days_between(first, last, _TODAY) == expected


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (_TODAY, _TODAY - timedelta(days=1)),
        (None, _TODAY - timedelta(days=1)),
        (_TODAY, _TODAY + timedelta(days=62)),
        (date.min, date.max),
    ],
)
def test_days_that_are_refused(first: date | None, last: date | None) -> None:
    """The wrong order and more than 62 days are refused with the name of the field."""
    with pytest.raises(Refused) as refused:
        days_between(first, last, _TODAY)
    assert refused.value.code is Code.VALIDATION_FAILED
    assert "'field': 'to'" in str(refused.value.members["errors"])


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_month_at_the_ends_of_the_calendar(store: Store, clock: FixedClock, day: date) -> None:
    """A date that nobody means is answered, not an error of the program."""
    assert len(month(store, clock, OFFICE, day, day)["days"]) == 1


@pytest.mark.parametrize(("days", "units"), [(31, 2), (62, 4)])
def test_a_month_costs_two_read_units(recorder: Recorder, clock: FixedClock, days: int, units: int) -> None:
    """Service on all days, long ids, holidays, and claims in flight: one query, two units a month."""
    meter = Meter(recorder)
    store = Store(Table(stand_in(meter), "antrean"))
    pattern = dict.fromkeys(range(7), 120)
    office = _office(store, "tanjung-balai-karimun", 103.43, weekly={"morning": pattern, "afternoon": pattern})
    holidays = {_TODAY + timedelta(days=n): "Hari kedua dari Hari Raya Idul Fitri (perkiraan)" for n in (3, 4)}
    last = _TODAY + timedelta(days=days - 1)
    publish(store.quotas, clock, office, holidays, _TODAY, last)
    for booking in range(20):
        for day in (5, 6):
            slot = Slot(office.office_id, _TODAY + timedelta(days=day), "morning")
            store.quotas.claim(slot, f"{booking:016X}-{booking:07X}-1", 1, NOW)
    meter.bill.clear()
    month(store, clock, office, _TODAY, last)
    assert meter.bill.calls == ["query"]
    assert meter.bill.reads <= units


def test_the_soonest_slot_of_each_office(store: Store, clock: FixedClock, directory: OfficeDirectory) -> None:
    """Soonest first, then nearest; each office once, with its earliest session that has seats."""
    far, near, late = (_office(store, name, lon) for name, lon in (("far", 108.0), ("near", 107.0), ("late", 106.81)))
    _seats(store, far, DAY, 9, "afternoon")
    _seats(store, far, DAY, 9)
    _seats(store, near, DAY, 9)
    _seats(store, late, DAY + timedelta(days=1), 9)
    options = nearest(store, clock, directory, 1, near=_HERE)
    assert [(option["office_id"], option["session"]) for option in options] == [
        ("bogor", "morning"),
        ("near", "morning"),
        ("far", "morning"),
        ("late", "morning"),
    ]
    assert options[1] == {
        "office_id": "near",
        "name": "Kantor Imigrasi Bogor",
        "timezone": "Asia/Jakarta",
        "distance_km": 22.1,
        "date": "2026-12-08",
        "session": "morning",
        "arrive_from": "09:01",
        "arrive_until": "10:00",
        "seats_left": 9,
    }
    assert nearest(store, clock, directory, 1, near=_HERE, limit=2) == options[:2]


def test_only_slots_that_seat_the_family(store: Store, clock: FixedClock, directory: OfficeDirectory) -> None:
    """Four seats are no option for five people, nor are slots that are closed, past or not yet open."""
    depok = _office(store, "depok", 106.82)
    _seats(store, depok, DAY - timedelta(days=1), 4)
    right = _seats(store, depok, DAY, 5)
    publish(store.quotas, clock, depok, {DAY - timedelta(days=1): "Libur"}, _TODAY, _TODAY)
    publish(store.quotas, clock, depok, {DAY - timedelta(days=1): "Libur"}, DAY - timedelta(days=1), DAY)
    store.quotas.claim(SLOT, "0123456789ABCDEF-1", 1, NOW)
    store.quotas.claim(OTHER_SLOT, "0123456789ABCDEF-1", 1, NOW)
    [option] = nearest(store, clock, directory, 5, near=_HERE)
    assert (option["office_id"], option["date"]) == ("depok", right.date.isoformat())


def test_a_wanted_date_and_the_week_from_it(store: Store, clock: FixedClock, directory: OfficeDirectory) -> None:
    """With a date, seats before it or more than six days after it are not offered."""
    depok = _office(store, "depok", 106.82)
    _seats(store, depok, DAY + timedelta(days=7), 9)
    assert [o["office_id"] for o in nearest(store, clock, directory, 1, DAY, _HERE)] == ["bogor"]
    assert [o["office_id"] for o in nearest(store, clock, directory, 1, DAY + timedelta(days=1), _HERE)] == ["depok"]


def test_a_date_far_away_costs_no_read(
    store: Store, clock: FixedClock, directory: OfficeDirectory, recorder: Recorder
) -> None:
    """Nothing is published after the horizon, so nothing is asked for there."""
    directory.all()
    recorder.reset()
    assert nearest(store, clock, directory, 1, date.max, _HERE) == []
    assert recorder.calls == []


@pytest.mark.parametrize("day", [date.min, _TODAY - timedelta(days=1)])
def test_a_date_that_is_over_is_refused(store: Store, clock: FixedClock, directory: OfficeDirectory, day: date) -> None:
    """Yesterday is refused, and today leads to the days after it."""
    with pytest.raises(Refused) as refused:
        nearest(store, clock, directory, 1, day, _HERE)
    assert refused.value.code is Code.VALIDATION_FAILED
    _seats(store, OFFICE, _TODAY, 5)
    _seats(store, OFFICE, _TODAY + timedelta(days=6), 5)
    assert [option["date"] for option in nearest(store, clock, directory, 1, _TODAY)] == ["2026-12-07"]


def test_today_is_the_offices_own(store: Store, clock: FixedClock, directory: OfficeDirectory) -> None:
    """At 22:30 in Jakarta it is tomorrow in Jayapura, where tomorrow's slots take no bookings any more."""
    clock.instant = datetime(2026, 12, 7, 15, 30, tzinfo=UTC)
    jayapura = _office(store, "jayapura", 140.71, timezone="Asia/Jayapura")
    _seats(store, jayapura, DAY, 9)
    assert [option["office_id"] for option in nearest(store, clock, directory, 1)] == ["bogor"]


def test_without_a_place_the_largest_offices_are_asked(
    store: Store, clock: FixedClock, directory: OfficeDirectory
) -> None:
    """Offices with more seats a week come first, and no distance is told."""
    large = _office(store, "large", 110.0, weekly={"morning": dict.fromkeys(range(5), 80)})
    larger = _office(store, "larger", 111.0, weekly={"morning": dict.fromkeys(range(5), 99)})
    for office in (large, larger):
        _seats(store, office, DAY, 9)
    options = nearest(store, clock, directory, 1)
    assert [option["office_id"] for option in options] == ["larger", "bogor", "large"]
    assert all("distance_km" not in option for option in options)


def test_the_search_widens_until_there_are_seats(
    store: Store, clock: FixedClock, directory: OfficeDirectory, recorder: Recorder
) -> None:
    """The eight nearest are asked; only where fewer than two have seats the next eight, and 24 offices at most."""
    offices = [_office(store, f"office-{n:02}", 107 + n / 10) for n in range(30)]
    _seats(store, offices[0], DAY, 5)
    directory.all()
    recorder.reset()
    assert [option["office_id"] for option in nearest(store, clock, directory, 5, near=_HERE)] == ["bogor", "office-00"]
    assert recorder.calls == ["query"] * 8
    store.quotas.claim(Slot(offices[0].office_id, DAY, "morning"), "0123456789ABCDEF-1", 1, NOW)
    recorder.reset()
    assert [option["office_id"] for option in nearest(store, clock, directory, 5, near=_HERE)] == ["bogor"]
    assert recorder.calls == ["query"] * 24
    store.quotas.claim(SLOT, "0123456789ABCDEF-1", 1, NOW)
    store.quotas.claim(OTHER_SLOT, "0123456789ABCDEF-1", 1, NOW)
    _seats(store, offices[-1], DAY, 9)
    recorder.reset()
    assert nearest(store, clock, directory, 5, near=_HERE) == []
    assert recorder.calls == ["query"] * 24


def test_one_office_with_seats_is_no_choice(store: Store, clock: FixedClock, directory: OfficeDirectory) -> None:
    """Whoever asks because the one nearby has too few seats gets others, behind it though they are sooner."""
    offices = [_office(store, f"office-{n:02}", 107 + n / 10) for n in range(12)]
    _seats(store, offices[0], DAY + timedelta(days=1), 9)
    assert [option["office_id"] for option in nearest(store, clock, directory, 9, near=_HERE)] == ["office-00"]
    _seats(store, offices[8], DAY, 9)
    found = [option["office_id"] for option in nearest(store, clock, directory, 9, near=_HERE)]
    assert found == ["office-00", "office-08"]
    assert [option["office_id"] for option in nearest(store, clock, directory, 9, near=_HERE, limit=1)] == ["office-00"]


def test_the_way_out_of_a_full_slot(
    store: Store, clock: FixedClock, directory: OfficeDirectory, recorder: Recorder
) -> None:
    """First that day's other session, then the office's soonest slots, then the nearest offices."""
    store.quotas.claim(SLOT, "0123456789ABCDEF-3", 3, NOW)
    sooner, later = DAY - timedelta(days=4), DAY + timedelta(days=3)
    for day in (sooner, later, later + timedelta(days=1)):
        _seats(store, OFFICE, day, 20)
    depok, bekasi, *_more = [
        _office(store, name, lon)
        for name, lon in (("depok", 106.82), ("bekasi", 107.0), ("a", 107.5), ("b", 108.0), ("c", 109.0))
    ]
    _seats(store, bekasi, DAY, 9)
    _seats(store, depok, sooner, 9)
    _seats(store, depok, later, 9)
    directory.all()
    recorder.reset()
    found = alternatives(store, clock, directory, SLOT, 4)
    assert [(option["office_id"], option["date"], option["session"]) for option in found] == [
        ("bogor", str(DAY), "afternoon"),
        ("bogor", str(sooner), "morning"),
        ("bogor", str(later), "morning"),
        ("bekasi", str(DAY), "morning"),
        ("depok", str(later), "morning"),
    ]
    assert recorder.calls == ["query"] * (1 + 4)


def test_the_refused_slot_is_no_alternative(store: Store, clock: FixedClock, directory: OfficeDirectory) -> None:
    """A slot that was full a moment ago is not offered again, even if a seat came back meanwhile."""
    found = alternatives(store, clock, directory, SLOT, 1)
    assert [(option["date"], option["session"]) for option in found] == [(str(DAY), "afternoon")]
    assert alternatives(store, clock, directory, Slot("atlantis", DAY, "morning"), 1) == []
