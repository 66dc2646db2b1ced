"""The page docs/performance.md: what was measured and on what, what only a run on AWS can show, and all sections."""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING

from bench.report import drawing
from bench.report.section import IMAGES, Table, listed, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bench.report.section import Section

NAME = "performance.md"
_HEAD = """\
# Performance

What a booking costs and what a rush does to it, in numbers that anyone can repeat. `make bench` makes all of these
measurements from a fresh checkout and writes this page; `make bench <name>` makes one of them. Who gets the seats is on
[a page of its own](fairness-bench.md). With `.venv/dev/bin/python -m bench cold_start --against <folder of another
checkout>` cold starts and sizes are compared with an older commit, in one run.

## In short

{in_short}

{aims}

## What was measured on what

{machine}

- **Counts** (calls, units, bytes) do not depend on the machine: they are DynamoDB's published rules applied to the
  items that the code really reads and writes. The tests hold the budgets among them.
- **Ratios** between two programs in one run on one engine are the claims of this page. Both meet the same engine, the
  same noise and the same clients, in alternating rounds.
- **Absolute times** are context only. Here the engine is an emulator: one Python process that answers a call in
  milliseconds of its own processor time, on the machine that also runs the clients.
- **Simulations** say so in their titles, and name what they take for granted.

Only a run on AWS can show: latencies and throughput in the region; how often transactions really conflict there (the
emulator never raises `TransactionConflict`); what throttling does to a hot partition; cold starts in Firecracker; and
what the other services (API Gateway, Cognito, CloudFront) add.
"""


def write(docs: Path, sections: Sequence[Section]) -> None:
    """Write the page and its plots into the folder `docs`."""
    images = docs / IMAGES
    for section in sections:
        for plot in section.plots:
            drawing.write(plot, images)
    aims = Table(("", "aim", "found"), [aim for section in sections for aim in section.aims])
    head = _HEAD.format(
        in_short=listed(each.in_short for each in sections), aims=aims.markdown(), machine=wrapped(_machine())
    )
    (docs / NAME).write_text("\n\n".join([head.rstrip(), *(section.markdown() for section in sections)]) + "\n")


def _machine() -> str:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return (
        f"A machine with {len(os.sched_getaffinity(0))} processor cores ({platform.machine()}), {memory:.0f} GiB of "
        f"memory, {platform.system()}, Python {platform.python_version()}. DynamoDB is the one of the "
        "embedded AWS that `make run` uses."
    )
