"""Batches of records that Lambda hands to a function, of which each is done or comes again on its own.

Powertools' batch processor would do the same, but loads the data classes of every kind of batch at each cold start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from aws_lambda_powertools import Logger

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Failure(TypedDict):
    """The identifier of a record to try again."""

    itemIdentifier: str


class BatchAnswer(TypedDict):
    """What Lambda reads from a function with `ReportBatchItemFailures`; without failures the batch is done."""

    batchItemFailures: list[Failure]


def each_change(event: Mapping[str, Any], handle: Callable[[Mapping[str, Any]], object]) -> BatchAnswer:
    """Handle every change of a batch of the table's stream, also after one that failed, and report those that failed.

    `handle` gets a change as DynamoDB writes it: `Keys`, `OldImage`, `NewImage`. Lambda repeats the batch from the
    first failure on. The log names a change by its key. Raises RuntimeError where all failed: an error is retried like
    reported failures, and also shows in the function's metrics.
    """
    return _each(
        event,
        lambda record: handle(record["dynamodb"]),
        lambda record: record["dynamodb"]["SequenceNumber"],
        lambda record: record["dynamodb"]["Keys"]["pk"]["S"],
    )


def each_message(event: Mapping[str, Any], handle: Callable[[str], object]) -> BatchAnswer:
    """Handle the body of every message of a queue's batch, as `each_change` does; Lambda repeats the failed alone."""
    return _each(
        event,
        lambda record: handle(record["body"]),
        lambda record: record["messageId"],
        lambda record: record["messageId"],
    )


def _each(
    event: Mapping[str, Any],
    handle: Callable[[Mapping[str, Any]], object],
    identify: Callable[[Mapping[str, Any]], str],
    name: Callable[[Mapping[str, Any]], str],
) -> BatchAnswer:
    """Handle every record; the log gets the `name` of one that failed and never the record, which holds names."""
    failures: list[Failure] = []
    for record in event["Records"]:
        try:
            handle(record)
        except Exception:  # noqa: BLE001 - whatever it was is logged and reported; the others must not wait for it
            Logger().exception("record not handled", record=name(record))
            failures.append({"itemIdentifier": identify(record)})
    if len(failures) == len(event["Records"]):
        message = f"none of {len(failures)} records could be handled"
        raise RuntimeError(message)
    return {"batchItemFailures": failures}
