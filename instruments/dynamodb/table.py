"""Raw items of a table, read without the product's code, so that a referee can judge that code."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

from boto3.dynamodb.types import TypeDeserializer

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]
_DESERIALIZER = TypeDeserializer()


class AnySlot(Protocol):
    """A slot of the product or of a request: the date is a `date` or already its text."""

    @property
    def office_id(self) -> str:
        """The office."""

    @property
    def date(self) -> object:
        """Its text is `YYYY-MM-DD`."""

    @property
    def session(self) -> str:
        """The arrival window."""


class TableReader:
    """Reads of one table, strongly consistent."""

    def __init__(self, client: DynamoDBClient, name: str) -> None:
        """Read table `name`."""
        self._client = client
        self.name = name

    def get(self, pk: str, sk: str) -> Item | None:
        """Return an item, or None."""
        answer = self._client.get_item(TableName=self.name, Key={"pk": {"S": pk}, "sk": {"S": sk}}, ConsistentRead=True)
        return _plain(answer["Item"]) if "Item" in answer else None

    def partition(self, pk: str) -> list[Item]:
        """Return every item of a partition, in order."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self.name,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
            ConsistentRead=True,
        )
        return [_plain(item) for page in pages for item in page["Items"]]

    def scan(self) -> list[Item]:
        """Return every item of the table."""
        pages = self._client.get_paginator("scan").paginate(TableName=self.name, ConsistentRead=True)
        return [_plain(item) for page in pages for item in page["Items"]]

    def bookings_and_guards(self) -> list[Item]:
        """Return the items that an audit of a slot looks at: a quick scan, since most of a table are quotas."""
        pages = self._client.get_paginator("scan").paginate(
            TableName=self.name,
            FilterExpression="sk IN (:booking, :guard)",
            ExpressionAttributeValues={":booking": {"S": "BOOKING"}, ":guard": {"S": "ACTIVE"}},
            ConsistentRead=True,
        )
        return [_plain(item) for page in pages for item in page["Items"]]

    def quota(self, slot: AnySlot) -> Item:
        """Return the quota item of a slot, which must exist."""
        item = self.get(f"OFFICE#{slot.office_id}", f"QUOTA#{slot.date}#{slot.session}")
        assert item
        return item

    def booking(self, booking_id: str) -> Item:
        """Return the item of a booking, which must exist."""
        item = self.get(f"BOOKING#{booking_id}", "BOOKING")
        assert item
        return item


def _plain(item: Any) -> Any:
    """Return an item as Python values, whole numbers as int."""
    return {name: _whole(_DESERIALIZER.deserialize(value)) for name, value in item.items()}


def _whole(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {name: _whole(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_whole(member) for member in value]
    return value
