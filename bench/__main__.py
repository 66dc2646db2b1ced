"""`python -m bench` makes all measurements and writes docs/performance.md; with names only those."""

from __future__ import annotations

import argparse
import importlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.report import page
from instruments.browser import chromium
from local.errors import LocalError
from local.progress import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.report.section import Section


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measurement: the module whose function `measure(step)` makes it and returns a `Section`."""

    module: str
    what: str
    """What it measures, as the progress line says it."""


MEASUREMENTS: Mapping[str, Measurement] = {
    "operations": Measurement("bench.costs.operations", "what each operation costs"),
    "hot_slot": Measurement("bench.seats.hot_slot", "one hot slot"),
    "locked_slot": Measurement("bench.seats.locked_slot", "one hot slot with locks, simulated"),
    "sold_out": Measurement("bench.seats.sold_out", "refusals of a sold-out slot"),
    "availability": Measurement("bench.costs.availability", "an office's availability"),
    "cold_start": Measurement("bench.cold_start.measurement", "cold starts"),
    "warm_cpu": Measurement("bench.warm_cpu.measurement", "the processor time of a warm booking"),
    "website": Measurement("bench.website.measurement", "the website's weight"),
}
"""Each measurement by the name that the command takes, in the order of the page."""
DOCS = Path(__file__).resolve().parent.parent / "docs"


def main() -> int:
    """Measure; what cannot be measured is told in its own words, with status 1, and the page stays as it was."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of {', '.join(MEASUREMENTS)}")
    names = parser.parse_args().names
    if unknown := set(names) - MEASUREMENTS.keys():
        parser.error(f"no measurement is called {', '.join(sorted(unknown))}")
    wanted = names or [*MEASUREMENTS]
    try:
        if "website" in wanted:
            # it is the last, and a browser that is missing should be told of before a quarter of an hour has passed
            chromium.find()
        sections = [_measured(name) for name in wanted]
    except LocalError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    if not names:
        page.write(DOCS, sections)
        print(f"\nWritten: {DOCS / page.NAME}")
    return 0


def _measured(name: str) -> Section:
    measurement = MEASUREMENTS[name]
    with Step(f"Measuring {measurement.what}") as step:
        section: Section = importlib.import_module(measurement.module).measure(step)
    print(f"\n{section.markdown()}\n", flush=True)
    return section


if __name__ == "__main__":
    sys.exit(main())
