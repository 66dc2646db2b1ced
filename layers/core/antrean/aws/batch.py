"""Batches of records that Lambda hands to a function, of which each is done or comes again on its own.

Powertools' batch processor would do the same, but loads the data classes of every kind of batch at each cold start.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from aws_lambda_powertools import Logger

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    Handle = Callable[[Mapping[str, Any]], object]


class Failure(TypedDict):
    """The identifier of a record to try again."""

    itemIdentifier: str


class BatchAnswer(TypedDict):
    """What Lambda reads from a function with `ReportBatchItemFailures`; without failures the batch is done."""

    batchItemFailures: list[Failure]


class Together(NamedTuple):
    """What is done once for all changes of a batch: `subject` names what a change is about, or None where nothing is.

    `do` gets the subjects, each once.
    """

    subject: Callable[[Mapping[str, Any]], str | None]
    do: Callable[[Collection[str]], object]


def each_change(event: Mapping[str, Any], handle: Handle, together: Together | None = None) -> BatchAnswer:
    """Handle every change of a batch of the table's stream, also after one that failed, and report those that failed.

    `handle` gets a change as DynamoDB writes it: `Keys`, `OldImage`, `NewImage`. What is done `together` comes after
    it, whatever failed before; where that fails itself, every change that has a subject failed. Lambda repeats the
    batch from the first failure on. The log names a change by its key. Raises RuntimeError where all failed: an error
    is retried like reported failures, and also shows in the function's metrics.
    """
    return _each(
        event,
        lambda record: handle(record["dynamodb"]),
        lambda record: record["dynamodb"]["SequenceNumber"],
        lambda record: record["dynamodb"]["Keys"]["pk"]["S"],
        together and Together(lambda record: together.subject(record["dynamodb"]), together.do),
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
    handle: Handle,
    identify: Callable[[Mapping[str, Any]], str],
    name: Callable[[Mapping[str, Any]], str],
    together: Together | None = None,
) -> BatchAnswer:
    """Handle every record; the log gets the `name` of one that failed and never the record, which holds names."""
    failed: set[str] = set()
    for record in event["Records"]:
        try:
            handle(record)
        except Exception:  # noqa: BLE001 - whatever it was is logged and reported; the others must not wait for it
            Logger().exception("record not handled", record=name(record))
            failed.add(identify(record))
    if together:
        failed.update(_do_together(event, together, identify))
    if len(failed) == len(event["Records"]):
        message = f"none of {len(failed)} records could be handled"
        raise RuntimeError(message)
    found = (identify(record) for record in event["Records"])
    return {"batchItemFailures": [{"itemIdentifier": each} for each in found if each in failed]}


def _do_together(
    event: Mapping[str, Any], together: Together, identify: Callable[[Mapping[str, Any]], str]
) -> Collection[str]:
    """Do what is done once for all records, and return those for which it failed."""
    subjects = {identify(record): together.subject(record) for record in event["Records"]}
    about = {record: subject for record, subject in subjects.items() if subject}
    if not about:
        return ()
    try:
        together.do({*about.values()})
    except Exception:  # noqa: BLE001 - as for a single record
        Logger().exception("batch not handled together", records=len(about))
        return about.keys()
    return ()
