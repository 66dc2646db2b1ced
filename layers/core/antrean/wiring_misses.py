"""Builds what decides misses and what takes them back, as `wiring` does for all else."""
# ruff: noqa: PLC0415 - modules that only some functions use are imported where they are used

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from antrean import wiring

if TYPE_CHECKING:
    from antrean.misses.answers import Answers
    from antrean.misses.decide import Deciding


@cache
def answers() -> Answers:
    """Return what takes misses back."""
    from antrean.misses.answers import Answers
    from antrean.misses.store import Misses

    store = wiring.store()
    return Answers(Misses(wiring.table()), store.accounts, store.bookings, wiring.looks(), wiring.CLOCK)


@cache
def deciding() -> Deciding:
    """Return what decides which visits were missed."""
    from antrean.misses.decide import Deciding
    from antrean.misses.store import Misses

    return Deciding(wiring.store(), Misses(wiring.table()), wiring.CLOCK)
