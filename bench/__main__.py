"""`python -m bench` makes all measurements and writes docs/performance.md; with names it prints only those.

`fairness` writes pages of its own whenever it is made: docs/fairness-bench.md, and the figures of docs/fairness.md.
`python -m bench cold_start --against <folder>` compares this checkout with another one and prints that alone.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.cold_start import comparison
from bench.report import page
from bench.surroundings.checkout import THIS, Checkout
from deploy.errors import CommandError
from deploy.progress import Step
from instruments.browser import chromium

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
    "day": Measurement("bench.day.measurement", "an office's day on the deployed system"),
    "website": Measurement("bench.website.measurement", "the website's weight"),
    "citizens": Measurement("bench.website.citizens", "a newcomer's way, and the citizens' pages by Lighthouse"),
    "fairness": Measurement("bench.fairness.measurement", "who gets the seats under which policy"),
}
"""Each measurement by the name that the command takes, in the order of the page."""
DOCS = THIS.root / "docs"


def main() -> int:
    """Measure. Where something cannot be measured, print why and return 1; the page stays as it was.

    Where an aim is missed that a measurement is held to, the page is written, and says so, before this returns 1.
    """
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of {', '.join(MEASUREMENTS)}")
    parser.add_argument(
        "--against", type=Path, metavar="folder", help="of another checkout, to compare cold starts and sizes with"
    )
    arguments = parser.parse_args()
    names: list[str] = arguments.names
    if unknown := set(names) - MEASUREMENTS.keys():
        parser.error(f"no measurement is called {', '.join(sorted(unknown))}")
    if arguments.against and names != ["cold_start"]:
        parser.error("--against is an option of the measurement cold_start, alone")
    try:
        if arguments.against:
            _compare(Checkout(arguments.against.resolve()))
        else:
            _measure(names)
    except CommandError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


def _measure(names: Sequence[str]) -> None:
    """Make the measurements with these names; without any make all of them and write the page.

    Raises CommandError where something cannot be measured, and in the end where an aim was missed.
    """
    wanted = names or [*MEASUREMENTS]
    if {"day", "website", "citizens"} & {*wanted}:
        # They are the last ones: whoever has no browser should learn that before a quarter of an hour has passed.
        chromium.find()
    sections = [_measured(name) for name in wanted]
    written = [path for section in sections if section.write for path in section.write(DOCS)]
    if not names:
        page.write(DOCS, [section for section in sections if not section.write])
        written.append(DOCS / page.NAME)
    if written:
        print(f"\nWritten: {', '.join(map(str, written))}", flush=True)
    if missed := [sentence for section in sections for sentence in section.missed]:
        raise CommandError("\n".join(missed))


def _measured(name: str) -> Section:
    measurement = MEASUREMENTS[name]
    with Step(f"Measuring {measurement.what}") as step:
        section: Section = importlib.import_module(measurement.module).measure(step)
    print(f"\n{section.markdown()}\n", flush=True)
    return section


def _compare(other: Checkout) -> None:
    with Step("Comparing cold starts and sizes with another checkout") as step:
        section = comparison.measure(step, other)
    print(f"\n{section.markdown()}\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
