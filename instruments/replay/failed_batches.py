"""The message that Lambda sends when it gives up a batch of the table's stream; queues and a stream in memory."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from antrean.base.clock import Clock
from instruments.replay.cognito import client_error

STREAM = "arn:aws:dynamodb:ap-southeast-3:123456789012:table/antrean/stream/2026-12-01T00:00:00.000"
SHARD = "shardId-00000001573689847184-864758bb"
_PAGE = 2


def gave_up(first: str, last: str, size: int, stream: str = STREAM, shard: str = SHARD) -> str:
    """The body of Lambda's message about a batch from sequence number `first` to `last`: where it is, and no records.

    As the Lambda Developer Guide shows it for DynamoDB streams, under "Adding an on-failure destination".
    """
    return json.dumps(
        {
            "requestContext": {
                "requestId": "316aa6d0-8154-xmpl-9af7-85d5f4a6bc81",
                "functionArn": "arn:aws:lambda:ap-southeast-3:123456789012:function:receipt_renderer",
                "condition": "RetryAttemptsExhausted",
                "approximateInvokeCount": 11,
            },
            "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
            "version": "1.0",
            "timestamp": "2026-12-01T03:00:00.000Z",
            "DDBStreamBatchInfo": {
                "shardId": shard,
                "startSequenceNumber": first,
                "endSequenceNumber": last,
                "approximateArrivalOfFirstRecord": "2026-12-01T02:00:00Z",
                "approximateArrivalOfLastRecord": "2026-12-01T02:00:00Z",
                "batchSize": size,
                "streamArn": stream,
            },
        }
    )


class FakeStream:
    """One shard of a stream. Pages are short, and the first of each iterator is empty, as DynamoDB's may be."""

    def __init__(self) -> None:
        """Begin empty."""
        self.records: list[dict[str, Any]] = []
        self.trimmed = 0
        """How many records, from the beginning, are no longer kept."""

    def write(self, old: dict[str, Any] | None, new: dict[str, Any] | None) -> str:
        """Add a change with its images and return its sequence number."""
        either = new or old or {}
        number = str(10**20 + len(self.records))
        change: dict[str, Any] = {"Keys": {name: either[name] for name in ("pk", "sk")}, "SequenceNumber": number}
        images = {"OldImage": old, "NewImage": new}
        self.records.append({"dynamodb": change | {name: image for name, image in images.items() if image}})
        return number

    def get_shard_iterator(self, **arguments: str) -> dict[str, str]:
        """Return an iterator at a record that is still there."""
        assert arguments["ShardIteratorType"] == "AT_SEQUENCE_NUMBER"
        if (arguments["StreamArn"], arguments["ShardId"]) != (STREAM, SHARD):
            raise client_error("ResourceNotFoundException")
        position = int(arguments["SequenceNumber"]) - 10**20
        if position < self.trimmed:
            raise client_error("TrimmedDataAccessException")
        return {"ShardIterator": f"{position}:new"}

    def get_records(self, *, ShardIterator: str) -> dict[str, Any]:  # noqa: N803 - botocore's name
        """Return a page and the iterator of the next."""
        position, _, new = ShardIterator.partition(":")
        start = int(position)
        page = [] if new else self.records[start : start + _PAGE]
        return {"Records": page, "NextShardIterator": str(start + len(page))}


@dataclass
class _Held:
    queue: str
    body: str
    handle: str
    visible_at: datetime


class FakeQueues:
    """Queues by their addresses, which hide what was taken for as long as they were asked to."""

    def __init__(self, clock: Clock) -> None:
        """Begin empty."""
        self.messages: list[_Held] = []
        self._clock = clock
        self._handles = itertools.count(1)

    def send(self, queue: str, body: str, seconds: int = 0) -> None:
        """Put a message into a queue, where it can be seen in so many seconds."""
        self.messages.append(_Held(queue, body, "", self._clock.now() + timedelta(seconds=seconds)))

    def bodies(self, queue: str) -> list[str]:
        """Return the messages of a queue, those that cannot be seen yet included."""
        return [message.body for message in self.messages if message.queue == queue]

    def send_message(self, *, QueueUrl: str, MessageBody: str, DelaySeconds: int = 0) -> dict[str, Any]:  # noqa: N803 - botocore's names
        """Put a message into a queue, as a function does."""
        self.send(QueueUrl, MessageBody, DelaySeconds)
        return {"MessageId": str(len(self.messages))}

    def receive_message(self, **arguments: Any) -> dict[str, Any]:
        """Return the first message that can be seen, under a new handle."""
        now = self._clock.now()
        for message in self.messages:
            if message.queue == arguments["QueueUrl"] and message.visible_at <= now:
                message.handle = f"handle-{next(self._handles)}"
                message.visible_at = now + timedelta(seconds=arguments["VisibilityTimeout"])
                return {"Messages": [{"Body": message.body, "ReceiptHandle": message.handle}]}
        return {}

    def delete_message(self, *, QueueUrl: str, ReceiptHandle: str) -> None:  # noqa: N803 - botocore's names
        """Remove a message that was taken under this handle."""
        assert QueueUrl
        self.messages = [message for message in self.messages if message.handle != ReceiptHandle]

    def change_message_visibility(self, **arguments: Any) -> None:
        """Hide a message that was taken for longer, or no longer."""
        for message in self.messages:
            if message.handle == arguments["ReceiptHandle"]:
                message.visible_at = self._clock.now() + timedelta(seconds=arguments["VisibilityTimeout"])
