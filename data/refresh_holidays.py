"""Write holidays.csv anew from the `holidays` library: `make holidays`, once a year and after each decree.

Offices are closed on national holidays and on the joint leave (cuti bersama) that the government adds to them, so both
are listed. Joint leave is known only for years for which there is a decree. Until then, dates that follow the moon are
estimates, and the library says so in the name ("perkiraan").
"""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import holidays

FIRST_YEAR = 2026
"""The first year of service; past years stay in the file."""
YEARS_AHEAD = 4


def rows(last_year: int) -> list[tuple[str, str]]:
    """Return (date, Indonesian name) of the days without service from `FIRST_YEAR` to the end of `last_year`."""
    closed = holidays.country_holidays(
        "ID", years=range(FIRST_YEAR, last_year + 1), language="id", categories=("government", "public")
    )
    return [(day.isoformat(), name) for day, name in sorted(closed.items())]


def main() -> None:
    """Write the file beside this script."""
    last_year = datetime.now(UTC).year + YEARS_AHEAD
    with Path(__file__).with_name("holidays.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("date", "name"))
        writer.writerows(rows(last_year))


if __name__ == "__main__":
    main()
