"""How long things took: the middle, what all but a few stay below, and the longest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.report.section import figure

if TYPE_CHECKING:
    from collections.abc import Sequence


def percentile(values: Sequence[float], hundredth: int) -> float:
    """Return the smallest value that this many of a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * hundredth // 100) - 1)]


def row(name: str, values: Sequence[float]) -> tuple[str, ...]:
    """Return the cells of a row: the name, how many there are, p50, p95 and the longest."""
    found = (percentile(values, 50), percentile(values, 95), max(values))
    return name, str(len(values)), *(figure(each) for each in found)
