"""The crash matrix: whatever stops a function wherever, nothing is lost and nothing is doubled.

Each cell is played on a virtual clock: by `make test` a third of them, of each operation and kind of fault some, which
third follows from the commit; by `make prove` all, and some that the seed draws on the embedded DynamoDB too.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import attrgetter

import pytest

from instruments.dynamodb.scratch import embedded_dynamodb, scratch_table
from local.state.outputs import Outputs
from tests.crashes import judge
from tests.crashes.engines import Engine, in_memory, watched
from tests.crashes.matrix import Cell, cells, figures, undisturbed
from tests.crashes.play import Play
from tests.crashes.run import run
from tests.crashes.variant import Variant
from tests.crashes.variants import VARIANTS
from tests.interleavings import controls
from tests.interleavings.referee import breaks_seats
from tests.support import proof
from tests.support.naive import give_back_to_left

_KIND = attrgetter("variant.name", "fault")
"""What cells of one kind have in common; at least one of each kind is always played."""
CELLS = tuple(cells())
PLAYED: dict[tuple[proof.Engine, str], list[Cell]] = defaultdict(list)
"""The cells by engine and operation."""
for _, alike in groupby(sorted(CELLS, key=_KIND), _KIND):
    for cell in proof.shared(alike):
        PLAYED[proof.Engine.MEMORY, cell.variant.name].append(cell)
for cell in random.Random(proof.SEED).sample(CELLS, proof.size(0, 900)):
    PLAYED[proof.Engine.DYNAMODB, cell.variant.name].append(cell)
ENGINES = sorted({engine for engine, _ in PLAYED})
CONTROLS = (
    controls.read_then_write,
    controls.no_fence_in_the_sweeper,
    controls.commit_without_the_void_condition,
    controls.give_back_leaves_the_claim,
    controls.settle_without_the_range_check,
    controls.give_back_any_claim,
    give_back_to_left,
    controls.shrunk_range,
)
"""The controls that one interruption shows; the others need twins that take turns, as in tests/interleavings."""


@pytest.fixture(scope="module")
def recovered() -> Iterator[Counter[proof.Engine]]:
    """How many cells came to a good end on each engine; told at the end of the run."""
    counted: Counter[proof.Engine] = Counter()
    yield counted
    for engine, number in counted.items():
        proof.found(engine, f"crash matrix ({figures()}): {number} cells recovered")


@pytest.fixture(scope="module")
def embedded(outputs: Outputs) -> Iterator[Engine]:
    """A table of the embedded DynamoDB to play on."""
    client = embedded_dynamodb(outputs)
    with scratch_table(client) as name:
        yield watched(client, name)


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_an_undisturbed_operation_ends_as_it_should(variant: Variant) -> None:
    """Without a fault each operation is done, or refused for the reason that its row is about."""
    quiet = undisturbed(variant)
    assert judge.ends(quiet.outcome, variant.refused, quiet.play.table.items), judge.told(quiet.outcome)
    assert not quiet.play.wrong


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
@pytest.mark.parametrize("engine", ENGINES, ids=str)
def test_nothing_is_lost_and_nothing_doubled(
    engine: proof.Engine, variant: Variant, recovered: Counter[proof.Engine], request: pytest.FixtureRequest
) -> None:
    """Interrupted anywhere, retried or not: one sweep after the lease every promise is kept, every seat accounted for.

    All cells of an operation are one test: there are thousands, and each alone takes some milliseconds.
    """
    table = in_memory if engine == proof.Engine.MEMORY else request.getfixturevalue("embedded")
    for cell in PLAYED[engine, variant.name]:
        play, wrong = run(cell, table)
        if wrong:
            pytest.fail(told(cell, play, wrong), pytrace=False)
        recovered[engine] += 1


@pytest.mark.parametrize("take_out", CONTROLS, ids=lambda control: control.__name__)
def test_the_matrix_catches(take_out: Callable[[controls.Patch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative controls: without this part of the protocol some cell oversells, loses or doubles a seat."""
    take_out(monkeypatch)
    # in an order of the seed, or the search would begin with a thousand cells in which the part does not matter
    for tried, cell in enumerate(random.Random(proof.SEED).sample(CELLS, len(CELLS)), 1):
        _, wrong = run(cell)
        seats = [problem for problem in wrong if breaks_seats(problem) or problem.startswith("after one sweep")]
        if seats:
            proof.found(
                proof.Engine.MEMORY, f"{take_out.__name__} is caught by cell {tried} of the crash matrix: {seats[0]}"
            )
            return
    pytest.fail(f"no cell notices {take_out.__name__}")


def told(cell: Cell, play: Play, wrong: list[str]) -> str:
    """A failing cell: what is wrong, and every call in order."""
    lines = [str(cell), *wrong, "", "What happened:"]
    return "\n".join([*lines, *(f"{who:>10} | {what}" for who, what, _ in play.trace)])
