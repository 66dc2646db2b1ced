"""How far a proof searches, by which seed, and what it found: `make test` runs the short form, `make prove` the long.

`ANTREAN_PROOF=long` asks for the long form; `ANTREAN_SEED` repeats a run. What a proof notes is told when pytest ends.

Of what is counted out cell by cell the short form plays one of three shares. Which one follows from the commit, so a
commit always plays the same, and another one often another; `ANTREAN_SHARE` names one. The three together play every
cell of the crash matrix, and of the faults one for each kind of call of each event. Of searches by seeds and by
schedules each share plays a part of its own.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")


class Engine(StrEnum):
    """On what something was seen."""

    RULES = "the rules alone"
    MEMORY = "the table in memory"
    MOTO = "moto's DynamoDB"
    DYNAMODB = "the embedded DynamoDB (ministack)"
    STACK = "the deployed stack on the embedded AWS (ministack), over HTTP"


ONLY_ON_AWS = (
    "real conflicts, throttles and latencies of DynamoDB in a rush: here calls run one at a time, and all is injected",
    "that DynamoDB keeps what its documentation promises: conditional writes in one step, transactions all or nothing",
    "Lambda's own pauses and retries, API Gateway's and Cognito's limits, recovery to a point in time",
)
"""What no run on this machine can show."""

LONG = os.environ.get("ANTREAN_PROOF") == "long"
"""Whether this is the long form."""
_ASKED = "ANTREAN_SEED" in os.environ
SEED = int(os.environ.get("ANTREAN_SEED", "0"))
"""The seed of every search of this run."""
SHARES = 3
"""Into how many shares the short form divides what it does not play as a whole."""


def _of_the_commit() -> int:
    """Return the share of the commit that is checked out; the first where nobody knows which one that is."""
    asked = ["git", "rev-parse", "--verify", "HEAD"]
    try:
        told = subprocess.run(asked, cwd=Path(__file__).parent, capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return 0
    return int(told.stdout.strip()[:8], 16) % SHARES


SHARE = int(os.environ["ANTREAN_SHARE"]) % SHARES if "ANTREAN_SHARE" in os.environ else _of_the_commit()
"""The share that this run plays, if it is the short form; from 0."""
FINDINGS: list[tuple[Engine, str]] = []
"""What was found so far: the engine on which, and a sentence with its figures."""


def size(short: int, long: int) -> int:
    """Return how many examples to try: `short` in `make test`, `long` in `make prove`."""
    return long if LONG else short


def shared(cells: Iterable[_T]) -> list[_T]:
    """Return every third of some cells, at least one of any; all of them in the long form.

    The order of the hashes of their names, and the share, decide which, so the three shares together give all.
    """
    found = list(cells)
    if LONG or not found:
        return found
    ranks = sorted(range(len(found)), key=lambda place: hashlib.sha256(str(found[place]).encode()).digest())
    step = min(SHARES, len(found))
    return [found[place] for place in sorted(ranks[SHARE % step :: step])]


def first(number: int) -> int:
    """Return the first of so many seeds in a row: the one that was asked for, or else where this run's share begins."""
    return SEED if LONG or _ASKED else SHARE * number


def told() -> str:
    """Return by which numbers this run can be repeated.

    In the short form a seed is told only if one was asked for: asking for any, 0 too, has searches begin there and not
    where the share does.
    """
    if LONG:
        return f"long form, ANTREAN_SEED={SEED}"
    asked = f"ANTREAN_SEED={SEED} " if _ASKED else ""
    return f"short form, {asked}ANTREAN_SHARE={SHARE} (of {SHARES})"


def found(engine: Engine, sentence: str) -> None:
    """Note what was seen on which engine, with figures; told at the end of the run."""
    FINDINGS.append((engine, sentence))
