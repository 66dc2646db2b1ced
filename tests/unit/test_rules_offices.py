"""The rules of offices by plain examples: what is data, how they are ordered, and when the list of holidays ends."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from antrean import wiring, wiring_seats
from antrean.base.clock import FixedClock
from antrean.offices import directory, holidays
from antrean.offices.directory import listing, load
from antrean.offices.model import Office, Release, Session
from antrean.slots import publishing, releases
from antrean.slots.publishing import Published
from functions.clock.publisher import app as publisher
from tests.unit.conftest import OFFICE

_ROW = {
    "office_id": "merauke",
    "name": "Kantor Imigrasi Merauke",
    "province": "Papua Selatan",
    "timezone": "Asia/Jayapura",
    "latitude": "-8.49",
    "longitude": "140.4",
}
_SESSION = {"session": "noon", "arrive_from": "11:30", "arrive_until": "12:15", "prefix": "N"}


def test_an_office_is_what_its_data_says() -> None:
    """Sessions, seats of each weekday and release come from the settings, and an override of its province wins."""
    settings: dict[str, Any] = {
        "sessions": [_SESSION],
        "weekly": {"noon": {"tuesday": 7, "saturday": 3}},
        "release": {"kind": "days_ahead", "days": 12, "at": "06:30"},
        "overrides": [
            {"where": {"province": ["Papua Selatan"]}, "weekly": {"noon": {"tuesday": 9}}},
            {"where": {"province": ["Papua"]}, "weekly": {"noon": {"tuesday": 1}}},
        ],
    }
    assert load([_ROW], settings) == [
        Office(
            office_id="merauke",
            name="Kantor Imigrasi Merauke",
            province="Papua Selatan",
            timezone="Asia/Jayapura",
            latitude=-8.49,
            longitude=140.4,
            sessions=(Session("noon", "11:30", "12:15", "N"),),
            weekly={"noon": {1: 9}},
            release=Release("days_ahead", "06:30", days=12),
        )
    ]


def test_a_week_that_opens_on_a_monday_opens_the_monday_before() -> None:
    """Not on its own first day, when there would be nothing left to book of it."""
    opens_at = Release("weekly", "14:00", weekday=0).opens_at(date(2026, 12, 23), OFFICE.zone)
    assert opens_at == datetime(2026, 12, 14, 7, 0, tzinfo=UTC)


def test_offices_are_ordered_by_distance_then_id_or_by_name() -> None:
    """At one distance the id decides, however the offices come; without a place the name does, whatever the id."""
    first, second = OFFICE._replace(office_id="a", name="Z"), OFFICE._replace(office_id="b", name="Y")
    far = OFFICE._replace(office_id="0", longitude=107.8, name="X")
    here = (OFFICE.latitude, OFFICE.longitude)
    assert [office.office_id for office, _ in listing([far, second, first], None, here, None)] == ["a", "b", "0"]
    assert [office.name for office, _ in listing([first, second, far], None, None, None)] == ["X", "Y", "Z"]


@pytest.mark.parametrize(
    ("today", "warned"), [(date(2026, 11, 26), False), (date(2026, 11, 27), True), (date(2027, 1, 5), True)]
)
def test_the_publisher_warns_before_the_list_of_holidays_ends(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], today: date, *, warned: bool
) -> None:
    """It warns once 35 days ahead is a year that the list does not have; it publishes by that list all the same."""
    known = {date(2026, 12, 25): "Hari Raya Natal"}
    given: list[object] = []

    def publish_all(_quotas: object, _clock: object, _offices: object, closed: object) -> Published:
        given.append(closed)
        return Published(offices=0, written=0, closed=0, unfinished=())

    monkeypatch.setattr(wiring, "CLOCK", FixedClock(datetime(today.year, today.month, today.day, 3, tzinfo=UTC)))
    monkeypatch.setattr(wiring, "quotas", lambda: None)
    monkeypatch.setattr(wiring, "offices", _NoOffices)
    monkeypatch.setattr(wiring, "release_secrets", lambda: None)
    monkeypatch.setattr(releases, "draw_days", lambda _secrets, _clock: 0)
    monkeypatch.setattr(holidays, "national", lambda: known)
    monkeypatch.setattr(directory, "seed", lambda _store: 0)
    monkeypatch.setattr(publishing, "publish_all", publish_all)
    monkeypatch.setattr(wiring_seats, "sum_up", lambda _offices: None)
    publisher.handler({}, None)
    assert ("list of holidays ends" in capsys.readouterr().out) == warned
    assert given == [known]


class _NoOffices:
    """A table without offices."""

    def all(self) -> list[Office]:
        """Return nothing."""
        return []
