"""Thousands of random interleavings of the booking protocol, and the same search with a part of it taken out.

`ANTREAN_SEEDS=30000 pytest tests/interleavings` searches more; `ANTREAN_SEED=593 ANTREAN_SEEDS=1` repeats one.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from tests.interleavings.controls import CONTROLS, Patch
from tests.interleavings.mix import TABLE, Story, play
from tests.interleavings.referee import verdict
from tests.support import proof
from tests.support.memory_table import MemoryClient, MemoryTable

SEEDS = int(os.environ.get("ANTREAN_SEEDS", proof.size(6_000, 100_000)))
CONTROL_SEEDS = 4000
"""Within how many seeds each control must be caught; the rarest needs about a thousand."""
REPLAYED_SEEDS = 40
KINDS = ("book", "add", "reschedule", "cancel", "change", "check in", "sweep")


def told(story: Story, wrong: list[str]) -> str:
    """The whole interleaving of a failing seed."""
    lines = [f"seed {story.seed}:", *wrong, "", "The interleaving:"]
    return "\n".join([*lines, *(f"{who:>8} | {what}" for who, what, _ in story.trace)])


@pytest.mark.slow
def test_no_interleaving_breaks_a_promise() -> None:
    """Whatever takes turns, dies, comes late or twice: every seat is accounted for and every answer stays true."""
    ended: Counter[tuple[str, str]] = Counter()
    for seed in range(proof.SEED, proof.SEED + SEEDS):
        story = play(seed)
        wrong = verdict(story)
        if wrong:
            pytest.fail(told(story, wrong), pytrace=False)
        ended.update((outcome.wish.kind, type(outcome.ended).__name__) for outcome in story.outcomes)
    print(f"seeds {proof.SEED} to {proof.SEED + SEEDS - 1}: {dict(sorted(ended.items()))}")
    if SEEDS >= 1000:
        # a search in which an operation never succeeds, is never refused or never dies shows nothing
        assert not [kind for kind in KINDS if not ended.keys() & {(kind, "Booking"), (kind, "Quota"), (kind, "int")}]
        assert not [kind for kind in KINDS[:-1] if not ended[kind, "Refused"]]
        assert not [kind for kind in KINDS if not ended[kind, "NoneType"]]


@pytest.mark.slow
@pytest.mark.parametrize("take_out", CONTROLS, ids=lambda control: control.__name__)
def test_the_referee_catches(take_out: Callable[[Patch], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative controls: without any one part of the protocol a seed is found that breaks the seats."""
    take_out(monkeypatch)
    for seed in range(CONTROL_SEEDS):
        wrong = [problem for problem in verdict(play(seed)) if problem.startswith("after write")]
        if wrong:
            print(f"caught by seed {seed}: {wrong[0]}")
            return
    pytest.fail(f"{take_out.__name__} was not caught by {CONTROL_SEEDS} seeds")


def test_a_seed_repeats_its_interleaving() -> None:
    """The same seed makes the same steps, or a failing seed would tell nothing."""
    for seed in range(50):
        assert told(play(seed), []) == told(play(seed), [])


def test_the_table_in_memory_answers_as_moto_does() -> None:
    """The calls of many interleavings, one after the other, on both: the same answers, refusals and items."""
    with mock_aws():
        # not credentials, only what a client needs to sign its calls to nobody
        other = boto3.session.Session("testing", "testing", region_name="ap-southeast-3").client("dynamodb")
        refusals: Counter[str] = Counter()
        for seed in range(REPLAYED_SEEDS):
            story = play(seed)
            table = MemoryTable(story.beginning)
            client = MemoryClient(table)
            _create(other)
            for item in story.beginning.values():
                other.put_item(TableName=TABLE, Item=item)
            for _, what, arguments in story.trace:
                if not arguments:
                    continue
                operation = next(word for word in what.split(": ") if hasattr(client, word))
                mine, theirs = (_outcome(each, operation, arguments) for each in (client, other))
                assert mine == theirs, (seed, operation, arguments)
                refusals[str(mine[0])] += 1
            assert _sorted(client.scan()) == _sorted(other.scan(TableName=TABLE)), seed
            other.delete_table(TableName=TABLE)
    print(dict(refusals))
    assert refusals.keys() == {"done", "ConditionalCheckFailedException", "TransactionCanceledException"}


def _outcome(client: Any, operation: str, arguments: dict[str, Any]) -> tuple[str, Any]:
    """What the store can see of an answer: the code of an error, and what came with it."""
    # moto looks at the token of a transaction, but these transactions are not the ones that were played
    given = {name: value for name, value in arguments.items() if name != "ClientRequestToken"}
    try:
        answer = getattr(client, operation)(**given)
    except ClientError as error:
        response: dict[str, Any] = dict(error.response)
        reasons = [(reason["Code"], reason.get("Item")) for reason in response.get("CancellationReasons", [])]
        return response["Error"]["Code"], (response.get("Item"), reasons)
    attributes = {name: value for name, value in answer.get("Attributes", {}).items() if name != "claims"}
    return "done", (answer.get("Item"), attributes, answer.get("Items"), _sorted(answer))


def _sorted(answer: Any) -> list[Any]:
    found = [*answer.get("Items", []), *answer.get("Responses", {}).get(TABLE, [])]
    return sorted(found, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


def _create(client: Any) -> None:
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )
