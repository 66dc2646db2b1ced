"""The table's stream, of which a stretch is read again by the positions of its first and last record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mypy_boto3_dynamodbstreams.client import DynamoDBStreamsClient

    from antrean.aws.calls import Answered, Given

_GONE = frozenset({"TrimmedDataAccessException", "ResourceNotFoundException"})
"""The records of the stretch, or all of its shard or stream, are older than the 24 hours that DynamoDB keeps them."""
_MOST_PAGES = 100
"""A stretch is one batch of the stream's function, so its last record is found long before this many pages are read."""


class StretchGone(Exception):  # noqa: N818 - the caller decides what it means
    """A stretch whose records have left the stream."""


class Stretch(NamedTuple):
    """A part of a shard by the sequence numbers of its first and last record."""

    stream_arn: str
    shard_id: str
    first: str
    last: str


class Stream:
    """The streams of the table. Errors are botocore's, but for `StretchGone`."""

    def __init__(self, client: DynamoDBStreamsClient) -> None:
        """Read through a botocore `dynamodbstreams` client."""
        self._client = client

    def changes(self, stretch: Stretch) -> Iterator[Mapping[str, Any]]:
        """Yield each change of an item in a stretch, in order, as DynamoDB writes it: `Keys`, `OldImage`, `NewImage`.

        Raises `StretchGone`, and LookupError for a last record that the shard does not have.
        """
        last = int(stretch.last)
        iterator = _call(
            self._client.get_shard_iterator,
            StreamArn=stretch.stream_arn,
            ShardId=stretch.shard_id,
            ShardIteratorType="AT_SEQUENCE_NUMBER",
            SequenceNumber=stretch.first,
        ).get("ShardIterator")
        pages = 0
        # A closed shard gives no iterator at its end.
        while iterator and pages < _MOST_PAGES:
            pages += 1
            page = _call(self._client.get_records, ShardIterator=iterator)
            for record in page["Records"]:
                yield record["dynamodb"]
                if int(record["dynamodb"]["SequenceNumber"]) >= last:
                    return
            iterator = page.get("NextShardIterator")
        message = "the last record of the stretch is not there"
        raise LookupError(message)


def _call(operation: Callable[Given, Answered], *args: Given.args, **arguments: Given.kwargs) -> Answered:
    try:
        return operation(*args, **arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] in _GONE:
            raise StretchGone from error
        raise
