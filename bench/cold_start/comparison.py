"""Cold starts and sizes of this checkout against those of another one, usually of an older commit, in one run."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from bench.cold_start import packing
from bench.cold_start.measurement import SAMPLE, first_client
from bench.cold_start.pairs import PAIRS, Start, in_turns, total
from bench.report.section import Section, Table, figure
from bench.surroundings.checkout import THIS
from bench.surroundings.lambda_layout import LambdaLayout

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bench.cold_start.packing import Sizes
    from bench.surroundings.checkout import Checkout
    from deploy.progress import Step


def measure(step: Step, other: Checkout) -> Section:
    """Start each function of both checkouts in turns, and zip what both upload."""
    shared = [logical_id for logical_id in THIS.functions() if logical_id in other.functions()]
    step.note("building both layers")
    layouts = LambdaLayout.build("lambda"), LambdaLayout.build("lambda-other", other)
    starts = []
    for number, function in enumerate(shared, start=1):
        step.note(f"{function}, {number} of {len(shared)}")
        starts.append(_compare(*layouts, function))
    step.note("zipping what is deployed")
    here, there = packing.sizes(THIS), packing.sizes(other)
    middle = median(start.ratio for start in starts)
    return Section(
        title="Cold start against another checkout",
        in_short=f"A cold start takes {middle:.2f} times what it takes in the other checkout, in the median.",
        lead=(
            "From the first import to a handler that is ready with its first client: this checkout as a ratio to the "
            "other one. Functions are paired by their logical ids. Both import from their own built layers, and what "
            "is not there from the same SDK of the runtime; every sample is a fresh interpreter, the two take turns "
            f"and change who begins, and a figure is the median of {PAIRS} pairs."
        ),
        tables=[_ratios(starts), _sizes(here, there)],
        notes=_unpaired(here.functions.keys(), there.functions.keys()),
    )


def _compare(here: LambdaLayout, there: LambdaLayout, function: str) -> Start:
    asked = first_client(function)
    pairs = in_turns(
        lambda: total(here.run(SAMPLE, function, asked)), lambda: total(there.run(SAMPLE, function, asked)), PAIRS
    )
    return Start(function, pairs)


def _ratios(starts: Sequence[Start]) -> Table:
    rows = [
        [
            start.function,
            f"{start.ratio:.3f}",
            "{:.3f}–{:.3f}".format(*start.spread),
            f"{start.wall_ratio:.3f}",
            figure(start.milliseconds),
            figure(start.other_milliseconds),
        ]
        for start in sorted(starts, key=lambda start: start.ratio)
    ]
    columns = ["function", "ratio", "middle half", "ratio, clock", "CPU ms, this", "CPU ms, other"]
    return Table(columns, rows, "Import and first client, this checkout to the other")


def _sizes(here: Sizes, there: Sizes) -> Table:
    functions = [name for name in here.functions if name in there.functions]
    pairs = [
        ("the layer", here.layer, there.layer),
        *((name, here.functions[name], there.functions[name]) for name in functions),
        ("all functions", sum(here.functions.values()), sum(there.functions.values())),
        ("together", here.together, there.together),
    ]
    rows = [[name, f"{size:,}", f"{other:,}", f"{size / other:.3f}"] for name, size, other in pairs]
    return Table(["zip", "bytes, this", "bytes, other", "ratio"], rows, f"What is uploaded, for {packing.DEPLOYED}")


def _unpaired(here: Iterable[str], there: Iterable[str]) -> list[str]:
    """Say which functions only one of the checkouts has: they are in the sums of the sizes, and not started."""
    found = (("this", set(here) - set(there)), ("the other", set(there) - set(here)))
    return [f"Only in {which} checkout: {', '.join(sorted(names))}." for which, names in found if names]
