"""By which interleaving each negative control was caught last.

A control takes a part of the protocol out and needs one interleaving that shows it; some need thousands of tries, more
than ten minutes together. So every run tries the remembered one first and searches from the beginning where that shows
nothing any more, which happens whenever operations are drawn in another order. `make remember` searches anew and writes
down what it found.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_FILE: Final = Path(__file__).with_name("remembered.json")
_ANEW: Final = "ANTREAN_REMEMBER" in os.environ
_SEEDS: Final[dict[str, int]] = json.loads(_FILE.read_text(encoding="utf-8"))


def seeds(test: str, first: int, many: int) -> Iterator[int]:
    """Yield the seeds to try for a `test`, named with its parameter: the remembered, then `many` from `first` on."""
    if test in _SEEDS and not _ANEW:
        yield _SEEDS[test]
    yield from range(first, first + many)


def caught(test: str, seed: int) -> None:
    """Note by which seed a control was caught; a run that remembers writes it down."""
    if _ANEW:
        _SEEDS[test] = seed
        _FILE.write_text(json.dumps(_SEEDS, indent=2, sort_keys=True) + "\n", encoding="utf-8")
