"""The shipped offices, their distances, and the directory of a warm environment."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antrean.aws.table import Table
from antrean.base.clock import FixedClock
from antrean.bookings.stores import Store
from antrean.offices import directory as offices
from antrean.offices.directory import OfficeDirectory, by_distance, distance_km, listing, load, packaged, seed
from antrean.offices.forms import offices_view
from antrean.offices.model import Details, Release
from instruments.replay.calls import Recorder
from instruments.stand_in import stand_in
from tests.unit.conftest import OFFICE

_DATA = Path(__file__).parents[2] / "data"
_POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
_HALF_ROUND_THE_EARTH_KM = 20015.2


@pytest.fixture
def defaults() -> dict[str, Any]:
    """Return the shipped settings, to be spoiled."""
    settings: dict[str, Any] = json.loads((_DATA / "office_defaults.json").read_text(encoding="utf-8"))
    return settings


@pytest.fixture
def empty(recorder: Recorder) -> Store:
    """Return a store without offices."""
    return Store(Table(stand_in(recorder), "antrean"))


def test_all_offices_are_shipped() -> None:
    """The 126 offices have unique ids, Indonesian time zones and places in Indonesia."""
    shipped = packaged()
    assert len({office.office_id for office in shipped}) == len(shipped) == 126
    assert {office.timezone for office in shipped} == {"Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"}
    assert all(-11.1 < office.latitude < 6.1 and 95 < office.longitude < 141.1 for office in shipped)


def test_offices_are_in_provinces_that_exist() -> None:
    """The names of provinces are those of the NIK's province codes, so one filter serves both."""
    with (_DATA / "provinces.csv").open(encoding="utf-8", newline="") as file:
        known = {row["name"] for row in csv.DictReader(file)}
    assert {office.province for office in packaged()} <= known


def test_every_office_serves_on_weekdays_in_two_sessions() -> None:
    """The default sessions are those of the design, their prefixes differ, and weekends have no service."""
    for office in packaged():
        windows = [(s.session, s.arrive_from, s.arrive_until, s.prefix) for s in office.sessions]
        assert windows == [("morning", "09:01", "10:00", "A"), ("afternoon", "13:00", "14:00", "B")]
        for session in office.sessions:
            assert set(office.weekly[session.session]) == {0, 1, 2, 3, 4}
            assert min(office.weekly[session.session].values()) > 0


def test_only_the_jakarta_offices_release_week_by_week() -> None:
    """Friday 14:00 for the next week in DKI Jakarta; 30 days ahead at 08:00 elsewhere; turns of 10 minutes at all."""
    rules = {(office.province == "DKI Jakarta", office.release) for office in packaged()}
    assert rules == {
        (True, Release("weekly", "14:00", weekday=4, window=10)),
        (False, Release("days_ahead", "08:00", days=30, window=10)),
    }


def test_overrides_name_offices_that_exist(defaults: dict[str, Any]) -> None:
    """A misspelt office or province in the settings would silently do nothing."""
    with (_DATA / "offices.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for override in defaults["overrides"]:
        for column, values in override["where"].items():
            assert set(values) <= {row[column] for row in rows}


@pytest.mark.parametrize(
    ("where", "change"),
    [
        ("defaults", {"weekley": {}}),
        ("override", {"realease": {}}),
        ("override", {"release": {"kind": "monthly", "at": "08:00"}}),
        ("override", {"release": {"kind": "weekly", "at": "08:00", "weekday": "freitag"}}),
        ("override", {"weekly": {"morning": {"monday": 1}}}),
        ("override", {"weekly": {"morning": {"mon": 1}, "afternoon": {}}}),
    ],
)
def test_settings_with_a_mistake_are_not_loaded(defaults: dict[str, Any], where: str, change: dict[str, Any]) -> None:
    """An unknown setting, release, weekday or session stops the load instead of being passed over."""
    row = {"office_id": "x", "name": "X", "province": "Y", "timezone": "Asia/Jakarta"}
    row |= {"latitude": "0", "longitude": "0"}
    if where == "defaults":
        defaults |= change
    else:
        defaults["overrides"].append({"where": {"office_id": ["x"]}, **change})
    with pytest.raises(ValueError, match=r"unknown|not in tuple|does not name"):
        load([row], defaults)


def test_seeding_adds_what_is_missing_and_touches_nothing_else(store: Store) -> None:
    """An office that operators keep otherwise than shipped stays as it is; a second run only reads."""
    assert seed(store.offices) == 125
    assert store.offices.get("bogor") == OFFICE
    found = store.offices.all()
    assert [office.office_id for office in found] == sorted(office.office_id for office in packaged())
    assert [office for office in found if office != OFFICE] == sorted(
        (office for office in packaged() if office.office_id != "bogor"), key=lambda office: office.office_id
    )


def test_a_second_seeding_costs_one_read(store: Store, recorder: Recorder) -> None:
    """The hourly run does not try 126 writes to learn that nothing is missing."""
    seed(store.offices)
    recorder.reset()
    assert seed(store.offices) == 0
    assert recorder.calls == ["query"]


def test_two_seedings_at_once_do_not_overwrite(store: Store) -> None:
    """An office that appeared after the read is left as it is: the put is conditional."""
    assert not store.offices.add_if_absent(OFFICE._replace(name="Lain"))
    assert store.offices.get("bogor") == OFFICE


def test_known_distances() -> None:
    """One degree on the equator, the antipodes, and Jakarta to Surabaya (about 660 km)."""
    assert distance_km((0, 0), (0, 1)) == 111.2
    assert distance_km((0, 0), (0, 180)) == pytest.approx(_HALF_ROUND_THE_EARTH_KM, abs=0.2)
    assert distance_km((-6.2, 106.8), (-7.25, 112.75)) == pytest.approx(666, abs=5)


@given(_POINTS, _POINTS)
def test_distance_is_a_distance(one: offices.Point, other: offices.Point) -> None:
    """Symmetric, zero to itself, and never further than half round the earth, wherever the points are."""
    assert distance_km(one, other) == distance_km(other, one)
    assert distance_km(one, one) == 0
    assert 0 <= distance_km(one, other) <= _HALF_ROUND_THE_EARTH_KM


def test_an_address_is_shown_where_the_office_has_told_it() -> None:
    """The list has it beside the name, and nothing where an office told none."""
    silent = packaged()[0]
    told = silent._replace(details=Details(address="Jalan Contoh 1"))
    first, second = offices_view([(told, None), (silent, None)])["offices"]
    assert first["address"] == "Jalan Contoh 1"
    assert "address" not in second


def test_nearest_first() -> None:
    """From the middle of Makassar, its office comes first and Ambon's after those of Sulawesi."""
    ranked = [office.office_id for office, _ in by_distance(packaged(), (-5.14, 119.43))]
    assert ranked[0] == "makassar"
    assert ranked.index("parepare") < ranked.index("ambon")


def test_listing_by_province_name_and_distance() -> None:
    """A province in any case; by name without a place, by distance with one; at most `limit`."""
    jakarta = offices_view(listing(packaged(), "dki jakarta", None, None))["offices"]
    assert Counter(view["province"] for view in jakarta) == {"DKI Jakarta": 6}
    assert [view["name"] for view in jakarta] == sorted(view["name"] for view in jakarta)
    assert "distance_km" not in jakarta[0]
    [nearest, second] = offices_view(listing(packaged(), None, (-8.67, 115.23), 2))["offices"]
    assert (nearest["office_id"], nearest["distance_km"]) == ("denpasar", 0.0)
    assert second["office_id"] == "ngurah-rai"
    assert nearest["sessions"][0] == {"session": "morning", "arrive_from": "09:01", "arrive_until": "10:00"}
    assert listing(packaged(), "Papua Pegunungan", None, None) == []


def test_the_directory_reads_once_a_minute(store: Store, recorder: Recorder, clock: FixedClock) -> None:
    """All offices come from memory for 60 seconds; then a new office is seen."""
    directory = OfficeDirectory(store.offices, clock)
    assert directory.get("bogor") == OFFICE
    assert directory.get("atlantis") is None
    seed(store.offices)
    clock.instant += timedelta(seconds=59)
    recorder.reset()
    assert list(directory.all()) == [OFFICE]
    assert recorder.calls == []
    clock.instant += timedelta(seconds=1)
    assert len(directory.all()) == 126
    assert recorder.calls == ["query"]


def test_an_empty_directory_is_not_remembered(empty: Store, clock: FixedClock) -> None:
    """A function that was called before the first seeding sees the offices right after it."""
    directory = OfficeDirectory(empty.offices, clock)
    assert list(directory.all()) == []
    empty.offices.add_if_absent(OFFICE)
    assert directory.get("bogor") == OFFICE
