"""`python -m bench` makes all measurements and writes docs/performance.md; with names only those."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench import page
from deploy.errors import CommandError
from deploy.progress import Step
from tests.browser import chromium

if TYPE_CHECKING:
    from bench.report import Section

MEASUREMENTS: dict[str, str] = {
    "operations": "what each operation costs",
    "hot_slot": "one hot slot",
    "locked_slot": "one hot slot with locks, simulated",
    "sold_out": "refusals of a sold-out slot",
    "availability": "an office's availability",
    "cold_start": "cold starts",
    "warm_cpu": "the processor time of a warm booking",
    "website": "the website's weight",
}
"""Modules with a function `measure(step) -> Section`, in the order of the page, and what they measure."""
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
    except CommandError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    if not names:
        page.write(DOCS, sections)
        print(f"\nWritten: {DOCS / page.NAME}")
    return 0


def _measured(name: str) -> Section:
    with Step(f"Measuring {MEASUREMENTS[name]}") as step:
        section: Section = importlib.import_module(f"bench.{name}").measure(step)
    print(f"\n{section.markdown()}\n", flush=True)
    return section


if __name__ == "__main__":
    sys.exit(main())
