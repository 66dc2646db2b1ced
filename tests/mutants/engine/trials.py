"""What is taken out, one after the other, by which tests that should be noticed, and whether it was."""

from __future__ import annotations

import importlib
import pkgutil
import queue
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from tests import mutants as sections
from tests.mutants.engine.clauses import clauses
from tests.mutants.engine.worker import PRELOADED, Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from tests.mutants.engine.page import Page
    from tests.mutants.mutant import Mutant

Outcome = Literal["noticed", "not noticed", "broken"]
LIMIT: Final = 60.0
"""Seconds that the tests of a mutant may take; those of most take one or two."""
_LIMIT_UNCHANGED: Final = 600.0
_WORKERS: Final = 2
_FAILED: Final = 1


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing that is taken out: the file at `path` becomes `text`, and one of `tests` should fail."""

    name: str
    path: str
    line: int
    text: str
    tests: tuple[str, ...]
    clause: bool = False
    hangs: bool = False
    mistake: str = ""
    """Why it cannot be tried."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a trial ended; a broken one says why."""

    trial: Trial
    outcome: Outcome
    seconds: float
    reason: str = ""


class UnchangedTreeFails(Exception):  # noqa: N818 - the tests failed, not this program
    """The tests that should notice fail without any change: they would notice everything."""


def written_mutants() -> list[Mutant]:
    """Return the mutants of every module beside `mutant.py`."""
    found: list[Mutant] = []
    for module in pkgutil.iter_modules(sections.__path__):
        if not module.ispkg and module.name not in {"mutant", "__main__"}:
            found += importlib.import_module(f"{sections.__name__}.{module.name}").MUTANTS
    return found


def trials(root: Path, page: Page, mutants: Iterable[Mutant]) -> list[Trial]:
    """Return a trial for each mutant and for each clause of the stores."""
    made = [_of_mutant(root, page, mutant) for mutant in mutants]
    for clause in clauses(root):
        tests = page.tests(clause.name)
        mistake = "" if tests else "the page names no test of this clause"
        made.append(
            Trial(clause.name, clause.path, clause.line, clause.always_true, tests, clause=True, mistake=mistake)
        )
    return made


def _of_mutant(root: Path, page: Page, mutant: Mutant) -> Trial:
    tests = page.tests(mutant.rule)
    file = root / mutant.path
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    line = text[: max(text.find(mutant.old), 0)].count("\n") + 1
    mistake = ""
    if not tests:
        mistake = "the page names no test of this rule"
    elif text.count(mutant.old) != 1:
        mistake = f"what is taken out is there {text.count(mutant.old)} times:\n{mutant.old}"
    elif mutant.old == mutant.new:
        mistake = "nothing is changed"
    changed = text.replace(mutant.old, mutant.new)
    return Trial(mutant.rule, mutant.path, line, changed, tests, hangs=mutant.hangs, mistake=mistake)


def run(
    root: Path,
    folder: Path,
    tried: Sequence[Trial],
    tell: Callable[[Result], None],
    *,
    preloaded: Sequence[str] = PRELOADED,
    limit: float = LIMIT,
) -> list[Result]:
    """Try everything, in two copies of `root` below `folder`, and tell each result as it comes.

    Raises `UnchangedTreeFails` if a test does not pass before anything is changed.
    """
    shutil.rmtree(folder, ignore_errors=True)
    results: list[Result] = []
    with ExitStack() as stack, ThreadPoolExecutor(_WORKERS) as threads:
        workers = [stack.enter_context(Worker(root, folder / str(number), preloaded)) for number in range(_WORKERS)]
        _unchanged(workers, threads, sorted({test for trial in tried if not trial.mistake for test in trial.tests}))
        waiting: queue.SimpleQueue[Trial] = queue.SimpleQueue()
        for trial in tried:
            waiting.put(trial)

        def work(worker: Worker) -> None:
            while True:
                try:
                    result = _try(worker, waiting.get_nowait(), limit)
                except queue.Empty:
                    return
                results.append(result)
                tell(result)

        try:
            list(threads.map(work, workers))
        except BaseException:
            # The other worker ends with the trial that it has begun.
            while not waiting.empty():
                waiting.get()
            raise
    return results


def _unchanged(workers: Sequence[Worker], threads: ThreadPoolExecutor, tests: Sequence[str]) -> None:
    """See that all tests pass on what was not changed; each worker runs those of some files."""
    files = sorted({test.split("::")[0] for test in tests})

    def share(number: int) -> str:
        mine = set(files[number :: len(workers)])
        named = [test for test in tests if test.split("::")[0] in mine]
        done = workers[number].run(named, _LIMIT_UNCHANGED, first_failure=False)
        return "" if done.code == 0 else f"pytest ended with {done.code}:\n{done.last_lines}"

    failures = list(filter(None, threads.map(share, range(len(workers)))))
    if failures:
        raise UnchangedTreeFails("\n\n".join(failures))


def _try(worker: Worker, trial: Trial, limit: float) -> Result:
    if trial.mistake:
        return Result(trial, "broken", 0, trial.mistake)
    started = time.monotonic()
    with worker.copy.changed(trial.path, trial.text):
        done = worker.run(trial.tests, limit)
    seconds = time.monotonic() - started
    if done.code == 0:
        return Result(trial, "not noticed", seconds)
    if done.code == _FAILED or (done.code is None and trial.hangs):
        return Result(trial, "noticed", seconds)
    why = f"did not end in {limit:.0f} seconds" if done.code is None else f"pytest ended with {done.code}"
    return Result(trial, "broken", seconds, f"{why}:\n{done.last_lines}")
