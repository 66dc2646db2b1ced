"""The negative controls: the checker sees what a naive store does, and finds nothing where no part is missing."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any

import pytest

from antrean.slots.store import CLAIM_CONDITIONS
from instruments.dynamodb.scratch import embedded_dynamodb, scratch_table
from instruments.dynamodb.table import TableReader
from local.state.outputs import Outputs
from tests.histories.checker import problems
from tests.histories.clients import Crowd
from tests.histories.history import Event, History
from tests.histories.laboratory import POPULATION, furnish, services
from tests.histories.senders import InProcess
from tests.histories.stories import is_told, retold
from tests.interleavings.controls import CONTROLS, Patch, read_then_write, release_at_any_time
from tests.interleavings.playing import play
from tests.support import proof, remembered

Control = Callable[[Patch], None]
PROCESSES = 2
THREADS = 6
SECONDS = proof.size(2, 6)
SEATS = 12
MEMORY = 5.0
"""A full slot is remembered for two seconds; the rest is for a thread that has to wait for its processor."""
CONTROL_CROWDS = 8
"""How many crowds a control has: on a busy machine some hardly meet."""
SEEDS = proof.size(350, 10_000)
SHOWN = tuple(each for each in CONTROLS if each is not release_at_any_time)
"""The controls that answers and the last table show: at which minute seats may be released no answer tells."""
CONTROL_SEEDS = 16_000
"""Within how many seeds each control must be caught; the rarest needs about ten thousand."""


def nothing(_patch: Patch) -> None:
    """Take nothing out."""


def claim_without_its_seats_clause(patch: Patch) -> None:
    """Claim seats whether or not there are any."""
    patch.setitem(CLAIM_CONDITIONS, "never oversell", "(seats_left >= :needed OR attribute_exists(pk))")


@pytest.fixture
def dynamodb(outputs: Outputs) -> Any:
    """A client of the embedded DynamoDB."""
    return embedded_dynamodb(outputs)


def test_a_crowd_in_processes_is_clean(outputs: Outputs, dynamodb: Any) -> None:
    """With the rules as they are nothing is found: what is found below is the missing part, not the harness."""
    events, wrong = judged(outputs, dynamodb, nothing)
    assert wrong == []
    said = f"{len(events)} requests of {PROCESSES} processes with {THREADS} threads straight on the rules"
    proof.found(proof.Engine.DYNAMODB, f"{said}: answers and table agree")


@pytest.mark.parametrize("take_out", [read_then_write, claim_without_its_seats_clause])
def test_a_crowd_in_processes_shows_a_naive_store(outputs: Outputs, dynamodb: Any, take_out: Control) -> None:
    """The same crowd, with seats that are read and then written, or not looked at: oversold, and seen."""
    for tried in range(1, CONTROL_CROWDS + 1):
        events, wrong = judged(outputs, dynamodb, take_out)
        if any(problem.startswith(("oversold", "sold twice", "number twice")) for problem in wrong):
            said = f"{take_out.__name__}: {len(wrong)} problems found in {len(events)} requests of crowd {tried}"
            proof.found(proof.Engine.DYNAMODB, f"{said}, such as {wrong[0]}")
            return
    pytest.fail(f"{take_out.__name__} was not caught by {CONTROL_CROWDS} crowds")


def judged(outputs: Outputs, dynamodb: Any, take_out: Control) -> tuple[list[Event], list[str]]:
    """Let a crowd loose on a table to which nothing listens; return what happened and what the checker says of it."""
    with scratch_table(dynamodb) as name:
        furnish(services(dynamodb, name), SEATS)
        table = TableReader(dynamodb, name)
        beginning = [item for item in table.scan() if item["sk"].startswith("QUOTA#")]
        crowds = [
            Crowd(POPULATION, proof.SEED, number, THREADS, SECONDS, (10, 14), 0.5, operating=0.03, restless=0.3)
            for number in range(PROCESSES)
        ]
        with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as pool:
            answers = pool.map(partial(_run, outputs, name, take_out), crowds)
            events = [event for found in answers for event in found]
        return events, problems(History(events, beginning, memory=MEMORY), table.scan())


def _run(outputs: Outputs, table: str, take_out: Control, crowd: Crowd) -> list[Event]:
    """What each process does: its patch is its own."""
    client = embedded_dynamodb(outputs, 2 * THREADS)
    with pytest.MonkeyPatch.context() as patch:
        take_out(patch)
        return crowd.run(lambda: InProcess(services(client, table), POPULATION))


@pytest.mark.slow
def test_interleavings_are_clean() -> None:
    """The checker finds nothing in the answers and the last table of any interleaving of the whole protocol."""
    told, first = 0, proof.first(SEEDS)
    for seed in range(first, first + SEEDS):
        story = play(seed)
        if is_told(story):
            told += 1
            assert problems(*retold(story)) == [], f"seed {seed}"
    assert told > SEEDS / 4
    proof.found(proof.Engine.MEMORY, f"answers and last table of {told} interleavings agree")


@pytest.mark.slow
@pytest.mark.parametrize("take_out", SHOWN, ids=lambda control: control.__name__)
def test_interleavings_show_what_was_taken_out(
    take_out: Control, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Without any one part of the protocol a seed is found in which answers and last table do not agree."""
    take_out(monkeypatch)
    for seed in remembered.seeds(request.node.name, proof.SEED, CONTROL_SEEDS):
        story = play(seed)
        wrong = problems(*retold(story)) if is_told(story) else []
        if wrong:
            remembered.caught(request.node.name, seed)
            said = f"{take_out.__name__} is caught by its answers and last table in interleaving {seed}"
            proof.found(proof.Engine.MEMORY, f"{said}: {wrong[0]}")
            return
    pytest.fail(f"{take_out.__name__} was not caught by {CONTROL_SEEDS} seeds")
