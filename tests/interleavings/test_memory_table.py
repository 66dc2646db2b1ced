"""The table in memory, on which the interleavings run, against other engines: the same calls, the same answers."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

from tests.interleavings.mix import TABLE
from tests.interleavings.playing import play
from tests.support import proof
from tests.support.memory_table import MemoryClient, MemoryTable
from tests.support.scratch import create_table, embedded_dynamodb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from local.outputs import Outputs

REPLAYED_SEEDS = proof.size(40, 1_000)
_OF_A_PLAY = frozenset({"ClientRequestToken", "ExclusiveStartKey", "Limit", "Segment", "TotalSegments"})
"""Arguments that only mean something where the call was made: of another transaction, or of another engine's pages."""
_STORIES = "the calls of {} interleavings, one after the other, get the same answers as from the table in memory"


@contextmanager
def moto() -> Iterator[Any]:
    """DynamoDB as moto plays it."""
    with mock_aws():
        # not credentials, only what a client needs to sign its calls to nobody
        yield boto3.session.Session("testing", "testing", region_name="ap-southeast-3").client("dynamodb")


def test_it_answers_as_moto_does() -> None:
    """Every answer, refusal and item of many interleavings' calls is the same on both."""
    with moto() as client:
        replay(client)
    proof.found(proof.Engine.MOTO, _STORIES.format(REPLAYED_SEEDS))


def test_it_answers_as_the_embedded_dynamodb_does(outputs: Outputs) -> None:
    """Every answer, refusal and item of many interleavings' calls is the same on both."""
    replay(embedded_dynamodb(outputs))
    proof.found(proof.Engine.DYNAMODB, _STORIES.format(REPLAYED_SEEDS))


def replay(other: Any) -> None:
    """Make the calls of many interleavings on the table in memory and on another engine, and compare."""
    codes: Counter[str] = Counter()
    for seed in range(proof.SEED, proof.SEED + REPLAYED_SEEDS):
        story = play(seed)
        client = MemoryClient(MemoryTable(story.beginning))
        create_table(other, TABLE)
        for item in story.beginning.values():
            other.put_item(TableName=TABLE, Item=item)
        for _, what, arguments in story.trace:
            if not arguments:
                continue
            operation = next(word for word in what.split(": ") if hasattr(client, word))
            mine, theirs = (outcome(each, operation, arguments) for each in (client, other))
            assert mine == theirs, (seed, operation, arguments)
            codes[mine[0]] += 1
        assert in_order(client.scan()) == in_order(other.scan(TableName=TABLE)), seed
        other.delete_table(TableName=TABLE)
    # a replay without refusals would compare little
    assert codes.keys() == {"done", "ConditionalCheckFailedException", "TransactionCanceledException"}


def outcome(client: Any, operation: str, arguments: dict[str, Any]) -> tuple[str, Any]:
    """What the store can see of an answer: the code of an error, and what came with it."""
    given = {name: value for name, value in arguments.items() if name not in _OF_A_PLAY}
    try:
        answer = getattr(client, operation)(**given)
    except ClientError as error:
        response: dict[str, Any] = dict(error.response)
        reasons = [(reason["Code"], reason.get("Item")) for reason in response.get("CancellationReasons", [])]
        return response["Error"]["Code"], (response.get("Item"), reasons)
    # of a nested attribute DynamoDB returns the part that changed; the store reads none of claims
    attributes = {name: value for name, value in answer.get("Attributes", {}).items() if name != "claims"}
    queried = answer["Items"] if operation == "query" else None
    return "done", (answer.get("Item"), attributes, queried, in_order(answer))


def in_order(answer: Any) -> list[Any]:
    """The items of an answer, by their keys: an engine scans in an order of its own."""
    read = answer.get("Responses", {})
    if isinstance(read, list):
        read = {TABLE: [each["Item"] for each in read if "Item" in each]}
    found = [*answer.get("Items", []), *read.get(TABLE, [])]
    return sorted(found, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))
