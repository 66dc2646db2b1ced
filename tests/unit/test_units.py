"""The rules by which units are counted, on items whose size is known; on a table in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from botocore.exceptions import ClientError

from instruments.dynamodb.memory_table import MemoryClient, MemoryTable
from instruments.dynamodb.meter import Meter
from instruments.dynamodb.units import item_size, read_units, write_units

_KEY = {"pk": {"S": "P"}, "sk": {"S": "S"}}
"""Six bytes."""


def sized(size: int, sk: str = "S") -> dict[str, Any]:
    """An item of so many bytes."""
    return {**_KEY, "sk": {"S": sk}, "text": {"S": "x" * (size - 10)}}


@pytest.fixture
def meter() -> Iterator[Meter]:
    """A meter on an empty table."""
    return Meter(MemoryClient(MemoryTable()))


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "é"}, 2),
        ({"N": "0"}, 1),
        ({"N": "1200"}, 2),
        ({"N": "123"}, 3),
        ({"BOOL": True}, 1),
        ({"NULL": True}, 1),
        ({"M": {}}, 3),
        ({"M": {"ab": {"S": "c"}}}, 7),
        ({"L": [{"S": "abc"}, {"N": "7"}]}, 10),
        ({"SS": ["ab", "c"]}, 8),
    ],
)
def test_bytes_of_a_value(value: dict[str, Any], size: int) -> None:
    """Each type by the guide: text in UTF-8, two digits a byte, three bytes for a list or map and one a member."""
    assert item_size({"name": value}) == 4 + size


def test_units_are_rounded_up() -> None:
    """A kilobyte is a write unit and a byte more is two; four are a read unit, or half; nothing costs as something."""
    assert [write_units(None, sized(size)) for size in (100, 1024, 1025)] == [1, 1, 2]
    assert [read_units(size, 1) for size in (0, 4096, 4097)] == [1, 1, 2]
    assert read_units(0, 0.5) == 0.5


def test_a_write_is_billed_by_the_larger_item(meter: Meter) -> None:
    """Making an item smaller, or deleting it, costs what it had; and so does a write that is refused."""
    meter.put_item(TableName="t", Item=sized(3000))
    meter.put_item(TableName="t", Item=sized(100))
    meter.put_item(TableName="t", Item=sized(2000))
    with suppress(ClientError):
        meter.put_item(TableName="t", Item=sized(4000), ConditionExpression="attribute_not_exists(pk)")
    assert [cost.writes for cost in meter.bill] == [3, 3, 2, 4]
    meter.bill.clear()
    update = {"TableName": "t", "Key": _KEY, "ExpressionAttributeValues": {":more": {"S": "y" * 3000}}}
    with suppress(ClientError):
        meter.update_item(**update, UpdateExpression="SET more = :more", ConditionExpression="attribute_not_exists(pk)")
    meter.update_item(**update, UpdateExpression="SET more = :more", ConditionExpression="attribute_exists(pk)")
    assert [cost.writes for cost in meter.bill] == [5, 5]


def test_an_entry_of_an_index_costs_a_unit_when_it_comes_and_when_it_goes(meter: Meter) -> None:
    """A write that leaves the keys of an entry alone, or is refused, costs nothing there; in a transaction no more."""
    listed = {**sized(100), "by_day": {"S": "D"}, "by_number": {"S": "1"}}
    meter.put_item(TableName="t", Item=listed)
    meter.put_item(TableName="t", Item={**listed, "text": {"S": "other"}})
    with suppress(ClientError):
        meter.put_item(TableName="t", Item=sized(100), ConditionExpression="attribute_not_exists(pk)")
    meter.put_item(TableName="t", Item={**listed, "by_number": {"S": "2"}})
    meter.transact_write_items(TransactItems=[{"Put": {"TableName": "t", "Item": sized(100)}}])
    meter.put_item(TableName="t", Item={**sized(100), "by_day": {"S": "D"}})
    assert [cost.writes for cost in meter.bill] == [1 + 1, 1, 1, 1 + 2, 2 + 1, 1]


def test_a_transaction_costs_double(meter: Meter) -> None:
    """Each item is rounded up by itself, then doubled; also when it is only read."""
    puts = [{"Put": {"TableName": "t", "Item": sized(size, sk)}} for sk, size in (("A", 100), ("B", 1100))]
    meter.transact_write_items(TransactItems=puts)
    gets = [{"Get": {"TableName": "t", "Key": {**_KEY, "sk": {"S": sk}}}} for sk in "ABC"]
    meter.transact_get_items(TransactItems=gets)
    assert (meter.bill.writes, meter.bill.reads) == (6, 6)
    assert meter.bill.calls == ["transact_write_items", "transact_get_items"]


def test_a_batch_is_rounded_up_item_by_item(meter: Meter) -> None:
    """Two items of two kilobytes are two units, and one that is not there is one."""
    for sk in "AB":
        meter.put_item(TableName="t", Item=sized(2048, sk))
    meter.bill.clear()
    keys = [{**_KEY, "sk": {"S": sk}} for sk in "ABC"]
    meter.batch_get_item(RequestItems={"t": {"Keys": keys, "ConsistentRead": True}})
    assert (meter.bill.reads, meter.bill[0].size) == (3, 4096)


def test_a_query_is_rounded_up_once_and_before_its_filter(meter: Meter) -> None:
    """Five kilobytes in five items are two units, or one if eventually consistent, whatever the filter lets through."""
    for sk in "ABCDE":
        meter.put_item(TableName="t", Item=sized(1024, sk))
    meter.bill.clear()
    values = {":pk": {"S": "P"}, ":first": {"S": "A"}, ":last": {"S": "Z"}}
    query = {"TableName": "t", "KeyConditionExpression": "pk = :pk AND sk BETWEEN :first AND :last"}
    meter.query(**query, ExpressionAttributeValues=values, ConsistentRead=True)
    meter.query(**query, ExpressionAttributeValues=values)
    filtered = meter.query(
        **query, ExpressionAttributeValues={**values, ":none": {"S": ""}}, FilterExpression="text = :none"
    )
    assert filtered["Items"] == []
    assert [cost.reads for cost in meter.bill] == [2, 1, 1]
