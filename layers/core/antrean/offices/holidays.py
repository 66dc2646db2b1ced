"""National holidays and joint leave (cuti bersama), on which no office serves.

The dates are in `data/holidays.csv`, made from the `holidays` library by `make holidays`, so that the
library itself need not be deployed.
"""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FILE = Path(__file__).parents[1] / "data" / "holidays.csv"


@cache
def national() -> Mapping[date, str]:
    """Return date -> Indonesian name; a name that ends in "(perkiraan)" is of a date that is an estimate."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return MappingProxyType({date.fromisoformat(row["date"]): row["name"] for row in csv.DictReader(file)})


def last_known(holidays: Mapping[date, str]) -> date:
    """Return the last day of the last year that `holidays` lists; no holiday of a later day is known."""
    return date(max(holidays).year, 12, 31)
