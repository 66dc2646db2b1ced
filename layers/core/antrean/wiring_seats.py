"""Builds what reads and writes the summary of seats, as `wiring` does for all functions."""
# ruff: noqa: PLC0415 - see `wiring`

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from antrean import wiring

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from antrean.offices.model import Office
    from antrean.seats.store import RememberedSummary, Summaries


@cache
def summaries() -> Summaries:
    """Return the summary of seats in the table."""
    from antrean.seats.store import Summaries

    return Summaries(wiring.table())


@cache
def remembered_summary() -> RememberedSummary:
    """Return the summary of seats as this environment remembers it."""
    from antrean.seats.store import RememberedSummary

    return RememberedSummary(summaries(), wiring.CLOCK)


def sum_up(offices: Sequence[Office]) -> None:
    """Sum up the seats of offices; raises `Busy`."""
    from antrean.seats.sum_up import sum_up

    sum_up(summaries(), wiring.quotas(), wiring.CLOCK, offices)


def sum_up_changed(office_ids: Collection[str]) -> None:
    """Sum up the seats of offices in which something changed; raises `Busy`."""
    from antrean.seats.changes import sum_up_changed

    sum_up_changed(summaries(), wiring.quotas(), wiring.CLOCK, wiring.directory(), wiring.offices(), office_ids)
