"""Empty tables without readers of their streams, on whatever engine a client speaks to."""

from __future__ import annotations

import itertools
import secrets
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from instruments.dynamodb.indexes import INDEXES
from local.aws.environment import ACCESS_KEY, SECRET_KEY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb import DynamoDBClient

    from local.state.outputs import Outputs


def create_table(client: Any, name: str) -> None:
    """Create an empty table with the keys and the index of ours."""
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk", *itertools.chain(*INDEXES.items()))
        ],
        KeySchema=_keys("pk", "sk"),
        GlobalSecondaryIndexes=[
            {"IndexName": index, "KeySchema": _keys(index, order), "Projection": {"ProjectionType": "KEYS_ONLY"}}
            for index, order in INDEXES.items()
        ],
    )


def _keys(partition: str, order: str) -> list[dict[str, str]]:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": order, "KeyType": "RANGE"}]


@contextmanager
def scratch_table(client: Any) -> Iterator[str]:
    """Make a table that exists only in the block; yields its name."""
    name = f"scratch-{secrets.token_hex(4)}"
    create_table(client, name)
    yield name
    client.delete_table(TableName=name)


def embedded_dynamodb(outputs: Outputs, connections: int = 10) -> DynamoDBClient:
    """Return a client of the running system's DynamoDB with this number of connections."""
    session = boto3.session.Session(ACCESS_KEY, SECRET_KEY, region_name=outputs["region"])
    return session.client(
        "dynamodb", endpoint_url=outputs["endpoint_url"], config=Config(max_pool_connections=connections)
    )
