"""How far a proof searches, by which seed, and what it found: `make test` runs the short form, `make prove` the long.

`ANTREAN_PROOF=long` asks for the long form; `ANTREAN_SEED` repeats a run. What a proof notes is told when pytest ends.
"""

from __future__ import annotations

import os
from enum import StrEnum


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
SEED = int(os.environ.get("ANTREAN_SEED", "0"))
"""The seed of every search of this run."""
FINDINGS: list[tuple[Engine, str]] = []
"""What was found so far: the engine on which, and a sentence with its figures."""


def size(short: int, long: int) -> int:
    """Return how many examples to try: `short` in `make test`, `long` in `make prove`."""
    return long if LONG else short


def found(engine: Engine, sentence: str) -> None:
    """Note what was seen on which engine, with figures; told at the end of the run."""
    FINDINGS.append((engine, sentence))
