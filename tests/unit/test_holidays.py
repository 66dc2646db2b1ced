"""The shipped list of holidays."""

from __future__ import annotations

import csv
import runpy
from datetime import date
from pathlib import Path

from antrean.offices.holidays import last_known, national

_DATA = Path(__file__).parents[2] / "data"


def test_the_file_is_what_the_library_says() -> None:
    """A new release of the `holidays` library that knows better dates asks for `make holidays`."""
    tool = runpy.run_path(str(_DATA / "refresh_holidays.py"))
    with (_DATA / "holidays.csv").open(encoding="utf-8", newline="") as file:
        header, *listed = [tuple(row) for row in csv.reader(file)]
    assert header == ("date", "name")
    assert listed == tool["rows"](int(listed[-1][0][:4]))


def test_fixed_holidays_are_known_by_their_indonesian_names() -> None:
    """The reasons that people read are Indonesian, in every year of the file."""
    years = {day.year for day in national()}
    assert years == set(range(2026, max(years) + 1))
    assert max(years) >= 2030
    assert {national()[date(year, 8, 17)] for year in years} == {"Hari Kemerdekaan Republik Indonesia"}


def test_joint_leave_closes_offices_too() -> None:
    """Days of joint leave are listed beside the holidays they extend."""
    assert national()[date(2026, 12, 24)] == "Cuti Bersama Hari Raya Natal"
    assert national()[date(2026, 12, 25)] == "Hari Raya Natal"


def test_names_fit_into_a_quota() -> None:
    """A closed slot stays well below one write unit."""
    assert all(name and len(name.encode()) <= 80 for name in national().values())


def test_nothing_is_known_after_the_last_year() -> None:
    """The publisher warns when its horizon passes this day."""
    assert last_known({date(2027, 1, 1): "a", date(2026, 5, 1): "b"}) == date(2027, 12, 31)
