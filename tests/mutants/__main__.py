"""Take out every rule, one by one: `python -m tests.mutants [part of a name ...]`, for `make mutants`.

Every rule of `docs/rules.md` and every clause of a condition in the stores is taken out of a copy of the tree. Of each
that no plain test notices the name is told. With parts of names, only rules and clauses with such names are tried.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from itertools import count
from pathlib import Path

from tests.mutants.engine import page as pages
from tests.mutants.engine.trials import Result, UnchangedTreeFails, run, trials, written_mutants

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Return 0 if a plain test noticed everything."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("names", nargs="*", help="parts of the names of rules or clauses; all of them without any")
    wanted = parser.parse_args().names
    started = time.monotonic()
    page = pages.read(ROOT / "docs" / "rules.md")
    everything = trials(ROOT, page, written_mutants())
    names = {trial.name for trial in everything}
    chosen = [trial for trial in everything if not wanted or any(part in trial.name for part in wanted)]
    never = [] if wanted else [rule.name for rule in page.rules if rule.name not in names]
    if not chosen:
        print("Nothing is called so.")
        return 1
    print(f"{len(chosen)} changes in two copies of the tree; first the tests without any change ...", flush=True)
    numbers = count(1)

    def tell(result: Result) -> None:
        number, trial = next(numbers), result.trial
        print(f"[{number:3}/{len(chosen)}] {trial.name}: {result.outcome} ({result.seconds:.1f} s)", flush=True)

    try:
        results = run(ROOT, ROOT / ".local" / "mutants", chosen, tell)
    except UnchangedTreeFails as failure:
        print(f"Tests fail although nothing was changed, so nothing can be shown.\n{failure}")
        return 1
    return _summary(results, never, time.monotonic() - started)


def _summary(results: list[Result], never: list[str], seconds: float) -> int:
    """Print what was not noticed, what proves nothing, and the figures; return 0 if there is neither."""
    for outcome in ("not noticed", "broken"):
        for result in results:
            if result.outcome == outcome:
                trial = result.trial
                print(f"\n{outcome.upper()}: {trial.name} ({trial.path}, line {trial.line})")
                print(f"  {'; '.join(trial.tests) or 'no test'}")
                if result.reason:
                    print("\n".join(f"  {line}" for line in result.reason.splitlines()))
    if never:
        print(f"\nRULES THAT NOTHING TAKES OUT: {', '.join(never)}")
    outcomes = Counter(result.outcome for result in results)
    clauses = sum(result.trial.clause for result in results)
    minutes, rest = divmod(round(seconds), 60)
    print()
    for what, figure in (
        ("rules", str(len({result.trial.name for result in results if not result.trial.clause}))),
        ("changes of rules", str(len(results) - clauses)),
        ("clauses", str(clauses)),
        ("noticed", str(outcomes["noticed"])),
        ("not noticed", str(outcomes["not noticed"])),
        ("broken", str(outcomes["broken"])),
        ("time", f"{minutes}:{rest:02} min"),
    ):
        print(f"{what:18}{figure:>9}")
    return 0 if outcomes["noticed"] == len(results) and not never else 1


if __name__ == "__main__":
    sys.exit(main())
