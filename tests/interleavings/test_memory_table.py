"""The table in memory, on which the interleavings run, against other engines: the same calls, the same answers.

Conflicts are not compared: the embedded engines make one call at a time, and raise none.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from antrean.aws.table import Table
from antrean.bookings.stores import Store
from instruments.dynamodb import expressions
from instruments.dynamodb.expressions import Item
from instruments.dynamodb.memory_table import Key, MemoryClient, MemoryTable
from instruments.dynamodb.scratch import create_table, embedded_dynamodb, scratch_table
from instruments.stand_in import stand_in
from local.state.outputs import Outputs
from tests.interleavings.compared import Compared, Different
from tests.interleavings.expression_calls import Writer
from tests.interleavings.mix import TABLE, beginning
from tests.interleavings.playing import play
from tests.interleavings.store_calls import METHODS, Caller
from tests.interleavings.wrong_tables import WRONG_TABLES, Patch
from tests.support import proof

REPLAYED_SEEDS = proof.size(4, 300)
STORE_SEEDS = proof.size(2, 60)
STORE_CALLS = 200
SEARCHED_SEEDS = 400
"""Among how many seeds those are looked for whose calls meet each condition both ways."""
EXPRESSION_SEEDS = proof.size(3, 60)
EXPRESSION_CALLS = 150
CONTROL_SEEDS = 10
"""Within how many seeds of each kind a wrong table must be caught."""
_OF_A_PLAY = frozenset({"ClientRequestToken", "ExclusiveStartKey", "Limit", "Segment", "TotalSegments"})
"""Arguments that only mean something where the call was made: of another transaction, or of another engine's pages."""
_STORIES = "the calls of {} interleavings, one after the other, get the same answers as from the table in memory"
Met = tuple[str, bool]
"""A condition, and whether it held."""
_REFUSALS = {"ConditionalCheckFailedException", "TransactionCanceledException"}


@contextmanager
def moto() -> Iterator[Any]:
    """DynamoDB as moto plays it."""
    with mock_aws():
        # not credentials, only what a client needs to sign its calls to nobody
        yield boto3.session.Session("testing", "testing", region_name="ap-southeast-3").client("dynamodb")


@pytest.fixture
def dynamodb(outputs: Outputs) -> Any:
    """A client of the embedded DynamoDB."""
    return embedded_dynamodb(outputs)


def test_it_answers_as_moto_does() -> None:
    """Every answer, refusal and item of many interleavings' calls is the same on both."""
    with moto() as client:
        replay(client)
    proof.found(proof.Engine.MOTO, _STORIES.format(REPLAYED_SEEDS))


def test_it_answers_as_the_embedded_dynamodb_does(dynamodb: Any) -> None:
    """Every answer, refusal and item of many interleavings' calls is the same on both."""
    replay(dynamodb)
    proof.found(proof.Engine.DYNAMODB, _STORIES.format(REPLAYED_SEEDS))


def test_the_store_cannot_tell_it_from_the_embedded_dynamodb(dynamodb: Any) -> None:
    """Every method of the store, called at random: each of its conditions held on both and failed on both."""
    ends: Counter[str] = Counter()
    met: set[Met] = set()
    first = proof.first(STORE_SEEDS)
    for seed in {*seeds_that_meet_everything(), *range(first, first + STORE_SEEDS)}:
        with scratch_table(dynamodb) as name:
            both = call_the_store(dynamodb, name, seed)
        ends += both.ends
        met |= met_by(both)
    conditions = {condition for condition, _ in met}
    assert not one_sided(met)
    assert ends.keys() == {"done", *_REFUSALS}
    said = f"{ends.total()} calls of the {len(METHODS)} methods of the store, of which {ends.total() - ends['done']}"
    proof.found(
        proof.Engine.DYNAMODB, f"{said} are refused, end as on the table in memory, by {len(conditions)} conditions"
    )


def test_expressions_mean_the_same_to_the_embedded_dynamodb(dynamodb: Any) -> None:
    """Random conditions and updates on random items: what is written, returned, refused and not valid is the same."""
    ends: Counter[str] = Counter()
    first = proof.first(EXPRESSION_SEEDS)
    for seed in range(first, first + EXPRESSION_SEEDS):
        ends += write_anything(dynamodb, seed).ends
    assert ends.keys() == {"done", "ValidationException", *_REFUSALS}
    said = f"{ends.total()} calls with random expressions, {ends['ValidationException']} of them not valid"
    proof.found(proof.Engine.DYNAMODB, f"{said}, end as on the table in memory")


@pytest.mark.parametrize("break_it", WRONG_TABLES, ids=lambda wrong: wrong.__name__)
def test_a_wrong_table_is_caught(break_it: Callable[[Patch], None], dynamodb: Any, monkeypatch: Patch) -> None:
    """The negative controls: a table in memory with one mistake is told from DynamoDB."""
    break_it(monkeypatch)
    _forget_what_was_compiled()
    try:
        for seed in range(proof.SEED, proof.SEED + CONTROL_SEEDS):
            write_anything(dynamodb, seed)
            with scratch_table(dynamodb) as name:
                call_the_store(dynamodb, name, seed)
    except (Different, KeyError) as caught:
        print(caught)
        return
    finally:
        _forget_what_was_compiled()
    pytest.fail(f"{break_it.__name__} was not caught by {CONTROL_SEEDS} seeds")


def replay(other: Any) -> None:
    """Make the calls of many interleavings on the table in memory and on another engine, and compare."""
    ends: Counter[str] = Counter()
    first = proof.first(REPLAYED_SEEDS)
    for seed in range(first, first + REPLAYED_SEEDS):
        story = play(seed)
        create_table(other, TABLE)
        with against(other, TABLE, story.beginning) as both:
            for _, what, arguments in story.trace:
                if arguments:
                    operation = next(word for word in what.split(": ") if hasattr(MemoryClient, word))
                    given = {name: value for name, value in arguments.items() if name not in _OF_A_PLAY}
                    with suppress(ClientError):
                        getattr(both, operation)(**given)
            ends += both.ends
        other.delete_table(TableName=TABLE)
    # a replay without refusals would compare little
    assert ends.keys() == {"done", *_REFUSALS}


def call_the_store(other: Any, name: str, seed: int) -> Compared:
    """Call the store at random on the table in memory and on another engine at once; raises `Different`."""
    with against(other, name, beginning(3, 4)) as both:
        store = Store(Table(stand_in(both), name, sleep=lambda _seconds: None))
        caller = Caller(store, random.Random(seed))
        for _ in range(STORE_CALLS):
            caller.call()
    return both


def met_by(both: Compared) -> set[Met]:
    """Return which conditions were met, and which of both ways each."""
    return {(condition, outcome) for condition, outcomes in both.met.items() for outcome in outcomes}


def one_sided(met: set[Met]) -> set[str]:
    """Return the conditions that held each time, or failed each time."""
    return {condition for condition, outcome in met if (condition, not outcome) not in met}


def seeds_that_meet_everything() -> list[int]:
    """Return few seeds whose calls meet each condition both ways; many are tried, on tables in memory alone.

    Some conditions are met by one seed of forty, and a call of the embedded DynamoDB takes far longer than one here.
    """
    found: dict[int, set[Met]] = {}
    unmet: set[Met] = set()
    for seed in range(proof.SEED, proof.SEED + SEARCHED_SEEDS):
        found[seed] = met_by(call_the_store(MemoryClient(MemoryTable({})), TABLE, seed))
        unmet |= found[seed]
        if seed >= proof.SEED + SEARCHED_SEEDS // 4 and not one_sided(unmet):
            break
    seeds: list[int] = []
    while unmet:
        seeds.append(max(found, key=lambda seed: len(found[seed] & unmet)))
        unmet -= found[seeds[-1]]
    return seeds


def write_anything(other: Any, seed: int) -> Compared:
    """Write at random to the table in memory and to another engine at once; raises `Different`."""
    with scratch_table(other) as name, against(other, name, {}) as both:
        writer = Writer(both, name, random.Random(seed))
        for _ in range(EXPRESSION_CALLS):
            writer.call()
    return both


@contextmanager
def against(other: Any, name: str, items: Mapping[Key, Item]) -> Iterator[Compared]:
    """Begin with the same items on both, and end with the same ones."""
    for item in items.values():
        other.put_item(TableName=name, Item=item)
    both = Compared(MemoryClient(MemoryTable(items)), other)
    yield both
    both.scan(TableName=name)


def _forget_what_was_compiled() -> None:
    for compiler in (expressions.condition, expressions.update, expressions.projection):
        compiler.cache_clear()
